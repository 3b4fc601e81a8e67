"""What other rooms may ask of the programme, by noun."""

from __future__ import annotations

from khoso.stages.programme.days.queries import (
    add_working_days,
    is_working_day,
    work_calendar,
    working_days_between,
)
from khoso.stages.programme.owed import (
    OwedFinding,
    OwedTask,
    current_plan,
    late_counts,
    owed_findings,
    owed_tasks,
    tasks_of,
)

__all__ = [
    "OwedFinding",
    "OwedTask",
    "add_working_days",
    "current_plan",
    "is_working_day",
    "late_counts",
    "owed_findings",
    "owed_tasks",
    "tasks_of",
    "work_calendar",
    "working_days_between",
]
