"""Every sign-in, sign-out, failure, lock and change of a second factor goes into the audit trail.

The libraries tell of these by signals; this is where they are heard.
"""

from __future__ import annotations

import string
from typing import Any

from allauth.account.signals import authentication_step_completed as shown
from allauth.account.signals import user_logged_in as signed_in
from allauth.mfa import signals as factors
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver

from khoso.foundation.audit.actions import Actor, acting_as, present_actor, record
from khoso.foundation.identity.models import Person
from khoso.foundation.identity.sign_in.address import address_of
from khoso.foundation.identity.sign_in.sessions import touch

# What a username is made of.
USERNAME_SIGNS = frozenset(string.ascii_letters + string.digits + "._-@")


def _by(person: Any) -> Any:
    return acting_as(present_actor(), username=person.username, full_name=person.full_name, person_id=person.pk)


@receiver(signed_in)
def _note_sign_in(request: Any, user: Any, **kwargs: Any) -> None:
    records = request.session.get("account_authentication_methods", [])
    # Signing in proves as much as being asked again would, for as long.
    for one in records:
        one["reauthenticated"] = True
    request.session["account_authentication_methods"] = records
    touch(request)
    ways = [one.get("type") or one.get("method") for one in records]
    with _by(user):
        record("identity.session.open", subject=("person", user.username), details={"by": ways})


def _as_typed(name: str) -> str:
    """What was typed for a name, unless it cannot be one: a password typed there by mistake would stay for ever."""
    name = name.strip()[:60]
    return name if set(name) <= USERNAME_SIGNS else "?"


@receiver(user_login_failed)
def _note_failure(credentials: dict[str, Any], request: Any = None, **kwargs: Any) -> None:
    name = _as_typed(str(credentials.get("username") or ""))
    known = present_actor()
    why = "locked" if getattr(request, "axes_locked_out", False) else kwargs.get("why", "wrong")
    with acting_as(Actor(name, "", "", known.address or (address_of(request) if request else ""), known.request_id)):
        record("identity.session.refuse", subject=("person", name), details={"why": why})


@receiver(user_locked_out)
def _note_lock(request: Any, username: str, **kwargs: Any) -> None:
    # Told anew at each try while the lock lasts; the lock itself begins with the failure that was just counted.
    if getattr(request, "axes_failures_since_start", None) is None:
        return
    account, _at, device = username.partition(" @")
    with acting_as(Actor(account, "", "", present_actor().address, present_actor().request_id)):
        record(
            "identity.person.lock",
            subject=("person", account),
            details={"failures": request.axes_failures_since_start, "only_this_device": bool(device)},
        )


@receiver(shown)
def _note_password_again(user: Any, method: str, reauthenticated: bool = False, **kwargs: Any) -> None:
    if method == "password" and reauthenticated:
        with _by(user):
            record("identity.session.confirm", subject=("person", user.username), details={"kind": method})


@receiver(factors.authentication_failed)
def _count_wrong_code(request: Any, user: Any, **kwargs: Any) -> None:
    # A wrong code counts as a wrong password does: five of both together lock the account.
    user_login_failed.send(sender=__name__, credentials={"username": user.username}, request=request, why="code")


@receiver(factors.authenticator_added)
def _note_added(request: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    from khoso.foundation.identity.sign_in.assurance import FACTORS, note_second_factor

    if authenticator.type in FACTORS:
        # It was shown just now, together with the password: the session is strong from here on.
        note_second_factor(request, user, authenticator.type)
    _note_factor("identity.factor.add", user, authenticator)


@receiver(factors.authenticator_removed)
def _note_removed(user: Any, authenticator: Any, **kwargs: Any) -> None:
    _note_factor("identity.factor.remove", user, authenticator)


@receiver(factors.authenticator_reset)
def _note_renewed(user: Any, authenticator: Any, **kwargs: Any) -> None:
    _note_factor("identity.factor.renew", user, authenticator)


@receiver(factors.authenticator_used)
def _note_used(user: Any, authenticator: Any, reauthenticated: bool = False, **kwargs: Any) -> None:
    if reauthenticated:
        _note_factor("identity.session.confirm", user, authenticator)


def _note_factor(verb: str, person: Person, factor: Any) -> None:
    name = factor.data.get("name", "") if isinstance(factor.data, dict) else ""
    with _by(person):
        record(verb, subject=("person", person.username), details={"kind": str(factor.type), "name": name})
