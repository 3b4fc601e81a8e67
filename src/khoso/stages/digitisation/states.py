"""What may happen to a delivered file.

registered ──check──▶ checked
    │                    │
    ├──refuse──▶ refused │        (damaged, encrypted, active content…: mend and deliver again)
    ├──quarantine──▶ quarantined  (a secrecy mark was seen: nobody reads it here)
    ▲                    │
    └──── deliver_again ─┘        (another file came in its place)
"""

from __future__ import annotations

from khoso.kernel.states import StateTable

REGISTERED = "registered"
CHECKED = "checked"
REFUSED = "refused"
QUARANTINED = "quarantined"

FILE_STATES = StateTable(
    name="Tệp giao nộp",
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
    REGISTERED: "Chờ kiểm tra",
    CHECKED: "Đã kiểm tra",
    REFUSED: "Bị từ chối",
    QUARANTINED: "Cách ly: có dấu mật",
}
