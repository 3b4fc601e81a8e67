"""People who sign in for a test, and what they do at the door."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from axes.models import AccessAttempt
from django.test import Client, override_settings
from django.urls import reverse
from tests.house import person

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency, Person
from khoso.kernel import clock

GOOD = "Mat-khau-So-1!"
WRONG = "Khong-phai-2@"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
INSIDE, OUTSIDE = "10.1.2.3", "203.0.113.7"


@pytest.fixture(autouse=True)
def quick_passwords() -> Iterator[None]:
    """What makes a password hard to guess makes a test of fifty sign-ins slow."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


def account(username: str = "thu", role: str = "clerk", **facts: Any) -> Person:
    """An account with a password and one role."""
    agency, _ = Agency.objects.get_or_create(code="DN.T1", defaults={"name": "Cơ quan kiểm thử"})
    one = person(username, (agency, role))
    one.set_password(GOOD)
    one.password_changed_at = clock.now()
    for name, value in facts.items():
        setattr(one, name, value)
    one.save()
    return one


def at(address: str = INSIDE) -> Client:
    """A browser at this address."""
    return Client(REMOTE_ADDR=address)


def sign_in(client: Client, username: str, password: str = GOOD, **more: str) -> Any:
    return client.post(reverse("identity:sign-in"), {"username": username, "password": password, **more})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def enrol(one: Person) -> None:
    TOTP.activate(one, SECRET)


def code(step: int = 0) -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + step))


def show_code(client: Client, typed: str) -> Any:
    return client.post(reverse("mfa_authenticate"), {"code": typed})


def verbs(username: str) -> list[str]:
    """What the trail says of a person, oldest first."""
    return list(AuditEntry.objects.filter(subject_id=username).order_by("id").values_list("verb", flat=True))


def let_pass(span: timedelta) -> None:
    """As if all failures had been counted so much earlier."""
    for attempt in AccessAttempt.objects.all():
        attempt.attempt_time -= span
        attempt.save()


def moment_after(span: timedelta) -> datetime:
    return clock.now() + span
