"""The city's agencies and three hundred people in every role, and their open sessions."""

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib import import_module
from random import Random
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction

from khoso.demo.agencies import person as name_of
from khoso.foundation.identity.models import Agency, Membership
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock

AGENCIES = 150
CONTRACTORS = 4
PASSWORD = "Bench-2026!do"
# How many people hold each role; heads and clerks go one to an agency as far as they reach.
HEADCOUNT = {
    Role.CLERK: 110,
    Role.HEAD: 70,
    Role.SUPERVISOR: 20,
    Role.COUNCIL_MEMBER: 15,
    Role.HOME_AFFAIRS: 12,
    Role.ARCHIVIST: 15,
    Role.CONTRACTOR_OPERATOR: 20,
    Role.CONTRACTOR_LEAD: 6,
    Role.READER: 20,
    Role.SECURITY_OFFICER: 4,
    Role.AUDITOR: 4,
    Role.ADMINISTRATOR: 4,
}


def register_agencies() -> list[Agency]:
    """Every agency that makes records, in the order of their codes; invented ones until there are enough."""
    city = Agency.objects.order_by("pk").first()
    known = Agency.objects.filter(valid_to__isnull=True).exclude(kind="contractor").count()
    with transaction.atomic():
        for number in range(1, AGENCIES - known + 1):
            Agency.objects.get_or_create(
                code=f"BENCH.{number:03d}",
                defaults={
                    "name": f"Ủy ban nhân dân xã Mẫu {number:03d}",
                    "kind": "commune" if number < 96 else "department",
                    "parent": city,
                },
            )
        for number in range(1, CONTRACTORS + 1):
            Agency.objects.get_or_create(
                code=f"BENCH.DV.{number}", defaults={"name": f"Đơn vị số hóa Mẫu {number}", "kind": "contractor"}
            )
    working = Agency.objects.filter(valid_to__isnull=True).exclude(kind__in=("contractor", "city"))
    return list(working.order_by("code")[:AGENCIES])


def register_people(agencies: list[Agency]) -> None:
    """Everyone of HEADCOUNT, once. The same password for all: hashing three hundred would take most of the build."""
    person_model: Any = get_user_model()
    hashed, dice = make_password(PASSWORD), Random(300)
    with transaction.atomic():
        for role, count in HEADCOUNT.items():
            for number in range(1, count + 1):
                person, made = person_model.objects.get_or_create(
                    username=f"bench-{role.value}-{number:03d}",
                    defaults={"full_name": name_of(dice), "password": hashed, "password_changed_at": clock.now()},
                )
                if made:
                    Membership.objects.create(person=person, agency=agencies[(number - 1) % len(agencies)], role=role)


@dataclass(frozen=True)
class Visitor:
    """Somebody who looks at pages: the account and the cookie of an open session."""

    username: str
    agency_id: int
    cookie: str


def visitor(role: Role, number: int = 1) -> Visitor:
    """One person of a role with an open session, as signing in leaves it."""
    username = f"bench-{role.value}-{number:03d}"
    person: Any = get_user_model().objects.get(username=username)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    # As after a second factor, which administrators need; see `identity.assurance`.
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.create()
    return Visitor(
        username, person.memberships.get().agency_id, f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
    )
