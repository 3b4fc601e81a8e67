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

GROUPS = {
    NavGroup.WORK: _("Công việc"),
    NavGroup.PROGRAMME: _("Triển khai"),
    NavGroup.HOLDINGS: _("Danh mục, lựa chọn"),
    NavGroup.DIGITISE: _("Số hóa"),
    NavGroup.REPORT: _("Báo cáo, theo dõi"),
    NavGroup.FIND: _("Tra cứu"),
    NavGroup.MANAGE: _("Quản lý"),
}
# What is shown in the top bar of every page is not shown a second time at the side.
BELL = "bell"


@dataclass(frozen=True)
class NavPart:
    """One part of the main navigation with what the person may open; never empty."""

    name: str
    label: Any
    items: list[NavItem]


@dataclass(frozen=True)
class Tab:
    """One page of a family of pages that share an entry of the side bar."""

    label: Any
    url: str
    icon: str
    badge: int | None
    is_here: bool


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
    items = [item for group in figures.navigation_for(person).values() for item in group]
    here = _here(request.path, items)
    return {
        "me": _me(person),
        "nav": _parts(items),
        "nav_here": next((item.under or item.url for item in items if item.url == here), ""),
        "nav_tabs": _tabs(request.path, items),
        "search_url": reverse("access:search"),
        "bell": next((item for item in items if item.icon == BELL), None),
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


def _parts(items: list[NavItem]) -> list[NavPart]:
    """The side bar: entries of their own, by part."""
    told = {group: [one for one in items if one.group is group and _is_at_the_side(one)] for group in GROUPS}
    return [NavPart(group.value, label, told[group]) for group, label in GROUPS.items() if told[group]]


def _is_at_the_side(item: NavItem) -> bool:
    return not item.under and item.icon != BELL


def _tabs(path: str, items: list[NavItem]) -> list[Tab]:
    """The family of the page at exactly `path`, its head first; empty for pages that have no family."""
    here = next((item for item in items if item.url == path), None)
    if here is None:
        return []
    head = here.under or here.url
    family = [item for item in items if item.url == head] + [item for item in items if item.under == head]
    if len(family) == 1:
        return []
    return [Tab(one.tab or one.label, one.url, one.icon, one.badge, one is here) for one in family]


def _here(path: str, items: list[NavItem]) -> str:
    """The address of the entry the page belongs to: of those it lies below, the longest; "" when to none."""
    urls = [item.url for item in items]
    above = [url for url in urls if path == url or (url != "/" and path.startswith(f"{url.rstrip('/')}/"))]
    return max(above, key=len, default="")
