"""What agencies still owe by a day: what reminders are made of. Two questions for the whole city."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from khoso.kernel import clock
from khoso.stages.programme import states
from khoso.stages.programme.models import RoundFinding, Task
from khoso.stages.programme.models.plan import DeadlineKind

# What comes round again is seen in the reports, not in a last day.
_WITHOUT_LAST_DAY = (DeadlineKind.EVERY_TWO_WEEKS, DeadlineKind.REGULARLY, DeadlineKind.WHEN_ARISING)


class OwedTask(NamedTuple):
    """A task that is not proved done, with the last day on which it is in time and the account that owns it."""

    id: int
    agency_id: int
    key: str
    due: date
    owner_id: int | None


class OwedFinding(NamedTuple):
    """Something found wrong and not yet said to be mended."""

    id: int
    agency_id: int
    due: date


def owed_tasks(programme_id: int) -> list[OwedTask]:
    """Tasks that have a last day and are not done: saying so is not enough."""
    rows = (
        Task.objects.filter(plan_task__programme_id=programme_id)
        .exclude(state__in=(states.DONE, states.WAIVED))
        .select_related("plan_task")
        .order_by("pk")
    )
    found = []
    for task in rows.iterator(chunk_size=5000):
        plan = task.plan_task
        due = task.due_on or (None if plan.deadline_kind in _WITHOUT_LAST_DAY else plan.last_day)
        if due is not None:
            found.append(OwedTask(task.pk, task.agency_id, plan.key, due, task.owner_id))
    return found


def owed_findings() -> list[OwedFinding]:
    """Findings of visits and monitoring that wait to be mended by a day."""
    rows = RoundFinding.objects.filter(state=states.OPEN, due_on__isnull=False).order_by("pk")
    return [OwedFinding(*row) for row in rows.values_list("pk", "agency_id", "due_on")]


def tasks_of(programme_id: int, agency_id: int) -> list[tuple[int, str, str]]:
    """(id, key, title) of an agency's tasks, in the order of the plan: what a list to choose from offers."""
    rows = Task.objects.filter(plan_task__programme_id=programme_id, agency_id=agency_id).order_by("plan_task__order")
    told = rows.values_list("pk", "plan_task__group", "plan_task__number", "plan_task__title")
    return [(pk, f"{group}.{number}", title) for pk, group, number, title in told]


def late_counts(programme_id: int) -> dict[int, int]:
    """Every agency that has tasks → how many of them are past their last day today."""
    found: dict[int, int] = dict.fromkeys(
        Task.objects.filter(plan_task__programme_id=programme_id).values_list("agency_id", flat=True), 0
    )
    today = clock.today()
    for task in owed_tasks(programme_id):
        found[task.agency_id] += task.due < today
    return found
