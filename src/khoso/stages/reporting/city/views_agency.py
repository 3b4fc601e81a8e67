"""One agency as the city sees it: everything before a telephone call; and the evidence behind a cell of the wall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.models import Agency
from khoso.foundation.web.words import told
from khoso.kernel import clock, figures
from khoso.kernel.figures import FigureKind
from khoso.stages.programme import queries as programme
from khoso.stages.reporting.city import curves, drawing, flagging, lateness, links, reading, score_queries, wall
from khoso.stages.reporting.city.asked import crumbs, plan_or_404, tabs
from khoso.stages.reporting.city.facts import readings_at
from khoso.stages.reporting.city.score_words import part_words
from khoso.stages.reporting.city.views_look import flag_rows
from khoso.stages.reporting.models import Period, Report
from khoso.stages.reporting.models.reports import ReportKind
from khoso.stages.reporting.permissions import can_see_city
from khoso.stages.reporting.states import DIFFICULTY_LABELS, REPORT_LABELS

STATE_LABELS = {
    "not_begun": gettext_lazy("Chưa làm"),
    "under_way": gettext_lazy("Đang làm"),
    "said_done": gettext_lazy("Báo xong, chưa có sản phẩm"),
    "done": gettext_lazy("Hoàn thành"),
    "waived": gettext_lazy("Không áp dụng"),
}
PROCEDURE_STEPS = (gettext_lazy("chưa bắt đầu"), gettext_lazy("đang làm"), gettext_lazy("đã xong"))


def _agency(agency_id: int, tasks: Sequence[Any], programme_id: int) -> reading.Face:
    there = tasks or Report.objects.filter(programme_id=programme_id, agency_id=agency_id).exists()
    if not there:
        raise Http404(_("Cơ quan này không có nhiệm vụ trong kế hoạch."))
    return reading.faces([agency_id])[agency_id]


@allow(can_see_city)
@require_GET
def city_agency(request: HttpRequest, agency_id: int) -> HttpResponse:
    plan = plan_or_404(request)
    tasks = programme.standings(plan.pk, agency_id)
    face = _agency(agency_id, tasks, plan.pk)
    now = clock.now()
    filed = reading.filed(plan.pk)
    [row] = wall.rows_of(
        tasks, {agency_id: filed.get(agency_id, {})} if agency_id in filed else {}, {agency_id: face}, now
    )
    period = reading.last_ended(plan.pk)
    scores = score_queries.through_time(plan.pk, agency_id)
    called = drawing.words()
    context = {
        "plan": plan,
        "face": face,
        "agency": Agency.objects.get(pk=agency_id),
        "row": row,
        "whole": {"light": row.whole.light, "label": called[row.whole.light], "sign": lateness.SIGNS[row.whole.light]},
        "stages": _stages(agency_id, row),
        "tasks": [_task(task, now) for task in tasks if lateness.light_of(task, clock.today()) in lateness.BEHIND],
        "reports": _reports(plan.pk, agency_id),
        "flags": flag_rows(flagging.flags_of(plan, period, agency_id), period),
        "difficulties": [
            {"one": one, "state": told(DIFFICULTY_LABELS[one.state]), "is_late": _is_late(one)}
            for one in reading.difficulties_of(plan.pk, agency_id)
        ],
        "difficulties_url": links.difficulties(agency_id),
        "scores": [{"score": one, "points": one.points / 10} for one in scores],
        "score_line": drawing.score_line([(one.period.number if one.period else 0, one.points) for one in scores]),
        "parts": [part_words(part) for part in scores[-1].parts] if scores else [],
        "curve": curves.of_agency(plan, agency_id, request.GET.get("so-lieu", "")),
        "crumbs": crumbs((face.name, "")),
        "tabs": tabs("city-wall"),
    }
    return render(request, "reporting/city_agency.html", context)


def _is_late(difficulty: Any) -> bool:
    return difficulty.state in ("open", "escalated") and difficulty.due_on < clock.today()


def _stages(agency_id: int, row: wall.Row) -> list[dict[str, Any]]:
    called = drawing.words()
    return [
        {
            "name": name,
            "label": label,
            "cell": cell,
            "light": cell.light,
            "figure": drawing.figure_of(cell),
            "explained": drawing.explained(cell, called),
            "url": reverse("reporting:city-evidence", args=[agency_id, name]),
        }
        for (name, label), cell in zip(programme.stage_labels().items(), row.cells, strict=True)
    ]


def _task(task: programme.TaskStanding, now: Any) -> dict[str, Any]:
    today = now.astimezone(clock.VIETNAM).date()
    light = lateness.light_of(task, today)
    return {
        "task": task,
        "light": light,
        "sign": lateness.SIGNS[light],
        "label": told(lateness.LABELS[light]),
        "state": STATE_LABELS.get(task.state, task.state),
        "days": lateness.days_late(task, today),
        "url": links.task(task.id, task.agency_id, ""),
    }


def _reports(programme_id: int, agency_id: int) -> list[dict[str, Any]]:
    """Every period's report with when it came, the last one first. One question."""
    found = Report.objects.filter(programme_id=programme_id, agency_id=agency_id).exclude(kind=ReportKind.AD_HOC)
    rows = []
    seen: set[Any] = set()
    for report in found.select_related("period").order_by("-due_at", "-version"):
        if (report.kind, report.period_id) in seen:
            continue
        seen.add((report.kind, report.period_id))
        sent = report.submitted_at
        behind = ((sent or clock.now()).date() - report.due_at.date()).days
        rows.append(
            {
                "report": report,
                "state": told(REPORT_LABELS[report.state]),
                "url": links.report(report.pk),
                "days": max(0, behind) if (sent or clock.now()) > report.due_at else 0,
                "is_there": sent is not None,
            }
        )
    return rows


