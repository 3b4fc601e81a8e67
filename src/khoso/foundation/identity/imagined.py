"""People and subjects that exist only to ask a predicate: what the table of rights is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from khoso.foundation.identity.access import methods_of
from khoso.foundation.identity.permissions import Held, Predicate

HERE, ELSEWHERE = 1, 2
NOWHERE, OWN, EVERYWHERE = "", "own", "everywhere"


class Subject:
    """Something of one agency, not open to all, that another person asked for: what a predicate may be asked about."""

    def __init__(self, agency_id: int) -> None:
        self.agency_id = agency_id
        self.asked_by_id = -1
        self.access_code = "02"
        self.pk = None
        self.fonds = self
        self.dossier = self


class Somebody:
    """A person with given roles in one agency; with none, nobody who is signed in."""

    def __init__(self, *roles: str) -> None:
        self.pk = 0
        self.is_authenticated = bool(roles)
        # What the predicates read from the tables of memberships and delegations.
        self._khoso_held = tuple(Held(role, frozenset({HERE})) for role in roles)


def how_far(predicate: Predicate, person: Somebody) -> str:
    """Whether a right holds everywhere, in the agency of the role only, or nowhere."""
    if predicate(person, Subject(ELSEWHERE)):
        return EVERYWHERE
    return OWN if predicate(person, Subject(HERE)) else NOWHERE


def route_table() -> list[tuple[str, str, Callable[..., Any]]]:
    """(pattern, name, view) of every page of the house; the operations of the API are in `api_table`."""
    return [route for route in _every_route() if methods_of(route[2]) is None]


def api_table() -> list[tuple[str, str, str, Predicate | None]]:
    """(method, pattern, name, predicate) of every operation of the API."""
    return [
        (method, pattern, name, predicate)
        for pattern, name, view in _every_route()
        for method, predicate in sorted((methods_of(view) or {}).items())
    ]


def _every_route() -> list[tuple[str, str, Callable[..., Any]]]:
    return sorted(_walk(get_resolver().url_patterns, "/", ""), key=lambda route: route[:2])


def _walk(patterns: list[Any], prefix: str, space: str) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one.url_patterns, prefix + str(one.pattern), inner)
        elif isinstance(one, URLPattern):
            yield prefix + str(one.pattern), space + (one.name or ""), one.callback
