"""What comes of the plan as things stand: the kept tasks given to `schedule`, for the city or for one agency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q

from khoso.kernel import clock
from khoso.stages.programme import states
from khoso.stages.programme.days.queries import work_calendar
from khoso.stages.programme.models import PlanTask, Programme, Task
from khoso.stages.programme.plan import schedule
from khoso.stages.programme.plan.deadlines import ONGOING
from khoso.stages.programme.plan.schedule import Step


@dataclass(frozen=True, slots=True)
class TaskForecast:
    """A task of the plan as it will be. `finish` is None for what goes on as long as the plan does."""

    key: str
    start: date | None = None
    finish: date | None = None
    is_done: bool = False
    slack: int | None = None
    is_critical: bool = False
    late_days: int = 0
    pushes: Mapping[str, int] = field(default_factory=dict)


def forecast(
    programme: Programme, tasks: Iterable[PlanTask], *, agency_id: int | None = None, today: date | None = None
) -> dict[str, TaskForecast]:
    """Every task's forecast. City-wide, what each agency does is done when the last one is; with `agency_id`, when that
    agency is. `tasks` come with what they wait for (`queries.plan_tasks`). One question."""
    kept = list(tasks)
    stood = _stood(programme, agency_id)
    steps, ongoing = [], []
    waited = {link.before.key for task in kept for link in task.waits_for.all()}
    for task in kept:
        waits = tuple((link.before.key, link.lag_days) for link in task.waits_for.all())
        if task.deadline_kind in ONGOING and not task.duration_days and not waits and task.key not in waited:
            ongoing.append(task.key)
            continue
        steps.append(_step(task, waits, stood.get(task.pk), programme))
    told = schedule.forecast(
        steps,
        starts_on=programme.starts_on,
        today=today or clock.today(),
        is_working_day=work_calendar().is_working,
    )
    found = {key: TaskForecast(key) for key in ongoing}
    for key, one in told.items():
        found[key] = TaskForecast(
            key, one.start, one.finish, one.is_done, one.slack, one.is_critical, one.late_days, one.pushes
        )
    return {task.key: found[task.key] for task in kept}


def ends_on(found: Mapping[str, TaskForecast]) -> date | None:
    """The day on which the last task will be done."""
    return max((one.finish for one in found.values() if one.finish), default=None)


@dataclass(frozen=True, slots=True)
class _Stood:
    """What the agencies of one task did, together."""

    given: int
    done: int
    waived: int
    begun: int
    done_on: date | None
    begun_at: datetime | None


def _stood(programme: Programme, agency_id: int | None) -> dict[int, _Stood]:
    tasks = Task.objects.filter(plan_task__programme=programme)
    if agency_id is not None:
        # The agency's own where it has the task, the leading agency's where it has not.
        own = Task.objects.filter(agency_id=agency_id, plan_task__programme=programme).values("plan_task_id")
        tasks = tasks.filter(Q(agency_id=agency_id) | ~Q(plan_task_id__in=own))
    rows = tasks.values("plan_task_id").annotate(
        given=Count("pk"),
        done=Count("pk", filter=Q(state=states.DONE)),
        waived=Count("pk", filter=Q(state=states.WAIVED)),
        begun=Count("pk", filter=Q(begun_at__isnull=False) & ~Q(state__in=(states.DONE, states.WAIVED))),
        last_done=Max("done_on", filter=Q(state=states.DONE)),
        last_begun=Max("begun_at", filter=~Q(state__in=(states.DONE, states.WAIVED))),
    )
    return {
        row["plan_task_id"]: _Stood(
            row["given"], row["done"], row["waived"], row["begun"], row["last_done"], row["last_begun"]
        )
        for row in rows.order_by()
    }


def _step(task: PlanTask, waits: tuple[tuple[str, int], ...], stood: _Stood | None, programme: Programme) -> Step:
    done_on = begun_on = None
    if stood and stood.given and stood.done + stood.waived == stood.given:
        done_on = stood.done_on or programme.starts_on
    elif stood and stood.begun and stood.begun + stood.done + stood.waived == stood.given and stood.begun_at:
        # All have begun: the last to begin ends last.
        begun_on = stood.begun_at.astimezone(clock.VIETNAM).date()
    return Step(
        task.key,
        task.duration_days,
        not_before=task.deadline_from,
        last_day=task.last_day,
        begun_on=begun_on,
        done_on=done_on,
        waits_for=waits,
    )


def working_days() -> schedule.WorkingDays:
    """Counting over the days the offices work."""
    return schedule.WorkingDays(work_calendar().is_working)


def planned_window(task: PlanTask, programme: Programme, calendar: schedule.WorkingDays) -> tuple[date, date] | None:
    """The days the plan itself gives a task, for a picture; None where it names no last day."""
    last = task.last_day
    if last is None:
        return None
    first = task.deadline_from
    if first is None and task.duration_days:
        first = calendar.plus(calendar.on_or_before(last), 1 - task.duration_days)
    first = max(first or programme.starts_on, programme.starts_on)
    return min(first, last), last


def state_counts(programme: Programme, agency_ids: Iterable[int] | None = None) -> dict[int, dict[str, int]]:
    """How many agencies stand in which state, by task of the plan; of some agencies where they are named."""
    tasks = Task.objects.filter(plan_task__programme=programme)
    if agency_ids is not None:
        tasks = tasks.filter(agency_id__in=list(agency_ids))
    found: dict[int, dict[str, int]] = {}
    rows: Any = tasks.values_list("plan_task_id", "state").annotate(count=Count("pk")).order_by()
    for plan_task, state, count in rows:
        found.setdefault(plan_task, {})[state] = count
    return found
