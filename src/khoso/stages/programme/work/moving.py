"""How a task moves: held for one change at a time, settled by the rule, each move kept as an entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Person
from khoso.kernel import clock, news
from khoso.kernel.text_vi import nfc
from khoso.kernel.words import Sentence
from khoso.stages.programme import states
from khoso.stages.programme.events import TaskDone, TaskReopened
from khoso.stages.programme.models import Product, ProgressEntry, Proof, Task
from khoso.stages.programme.work import rules
from khoso.stages.programme.work.errors import TaskNotAllowed, TaskRefused

TEXT_MOST = 2000


def hold(task_id: int) -> Task:
    """The task as it is now, held until the transaction ends. Raises TaskRefused when it is gone."""
    found = (
        Task.objects.select_for_update(of=("self",))
        .select_related("plan_task__programme", "agency", "owner")
        .filter(pk=task_id)
        .first()
    )
    if found is None:
        raise TaskRefused(_("Không còn nhiệm vụ này trong kế hoạch. Chưa ghi gì."))
    return found


def require(right: Callable[..., bool], by: Person | None, task: Task) -> None:
    """Raises TaskNotAllowed unless `by` has the right on the task; None is the machine itself."""
    if by is not None and not right(by, task):
        raise TaskNotAllowed(_("Nhiệm vụ này không thuộc việc của anh/chị. Chưa ghi gì."))


def terms_of(task: Task) -> rules.Terms:
    plan = task.plan_task
    return rules.Terms(
        title=plan.title,
        product=plan.product,
        kind=plan.deadline_kind,
        last_day=plan.last_day,
        plan_ends_on=plan.programme.ends_on,
        wanted=tuple(plan.products_wanted),
        proof=plan.proof,
        first_period_starts_on=plan.programme.first_period_starts_on,
        period_days=plan.programme.period_days,
    )


def paper_of(product: Product) -> rules.Paper:
    paper = product.attachment
    return rules.Paper(product.kind, paper.number, paper.issued_on, product.withdrawn_at is not None)


def seen_of(proof: Proof) -> rules.Seen:
    return rules.Seen(proof.happened_on, proof.is_complete, proof.withdrawn_at is not None)


def say(task: Task, by: Person | None, text: str, **more: Any) -> ProgressEntry:
    """Add an entry to the task."""
    made: ProgressEntry = task.entries.create(at=clock.now(), by=by, text=nfc(text).strip()[:TEXT_MOST], **more)
    return made


def move(task: Task, action: str) -> bool:
    """Take the task where `action` leads; whether its state changed. Raises WrongState."""
    before, task.state = task.state, states.TASK_STATES.next(task.state, action)
    if task.state != states.NOT_BEGUN and task.begun_at is None:
        task.begun_at = clock.now()
    return task.state != before


def begin(task: Task) -> str:
    """Something was done about the task: the state an entry of it tells, empty when it stays as it was."""
    if task.state == states.NOT_BEGUN and move(task, "report"):
        return task.state
    return ""


def settle(task: Task, by: Person | None) -> None:
    """Finish the task when what finishes it is there, open it again when it is not; save it. Call last."""
    products = task.products.select_related("attachment")
    proofs = list(task.proofs.all())
    day = rules.finished_on(
        terms_of(task),
        [paper_of(product) for product in products],
        [seen_of(proof) for proof in proofs],
        is_said_done=task.state in (states.SAID_DONE, states.DONE),
        today=clock.today(),
    )
    if day is not None and states.TASK_STATES.allows(task.state, "prove"):
        _finish(task, day)
    elif day is not None and task.state == states.DONE:
        task.done_on = day
    elif day is None and task.state == states.DONE:
        _reopen(task, by)
    task.save()


def _finish(task: Task, day: Any) -> None:
    before = task.state
    move(task, "prove")
    task.done_on, task.percent = day, 100
    # The product was shown by somebody; that it is enough the rule says.
    say(task, None, Sentence("Hoàn thành: sản phẩm đã có."), percent=100, state=task.state)
    told("programme.task.finish", task, state=[before, task.state], done_on=day.isoformat())
    news.publish(TaskDone(task.pk))


def _reopen(task: Task, by: Person | None) -> None:
    move(task, "reopen")
    task.done_on, task.percent = None, min(task.percent, 99)
    say(task, None, Sentence("Mở lại: sản phẩm làm xong nhiệm vụ không còn."), percent=task.percent, state=task.state)
    told("programme.task.reopen", task, state=[states.DONE, task.state])
    news.publish(TaskReopened(task.pk))


def told(verb: str, task: Task, **details: Any) -> None:
    """Keep in the trail what was done about a task."""
    record(
        verb,
        subject=("task", task.pk),
        agency=task.agency.code,
        details={"code": task.plan_task.key, "title": task.plan_task.title[:200], **details},
    )
