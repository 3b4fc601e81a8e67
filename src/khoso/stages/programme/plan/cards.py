"""The plan's part of the navigation."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.kernel.figures import NavGroup, NavItem
from khoso.stages.programme.permissions import can_see_programme


def navigation(person: Any) -> list[NavItem]:
    if not can_see_programme(person):
        return []
    return [NavItem(NavGroup.PROGRAMME, _("Kế hoạch"), reverse("programme:plan"), "list-check", order=5)]
