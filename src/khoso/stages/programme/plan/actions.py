"""Loading a plan and giving its tasks to the agencies."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.agencies.reading import present
from khoso.foundation.identity.models import Agency, Person
from khoso.kernel import clock
from khoso.stages.programme.models import Dependency, PlanTask, Programme, Task
from khoso.stages.programme.permissions import can_edit_programme
from khoso.stages.programme.plan import compare, kinds
from khoso.stages.programme.plan.checks import check_document
from khoso.stages.programme.plan.errors import PlanNotAllowed, PlanRefused
from khoso.stages.programme.plan.rows import PlanDocument

# A bar for two loads at once; any number nobody else uses.
_LOCK = "SELECT pg_advisory_xact_lock(82, 23)"


@transaction.atomic
def load_programme(plan: PlanDocument, *, by: Person | None, make_current: bool = True) -> Programme:
    """Keep the plan; one with the same code is brought up to it, its tasks keep their ids and all work on them.

    Loading the same plan again changes and records nothing. `by` None is the console or the machine itself.
    Raises PlanNotAllowed, PlanRefused, PlanHasCycle; then nothing is kept.
    """
    _require_editor(by)
    check_document(plan)
    _one_at_a_time()
    programme = Programme.objects.filter(code=plan.code).first()
    city = _city(plan)
    found = compare.changes(programme, plan, city)
    if found.kept_for_their_work:
        raise PlanRefused(
            _(
                "Kế hoạch mới không còn các nhiệm vụ %(keys)s, nhưng đã có cơ quan làm các nhiệm vụ này. Không nạp gì; "
                "kết quả đã ghi vẫn còn. Giữ các dòng đó trong kế hoạch, hoặc ghi «không áp dụng» cho từng cơ quan."
            )
            % {"keys": ", ".join(found.kept_for_their_work)}
        )
    if programme is None:
        programme = _new(plan, city)
    elif found:
        _bring_up(programme, plan, city)
    if make_current and not programme.is_current:
        _make_current(programme)
    if found:
        _keep_rows(programme, plan, found)
        record("programme.plan.load", subject=("programme", programme.code), details=_told(found, plan))
    return programme


@transaction.atomic
def give_to_agencies(programme: Programme) -> int:
    """Make the tasks that agencies do not have yet; returns how many. Agencies registered since get theirs.

    # Luật: KH 82 Phụ lục II: group II once for each agency, the other groups by whoever leads
    """
    _one_at_a_time()
    tasks = list(programme.plan_tasks.all())
    asked = kinds.kinds_of(tasks)
    leads = {task.lead_code for task in tasks if task.lead_code}
    there = set(Task.objects.filter(plan_task__programme=programme).values_list("plan_task_id", "agency_id"))
    agencies = [
        agency
        for agency in Agency.objects.filter(present()).order_by("pk")
        if agency.kind in asked or {agency.code, agency.identifier_code} & leads
    ]
    new = [
        Task(plan_task=task, agency=agency)
        for agency in agencies
        for task in tasks
        if (task.pk, agency.pk) not in there and kinds.is_for(task, agency)
    ]
    Task.objects.bulk_create(new)
    if new:
        given = sorted({task.agency.code for task in new})
        record(
            "programme.plan.give",
            subject=("programme", programme.code),
            details={"tasks": [0, len(new)], "agencies": len(given), "codes": given[:200]},
        )
    return len(new)


@transaction.atomic
def give_current() -> int:
    """Give the current plan's tasks to agencies that came since; 0 where there is no plan."""
    programme = Programme.objects.filter(is_current=True).first()
    return give_to_agencies(programme) if programme else 0


def _require_editor(by: Person | None) -> None:
    if by is not None and not can_edit_programme(by):
        raise PlanNotAllowed(_("Chỉ Sở Nội vụ được nạp kế hoạch. Không nạp gì."))


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)


def _city(plan: PlanDocument) -> int | None:
    if not plan.city_code:
        return None
    return Agency.objects.filter(code=plan.city_code).values_list("pk", flat=True).first()


def _new(plan: PlanDocument, city: int | None) -> Programme:
    return Programme.objects.create(
        code=plan.code,
        loaded_at=clock.now(),
        source_name=plan.source_name,
        source_sha256=plan.source_sha256,
        **compare.head_facts(plan, city),
    )


def _bring_up(programme: Programme, plan: PlanDocument, city: int | None) -> None:
    for name, value in compare.head_facts(plan, city).items():
        setattr(programme, name, value)
    programme.loaded_at = clock.now()
    programme.source_name, programme.source_sha256 = plan.source_name, plan.source_sha256
    programme.save()


def _make_current(programme: Programme) -> None:
    Programme.objects.filter(is_current=True).update(is_current=False)
    programme.is_current = True
    programme.save(update_fields=["is_current"])


def _keep_rows(programme: Programme, plan: PlanDocument, found: compare.PlanChanges) -> None:
    touched = {row.key: row for row in found.rows}
    there = {task.key: task for task in programme.plan_tasks.all()}
    for change in found.of("gone"):
        there[change.key].tasks.all().delete()
        there.pop(change.key).delete()
    for order, row in enumerate(plan.rows, start=1):
        if row.key not in touched:
            continue
        task = there.get(row.key) or PlanTask(programme=programme, group=row.group, number=row.number)
        for name, value in compare.row_facts(row, order).items():
            setattr(task, name, value)
        task.save()
        there[row.key] = task
    Dependency.objects.filter(after__programme=programme).delete()
    Dependency.objects.bulk_create(
        Dependency(
            before=there[link.before],
            after=there[row.key],
            lag_days=link.lag_days,
            is_printed=link.is_printed,
            reason=link.reason,
        )
        for row in plan.rows
        for link in row.waits_for
    )


def _told(found: compare.PlanChanges, plan: PlanDocument) -> dict[str, Any]:
    """What the trail keeps: the old wording beside the new."""
    details: dict[str, Any] = {"source": plan.source_name, "sha256": plan.source_sha256, "tasks": len(plan.rows)}
    if found.is_new:
        return details | {"is_new": True}
    details |= {change.name: [_plain(change.before), _plain(change.after)] for change in found.head}
    for row in found.rows:
        details[row.key] = (
            {change.name: [_plain(change.before), _plain(change.after)] for change in row.fields}
            if row.fields
            else {"kind": row.kind, "title": row.title}
        )
    return details


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
