"""What this part has for the navigation and the home page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khoso.kernel.figures import CardKind, HomeCard, NavGroup, NavItem
from khoso.stages.catalogue.likeness.pairs import waiting_for
from khoso.stages.catalogue.permissions import can_judge_twins, can_see_catalogue

_MOST = 1_000


def navigation(person: Any) -> list[NavItem]:
    if not can_see_catalogue(person):
        return []
    under = reverse("catalogue:browse")
    return [NavItem(NavGroup.HOLDINGS, _("Hồ sơ trùng"), reverse("catalogue:twins"), "copy", order=16, under=under)]


def home_cards(person: Any) -> list[HomeCard]:
    if not can_judge_twins(person) or not (count := waiting_for(person, _MOST)):
        return []
    return [
        HomeCard(
            CardKind.WAITING,
            "twins",
            _("Hồ sơ nghi trùng chờ kết luận"),
            "copy",
            count=count,
            url=reverse("catalogue:twins"),
            order=60,
            about=_("Kết luận trước khi chọn số hóa, để không trả tiền hai lần cho một hồ sơ."),
        )
    ]
