"""The facts scores come from, for all agencies at once, as they stood when the period's reports were due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q

from khoso.kernel import clock, figures
from khoso.kernel.figures import FigureKind
from khoso.stages.programme import queries as programme
from khoso.stages.reporting.city import flagging, reading
from khoso.stages.reporting.city.lateness import days_late
from khoso.stages.reporting.city.scoring import Facts
from khoso.stages.reporting.models import Period, ReportFigure, ReportMove, VolumePlan
from khoso.stages.reporting.models.reports import ReportKind
from khoso.stages.reporting.readings import curve

# Work that was handed in for acceptance, and what of it was accepted: figures of these parts of the road.
DONE_STAGE, ACCEPTED_STAGE = "digitise", "accept"

READINGS = """
SELECT DISTINCT ON (name, agency_id) name, agency_id, value
  FROM reporting_figurereading
 WHERE day <= %(day)s AND day > %(day)s - 14 AND agency_id = ANY(%(agencies)s)
 ORDER BY name, agency_id, day DESC
"""


def readings_at(day: date, agencies: Collection[int]) -> dict[int, dict[str, int]]:
    """Agency → figure → its last reading of the two weeks up to a day. One question."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(READINGS, {"day": day, "agencies": list(agencies)})
        for name, agency, value in cursor.fetchall():
            found[agency][name] = value
    return found


def facts_at(plan: Any, period: Period) -> dict[int, Facts]:
    """Agency → what it is scored by. The same few questions for any number of agencies."""
    moment = period.due_at
    day = moment.astimezone(clock.VIETNAM).date()
    tasks = programme.standings(plan.pk)
    filed = reading.filed(plan.pk, until=moment)
    agencies = reading.owers(tasks, programme.plan_order(plan.pk)) | set(filed)
    known: dict[int, dict[str, Any]] = {agency: {} for agency in agencies}
    for agency in agencies:
        owed = [one for one in filed.get(agency, {}).values() if one.due_at <= moment]
        known[agency]["reports"] = [_days(one.due_at, one.submitted_at) for one in owed]
    _tell_tasks(known, tasks, day)
    _tell_figures(known, plan.pk, period)
    _tell_volumes(known, plan.pk, day)
    _tell_returns(known, plan.pk, moment)
    return {agency: Facts(**facts) for agency, facts in known.items()}


def _days(due_at: datetime, sent: datetime | None) -> int | None:
    """Days late, each begun one counted; None: it never came."""
    if sent is None:
        return None
    if sent <= due_at:
        return 0
    return max(1, (sent.astimezone(clock.VIETNAM).date() - due_at.astimezone(clock.VIETNAM).date()).days)


def _tell_tasks(known: dict[int, dict[str, Any]], tasks: list[programme.TaskStanding], day: date) -> None:
    done: dict[int, list[int]] = defaultdict(list)
    behind: dict[int, list[int]] = defaultdict(list)
    said: dict[int, int] = defaultdict(int)
    claims: dict[int, int] = defaultdict(int)
    for task in tasks:
        finished = task.state == "done" and task.done_on is not None and task.done_on <= day
        said[task.agency_id] += finished or task.state == flagging.CLAIMED
        claims[task.agency_id] += task.state == flagging.CLAIMED
        if task.due is None or task.due >= day or task.state == "waived":
            continue
        (done if finished else behind)[task.agency_id].append(
            days_late(task, day) if finished else (day - task.due).days
        )
    for agency, facts in known.items():
        facts |= {
            "tasks_done": done[agency],
            "tasks_open": behind[agency],
            "tasks_said_done": said[agency],
            "claims": claims[agency],
        }


def _tell_figures(known: dict[int, dict[str, Any]], programme_id: int, period: Period) -> None:
    """What reports told until this period, and what of it was written over evidence. One question, and the recounts."""
    rows = ReportFigure.objects.filter(
        report__programme_id=programme_id,
        report__kind=ReportKind.TWO_WEEKLY,
        report__state__in=reading.RECEIVED,
        report__period__number__lte=period.number,
    )
    told = rows.values("report__agency_id").annotate(
        told=Count("pk"), over=Count("pk", filter=Q(typed__isnull=False) & ~Q(typed=F("counted")))
    )
    mistold: dict[int, int] = defaultdict(int)
    for flag in flagging.mistold(programme_id, period):
        mistold[flag.agency_id] += 1
    for row in told:
        if row["report__agency_id"] in known:
            known[row["report__agency_id"]] |= {
                "figures_told": row["told"],
                "figures_overtyped": row["over"],
                "figures_mistold": mistold[row["report__agency_id"]],
            }


def _tell_volumes(known: dict[int, dict[str, Any]], programme_id: int, day: date) -> None:
    """Planned and reached of each figure with a plan; work done, work accepted. Two questions."""
    reached = readings_at(day, known)
    volumes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    is_working = programme.work_calendar().is_working
    wanted: dict[tuple[int, date, date], int] = {}
    for one in VolumePlan.objects.filter(programme_id=programme_id).order_by("name"):
        # The same plan that the curve draws.
        key = (one.total, one.starts_on, one.ends_on)
        if key not in wanted:
            wanted[key] = curve.value_on(curve.planned(*key, is_working), day)
        want = wanted[key]
        volumes[one.agency_id].append((want, reached.get(one.agency_id, {}).get(one.name, 0)))
    # Compared only in the same unit: pages with pages, dossiers with dossiers.
    declared = [one for one in figures.figures().values() if one.kind is FigureKind.VOLUME]
    pairs = [
        (done.name, accepted.name)
        for done in declared
        for accepted in declared
        if done.stage == DONE_STAGE and accepted.stage == ACCEPTED_STAGE and str(done.unit) == str(accepted.unit)
    ]
    for agency, facts in known.items():
        have = reached.get(agency, {})
        facts["volumes"] = volumes[agency]
        for done, accepted in pairs[:1]:
            facts |= {"work_done": have.get(done, 0), "work_accepted": have.get(accepted, 0)}


def _tell_returns(known: dict[int, dict[str, Any]], programme_id: int, moment: datetime) -> None:
    """How often reports came and had to go back. One question."""
    rows = (
        ReportMove.objects.filter(report__programme_id=programme_id, report__kind=ReportKind.TWO_WEEKLY, at__lte=moment)
        .values("report__agency_id")
        .annotate(came=Count("pk", filter=Q(move="submit")), back=Count("pk", filter=Q(move="return")))
    )
    for row in rows:
        if row["report__agency_id"] in known:
            known[row["report__agency_id"]] |= {"reports_received": row["came"], "reports_returned": row["back"]}
