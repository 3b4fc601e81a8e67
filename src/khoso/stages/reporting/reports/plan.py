"""What reports ask of the programme: which plan, whose tasks, how far they are, which days are worked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from khoso.kernel.words import noop
from khoso.stages.programme import queries as programme
from khoso.stages.programme.queries import TaskStanding, add_working_days, stage_labels
from khoso.stages.reporting.readings import queries as readings

__all__ = ["TASK_LABELS", "add_working_days", "agencies_with_tasks", "current", "stage_labels", "tasks_of"]

# Task states that owe nothing any more.
SETTLED = ("done", "waived")
# What is bid for ends in a contract; the rest of that stage is the bidding itself.
_CONTRACT = "hợp đồng"

# As a report says it: frozen with the report, whatever the programme calls it later.
TASK_LABELS = {
    "not_begun": noop("Chưa làm"),
    "under_way": noop("Đang làm"),
    "said_done": noop("Báo xong, chưa có sản phẩm"),
    "done": noop("Hoàn thành"),
    "waived": noop("Không áp dụng"),
}


def current() -> Any | None:
    """The programme that screens open on; None when no plan was loaded."""
    return programme.current_programme()


def agencies_with_tasks(plan: Any) -> list[int]:
    """Who reports: every agency the plan gives tasks to, but not the city itself, which is told."""
    return [agency for agency in readings.participants(plan.pk) if agency != plan.city_id]


def tasks_of(programme_id: int, agency_ids: Sequence[int], on: date) -> dict[int, list[dict[str, Any]]]:
    """The tasks of each agency as a report tells them, late as of the day `on`; one question for all."""
    rows = programme.standings(programme_id, agency_ids[0] if len(agency_ids) == 1 else None)
    titles = programme.group_titles(programme_id)
    wanted = set(agency_ids)
    told: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row.agency_id in wanted:
            told[row.agency_id].append(_told(row, titles.get(row.group, ""), on))
    return told


def _told(row: TaskStanding, group_title: str, on: date) -> dict[str, Any]:
    is_late = row.due is not None and row.due < on and row.state not in SETTLED
    return {
        "id": row.id,
        "key": row.key,
        "group": row.group,
        "group_title": group_title,
        "title": row.title,
        "stage": row.stage,
        "is_contract": row.stage == "contract" and row.product.lower().startswith(_CONTRACT),
        "state": row.state,
        "percent": row.percent,
        "owner": row.owner_name,
        "due_on": row.due.isoformat() if row.due else None,
        "done_on": row.done_on.isoformat() if row.done_on else None,
        "late_days": (on - row.due).days if is_late and row.due else 0,
    }
