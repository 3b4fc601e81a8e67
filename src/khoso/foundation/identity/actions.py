"""Changing agencies and people."""

from __future__ import annotations

from django.db import transaction

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.agencies.changing import (
    correct_agency_name,
    describe_agency,
    end_agency,
    rename_agency,
)
from khoso.foundation.identity.agencies.reference import load_reference
from khoso.foundation.identity.agencies.registering import (
    add_agency,
    confirm_agency,
    recognise_agency,
    register_agency,
)
from khoso.foundation.identity.models import Agency, Membership, Person

__all__ = [
    "add_agency",
    "confirm_agency",
    "correct_agency_name",
    "describe_agency",
    "end_agency",
    "load_reference",
    "recognise_agency",
    "register_agency",
    "register_person",
    "rename_agency",
]


@transaction.atomic
def register_person(
    username: str, full_name: str, password: str, *, roles: list[tuple[Agency, str]], is_demo: bool = False
) -> Person:
    """Make an account with its roles; the one with this username when it already is."""
    person = Person.objects.filter(username=username).first()
    if person is None:
        person = Person.objects.create_person(username, full_name, password)
        person.is_demo = is_demo
        person.save(update_fields=["is_demo"])
        record("identity.person.register", subject=("person", username), details={"full_name": full_name})
    for agency, role in roles:
        _, made = Membership.objects.get_or_create(person=person, agency=agency, role=role)
        if made:
            record("identity.role.grant", subject=("person", username), details={"agency": agency.code, "role": role})
    return person
