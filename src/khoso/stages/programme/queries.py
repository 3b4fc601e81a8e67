"""What other rooms may ask of the programme, by noun."""

from __future__ import annotations

from khoso.stages.programme.days.queries import add_working_days, is_working_day, work_calendar, working_days_between
from khoso.stages.programme.plan.queries import current as current_programme
from khoso.stages.programme.plan.queries import plan_tasks, programme_by_code
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
    "add_working_days",
    "current_plan",
    "current_programme",
    "dependencies",
    "group_titles",
    "is_working_day",
    "plan_order",
    "plan_tasks",
    "programme_by_code",
    "stage_labels",
    "standings",
    "work_calendar",
    "working_days_between",
]
