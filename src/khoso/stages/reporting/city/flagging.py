"""Reading what the flags follow from: reports as told, tasks as said, evidence as it counts now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.db.models import F

from khoso.kernel import clock, figures
from khoso.kernel.figures import FigureKind
from khoso.stages.programme import queries as programme
from khoso.stages.reporting.city.flags import Flag, FlagKind, jumps
from khoso.stages.reporting.city.reading import RECEIVED
from khoso.stages.reporting.models import Period, ReportFigure
from khoso.stages.reporting.models.reports import ReportKind
from khoso.stages.reporting.readings import queries as readings

CLAIMED = "said_done"


def end_of(period: Period) -> datetime:
    """The last moment of a period, at which its figures stand."""
    return datetime.combine(period.ends_on, time.max, tzinfo=clock.VIETNAM)


def flags_of(plan: Any, period: Period | None, agency_id: int | None = None) -> list[Flag]:
    """Everything that does not agree: of one period's reports, of tasks now, of the figures through all periods."""
    found = claims(plan.pk, agency_id)
    if period is not None:
        found = overtyped(plan.pk, period, agency_id) + found + mistold(plan.pk, period, agency_id)
    return found + sudden(plan.pk, agency_id)


def _told(programme_id: int, agency_id: int | None) -> Any:
    rows = ReportFigure.objects.filter(
        report__programme_id=programme_id, report__kind=ReportKind.TWO_WEEKLY, report__state__in=RECEIVED
    )
    return rows if agency_id is None else rows.filter(report__agency_id=agency_id)


def overtyped(programme_id: int, period: Period | None, agency_id: int | None = None) -> list[Flag]:
    """Figures somebody wrote over the evidence, with the reason they gave. One question."""
    rows = _told(programme_id, agency_id).filter(typed__isnull=False).exclude(typed=F("counted"))
    if period is not None:
        rows = rows.filter(report__period=period)
    labels = figures.figures()
    return [
        Flag(
            FlagKind.OVERTYPED,
            row.report.agency_id,
            labels[row.name].label if row.name in labels else row.name,
            row.typed,
            row.counted,
            row.reason,
            figure=row.name,
            report_id=row.report_id,
            period=row.report.period.number,
        )
        for row in rows.select_related("report__period").order_by("-report__period__number", "report__agency_id", "pk")
    ]


def claims(programme_id: int, agency_id: int | None = None) -> list[Flag]:
    """Tasks that are said to be done and have no product. One question."""
    return [
        Flag(FlagKind.CLAIM, task.agency_id, f"{task.key} {task.title}", task.percent, None, task_id=task.id)
        for task in programme.standings(programme_id, agency_id)
        if task.state == CLAIMED
    ]


def mistold(programme_id: int, period: Period, agency_id: int | None = None) -> list[Flag]:
    """Figures that come to something else when they are counted again for the same moment. One question a figure.

    Only reports counted after their period was over: one signed before told of another moment.
    """
    moment = end_of(period)
    rows = _told(programme_id, agency_id).filter(report__period=period, report__counted_at__gt=moment)
    told: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for name, agency, counted, report in rows.values_list("name", "report__agency_id", "counted", "report_id"):
        told[name].append((agency, counted, report))
    declared = figures.figures()
    found = []
    for name, values in told.items():
        if name not in declared or declared[name].kind is not FigureKind.VOLUME:
            continue
        now = readings.values([name], moment, [agency for agency, *_ in values])[name]
        found += [
            Flag(
                FlagKind.MISTOLD,
                agency,
                declared[name].label,
                counted,
                now.get(agency, 0),
                figure=name,
                report_id=report,
                period=period.number,
            )
            for agency, counted, report in values
            if now.get(agency, 0) != counted
        ]
    return found


def sudden(programme_id: int, agency_id: int | None = None) -> list[Flag]:
    """Figures whose told amounts jump or fall from one period to the next. One question."""
    declared = figures.figures()
    rows = _told(programme_id, agency_id).order_by("report__agency_id", "name", "report__period__number")
    series: dict[tuple[int, str], dict[int, tuple[int, int, int, int]]] = defaultdict(dict)
    for agency, name, number, inside, whole, report in rows.values_list(
        "report__agency_id", "name", "report__period__number", "counted_in_period", "counted", "report_id"
    ):
        series[agency, name][number] = (number, inside, whole, report)
    found = []
    for (agency, name), periods in series.items():
        if name in declared and declared[name].kind is not FigureKind.VOLUME:
            continue
        for number, kind, amount, usual in jumps([one[:3] for one in periods.values()]):
            label = declared[name].label if name in declared else name
            report = periods[number][3]
            found.append(Flag(kind, agency, label, amount, usual, figure=name, report_id=report, period=number))
    return sorted(found, key=lambda one: (-(one.period or 0), one.agency_id))


def by_kind(found: Iterable[Flag]) -> Counter[FlagKind]:
    return Counter(one.kind for one in found)
