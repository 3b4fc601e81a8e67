"""What reports ask of the programme: which plan, whose tasks, how far they are, which days are worked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

from khoso.kernel.words import noop
from khoso.stages.reporting.models import Difficulty, Report

# Task states that owe nothing any more.
SETTLED = ("done", "waived")

TASK_LABELS = {
    "not_begun": noop("Chưa làm"),
    "under_way": noop("Đang làm"),
    "said_done": noop("Báo xong, chưa có sản phẩm"),
    "done": noop("Hoàn thành"),
    "waived": noop("Không áp dụng"),
}


@cache
def _tables() -> tuple[Any, Any]:
    task: Any = Difficulty._meta.get_field("task").related_model
    programme: Any = Report._meta.get_field("programme").related_model
    return programme, task


def current() -> Any | None:
    """The programme that screens open on; None when no plan was loaded."""
    return _tables()[0]._default_manager.filter(is_current=True).select_related("city").first()


def programme(programme_id: int) -> Any:
    return _tables()[0]._default_manager.select_related("city").get(pk=programme_id)


def agencies_with_tasks(programme: Any) -> list[int]:
    """Who reports: every agency that has a task, but not the city itself, which is told."""
    rows = _tables()[1]._default_manager.filter(plan_task__programme=programme).exclude(state="waived")
    found = rows.exclude(agency_id=programme.city_id) if programme.city_id else rows
    return sorted(set(found.values_list("agency_id", flat=True)))


_OF_TASK = (
    "agency_id",
    "state",
    "percent",
    "due_on",
    "done_on",
    "owner_name",
    "owner__full_name",
    "plan_task__group",
    "plan_task__group_title",
    "plan_task__number",
    "plan_task__title",
    "plan_task__stage",
    "plan_task__products_wanted",
    "plan_task__deadline_to",
    "plan_task__is_before",
    "plan_task__deadline_text",
)


def tasks_of(programme_id: int, agency_ids: Iterable[int], on: date) -> dict[int, list[dict[str, Any]]]:
    """The tasks of each agency as a report tells them, late as of the day `on`; one question for all."""
    rows = (
        _tables()[1]
        ._default_manager.filter(plan_task__programme_id=programme_id, agency_id__in=list(agency_ids))
        .order_by("plan_task__order")
        .values("pk", *_OF_TASK)
    )
    told: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        told[row["agency_id"]].append(_told(row, on))
    return told


def _told(row: dict[str, Any], on: date) -> dict[str, Any]:
    printed = row["plan_task__deadline_to"]
    if printed is not None and row["plan_task__is_before"]:
        printed -= timedelta(days=1)
    due = row["due_on"] or printed
    is_late = due is not None and due < on and row["state"] not in SETTLED
    return {
        "id": row["pk"],
        "key": f"{row['plan_task__group']}.{row['plan_task__number']}",
        "group": row["plan_task__group"],
        "group_title": row["plan_task__group_title"],
        "title": row["plan_task__title"],
        "stage": row["plan_task__stage"],
        "products_wanted": row["plan_task__products_wanted"],
        "state": row["state"],
        "percent": row["percent"],
        "owner": row["owner__full_name"] or row["owner_name"],
        "due_on": due.isoformat() if due else None,
        "deadline": row["plan_task__deadline_text"],
        "done_on": row["done_on"].isoformat() if row["done_on"] else None,
        "late_days": (on - due).days if is_late and due else 0,
    }


@cache
def stage_labels() -> dict[str, Any]:
    """The parts of the road in their order, with their words."""
    field = _tables()[1]._meta.get_field("plan_task").related_model._meta.get_field("stage")
    return dict(field.choices)


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
