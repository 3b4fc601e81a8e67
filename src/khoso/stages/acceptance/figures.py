"""What acceptance tells the home page and reports."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.foundation.identity.permissions import agencies_of, can_accept_work
from khoso.foundation.identity.roles import ACCEPTERS
from khoso.foundation.web import counting
from khoso.foundation.web.counting import MOST
from khoso.kernel.figures import CardKind, CardLine, Figure, HomeCard, NavItem
from khoso.stages.acceptance import queries, volumes
from khoso.stages.acceptance.liquidation import cards as liquidation
from khoso.stages.acceptance.rounds import cards as rounds

_PARTS = (rounds, liquidation)

LINES = 5


def navigation(person: Any) -> list[NavItem]:
    return [item for part in _PARTS for item in part.navigation(person)]


def home_cards(person: Any) -> list[HomeCard]:
    return [*(card for part in _PARTS for card in part.home_cards(person)), *_ready(person)]


def _ready(person: Any) -> list[HomeCard]:
    if not can_accept_work(person):
        return []
    ready = counting.for_all(
        "acceptance.ready",
        agencies_of(person, ACCEPTERS),
        lambda: list(queries.acceptable_by(person).order_by().values_list("reference_code", "pk", "title")[:MOST]),
    )
    if not ready:
        return []
    lines = [CardLine(title, reverse("access:dossier", args=[key]), code) for code, key, title in sorted(ready)[:LINES]]
    return [
        HomeCard(
            CardKind.WAITING,
            "accept",
            _("Hồ sơ chờ nghiệm thu"),
            "rubber-stamp",
            count=len(ready),
            about=_("Đã lưu kho, mọi tài liệu đã có người xác nhận."),
            lines=tuple(lines),
            order=5,
        )
    ]


def declared() -> list[Figure]:
    # Luật: TT 05/2025 Đ.9.8; KH 82 VI.6.a (nghiệm thu)
    return [
        Figure(
            "acceptance.dossiers_accepted",
            gettext_lazy("Hồ sơ đã nghiệm thu"),
            gettext_lazy("hồ sơ"),
            "accept",
            volumes.dossiers_accepted,
            volumes.dossiers_accepted_lines,
            order=50,
            about=gettext_lazy("Hồ sơ đã lưu kho và được cơ quan nghiệm thu."),
        ),
        Figure(
            "acceptance.pages_accepted",
            gettext_lazy("Trang đã nghiệm thu"),
            gettext_lazy("trang"),
            "accept",
            volumes.pages_accepted,
            volumes.pages_accepted_lines,
            order=51,
            about=gettext_lazy("Số trang của các hồ sơ đã nghiệm thu, đếm lúc nghiệm thu."),
        ),
    ]
