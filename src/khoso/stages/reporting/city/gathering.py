"""What a report of the city is made from, read from the tables: the same few questions for 15 agencies and for 150."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from typing import Any

from khoso.foundation.identity.kinds import AgencyKind
from khoso.kernel import clock, figures
from khoso.stages.programme import queries as programme
from khoso.stages.reporting import states
from khoso.stages.reporting.city import content, reading
from khoso.stages.reporting.city.content import FigureFace, FromAgency, Head, Told
from khoso.stages.reporting.city.facts import readings_at
from khoso.stages.reporting.city.lateness import days_late
from khoso.stages.reporting.city.wall import district_name
from khoso.stages.reporting.models import AgencyScore, Difficulty, Period, Report, ReportFigure
from khoso.stages.reporting.models.city import CityReportKind
from khoso.stages.reporting.models.reports import ReportKind

TWO_WEEKLY_WORDS = ("causes", "responsible", "remedy")
FINAL_WORDS = ("done_text", "not_done_text", *TWO_WEEKLY_WORDS)


def gathered(plan: Any, kind: str, period: Period | None) -> dict[str, Any]:
    """The content of a report of the city as the tables tell it now."""
    now = clock.now()
    until = _end_of(period.ends_on) if period else now
    day = period.ends_on if period else clock.today()
    tasks = programme.standings(plan.pk)
    reports = _reports(plan.pk, kind, period)
    wanted = reading.owers(tasks, programme.plan_order(plan.pk)) | set(reports)
    faces = reading.faces(wanted)
    groups = programme.group_titles(plan.pk)
    head = Head(
        kind=kind,
        programme={
            "code": plan.code,
            "title": plan.title,
            "number": plan.number,
            "issued_on": plan.issued_on.isoformat() if plan.issued_on else "",
            "city": plan.city.name if plan.city else "",
        },
        period=_period(period),
        made_at=now,
        as_of=day,
        groups=groups,
    )
    told = _figures({one["id"] for one in reports.values() if one["standing"] in content.THERE})
    silent = [pk for pk in faces if _standing(reports, pk) not in content.THERE]
    # What the system itself counted of those who told nothing.
    evidence = readings_at(day, silent)
    by_agency = _by_agency(tasks)
    difficulties = _difficulties(plan.pk, until)
    points = _points(plan.pk, period)
    words = FINAL_WORDS if kind == CityReportKind.FINAL else TWO_WEEKLY_WORDS
    agencies = [
        _from_agency(face, reports.get(face.id), told, evidence, by_agency[face.id], words, day)
        | {"difficulties": difficulties[face.id], "points": points.get(face.id)}
        for face in sorted(faces.values(), key=_place)
    ]
    return content.content_of(head, _figure_faces(told, evidence), [FromAgency(**one) for one in agencies])


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, tzinfo=clock.VIETNAM)


def _period(period: Period | None) -> dict[str, Any] | None:
    if period is None:
        return None
    return {
        "number": period.number,
        "starts_on": period.starts_on.isoformat(),
        "ends_on": period.ends_on.isoformat(),
        "due_at": clock.vietnam_iso(period.due_at, milliseconds=False),
    }


def _place(face: reading.Face) -> tuple[object, ...]:
    """Bodies of the city first, then communes by their former district, each by name."""
    return face.is_commune, face.district[0] or "~", face.kind if not face.is_commune else "", face.name


def group_of(face: reading.Face) -> str:
    if face.is_commune:
        return district_name(face.district[1]) or "Phường, xã khác"
    return str(AgencyKind(face.kind).label) if face.kind in AgencyKind.values else face.kind


def _reports(programme_id: int, kind: str, period: Period | None) -> dict[int, dict[str, Any]]:
    """Agency → its newest received version, or what is known of the one that is not there. One question."""
    final = kind == CityReportKind.FINAL
    found = Report.objects.filter(programme_id=programme_id, kind=ReportKind.FINAL if final else ReportKind.TWO_WEEKLY)
    if not final:
        found = found.filter(period=period)
    fields = ("id", "agency_id", "version", "state", "number", "due_at", "submitted_at", *FINAL_WORDS)
    versions: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in found.order_by("version").values(*fields):
        versions[row["agency_id"]].append(row)
    return {agency: _judged(rows) for agency, rows in versions.items()}


def _judged(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The version that stands, with the first time anything was sent: a correction later makes nobody late."""
    sent = min((row["submitted_at"] for row in rows if row["submitted_at"]), default=None)
    received = [row for row in rows if row["state"] in reading.RECEIVED]
    if received and sent is not None:
        row = received[-1]
        late = sent > row["due_at"]
        days = max(1, (_day(sent) - _day(row["due_at"])).days) if late else 0
        return {**row, "standing": content.LATE if late else content.IN_TIME, "first_sent": sent, "days_late": days}
    returned = any(row["state"] == states.RETURNED for row in rows)
    row = rows[-1]
    days = max(0, (clock.today() - _day(row["due_at"])).days)
    standing = content.RETURNED if returned else content.MISSING
    return {**row, "standing": standing, "first_sent": sent, "days_late": days}


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.VIETNAM).date()


