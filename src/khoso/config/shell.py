"""What every page shows around its content: who I am, where I can go, what waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khoso.engines import disk
from khoso.foundation.identity.people import queries as people
from khoso.foundation.identity.permissions import can_see_deliveries, can_see_health
from khoso.kernel import figures
from khoso.kernel.figures import NavGroup, NavItem

GROUPS = {NavGroup.WORK: _("Công việc"), NavGroup.FIND: _("Tra cứu"), NavGroup.MANAGE: _("Quản lý")}


@dataclass(frozen=True)
class NavPart:
    """One part of the main navigation with what the person may open; never empty."""

    name: str
    label: Any
    items: list[NavItem]


@dataclass(frozen=True)
class Duty:
    """One agency a person works for, in which roles, and whether what they do now is done for it."""

    code: str
    agency: str
    roles: list[Any]
    is_acting: bool


@dataclass(frozen=True)
class Me:
    """The person who looks at the page."""

    is_authenticated: bool
    full_name: str = ""
    agency_name: str = ""
    role_label: str = ""
    # Every agency worked for today, the one acted for first.
    duties: list[Duty] = field(default_factory=list)
    sign_out_url: str = ""
    sign_in_url: str = ""


def page_shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the page shell."""
    person: Any = getattr(request, "user", None)
    parts = _navigation(person)
    return {
        "me": _me(person),
        "nav": parts,
        "nav_here": _here(request.path, parts),
        "search_url": reverse("access:search"),
        "bell": next((item for part in parts for item in part.items if item.icon == "bell"), None),
        "short_disk": _short_disk(person),
    }


def _short_disk(person: Any) -> disk.Lying | None:
    """The disk that is nearly full, told to those whose work it will stop or who can make room."""
    if not (can_see_deliveries(person) or can_see_health(person)):
        return None
    return disk.worst()


def _me(person: Any) -> Me:
    if not getattr(person, "is_authenticated", False):
        return Me(False, sign_in_url=reverse("identity:sign-in"))
    acting, duties = people.acting_for(person), _duties(person)
    return Me(
        True,
        person.full_name,
        agency_name=acting.agency.name if acting else "",
        role_label=acting.get_role_display() if acting else "",
        duties=sorted(duties, key=lambda duty: not duty.is_acting),
        sign_out_url=reverse("identity:sign-out"),
    )


def _duties(person: Any) -> list[Duty]:
    """The agencies a person works for today, each with the roles held there."""
    acting, duties = people.acting_for(person), {}  # type: tuple[Any, dict[int, Duty]]
    for held in people.held_today(person):
        duty = duties.setdefault(
            held.agency.pk,
            Duty(held.agency.code, held.agency.name, [], is_acting=held.agency.pk == acting.agency.pk),
        )
        duty.roles.append(held.get_role_display())
    return list(duties.values())


def _navigation(person: Any) -> list[NavPart]:
    told = figures.navigation_for(person)
    return [NavPart(group.value, label, told[group]) for group, label in GROUPS.items() if told[group]]


def _here(path: str, parts: list[NavPart]) -> str:
    """The address of the entry the page belongs to: of those it lies below, the longest; "" when to none."""
    urls = [item.url for part in parts for item in part.items]
    above = [url for url in urls if path == url or (url != "/" and path.startswith(f"{url.rstrip('/')}/"))]
    return max(above, key=len, default="")
