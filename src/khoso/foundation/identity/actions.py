"""Changing agencies and people."""

from __future__ import annotations

from django.db import transaction

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency, Membership, Person


@transaction.atomic
def register_agency(code: str, name: str, *, kind: str = "agency", parent: Agency | None = None) -> Agency:
    """Make the agency known; the one with this code when it already is."""
    agency, made = Agency.objects.get_or_create(code=code, defaults={"name": name, "kind": kind, "parent": parent})
    if made:
        record("identity.agency.register", subject=("agency", agency.code), details={"name": name})
    return agency


@transaction.atomic
def choose_language(person: Person, language: str) -> None:
    """The language in which the house speaks to this person, on every machine."""
    if person.language == language:
        return
    record(
        "identity.person.edit", subject=("person", person.username), details={"language": [person.language, language]}
    )
    person.language = language
    person.save(update_fields=["language"])


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
