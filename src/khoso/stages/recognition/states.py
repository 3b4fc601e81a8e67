"""What may happen to the index fields of an item.

    reading ──read──▶ waiting ──confirm──▶ confirmed ◀─confirm─ passed
                         └──────pass_on──────────────────────────▲

`passed` means: handed on without a person having looked. Such an item can be confirmed later, never accepted as it is.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.kernel.states import StateTable
from khoso.kernel.words import noop

READING = "reading"
WAITING = "waiting"
CONFIRMED = "confirmed"
PASSED = "passed"

FIELD_STATES = StateTable(
    name=noop("Trường thông tin của tài liệu"),
    states=(READING, WAITING, CONFIRMED, PASSED),
    moves={
        (READING, "read"): WAITING,
        (WAITING, "read"): WAITING,
        (WAITING, "confirm"): CONFIRMED,
        (WAITING, "pass_on"): PASSED,
        (PASSED, "confirm"): CONFIRMED,
        (CONFIRMED, "confirm"): CONFIRMED,
    },
)

FIELD_STATE_LABELS = {
    READING: _("Đang đọc"),
    WAITING: _("Chờ người xác nhận"),
    CONFIRMED: _("Đã có người xác nhận"),
    PASSED: _("Chưa có người xác nhận"),
}
