"""What may happen to a dossier between confirmation and packaging.

collecting ──complete──▶ ready ──sign──▶ signed
    ▲  │                   ▲
    │  └──lack_gate──▶ lacking_gate ──complete──┘     (a paper of the law is missing)
    │  └──find_errors─▶ with_errors ──complete──┘     (something must be mended first)
    │  └──await_lot──▶ in_lot ──complete──┘           (a person has not accepted its lot yet)
    └────────── reopen (from any but signed: a file came again, a field is open)
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.kernel.states import StateTable
from khoso.kernel.words import noop

COLLECTING = "collecting"
LACKING_GATE = "lacking_gate"
WITH_ERRORS = "with_errors"
IN_LOT = "in_lot"
READY = "ready"
SIGNED = "signed"

_OPEN = (COLLECTING, LACKING_GATE, WITH_ERRORS, IN_LOT, READY)

PASSING = StateTable(
    name=noop("Hồ sơ ở bước kiểm tra, ký số"),
    states=(*_OPEN, SIGNED),
    moves={
        **{(state, "reopen"): COLLECTING for state in _OPEN},
        **{(state, "lack_gate"): LACKING_GATE for state in _OPEN},
        **{(state, "find_errors"): WITH_ERRORS for state in _OPEN},
        **{(state, "await_lot"): IN_LOT for state in _OPEN},
        **{(state, "complete"): READY for state in _OPEN},
        (READY, "sign"): SIGNED,
    },
)

PASSING_LABELS = {
    COLLECTING: _("Chờ đủ tài liệu và xác nhận"),
    LACKING_GATE: _("Thiếu giấy tờ theo luật"),
    WITH_ERRORS: _("Có lỗi phải sửa"),
    IN_LOT: _("Chờ kết luận lô kiểm tra"),
    READY: _("Chờ ký số"),
    SIGNED: _("Đã ký số"),
}
