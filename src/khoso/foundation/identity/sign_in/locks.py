"""The lock after too many failures: for whom failures count, when it opens again, and opening it by hand.

Failures are counted in buckets. Devices the account does not know share the one bucket of the account: after five
failures from anywhere, it is locked for all of them. A device from which its owner signed in before shows a signed
cookie and has a bucket of its own: whoever guesses from elsewhere cannot lock the owner out of the own desk, and still
nobody gets more than five tries.
"""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import logout
from django.core import signing
from django.db import transaction
from django.db.models import Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Person

DEVICE_COOKIE = "khoso_device"
DEVICE_DAYS = 180
_SALT = "khoso.identity.device"
# Several people may share a desk; the ones who came last are remembered.
_MOST_ACCOUNTS = 6


def canonical(username: str) -> str:
    """One spelling for every way of typing a username: upper case is no way round the lock.

    By upper case first, as the database compares: «ı» and «i» have the same. What cannot be printed ends no line.
    """
    plain = unicodedata.normalize("NFKC", username).strip().upper().casefold()
    return "".join(sign if sign.isprintable() and sign != " " else "_" for sign in plain)[:60]


def bucket(request: Any, credentials: dict[str, Any] | None = None) -> str | None:
    """The bucket in which a failure of this request counts."""
    typed = (credentials or {}).get("username") or getattr(request, "POST", {}).get("username")
    if not typed:
        return None
    account = canonical(str(typed))
    device = _known_device(request, account)
    return f"{account} @{device}" if device else account


def _known_device(request: Any, account: str) -> str | None:
    if settings.KHOSO_LOCK_KNOWN_DEVICES:
        return None
    told = _devices(request).get(account)
    if not told:
        return None
    device, _sign, fingerprint = told.partition(":")
    person = Person.objects.filter(username__iexact=account, is_active=True).first()
    return device if person and constant_time_compare(fingerprint, _fingerprint(person)) else None


def _devices(request: Any) -> dict[str, str]:
    try:
        told = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=_SALT, max_age=DEVICE_DAYS * 24 * 3600)
    except signing.BadSignature:
        return {}
    return told if isinstance(told, dict) else {}


def _fingerprint(person: Person) -> str:
    # With another password every device must prove itself anew.
    return salted_hmac(_SALT, f"{person.pk}:{person.password}", algorithm="sha256").hexdigest()[:20]


def remember_device(request: HttpRequest, response: HttpResponse, person: Person) -> None:
    """Let this browser be a device the account knows, from now on."""
    devices = _devices(request)
    account = canonical(person.username)
    device = devices.pop(account, "").partition(":")[0] or secrets.token_hex(6)
    devices[account] = f"{device}:{_fingerprint(person)}"
    kept = dict(list(devices.items())[-_MOST_ACCOUNTS:])
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps(kept, salt=_SALT),
        max_age=DEVICE_DAYS * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_locked_for(request: Any, person: Person) -> bool:
    """Whether the account is locked for the device of this request."""
    return not AxesProxyHandler.is_allowed(request, {"username": person.username})


def _attempts(person: Person) -> Any:
    account = canonical(person.username)
    return AccessAttempt.objects.filter(Q(username=account) | Q(username__startswith=f"{account} @"))


def locked_until(person: Person) -> datetime | None:
    """When the account opens again for devices it does not know; None when it is not locked."""
    return _opens_at(canonical(person.username))


def _opens_at(name: str) -> datetime | None:
    rows = AccessAttempt.objects.filter(username=name)
    since = _moment() - settings.AXES_COOLOFF_TIME
    rows = rows.filter(attempt_time__gte=since)
    failures = rows.aggregate(all=Sum("failures_since_start"))["all"] or 0
    if failures < settings.AXES_FAILURE_LIMIT:
        return None
    last = rows.order_by("-attempt_time").values_list("attempt_time", flat=True)[0]
    return last + settings.AXES_COOLOFF_TIME


def _moment() -> datetime:
    from django.utils import timezone

    return timezone.now()


@transaction.atomic
def unlock(person: Person) -> bool:
    """Open a locked account at once, everywhere. False when nothing was counted against it."""
    counted, _each = _attempts(person).delete()
    if counted:
        record("identity.person.unlock", subject=("person", person.username))
    return bool(counted)


def locked_page(request: HttpRequest, response: Any = None, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """What somebody sees before a locked account: the same whether it exists or not."""
    from allauth.account.internal.stagekit import clear_login

    from khoso.foundation.identity.sign_in.page import sign_in_context

    name = bucket(request, credentials)
    opens = _opens_at(name) if name else None
    clear_login(request)
    if request.user.is_authenticated:
        logout(request)
    context = sign_in_context(request) | {"locked": True, "locked_until": opens, "title": _("Tài khoản đang bị khóa")}
    answer = render(request, "account/login.html", context, status=429)
    if opens:
        answer["Retry-After"] = str(max(1, int((opens - _moment()).total_seconds())))
    return answer
