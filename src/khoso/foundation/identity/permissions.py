"""Small predicates on who may do what; every route names one. What no predicate allows is refused."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from khoso.foundation.identity.models import Membership
from khoso.foundation.identity.roles import ACCEPTERS, CONFIRMERS, EVERYWHERE, STAFF, WORKERS, Role

Predicate = Callable[[Any], bool]


def roles_of(person: Any) -> frozenset[str]:
    """The roles a person has anywhere; empty for someone not signed in."""
    if not getattr(person, "is_authenticated", False):
        return frozenset()
    return frozenset(role for role, _, _ in _memberships(person))


def _memberships(person: Any) -> list[tuple[str, int, int | None]]:
    """(role, agency, one agency below it), read once for each person object, which lives as long as one request."""
    cached: list[tuple[str, int, int | None]] | None = getattr(person, "_khoso_memberships", None)
    if cached is None:
        rows = Membership.objects.filter(person_id=person.pk)
        cached = person._khoso_memberships = list(rows.values_list("role", "agency_id", "agency__children"))
    return cached


def agencies_of(person: Any, roles: Collection[Any] = STAFF) -> frozenset[int] | None:
    """Ids of the agencies where a person has one of `roles`, children included; None means all of them.

    A role in one agency says nothing about another: the clerk of one who is a reader in the next stays a reader there.
    """
    if not getattr(person, "is_authenticated", False):
        return frozenset()
    held = [row for row in _memberships(person) if row[0] in roles]
    if any(role in EVERYWHERE for role, _, _ in held):
        return None
    return frozenset(agency for _, *pair in held for agency in pair if agency is not None)


def anyone(person: Any) -> bool:
    """Everybody, signed in or not."""
    return True


def is_signed_in(person: Any) -> bool:
    return bool(getattr(person, "is_authenticated", False))


def can_see_deliveries(person: Any) -> bool:
    return bool(roles_of(person) & WORKERS)


def can_see_descriptions(person: Any) -> bool:
    return bool(roles_of(person) & STAFF)


def can_confirm_fields(person: Any) -> bool:
    return bool(roles_of(person) & CONFIRMERS)


def can_accept_work(person: Any) -> bool:
    """The agency's head and its supervisors accept; whoever scans or confirms does not, whatever else they are."""
    roles = roles_of(person)
    return bool(roles & ACCEPTERS) and Role.CONTRACTOR not in roles


def can_read_pages(person: Any) -> bool:
    """Staff read the pages of their agencies. The administrator keeps the machine and reads no documents."""
    return bool(roles_of(person) & STAFF)


def can_keep_machine(person: Any) -> bool:
    """The administrator looks after the machine, and reads no documents."""
    return Role.ADMINISTRATOR in roles_of(person)


def can_search(person: Any) -> bool:
    """Everyone may search; what they find depends on their level of access."""
    return True
