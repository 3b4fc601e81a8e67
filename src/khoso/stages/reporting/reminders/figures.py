"""What notices tell the navigation."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khoso.kernel.figures import NavGroup, NavItem
from khoso.stages.reporting.permissions import can_consolidate, can_read_notices
from khoso.stages.reporting.reminders import queries


def navigation(person: Any) -> list[NavItem]:
    if not can_read_notices(person):
        return []
    unread = queries.unread_count(person)
    notices = reverse("reporting:notices")
    items = [NavItem(NavGroup.WORK, _("Lời nhắc"), notices, "bell", unread or None, order=5)]
    if can_consolidate(person):
        url = reverse("reporting:chains")
        items.append(NavItem(NavGroup.WORK, _("Chuỗi nhắc việc"), url, "history", order=6, under=notices))
    return items
