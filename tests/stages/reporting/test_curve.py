"""Plan, pace and forecast: what must hold for whatever numbers come."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khoso.stages.reporting.readings import curve
from khoso.stages.reporting.readings.curve import Outlook, Point

pytestmark = pytest.mark.mission("P7")

TODAY = date(2026, 9, 18)
GAINS = st.lists(st.integers(0, 400), min_size=5, max_size=25)


def weekday(day: date) -> bool:
    return day.weekday() < 5


def every_day(_day: date) -> bool:
    return True


def series(gained: list[int], last: date = TODAY) -> list[Point]:
    """Values at the end of working days up to `last`, beginning with nothing."""
    days = [last]
    while len(days) <= len(gained):
        day = days[-1] - timedelta(days=1)
        while not weekday(day):
            day -= timedelta(days=1)
        days.append(day)
    value, told = 0, []
    for day, gain in zip(reversed(days), [0, *gained], strict=True):
        value += gain
        told.append(Point(day, value))
    return told


def told(gained: list[int], target: int) -> curve.Forecast:
    points = series(gained)
    return curve.forecast(points, value=points[-1].value, target=target, today=TODAY, is_working=weekday)


@given(st.integers(0, 10**9), st.integers(0, 400), st.integers(1, 300))
@settings(max_examples=60, deadline=None)
def test_a_plan_climbs_from_nothing_to_everything_and_rests_on_days_off(total: int, start: int, length: int) -> None:
    first = date(2026, 1, 1) + timedelta(days=start)
    plan = curve.planned(total, first, first + timedelta(days=length), weekday)
    assert plan[0] == Point(first - timedelta(days=1), 0)
    assert plan[-1] == Point(first + timedelta(days=length), total)
    values = [point.value for point in plan]
    assert values == sorted(values)
    resting = [(before, after) for before, after in pairwise(plan[:-1]) if not weekday(after.day)]
    assert [after.value for _, after in resting] == [before.value for before, _ in resting]


def test_the_s_is_slow_fast_slow() -> None:
    """3x² − 2x³: half of the volume in the middle, a tenth and a bit after a fifth of the time."""
    plan = curve.planned(1000, date(2026, 6, 1), date(2026, 6, 10), every_day)
    assert [point.value for point in plan] == [0, 28, 104, 216, 352, 500, 648, 784, 896, 972, 1000]


def test_a_plan_of_no_working_day_is_done_on_its_last() -> None:
    saturday = date(2026, 6, 6)
    assert [point.value for point in curve.planned(50, saturday, saturday, weekday)] == [0, 50]


def test_what_came_on_days_off_counts_with_the_working_day_before() -> None:
    friday = date(2026, 9, 11)
    points = [Point(friday + timedelta(days=number), value) for number, value in enumerate((10, 15, 20, 50, 60))]
    assert curve.gains([Point(friday - timedelta(days=1), 0), *points], weekday) == [20, 30, 10]


def test_a_day_nobody_read_counts_with_the_next() -> None:
    points = [Point(date(2026, 9, 14), 0), Point(date(2026, 9, 17), 90)]
    assert curve.gains(points, weekday) == [0, 0, 90]


def test_one_bulk_entry_is_not_the_pace_of_every_day() -> None:
    steady = [10] * 20
    jumped = [10] * 19 + [5000]
    assert curve.pace_of(steady) == 10
    assert curve.pace_of(jumped) == 10


def test_work_in_batches_has_a_pace() -> None:
    """Nothing on four days of five, 50 on the fifth: ten a day."""
    assert 8 <= curve.pace_of([0, 0, 0, 0, 50] * 4) <= 13


def test_what_stands_still_never_ends_and_what_is_there_is_done() -> None:
    assert told([0] * 20, 100).outlook is Outlook.NEVER
    assert told([10] * 20, 200).outlook is Outlook.DONE
    assert told([10] * 4, 200).outlook is Outlook.TOO_EARLY
    assert told([10] * 20, 0).outlook is Outlook.NO_TARGET
    assert told([1] * 20, 20 + curve.HORIZON + 1).outlook is Outlook.NEVER


def test_a_steady_pace_ends_on_one_day() -> None:
    """200 done, 100 to go at 10 a day: ten working days after Friday 18/09 is Friday 02/10."""
    one = told([10] * 20, 300)
    assert (one.pace, one.ends_on, one.earliest, one.latest) == (10.0, date(2026, 10, 2), *[date(2026, 10, 2)] * 2)


@given(GAINS, st.integers(1, 50_000))
@settings(max_examples=120, deadline=None)
def test_the_interval_holds_the_day(gained: list[int], more: int) -> None:
    one = told(gained, sum(gained) + more)
    assert one.pace_low <= one.pace <= one.pace_high
    if one.outlook is Outlook.MOVING:
        assert one.ends_on is not None
        assert one.earliest is not None
        assert TODAY < one.earliest <= one.ends_on
        assert one.latest is None or one.ends_on <= one.latest


@given(GAINS, st.integers(1, 50_000), st.integers(2, 1000))
@settings(max_examples=80, deadline=None)
def test_ten_times_the_volume_gives_the_same_days(gained: list[int], more: int, times: int) -> None:
    small = told(gained, sum(gained) + more)
    large = told([gain * times for gain in gained], (sum(gained) + more) * times)
    assert (large.outlook, large.ends_on, large.earliest, large.latest) == (
        small.outlook,
        small.ends_on,
        small.earliest,
        small.latest,
    )


@given(GAINS, st.integers(1, 50_000), st.integers(1, 300))
@settings(max_examples=80, deadline=None)
def test_more_each_day_never_ends_later(gained: list[int], more: int, added: int) -> None:
    """With the same left to do, another pace that is higher on every day ends no later."""
    slow = told(gained, sum(gained) + more)
    quick = [gain + added for gain in gained]
    fast = told(quick, sum(quick) + more)
    assert fast.pace >= slow.pace
    for before, after in ((slow.ends_on, fast.ends_on), (slow.earliest, fast.earliest), (slow.latest, fast.latest)):
        if before is not None:
            assert after is not None
            assert after <= before


@given(GAINS, st.integers(1, 50_000), st.integers(1, 10_000))
@settings(max_examples=60, deadline=None)
def test_more_to_do_never_ends_earlier(gained: list[int], more: int, added: int) -> None:
    near, far = told(gained, sum(gained) + more), told(gained, sum(gained) + more + added)
    if far.ends_on is not None:
        assert near.ends_on is not None
        assert near.ends_on <= far.ends_on


def test_the_same_readings_give_the_same_forecast() -> None:
    gained = [3, 9, 0, 14, 8, 2, 0, 0, 30, 12, 5, 5, 7, 1, 19, 4]
    curve._starts.cache_clear()
    first = told(gained, 500)
    curve._starts.cache_clear()
    assert told(gained, 500) == first
