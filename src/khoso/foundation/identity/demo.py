"""The accounts of the demonstration. Their password is public: they exist only where a demo was asked for."""

from __future__ import annotations

import time
from typing import Any

from khoso.foundation.identity import actions
from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.identity.roles import Role

DEMO_PASSWORD = "KhoSo-2026!"  # noqa: S105 - shown on the sign-in page of a demonstration on purpose
# The second factor of the demo administrator, as public as the password: the page tells the code of the moment.
DEMO_SECRET = "KHOSODEMOKHOSODEMOKHOSODEMOKHOSO"  # noqa: S105

ACCOUNTS = (
    ("vanthu", "Nguyễn Thị Mẫu", Role.CLERK),
    ("luutru", "Trần Văn Mẫu", Role.ARCHIVIST),
    ("thutruong", "Lê Thị Mẫu", Role.HEAD),
    ("sohoa", "Phạm Văn Mẫu", Role.CONTRACTOR_OPERATOR),
    ("docgia", "Hoàng Thị Mẫu", Role.READER),
    ("quantri", "Đỗ Văn Mẫu", Role.ADMINISTRATOR),
)


def register_demo_people(agency: Agency) -> list[Person]:
    """One account for each role of the demonstration; the administrator's with a second factor."""
    people = [
        actions.register_person(username, name, DEMO_PASSWORD, roles=[(agency, role)], is_demo=True)
        for username, name, role in ACCOUNTS
    ]
    for person, (_username, _name, role) in zip(people, ACCOUNTS, strict=True):
        if role == Role.ADMINISTRATOR:
            enrol_demo_factor(person)
    return people


def enrol_demo_factor(person: Person) -> None:
    """Give a demo account the second factor everybody knows."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    if not Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(person, DEMO_SECRET)


def code_of_the_moment(person: Any) -> str:
    """The code a demo account's application would show now; empty when it has none.

    A code opens once; when the present one was used, the next one is told, which is accepted already.
    """
    from allauth.mfa import app_settings
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
    from django.core.cache import cache

    factor = Authenticator.objects.filter(user_id=person.pk, user__is_demo=True, type=Authenticator.Type.TOTP).first()
    if factor is None:
        return ""
    from khoso.foundation.identity.sealing import unseal

    counter = int(time.time()) // app_settings.TOTP_PERIOD
    secret = unseal(factor.data["secret"])
    codes = [format_hotp_value(hotp_value(secret, counter + step)) for step in (0, 1, -1)]
    unused = [code for code in codes if cache.get(TOTP(factor)._get_used_cache_key(code)) is None]
    return (unused or codes)[0]
