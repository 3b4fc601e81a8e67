"""Plan, pace and forecast of a volume: pure arithmetic over days and numbers. Nothing here asks the database.

**Plan.** A total V from the first to the last planned day is spread over the n working days between them by the S-shape
s(x) = 3x² − 2x³ of the share x = k/n of working days that are over: slow at first, fastest in the middle, slow at the
end, s(0) = 0, s(1/2) = 1/2, s(1) = 1. On days off the plan stands still.

**Pace.** Taken from the last 20 working days that are over, as gains from the end of one to the end of the next (what
came on days off counts with the working day before). The pace is the weighted median of the slopes between every two of
those days, each slope weighted by its distance: work that comes in batches has a pace though most single days are
empty, and one bulk entry does not make it run away.

**Forecast.** What is left, divided by the pace, in working days after today. Its interval says how much the pace of the
last weeks itself swings: weeks of five consecutive gains are drawn with replacement (from the same seed every time)
until as many days are drawn as were seen, 200 times over; the interval runs from the pace that nine tenths of the draws
reach to the one that one tenth does. The pace itself always lies inside. It is the spread of what was, not a promise: a
holiday season or a second scanner is not in it.

All of it is done in whole numbers and fractions: ten times the volume gives the same days.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import ceil
from random import Random
from typing import NamedTuple

WINDOW = 20
# With fewer finished working days than this nobody can speak of a pace.
FEWEST = 5
BLOCK = 5
DRAWS = 200
SEED = 82
# Of the draws, left out at each end: a tenth.
TAIL = DRAWS // 10
# Ten years of working days: what takes longer does not end at this pace.
HORIZON = 2500
ONE_DAY = timedelta(days=1)

IsWorking = Callable[[date], bool]


class Point(NamedTuple):
    """A value at the end of a day."""

    day: date
    value: int


class Outlook(StrEnum):
    """What can be said of the end."""

    NO_TARGET = "no_target"
    DONE = "done"
    TOO_EARLY = "too_early"
    NEVER = "never"
    MOVING = "moving"


@dataclass(frozen=True, slots=True)
class Forecast:
    """When today's pace ends. Paces are in units a working day; `latest` None: the slow pace never ends."""

    outlook: Outlook
    pace: float = 0.0
    pace_low: float = 0.0
    pace_high: float = 0.0
    ends_on: date | None = None
    earliest: date | None = None
    latest: date | None = None


def s_shape(total: int, over: int, whole: int) -> int:
    """`total` × (3x² − 2x³) of the share x = over/whole, to the nearest whole number, halves up."""
    part, of = total * over * over * (3 * whole - 2 * over), whole**3
    return (2 * part + of) // (2 * of)


def planned(total: int, starts_on: date, ends_on: date, is_working: IsWorking) -> list[Point]:
    """The plan at the end of every day from the one before the first (nothing yet) to the last (everything)."""
    days = [starts_on + ONE_DAY * number for number in range((ends_on - starts_on).days + 1)]
    worked = [is_working(day) for day in days]
    whole = sum(worked) or 1
    told, over = [Point(starts_on - ONE_DAY, 0)], 0
    for day, counts in zip(days, worked, strict=True):
        over += counts
        told.append(Point(day, s_shape(total, over, whole)))
    # A span without one working day is done on its last day all the same.
    told[-1] = Point(ends_on, total)
    return told


def value_on(points: Sequence[Point], day: date) -> int:
    """The value of a line at the end of a day: nothing before it begins, its last value after it ends."""
    return next((point.value for point in reversed(points) if point.day <= day), 0)


def gains(finished: Sequence[Point], is_working: IsWorking) -> list[int]:
    """What came between the ends of the last working days that are over; what came on days off counts before them.

    `finished`: values at the end of days, in order. A day nobody read counts with the next that was.
    """
    if not finished:
        return []
    first, last = finished[0].day, finished[-1].day
    values: dict[date, int] = dict(finished)
    marks: list[int] = []
    at, value = first, finished[0].value
    while at <= last:
        value = values.get(at, value)
        if is_working(at) or not marks:
            marks.append(value)
        else:
            marks[-1] = value
        at += ONE_DAY
    kept = marks[-(WINDOW + 1) :]
    return [after - before for before, after in pairwise(kept)]


def pace_of(gained: Sequence[int]) -> Fraction:
    """The weighted median of the slopes between every two days; 0 where it would fall."""
    heights = [0]
    for gain in gained:
        heights.append(heights[-1] + gain)
    slopes = sorted(
        (Fraction(heights[late] - heights[early], late - early), late - early)
        for early in range(len(heights))
        for late in range(early + 1, len(heights))
    )
    half, weighed = sum(weight for _, weight in slopes) / 2, 0
    for slope, weight in slopes:
        weighed += weight
        if weighed >= half:
            return max(slope, Fraction(0))
    return Fraction(0)


@lru_cache(maxsize=64)
def _starts(days: int) -> tuple[tuple[int, ...], ...]:
    """Where the weeks of each draw begin, the same for every agency and every day on which as many days were seen."""
    chance, weeks = Random(f"{SEED}:{days}"), ceil(days / BLOCK)  # noqa: S311 - nothing secret is drawn
    return tuple(tuple(chance.randrange(days) for _ in range(weeks)) for _ in range(DRAWS))


def spread_of(gained: Sequence[int]) -> tuple[Fraction, Fraction]:
    """The slow and the fast pace between which eight tenths of the draws lie."""
    days = len(gained)
    if not days:
        return Fraction(0), Fraction(0)
    sums = [sum(gained[(start + step) % days] for step in range(BLOCK)) for start in range(days)]
    drawn = sorted(sum(sums[start] for start in starts) for starts in _starts(days))
    worked = BLOCK * ceil(days / BLOCK)
    return max(Fraction(drawn[TAIL], worked), Fraction(0)), max(Fraction(drawn[-1 - TAIL], worked), Fraction(0))


def forecast(finished: Sequence[Point], *, value: int, target: int, today: date, is_working: IsWorking) -> Forecast:
    """When the volume is reached at the pace of the days that are over. `value`: how much there is now."""
    if target <= 0:
        return Forecast(Outlook.NO_TARGET)
    gained = gains(finished, is_working)
    pace = pace_of(gained)
    slow, fast = spread_of(gained)
    slow, fast = min(slow, pace), max(fast, pace)
    ends_on = earliest = latest = None
    if value >= target:
        outlook = Outlook.DONE
    elif len(gained) < FEWEST:
        outlook = Outlook.TOO_EARLY
    elif (ends_on := end_at(pace, target - value, today, is_working)) is None:
        outlook = Outlook.NEVER
    else:
        outlook = Outlook.MOVING
        earliest = end_at(fast, target - value, today, is_working)
        latest = end_at(slow, target - value, today, is_working)
    return Forecast(outlook, float(pace), float(slow), float(fast), ends_on, earliest, latest)


def end_at(pace: Fraction, left: int, today: date, is_working: IsWorking) -> date | None:
    """The working day after today on which `left` is done at this pace; None when it does not end in ten years."""
    if pace <= 0:
        return None
    needed = ceil(left / pace)
    if needed > HORIZON:
        return None
    day = today
    while needed:
        day += ONE_DAY
        needed -= is_working(day)
    return day
