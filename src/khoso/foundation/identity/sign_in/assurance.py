"""How sure the house is of who acts: the second factor, where it is needed, and asking again before what destroys."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import (
    STATE_SESSION_KEY,
    did_recently_reauthenticate,
    get_reauthentication_flows,
)
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.access import allowed_by
from khoso.foundation.identity.models import Person
from khoso.foundation.identity.sign_in.address import is_inside
from khoso.foundation.identity.sign_in.passwords import is_administrator

View = Callable[..., HttpResponse]
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_strong_session(request: Any) -> bool:
    """Whether a second factor was shown in this session."""
    return any(one.get("method") == "mfa" for one in get_authentication_records(request, request.user))


def factors_of(person: Any) -> list[str]:
    """The kinds of second factor a person has enrolled, recovery codes aside."""
    return list(Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS).values_list("type", flat=True))


def needs_strong_session(request: Any) -> bool:
    """Whether everything this person does from here needs the second factor."""
    # Luật: QCVN 12:2026/BCA (MFA from outside networks and for every administration account)
    return not is_inside(request) or is_administrator(request.user)


def may_enrol_from(request: Any) -> bool:
    """Whether a first factor may be enrolled from where the request comes."""
    return not settings.KHOSO_ENROL_ONLY_INSIDE or is_inside(request)


def note_second_factor(request: Any, person: Any, kind: str) -> None:
    """Write into the session that `person` has shown a second factor."""
    record_authentication(request, person, method="mfa", type=kind)


def ask_for_factor(request: Any, person: Any) -> str:
    """Where a person shows the second factor, or enrols the first one."""
    kinds = factors_of(person)
    if not kinds:
        return reverse("mfa_index")
    name = "mfa_reauthenticate" if Authenticator.Type.TOTP in kinds else "mfa_reauthenticate_webauthn"
    return f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}"


def destructive(view: View) -> View:
    """The act cannot be undone: a second factor and a proof of the last five minutes, whoever asks from wherever.

    Below `@allow(…)`. Who has not proved it is asked, and comes back to the act with what was sent.
    """

    # Luật: QCVN 12:2026/BCA (MFA for deletion of data or backups)
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # After asking again the act goes on without passing the gate a second time.
        predicate = allowed_by(guarded)
        if predicate is not None and not predicate(request.user):
            raise PermissionDenied
        if not has_strong_session(request):
            return HttpResponseRedirect(ask_for_factor(request, request.user))
        if not _proved_just_now(request):
            if get_reauthentication_flows(request.user):  # type: ignore[arg-type]
                if request.method != "POST":
                    # An act given up earlier is not done because its page is opened again.
                    request.session.pop(STATE_SESSION_KEY, None)
                raise ReauthenticationRequired
            # Known by the city's directory alone: nothing to ask here, so sign in there again.
            back = request.get_full_path()
            logout(request)
            return HttpResponseRedirect(f"{reverse('identity:sign-in')}?{urlencode({'next': back})}")
        return view(request, *args, **kwargs)

    guarded.khoso_destructive = True  # type: ignore[attr-defined]
    return guarded


def _proved_just_now(request: Any) -> bool:
    if get_reauthentication_flows(request.user):
        return did_recently_reauthenticate(request)
    records = get_authentication_records(request, request.user)
    newest: float = max((one["at"] for one in records), default=0.0)
    return time.time() - newest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def may_remove(person: Any, factor: Authenticator) -> bool:
    """Administrators keep at least one second factor."""
    if factor.type not in FACTORS or not is_administrator(person):
        return True
    return Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS).exclude(pk=factor.pk).exists()


@transaction.atomic
def forget_factors(person: Person) -> int:
    """Take every second factor of a person away, recovery codes too: the phone is lost. Sessions end."""
    from khoso.foundation.identity.sign_in.sessions import end_all

    gone, _each = Authenticator.objects.filter(user=person).delete()
    if gone:
        record("identity.factor.forget", subject=("person", person.username), details={"factors": gone})
    end_all(person)
    return gone


def enrol_reason(request: Any) -> str:
    """Why a second factor is asked for, in words."""
    if is_administrator(request.user):
        return _("Tài khoản quản trị luôn phải có lớp xác thực thứ hai.")
    if not is_inside(request):
        return _("Đăng nhập từ ngoài mạng của cơ quan phải có lớp xác thực thứ hai.")
    return _("Việc không thể hoàn tác cần có lớp xác thực thứ hai.")
