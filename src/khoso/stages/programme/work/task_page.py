"""Everything the page of one task shows."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.foundation.web.words import told
from khoso.stages.programme import states
from khoso.stages.programme.models import Task
from khoso.stages.programme.permissions import can_assign_tasks, can_edit_programme, can_work_on_tasks
from khoso.stages.programme.work import cards, queries, rules
from khoso.stages.programme.work.forms import (
    AskForm,
    AssignForm,
    DayForm,
    DecideForm,
    PartForm,
    ReportForm,
    WithdrawForm,
)

# Each form on the page has names of its own for its fields, so that labels find them.
_IDS = {"report": "bao", "assign": "giao", "day": "ngay", "ask": "xin", "part": "phan", "decide": "dinh"}


def auto_id(name: str) -> str:
    return f"{_IDS[name]}-%s"


def report_form(task: Task, *given: Any) -> ReportForm:
    return ReportForm(*given, wanted=list(task.plan_task.products_wanted), auto_id=auto_id("report"))


def assign_form(task: Task, *given: Any) -> AssignForm:
    return AssignForm(*given, agency=task.agency, initial=AssignForm.of(task), auto_id=auto_id("assign"))


def day_form(task: Task, *given: Any) -> DayForm:
    return DayForm(*given, initial={"due_on": task.due_on, "reason": task.due_reason}, auto_id=auto_id("day"))


def part_form(task: Task, *given: Any) -> PartForm:
    return PartForm(*given, agency=task.agency, auto_id=auto_id("part"))


def decide_form(task: Task, *given: Any) -> DecideForm:
    return DecideForm(*given, task=task, has_request=cards.card(task).request is not None, auto_id=auto_id("decide"))


def ask_form(*given: Any) -> AskForm:
    return AskForm(*given, auto_id=auto_id("ask"))


def crumbs(task: Task, last: str = "") -> list[dict[str, str]]:
    told_of = [
        {"label": _("Việc của tôi"), "url": reverse("programme:my-tasks")},
        {"label": task.agency.name, "url": reverse("programme:agency-tasks", args=[task.agency_id])},
        {"label": task.plan_task.key, "url": reverse("programme:task", args=[task.pk])},
    ]
    return told_of + ([{"label": last, "url": ""}] if last else [])


def shown(request: HttpRequest, task: Task, *, refused: str = "", **forms: Form) -> HttpResponse:
    """The page of a task. `forms` are those that were sent and could not be taken: they keep what was typed."""
    one = cards.card(task)
    waits, holds = queries.neighbours(task)
    person: Any = request.user
    may_work, may_assign = can_work_on_tasks(person, task), can_assign_tasks(person, task)
    may_decide = can_edit_programme(person)
    context = {
        "card": one,
        "task": task,
        "plan": task.plan_task,
        "points": cards.points(one),
        "clear_count": 6 - len(one.missing),
        "products": cards.product_lines(task),
        "wanted": []
        if one.is_proven
        else [(cards.kind_label(kind), kind not in one.wanting) for kind in task.plan_task.products_wanted],
        "is_recurring": task.plan_task.deadline_kind in rules.RECURRING,
        "proofs": [proof for proof in task.proofs.all() if proof.withdrawn_at is None],
        "proof_words": told(rules.PROOFS.get(task.plan_task.proof, "")),
        "parts": list(task.subtasks.all()),
        "entries": queries.entries_of(task),
        "state_labels": states.TASK_LABELS,
        "waits": [cards.neighbour_line(link, other, link.before) for link, other in waits],
        "holds": [cards.neighbour_line(link, other, link.after) for link, other in holds],
        "may_work": may_work,
        "may_assign": may_assign,
        "may_decide": may_decide,
        "is_open": one.is_open,
        "refused": refused,
        "crumbs": crumbs(task),
        "report_form": report_form(task) if may_work else None,
        "assign_form": assign_form(task) if may_assign else None,
        "day_form": day_form(task) if may_assign else None,
        "ask_form": ask_form() if may_work and not may_decide else None,
        "part_form": part_form(task) if may_work else None,
        "decide_form": decide_form(task) if may_decide else None,
        "withdraw_form": WithdrawForm(auto_id=False) if may_work else None,
        **forms,
    }
    wrong = bool(refused) or any(form.errors for form in forms.values())
    return render(request, "programme/task.html", context, status=422 if wrong else 200)
