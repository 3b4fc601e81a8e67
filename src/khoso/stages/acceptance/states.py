"""What may happen to a round of acceptance, to the minutes that are signed, and to the conditions of liquidation.

draft ──count──▶ counted ──minute──▶ minuted ──sign──▶ signed ──certify──▶ certified
                  │  ▲ ▲                │  (all sides)
                  └count └──reopen──────┘                (a side refused, or the minutes were taken back)
draft, counted, minuted, signed ──cancel──▶ cancelled

Minutes: open ──complete──▶ signed · open ──refuse──▶ refused · open ──withdraw──▶ withdrawn
A side:  waiting ──sign──▶ signed · waiting ──refuse──▶ refused
Liquidation: open ──declare──▶ ready ──take_back──▶ open
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.kernel.states import StateTable
from khoso.kernel.words import noop

DRAFT, COUNTED, MINUTED, ALL_SIGNED, CERTIFIED, CANCELLED = (
    "draft",
    "counted",
    "minuted",
    "signed",
    "certified",
    "cancelled",
)

ROUND_STATES = StateTable(
    name=noop("Đợt nghiệm thu"),
    states=(DRAFT, COUNTED, MINUTED, ALL_SIGNED, CERTIFIED, CANCELLED),
    moves={
        (DRAFT, "count"): COUNTED,
        (COUNTED, "count"): COUNTED,
        (COUNTED, "minute"): MINUTED,
        (MINUTED, "reopen"): COUNTED,
        (MINUTED, "sign"): ALL_SIGNED,
        (ALL_SIGNED, "certify"): CERTIFIED,
        **{(state, "cancel"): CANCELLED for state in (DRAFT, COUNTED, MINUTED, ALL_SIGNED)},
    },
)

ROUND_LABELS = {
    DRAFT: _("Đang chuẩn bị"),
    COUNTED: _("Đã kiểm đếm"),
    MINUTED: _("Chờ các bên ký"),
    ALL_SIGNED: _("Các bên đã ký"),
    CERTIFIED: _("Đã xác nhận khối lượng"),
    CANCELLED: _("Đã hủy"),
}
# Its rows are what was signed or is being signed: nobody counts anew.
FROZEN_ROUNDS = (MINUTED, ALL_SIGNED, CERTIFIED)
# Nothing more is to come.
ENDED_ROUNDS = (CERTIFIED, CANCELLED)

OPEN, COMPLETE, REFUSED, WITHDRAWN = "open", "signed", "refused", "withdrawn"

MINUTES_STATES = StateTable(
    name=noop("Biên bản"),
    states=(OPEN, COMPLETE, REFUSED, WITHDRAWN),
    moves={(OPEN, "complete"): COMPLETE, (OPEN, "refuse"): REFUSED, (OPEN, "withdraw"): WITHDRAWN},
)

MINUTES_LABELS = {
    OPEN: _("Chờ ký"),
    COMPLETE: _("Đủ chữ ký"),
    REFUSED: _("Có bên từ chối ký"),
    WITHDRAWN: _("Đã rút"),
}

WAITING, SIDE_SIGNED, SIDE_REFUSED = "waiting", "signed", "refused"

SIDE_STATES = StateTable(
    name=noop("Bên ký biên bản"),
    states=(WAITING, SIDE_SIGNED, SIDE_REFUSED),
    moves={(WAITING, "sign"): SIDE_SIGNED, (WAITING, "refuse"): SIDE_REFUSED},
)

SIDE_LABELS = {
    WAITING: _("Chưa ký"),
    SIDE_SIGNED: _("Đã ký"),
    SIDE_REFUSED: _("Từ chối ký"),
}

NOT_READY, READY = "open", "ready"

LIQUIDATION_STATES = StateTable(
    name=noop("Kiểm điều kiện thanh lý"),
    states=(NOT_READY, READY),
    moves={(NOT_READY, "declare"): READY, (READY, "take_back"): NOT_READY},
)

LIQUIDATION_LABELS = {NOT_READY: _("Chưa xác nhận đủ điều kiện"), READY: _("Đã xác nhận đủ điều kiện")}
