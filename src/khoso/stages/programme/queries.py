"""What other rooms may ask of the programme, by noun."""

from __future__ import annotations

from khoso.stages.programme.days.queries import (
    add_working_days,
    is_working_day,
    work_calendar,
    working_days_between,
)

__all__ = [
    "add_working_days",
    "is_working_day",
    "work_calendar",
    "working_days_between",
]
