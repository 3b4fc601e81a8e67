"""Which days are worked: five days a week, without the public holidays, with what the year's decisions change.

The holidays are those of the `holidays` library, which follows Vietnam's lunar calendar and its substitute days; what
Home Affairs enters as a day off or a worked day goes over everything. Nothing here asks the database.
"""

# Luật: BLLĐ 2019 Đ.111.3 (nghỉ bù), Đ.112.1 (ngày lễ, Tết), Đ.112.3 (Thủ tướng quyết định cụ thể hằng năm)

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from khoso.kernel.words import Sentence, noop

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayFact:
    """What is special about a day: whether it is worked, how it is called, by which decision."""

    is_working: bool
    name: str = ""
    decision: str = ""


# Days of the year's decisions that the library does not know (yet).
# 02/01/2026 was free for 10/01/2026: document 12729/VPCP-KGVX of 25/12/2025.
_DECISION_NEW_YEAR = "12729/VPCP-KGVX (25/12/2025)"
DECIDED: dict[date, tuple[bool, date]] = {
    date(2026, 1, 2): (False, date(2026, 1, 10)),
    date(2026, 1, 10): (True, date(2026, 1, 2)),
}
_LIBRARY_LANGUAGES = {"vi": "vi", "en": "en_US"}


def public_days(year: int, language: str = "vi") -> Mapping[date, DayFact]:
    """The public holidays of a year with their substitute days, and the Saturdays worked instead of another day.

    24/11 is among them since 2026, as the library has it (NQ 80-NQ/TW, NQ 30/NQ-CP on article 112.1): should a year's
    decision say otherwise, Home Affairs enters that day as worked.
    """
    return _public_days(year, language if language in _LIBRARY_LANGUAGES else "vi")


@lru_cache(maxsize=64)
def _public_days(year: int, language: str) -> dict[date, DayFact]:
    # Loading the library reads a good part of the world's calendars: only who asks for days pays for it.
    from holidays import country_holidays

    # A day is sometimes worked in the year after the one it replaces.
    told = country_holidays("VN", years=(year - 1, year), language=_LIBRARY_LANGUAGES[language])
    found = {day: DayFact(False, name) for day, name in told.items() if day.year == year}
    found |= {day: DayFact(True, noop("Ngày làm bù")) for day in told.weekend_workdays if day.year == year}
    found |= {
        day: DayFact(is_working, _swapped(is_working, other), _DECISION_NEW_YEAR)
        for day, (is_working, other) in DECIDED.items()
        if day.year == year
    }
    return found


def _swapped(is_working: bool, other: date) -> str:
    day = f"{other:%d/%m/%Y}"
    if is_working:
        return Sentence("Làm bù cho ngày {day}", day=day)
    return Sentence("Nghỉ, làm bù vào ngày {day}", day=day)


class WorkCalendar:
    """Counting in working days. `decided`: what the year's decisions say of single days; it goes over the law."""

    def __init__(self, decided: Mapping[date, DayFact] | None = None) -> None:
        self._decided = dict(decided or {})
        self._years: dict[int, list[date]] = {}

    def fact(self, day: date, language: str = "vi") -> DayFact | None:
        """What is special about a day; None for a day of which only the week speaks."""
        return self._decided.get(day) or public_days(day.year, language).get(day)

    def is_decided(self, day: date) -> bool:
        """Whether Home Affairs entered this day."""
        return day in self._decided

    def is_working(self, day: date) -> bool:
        """Whether the offices work on this day."""
        fact = self.fact(day)
        return fact.is_working if fact else day.weekday() < SATURDAY

    def add(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it when negative); with 0 the day itself, or the next worked.

        The day on which a term begins is not counted.  # Luật: BLDS 2015 Đ.147.2
        """
        if count == 0:
            return day if self.is_working(day) else self.add(day, 1)
        step, left = (ONE_DAY, count) if count > 0 else (-ONE_DAY, -count)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days come after `first` up to `last` with it; negative when `last` lies before.

        `add(first, between(first, last))` is `last` for every working day `last`.
        """
        if last < first:
            return -self.between(last, first)
        counted = 0
        for year in range(first.year, last.year + 1):
            days = self._working_days(year)
            counted += bisect_right(days, last) - bisect_right(days, first)
        return counted

    def span(self, first: date, last: date) -> list[date]:
        """The working days from `first` to `last`, both with it."""
        found: list[date] = []
        for year in range(first.year, last.year + 1):
            days = self._working_days(year)
            found += days[bisect_left(days, first) : bisect_right(days, last)]
        return found

    def _working_days(self, year: int) -> list[date]:
        if year not in self._years:
            start = date(year, 1, 1)
            days = (start + timedelta(days=number) for number in range((date(year, 12, 31) - start).days + 1))
            self._years[year] = [day for day in days if self.is_working(day)]
        return self._years[year]
