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
