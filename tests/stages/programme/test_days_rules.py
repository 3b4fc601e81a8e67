"""Working days of 2026 and 2027, as the offices of Vietnam kept or will keep them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khoso.stages.programme.days.rules import DayFact, WorkCalendar, public_days

CALENDAR = WorkCalendar()


def free_weekdays(year: int) -> list[str]:
    day, found = date(year, 1, 1), []
    while day.year == year:
        if day.weekday() < 5 and not CALENDAR.is_working(day):
            found.append(f"{day:%d/%m}")
        day += timedelta(days=1)
    return found


def worked_weekends(year: int) -> list[str]:
    return [f"{day:%d/%m}" for day in CALENDAR.span(date(year, 1, 1), date(year, 12, 31)) if day.weekday() >= 5]


@pytest.mark.luat("BLLĐ 2019 Đ.112")
def test_days_off_of_2026_are_those_decided() -> None:
    # New Year with the swapped Friday; Tết Bính Ngọ; Hùng kings on a Sunday, made up for on Monday; 30/4 and 1/5;
    # National Day with the swapped Monday; Culture Day.
    assert free_weekdays(2026) == [
        *("01/01", "02/01"),
        *("16/02", "17/02", "18/02", "19/02", "20/02"),
        "27/04",
        *("30/04", "01/05"),
        *("31/08", "01/09", "02/09"),
        "24/11",
    ]
    assert worked_weekends(2026) == ["10/01", "22/08"]


@pytest.mark.luat("BLLĐ 2019 Đ.112")
def test_days_off_of_2027_follow_the_lunar_calendar() -> None:
    # Tết Đinh Mùi is on 06/02/2027, 10 March of the lunar year on 16/04/2027; 01/05 is a Saturday, made up for.
    assert free_weekdays(2027) == [
        "01/01",
        *("04/02", "05/02", "08/02", "09/02", "10/02"),
        "16/04",
        *("30/04", "03/05"),
        *("02/09", "03/09"),
        "24/11",
    ]
    assert worked_weekends(2027) == []


def test_a_decision_goes_over_the_law_and_the_week() -> None:
    tuesday, saturday, holiday = date(2026, 12, 1), date(2026, 12, 5), date(2026, 11, 24)
    decided = WorkCalendar(
        {
            tuesday: DayFact(False, "Nghỉ bù", "QĐ 1"),
            saturday: DayFact(True, "Làm bù", "QĐ 1"),
            holiday: DayFact(True, "Làm việc"),
        }
    )
    assert [decided.is_working(day) for day in (tuesday, saturday, holiday)] == [False, True, True]
    assert [CALENDAR.is_working(day) for day in (tuesday, saturday, holiday)] == [True, False, False]
    assert decided.fact(tuesday) == DayFact(False, "Nghỉ bù", "QĐ 1")
    assert decided.add(date(2026, 11, 30), 1) == date(2026, 12, 2)
    assert decided.between(date(2026, 11, 30), date(2026, 12, 7)) == 5


@pytest.mark.parametrize(
    ("first", "count", "last"),
    [
        (date(2026, 6, 12), 1, date(2026, 6, 15)),  # Friday to Monday
        (date(2026, 6, 15), -1, date(2026, 6, 12)),
        (date(2026, 6, 13), 0, date(2026, 6, 15)),  # a Saturday: the next day worked
        (date(2026, 6, 15), 0, date(2026, 6, 15)),
        (date(2026, 8, 28), 1, date(2026, 9, 3)),  # over National Day
        (date(2026, 8, 21), 1, date(2026, 8, 22)),  # a Saturday that is worked
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # over the year
        (date(2026, 2, 13), 5, date(2026, 2, 27)),  # over Tết
    ],
)
def test_adding_working_days(first: date, count: int, last: date) -> None:
    assert CALENDAR.add(first, count) == last


DAYS = st.dates(date(2025, 6, 1), date(2028, 6, 1))


@given(DAYS, st.integers(-60, 60))
def test_between_undoes_add(first: date, count: int) -> None:
    last = CALENDAR.add(first, count)
    assert CALENDAR.is_working(last)
    if CALENDAR.is_working(first):
        assert CALENDAR.between(first, last) == count


@given(DAYS, DAYS)
def test_between_is_the_number_of_days_in_the_span(first: date, last: date) -> None:
    first, last = sorted((first, last))
    counted = [day for day in CALENDAR.span(first, last) if day > first]
    assert CALENDAR.between(first, last) == len(counted) == -CALENDAR.between(last, first)


def test_holidays_have_their_names_in_both_languages() -> None:
    culture = date(2026, 11, 24)
    assert public_days(2026)[culture].name == "Ngày Văn hóa Việt Nam"
    assert public_days(2026, "en")[culture].name == "Vietnam Cultural Day"
    assert public_days(2026, "vi").keys() == public_days(2026, "en").keys()
    assert public_days(2026)[date(2026, 1, 2)] == DayFact(
        False, "Nghỉ, làm bù vào ngày 10/01/2026", "12729/VPCP-KGVX (25/12/2025)"
    )
