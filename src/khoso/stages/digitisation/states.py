"""What may happen to a delivered file.

registered ──check──▶ checked
    │                    │
    ├──refuse──▶ refused │        (damaged, encrypted, active content…: mend and deliver again)
    ├──quarantine──▶ quarantined  (a secrecy mark was seen: nobody reads it here)
    ▲                    │
    └──── deliver_again ─┘        (another file came in its place)

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

FILE_STATES = StateTable(
    name=noop("Tệp giao nộp"),
    states=(REGISTERED, CHECKED, REFUSED, QUARANTINED),
    moves={
        (REGISTERED, "check"): CHECKED,
        (REGISTERED, "refuse"): REFUSED,
        (REGISTERED, "quarantine"): QUARANTINED,
        (REGISTERED, "deliver_again"): REGISTERED,
        (CHECKED, "deliver_again"): REGISTERED,
        (REFUSED, "deliver_again"): REGISTERED,
    },
)

FILE_STATE_LABELS = {
    REGISTERED: _("Chờ kiểm tra"),
    CHECKED: _("Đã kiểm tra"),
    REFUSED: _("Bị từ chối"),
    QUARANTINED: _("Cách ly: có dấu mật"),
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
