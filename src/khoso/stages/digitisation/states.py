"""What may happen to a delivered file.

registered ──check──▶ checked
    │                    │
    ├──refuse──▶ refused │        (damaged, encrypted, active content…: mend and deliver again)
    ├──quarantine──▶ quarantined  (a secrecy mark was seen: nobody reads it here)
    ▲                    │
    └──── deliver_again ─┘        (another file came in its place)
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
