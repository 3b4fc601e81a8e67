"""The pages around confirming, as tabs of one family: which there are, and who sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.permissions import Predicate, can_confirm_fields, can_settle_disputes, can_use_desk
from khoso.kernel.figures import NavGroup, NavItem
from khoso.stages.recognition.permissions import can_see_policy, can_see_terms


@dataclass(frozen=True)
class ConfirmTab:
    """One tab: the name of its route, and whose it is."""

    route: str
    label: Any
    icon: str
    right: Predicate

    @property
    def name(self) -> str:
        return self.route

    @property
    def url(self) -> str:
        return reverse(f"recognition:{self.route}")


# The queue is the head of the family for who confirms; who only decides on policies begins with those.
TABS = [
    ConfirmTab("confirm-queue", _("Hàng đợi"), "checklist", can_confirm_fields),
    ConfirmTab("alike", _("Chỗ giống nhau"), "copy", can_confirm_fields),
    ConfirmTab("disputes", _("Phân xử"), "users", can_settle_disputes),
    ConfirmTab("confirm-figures", _("Thống kê người nhập"), "chart-bar", can_use_desk),
    ConfirmTab("policies", _("Chính sách"), "adjustments-horizontal", can_see_policy),
    ConfirmTab("terms", _("Đã học"), "books", can_see_terms),
]


def tabs_of(person: Any) -> list[ConfirmTab]:
    """The tabs this person may open, in their order."""
    return [tab for tab in TABS if _is_there(tab) and tab.right(person)]


def _is_there(tab: ConfirmTab) -> bool:
    try:
        return bool(tab.url)
    except NoReverseMatch:
        return False


def nav_items(person: Any, *, waiting: int | None) -> list[NavItem]:
    """The family as entries of the navigation: its head in the side bar, the rest as tabs beside it."""
    tabs = tabs_of(person)
    if not tabs:
        return []
    head = tabs[0]
    is_queue = head.route == "confirm-queue"
    told = [
        NavItem(
            NavGroup.DIGITISE,
            _("Xác nhận") if is_queue else head.label,
            head.url,
            head.icon,
            badge=waiting if is_queue else None,
            order=30,
            tab=head.label,
        )
    ]
    told += [NavItem(NavGroup.DIGITISE, tab.label, tab.url, tab.icon, order=31, under=head.url) for tab in tabs[1:]]
    return told
