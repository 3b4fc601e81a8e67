"""Reading rounds, visits, monitoring and findings within a person's scope."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from khoso.foundation.identity.permissions import agencies_of
from khoso.kernel import clock
from khoso.kernel.clock import VIETNAM
from khoso.stages.programme import states
from khoso.stages.programme.models import MonitoringMinutes, Round, RoundFinding, Visit
from khoso.stages.programme.permissions import PROGRAMME_SEEN_BY


def _reach(person: Any) -> frozenset[int] | None:
    return agencies_of(person, PROGRAMME_SEEN_BY)


def rounds_seen_by(person: Any) -> QuerySet[Round]:
    """All rounds for who works everywhere; for an agency those that visit it."""
    reach = _reach(person)
    rounds = Round.objects.all()
    return rounds if reach is None else rounds.filter(pk__in=Visit.objects.filter(agency_id__in=reach).values("round"))


def with_counts(rounds: QuerySet[Round], today: date) -> QuerySet[Round]:
    """Each with how many visits it plans and had, and what of its findings is open or overdue."""
    open_ = Q(visits__findings__state=states.OPEN)
    return rounds.annotate(
        planned=Count("visits", distinct=True),
        visited=Count("visits", filter=Q(visits__visited_on__isnull=False), distinct=True),
        found=Count("visits__findings", distinct=True),
        not_closed=Count("visits__findings", filter=~Q(visits__findings__state=states.CLOSED), distinct=True),
        overdue=Count("visits__findings", filter=open_ & Q(visits__findings__due_on__lt=today), distinct=True),
    )


def visits_seen_by(person: Any) -> QuerySet[Visit]:
    reach = _reach(person)
    visits = Visit.objects.select_related("round", "agency", "minutes")
    return visits if reach is None else visits.filter(agency_id__in=reach)


def monitoring_seen_by(person: Any) -> QuerySet[MonitoringMinutes]:
    reach = _reach(person)
    rows = MonitoringMinutes.objects.select_related("agency", "body", "minutes", "recorded_by")
    return rows if reach is None else rows.filter(agency_id__in=reach)


def findings_seen_by(person: Any) -> QuerySet[RoundFinding]:
    reach = _reach(person)
    rows = RoundFinding.objects.select_related("agency", "visit__round", "monitoring", "evidence", "mended_by")
    return rows if reach is None else rows.filter(agency_id__in=reach)


def overdue(findings: QuerySet[RoundFinding], today: date | None = None) -> QuerySet[RoundFinding]:
    """Not said to be mended, and the term has passed."""
    return findings.filter(state=states.OPEN, due_on__lt=today or clock.today())


# What figures count. A finding is told on the day of the visit, or when its minutes were written.


def findings_open_at(until: datetime) -> QuerySet[RoundFinding]:
    """Findings that had been found at a moment and were not closed then."""
    day = until.astimezone(VIETNAM).date()
    found = Q(visit__visited_on__lte=day) | Q(monitoring__recorded_at__lte=until)
    return RoundFinding.objects.filter(found, Q(closed_at=None) | Q(closed_at__gt=until))


def monitoring_until(until: datetime) -> QuerySet[MonitoringMinutes]:
    return MonitoringMinutes.objects.filter(recorded_at__lte=until)
