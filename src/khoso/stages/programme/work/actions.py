"""What an agency does about its tasks: says how far it is, shows the product, names people and days, parts the work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from khoso.foundation.identity.models import Membership, Person
from khoso.foundation.identity.scope import reach_of
from khoso.kernel import clock
from khoso.kernel.text_vi import nfc
from khoso.kernel.words import Sentence
from khoso.stages.programme import states
from khoso.stages.programme.attachments import actions as attachments
from khoso.stages.programme.models import Product, ProgressEntry, SubTask, Task
from khoso.stages.programme.models.work import Asks, ProductKind
from khoso.stages.programme.permissions import can_assign_tasks, can_edit_programme, can_work_on_tasks
from khoso.stages.programme.work import rules
from khoso.stages.programme.work.errors import TaskRefused
from khoso.stages.programme.work.moving import begin, hold, move, require, say, settle, terms_of, told


@dataclass(frozen=True, slots=True)
class Shown:
    """A product somebody shows: its kind, its file, and number, date, title as `attachments.keep` takes them."""

    kind: str
    file: UploadedFile
    number: str = ""
    issued_on: date | None = None
    title: str = ""


@transaction.atomic
def report_progress(
    task_id: int,
    text: str,
    *,
    by: Person | None,
    percent: int | None = None,
    shown: Shown | None = None,
    says_done: bool = False,
) -> ProgressEntry:
    """Say how far a task is, show a product with it, or say that it is done; all of it is one entry.

    Said to be done without its product it is kept as a claim, and everybody sees that the product is missing. Raises
    TaskNotAllowed, TaskRefused, FileRefused; then nothing is kept.
    """
    task = hold(task_id)
    require(can_work_on_tasks, by, task)
    text = nfc(text).strip()
    _check_report(task, text, percent, shown, says_done)
    state = begin(task)
    if says_done and task.state == states.UNDER_WAY:
        move(task, "say_done")
        state = task.state
    elif percent is not None and percent < 100 and task.state == states.SAID_DONE:
        # Whoever says how much is left takes the claim back.
        move(task, "report")
        state = task.state
    if percent is not None and task.state != states.DONE:
        task.percent = percent
    entry = say(task, by, text or _what_was_shown(shown, says_done), percent=percent, state=state)
    if shown is not None:
        _attach(task, shown, entry, by)
    verb = "programme.task.claim" if says_done else "programme.task.report"
    told(verb, task, note=entry.text, percent=percent)
    settle(task, by)
    return entry


def _check_report(task: Task, text: str, percent: int | None, shown: Shown | None, says_done: bool) -> None:
    if not (text or shown or says_done or percent is not None):
        raise TaskRefused(_("Chưa có gì để ghi: hãy viết việc đã làm hoặc chọn tệp."), "text")
    if percent is not None and not 0 <= percent <= 100:
        raise TaskRefused(_("Phần trăm từ 0 đến 100."), "percent")
    if task.state == states.WAIVED and (shown or says_done or percent is not None):
        raise TaskRefused(_("Nhiệm vụ đang ghi «không áp dụng»: chỉ ghi được lời. Đề nghị Sở Nội vụ cho làm lại."))
    if says_done and not rules.may_say_done(terms_of(task), clock.today()):
        raise TaskRefused(
            _("Việc này làm thường xuyên tới hết kế hoạch, chưa báo xong được. Hãy ghi từng lần đã làm."), "says_done"
        )


def _what_was_shown(shown: Shown | None, says_done: bool) -> str:
    if says_done:
        return Sentence("Báo xong.")
    if shown:
        # Recorded words are Vietnamese, whatever the writer reads.
        with override("vi"):
            kind = str(ProductKind(shown.kind).label) if shown.kind in ProductKind.values else shown.kind
        return Sentence("Đính kèm sản phẩm: {kind}.", kind=kind)
    return Sentence("Cập nhật phần trăm.")


def _attach(task: Task, shown: Shown, entry: ProgressEntry | None, by: Person | None) -> Product:
    if shown.kind not in ProductKind.values:
        raise TaskRefused(_("Hãy chọn loại sản phẩm."), "kind")
    kept = attachments.keep(
        shown.file, agency=task.agency, number=shown.number, issued_on=shown.issued_on, title=shown.title, by=by
    )
    made: Product = task.products.create(kind=shown.kind, attachment=kept, entry=entry)
    told("programme.product.attach", task, kind=shown.kind, number=kept.number, name=kept.file_name)
    return made


@transaction.atomic
def withdraw_product(product_id: int, reason: str, *, by: Person | None) -> Product:
    """Take a product back with its reason. Its row and its bytes stay; a task it finished is open again.

    Raises TaskNotAllowed, TaskRefused.
    """
    found = Product.objects.filter(pk=product_id).first()
    if found is None:
        raise TaskRefused(_("Không có sản phẩm này."))
    task = hold(found.task_id)
    require(can_work_on_tasks, by, task)
    product = Product.objects.select_related("attachment").get(pk=product_id)
    reason = nfc(reason).strip()
    if product.withdrawn_at is not None:
        raise TaskRefused(_("Sản phẩm này đã rút từ trước."))
    if not reason:
        raise TaskRefused(_("Hãy ghi vì sao rút sản phẩm."), "reason")
    product.withdrawn_at, product.withdrawn_reason = clock.now(), reason[:300]
    product.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    say(task, by, Sentence("Rút «{title}»: {why}", title=str(product.attachment), why=reason))
    told("programme.product.withdraw", task, title=str(product.attachment), reason=reason)
    settle(task, by)
    return product


# What «Rõ người, rõ trách nhiệm, rõ kết quả» are kept in.
_NAMED = {"owner_name": 120, "head_name": 120, "result": 500}


@transaction.atomic
def assign(task_ids: Iterable[int], *, by: Person | None, **given: Any) -> int:
    """Say who owns tasks (`owner`, `owner_name`), who answers (`head_name`), what comes out (`result`).

    What is not given stays. All of them or none; returns how many changed. Raises TaskNotAllowed, TaskRefused.
    """
    changed = 0
    for task_id in sorted(set(task_ids)):
        task = hold(task_id)
        require(can_assign_tasks, by, task)
        if task.state == states.WAIVED:
            raise TaskRefused(
                _("Nhiệm vụ %(key)s đang ghi «không áp dụng», không giao được. Chưa giao nhiệm vụ nào.")
                % {"key": task.plan_task.key}
            )
        before = {name: _plain(getattr(task, name)) for name in given}
        for name, value in given.items():
            setattr(task, name, nfc(value).strip()[: _NAMED[name]] if name in _NAMED else value)
        _check_owner(task)
        after = {name: _plain(getattr(task, name)) for name in given}
        changes = {name: [before[name], after[name]] for name in given if before[name] != after[name]}
        if changes:
            task.save(update_fields=list(changes))
            told("programme.task.assign", task, **changes)
            changed += 1
    return changed


def _plain(value: Any) -> Any:
    return value.username if isinstance(value, Person) else value


def _check_owner(task: Task) -> None:
    if task.owner is None:
        return
    # Whoever works for an agency above, or for the heir of it, works for this one.
    held = set(Membership.objects.in_force().filter(person=task.owner).values_list("agency_id", flat=True))
    if not any(task.agency_id in reached for reached in reach_of(held).values()):
        raise TaskRefused(
            _("%(name)s không làm việc ở %(agency)s. Chọn người của cơ quan, hoặc ghi tên nếu chưa có tài khoản.")
            % {"name": task.owner.full_name, "agency": task.agency.name},
            "owner",
        )


@transaction.atomic
def set_day(task_id: int, day: date | None, reason: str, *, by: Person | None) -> Task:
    """The agency's own day, with its reason: where the plan names none, or earlier than the plan's.

    A later day than the plan's is Home Affairs' to agree to. Raises TaskNotAllowed, TaskRefused.
    """
    task = hold(task_id)
    require(can_assign_tasks, by, task)
    reason, last_day = nfc(reason).strip(), task.plan_task.last_day
    if day == task.due_on and reason == task.due_reason:
        return task
    if day is not None:
        if not reason:
            raise TaskRefused(_("Hãy ghi vì sao chọn ngày này."), "reason")
        if last_day and day > last_day and not (by is not None and can_edit_programme(by)):
            raise TaskRefused(
                _("Kế hoạch ghi muộn nhất ngày %(day)s. Ngày muộn hơn phải được Sở Nội vụ đồng ý: hãy gửi đề nghị.")
                % {"day": last_day.strftime("%d/%m/%Y")},
                "due_on",
            )
        if day > task.plan_task.programme.ends_on:
            raise TaskRefused(_("Ngày này sau ngày kết thúc kế hoạch."), "due_on")
    _keep_day(task, day, reason, "programme.task.date")
    return task


def _keep_day(task: Task, day: date | None, reason: str, verb: str) -> None:
    before = task.due_on.isoformat() if task.due_on else None
    task.due_on, task.due_reason = day, reason[:300] if day else ""
    task.save(update_fields=["due_on", "due_reason"])
    told(verb, task, day=[before, day.isoformat() if day else None], reason=reason)


@transaction.atomic
def ask(task_id: int, asks: str, reason: str, *, by: Person | None, day: date | None = None) -> ProgressEntry:
    """Ask Home Affairs for another day, or not to have to do the task. Raises TaskNotAllowed, TaskRefused."""
    task = hold(task_id)
    require(can_work_on_tasks, by, task)
    reason = nfc(reason).strip()
    if asks not in (Asks.DAY, Asks.WAIVER):
        raise TaskRefused(_("Hãy chọn điều muốn đề nghị."), "asks")
    if not reason:
        raise TaskRefused(_("Hãy ghi lý do đề nghị."), "reason")
    if asks == Asks.DAY and (day is None or day <= clock.today()):
        raise TaskRefused(_("Hãy chọn ngày muốn lùi tới, sau hôm nay."), "day")
    if task.state in (states.DONE, states.WAIVED):
        raise TaskRefused(_("Nhiệm vụ đã xong hoặc đang không áp dụng: không cần đề nghị."))
    if asks == Asks.DAY and day is not None:
        text = Sentence("Đề nghị lùi tới ngày {day}: {why}", day=day.strftime("%d/%m/%Y"), why=reason)
    else:
        text = Sentence("Đề nghị không áp dụng: {why}", why=reason)
    entry = say(task, by, text, asks=asks)
    told("programme.task.ask", task, note=entry.text)
    return entry


@transaction.atomic
def add_subtask(
    task_id: int,
    title: str,
    *,
    by: Person | None,
    owner: Person | None = None,
    owner_name: str = "",
    due_on: date | None = None,
) -> SubTask:
    """Give a part of a task to somebody. Raises TaskNotAllowed, TaskRefused."""
    task = hold(task_id)
    require(can_work_on_tasks, by, task)
    title = nfc(title).strip()
    if not title:
        raise TaskRefused(_("Hãy ghi việc phải làm."), "title")
    made: SubTask = task.subtasks.create(
        title=title[:500], owner=owner, owner_name=nfc(owner_name).strip()[:120], due_on=due_on, made_at=clock.now()
    )
    told("programme.subtask.add", task, name=made.title)
    return made


@transaction.atomic
def mark_subtask(subtask_id: int, *, is_done: bool, by: Person | None) -> SubTask:
    """A part of a task is done, or is not after all. Raises TaskNotAllowed, TaskRefused."""
    found = SubTask.objects.filter(pk=subtask_id).first()
    if found is None:
        raise TaskRefused(_("Không có việc nhỏ này."))
    task = hold(found.task_id)
    require(can_work_on_tasks, by, task)
    part = SubTask.objects.get(pk=subtask_id)
    if is_done == (part.done_at is not None):
        return part
    part.done_at = clock.now() if is_done else None
    part.save(update_fields=["done_at"])
    if state := begin(task):
        say(task, by, Sentence("Xong việc nhỏ «{title}».", title=part.title), state=state)
        task.save()
    told("programme.subtask.finish" if is_done else "programme.subtask.reopen", task, name=part.title)
    return part
