"""Reading the plan."""

from __future__ import annotations

from django.db.models import Prefetch

from khoso.stages.programme.models import Dependency, PlanTask, Programme


def current() -> Programme | None:
    """The plan that screens open on; None before any was loaded."""
    return Programme.objects.filter(is_current=True).select_related("city").first()


def programme_by_code(code: str) -> Programme | None:
    return Programme.objects.filter(code=code).select_related("city").first()


def plan_tasks(programme: Programme) -> list[PlanTask]:
    """The tasks of the plan in their order, each with what it waits for, in two questions."""
    waits = Dependency.objects.select_related("before").order_by("before__order")
    return list(programme.plan_tasks.prefetch_related(Prefetch("waits_for", waits)).order_by("order"))
