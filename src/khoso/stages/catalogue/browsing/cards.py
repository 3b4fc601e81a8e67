"""What this part has for the navigation and the home page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khoso.kernel.figures import HomeCard, NavGroup, NavItem
from khoso.stages.catalogue.permissions import can_see_catalogue


def navigation(person: Any) -> list[NavItem]:
    if not can_see_catalogue(person):
        return []
    return [NavItem(NavGroup.HOLDINGS, _("Danh mục hồ sơ"), reverse("catalogue:browse"), "folders", order=10)]


def home_cards(person: Any) -> list[HomeCard]:
    return []
