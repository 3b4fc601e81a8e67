"""Which agencies a programme is about."""

from __future__ import annotations

from khoso.stages.programme.models import Programme, Task
from khoso.stages.programme.models.plan import Stage


def programme_of_today() -> Programme | None:
    """The programme that screens open on, with its city; None when no plan was loaded."""
    return Programme.objects.filter(is_current=True).select_related("city").first()


def participants(programme_id: int) -> list[int]:
    """Ids of the agencies that do a task the plan gives to every agency; those of no plan, as contractors, are not."""
    rows = Task.objects.filter(plan_task__programme_id=programme_id).exclude(plan_task__agency_kinds=[])
    return sorted(set(rows.values_list("agency_id", flat=True)))


def road() -> dict[str, str]:
    """The parts of the road in their order, with their words."""
    return {str(value): label for value, label in Stage.choices}
