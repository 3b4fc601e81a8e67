"""What other rooms may ask of the programme, by noun."""

from __future__ import annotations

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
