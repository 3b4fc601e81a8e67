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
    reports = reverse("reporting:reports")
    return [
        NavItem(NavGroup.REPORT, _("Số liệu"), reverse("reporting:figures"), "chart-bar", order=62, under=reports),
        NavItem(NavGroup.REPORT, _("Đường tiến độ"), reverse("reporting:curve"), "activity", order=64, under=reports),
    ]
