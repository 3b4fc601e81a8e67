"""What is done every day for the plan. Imported by the room's `jobs`, where the queue looks."""

from __future__ import annotations

from khoso.engines.jobs import job
from khoso.stages.programme.plan import actions


@job("programme.give_tasks", every_minutes=24 * 60)
def give_tasks() -> None:
    """Agencies registered since the plan was loaded get their tasks."""
    actions.give_current()
