"""What loading a plan would change of the one that is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from khoso.stages.programme import states
from khoso.stages.programme.models import Dependency, PlanTask, Programme
from khoso.stages.programme.plan.rows import PlanDocument, PlanRow

NEVER_LONGER = 1000


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RowChange:
    """`kind`: new, changed, moved (only its place in the list) or gone."""

    kind: str
    key: str
    title: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanChanges:
    """Everything that loading would do; nothing when the same plan is loaded again."""

    is_new: bool
    head: tuple[FieldChange, ...] = ()
    rows: tuple[RowChange, ...] = ()
    # Tasks the new plan lacks though agencies have worked on them: they cannot be taken away.
    kept_for_their_work: tuple[str, ...] = field(default=())

    def __bool__(self) -> bool:
        return self.is_new or bool(self.head or self.rows)

    def of(self, kind: str) -> list[RowChange]:
        return [row for row in self.rows if row.kind == kind]


def head_facts(plan: PlanDocument, city_id: int | None) -> dict[str, Any]:
    """The columns of the programme as the document says them."""
    return {
        "title": plan.title,
        "number": plan.number,
        "issued_on": plan.issued_on,
        "city_id": city_id,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "agency_final_due": plan.agency_final_due,
        "city_final_due": plan.city_final_due,
        "first_period_starts_on": plan.first_period_starts_on,
        "period_days": plan.period_days,
        "notes": "\n".join(plan.notes),
    }


def row_facts(row: PlanRow, order: int) -> dict[str, Any]:
    """The columns of a plan task as the row says them."""
    return {
        "group_title": row.group_title,
        "order": order,
        "title": row.title,
        "lead": row.lead,
        "support": row.support,
        "product": row.product,
        "deadline_kind": row.deadline.kind,
        "deadline_from": row.deadline.from_day,
        "deadline_to": row.deadline.to_day,
        "deadline_text": row.deadline.text,
        "is_before": row.deadline.is_before,
        "stage": row.stage,
        "agency_kinds": list(row.agency_kinds),
        "lead_code": row.lead_code,
        "duration_days": row.duration_days,
        "proof": row.proof,
        "products_wanted": list(row.products_wanted),
        "notes": _notes(row.notes),
    }


def link_facts(row: PlanRow) -> list[list[Any]]:
    return sorted([link.before, link.lag_days, link.is_printed, link.reason] for link in row.waits_for)


def changes(programme: Programme | None, plan: PlanDocument, city_id: int | None) -> PlanChanges:
    """What would change. Asks the database for the tasks and dependencies of the programme."""
    if programme is None:
        rows = tuple(RowChange("new", row.key, row.title) for row in plan.rows)
        return PlanChanges(is_new=True, rows=rows)
    head = tuple(_differences(programme, head_facts(plan, city_id)))
    there = {task.key: task for task in programme.plan_tasks.all()}
    links = links_of(there.values())
    found: list[RowChange] = []
    for order, row in enumerate(plan.rows, start=1):
        task = there.pop(row.key, None)
        if task is None:
            found.append(RowChange("new", row.key, row.title))
            continue
        fields = list(_differences(task, row_facts(row, order)))
        before, after = links.get(row.key, []), link_facts(row)
        if before != after:
            fields.append(FieldChange("waits_for", before, after))
        if fields:
            # A task that only stands elsewhere now, because one was put in above it, says nothing new.
            kind = "moved" if {change.name for change in fields} == {"order"} else "changed"
            said = tuple(change for change in fields if change.name != "order") or tuple(fields)
            found.append(RowChange(kind, row.key, row.title, said))
    gone = [RowChange("gone", key, task.title) for key, task in there.items()]
    worked = [key for key, task in there.items() if has_work(task)]
    return PlanChanges(False, head, (*found, *gone), tuple(worked))


def links_of(tasks: Iterable[PlanTask]) -> dict[str, list[list[Any]]]:
    """What each task waits for, by key, sorted."""
    by_id = {task.pk: task.key for task in tasks}
    found: dict[str, list[list[Any]]] = {}
    for link in Dependency.objects.filter(after__in=by_id):
        found.setdefault(by_id[link.after_id], []).append(
            [by_id[link.before_id], link.lag_days, link.is_printed, link.reason]
        )
    return {key: sorted(rows) for key, rows in found.items()}


def has_work(task: PlanTask) -> bool:
    """Whether any agency did something about the task."""
    given = task.tasks.all()
    return (
        given.exclude(state=states.NOT_BEGUN).exists()
        or given.filter(entries__isnull=False).exists()
        or given.filter(products__isnull=False).exists()
        or given.filter(subtasks__isnull=False).exists()
    )


def _differences(row: Any, facts: dict[str, Any]) -> Iterable[FieldChange]:
    for name, after in facts.items():
        before = getattr(row, name)
        if before != after:
            yield FieldChange(name, before, after)


def _notes(notes: tuple[str, ...]) -> str:
    text = "\n".join(notes)
    return text if len(text) <= NEVER_LONGER else text[: NEVER_LONGER - 1] + "…"
