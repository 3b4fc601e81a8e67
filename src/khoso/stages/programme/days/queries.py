"""Asking which days are worked. Whoever counts many times takes the calendar once and counts with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from khoso.foundation.web import counting
from khoso.stages.programme.days.rules import DayFact, WorkCalendar
from khoso.stages.programme.models import DayOff


def work_calendar() -> WorkCalendar:
    """The calendar with the days Home Affairs entered; kept some seconds in the memory of the process."""
    return _asked(())


@counting.same_for_ids
def _asked(_: Iterable[Any]) -> WorkCalendar:
    return counting.for_all("programme.days_off", None, _read)


def _read() -> WorkCalendar:
    return WorkCalendar({row.day: DayFact(row.is_working, row.name, row.decision) for row in DayOff.objects.all()})


def is_working_day(day: date) -> bool:
    """Whether the offices work on this day."""
    return work_calendar().is_working(day)


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`, before it when negative; with 0 the day itself or the next worked."""
    return work_calendar().add(day, count)


def working_days_between(first: date, last: date) -> int:
    """How many working days come after `first` up to `last` with it; negative when `last` lies before."""
    return work_calendar().between(first, last)


def days_off_entered() -> list[DayOff]:
    """The days Home Affairs entered, newest first."""
    return list(DayOff.objects.order_by("-day"))
