"""What hand-over has for the navigation and the home page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.kernel.figures import HomeCard, NavGroup, NavItem
from khoso.stages.selection.permissions import can_see_selection


def navigation(person: Any) -> list[NavItem]:
    if not can_see_selection(person):
        return []
    return [
        NavItem(
            NavGroup.HOLDINGS,
            _("Giao nộp"),
            reverse("selection:handovers"),
            "truck-delivery",
            order=46,
            under="/lua-chon/danh-muc",
        )
    ]


def home_cards(person: Any) -> list[HomeCard]:
    return []
