"""What may happen to a delivered file.

registered ──check──▶ checked
    │                    │
    ├──refuse──▶ refused │        (damaged, encrypted, active content…: mend and deliver again)
    ├──quarantine──▶ quarantined  (a secrecy mark was seen, by the machine or, once checked, by a person)
    ▲                    │  │
    │      release ──────┘  └─hand_over──▶ handed_over   (the security officer decided; bytes leave the house)
    └──── deliver_again           (another file came in its place; never while it is in quarantine)

What may happen to a production batch.

planned ──start──▶ running ──finish──▶ finished ──close──▶ closed     (paper back, devices wiped, no defect open)
   │                 │  ▲                  │
   │           suspend  resume             └──reopen──▶ running        (rework)
   │                 ▼  │
   └──cancel──▶   suspended               (a paper ran out, or somebody stopped it)

What may happen to a hand-over of paper (both ways), and to what came back otherwise than it went out.

counting ──confirm_giver──▶ given ───confirm_receiver──▶ confirmed      (frozen)
   │  ▲ └─confirm_receiver─▶ received ──confirm_giver──▶ confirmed
   │  └── withdraw_giver (given) / withdraw_receiver (received)           (that side counts again)
   └──cancel──▶ cancelled

open ──explain──▶ explained ──settle──▶ settled         (concluded with a paper, though it did not come back)
  │ ▲                │
  │ └────refuse──────┤
  └──find──▶ found ◀─┘
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.kernel.states import StateTable
from khoso.kernel.words import noop

REGISTERED = "registered"
CHECKED = "checked"
REFUSED = "refused"
QUARANTINED = "quarantined"
HANDED_OVER = "handed_over"
# What goes no further.
STOPPED = (REFUSED, QUARANTINED, HANDED_OVER)
# What nobody but the security officer may see.
PUT_AWAY = (QUARANTINED, HANDED_OVER)

FILE_STATES = StateTable(
    name=noop("Tệp giao nộp"),
    states=(REGISTERED, CHECKED, REFUSED, QUARANTINED, HANDED_OVER),
    moves={
        (REGISTERED, "check"): CHECKED,
        (REGISTERED, "refuse"): REFUSED,
        (REGISTERED, "quarantine"): QUARANTINED,
        (REGISTERED, "deliver_again"): REGISTERED,
        (CHECKED, "deliver_again"): REGISTERED,
        (REFUSED, "deliver_again"): REGISTERED,
        (CHECKED, "quarantine"): QUARANTINED,
        (QUARANTINED, "release"): REGISTERED,
        (QUARANTINED, "hand_over"): HANDED_OVER,
        (HANDED_OVER, "deliver_again"): REGISTERED,
    },
)

FILE_STATE_LABELS = {
    REGISTERED: _("Chờ kiểm tra"),
    CHECKED: _("Đã kiểm tra"),
    REFUSED: _("Bị từ chối"),
    QUARANTINED: _("Cách ly"),
    HANDED_OVER: _("Đã đưa ra khỏi hệ thống"),
}

PLANNED, RUNNING, SUSPENDED, FINISHED, CLOSED, CANCELLED = (
    "planned",
    "running",
    "suspended",
    "finished",
    "closed",
    "cancelled",
)

BATCH_STATES = StateTable(
    name=noop("Đợt số hóa"),
    states=(PLANNED, RUNNING, SUSPENDED, FINISHED, CLOSED, CANCELLED),
    moves={
        (PLANNED, "start"): RUNNING,
        (PLANNED, "cancel"): CANCELLED,
        (RUNNING, "suspend"): SUSPENDED,
        (SUSPENDED, "resume"): RUNNING,
        (RUNNING, "finish"): FINISHED,
        (FINISHED, "reopen"): RUNNING,
        (FINISHED, "close"): CLOSED,
    },
)

BATCH_STATE_LABELS = {
    PLANNED: _("Đang chuẩn bị"),
    RUNNING: _("Đang thực hiện"),
    SUSPENDED: _("Tạm dừng"),
    FINISHED: _("Đã quét xong"),
    CLOSED: _("Đã kết thúc"),
    CANCELLED: _("Đã hủy"),
}

# --- intake: uploads, their files, files cut into items -------------------------------------------------------------

RECEIVING, DELIVERED, UPLOAD_CANCELLED = "receiving", "delivered", "cancelled"

UPLOAD_STATES = StateTable(
    name=noop("Lần giao ảnh quét"),
    states=(RECEIVING, DELIVERED, UPLOAD_CANCELLED),
    moves={(RECEIVING, "deliver"): DELIVERED, (RECEIVING, "cancel"): UPLOAD_CANCELLED},
)

UPLOAD_STATE_LABELS = {
    RECEIVING: _("Đang nhận tệp"),
    DELIVERED: _("Đã thành lô giao nộp"),
    UPLOAD_CANCELLED: _("Đã bỏ"),
}

AWAITED, WHOLE, DIFFERS = "awaited", "whole", "differs"

# Only bytes whose SHA-256 is the one the sender computed make a file whole.
UPLOAD_FILE_STATES = StateTable(
    name=noop("Tệp đang gửi"),
    states=(AWAITED, WHOLE, DIFFERS),
    moves={
        (AWAITED, "receive"): WHOLE,
        (AWAITED, "refuse"): DIFFERS,
        (AWAITED, "declare"): AWAITED,
        (DIFFERS, "declare"): AWAITED,
        (WHOLE, "declare"): AWAITED,
    },
)

UPLOAD_FILE_STATE_LABELS = {
    AWAITED: _("Chưa gửi xong"),
    WHOLE: _("Đã nhận đủ"),
    DIFFERS: _("Sai mã kiểm tra"),
}

PROPOSED, CONFIRMED, AUTOMATIC, DECLINED = "proposed", "confirmed", "automatic", "declined"

SPLIT_STATES = StateTable(
    name=noop("Việc tách tệp"),
    states=(PROPOSED, CONFIRMED, AUTOMATIC, DECLINED),
    moves={
        (PROPOSED, "confirm"): CONFIRMED,
        (PROPOSED, "agree"): AUTOMATIC,
        (PROPOSED, "decline"): DECLINED,
        (DECLINED, "confirm"): CONFIRMED,
    },
)

SPLIT_STATE_LABELS = {
    PROPOSED: _("Chờ người xác nhận"),
    CONFIRMED: _("Người đã xác nhận"),
    AUTOMATIC: _("Máy tách, số lượng khớp"),
    DECLINED: _("Không tách"),
}

# --- paper: hand-overs and their differences ---------------------------------------------------------------------

COUNTING, GIVEN, RECEIVED = "counting", "given", "received"

HAND_OVER_STATES = StateTable(
    name=noop("Lần giao nhận"),
    states=(COUNTING, GIVEN, RECEIVED, CONFIRMED, CANCELLED),
    moves={
        (COUNTING, "confirm_giver"): GIVEN,
        (COUNTING, "confirm_receiver"): RECEIVED,
        (GIVEN, "confirm_receiver"): CONFIRMED,
        (RECEIVED, "confirm_giver"): CONFIRMED,
        (GIVEN, "withdraw_giver"): COUNTING,
        (RECEIVED, "withdraw_receiver"): COUNTING,
        (COUNTING, "cancel"): CANCELLED,
    },
)
HAND_OVER_OPEN = (COUNTING, GIVEN, RECEIVED)

HAND_OVER_LABELS = {
    COUNTING: _("Đang kiểm đếm"),
    GIVEN: _("Bên giao đã xác nhận"),
    RECEIVED: _("Bên nhận đã xác nhận"),
    CONFIRMED: _("Hai bên đã xác nhận"),
    CANCELLED: _("Đã hủy"),
}

DIFF_OPEN, EXPLAINED, FOUND, SETTLED = "open", "explained", "found", "settled"

DIFFERENCE_STATES = StateTable(
    name=noop("Chênh lệch giao nhận"),
    states=(DIFF_OPEN, EXPLAINED, FOUND, SETTLED),
    moves={
        (DIFF_OPEN, "explain"): EXPLAINED,
        (EXPLAINED, "explain"): EXPLAINED,
        (EXPLAINED, "refuse"): DIFF_OPEN,
        (DIFF_OPEN, "find"): FOUND,
        (EXPLAINED, "find"): FOUND,
        (EXPLAINED, "settle"): SETTLED,
    },
)
DIFFERENCE_OPEN = (DIFF_OPEN, EXPLAINED)

DIFFERENCE_LABELS = {
    DIFF_OPEN: _("Chưa giải trình"),
    EXPLAINED: _("Đã giải trình, chờ kết luận"),
    FOUND: _("Đã tìm thấy"),
    SETTLED: _("Đã kết luận"),
}
