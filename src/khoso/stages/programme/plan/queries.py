"""Reading the plan."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from khoso.foundation.identity.models import Agency
from khoso.stages.programme.models import Dependency, PlanTask, Programme, Task
from khoso.stages.programme.plan import compare
from khoso.stages.programme.plan import forecast as _forecast
from khoso.stages.programme.plan.errors import NoPlan
from khoso.stages.programme.plan.forecast import TaskForecast
from khoso.stages.programme.plan.rows import PlanDocument

__all__ = ["TaskForecast"]


def current() -> Programme | None:
    """The plan that screens open on; None before any was loaded."""
    return Programme.objects.filter(is_current=True).select_related("city").first()


def current_or_refuse() -> Programme:
    """The current plan. Raises NoPlan, which says how to load one."""
    found = current()
    if found is None:
        raise NoPlan(_("Chưa nạp kế hoạch nào. Nạp kế hoạch có sẵn: khoso programme load --builtin."))
    return found


def programme_by_code(code: str) -> Programme | None:
    return Programme.objects.filter(code=code).select_related("city").first()


def plan_tasks(programme: Programme) -> list[PlanTask]:
    """The tasks of the plan in their order, each with what it waits for, in two questions."""
    waits = Dependency.objects.select_related("before").order_by("before__order")
    return list(programme.plan_tasks.prefetch_related(Prefetch("waits_for", waits)).order_by("order"))


def plan_task_by_key(programme: Programme, key: str) -> PlanTask | None:
    """The task people call by `key`, as II.10; with what it waits for and what waits for it."""
    group, _dot, number = key.strip().upper().partition(".")
    if not number.isdigit():
        return None
    waits = Dependency.objects.select_related("before").order_by("before__order")
    unlocks = Dependency.objects.select_related("after").order_by("after__order")
    found = programme.plan_tasks.filter(group=group, number=int(number))
    return found.prefetch_related(Prefetch("waits_for", waits), Prefetch("unlocks", unlocks)).first()


def plan_changes(plan: PlanDocument) -> compare.PlanChanges:
    """What loading the plan would change."""
    city = Agency.objects.filter(code=plan.city_code).values_list("pk", flat=True).first() if plan.city_code else None
    return compare.changes(programme_by_code(plan.code), plan, city)


def forecast(programme: Programme, *, agency_id: int | None = None) -> dict[str, TaskForecast]:
    """What comes of every task of the plan, by key: for the whole city, or for one agency."""
    return _forecast.forecast(programme, plan_tasks(programme), agency_id=agency_id)


def state_counts(programme: Programme) -> dict[int, dict[str, int]]:
    """How many agencies stand in which state, by task of the plan."""
    return _forecast.state_counts(programme)


def tasks_of(task: PlanTask, agency_ids: frozenset[int] | None) -> QuerySet[Task]:
    """The agencies' tasks made of a task of the plan; None: of all agencies."""
    found = Task.objects.filter(plan_task=task).select_related("agency", "owner")
    return found if agency_ids is None else found.filter(agency_id__in=agency_ids)
