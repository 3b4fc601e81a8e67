"""What acceptance tells the home page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.foundation.identity.permissions import agencies_of, can_accept_work
from khoso.foundation.identity.roles import ACCEPTERS
from khoso.foundation.web import counting
from khoso.foundation.web.counting import MOST
from khoso.kernel.figures import CardKind, CardLine, HomeCard
from khoso.stages.acceptance import queries

LINES = 5


def home_cards(person: Any) -> list[HomeCard]:
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
