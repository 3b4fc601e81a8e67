"""What other rooms may ask of the programme, by noun."""

from __future__ import annotations

from khoso.stages.programme.days.queries import (
    add_working_days,
    is_working_day,
    work_calendar,
    working_days_between,
)
from khoso.stages.programme.plan.queries import current as current_programme
from khoso.stages.programme.plan.queries import plan_tasks, programme_by_code

__all__ = [
    "add_working_days",
    "current_programme",
    "is_working_day",
    "plan_tasks",
    "programme_by_code",
    "work_calendar",
    "working_days_between",
from khoso.stages.programme.standing import (
    TaskStanding,
    current_plan,
    dependencies,
    group_titles,
    plan_order,
    stage_labels,
    standings,
)

__all__ = [
    "TaskStanding",
    "current_plan",
    "dependencies",
    "group_titles",
    "plan_order",
    "stage_labels",
    "standings",
]
