"""When everything will be done if nothing changes: forward and backward over working days, and what slips push.

Pure. A working day is what `is_working_day` says. A task of n days that starts on a working day ends on the n-th; a
milestone (0 days) ends on the day it may start. What follows starts on the working day after the last thing it waits
for ended, and `lag` working days later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from khoso.kernel.words import Sentence
from khoso.stages.programme.plan.rings import find_ring

IsWorkingDay = Callable[[date], bool]
# A year without a working day is a mistake of whoever says which days are.
_LONGEST_REST = 370


def monday_to_friday(day: date) -> bool:
    return day.weekday() < 5


@dataclass(frozen=True, slots=True)
class Step:
    """A task as the schedule sees it. `waits_for`: (key, lag in working days)."""

    key: str
    duration: int = 0
    # Not to begin before this day, where the plan says so.
    not_before: date | None = None
    # The last day on which it is in time.
    last_day: date | None = None
    begun_on: date | None = None
    done_on: date | None = None
    waits_for: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """What comes of a task. Days are working days."""

    key: str
    start: date
    finish: date
    is_done: bool
    # How many days it may slip before the end of everything slips.
    slack: int
    # On the longest way to the end: a day more here is a day more there.
    is_critical: bool
    # Days after its own last day; 0 when in time or no day is named.
    late_days: int = 0
    # What it moves by being late: key → days.
    pushes: Mapping[str, int] = field(default_factory=dict)


class WorkingDays:
    """Counting in working days, with what was found kept: a schedule asks for the same days again and again."""

    def __init__(self, is_working_day: IsWorkingDay = monday_to_friday) -> None:
        self._asked: dict[date, bool] = {}
        self._is_working_day = is_working_day

    def works(self, day: date) -> bool:
        if day not in self._asked:
            self._asked[day] = self._is_working_day(day)
        return self._asked[day]

    def on_or_after(self, day: date) -> date:
        return self._seek(day, 1)

    def on_or_before(self, day: date) -> date:
        return self._seek(day, -1)

    def _seek(self, day: date, step: int) -> date:
        for _ in range(_LONGEST_REST):
            if self.works(day):
                return day
            day += timedelta(days=step)
        raise ValueError("no working day within a year")

    def plus(self, day: date, days: int) -> date:
        """`days` working days after the working day `day`; before it where `days` is negative."""
        step = 1 if days >= 0 else -1
        for _ in range(abs(days)):
            day = self._seek(day + timedelta(days=step), step)
        return day

    def between(self, first: date, last: date) -> int:
        """Working days after `first` up to and with `last`; negative the other way round."""
        if last < first:
            return -self.between(last, first)
        count, day = 0, first
        while day < last:
            day += timedelta(days=1)
            count += self.works(day)
        return count


def forecast(
    steps: Iterable[Step],
    *,
    starts_on: date,
    today: date,
    is_working_day: IsWorkingDay = monday_to_friday,
) -> dict[str, Forecast]:
    """What comes of every task, in the order given. Raises ValueError when tasks wait for each other in a ring.

    Nothing that is open is foreseen before `today`; what is done ended when it did.
    """
    plan = {step.key: step for step in steps}
    order = in_order(plan)
    days = WorkingDays(is_working_day)
    starts, ends = _forward(plan, order, starts_on, today, days)
    latest = _backward(plan, order, starts, ends, days)
    late = {key: _late(plan[key], ends[key], days) for key in order}
    found = {}
    for key in plan:
        step = plan[key]
        slack = days.between(ends[key], latest[key])
        is_done = step.done_on is not None
        found[key] = Forecast(
            key,
            starts[key],
            ends[key],
            is_done,
            slack,
            is_critical=slack <= 0 and not is_done,
            late_days=late[key],
            pushes=_pushes(plan, order, step, ends, starts_on, today, days) if late[key] else {},
        )
    return found


def in_order(plan: Mapping[str, Step]) -> list[str]:
    """Every task after all it waits for; those not in the plan are not waited for. Raises ValueError for a ring."""
    waits = {key: [before for before, _ in step.waits_for if before in plan] for key, step in plan.items()}
    if ring := find_ring(waits):
        raise ValueError(Sentence("Các nhiệm vụ chờ nhau thành vòng: {ring}.", ring=" → ".join(ring)))
    order: list[str] = []
    placed: set[str] = set()
    for start in plan:
        stack = [start]
        while stack:
            key = stack[-1]
            ahead = [before for before in waits[key] if before not in placed]
            if ahead:
                stack.extend(ahead)
                continue
            stack.pop()
            if key not in placed:
                placed.add(key)
                order.append(key)
    return order


def _forward(
    plan: Mapping[str, Step],
    order: list[str],
    starts_on: date,
    today: date,
    days: WorkingDays,
    capped: Mapping[str, date] | None = None,
) -> tuple[dict[str, date], dict[str, date]]:
    """(start, end) of each task; one in `capped` ends on its day there, whatever would come of it."""
    starts: dict[str, date] = {}
    ends: dict[str, date] = {}
    first = days.on_or_after(starts_on)
    now = days.on_or_after(max(today, starts_on))
    for key in order:
        step = plan[key]
        ready = first
        for before, lag in step.waits_for:
            if before in ends:
                after = days.plus(days.on_or_after(ends[before] + timedelta(days=1)), lag)
                # A milestone is reached on the day the last thing before it ends.
                if step.duration == 0 and lag == 0:
                    after = days.on_or_after(ends[before])
                ready = max(ready, after)
        if step.not_before:
            ready = max(ready, days.on_or_after(step.not_before))
        if capped and key in capped:
            starts[key], ends[key] = min(ready, capped[key]), capped[key]
        elif step.done_on:
            starts[key], ends[key] = min(step.begun_on or step.done_on, step.done_on), step.done_on
        elif step.begun_on:
            starts[key] = step.begun_on
            worked = _end(days.on_or_after(step.begun_on), step.duration, days)
            # Begun early does not mean done before what it waits for.
            ends[key] = max(worked, now, ready)
        else:
            starts[key] = max(ready, now)
            ends[key] = _end(starts[key], step.duration, days)
    return starts, ends


def _end(start: date, duration: int, days: WorkingDays) -> date:
    return days.plus(start, max(duration - 1, 0))


def _backward(
    plan: Mapping[str, Step],
    order: list[str],
    starts: Mapping[str, date],
    ends: Mapping[str, date],
    days: WorkingDays,
) -> dict[str, date]:
    """The latest end of each task that leaves the end of everything where it is."""
    last = days.on_or_after(max(ends.values(), default=date.min)) if ends else date.min
    latest = dict.fromkeys(order, last)
    for key in reversed(order):
        step = plan[key]
        room = max(0, days.between(ends[key], latest[key]))
        start = days.plus(days.on_or_after(starts[key]), room)
        for before, lag in step.waits_for:
            if before not in latest or step.done_on:
                continue
            gap = 0 if step.duration == 0 and lag == 0 else 1 + lag
            latest[before] = min(latest[before], days.plus(start, -gap))
    return latest


def _late(step: Step, end: date, days: WorkingDays) -> int:
    if step.last_day is None or end <= step.last_day:
        return 0
    # Late by a weekend only is late by the day after it.
    return max(1, days.between(step.last_day, end))


def _pushes(
    plan: Mapping[str, Step],
    order: list[str],
    step: Step,
    ends: Mapping[str, date],
    starts_on: date,
    today: date,
    days: WorkingDays,
) -> dict[str, int]:
    """What would come earlier, and by how many days, had this one task ended on its last day."""
    assert step.last_day is not None
    cap = days.on_or_before(step.last_day)
    _, without = _forward(plan, order, starts_on, today, days, {step.key: cap})
    moved = {key: days.between(without[key], ends[key]) for key in order if key != step.key and not plan[key].done_on}
    return {key: moved[key] for key in plan if moved.get(key, 0) > 0}
