"""What may happen to the index fields of an item.

    reading ──read──▶ waiting ──confirm──▶ confirmed ◀─confirm─ passed
                         ├──────pass_on──────────────────────────▲
                         └──key──▶ keyed ──agree──▶ confirmed
                                     └──differ──▶ disputed ──arbitrate──▶ confirmed

`passed` means: handed on without a person having looked. Such an item can be confirmed later, never accepted as it is.
`keyed` means: one of two people entered it, and the other has yet to, without seeing what the first entered.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.kernel.states import StateTable
from khoso.kernel.words import noop

READING = "reading"
WAITING = "waiting"
CONFIRMED = "confirmed"
PASSED = "passed"
KEYED = "keyed"
DISPUTED = "disputed"

FIELD_STATES = StateTable(
    name=noop("Trường thông tin của tài liệu"),
    states=(READING, WAITING, KEYED, DISPUTED, CONFIRMED, PASSED),
    moves={
        (READING, "read"): WAITING,
        (WAITING, "read"): WAITING,
        (WAITING, "confirm"): CONFIRMED,
        (WAITING, "key"): KEYED,
        # Scanned anew: what was keyed told of another image.
        (KEYED, "read"): WAITING,
        (KEYED, "agree"): CONFIRMED,
        (KEYED, "differ"): DISPUTED,
        (DISPUTED, "read"): WAITING,
        (DISPUTED, "arbitrate"): CONFIRMED,
        (WAITING, "pass_on"): PASSED,
        (PASSED, "confirm"): CONFIRMED,
        (CONFIRMED, "confirm"): CONFIRMED,
    },
)

# What nobody confirmed or passed on yet.
UNDECIDED = (READING, WAITING, KEYED, DISPUTED)

FIELD_STATE_LABELS = {
    READING: _("Đang đọc"),
    WAITING: _("Chờ người xác nhận"),
    KEYED: _("Chờ người nhập thứ hai"),
    DISPUTED: _("Chờ phân xử"),
    CONFIRMED: _("Đã có người xác nhận"),
    PASSED: _("Chưa có người xác nhận"),
}
