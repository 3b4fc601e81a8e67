"""The histogram of a series by year, drawn by the server: bars of what may be selected, above them what is blocked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from khoso.kernel.numbers_vi import grouped
from khoso.stages.selection.cutoff.rules import Volume, YearVolume

WIDTH, HEIGHT = 920, 280
LEFT, RIGHT, TOP, FLOOR = 56, 12, 28, 240
# So many years at the least lie beside each other: a lone year is no wall.
_FEWEST = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One year: where it stands, how high what may be selected and what is blocked."""

    year: int
    x: float
    width: float
    y: float
    height: float
    blocked_y: float
    blocked_height: float
    is_before: bool
    volume: Volume


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """A picture with its bars, scales, and the line where it is cut."""

    bars: list[Bar]
    values: list[Tick]
    years: list[Tick]
    cut: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    floor: int = FLOOR


def histogram(volumes: Sequence[YearVolume], year: int) -> Histogram:
    """The picture of dossiers by year, cut at `year`; years without any stand empty."""
    known = {one.year: one.volume for one in volumes if one.year is not None}
    first, last = min(known, default=year), max(known, default=year)
    last = max(last, first + _FEWEST - 1)
    span = list(range(first, last + 1))
    most = max((one.dossiers + one.blocked for one in known.values()), default=0) or 1
    top = _nice(most)
    slot = (WIDTH - LEFT - RIGHT) / len(span)
    bars = [_bar(at, LEFT + slot * place, slot, known.get(at, Volume()), top, year) for place, at in enumerate(span)]
    step = next(one for one in (1, 2, 5, 10, 20, 50, 100, 1000) if len(span) / one <= 14)
    years = [Tick(_round(bar.x + bar.width / 2), str(bar.year)) for bar in bars if bar.year % step == 0]
    values = [Tick(_round(FLOOR - (FLOOR - TOP) * part / 4), grouped(top * part // 4)) for part in (0, 2, 4)]
    return Histogram(bars, values, years, _round(LEFT + slot * (min(max(year, first), last + 1) - first)))


def _bar(year: int, x: float, slot: float, volume: Volume, top: int, cut: int) -> Bar:
    scale = (FLOOR - TOP) / top
    height, blocked = volume.dossiers * scale, volume.blocked * scale
    return Bar(
        year,
        _round(x + slot * 0.1),
        _round(slot * 0.8),
        _round(FLOOR - height),
        _round(height),
        _round(FLOOR - height - blocked),
        _round(blocked),
        year < cut,
        volume,
    )


def _nice(most: int) -> int:
    """The next number a scale ends in well, a multiple of four."""
    size = 1
    while True:
        for lead in (4, 8, 12, 20, 40):
            if lead * size >= most:
                return lead * size
        size *= 10


def _round(value: float) -> float:
    return round(value, 2)
