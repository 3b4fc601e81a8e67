"""Reading the programme."""

from __future__ import annotations

from khoso.stages.programme.plan.queries import current as current_programme
from khoso.stages.programme.plan.queries import plan_tasks, programme_by_code

__all__ = ["current_programme", "plan_tasks", "programme_by_code"]
