"""Periods and drafts: what opens by itself when its day has come, already filled from evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.reporting import states
from khoso.stages.reporting.models import Period, Report, ReportFigure, ReportKind, ReportMove, Request
from khoso.stages.reporting.reports import plan, rules
from khoso.stages.reporting.reports.content import task_groups
from khoso.stages.reporting.reports.counting import counted
from khoso.stages.reporting.reports.terms import terms_of


@transaction.atomic
def make_periods(programme: Any) -> int:
    """A row for every period of the programme. One that was opened stays as it is; doing it again changes nothing."""
    terms = terms_of(programme.pk)
    known = {one.number: one for one in Period.objects.filter(programme=programme)}
    fresh, moved = [], []
    for span in rules.spans(programme.first_period_starts_on, programme.period_days, programme.ends_on):
        days = {
            "starts_on": span.starts_on,
            "ends_on": span.ends_on,
            "due_at": rules.due_at(span.ends_on, terms.grace_days, plan.add_working_days),
        }
        period = known.get(span.number)
        if period is None:
            fresh.append(Period(programme=programme, number=span.number, **days))
        elif period.opened_at is None and any(getattr(period, name) != day for name, day in days.items()):
            for name, day in days.items():
                setattr(period, name, day)
            moved.append(period)
    Period.objects.bulk_create(fresh, ignore_conflicts=True)
    Period.objects.bulk_update(moved, ["starts_on", "ends_on", "due_at"])
    return len(fresh)


def open_due(programme: Any | None = None) -> int:
    """Open everything whose day has come, however long the machine was off; says how many drafts were made.

    A period's drafts are there from its first day, so that what people know can be written when it happens; their
    figures are counted once more when it is over. Doing it again changes nothing.
    """
    programme = programme or plan.current()
    if programme is None:
        return 0
    make_periods(programme)
    today = clock.today()
    made = 0
    for period in Period.objects.filter(programme=programme, starts_on__lte=today, opened_at=None):
        made += _open_period(period.pk)
    made += _open_final(programme, today)
    for period in Period.objects.filter(programme=programme, ends_on__lt=today, opened_at__isnull=False):
        recount_drafts(period)
    return made


@transaction.atomic
def _open_period(period_id: int) -> int:
    period = Period.objects.select_for_update(of=("self",)).select_related("programme").get(pk=period_id)
    if period.opened_at is not None:
        return 0
    programme = period.programme
    made = open_drafts(
        programme,
        ReportKind.TWO_WEEKLY,
        there_on(plan.agencies_with_tasks(programme), period.starts_on),
        due=period.due_at,
        period=period,
    )
    period.opened_at = clock.now()
    period.save(update_fields=["opened_at"])
    record("reporting.period.open", subject=("period", period.pk), details={"number": period.number, "reports": made})
    return made


@transaction.atomic
def _open_final(programme: Any, today: date) -> int:
    """The final report of every agency, some days before it is due. # Luật: KH 82 VI.6.d"""
    last = programme.agency_final_due
    if last is None or today < last - timedelta(days=terms_of(programme.pk).final_opens_before):
        return 0
    finals = Report.objects.filter(programme=programme, kind=ReportKind.FINAL)
    if finals.exists():
        return 0
    agencies = there_on(plan.agencies_with_tasks(programme), today)
    made = open_drafts(programme, ReportKind.FINAL, agencies, due=rules.final_due_at(last))
    if made:
        record("reporting.final.open", subject=("programme", programme.pk), details={"reports": made})
    return made


