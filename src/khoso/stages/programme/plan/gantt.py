"""The picture of the plan: each task on the months, as planned and as foreseen. Places and sizes; a template draws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from khoso.stages.programme.models import Programme
from khoso.stages.programme.plan.forecast import planned_window, working_days
from khoso.stages.programme.plan.schedule import WorkingDays
from khoso.stages.programme.plan.showing import Line

WIDTH = 1200
LABELS = 330
ROW = 26
TOP = 34
_RIGHT = 12
_TITLE = 46
# A forecast of years ahead would press the plan itself to a stripe.
_MOST_DAYS = 550


@dataclass(frozen=True, slots=True)
class Month:
    x: float
    width: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: where the plan has it, where it will be, how much of that is beyond the plan's last day."""

    line: Line
    y: int
    title: str
    look: str
    plan_x: float | None
    plan_width: float
    x: float | None
    width: float
    late_x: float | None
    late_width: float

    @property
    def middle(self) -> int:
        return self.y + 11

    @property
    def text_y(self) -> int:
        return self.y + 17

    @property
    def plan_y(self) -> int:
        return self.y + 19

    @property
    def bar_y(self) -> int:
        return self.y + 6


@dataclass(frozen=True, slots=True)
class Heading:
    y: int
    text_y: int
    title: str


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    labels: int
    months: list[Month]
    headings: list[Heading]
    bars: list[Bar]
    # Lines between tasks of the critical way, as SVG paths.
    arrows: list[str]
    today_x: float | None
    end_x: float
    is_cut: bool


def draw(programme: Programme, rows: list[Line], today: date) -> Picture:
    """The rows on one axis of days, from the month the plan begins to the month the last of them ends."""
    first = programme.starts_on.replace(day=1)
    ends = [row.forecast.finish for row in rows if row.forecast.finish]
    last = max([programme.ends_on, *ends])
    is_cut = (last - first).days > _MOST_DAYS
    last = _month_after(min(last, first + timedelta(days=_MOST_DAYS))) - timedelta(days=1)
    scale, calendar = _Scale(first, last), working_days()
    bars: list[Bar] = []
    headings: list[Heading] = []
    y, group = TOP, ""
    for row in rows:
        if row.task.group != group:
            group = row.task.group
            headings.append(Heading(y, y + 17, f"{group}. {row.task.group_title}"))
            y += ROW
        bars.append(_bar(programme, row, y, scale, calendar))
        y += ROW
    return Picture(
        WIDTH,
        y + 6,
        LABELS,
        _months(first, last, scale),
        headings,
        bars,
        _arrows(bars),
        scale.x(today) if first <= today <= last else None,
        scale.x(min(programme.ends_on, last)),
        is_cut,
    )


class _Scale:
    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self._day = (WIDTH - LABELS - _RIGHT) / max((last - first).days + 1, 1)

    def x(self, day: date) -> float:
        """Where a day begins; what lies outside is drawn at the edge."""
        inside = min(max(day, self.first), self.last + timedelta(days=1))
        return round(LABELS + (inside - self.first).days * self._day, 1)

    def span(self, first: date, last: date) -> tuple[float, float]:
        start, end = self.x(first), self.x(last + timedelta(days=1))
        return start, round(max(end - start, 2.5), 1)


def _bar(programme: Programme, row: Line, y: int, scale: _Scale, calendar: WorkingDays) -> Bar:
    planned = planned_window(row.task, programme, calendar)
    plan_x, plan_width = scale.span(*planned) if planned else (None, 0.0)
    one = row.forecast
    x, width = scale.span(one.start, one.finish) if one.start and one.finish else (None, 0.0)
    late_x, late_width = None, 0.0
    last = row.task.last_day
    if one.finish and one.start and last and one.late_days:
        late_x, late_width = scale.span(max(last + timedelta(days=1), one.start), one.finish)
    if row.is_done:
        look = "done"
    elif x is None:
        look = "ongoing"
        x, width = scale.span(programme.starts_on, programme.ends_on)
    else:
        look = "critical" if one.is_critical else "open"
    title = " ".join(row.task.title.split())
    short = title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rstrip()}…"
    return Bar(row, y, short, look, plan_x, plan_width, x, width, late_x, late_width)


def _arrows(bars: list[Bar]) -> list[str]:
    """From the end of each critical task to the start of the critical ones that wait for it, as steps."""
    by_key = {bar.line.task.key: bar for bar in bars if bar.look == "critical" and bar.x is not None}
    paths = []
    for bar in by_key.values():
        for link in bar.line.task.waits_for.all():
            before = by_key.get(link.before.key)
            if before is None or before.x is None or bar.x is None:
                continue
            end = round(before.x + before.width, 1)
            paths.append(f"M{end} {before.middle}H{round(max(end, bar.x) + 4, 1)}V{bar.middle}H{bar.x}")
    return paths


def _months(first: date, last: date, scale: _Scale) -> list[Month]:
    found, month = [], first
    while month <= last:
        following = _month_after(month)
        start, width = scale.span(month, following - timedelta(days=1))
        found.append(Month(start, width, f"{month:%m/%y}" if width < 60 else f"{month:%m/%Y}"))
        month = following
    return found


def _month_after(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
