"""Adding to the audit trail: the only way in."""

from __future__ import annotations

import contextvars
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction

from khoso.foundation.audit.chain import GENESIS, entry_hash
from khoso.foundation.audit.models import AuditEntry
from khoso.kernel import clock


@dataclass(frozen=True)
class Actor:
    """Who acts, for which agency, from where. `username` is `system` for the machine itself."""

    username: str = "system"
    full_name: str = "Hệ thống"
    agency: str = ""
    address: str = ""
    request_id: str = ""


SYSTEM = Actor()
_present: contextvars.ContextVar[Actor] = contextvars.ContextVar("khoso_actor", default=SYSTEM)


def present_actor() -> Actor:
    """Who acts in the present request or job."""
    return _present.get()


@contextmanager
def acting_as(actor: Actor, **changes: str) -> Iterator[Actor]:
    """Everything recorded inside the block is recorded as done by `actor`."""
    token = _present.set(replace(actor, **changes) if changes else actor)
    try:
        yield _present.get()
    finally:
        _present.reset(token)


@transaction.atomic
def record(verb: str, *, subject: tuple[str, object], details: Mapping[str, Any] | None = None) -> AuditEntry:
    """Add one entry: `verb` is `room.subject.verb`, `subject` its kind and id. Joins the caller's transaction.

    Entries of one room form one chain. The chain's lock is held until the transaction ends, so positions have no gap.
    """
    actor = present_actor()
    chain = verb.split(".", 1)[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 82))", [f"audit:{chain}"])
    last = AuditEntry.objects.filter(chain=chain).order_by("-position").values_list("position", "hash").first()
    position, previous = (last[0] + 1, last[1]) if last else (1, GENESIS)
    kind, identifier = subject
    entry = AuditEntry(
        chain=chain,
        position=position,
        at=clock.now(),
        actor=_kept(actor.username, 60),
        actor_name=_kept(actor.full_name, 120),
        agency=actor.agency,
        verb=verb,
        subject_kind=kind,
        subject_id=_kept(str(identifier), 200),
        address=_kept(actor.address, 60),
        request_id=actor.request_id,
        details=_kept_all(dict(details or {})),
        previous_hash=previous,
    )
    entry.hash = entry_hash(previous, as_facts(entry))
    entry.save(force_insert=True)
    return entry


def _kept(text: str, most: int | None = None) -> str:
    """Text as the database keeps it: PostgreSQL holds no NUL, and what a stranger typed must not stop the record."""
    return text.replace("\0", "\ufffd")[:most]


def _kept_all(value: Any) -> Any:
    if isinstance(value, str):
        return _kept(value)
    if isinstance(value, Mapping):
        return {_kept(str(key)): _kept_all(one) for key, one in value.items()}
    return [_kept_all(one) for one in value] if isinstance(value, list | tuple) else value


def as_facts(entry: AuditEntry) -> dict[str, Any]:
    """What the hash of an entry covers: everything but the two hashes."""
    return {
        "chain": entry.chain,
        "position": entry.position,
        "at": entry.at,
        "actor": entry.actor,
        "actor_name": entry.actor_name,
        "agency": entry.agency,
        "verb": entry.verb,
        "subject_kind": entry.subject_kind,
        "subject_id": entry.subject_id,
        "address": entry.address,
        "request_id": entry.request_id,
        "details": entry.details,
    }
