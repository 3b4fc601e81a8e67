"""The picture of what ends when: a bar for each year, drawn by the server."""

from __future__ import annotations

from dataclasses import dataclass

from khoso.foundation.web.formats import number
from khoso.stages.catalogue.retention.queries import Overview

BEFORE, AFTER = 6, 14
_WIDTH, _HEIGHT, _FOOT, _HEAD = 960, 190, 26, 20


@dataclass(frozen=True, slots=True)
class Bar:
    """One year, or all before (`is_rest`) as one."""

    year: int
    label: str
    count: int
    tone: str
    is_rest: bool
    x: float
    y: float
    width: float
    height: float
    middle: float
    shown: str


@dataclass(frozen=True, slots=True)
class Chart:
    width: int
    height: int
    base: float
    bars: tuple[Bar, ...]


def chart_of(told: Overview) -> Chart | None:
    """Some years back, this one, the years to come; earlier ones together. None where nothing ever ends."""
    if not told.by_year:
        return None
    first, last = told.year - BEFORE, told.year + AFTER
    rest = sum(count for year, count in told.by_year.items() if year < first)
    columns = [(first - 1, f"< {first}", rest, True)] if rest else []
    columns += [(year, str(year), told.by_year.get(year, 0), False) for year in range(first, last + 1)]
    most = max(count for *_year, count, _rest in columns) or 1
    step = _WIDTH / len(columns)
    room = _HEIGHT - _FOOT - _HEAD
    bars = []
    for at, (year, label, count, is_rest) in enumerate(columns):
        height = max(room * count / most, 2 if count else 0)
        tone = "bar-past" if year < told.year else "bar-now" if year == told.year else "bar"
        x = at * step + step * 0.14
        y = _HEIGHT - _FOOT - height
        shown = number(count) if count else ""
        bars.append(
            Bar(
                year=year,
                label=label,
                count=count,
                tone=tone,
                is_rest=is_rest,
                x=x,
                y=y,
                width=step * 0.72,
                height=height,
                middle=at * step + step / 2,
                shown=shown,
            )
        )
    return Chart(_WIDTH, _HEIGHT, _HEIGHT - _FOOT, tuple(bars))
