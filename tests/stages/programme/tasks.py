"""A small plan with one task of each kind, given to agencies."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.house import MOMENT

from khoso.stages.programme.models import PlanTask, Programme, Task

TODAY = MOMENT.date()


def programme(**more: Any) -> Programme:
    given = {
        "code": "KH-MAU",
        "title": "Kế hoạch mẫu",
        "starts_on": date(2026, 6, 1),
        "ends_on": date(2026, 12, 31),
        "first_period_starts_on": date(2026, 6, 1),
        "loaded_at": MOMENT,
        "is_current": True,
        **more,
    }
    return Programme.objects.create(**given)


def plan_task(of: Programme, number: int, **more: Any) -> PlanTask:
    given = {
        "group": "II",
        "group_title": "Nhóm nhiệm vụ",
        "number": number,
        "order": number,
        "title": f"Nhiệm vụ thứ {number}",
        "lead": "Các đơn vị, địa phương",
        "product": "Quyết định thành lập",
        "deadline_kind": "before",
        "deadline_to": date(2026, 11, 30),
        "is_before": True,
        "products_wanted": ["decision"],
        "agency_kinds": ["commune"],
        **more,
    }
    return PlanTask.objects.create(programme=of, **given)


def task(agency: Any, number: int = 1, *, of: Programme | None = None, **more: Any) -> Task:
    """A task of the agency; `more` says of the plan's row what is not as usual."""
    plan = of or Programme.objects.filter(is_current=True).first() or programme()
    row = PlanTask.objects.filter(programme=plan, group=more.get("group", "II"), number=number).first()
    return Task.objects.create(plan_task=row or plan_task(plan, number, **more), agency=agency)
