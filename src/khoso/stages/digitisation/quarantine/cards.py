"""What this part tells the navigation and the home page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.kernel.figures import CardKind, CardLine, HomeCard, NavGroup, NavItem
from khoso.stages.digitisation.permissions import can_see_quarantine
from khoso.stages.digitisation.quarantine import queries

LINES = 5


def navigation(person: Any) -> list[NavItem]:
    if not can_see_quarantine(person):
        return []
    return [NavItem(NavGroup.DIGITISE, _("Cách ly"), reverse("digitisation:quarantine"), "shield-lock", order=60)]


def home_cards(person: Any) -> list[HomeCard]:
    if not can_see_quarantine(person):
        return []
    waiting = queries.open_cases(person)
    count = waiting.count()
    if not count:
        return []
    lines = [
        CardLine(
            case.delivery.folder_name,
            reverse("digitisation:quarantine-case", args=[case.pk]),
            case.delivery.agency.name,
            case.opened_at,
            about_lang="vi",
        )
        for case in waiting[:LINES]
    ]
    return [
        HomeCard(
            CardKind.LATE,
            "quarantine",
            _("Tệp bị cách ly chờ quyết định"),
            "shield-lock",
            count=count,
            url=reverse("digitisation:quarantine"),
            about=_("Máy hoặc người thấy dấu chỉ độ mật. Ngoài anh/chị không ai xem được các tệp này."),
            lines=tuple(lines),
            order=10,
        )
    ]
