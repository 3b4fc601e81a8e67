"""Looking things up in the trail: newest first, a page at a time, as fast with ten million rows as with ten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.utils import OperationalError

from khoso.foundation.audit.labels import VERBS
from khoso.foundation.audit.models import AuditEntry

# A question no index answers is stopped, not waited for.
_PATIENCE_MS = 8000


class TooWide(Exception):
    """The question would read too much: narrow it by time or by person."""


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty fields say nothing. `until` is exclusive."""

    actor: str = ""
    room: str = ""
    verb: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    agency: str = ""
    address: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def as_details(self) -> dict[str, Any]:
        """What was asked, for the row that says somebody read the trail."""
        return {name: value for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class Page:
    """Some rows, newest first, and where the next page begins ("" on the last)."""

    entries: list[AuditEntry]
    older: str


def search(wanted: Wanted, *, before: str = "", limit: int = 50) -> Page:
    """A page of what is wanted. `before` is the `older` of the page before. Raises TooWide."""
    rows = _rows(wanted)
    if cut := _cut(before):
        at, pk = cut
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk)).filter(at__lte=at)
    found = _patiently(rows[: limit + 1])
    shown = found[:limit]
    older = f"{shown[-1].at.isoformat()}~{shown[-1].pk}" if len(found) > limit else ""
    return Page(shown, older)


def all_of(wanted: Wanted, *, most: int) -> list[AuditEntry]:
    """What is wanted, newest first, at most so many. Raises TooWide."""
    return _patiently(_rows(wanted)[:most])


def seen_by(kind: str, identifier: str, *, limit: int = 200) -> list[AuditEntry]:
    """Who saw or fetched one subject, newest first."""
    shown = ["access.page.show", "access.file.fetch", "access.companion.show"]
    rows = _rows(Wanted(subject_kind=kind, subject_id=identifier)).filter(verb__in=shown)
    return _patiently(rows[:limit])


def done_by(username: str, *, limit: int) -> list[AuditEntry]:
    """What one person changed last, newest first: no reading, no signing in."""
    quiet = [verb for verb in VERBS if verb.startswith(("access.", "audit.", "identity.session."))]
    return list(_rows(Wanted(actor=username)).exclude(verb__in=quiet)[:limit])


def last_of(verb: str) -> AuditEntry | None:
    """The last time somebody did this."""
    return _rows(Wanted(verb=verb)).first()


def _rows(wanted: Wanted) -> QuerySet[AuditEntry]:
    exact = {
        name: value
        for name, value in vars(wanted).items()
        if value and name in ("actor", "verb", "subject_kind", "subject_id", "agency", "address")
    }
    rows = AuditEntry.objects.filter(**exact)
    if wanted.room and not wanted.verb:
        # By verbs, which have an index with the time; a chain has one with the position only.
        rows = rows.filter(verb__in=[verb for verb in VERBS if verb.startswith(f"{wanted.room}.")])
    if wanted.since:
        rows = rows.filter(at__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(at__lt=wanted.until)
    return rows.order_by("-at", "-pk")


def _cut(before: str) -> tuple[datetime, int] | None:
    moment, _, number = before.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        return (at, int(number)) if at.tzinfo and 0 < int(number) < 2**63 else None
    except ValueError:
        return None


def _patiently(rows: QuerySet[AuditEntry]) -> list[AuditEntry]:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {_PATIENCE_MS}")
            found = list(rows)
            cursor.execute("SET LOCAL statement_timeout = 0")
            return found
    except OperationalError as error:
        if "statement timeout" in str(error):
            raise TooWide from error
        raise
