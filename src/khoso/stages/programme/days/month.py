"""A month as a calendar shows it: whole weeks from Monday to Sunday, each day with what it holds."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from khoso.kernel.calendar import CalendarEntry, EntryKind
from khoso.stages.programme.days.rules import WorkCalendar

# A day of the grid shows so many; the rest is opened.
SHOWN = 4
FIRST, LAST = date(2020, 1, 1), date(2099, 12, 1)


@dataclass(slots=True)
class Line:
    """An entry as a day shows it."""

    entry: CalendarEntry
    is_late: bool


@dataclass(slots=True)
class Day:
    """One day of the grid."""

    day: date
    is_in_month: bool
    is_working: bool
    is_today: bool
    lines: list[Line] = field(default_factory=list)

    @property
    def shown(self) -> list[Line]:
        return self.lines[:SHOWN]

    @property
    def more(self) -> list[Line]:
        return self.lines[SHOWN:]


def weeks_of(month: date) -> list[list[date]]:
    return Calendar().monthdatescalendar(month.year, month.month)


def grid(month: date, entries: Iterable[CalendarEntry], days: WorkCalendar, today: date) -> list[list[Day]]:
    """The weeks of a month with their entries; what lasts several days stands on its first and its last."""
    weeks = [
        [Day(day, day.month == month.month, days.is_working(day), day == today) for day in week]
        for week in weeks_of(month)
    ]
    by_day = {day.day: day for week in weeks for day in week}
    for entry in entries:
        is_late = entry.is_due and not entry.is_done and (entry.last or entry.day) < today
        for when in {entry.day, entry.last or entry.day}:
            if when in by_day:
                by_day[when].lines.append(Line(entry, is_late))
    return weeks


def month_named(text: str, today: date) -> date:
    """The first day of the month `2026-12`; of the present month for anything else."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        found = today.replace(day=1)
    return min(max(found, FIRST), LAST)


def beside(month: date, by: int) -> date:
    """The month before (-1) or after (1)."""
    number = month.year * 12 + month.month - 1 + by
    return min(max(date(number // 12, number % 12 + 1, 1), FIRST), LAST)


SIGNS = {
    EntryKind.TASK: "checklist",
    EntryKind.REPORT: "report",
    EntryKind.MEETING: "users",
    EntryKind.VISIT: "clipboard-check",
    EntryKind.FINDING: "alert-triangle",
    EntryKind.GUIDANCE: "books",
    EntryKind.HOLIDAY: "sun",
    EntryKind.OTHER: "calendar",
}
