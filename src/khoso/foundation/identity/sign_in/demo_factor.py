"""The second factor of demo administrators: as public as their password, the page tells the code of the moment."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache

from khoso.foundation.identity.models import Person
from khoso.foundation.identity.sign_in.sealing import unseal

DEMO_SECRET = "KHOSODEMOKHOSODEMOKHOSODEMOKHOSO"  # noqa: S105 - public on purpose


def enrol_demo_factor(person: Person) -> None:
    """Give a demo account the second factor everybody knows."""
    if not Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(person, DEMO_SECRET)


def code_of_the_moment(person: Any) -> str:
    """The code a demo account's application would show now; empty when it has none.

    A code opens once; when the present one was used, the next one is told, which is accepted already.
    """
    factor = Authenticator.objects.filter(user_id=person.pk, user__is_demo=True, type=Authenticator.Type.TOTP).first()
    if factor is None:
        return ""
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    secret = unseal(factor.data["secret"])
    codes = [format_hotp_value(hotp_value(secret, counter + step)) for step in (0, 1, -1)]
    unused = [code for code in codes if cache.get(TOTP(factor)._get_used_cache_key(code)) is None]
    return (unused or codes)[0]
