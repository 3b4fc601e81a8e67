"""The screens of tasks: what is mine, one task, the tasks of an agency."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.models import Agency
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.programme import actions
from khoso.stages.programme.models import Task
from khoso.stages.programme.models.plan import Stage
from khoso.stages.programme.permissions import (
    can_assign_tasks,
    can_edit_programme,
    can_see_programme,
    can_work_on_tasks,
)
from khoso.stages.programme.work import cards, queries, task_page
from khoso.stages.programme.work.forms import BulkForm, refuse


def found(request: HttpRequest, task_id: int) -> Task:
    """The task of an address, or the page that says there is none."""
    task = queries.task_for(request.user, task_id)
    if task is None:
        raise Http404(_("Không có nhiệm vụ này trong phạm vi của anh/chị."))
    return task


def back_to(task_id: int, part: str = "") -> HttpResponse:
    return redirect(reverse("programme:task", args=[task_id]) + (f"#{part}" if part else ""))


@allow(can_see_programme)
@require_GET
def my_tasks(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    only_mine = request.GET.get("cua") == "toi"
    today = clock.today()
    shown = [cards.card(task, today) for task in queries.bring(queries.my_tasks(person, only_mine=only_mine))]
    shelves = cards.shelves(shown)
    open_cards = [card for shelf in shelves if not shelf.is_closed for card in shelf.cards]
    decides = can_edit_programme(person)
    agencies = queries.own_agencies(person)
    context = {
        "shelves": shelves,
        "first": open_cards[0] if open_cards else None,
        "only_mine": only_mine,
        "works": can_work_on_tasks(person),
        "agencies": agencies,
        "many_agencies": len({card.task.agency_id for card in shown}) > 1,
        "counts": {shelf.name: len(shelf.cards) for shelf in shelves},
        "total": len(shown),
        "done": sum(card.task.state == "done" for card in shown),
        "requests": queries.open_requests(person) if decides else [],
        "claims": [cards.card(task, today) for task in queries.bring(queries.claims(person))] if decides else [],
        "decides": decides,
        "crumbs": [],
    }
    return render(request, "programme/my_tasks.html", context)


@allow(can_see_programme)
@require_GET
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    return task_page.shown(request, found(request, task_id))


def _agency(request: HttpRequest, agency_id: int) -> Agency:
    agency = get_object_or_404(Agency, pk=agency_id)
    if not can_see_programme(request.user, agency):
        raise Http404(_("Không có cơ quan này trong phạm vi của anh/chị."))
    return agency


@allow(can_see_programme)
@require_GET
def agency_tasks(request: HttpRequest, agency_id: int) -> HttpResponse:
    return _agency_page(request, _agency(request, agency_id))


def _agency_page(request: HttpRequest, agency: Agency, form: BulkForm | None = None, chosen: Any = ()) -> HttpResponse:
    today = clock.today()
    shown = [cards.card(one, today) for one in queries.tasks_of(agency)]
    may_assign = can_assign_tasks(request.user, agency)
    groups = [
        {"label": label, "cards": rows}
        for stage, label in Stage.choices
        if (rows := [card for card in shown if card.task.plan_task.stage == stage])
    ]
    context = {
        "agency": agency,
        "groups": groups,
        "total": len(shown),
        "done": sum(card.task.state == "done" for card in shown),
        "late": sum(card.standing.is_late and card.is_open for card in shown),
        "incomplete": sum(card.is_incomplete and card.is_open for card in shown),
        "claims": sum(card.is_claim for card in shown),
        "may_assign": may_assign,
        "form": (form or BulkForm(agency=agency)) if may_assign else None,
        "chosen": set(chosen),
        "crumbs": [
            {"label": _("Việc của tôi"), "url": reverse("programme:my-tasks")},
            {"label": agency.name, "url": ""},
        ],
    }
    wrong = form is not None and bool(form.errors)
    return render(request, "programme/agency_tasks.html", context, status=422 if wrong else 200)


@allow(can_assign_tasks)
@require_POST
def assign_many(request: HttpRequest, agency_id: int) -> HttpResponse:
    """One owner for the tasks that are ticked."""
    agency = _agency(request, agency_id)
    if not can_assign_tasks(request.user, agency):
        raise Http404(_("Giao việc của cơ quan này không thuộc phạm vi của anh/chị."))
    chosen = [int(one) for one in request.POST.getlist("task") if one.isdecimal()]
    form = BulkForm(request.POST, agency=agency)
    if form.is_valid() and not chosen:
        form.add_error(None, _("Chưa chọn nhiệm vụ nào để giao."))
    if not form.is_valid():
        return _agency_page(request, agency, form, chosen)
    said = form.cleaned_data
    given = {"owner": said["owner"], "owner_name": said["owner_name"]}
    if said["head_name"]:
        given["head_name"] = said["head_name"]
    try:
        count = actions.assign(chosen, by=request.user, **given)  # type: ignore[arg-type]
    except KhosoError as why:
        refuse(form, why)
        return _agency_page(request, agency, form, chosen)
    words = ngettext("Đã giao %(count)d nhiệm vụ.", "Đã giao %(count)d nhiệm vụ.", count) % {"count": count}
    messages.success(request, words)
    return redirect("programme:agency-tasks", agency_id)


def said_sorry(request: HttpRequest, error: KhosoError) -> None:
    messages.error(request, told(error.message))
