"""Reading notices: a person's own, and the chain of who was told what when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from khoso.foundation.identity.models import Agency
from khoso.kernel.clock import VIETNAM
from khoso.stages.reporting.models import Notice
from khoso.stages.reporting.models.notices import Channel
from khoso.stages.reporting.reminders.rules import urgency


@dataclass
class Group:
    """Notices of one person told together: one rule of one day, or one word written by hand."""

    digest: str
    rule: str
    level: int
    at: datetime
    by: str
    lines: list[Notice]
    is_read: bool


@dataclass
class Day:
    """What a person was told on one day."""

    day: date
    groups: list[Group] = field(default_factory=list)


def unread_count(person: Any) -> int:
    """How many groups wait to be read, kept for the person object, which lives as long as one request."""
    kept: int | None = getattr(person, "_khoso_unread", None)
    if kept is None:
        unread = Notice.objects.filter(person_id=person.pk, channel=Channel.IN_SYSTEM, read_at__isnull=True)
        kept = person._khoso_unread = unread.order_by().values("digest").distinct().count()
    return kept


def own(person: Any, *, unread: bool = False, kind: str = "") -> QuerySet[Notice]:
    """A person's notices in the system, newest first."""
    rows = Notice.objects.filter(person=person, channel=Channel.IN_SYSTEM)
    if unread:
        rows = rows.filter(read_at__isnull=True)
    if kind == "hand":
        rows = rows.filter(rule="")
    elif kind:
        rows = rows.filter(rule__startswith=f"{kind}.")
    return rows


def digests(rows: QuerySet[Notice]) -> QuerySet[Notice, dict[str, Any]]:
    """The groups of these notices, newest first: what a page is counted in."""
    return rows.order_by().values("digest").annotate(at=Max("made_at")).order_by("-at", "digest")


def days(rows: QuerySet[Notice], names: Iterable[str]) -> list[Day]:
    """These groups with their notices, by day."""
    found = rows.filter(digest__in=list(names)).select_related("agency", "made_by").order_by("-made_at", "digest", "pk")
    by_name: dict[str, list[Notice]] = {}
    for notice in found:
        by_name.setdefault(notice.digest, []).append(notice)
    groups = [
        Group(
            digest,
            lines[0].rule,
            max(line.level for line in lines),
            lines[0].made_at,
            lines[0].made_by.full_name if lines[0].made_by else "",
            lines,
            all(line.read_at for line in lines),
        )
        for digest, lines in by_name.items()
    ]
    told = groupby(groups, key=lambda group: group.at.astimezone(VIETNAM).date())
    return [Day(day, sorted(of_day, key=lambda group: (-urgency(group.rule), group.rule))) for day, of_day in told]


@dataclass(frozen=True, slots=True)
class ChainHead:
    """One agency in the list of chains: how often it was told, how high it went, when last."""

    agency: Agency
    told: int
    highest: int
    last: datetime
    failed: int
    untold: int


def chain_heads() -> list[ChainHead]:
    """Agencies that were told anything, those that went highest first."""
    rows = (
        Notice.objects.filter(agency__isnull=False)
        .order_by()
        .values("agency_id")
        .annotate(
            told=Count("pk", filter=Q(channel=Channel.IN_SYSTEM, person__isnull=False)),
            highest=Max("level"),
            last=Max("made_at"),
            failed=Count("pk", filter=Q(given_up_at__isnull=False, sent_at__isnull=True)),
            untold=Count("pk", filter=Q(channel=Channel.IN_SYSTEM, person__isnull=True)),
        )
    )
    found = {row.pop("agency_id"): row for row in rows}
    agencies = Agency.objects.in_bulk(found)
    heads = [ChainHead(agencies[pk], **facts) for pk, facts in found.items()]
    return sorted(heads, key=lambda head: (-head.highest, -head.last.timestamp(), head.agency.name))


def chain(agency: Agency, kind: str = "", identifier: str = "") -> QuerySet[Notice]:
    """Who was told what of this agency when, oldest first for one subject, newest first for all."""
    rows = Notice.objects.filter(agency=agency).select_related("person", "made_by")
    if kind:
        return rows.filter(subject_kind=kind, subject_id=identifier).order_by("made_at", "level", "pk")
    return rows.order_by("-made_at", "-level", "pk")


def chain_of(kind: str, identifier: object) -> QuerySet[Notice]:
    """Who was told of one thing, oldest first, whatever agency owes it."""
    rows = Notice.objects.filter(subject_kind=kind, subject_id=str(identifier))
    return rows.select_related("person", "made_by", "agency").order_by("made_at", "level", "pk")


def failures() -> QuerySet[Notice]:
    """Letters that did not arrive (yet), with the reason: a notice of each, the newest first."""
    rows = Notice.objects.filter(channel=Channel.EMAIL, sent_at__isnull=True).exclude(failure="")
    return rows.select_related("person", "agency").order_by("-digest").distinct("digest")


@dataclass(frozen=True, slots=True)
class Fold:
    """Many notices of one agency in one line. `which`: the first of them by name."""

    agency: Agency
    count: int
    which: str


# From here on notices are told agency by agency.
FOLD_FROM = 15
NAMED = 4


def folded(lines: list[Notice]) -> list[Fold]:
    """A long list over several agencies as one line for each, those with the most first; empty where it is short."""
    by_agency: dict[int, list[Notice]] = {}
    for line in lines:
        if line.agency_id is not None:
            by_agency.setdefault(line.agency_id, []).append(line)
    if len(lines) < FOLD_FROM or len(by_agency) < 2:
        return []
    folds = [
        Fold(of_one[0].agency, len(of_one), _which([one.title.split(" · ")[0] for one in of_one[:NAMED]]))
        for of_one in by_agency.values()
        if of_one[0].agency is not None
    ]
    return sorted(folds, key=lambda fold: (-fold.count, fold.agency.name))


def _which(names: list[str]) -> str:
    """`Nhiệm vụ II.4, II.5`: what all of them begin with is said once."""
    kind = names[0].rpartition(" ")[0]
    return ", ".join([names[0], *(name.removeprefix(f"{kind} ") if kind else name for name in names[1:])])
