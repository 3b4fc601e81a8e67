"""Which agencies a programme is about."""

from __future__ import annotations

from khoso.stages.programme.models import Task


def participants(programme_id: int) -> list[int]:
    """Ids of the agencies that do a task the plan gives to every agency; those of no plan, as contractors, are not."""
    rows = Task.objects.filter(plan_task__programme_id=programme_id).exclude(plan_task__agency_kinds=[])
    return sorted(set(rows.values_list("agency_id", flat=True)))
