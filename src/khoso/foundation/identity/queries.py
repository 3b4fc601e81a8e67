"""Reading agencies and people."""

from __future__ import annotations

from khoso.foundation.identity.agencies.reading import (
    agency_by_code,
    agency_name_on,
    awaiting_confirmation,
    children_of,
    city_ids,
    counts_by_kind,
    directory,
    former_districts,
    heirs_of,
    names_through_time,
    predecessors_of,
    whole_heirs,
)
from khoso.foundation.identity.agencies.searching import search_agencies
from khoso.foundation.identity.models import Person
from khoso.kernel.errors import UsageError
from khoso.kernel.words import Sentence

__all__ = [
    "agency_by_code",
    "agency_name_on",
    "awaiting_confirmation",
    "children_of",
    "city_ids",
    "counts_by_kind",
    "demo_people",
    "directory",
    "former_districts",
    "heirs_of",
    "names_through_time",
    "person_by_username",
    "predecessors_of",
    "search_agencies",
    "whole_heirs",
]


def person_by_username(username: str) -> Person:
    """The person with this account. Raises UsageError when there is none."""
    try:
        return Person.objects.get(username=username)
    except Person.DoesNotExist:
        raise UsageError(Sentence("Không có tài khoản «{username}».", username=username)) from None


def demo_people() -> list[Person]:
    """Demo accounts, in the order they were made."""
    return list(Person.objects.filter(is_demo=True, is_active=True).order_by("pk"))