def _standing(reports: dict[int, dict[str, Any]], agency: int) -> str:
    return reports[agency]["standing"] if agency in reports else content.MISSING


def _figures(report_ids: Collection[int]) -> dict[int, dict[str, Told]]:
    found: dict[int, dict[str, Told]] = defaultdict(dict)
    rows = ReportFigure.objects.filter(report_id__in=report_ids).order_by("report_id", "pk")
    for report, name, counted, inside, typed, reason in rows.values_list(
        "report_id", "name", "counted", "counted_in_period", "typed", "reason"
    ):
        found[report][name] = Told(counted, inside, typed, reason)
    return found


def _by_agency(tasks: Iterable[programme.TaskStanding]) -> dict[int, list[programme.TaskStanding]]:
    found: dict[int, list[programme.TaskStanding]] = defaultdict(list)
    for task in tasks:
        found[task.agency_id].append(task)
    return found


def _difficulties(programme_id: int, until: datetime) -> dict[int, list[dict[str, Any]]]:
    """Agency → its difficulties that were open at a moment, the one due first at the head."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = Difficulty.objects.filter(programme_id=programme_id, raised_at__lte=until)
    rows = rows.exclude(closed_at__lte=until).order_by("due_on", "pk")
    for row in rows.values("id", "agency_id", "text", "proposal", "state", "due_on"):
        agency = row.pop("agency_id")
        found[agency].append({**row, "due_on": row["due_on"].isoformat()})
    return found


def _points(programme_id: int, period: Period | None) -> dict[int, int]:
    """Agency → tenths of a point at the end of the period; of the last one scored for a report of the whole."""
    found = AgencyScore.objects.filter(programme_id=programme_id)
    if period is not None:
        found = found.filter(period=period)
    rows = found.order_by("agency_id", "-period__number").distinct("agency_id")
    return dict(rows.values_list("agency_id", "points"))


def _from_agency(
    face: reading.Face,
    report: dict[str, Any] | None,
    told: dict[int, dict[str, Told]],
    evidence: dict[int, dict[str, int]],
    tasks: list[programme.TaskStanding],
    words: tuple[str, ...],
    day: date,
) -> dict[str, Any]:
    known: dict[str, Any] = {
        "id": face.id,
        "code": face.code,
        "name": face.name,
        "group": group_of(face),
        "head_name": face.head_name,
        "standing": report["standing"] if report else content.MISSING,
        "behind": _behind(tasks, day),
        "tasks": _counts(tasks),
        "evidence": evidence.get(face.id, {}),
    }
    if report:
        known |= {"days_late": report["days_late"]}
    if report and report["standing"] in content.THERE:
        sent = report["submitted_at"]
        known |= {
            "report_id": report["id"],
            "number": report["number"],
            "version": report["version"],
            "submitted_at": clock.vietnam_iso(sent, milliseconds=False) if sent else "",
            "figures": told.get(report["id"], {}),
            "words": {name: report[name] for name in words},
        }
    return known


def _behind(tasks: list[programme.TaskStanding], day: date) -> list[tuple[str, str, int]]:
    late = [(task.key, task.title, days_late(task, day)) for task in tasks if task.state not in ("done", "waived")]
    return [row for row in late if row[2] > 0]


def _counts(tasks: list[programme.TaskStanding]) -> dict[str, tuple[int, int]]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for task in tasks:
        if task.state != "waived":
            counts[task.group][0] += task.state == "done"
            counts[task.group][1] += 1
    return {group: (done, of) for group, (done, of) in counts.items()}


def _figure_faces(told: dict[int, dict[str, Told]], evidence: dict[int, dict[str, int]]) -> list[FigureFace]:
    """The figures that are declared now, and any that reports told and nobody declares any more."""
    declared = figures.figures()
    faces = [FigureFace(one.name, str(one.label), str(one.unit), str(one.kind), one.stage) for one in declared.values()]
    spoken = {name: None for report in told.values() for name in report} | {
        name: None for one in evidence.values() for name in one
    }
    return faces + [FigureFace(name, name, "", "volume", "") for name in spoken if name not in declared]
