"""What this part has for the navigation and the home page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khoso.kernel.figures import CardKind, CardLine, HomeCard, NavGroup, NavItem
from khoso.stages.catalogue.describing import pages, queries
from khoso.stages.catalogue.permissions import can_release_held, can_see_catalogue

_LINES = 5


def navigation(person: Any) -> list[NavItem]:
    if not can_see_catalogue(person):
        return []
    return [
        NavItem(
            NavGroup.HOLDINGS,
            _("Khối chưa chỉnh lý"),
            reverse("catalogue:accumulations"),
            "stack-2",
            order=12,
            under=pages.browse_url(),
        )
    ]


def home_cards(person: Any) -> list[HomeCard]:
    """To those who decide: dossiers that wait because a word of their title speaks of secrecy."""
    if not can_release_held(person):
        return []
    held = queries.held_for(person)
    count = held.count()
    if not count:
        return []
    return [
        HomeCard(
            CardKind.WAITING,
            "catalogue-held",
            _("Hồ sơ bị giữ vì từ chỉ độ mật"),
            "lock",
            count=count,
            lines=tuple(
                CardLine(one.title, url=f"{pages.page_of(one)}#bi-giu", about=one.secrecy_held_for, lang="vi")
                for one in held[:_LINES]
            ),
            about=_("Mở hồ sơ giấy xem có dấu chỉ độ mật không, rồi kết luận; chưa kết luận thì chưa số hóa được."),
        )
    ]
