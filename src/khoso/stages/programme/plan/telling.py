"""A task of the plan as one line of JSON and as a line for people, from the file or from the database alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from khoso.stages.programme.plan.deadlines import Deadline
from khoso.stages.programme.plan.rows import PlanDocument, PlanRow, six_missing


def task_json(row: PlanRow) -> dict[str, Any]:
    """Exactly what `khoso programme tasks --json` prints of a task."""
    missing = six_missing(title=row.title, lead=row.lead, deadline_kind=row.deadline.kind, product=row.product)
    return {
        "group": row.group,
        "number": row.number,
        "title": row.title,
        "lead": row.lead,
        "support": row.support,
        "deadline": {
            "kind": row.deadline.kind,
            "from": _iso(row.deadline.from_day),
            "to": _iso(row.deadline.to_day),
            "text": row.deadline.text,
        },
        "product": row.product,
        "six_clear": not missing,
        "six_missing": list(missing),
        "notes": list(row.notes),
    }


def row_of(task: Any) -> PlanRow:
    """A kept task (`PlanTask`) as the row it was read from, without what it waits for."""
    return PlanRow(
        group=task.group,
        group_title=task.group_title,
        number=task.number,
        title=task.title,
        lead=task.lead,
        support=task.support,
        deadline=Deadline(task.deadline_kind, task.deadline_from, task.deadline_to, task.is_before, task.deadline_text),
        product=task.product,
        notes=tuple(line for line in task.notes.split("\n") if line),
        stage=task.stage,
    )


def table_lines(rows: Iterable[PlanRow], *, width: int = 150) -> list[str]:
    """The road map for a terminal: key, title, lead, when; what is missing and the traps below."""
    lines: list[str] = []
    group = ""
    wide = max(30, width - 8 - 30 - 32)
    for row in rows:
        if row.group != group:
            group = row.group
            lines += ["", f"{group}  {row.group_title}"]
        when = _cut(row.deadline.text or "—", 30)
        lines.append(f"  {row.key:7}{_cut(row.title, wide):{wide}}  {_cut(row.lead, 28):28}  {when}")
        missing = six_missing(title=row.title, lead=row.lead, deadline_kind=row.deadline.kind, product=row.product)
        if missing:
            lines.append(f"         ! chưa đủ 06 rõ: {', '.join(_WORDS[name] for name in missing)}")
        lines += [f"         · {note}" for note in row.notes]
    return lines


def head_lines(plan: PlanDocument) -> list[str]:
    number = f" ({plan.number})" if plan.number else ""
    return [f"{plan.code}{number}: {plan.title}", *(f"  · {note}" for note in plan.notes)]


_WORDS = {
    "person": "người",
    "work": "việc",
    "responsibility": "trách nhiệm",
    "time": "thời gian",
    "product": "sản phẩm",
    "result": "kết quả",
}


def _cut(text: str, width: int) -> str:
    one = " ".join(text.split())
    return one if len(one) <= width else one[: width - 1] + "…"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
