"""Days on which offices are closed."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

SUNDAY = 6


def is_sunday(day: date) -> bool:
    return day.weekday() == SUNDAY


def holiday(day: date) -> bool:
    """Whether a day is a public holiday. # Luật: BLLĐ 2019 Đ.112.1"""
    return day in _holidays(day.year)


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    # Loading the library reads a good part of the world's calendars: only who asks for days pays for it.
    from holidays import country_holidays

    return frozenset(day for day in country_holidays("VN", years=year) if day.year == year)
