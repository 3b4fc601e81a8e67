"""Reading reports: what is due, how it came, what differs, what waits for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from khoso.foundation.identity.permissions import agencies_of, held_by
from khoso.kernel import clock
from khoso.stages.reporting import states
from khoso.stages.reporting.models import Period, Report, ReportFigure, ReportKind, ReportMove
from khoso.stages.reporting.permissions import WRITERS
from khoso.stages.reporting.reports import plan, rules
from khoso.stages.reporting.reports.rules import Punctuality
from khoso.stages.reporting.reports.terms import terms_of

_SAME = ("programme_id", "kind", "agency_id", "period_id", "request_id")
Chain = tuple[Any, ...]


def reports_seen_by(person: Any) -> QuerySet[Report]:
    """The reports of the person's agencies, of all for Home Affairs."""
    rows = Report.objects.select_related("agency", "period", "request", "programme")
    reach = agencies_of(person)
    return rows if reach is None else rows.filter(agency_id__in=reach)


def chain_of(report: Report) -> Chain:
    """What all versions of a report have in common."""
    return tuple(getattr(report, name) for name in _SAME)


def overtyped(period: Period | int) -> QuerySet[ReportFigure]:
    """Every figure of a period's reports that says something else than the evidence, in the newest version that was
    told to Home Affairs: both values, why, who typed it.

    # Luật: KH 82 VI.5.đ
    """
    told = (states.SUBMITTED, states.LOCKED, states.RETURNED)
    rows = ReportFigure.objects.filter(report__period=period, report__state__in=told, typed__isnull=False)
    return (
        rows.exclude(typed=F("counted"))
        .select_related("report", "report__agency", "typed_by")
        .order_by("report__agency__name", "name")
    )


@dataclass(slots=True)
class Story:
    """One report of one agency through its versions, the oldest first."""

    versions: list[Report] = field(default_factory=list)
    returned_at: datetime | None = None
    returned_version: int = 0
    return_reason: str = ""
    punctuality: Punctuality | None = None

    @property
    def last(self) -> Report:
        return self.versions[-1]

    @property
    def told(self) -> Report | None:
        """The newest version that was sent."""
        return next((one for one in reversed(self.versions) if one.submitted_at), None)


def stories(reports: Iterable[Report], now: datetime | None = None) -> dict[Chain, Story]:
    """The reports by what they are versions of, each with the facts of the clock; two questions however many."""
    found: dict[Chain, Story] = defaultdict(Story)
    rows = sorted(reports, key=lambda one: one.version)
    for one in rows:
        found[chain_of(one)].versions.append(one)
    by_report = {one.pk: one for one in rows}
    moves = ReportMove.objects.filter(report_id__in=by_report, move="return").order_by("at")
    for move in moves:
        report = by_report[move.report_id]
        story = found[chain_of(report)]
        story.returned_at, story.returned_version, story.return_reason = move.at, report.version, move.reason
    moment = now or clock.now()
    again_days = {pk: terms_of(pk).again_days for pk in {one.programme_id for one in rows}}
    for story in found.values():
        story.punctuality = _punctuality(story, again_days[story.last.programme_id], moment)
    return dict(found)


def _punctuality(story: Story, again_days: int, now: datetime) -> Punctuality:
    first = story.versions[0]
    returned, again_due, again_at = story.returned_at, None, None
    if returned is not None:
        again_due = rules.again_due_at(returned, again_days, plan.add_working_days)
        later = [one.submitted_at for one in story.versions if one.version > story.returned_version]
        again_at = next((moment for moment in later if moment), None)
    return rules.punctuality(
        first.due_at, first.submitted_at, now, returned_at=returned, again_due=again_due, again_at=again_at
    )


def punctuality_of(period: Period, now: datetime | None = None) -> dict[int, Punctuality]:
    """Whether each agency's report of a period came in time, by agency id."""
    rows = Report.objects.filter(period=period, kind=ReportKind.TWO_WEEKLY)
    return {story.last.agency_id: story.punctuality for story in stories(rows, now).values() if story.punctuality}


def punctuality_by_period(programme_id: int, now: datetime | None = None) -> dict[int, dict[int, Punctuality]]:
    """The same for every opened period of a programme: period id → agency id → fact; two questions for all."""
    rows = Report.objects.filter(programme_id=programme_id, kind=ReportKind.TWO_WEEKLY)
    told: dict[int, dict[int, Punctuality]] = defaultdict(dict)
    for story in stories(rows, now).values():
        if story.punctuality and story.last.period_id is not None:
            told[story.last.period_id][story.last.agency_id] = story.punctuality
    return told


