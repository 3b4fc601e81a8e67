"""Sessions: how long one may rest, what does not count as work, and ending them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Person
from khoso.foundation.identity.sign_in.address import address_of
from khoso.kernel import clock

View = TypeVar("View", bound=Callable[..., Any])

BACKGROUND_HEADER = "HTTP_X_KHOSO_BACKGROUND"
SEEN, NOTED = "khoso_seen", "khoso_noted"
# Work is noted in the session this often at most, and in the tables a person reads once a minute.
_TOUCH_SECONDS = 10
_NOTE_SECONDS = 60


def background(view: View) -> View:
    """The page asks for this by itself: asking does not make a session last longer."""
    view.khoso_background = True  # type: ignore[attr-defined]
    return view


def is_background(request: Any, view: Any) -> bool:
    """Whether nobody did anything for this request to come."""
    return getattr(view, "khoso_background", False) or request.META.get(BACKGROUND_HEADER) == "1"


def seconds_left(request: Any) -> float:
    """How long the session lasts when nothing is done from now on."""
    idle: float = settings.KHOSO_SESSION_IDLE.total_seconds()
    seen = request.session.get(SEEN)
    return idle if seen is None else idle - (clock.now().timestamp() - seen)


def touch(request: Any) -> None:
    """Somebody does something: the session begins to rest anew."""
    now = clock.now().timestamp()
    session = request.session
    if abs(now - session.get(SEEN, 0)) >= _TOUCH_SECONDS:
        session[SEEN] = now
    if abs(now - session.get(NOTED, 0)) >= _NOTE_SECONDS:
        session[NOTED] = now
        Person.objects.filter(pk=request.user.pk).update(last_seen_at=clock.now())
        UserSession.objects.filter(session_key=session.session_key).update(
            last_seen_at=timezone.now(),
            ip=address_of(request) or "0.0.0.0",  # noqa: S104 - no address known
        )


@transaction.atomic
def end_all(person: Person, *, but: str | None = None) -> int:
    """End every session of a person, except the one with the key `but`. Returns how many there were."""
    keys = {key for key in _keys_of(person) if key != but}
    for key in keys:
        SessionStore().delete(key)
    UserSession.objects.filter(user=person).exclude(session_key=but or "").delete()
    if keys:
        record("identity.session.end", subject=("person", person.username), details={"sessions": len(keys)})
    return len(keys)


def _keys_of(person: Person) -> Iterator[str]:
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            yield session.session_key


@transaction.atomic
def end_one(person: Person, session_id: int) -> bool:
    """End one listed session of a person. False when there is none with this number."""
    session = UserSession.objects.filter(user=person, pk=session_id).first()
    if session is None:
        return False
    record(
        "identity.session.end",
        subject=("person", person.username),
        details={"sessions": 1, "from": session.ip, "device": session.user_agent},
    )
    session.end()
    return True


def is_idle_too_long(person: Person) -> bool:
    """Whether nobody used the account for so long that it must be disabled."""
    # Luật: QCVN 12:2026/BCA (accounts idle for 45 days are disabled)
    if person.is_demo:
        return False
    last = max(filter(None, (person.last_seen_at, person.registered_at, person.password_changed_at)))
    return (clock.now() - last).days >= settings.KHOSO_IDLE_DAYS


def idle_minutes() -> float:
    """After how many minutes without work a session ends."""
    minutes: float = settings.KHOSO_SESSION_IDLE.total_seconds() / 60
    return minutes
