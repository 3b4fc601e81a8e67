"""Adding to the audit trail: the only way in."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from khoso.foundation.audit import strangers
from khoso.foundation.audit.actor import SYSTEM, Actor, acting_as, present_actor
from khoso.foundation.audit.chain import GENESIS, halves, text_hash
from khoso.foundation.audit.models import AuditEntry, RecentLook
from khoso.kernel import clock
from khoso.kernel.text_vi import nfc

__all__ = [
    "SYSTEM",
    "Actor",
    "Entry",
    "acting_as",
    "present_actor",
    "record",
    "record_many",
    "record_once",
    "settle_strangers",
]

_APPEND = "SELECT * FROM khoso_audit_append(%s, %s, %s)"
_APPEND_ONCE = "SELECT khoso_audit_append_once(%s, %s, %s, %s, %s, %s)"
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 82))"
_HEAD = "SELECT position, hash FROM audit_auditentry WHERE chain = %s ORDER BY position DESC LIMIT 1"
_COLUMNS = ("at", "actor", "agency", "verb", "subject_kind", "subject_id", "address")
_COPY = f"COPY audit_auditentry (chain, position, {', '.join(_COLUMNS)}, content, previous_hash, hash) FROM STDIN"
_NAMES = ("id", "position", "content", "previous_hash", "hash")


@dataclass(frozen=True)
class Entry:
    """One thing to be recorded; see `record`. `actor` and `at` are for what happened before it is written down."""

    verb: str
    subject: tuple[str, object]
    details: Mapping[str, Any] = field(default_factory=dict)
    agency: str | None = None
    actor: Actor | None = None
    at: datetime | None = None


def record(
    verb: str, *, subject: tuple[str, object], details: Mapping[str, Any] | None = None, agency: str | None = None
) -> AuditEntry | None:
    """Add one entry: `verb` is `room.subject.verb`, `subject` its kind and id. Joins the caller's transaction.

    `agency` is the code of the agency acted for; the actor's own when none is named. Entries of one room form one
    chain. The chain's lock is held until the transaction ends, so positions have no gap.

    None when a stranger did the same so often within this minute that it is only counted; see `strangers`.
    """
    actor = present_actor()
    if actor.is_stranger and verb in strangers.LIMITED and not _in_bounds(verb, actor):
        return None
    return _append(_chain_of(verb), Entry(verb, subject, details or {}, agency))


def record_many(entries: Iterable[Entry]) -> int:
    """Add many entries at once, one lock for each chain. Joins the caller's transaction. Returns how many."""
    by_chain: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_chain[_chain_of(entry.verb)].append(entry)
    with transaction.atomic(savepoint=False):
        # Always in the same order, so that two batches never wait for each other.
        for chain in sorted(by_chain):
            _append_many(chain, by_chain[chain])
    return sum(map(len, by_chain.values()))


def record_once(
    key: str,
    verb: str,
    *,
    within: timedelta,
    subject: tuple[str, object],
    details: Mapping[str, Any] | None = None,
) -> bool:
    """Add one entry unless the same `key` was recorded no longer than `within` ago; says whether it was.

    Whoever comes second, in whichever process, waits until the first is committed: what is counted as one look is
    never shown before its entry is there.
    """
    now, actor = clock.now(), present_actor()
    hashed = hashlib.sha256(key.encode()).hexdigest()
    if actor.is_stranger and verb in strangers.LIMITED:
        looks = RecentLook.objects.filter(key=hashed, at__gt=now - within, at__lt=now + within)
        if looks.exists():
            return False
        if not _in_bounds(verb, actor):
            return True
    facts = _facts(_chain_of(verb), Entry(verb, subject, details or {}, at=now))
    with connection.cursor() as cursor:
        cursor.execute(_APPEND_ONCE, [hashed, now, within, facts["chain"], *halves(facts, cut="position")])
        return bool(cursor.fetchone()[0])


@transaction.atomic(savepoint=False)
def settle_strangers() -> int:
    """Write what strangers did beyond the limits of minutes that are over, one row for each. Returns how many rows."""
    return record_many(
        Entry(
            told.verb,
            ("address", told.address),
            {"coalesced": told.beyond, "minute": told.minute},
            actor=Actor("", "Khách", "", "" if told.address == strangers.ALL else told.address),
        )
        for told in strangers.take_settled(clock.now())
    )


def forget_looks(before: datetime) -> None:
    """Drop what no look can be a part of any more."""
    RecentLook.objects.filter(at__lt=before).delete()


def _in_bounds(verb: str, actor: Actor) -> bool:
    with transaction.atomic(savepoint=False):
        told = strangers.count(verb, actor.address, clock.now())
        if told.is_first:
            settle_strangers()
    return told.is_in_bounds


def _chain_of(verb: str) -> str:
    return verb.split(".", 1)[0]


def _append(chain: str, entry: Entry) -> AuditEntry:
    """Add one row: the database takes the lock, finds the head and hashes, in one statement."""
    facts = _facts(chain, entry)
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, [chain, *halves(facts, cut="position")])
        kept = dict(zip(_NAMES, cursor.fetchone(), strict=True))
    columns = {**facts, **kept}
    names = [column.attname for column in AuditEntry._meta.concrete_fields]
    return AuditEntry.from_db(connection.alias, names, [columns[name] for name in names])


def _append_many(chain: str, entries: list[Entry]) -> None:
    """Add rows by COPY, hashed here while the lock is held: three times cheaper than a statement for each."""
    facts = [_facts(chain, entry) for entry in entries]
    cut = [halves(one, cut="position") for one in facts]
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"audit:{chain}"])
        cursor.execute(_HEAD, [chain])
        position, head = cursor.fetchone() or (0, GENESIS)
        with cursor.copy(_COPY) as copy:
            for one, (before, after) in zip(facts, cut, strict=True):
                position += 1
                content = f"{before}{position}{after}"
                fresh = text_hash(head, content)
                copy.write_row([chain, position, *(one[name] for name in _COLUMNS), content, head, fresh])
                head = fresh


def _facts(chain: str, entry: Entry) -> dict[str, Any]:
    """What the row will say, but for its position."""
    actor = entry.actor or present_actor()
    kind, identifier = entry.subject
    facts = {
        "chain": chain,
        "at": entry.at or clock.now(),
        "actor": _kept(actor.username, 60),
        "actor_name": _kept(actor.full_name, 120),
        "agency": _kept(actor.agency if entry.agency is None else entry.agency, 35),
        "verb": entry.verb,
        "subject_kind": kind,
        "subject_id": _kept(str(identifier), 200),
        "address": _kept(actor.address, 60),
        "request_id": _kept(actor.request_id, 40),
        "details": _kept_all(dict(entry.details)),
    }
    return facts if actor.person_id is None else {**facts, "actor_id": actor.person_id}


def _kept(text: str, most: int | None = None) -> str:
    """Text as the database keeps it: PostgreSQL holds no NUL and no half of a pair; what a stranger typed must not
    stop the record."""
    whole = text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
    return nfc(whole)[:most]


def _kept_all(value: Any) -> Any:
    if isinstance(value, str):
        return _kept(value)
    if isinstance(value, Mapping):
        return {_kept(str(key)): _kept_all(one) for key, one in value.items()}
    return [_kept_all(one) for one in value] if isinstance(value, list | tuple) else value
