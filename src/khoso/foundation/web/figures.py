"""What the shell itself tells: the way home and to the state of the machine."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.permissions import can_keep_machine, is_signed_in
from khoso.kernel.figures import NavGroup, NavItem


def navigation(person: Any) -> list[NavItem]:
    items = []
    if is_signed_in(person):
        items.append(NavItem(NavGroup.WORK, _("Trang chủ"), reverse("web:home"), "home", order=0))
    if can_keep_machine(person):
        items.append(NavItem(NavGroup.MANAGE, _("Hệ thống"), reverse("system"), "server", order=90))
    return items
