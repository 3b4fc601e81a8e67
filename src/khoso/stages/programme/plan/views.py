"""The screens of the plan: the road map, its picture, one task."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import agencies_of
from khoso.kernel import clock
from khoso.stages.programme import states
from khoso.stages.programme.models import Programme, Task
from khoso.stages.programme.permissions import PROGRAMME_SEEN_BY, can_edit_programme, can_see_programme
from khoso.stages.programme.plan import forecast as forecasting
from khoso.stages.programme.plan import gantt, queries, showing
from khoso.stages.programme.plan.documents import document_of
from khoso.stages.programme.plan.template import as_sheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_AGENCIES = 300


def _crumbs(title: str) -> list[dict[str, str]]:
    return [{"label": _("Kế hoạch"), "url": reverse("programme:plan")}, {"label": title, "url": ""}]


def _lines(programme: Programme) -> list[showing.Line]:
    """Every row of the road map, in five questions."""
    tasks, today = queries.plan_tasks(programme), clock.today()
    found = forecasting.forecast(programme, tasks, today=today)
    return showing.lines(tasks, found, forecasting.state_counts(programme), today)


def _no_plan(request: HttpRequest) -> HttpResponse:
    return render(request, "programme/plan_none.html", {"may_edit": can_edit_programme(request.user), "crumbs": []})


@allow(can_see_programme)
@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    programme = queries.current()
    if programme is None:
        return _no_plan(request)
    rows = _lines(programme)
    asked = {name: request.GET.get(address, "") for name, address in _ASKED.items()}
    kept = showing.chosen(rows, **asked)
    ends = forecasting.ends_on({row.task.key: row.forecast for row in rows})
    return render(
        request,
        "programme/plan_road_map.html",
        {
            "programme": programme,
            "groups": showing.grouped(kept),
            "shown": len(kept),
            "summary": showing.summary(programme, rows, ends),
            "notes": programme.notes.splitlines(),
            "may_edit": can_edit_programme(request.user),
            "is_narrowed": any(asked.values()),
            "crumbs": [],
            **asked,
            **showing.choices(rows),
        },
    )


# Name of what is asked → its name in the address.
_ASKED = {"group": "nhom", "stage": "giai-doan", "only": "xem"}


@allow(can_see_programme)
@require_GET
def picture(request: HttpRequest) -> HttpResponse:
    programme = queries.current()
    if programme is None:
        return _no_plan(request)
    rows, today = _lines(programme), clock.today()
    ends = forecasting.ends_on({row.task.key: row.forecast for row in rows})
    late = sorted((row for row in rows if row.forecast.pushes), key=lambda row: -row.forecast.late_days)
    return render(
        request,
        "programme/plan_picture.html",
        {
            "programme": programme,
            "picture": gantt.draw(programme, rows, today),
            "rows": rows,
            "late": late,
            "critical": sorted(
                (row for row in rows if row.forecast.is_critical), key=lambda row: row.forecast.start or today
            ),
            "ends": ends,
            "summary": showing.summary(programme, rows, ends),
            "today": today,
            "crumbs": _crumbs(_("Sơ đồ")),
        },
    )


@allow(can_see_programme)
@require_GET
def plan_task(request: HttpRequest, key: str) -> HttpResponse:
    programme = queries.current()
    task = queries.plan_task_by_key(programme, key) if programme else None
    if programme is None or task is None:
        raise Http404(_("Kế hoạch đang dùng không có nhiệm vụ này."))
    rows = {row.task.key: row for row in _lines(programme)}
    row = rows[task.key]
    reach = agencies_of(request.user, PROGRAMME_SEEN_BY)
    agencies = list(queries.tasks_of(task, reach).order_by("agency__name")[: MOST_AGENCIES + 1])
    return render(
        request,
        "programme/plan_task.html",
        {
            "programme": programme,
            "task": task,
            "row": row,
            "kind_label": showing.deadline_kind_label(task),
            "waits_for": [(link, rows[link.before.key]) for link in task.waits_for.all()],
            "unlocks": [(link, rows[link.after.key]) for link in task.unlocks.all()],
            "pushes": [(rows[other], days) for other, days in row.forecast.pushes.items()],
            "states": _states(agencies[:MOST_AGENCIES]),
            "sees_all": reach is None,
            "is_cut": len(agencies) > MOST_AGENCIES,
            "crumbs": _crumbs(task.key),
        },
    )


def _states(tasks: list[Task]) -> list[dict[str, Any]]:
    """The agencies by how they stand, what needs looking at first."""
    order = [states.SAID_DONE, states.NOT_BEGUN, states.UNDER_WAY, states.DONE, states.WAIVED]
    tones = {
        states.SAID_DONE: "warn",
        states.NOT_BEGUN: "calm",
        states.UNDER_WAY: "busy",
        states.DONE: "good",
        states.WAIVED: "calm",
    }
    return [
        {"label": states.TASK_LABELS[state], "tone": tones[state], "tasks": found}
        for state in order
        if (found := [task for task in tasks if task.state == state])
    ]


@allow(can_see_programme)
@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """The current plan as a spreadsheet, to be read or changed and loaded again."""
    programme = queries.current()
    if programme is None:
        return redirect("programme:plan")
    content = as_sheet(document_of(programme, queries.plan_tasks(programme)))
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="ke-hoach-{programme.code}.xlsx"'},
    )
