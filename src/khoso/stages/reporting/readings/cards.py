"""Where figures and curves are found from everywhere."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.kernel.figures import NavGroup, NavItem
from khoso.stages.reporting.permissions import can_see_reports


def navigation(person: Any) -> list[NavItem]:
    if not can_see_reports(person):
        return []
    return [
        NavItem(NavGroup.WORK, _("Đường tiến độ"), reverse("reporting:curve"), "activity", order=62),
        NavItem(NavGroup.WORK, _("Số liệu"), reverse("reporting:figures"), "chart-bar", order=64),
    ]
