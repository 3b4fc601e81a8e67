"""What the city's pages read, in bulk: never a question for each agency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q

from khoso.foundation.identity import queries as identity
from khoso.foundation.identity.agencies.words import short_name
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.programme import queries as programme
from khoso.stages.reporting import states
from khoso.stages.reporting.city.lateness import Filed
from khoso.stages.reporting.models import Difficulty, Period, Report
from khoso.stages.reporting.models.reports import ReportKind

# A version that somebody received. A returned one was received too; whether it still counts is asked of the newest.
RECEIVED = frozenset({states.SUBMITTED, states.LOCKED})
ONCE_SENT = RECEIVED | {states.RETURNED, states.SUPERSEDED}
COMMUNES = frozenset({AgencyKind.WARD, AgencyKind.COMMUNE})


@dataclass(frozen=True, slots=True)
class Face:
    """An agency as the city's pages show it. `district`: code and name of the former one a commune lay in."""

    id: int
    code: str
    name: str
    kind: str
    head_name: str
    district: tuple[str, str] = ("", "")

    @property
    def is_commune(self) -> bool:
        return self.kind in COMMUNES


def faces(agency_ids: Collection[int]) -> dict[int, Face]:
    """The agencies by id, as they are shown. Two questions."""
    districts = identity.former_districts()
    rows = Agency.objects.filter(pk__in=agency_ids).values_list("pk", "code", "name", "kind", "head_name")
    return {
        pk: Face(pk, code, short_name(name), kind, head, districts.get(pk, ("", "")))
        for pk, code, name, kind, head in rows
    }


def periods_of(programme_id: int) -> list[Period]:
    """The programme's periods, the first one first."""
    return list(Period.objects.filter(programme_id=programme_id).order_by("number"))


def last_ended(programme_id: int, day: date | None = None) -> Period | None:
    """The last period that is over: the one reports are about now."""
    over = Period.objects.filter(programme_id=programme_id, ends_on__lt=day or clock.today())
    return over.order_by("-number").first()


@dataclass(slots=True)
class _Versions:
    due_at: datetime
    sent: datetime | None = None
    stands: bool = False


def filed(programme_id: int, *, until: datetime | None = None) -> dict[int, dict[int, Filed]]:
    """Agency → number of the period → whether its report came, for periods over at `until` (now). One question.

    The first time it was sent counts; a report that was returned and not sent again is not there.
    """
    moment = until or clock.now()
    rows = Report.objects.filter(
        programme_id=programme_id,
        kind=ReportKind.TWO_WEEKLY,
        period__ends_on__lt=moment.astimezone(clock.VIETNAM).date(),
    ).order_by("version")
    told: dict[tuple[int, int], _Versions] = {}
    for agency, number, due_at, state, sent in rows.values_list(
        "agency_id", "period__number", "period__due_at", "state", "submitted_at"
    ):
        one = told.setdefault((agency, number), _Versions(due_at))
        if sent is None or sent > moment or state not in ONCE_SENT:
            continue
        one.sent = min(sent, one.sent) if one.sent else sent
        one.stands = one.stands or state in RECEIVED
    found: dict[int, dict[int, Filed]] = defaultdict(dict)
    for (agency, number), one in sorted(told.items()):
        found[agency][number] = Filed(one.due_at, one.sent if one.stands else None)
    return found


def owers(tasks: Iterable[programme.TaskStanding], plan: dict[int, tuple[str, str, bool]]) -> set[int]:
    """The agencies that report: those that have tasks of their own to do. # Luật: KH 82 VI.6.a"""
    return {task.agency_id for task in tasks if plan[task.plan_task_id][2]}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Difficulties that wait for an answer."""

    open: int = 0
    overdue: int = 0
    soon: int = 0
    escalated: int = 0


def difficulties_waiting(programme_id: int, agency_id: int | None = None) -> Waiting:
    """How many difficulties wait, how many beyond their day. One question."""
    today = clock.today()
    found = Difficulty.objects.filter(programme_id=programme_id, state__in=(states.OPEN, states.ESCALATED))
    if agency_id is not None:
        found = found.filter(agency_id=agency_id)
    told = found.aggregate(
        open=Count("pk"),
        overdue=Count("pk", filter=Q(due_on__lt=today)),
        soon=Count("pk", filter=Q(due_on__gte=today, due_on__lte=today + timedelta(days=3))),
        escalated=Count("pk", filter=Q(state=states.ESCALATED)),
    )
    return Waiting(**told)


def difficulties_of(programme_id: int, agency_id: int) -> list[Any]:
    """The difficulties of one agency, those that wait first."""
    found = Difficulty.objects.filter(programme_id=programme_id, agency_id=agency_id).select_related("asked_of")
    return list(found.order_by(F("closed_at").asc(nulls_first=True), "due_on", "pk")[:50])