def there_on(agency_ids: Iterable[int], day: date) -> list[int]:
    """Those of the agencies that had not ended by this day."""
    rows = Agency.objects.filter(pk__in=list(agency_ids)).filter(Q(valid_to=None) | Q(valid_to__gte=day))
    return list(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def open_drafts(
    programme: Any,
    kind: str,
    agency_ids: Sequence[int],
    *,
    due: datetime,
    period: Period | None = None,
    request: Request | None = None,
) -> int:
    """A first draft for each agency that has none, with every figure counted: a few questions however many agencies."""
    known = Report.objects.filter(programme=programme, kind=kind, period=period, request=request)
    has = set(known.values_list("agency_id", flat=True))
    agencies = [agency for agency in agency_ids if agency not in has]
    now = clock.now()
    reports = [
        Report(
            programme=programme,
            kind=kind,
            agency_id=agency,
            period=period,
            request=request,
            due_at=due,
            opened_at=now,
            counted_at=now,
        )
        for agency in agencies
    ]
    if kind == ReportKind.FINAL:
        _tell_tasks(reports)
    made = Report.objects.bulk_create(reports)
    if made:
        ReportFigure.objects.bulk_create(_fresh_figures(made), batch_size=2000)
        ReportMove.objects.bulk_create(ReportMove(report=one, move="open", at=now) for one in made)
    return len(made)


def _fresh_figures(reports: Sequence[Report]) -> list[ReportFigure]:
    since, until = counted_between(reports[0])
    names = reports[0].request.figures if reports[0].request else None
    counts = counted([one.agency_id for one in reports], since=since, until=until, names=names)
    return [
        ReportFigure(report=one, name=name, counted=count.cumulative, counted_in_period=count.in_period)
        for one in reports
        for name, count in counts[one.agency_id].items()
    ]


def counted_between(report: Report) -> tuple[datetime, datetime]:
    """From when to when a report counts: its period as far as it has come, else the whole programme until now."""
    now = clock.now()
    if report.period is not None:
        return rules.begin_of(report.period.starts_on), min(now, rules.end_of(report.period.ends_on))
    return rules.begin_of(report.programme.starts_on), now


def recount_drafts(period: Period) -> int:
    """Count the drafts of a period that is over once more, where they were counted before its end. What was typed over
    a figure stays beside the new count."""
    end = rules.end_of(period.ends_on)
    with transaction.atomic():
        early = list(
            Report.objects.select_for_update(of=("self",))
            .filter(period=period, state=states.DRAFT, counted_at__lt=end)
            .select_related("period", "request", "programme")
        )
        if not early:
            return 0
        rows = {(one.report_id, one.name): one for one in ReportFigure.objects.filter(report__in=early)}
        changed, added = [], []
        for fresh in _fresh_figures(early):
            kept = rows.get((fresh.report.pk, fresh.name))
            if kept is None:
                added.append(fresh)
            elif (kept.counted, kept.counted_in_period) != (fresh.counted, fresh.counted_in_period):
                kept.counted, kept.counted_in_period = fresh.counted, fresh.counted_in_period
                changed.append(kept)
        ReportFigure.objects.bulk_update(changed, ["counted", "counted_in_period"], batch_size=1000)
        ReportFigure.objects.bulk_create(added, batch_size=2000)
        Report.objects.filter(pk__in=[one.pk for one in early]).update(counted_at=clock.now())
        record("reporting.period.count", subject=("period", period.pk), details={"reports": len(early)})
    return len(early)


def _tell_tasks(reports: Sequence[Report]) -> None:
    """Begin the texts of final reports with what the tasks say; the agency goes on from there."""
    if not reports:
        return
    tasks = plan.tasks_of(reports[0].programme_id, [one.agency_id for one in reports], clock.today())
    for one in reports:
        groups = task_groups(tasks.get(one.agency_id, []))
        one.done_text = "\n".join(_line(group, group["done"]) for group in groups if group["done"])
        one.not_done_text = "\n".join(_line(group, group["not_done"]) for group in groups if group["not_done"])


def _line(group: dict[str, Any], tasks: list[dict[str, Any]]) -> str:
    total = len(group["done"]) + len(group["not_done"])
    keys = ", ".join(task["key"] for task in tasks)
    return f"- {group['group']}. {group['title']}: {len(tasks)}/{total} ({keys})."
