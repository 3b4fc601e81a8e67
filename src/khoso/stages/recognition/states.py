"""What may happen to the index fields of an item.

    reading ──read──▶ waiting ──confirm──▶ confirmed ◀─confirm─ passed
                         └──────pass_on──────────────────────────▲

`passed` means: handed on without a person having looked. Such an item can be confirmed later, never accepted as it is.
"""

from __future__ import annotations

from khoso.kernel.states import StateTable

READING = "reading"
WAITING = "waiting"
CONFIRMED = "confirmed"
PASSED = "passed"

FIELD_STATES = StateTable(
    name="Trường thông tin của tài liệu",
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
    READING: "Đang đọc",
    WAITING: "Chờ người xác nhận",
    CONFIRMED: "Đã có người xác nhận",
    PASSED: "Chưa có người xác nhận",
}
