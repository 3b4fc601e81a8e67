"""The people of a story: a clerk and a head in every agency, one officer of Home Affairs. None of them can sign in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from khoso.foundation.identity.models import Agency, Membership, Person
from khoso.foundation.identity.roles import Role

# Addresses under `.example` reach nobody, whatever is configured.
DOMAIN = "mo-phong.example"


@dataclass(frozen=True)
class Cast:
    """Who acts for each agency, by its code."""

    clerks: dict[str, Person]
    heads: dict[str, Person]
    officer: Person


@transaction.atomic
def cast(agencies: Iterable[Agency], city: Agency) -> Cast:
    """Make the people, or find those made before."""
    everyone = list(agencies)
    clerks = _people(everyone, "vt", "Văn thư", Role.CLERK)
    heads = _people(everyone, "tt", "Thủ trưởng", Role.HEAD)
    officer = _people([city], "nv", "Cán bộ Sở Nội vụ", Role.HOME_AFFAIRS)[city.code]
    _people([city], "ct", "Lãnh đạo", Role.HEAD)
    return Cast(clerks, heads, officer)


def _people(agencies: list[Agency], short: str, called: str, role: Any) -> dict[str, Person]:
    names = {agency.code: f"mp-{short}-{agency.pk}" for agency in agencies}
    known = set(Person.objects.filter(username__in=names.values()).values_list("username", flat=True))
    # One unusable password for all: hashing each would take most of the time.
    locked = make_password(None)
    Person.objects.bulk_create(
        Person(
            username=names[agency.code],
            full_name=f"{called} {agency.name}"[:120],
            email=f"{names[agency.code]}@{DOMAIN}",
            password=locked,
            is_demo=True,
        )
        for agency in agencies
        if names[agency.code] not in known
    )
    people = {person.username: person for person in Person.objects.filter(username__in=names.values())}
    there = set(
        Membership.objects.live().filter(person__in=people.values(), role=role).values_list("person_id", flat=True)
    )
    Membership.objects.bulk_create(
        Membership(person=people[names[agency.code]], agency=agency, role=role)
        for agency in agencies
        if people[names[agency.code]].pk not in there
    )
    return {code: people[name] for code, name in names.items()}
