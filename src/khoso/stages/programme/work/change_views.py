"""What is sent from the page of a task. What cannot be taken is shown again on the page, with all that was typed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.web.formats import day as day_of
from khoso.kernel.errors import KhosoError
from khoso.stages.programme import actions
from khoso.stages.programme.models import Task
from khoso.stages.programme.permissions import can_assign_tasks, can_edit_programme, can_work_on_tasks
from khoso.stages.programme.work import cards, task_page
from khoso.stages.programme.work.forms import AGREE, REFUSE, RESUME, WAIVE, WithdrawForm, refuse
from khoso.stages.programme.work.views import back_to, found, said_sorry


def _for(request: HttpRequest, task_id: int, right: Any) -> Task:
    task = found(request, task_id)
    if not right(request.user, task):
        raise Http404(_("Việc này không thuộc phạm vi của anh/chị."))
    return task


@allow(can_work_on_tasks)
@require_POST
def report(request: HttpRequest, task_id: int) -> HttpResponse:
    """Progress, a product, a claim: one form."""
    task = _for(request, task_id, can_work_on_tasks)
    form = task_page.report_form(task, request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.report_progress(
                task.pk,
                said["text"],
                by=request.user,  # type: ignore[arg-type]
                percent=said["percent"],
                shown=form.shown(),
                says_done=said["says_done"],
            )
        except KhosoError as why:
            refuse(form, why)
        else:
            _say_what_became(request, task.pk, claimed=said["says_done"])
            return back_to(task.pk, "tien-trinh")
    return task_page.shown(request, task, report_form=form)


def _say_what_became(request: HttpRequest, task_id: int, *, claimed: bool) -> None:
    after = cards.card(found(request, task_id))
    if after.task.state == "done":
        messages.success(request, _("Đã ghi. Đủ sản phẩm: nhiệm vụ hoàn thành."))
    elif claimed:
        messages.warning(
            request,
            _("Đã ghi là báo xong, nhưng chưa tính hoàn thành: còn thiếu %(what)s.") % {"what": after.wanting_words},
        )
    else:
        messages.success(request, _("Đã ghi."))


@allow(can_work_on_tasks)
@require_POST
def withdraw(request: HttpRequest, task_id: int, product_id: int) -> HttpResponse:
    """Asked twice: a task may be open again by it."""
    task = _for(request, task_id, can_work_on_tasks)
    line = next((one for one in cards.product_lines(task) if one.product.pk == product_id), None)
    if line is None:
        raise Http404(_("Nhiệm vụ này không có sản phẩm ấy."))
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return task_page.shown(request, task, refused=_("Hãy ghi vì sao rút sản phẩm. Chưa rút gì."))
    if request.POST.get("chac") != "1":
        facts = [(_("Sản phẩm"), str(line.product.attachment)), (_("Vì sao"), form.cleaned_data["reason"])]
        warning = _("Tệp vẫn được lưu và ghi là đã rút.")
        if task.state == "done":
            warning = _("Nhiệm vụ sẽ mở lại nếu không còn đủ sản phẩm. Tệp vẫn được lưu và ghi là đã rút.")
        return _sure(request, task, _("Rút sản phẩm"), facts, warning, _("Đúng, rút sản phẩm"))
    try:
        actions.withdraw_product(product_id, form.cleaned_data["reason"], by=request.user)  # type: ignore[arg-type]
    except KhosoError as why:
        said_sorry(request, why)
    else:
        messages.success(request, _("Đã rút sản phẩm."))
    return back_to(task.pk, "san-pham")


def _sure(
    request: HttpRequest, task: Task, title: str, facts: list[tuple[str, str]], warning: str, button: str
) -> HttpResponse:
    sent = [(name, value) for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "chac")]
    context = {
        "task": task,
        "title": title,
        "facts": facts,
        "warning": warning,
        "button": button,
        "sent": sent,
        "crumbs": task_page.crumbs(task, title),
    }
    return render(request, "programme/task_sure.html", context)


@allow(can_assign_tasks)
@require_POST
def assign(request: HttpRequest, task_id: int) -> HttpResponse:
    task = _for(request, task_id, can_assign_tasks)
    form = task_page.assign_form(task, request.POST)
    if form.is_valid():
        try:
            actions.assign([task.pk], by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except KhosoError as why:
            refuse(form, why)
        else:
            messages.success(request, _("Đã giao."))
            return back_to(task.pk)
    return task_page.shown(request, task, assign_form=form)


@allow(can_assign_tasks)
@require_POST
def set_day(request: HttpRequest, task_id: int) -> HttpResponse:
    task = _for(request, task_id, can_assign_tasks)
    form = task_page.day_form(task, request.POST)
    if form.is_valid():
        try:
            actions.set_day(task.pk, form.cleaned_data["due_on"], form.cleaned_data["reason"], by=request.user)  # type: ignore[arg-type]
        except KhosoError as why:
            refuse(form, why)
        else:
            messages.success(request, _("Đã ghi ngày."))
            return back_to(task.pk)
    return task_page.shown(request, task, day_form=form)


@allow(can_work_on_tasks)
@require_POST
def ask(request: HttpRequest, task_id: int) -> HttpResponse:
    task = _for(request, task_id, can_work_on_tasks)
    form = task_page.ask_form(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.ask(task.pk, said["asks"], said["reason"], by=request.user, day=said["day"])  # type: ignore[arg-type]
        except KhosoError as why:
            refuse(form, why)
        else:
            messages.success(request, _("Đã gửi đề nghị tới Sở Nội vụ."))
            return back_to(task.pk, "tien-trinh")
    return task_page.shown(request, task, ask_form=form)


@allow(can_work_on_tasks)
@require_POST
def add_part(request: HttpRequest, task_id: int) -> HttpResponse:
    task = _for(request, task_id, can_work_on_tasks)
    form = task_page.part_form(task, request.POST)
    if form.is_valid():
        try:
            actions.add_subtask(task.pk, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except KhosoError as why:
            refuse(form, why)
        else:
            return back_to(task.pk, "viec-nho")
    return task_page.shown(request, task, part_form=form)


@allow(can_work_on_tasks)
@require_POST
def mark_part(request: HttpRequest, task_id: int, part_id: int) -> HttpResponse:
    task = _for(request, task_id, can_work_on_tasks)
    if part_id not in {part.pk for part in task.subtasks.all()}:
        raise Http404(_("Nhiệm vụ này không có việc nhỏ ấy."))
    try:
        actions.mark_subtask(part_id, is_done=request.POST.get("xong") == "1", by=request.user)  # type: ignore[arg-type]
    except KhosoError as why:
        said_sorry(request, why)
    return back_to(task.pk, "viec-nho")


@allow(can_edit_programme)
@require_POST
def decide(request: HttpRequest, task_id: int) -> HttpResponse:
    """Home Affairs decides; what takes a task away or gives it back is asked twice."""
    task = _for(request, task_id, can_edit_programme)
    form = task_page.decide_form(task, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        if said["what"] in (WAIVE, RESUME) and request.POST.get("chac") != "1":
            return _sure_of_decision(request, task, said)
        try:
            _decide(task, said, request.user)
        except KhosoError as why:
            refuse(form, why)
        else:
            messages.success(request, _("Đã ghi quyết định; cơ quan thấy ngay trên nhiệm vụ."))
            return back_to(task.pk, "tien-trinh")
    return task_page.shown(request, task, decide_form=form)


def _sure_of_decision(request: HttpRequest, task: Task, said: dict[str, Any]) -> HttpResponse:
    facts = [
        (_("Cơ quan"), task.agency.name),
        (_("Nhiệm vụ"), str(task.plan_task)),
        (_("Hạn của kế hoạch"), day_of(task.plan_task.last_day)),
        (_("Lý do"), said["reason"]),
    ]
    if said["what"] == WAIVE:
        title, button = _("Không áp dụng nhiệm vụ"), _("Đúng, không áp dụng")
        warning = _("Cơ quan này không phải làm nhiệm vụ nữa và không bị tính trễ. Quyết định được ghi vào nhật ký.")
    else:
        title, button = _("Cho làm lại nhiệm vụ"), _("Đúng, cho làm lại")
        warning = _("Nhiệm vụ lại có hạn và có thể bị tính trễ ngay. Quyết định được ghi vào nhật ký.")
    return _sure(request, task, title, facts, warning, button)


def _decide(task: Task, said: dict[str, Any], by: Any) -> None:
    what, reason = said["what"], said["reason"]
    if what == AGREE:
        actions.agree_day(task.pk, said["day"], reason, by=by)
    elif what == REFUSE:
        actions.refuse_request(task.pk, reason, by=by)
    elif what == WAIVE:
        actions.waive_task(task.pk, reason, by=by)
    else:
        actions.resume_task(task.pk, reason, by=by)
