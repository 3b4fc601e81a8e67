"""What a colour of the wall means: one task, one cell, one agency. Pure, so that it can be proved and explained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from khoso.kernel.clock import VIETNAM
from khoso.kernel.words import noop

# Days before the last day in which a task that is not done asks for attention.
SOON_DAYS = 7
# One whole report period behind: somebody has told of it once and it is still not done.
VERY_LATE_DAYS = 14


class Light(StrEnum):
    """How something stands, from good to bad. The order is the order of worry."""

    NONE = "none"
    DONE = "done"
    ON_TRACK = "on_track"
    SOON = "soon"
    LATE = "late"
    CLAIM = "claim"
    VERY_LATE = "very_late"


WORRY: dict[Light, int] = {light: place for place, light in enumerate(Light)}
# Those that count as behind wherever agencies are counted.
BEHIND = frozenset({Light.LATE, Light.CLAIM, Light.VERY_LATE})

LABELS = {
    Light.NONE: noop("Không có nhiệm vụ"),
    Light.DONE: noop("Hoàn thành"),
    Light.ON_TRACK: noop("Đúng tiến độ"),
    Light.SOON: noop("Đến hạn trong 07 ngày"),
    Light.LATE: noop("Trễ hạn"),
    Light.CLAIM: noop("Báo xong, chưa có sản phẩm"),
    Light.VERY_LATE: noop("Trễ trên 14 ngày"),
}
# The sign says the same as the colour, for those who do not see it and for paper.
SIGNS = {
    Light.NONE: "",
    Light.DONE: "✓",
    Light.ON_TRACK: "·",
    Light.SOON: "!",
    Light.LATE: "▲",
    Light.CLAIM: "?",
    Light.VERY_LATE: "▲▲",
}


class Standing(Protocol):
    """What the colour of a task follows from."""

    @property
    def state(self) -> str: ...
    @property
    def due(self) -> date | None: ...
    @property
    def percent(self) -> int: ...
    @property
    def done_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Cell:
    """All tasks of one agency in one part of the road. `days`: late where positive, left until the next day where not.

    `percent` is of the tasks that apply; what is only said to be done counts 99 at most.
    """

    light: Light = Light.NONE
    percent: int = 0
    days: int | None = None
    tasks: int = 0
    done: int = 0
    claims: int = 0
    late: int = 0


def light_of(task: Standing, today: date) -> Light:
    """The colour of one task. A product decides, not a word: what is said done stays a claim, in time or late."""
    match task.state:
        case "done":
            return Light.DONE
        case "waived":
            return Light.NONE
        case "said_done":
            return Light.CLAIM
    if task.due is None:
        return Light.ON_TRACK
    return light_of_days((today - task.due).days)


def light_of_days(behind: int) -> Light:
    """The colour of something that is not done, `behind` days after its last day (negative: before it)."""
    if behind > VERY_LATE_DAYS:
        return Light.VERY_LATE
    if behind > 0:
        return Light.LATE
    return Light.SOON if behind >= -SOON_DAYS else Light.ON_TRACK


def days_late(task: Standing, today: date) -> int:
    """How many days after its last day a task is, or was when it was done; 0 in time, and where no day is named."""
    if task.due is None or task.state == "waived":
        return 0
    until = task.done_on if task.state == "done" and task.done_on else today
    return max(0, (until - task.due).days)


def cell_of(tasks: Iterable[Standing], today: date) -> Cell:
    """The worst of the tasks gives the colour; the figure is what matters of that colour."""
    counted = [(task, light) for task in tasks if (light := light_of(task, today)) is not Light.NONE]
    if not counted:
        return Cell()
    worst = max((light for _, light in counted), key=WORRY.__getitem__)
    open_days = [(today - task.due).days for task, light in counted if light is not Light.DONE and task.due]
    share = [100 if light is Light.DONE else min(task.percent, 99) for task, light in counted]
    return Cell(
        light=worst,
        percent=sum(share) // len(share),
        days=max(open_days, default=None),
        tasks=len(counted),
        done=sum(light is Light.DONE for _, light in counted),
        claims=sum(light is Light.CLAIM for _, light in counted),
        late=sum(days > 0 for days in open_days),
    )


@dataclass(frozen=True, slots=True)
class Filed:
    """One report an agency owes: until when, and when it came (None: it is not there)."""

    due_at: datetime
    submitted_at: datetime | None


def report_cell(owed: Sequence[Filed], now: datetime) -> Cell:
    """How the two-weekly reports of an agency stand. What comes round has no last day of its own: the reports tell.

    # Luật: KH 82 VI.6.a-b
    """
    if not owed:
        return Cell()
    missing = [one for one in owed if one.submitted_at is None]
    there = len(owed) - len(missing)
    behind = [_days(one.due_at, now) for one in missing]
    worst = max((light_of_days(days) for days in behind), key=WORRY.__getitem__, default=Light.DONE)
    late = sum(days > 0 for days in behind)
    return Cell(worst, 100 * there // len(owed), max(behind, default=None), len(owed), there, 0, late)


def _days(due_at: datetime, now: datetime) -> int:
    """Days begun since a moment; in time until that moment itself."""
    if now <= due_at:
        return -((due_at - now) // timedelta(days=1))
    return max(1, (now.astimezone(VIETNAM).date() - due_at.astimezone(VIETNAM).date()).days)


def both(one: Cell, other: Cell) -> Cell:
    """Two cells as one: the worse colour, the figures together."""
    if one.light is Light.NONE:
        return other
    if other.light is Light.NONE:
        return one
    tasks = one.tasks + other.tasks
    days = [days for days in (one.days, other.days) if days is not None]
    return Cell(
        max(one.light, other.light, key=WORRY.__getitem__),
        (one.percent * one.tasks + other.percent * other.tasks) // tasks,
        max(days, default=None),
        tasks,
        one.done + other.done,
        one.claims + other.claims,
        one.late + other.late,
    )


def worst_of(cells: Iterable[Cell]) -> Cell:
    """A row as one cell: what sorts agencies, and colours them where only one colour fits."""
    told = Cell()
    for cell in cells:
        told = both(told, cell)
    return told


def worry_key(cells: Sequence[Cell]) -> tuple[int, int, int, int]:
    """Sorts the worst first: colour, then how many parts are behind, then days, then what is claimed."""
    behind = sum(cell.light in BEHIND for cell in cells)
    days = max((cell.days or 0 for cell in cells), default=0)
    worst = max((WORRY[cell.light] for cell in cells), default=0)
    return -worst, -behind, -days, -sum(cell.claims for cell in cells)
