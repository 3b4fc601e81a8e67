"""Small predicates on who may do what; every route names one. What no predicate allows is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from khoso.foundation.identity.models import Membership
from khoso.foundation.identity.roles import STAFF, Role

Predicate = Callable[[Any], bool]


def roles_of(person: Any) -> frozenset[str]:
    """The roles a person has anywhere; empty for someone not signed in."""
    if not getattr(person, "is_authenticated", False):
        return frozenset()
    cached = getattr(person, "_khoso_roles", None)
    if cached is None:
        cached = frozenset(Membership.objects.filter(person_id=person.pk).values_list("role", flat=True))
        person._khoso_roles = cached
    return cached


def agencies_of(person: Any) -> frozenset[int] | None:
    """Ids of the agencies whose work a person may see, children included; None means all of them."""
    if Role.HOME_AFFAIRS in roles_of(person) or Role.ARCHIVIST in roles_of(person):
        return None
    if not getattr(person, "is_authenticated", False):
        return frozenset()
    cached: frozenset[int] | None = getattr(person, "_khoso_agencies", None)
    if cached is not None:
        return cached
    own = Membership.objects.filter(person_id=getattr(person, "pk", None)).values_list("agency_id", "agency__children")
    person._khoso_agencies = frozenset(agency for pair in own for agency in pair if agency is not None)
    return person._khoso_agencies  # type: ignore[no-any-return]


def anyone(person: Any) -> bool:
    """Everybody, signed in or not."""
    return True


def is_signed_in(person: Any) -> bool:
    return bool(getattr(person, "is_authenticated", False))


def can_see_deliveries(person: Any) -> bool:
    return bool(roles_of(person) & (STAFF | {Role.CONTRACTOR}))


def can_see_descriptions(person: Any) -> bool:
    return bool(roles_of(person) & STAFF)


def can_confirm_fields(person: Any) -> bool:
    return bool(roles_of(person) & {Role.CLERK, Role.ARCHIVIST})


def can_accept_work(person: Any) -> bool:
    """The agency's head and its supervisors accept; whoever scans or confirms does not, whatever else they are."""
    roles = roles_of(person)
    return bool(roles & {Role.HEAD, Role.SUPERVISOR}) and Role.CONTRACTOR not in roles


def can_read_pages(person: Any) -> bool:
    """Staff read the pages of their agencies. The administrator keeps the machine and reads no documents."""
    return bool(roles_of(person) & STAFF)


def can_search(person: Any) -> bool:
    """Everyone may search; what they find depends on their level of access."""
    return True
