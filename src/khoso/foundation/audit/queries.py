"""Reading and proving the audit trail."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime

from khoso.foundation.audit.chain import ChainedEntry, ChainVerdict, verify_chain
from khoso.foundation.audit.models import AuditEntry, AuditSeal
from khoso.foundation.audit.sealing import heads
from khoso.foundation.audit.searching import Page, TooWide, Wanted, all_of, done_by, last_of, search, seen_by
from khoso.foundation.audit.state import SealsNow, replica_troubles, seals_now
from khoso.foundation.audit.subjects import accounts_of, url_of

__all__ = [
    "Page",
    "SealsNow",
    "TooWide",
    "Wanted",
    "accounts_of",
    "all_of",
    "chains",
    "count_since",
    "done_by",
    "entries",
    "entries_by",
    "heads",
    "last_of",
    "newest_seals",
    "replica_troubles",
    "seals_now",
    "search",
    "seen_by",
    "url_of",
    "verify",
]


def chains() -> list[str]:
    """The names of all chains."""
    return list(AuditEntry.objects.order_by("chain").values_list("chain", flat=True).distinct())


def _rows(chain: str) -> Iterator[ChainedEntry]:
    rows = AuditEntry.objects.filter(chain=chain).order_by("position")
    for content, previous, kept in rows.values_list("content", "previous_hash", "hash").iterator(chunk_size=5000):
        yield ChainedEntry(content, previous, kept)


def verify(chain: str) -> ChainVerdict:
    """Prove one chain, streaming, or name its first bad row."""
    return verify_chain(_rows(chain))


def entries_by(actor: str, verb: str, *, limit: int) -> list[AuditEntry]:
    """What one person did of one kind, newest first."""
    return list(AuditEntry.objects.filter(actor=actor, verb=verb).order_by("-at", "-id")[:limit])


def actors_of(subject_kind: str, subject_id: object, verb: str) -> set[str]:
    """Who did this to a subject."""
    rows = AuditEntry.objects.filter(subject_kind=subject_kind, subject_id=str(subject_id), verb=verb)
    return set(rows.values_list("actor", flat=True))


def subjects_of(actor: str, verb: str, *, limit: int) -> list[tuple[str, datetime]]:
    """To what one person did this and when, newest first."""
    rows = AuditEntry.objects.filter(actor=actor, verb=verb).order_by("-at", "-id")
    return list(rows.values_list("subject_id", "at")[:limit])


def count_since(verbs: Collection[str], since: datetime) -> int:
    """How often any of these things was done since then."""
    return AuditEntry.objects.filter(verb__in=verbs, at__gte=since).count()


def entries(
    wanted: Mapping[str, str],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int,
) -> list[AuditEntry]:
    """Entries whose columns are as `wanted`, the newest first; `before` is the id of the last one seen already."""
    rows = AuditEntry.objects.filter(**{name: wanted[name] for name in sorted(wanted)})
    if since is not None:
        rows = rows.filter(at__gte=_in_utc(since))
    if until is not None:
        rows = rows.filter(at__lt=_in_utc(until))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[:limit])


def _in_utc(moment: datetime) -> datetime:
    """The same moment as databases read it: none of them knows the zones beyond 16 hours that ISO 8601 can write."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return moment.replace(tzinfo=UTC)


def newest_seals(count: int) -> list[AuditSeal]:
    """The newest seals, the last one first."""
    return list(AuditSeal.objects.order_by("-position")[:count])