@allow(can_see_city)
@require_GET
def city_evidence(request: HttpRequest, agency_id: int, stage: str) -> HttpResponse:
    """What a cell of the wall is made of: the agency's tasks of that part, and its figures with their lists."""
    plan = plan_or_404(request)
    labels = programme.stage_labels()
    if stage not in labels:
        raise Http404(_("Không có chặng này."))
    tasks = programme.standings(plan.pk, agency_id)
    face = _agency(agency_id, tasks, plan.pk)
    now = clock.now()
    here = [task for task in tasks if task.stage == stage]
    period = Period.objects.filter(programme_id=plan.pk, ends_on__lt=clock.today()).order_by("-number").first()
    filed = {agency_id: filed} if (filed := reading.filed(plan.pk).get(agency_id)) else {}
    row = wall.rows_of(tasks, filed, {agency_id: face}, now)[0]
    cell = row.cells[list(labels).index(stage)]
    context = {
        "plan": plan,
        "face": face,
        "stage": stage,
        "label": labels[stage],
        "cell": cell,
        "figure": drawing.figure_of(cell),
        "explained": drawing.explained(cell, drawing.words()),
        "tasks": [_task(task, now) for task in here],
        "figures": _figures(agency_id, stage, period),
        "reports": _reports(plan.pk, agency_id) if stage == wall.REPORT_STAGE else [],
        "period": period,
        "crumbs": crumbs((face.name, links.agency(agency_id)), (str(labels[stage]), "")),
        "tabs": tabs("city-wall"),
    }
    return render(request, "reporting/city_evidence.html", context)


def _figures(agency_id: int, stage: str, period: Period | None) -> list[dict[str, Any]]:
    """The figures of a part of the road as they were last read, each with the way to its list."""
    known = readings_at(clock.today(), [agency_id]).get(agency_id, {})
    return [
        {
            "label": one.label,
            "unit": one.unit,
            "value": _value(one, known.get(one.name)),
            "url": links.evidence(one.name, agency_id, None),
        }
        for one in figures.figures().values()
        if one.stage == stage
    ]


def _value(one: figures.Figure, value: int | None) -> Any:
    if value is None:
        return None
    return PROCEDURE_STEPS[value] if one.kind is FigureKind.PROCEDURE and value in (0, 1, 2) else value