def told_versions(period: Period) -> dict[int, Report]:
    """The newest version of each agency's report of a period that was sent, with its figures: what is consolidated."""
    rows = (
        Report.objects.filter(period=period, kind=ReportKind.TWO_WEEKLY, submitted_at__isnull=False)
        .exclude(state=states.SUPERSEDED)
        .select_related("agency")
        .prefetch_related("figures")
        .order_by("version")
    )
    return {one.agency_id: one for one in rows}


def told_stories(*, period: int | None = None, agency_code: str = "") -> list[Story]:
    """The reports of every programme, or of one period or agency, the newest first."""
    rows = Report.objects.select_related("agency", "period", "request")
    if period is not None:
        rows = rows.filter(period__number=period)
    if agency_code:
        rows = rows.filter(agency__code=agency_code.upper())
    return sorted(stories(rows).values(), key=lambda one: (one.last.due_at, one.last.agency.code), reverse=True)


def report_by_id(report_id: int) -> Report | None:
    """One report with what its paper says of its agency; None when there is none."""
    rows = Report.objects.select_related("agency__parent", "period", "request", "programme__city", "signed_by")
    return rows.filter(pk=report_id).first()


def periods(programme_id: int) -> list[Period]:
    """The periods of a programme, the newest opened first; those to come are left out."""
    rows = Period.objects.filter(programme_id=programme_id, starts_on__lte=clock.today())
    return list(rows.order_by("-number"))


def next_period(programme_id: int) -> Period | None:
    return Period.objects.filter(programme_id=programme_id, starts_on__gt=clock.today()).order_by("number").first()


def previous_values(report: Report) -> dict[str, int]:
    """What the report of the period before said of each figure, by its newest version that was sent."""
    if report.period is None:
        return {}
    before = (
        Report.objects.filter(
            programme_id=report.programme_id,
            kind=report.kind,
            agency_id=report.agency_id,
            period__number__lt=report.period.number,
            submitted_at__isnull=False,
        )
        .order_by("-period__number", "-version")
        .prefetch_related("figures")
        .first()
    )
    return {row.name: row.said for row in before.figures.all()} if before else {}


def with_flags(rows: QuerySet[Report]) -> QuerySet[Report]:
    """The reports with how many figures were typed over with another value."""
    differing = Q(figures__typed__isnull=False) & ~Q(figures__typed=F("figures__counted"))
    return rows.annotate(overtyped=Count("figures", filter=differing))


def superseding() -> Exists:
    """Whether a newer version of the same report was begun."""
    same = {name: OuterRef(name) for name in ("programme_id", "kind", "agency_id")}
    newer = Report.objects.filter(**same, version__gt=OuterRef("version"))
    for name in ("period_id", "request_id"):
        newer = newer.alias(**{f"of_{name}": Coalesce(name, 0)}).filter(**{f"of_{name}": Coalesce(OuterRef(name), 0)})
    return Exists(newer)


def waiting_for(person: Any) -> QuerySet[Report]:
    """What the person's own agencies have to do something about: drafts, signed and not sent, returned and not begun
    anew. Returned ones first, then by when they are due."""
    rows = Report.objects.filter(agency_id__in=writes_for(person))
    open_ = rows.filter(state__in=(states.DRAFT, states.SIGNED)) | rows.filter(state=states.RETURNED).exclude(
        superseding()
    )
    return open_.select_related("agency", "period", "request", "programme").order_by("due_at", "pk")


def waiting_stories(person: Any) -> list[Story]:
    """The same with all their versions and the facts of the clock."""
    keys = {chain_of(one) for one in waiting_for(person)}
    if not keys:
        return []
    whole = with_flags(reports_seen_by(person)).filter(
        Q(period_id__in={key[3] for key in keys} - {None})
        | Q(request_id__in={key[4] for key in keys} - {None})
        | Q(kind=ReportKind.FINAL),
        agency_id__in={key[2] for key in keys},
    )
    found = [story for key, story in stories(whole).items() if key in keys]
    return sorted(found, key=lambda one: (one.returned_at is None, one.last.due_at))


def writes_for(person: Any) -> frozenset[int]:
    """The agencies whose reports the person writes or signs."""
    reach = [one.agencies for one in held_by(person) if one.role in WRITERS]
    return frozenset().union(*reach)
