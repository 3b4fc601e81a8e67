"""Where work piles up: what is at its turn and not done, since when, and how much waits behind it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

_OVER = frozenset({"done", "waived"})


class Work(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def agency_id(self) -> int: ...
    @property
    def plan_task_id(self) -> int: ...
    @property
    def stage(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def due(self) -> date | None: ...
    @property
    def done_on(self) -> date | None: ...
    @property
    def begun_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Held:
    """A task at its turn that is not done. `holds`: tasks that wait behind it, of so many `agencies`."""

    task: Any
    since: date
    waits: int
    late: int
    holds: int
    agencies: int


@dataclass(frozen=True, slots=True)
class Pile:
    """One part of the road: tasks at their turn, tasks that cannot begin yet, the longest wait among the former."""

    stage: str
    at_turn: int
    blocked: int
    agencies: int
    longest: Held | None
    middle: int


def held(work: Sequence[Work], edges: Iterable[tuple[int, int]], start: date, today: date) -> list[Held]:
    """Every task at its turn with what waits behind it, the one that holds up most first.

    A task is at its turn when all before it are over: its own agency's, and the city's where the task before is done
    once for all. It has waited since the last of them was done, or since the programme began.
    """
    before, behind = _neighbours(edges)
    by_plan: dict[int, list[Work]] = defaultdict(list)
    for one in work:
        by_plan[one.plan_task_id].append(one)
    reach = {plan: _reach(plan, behind) for plan in by_plan}
    open_in = {plan: [one for one in found if one.state not in _OVER] for plan, found in by_plan.items()}
    found = []
    for one in work:
        if one.state in _OVER:
            continue
        ahead = [task for plan in before.get(one.plan_task_id, ()) for task in _of(by_plan.get(plan, ()), one)]
        if any(task.state not in _OVER for task in ahead):
            continue
        since = max((task.done_on for task in ahead if task.done_on), default=start)
        waiting = [task for plan in reach[one.plan_task_id] for task in _behind(open_in.get(plan, ()), one, by_plan)]
        late = (today - one.due).days if one.due else 0
        found.append(
            Held(
                one,
                since,
                max(0, (today - since).days),
                max(0, late),
                len(waiting),
                len({task.agency_id for task in waiting}),
            )
        )
    return sorted(found, key=lambda one: (-one.holds, -one.late, -one.waits, one.task.id))


def piles(work: Sequence[Work], at_turn: Sequence[Held], stages: Iterable[str]) -> list[Pile]:
    """The parts of the road in order, with what is stuck in each."""
    turn = {one.task.id for one in at_turn}
    told = []
    for stage in stages:
        here = [one for one in at_turn if one.task.stage == stage]
        blocked = sum(1 for one in work if one.stage == stage and one.state not in _OVER and one.id not in turn)
        waits = sorted(one.waits for one in here)
        longest = max(here, key=lambda one: (one.waits, one.holds, -one.task.id), default=None)
        agencies = len({one.task.agency_id for one in here})
        told.append(Pile(stage, len(here), blocked, agencies, longest, waits[len(waits) // 2] if waits else 0))
    return told


def fullest(found: Sequence[Pile]) -> str:
    """Where most tasks are stuck; empty when nothing is."""
    most = max(found, key=lambda one: one.at_turn, default=None)
    return most.stage if most and most.at_turn else ""


def _neighbours(edges: Iterable[tuple[int, int]]) -> tuple[Mapping[int, list[int]], Mapping[int, list[int]]]:
    before: dict[int, list[int]] = defaultdict(list)
    behind: dict[int, list[int]] = defaultdict(list)
    for first, then in edges:
        before[then].append(first)
        behind[first].append(then)
    return before, behind


def _reach(plan: int, behind: Mapping[int, list[int]]) -> set[int]:
    """Everything that comes after, however far; a circle in the plan ends where it began."""
    seen: set[int] = set()
    waiting = list(behind.get(plan, ()))
    while waiting:
        one = waiting.pop()
        if one not in seen and one != plan:
            seen.add(one)
            waiting += behind.get(one, ())
    return seen


def _of(tasks: Collection[Work], one: Work) -> list[Work]:
    """The tasks that stand before `one`: of its own agency where that has them, else those done once for all."""
    own = [task for task in tasks if task.agency_id == one.agency_id]
    return own or (list(tasks) if len(tasks) == 1 else [])


def _behind(tasks: Collection[Work], one: Work, by_plan: Mapping[int, Sequence[Work]]) -> list[Work]:
    """The tasks that wait for `one`: its own agency's; everybody's where `one` is done once for all."""
    if len(by_plan[one.plan_task_id]) == 1:
        return list(tasks)
    return [task for task in tasks if task.agency_id == one.agency_id]
