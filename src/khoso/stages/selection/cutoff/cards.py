"""The place of the cut-off tool in the navigation."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.kernel.figures import HomeCard, NavGroup, NavItem
from khoso.stages.selection.permissions import can_see_selection


def navigation(person: Any) -> list[NavItem]:
    if not can_see_selection(person):
        return []
    under = reverse("selection:assessing")
    url = reverse("selection:cutoffs")
    return [NavItem(NavGroup.HOLDINGS, _("Mốc thời gian"), url, "calendar", order=31, under=under)]


def home_cards(person: Any) -> list[HomeCard]:
    return []
