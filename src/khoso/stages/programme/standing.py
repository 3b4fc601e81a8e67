"""How every task of a programme stands, all agencies at once: what a view of the whole city reads, in few questions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from khoso.stages.programme.models import Dependency, PlanTask, Task
from khoso.stages.programme.models.plan import DeadlineKind, Stage
from khoso.stages.programme.plan.queries import current as current_plan

__all__ = [
    "TaskStanding",
    "current_plan",
    "dependencies",
    "group_titles",
    "plan_order",
    "stage_labels",
    "standings",
]

# What comes round again has no last day of its own: whether it was done is seen in the reports.
_COMES_ROUND = DeadlineKind.EVERY_TWO_WEEKS


class TaskStanding(NamedTuple):
    """One task of one agency, with what tells whether it is late. `due`: the last day on which it is in time."""

    id: int
    agency_id: int
    plan_task_id: int
    group: str
    number: int
    title: str
    stage: str
    state: str
    due: date | None
    percent: int
    done_on: date | None
    begun_on: date | None
    owner_name: str
    head_name: str
    product: str

    @property
    def key(self) -> str:
        """As people say it: `II.10`."""
        return f"{self.group}.{self.number}"


def standings(programme_id: int, agency_id: int | None = None) -> list[TaskStanding]:
    """Every task as it stands now, in the order of the plan; of one agency where it is named. One question."""
    found = Task.objects.filter(plan_task__programme_id=programme_id)
    if agency_id is not None:
        found = found.filter(agency_id=agency_id)
    rows = found.order_by("plan_task__order", "agency_id").values_list(
        "id",
        "agency_id",
        "plan_task_id",
        "plan_task__group",
        "plan_task__number",
        "plan_task__title",
        "plan_task__stage",
        "state",
        "due_on",
        "percent",
        "done_on",
        "begun_at",
        "owner_name",
        "head_name",
        "plan_task__product",
        "plan_task__deadline_to",
        "plan_task__is_before",
        "plan_task__deadline_kind",
        "owner__full_name",
    )
    return [_standing(*row) for row in rows.iterator(chunk_size=5000)]


def _standing(*row: object) -> TaskStanding:
    *told, last_day, is_before, kind, account = row
    agreed, begun, owner = told[8], told[11], told[12]
    if agreed is None and last_day is not None and kind != _COMES_ROUND:
        agreed = last_day - timedelta(days=1) if is_before else last_day  # type: ignore[operator]
    told[8] = agreed
    told[11] = begun.date() if begun else None  # type: ignore[attr-defined]
    told[12] = owner or account or ""
    return TaskStanding(*told)  # type: ignore[arg-type]


def plan_order(programme_id: int) -> dict[int, tuple[str, str, bool]]:
    """Each task of the plan → its key, its title, whether each agency does it for itself."""
    rows = PlanTask.objects.filter(programme_id=programme_id).order_by("order")
    return {
        pk: (f"{group}.{number}", title, bool(kinds))
        for pk, group, number, title, kinds in rows.values_list("pk", "group", "number", "title", "agency_kinds")
    }


def dependencies(programme_id: int) -> list[tuple[int, int]]:
    """(before, after) of tasks of the plan: `after` waits for `before`."""
    rows = Dependency.objects.filter(before__programme_id=programme_id).order_by("pk")
    return list(rows.values_list("before_id", "after_id"))


def stage_labels() -> dict[str, str]:
    """The parts of the road in order, with their words."""
    return {str(value): label for value, label in Stage.choices}


def group_titles(programme_id: int) -> dict[str, str]:
    """The groups of the plan in order, with their titles."""
    rows = PlanTask.objects.filter(programme_id=programme_id).order_by("order").values_list("group", "group_title")
    titles: dict[str, str] = {}
    for group, title in rows:
        titles.setdefault(group, title)
    return titles
