"""What Home Affairs decides about an agency's task: another day, not to be done here, to be done after all."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.identity.models import Person
from khoso.kernel.text_vi import nfc
from khoso.kernel.words import Sentence
from khoso.stages.programme.models import Task
from khoso.stages.programme.models.work import Asks
from khoso.stages.programme.permissions import can_edit_programme
from khoso.stages.programme.work.errors import TaskRefused
from khoso.stages.programme.work.moving import hold, move, require, say, settle, told


@transaction.atomic
def agree_day(task_id: int, day: date | None, reason: str, *, by: Person | None) -> Task:
    """Another last day for this agency, with its reason; None: the plan's again. Raises TaskNotAllowed, TaskRefused."""
    task = hold(task_id)
    require(can_edit_programme, by, task)
    reason = _reason(reason)
    before = task.due_on.isoformat() if task.due_on else None
    task.due_on, task.due_reason = day, reason[:300] if day else ""
    task.save(update_fields=["due_on", "due_reason"])
    if day:
        text = Sentence("Sở Nội vụ đồng ý ngày {day}: {why}", day=day.strftime("%d/%m/%Y"), why=reason)
    else:
        text = Sentence("Sở Nội vụ trở lại ngày của kế hoạch: {why}", why=reason)
    say(task, by, text, asks=Asks.ANSWER)
    told("programme.task.agree", task, day=[before, day.isoformat() if day else None], reason=reason)
    return task


@transaction.atomic
def refuse_request(task_id: int, reason: str, *, by: Person | None) -> Task:
    """What the agency asked for is not granted, with the reason. Raises TaskNotAllowed, TaskRefused."""
    task = hold(task_id)
    require(can_edit_programme, by, task)
    reason = _reason(reason)
    say(task, by, Sentence("Sở Nội vụ không đồng ý đề nghị: {why}", why=reason), asks=Asks.ANSWER)
    told("programme.task.refuse", task, reason=reason)
    return task


@transaction.atomic
def waive_task(task_id: int, reason: str, *, by: Person | None) -> Task:
    """The task does not apply to this agency, with the reason. Raises TaskNotAllowed, TaskRefused, WrongState."""
    task = hold(task_id)
    require(can_edit_programme, by, task)
    reason, before = _reason(reason), task.state
    move(task, "waive")
    task.waived_reason = reason[:300]
    task.save()
    say(task, by, Sentence("Không áp dụng: {why}", why=reason), state=task.state, asks=Asks.ANSWER)
    told("programme.task.waive", task, state=[before, task.state], reason=reason)
    return task


@transaction.atomic
def resume_task(task_id: int, reason: str, *, by: Person | None) -> Task:
    """The task is to be done after all; what was shown of it before counts. Raises as `waive_task`."""
    task = hold(task_id)
    require(can_edit_programme, by, task)
    reason, before = _reason(reason), task.state
    move(task, "resume")
    task.waived_reason = ""
    say(task, by, Sentence("Làm lại: {why}", why=reason), state=task.state, asks=Asks.ANSWER)
    told("programme.task.resume", task, state=[before, task.state], reason=reason)
    settle(task, by)
    return task


def _reason(reason: str) -> str:
    reason = nfc(reason).strip()
    if not reason:
        raise TaskRefused(_("Hãy ghi lý do."), "reason")
    return reason
