"""A curve set out for the page: where every line, tick and word of the picture stands. Numbers only, no colours.

The picture is drawn twice, wide and narrow, and the page shows the one that fits: words keep their size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor, log10
from typing import NamedTuple

from khoso.foundation.web.formats import number
from khoso.stages.reporting.readings.curve import Outlook, Point, value_on
from khoso.stages.reporting.readings.progress import Curve

# What lies behind the last planned day is drawn as far as this share of the whole span.
BEYOND = 0.3
STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Paper:
    """The size of a picture and its margins, in its own units. `months`: every how many a label stands."""

    name: str
    width: int
    height: int
    left: int
    right: int = 16
    top: int = 22
    bottom: int = 34
    most_ticks: int = 5
    least_day_gap: int = 62


WIDE = Paper("wide", 1000, 380, 66)
NARROW = Paper("narrow", 360, 300, 52, most_ticks=4, least_day_gap=56)


class Tick(NamedTuple):
    """A mark of an axis: where it is, what it says."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """One picture. Paths are what SVG calls `d`; empty where there is nothing to draw."""

    paper: Paper
    plan: str
    actual: str
    forecast: str
    band: str
    now: Tick | None
    end: Tick | None
    planned_end: Tick | None
    dot: tuple[float, float] | None
    days: list[Tick]
    values: list[Tick]

    @property
    def floor(self) -> int:
        return self.paper.height - self.paper.bottom

    @property
    def wall(self) -> int:
        return self.paper.width - self.paper.right


class Row(NamedTuple):
    """One row of the table beside the picture. Empty where a line has no value on the day."""

    day: date
    planned: int
    actual: int | None

    @property
    def ahead(self) -> int | None:
        return None if self.actual is None else self.actual - self.planned


@dataclass(frozen=True, slots=True)
class Shown:
    """A curve as `reporting/_curve.html` shows it. `key` tells several on one page apart."""

    curve: Curve
    key: str
    pictures: list[Drawn]
    rows: list[Row]


def shown(curve: Curve, key: str = "0") -> Shown:
    """Everything the component needs."""
    return Shown(curve, key, drawn(curve), rows(curve))


def drawn(curve: Curve) -> list[Drawn]:
    """The wide picture and the narrow one."""
    return [_draw(curve, WIDE), _draw(curve, NARROW)]


def rows(curve: Curve, every: int = 14) -> list[Row]:
    """Plan and readings every two weeks, on the last day that was read and on the last planned one."""
    if not curve.plan:
        return []
    first, last = curve.plan[0].day + timedelta(days=every), curve.plan[-1].day
    days = {first + timedelta(days=every * step) for step in range((last - first).days // every + 1)} | {last}
    if curve.as_of:
        days.add(curve.as_of)
    read = dict(curve.actual)
    return [Row(day, value_on(curve.plan, day), read.get(day)) for day in sorted(days)]


def nice_step(most: int, ticks: int) -> int:
    """The step of an axis up to `most`: 1, 2 or 5 with noughts, and no more than `ticks` of them."""
    if most <= ticks:
        return 1
    rough = most / ticks
    power = 10 ** floor(log10(rough))
    return next(int(power * step) for step in STEPS if power * step >= rough)


class _Scale:
    """From days and values to places on the paper."""

    def __init__(self, paper: Paper, first: date, last: date, most: int) -> None:
        self.paper, self.first, self.last, self.most = paper, first, last, most
        self._days = max((last - first).days, 1)

    def x(self, day: date) -> float:
        share = (day - self.first).days / self._days
        return round(self.paper.left + share * (self.paper.width - self.paper.left - self.paper.right), 1)

    def y(self, value: float) -> float:
        share = value / self.most if self.most else 0
        floor_ = self.paper.height - self.paper.bottom
        return round(floor_ - share * (floor_ - self.paper.top), 1)

    def path(self, points: Sequence[Point]) -> str:
        """A line through the points; those that lie on one height in between are left out."""
        kept = [
            point
            for place, point in enumerate(points)
            if place in (0, len(points) - 1) or not (points[place - 1].value == point.value == points[place + 1].value)
        ]
        return " ".join(
            f"{'L' if place else 'M'}{self.x(day)} {self.y(value)}" for place, (day, value) in enumerate(kept)
        )


def _last_day(curve: Curve) -> date:
    """Where the picture ends: with the plan, or with the forecast as far as it fits."""
    end = curve.ends_on
    first = curve.plan[0].day if curve.plan else curve.starts_on
    told = [day for day in (curve.forecast.ends_on, curve.forecast.latest, curve.as_of) if day]
    farthest = end + timedelta(days=round((end - first).days * BEYOND))
    return min(max([end, *told]), max(farthest, curve.as_of or end))


def _draw(curve: Curve, paper: Paper) -> Drawn:
    first = curve.plan[0].day if curve.plan else curve.starts_on - timedelta(days=1)
    first = min(first, curve.actual[0].day) if curve.actual else first
    highest = max(curve.total, max((point.value for point in curve.actual), default=0), 1)
    step = nice_step(highest, paper.most_ticks)
    most = -(-highest // step) * step
    scale = _Scale(paper, first, _last_day(curve), most)
    forecast, band, end = _future(curve, scale)
    now = curve.actual[-1] if curve.actual else None
    return Drawn(
        paper=paper,
        plan=scale.path(curve.plan),
        actual=scale.path(curve.actual),
        forecast=forecast,
        band=band,
        now=Tick(scale.x(now.day), f"{now.day:%d/%m}") if now else None,
        end=end,
        planned_end=Tick(scale.x(curve.ends_on), f"{curve.ends_on:%d/%m}") if curve.plan else None,
        dot=(scale.x(now.day), scale.y(now.value)) if now else None,
        days=_days(scale),
        values=[Tick(scale.y(value), number(value)) for value in range(0, most + 1, step)],
    )


def _future(curve: Curve, scale: _Scale) -> tuple[str, str, Tick | None]:
    """The line of the forecast, the band of its interval, and where the line arrives, if that is on the paper."""
    told, now = curve.forecast, curve.actual[-1] if curve.actual else None
    if now is None or told.outlook is not Outlook.MOVING or told.ends_on is None or told.earliest is None:
        return "", "", None

    def reached(day: date | None) -> tuple[date, float]:
        """Where a line to the target on `day` (None: never) leaves the paper."""
        if day is None:
            return scale.last, now.value
        if day <= scale.last:
            return day, curve.total
        share = (scale.last - now.day).days / max((day - now.day).days, 1)
        return scale.last, now.value + (curve.total - now.value) * share

    def place(point: tuple[date, float]) -> str:
        return f"{scale.x(point[0])} {scale.y(point[1])}"

    start = place((now.day, now.value))
    ends, early, late = reached(told.ends_on), reached(told.earliest), reached(told.latest)
    corner = [(scale.last, float(curve.total))] if early[1] == curve.total and late[1] < curve.total else []
    band = " L".join([start, place(early), *map(place, corner), place(late)])
    is_there = told.ends_on <= scale.last
    return (
        f"M{start} L{place(ends)}",
        f"M{band} Z",
        Tick(scale.x(told.ends_on), f"{told.ends_on:%d/%m}") if is_there else None,
    )


def _days(scale: _Scale) -> list[Tick]:
    """The first days of months, thinned until their labels have room; the year where it turns."""
    found: list[Tick] = []
    year, month = scale.first.year, scale.first.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        day = date(year, month, 1)
        if day > scale.last:
            return found
        at = scale.x(day)
        has_room = at <= scale.paper.width - scale.paper.right - 14
        if has_room and (not found or at - found[-1].at >= scale.paper.least_day_gap):
            found.append(Tick(at, f"{day:%d/%m/%y}" if month == 1 else f"{day:%d/%m}"))
