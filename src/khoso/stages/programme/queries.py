"""What other rooms may ask of the programme, by noun."""

from __future__ import annotations

from khoso.stages.programme.bodies.holding import Council, Sitting, council_of, councils_led_by, team_of
from khoso.stages.programme.days.queries import add_working_days, is_working_day, work_calendar, working_days_between
from khoso.stages.programme.owed import OwedFinding, OwedTask, late_counts, owed_findings, owed_tasks, tasks_of
from khoso.stages.programme.participants import participants
from khoso.stages.programme.plan.queries import (
    TaskForecast,
    forecast,
    plan_changes,
    plan_task_by_key,
    plan_tasks,
    programme_by_code,
    state_counts,
)
from khoso.stages.programme.plan.queries import (
    current as current_plan,
)
from khoso.stages.programme.plan.queries import (
    current as current_programme,
)
from khoso.stages.programme.plan.queries import (
    current_or_refuse as current_programme_or_refuse,
)
from khoso.stages.programme.standing import (
    TaskStanding,
    dependencies,
    group_titles,
    plan_order,
    stage_labels,
    standings,
)

__all__ = [
    "Council",
    "OwedFinding",
    "OwedTask",
    "Sitting",
    "TaskForecast",
    "TaskStanding",
    "add_working_days",
    "council_of",
    "councils_led_by",
    "current_plan",
    "current_programme",
    "current_programme_or_refuse",
    "dependencies",
    "forecast",
    "group_titles",
    "is_working_day",
    "late_counts",
    "owed_findings",
    "owed_tasks",
    "participants",
    "plan_changes",
    "plan_order",
    "plan_task_by_key",
    "plan_tasks",
    "programme_by_code",
    "stage_labels",
    "standings",
    "state_counts",
    "tasks_of",
    "team_of",
    "work_calendar",
    "working_days_between",
]
