"""What every page shows around its content: who I am, where I can go, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from khoso.foundation.identity import people_queries as people
from khoso.foundation.identity import permissions
from khoso.stages.recognition import queries as recognition


@dataclass(frozen=True)
class NavItem:
    """One entry of the main navigation."""

    label: str
    url: str
    icon: str
    active: bool
    badge: int | None = None


@dataclass(frozen=True)
class Me:
    """The person who looks at the page."""

    is_authenticated: bool
    full_name: str = ""
    agency_name: str = ""
    role_label: str = ""
    sign_out_url: str = ""
    sign_in_url: str = ""


def page_shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the page shell."""
    person: Any = getattr(request, "user", None)
    return {"me": _me(person), "nav": _navigation(request, person), "search_url": reverse("access:search")}


def _me(person: Any) -> Me:
    if not getattr(person, "is_authenticated", False):
        return Me(False, sign_in_url=reverse("identity:sign-in"))
    membership = people.first_membership(person.pk)
    if membership is None:
        return Me(True, person.full_name, sign_out_url=reverse("identity:sign-out"))
    return Me(
        True, person.full_name, membership.agency.name, membership.get_role_display(), reverse("identity:sign-out")
    )


def _navigation(request: HttpRequest, person: Any) -> list[NavItem]:
    def item(label: str, name: str, icon: str, badge: int | None = None) -> NavItem:
        url = reverse(name)
        active = request.path == url or (url != "/" and request.path.startswith(url))
        return NavItem(label, url, icon, active, badge)

    items = []
    if permissions.is_signed_in(person):
        items.append(item("Trang chủ", "access:home", "home"))
    if permissions.can_see_deliveries(person):
        items.append(item("Lô giao nộp", "digitisation:delivery-list", "package"))
    if permissions.can_confirm_fields(person):
        waiting = recognition.waiting(person).count()
        items.append(item("Xác nhận", "recognition:confirm-queue", "checklist", waiting or None))
    items.append(item("Tìm kiếm", "access:search", "search"))
    if permissions.can_keep_machine(person):
        items.append(item("Hệ thống", "system", "server"))
    return items
