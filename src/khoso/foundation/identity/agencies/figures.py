"""What the directory of agencies has to say on the home page, and its place in the navigation."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from khoso.foundation.identity.agencies import reading
from khoso.foundation.identity.agencies.words import short_name
from khoso.foundation.identity.permissions import can_edit_agencies, can_see_agencies
from khoso.kernel.figures import CardKind, CardLine, HomeCard, NavGroup, NavItem

LINES = 5


def agency_navigation(person: Any) -> list[NavItem]:
    if not can_see_agencies(person):
        return []
    return [
        NavItem(NavGroup.FIND, pgettext("many", "Cơ quan"), reverse("identity:agencies"), "building-bank", order=60)
    ]


def agency_cards(person: Any) -> list[HomeCard]:
    """For Home Affairs: agencies that wait for their confirmation, the last one named first."""
    if not can_edit_agencies(person):
        return []
    waiting = reading.awaiting_confirmation()
    if not (count := waiting.count()):
        return []
    lines = tuple(
        CardLine(short_name(one.name), reverse("identity:agency-confirm", args=[one.code]), one.code)
        for one in waiting[:LINES]
    )
    card = HomeCard(
        CardKind.WAITING,
        "agencies",
        _("Cơ quan chờ xác nhận"),
        "building-bank",
        count=count,
        url=f"{reverse('identity:agencies')}?cho=1",
        lines=lines,
        order=60,
    )
    return [card]
