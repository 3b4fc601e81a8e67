"""What slips moves what follows, by no more than it slipped; the longest way is the critical one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khoso.stages.programme.plan.rings import find_ring
from khoso.stages.programme.plan.schedule import Forecast, Step, WorkingDays, forecast, in_order, monday_to_friday

# A Monday.
START = date(2026, 6, 15)
pytestmark = pytest.mark.mission("P2")


def of(*steps: Step, today: date = START) -> dict[str, Forecast]:
    return forecast(steps, starts_on=START, today=today)


def test_one_after_the_other_over_a_weekend() -> None:
    told = of(Step("a", 3), Step("b", 4, waits_for=(("a", 0),)))
    assert (told["a"].start, told["a"].finish) == (START, date(2026, 6, 17))
    # Thursday, Friday, then Monday and Tuesday.
    assert (told["b"].start, told["b"].finish) == (date(2026, 6, 18), date(2026, 6, 23))
    assert [told[key].is_critical for key in "ab"] == [True, True]


def test_the_shorter_of_two_ways_has_slack() -> None:
    told = of(
        Step("a", 2),
        Step("long", 8, waits_for=(("a", 0),)),
        Step("short", 3, waits_for=(("a", 0),)),
        Step("end", 1, waits_for=(("long", 0), ("short", 0))),
    )
    assert {key: one.slack for key, one in told.items()} == {"a": 0, "long": 0, "short": 5, "end": 0}
    assert [key for key, one in told.items() if one.is_critical] == ["a", "long", "end"]


def test_what_is_late_says_what_it_pushes_and_by_how_much() -> None:
    told = of(
        Step("a", 2, last_day=date(2026, 6, 16)),
        Step("b", 2, last_day=date(2026, 6, 18), waits_for=(("a", 0),)),
        Step("c", 2, not_before=date(2026, 6, 24), waits_for=(("b", 0),)),
        Step("free", 1),
        # Monday the week after: a should have been done for four working days.
        today=date(2026, 6, 22),
    )
    assert (told["a"].finish, told["a"].late_days, told["a"].pushes) == (date(2026, 6, 23), 5, {"b": 2, "c": 2})
    assert told["b"].late_days == 5
    assert told["free"].late_days == 0 and told["free"].pushes == {}


def test_what_is_done_ends_when_it_did_and_holds_nobody() -> None:
    told = of(
        Step("a", 5, done_on=date(2026, 6, 16), last_day=date(2026, 6, 15)),
        Step("b", 1, waits_for=(("a", 0),)),
        today=date(2026, 6, 17),
    )
    assert told["a"].is_done and told["a"].finish == date(2026, 6, 16) and not told["a"].is_critical
    assert told["a"].late_days == 1
    assert told["b"].start == date(2026, 6, 17)


def test_a_milestone_ends_with_what_it_waits_for_and_a_lag_is_waited_for() -> None:
    told = of(Step("a", 3), Step("stone", 0, waits_for=(("a", 0),)), Step("later", 1, waits_for=(("a", 2),)))
    assert told["stone"].finish == told["a"].finish == date(2026, 6, 17)
    assert told["later"].start == date(2026, 6, 22)


def test_days_off_are_not_worked() -> None:
    off = {date(2026, 6, 16), date(2026, 6, 17)}
    told = forecast(
        [Step("a", 2)],
        starts_on=START,
        today=START,
        is_working_day=lambda day: monday_to_friday(day) and day not in off,
    )
    assert told["a"].finish == date(2026, 6, 18)


def test_what_was_begun_is_not_foreseen_before_today() -> None:
    told = of(Step("a", 2, begun_on=START), today=date(2026, 7, 1))
    assert told["a"].finish == date(2026, 7, 1)


def test_a_ring_is_named_and_refused() -> None:
    waits = {"a": ["c"], "b": ["a"], "c": ["b"], "d": ["a"]}
    ring = find_ring(waits)
    assert ring[0] == ring[-1] and set(ring) == {"a", "b", "c"}
    with pytest.raises(ValueError, match="a → c → b → a"):
        of(Step("a", waits_for=(("c", 0),)), Step("b", waits_for=(("a", 0),)), Step("c", waits_for=(("b", 0),)))


@st.composite
def plans(draw: st.DrawFn) -> list[Step]:
    """Up to twelve tasks, each waiting for some of those before it; in any order."""
    count = draw(st.integers(1, 12))
    steps = []
    for number in range(count):
        before = draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else set()
        waits = tuple((f"t{one}", draw(st.integers(0, 2))) for one in sorted(before))
        steps.append(Step(f"t{number}", draw(st.integers(0, 9)), waits_for=waits))
    return draw(st.permutations(steps))


@given(plans(), st.data(), st.integers(1, 15))
@settings(max_examples=60, deadline=None)
def test_a_slip_moves_what_follows_by_no_more_than_itself_and_nothing_else(
    steps: list[Step], data: st.DataObject, slip: int
) -> None:
    days = WorkingDays()
    chosen = data.draw(st.sampled_from(steps)).key
    before = of(*steps)
    late = [
        Step(one.key, one.duration + slip if one.duration else slip + 1, waits_for=one.waits_for)
        if one.key == chosen
        else one
        for one in steps
    ]
    after = of(*late)
    slipped = days.between(before[chosen].finish, after[chosen].finish)
    followers = _followers(steps, chosen)
    for key in after:
        moved = days.between(before[key].finish, after[key].finish)
        # A milestone made a task starts the day after, one day more than its own slip.
        assert 0 <= moved <= slipped + 1
        if key not in followers and key != chosen:
            assert moved == 0


@given(plans(), st.data(), st.integers(1, 15))
@settings(max_examples=60, deadline=None)
def test_pushes_are_what_being_in_time_would_have_spared(steps: list[Step], data: st.DataObject, slip: int) -> None:
    days = WorkingDays()
    chosen = data.draw(st.sampled_from(steps)).key
    in_time = of(*steps)[chosen].finish
    late = [
        Step(one.key, one.duration, not_before=days.plus(in_time, slip), last_day=in_time, waits_for=one.waits_for)
        if one.key == chosen
        else one
        for one in steps
    ]
    told = of(*late)
    assert told[chosen].late_days == days.between(in_time, told[chosen].finish) >= slip
    assert set(told[chosen].pushes) <= _followers(steps, chosen)
    assert all(0 < moved <= told[chosen].late_days for moved in told[chosen].pushes.values())


@given(plans())
@settings(max_examples=60, deadline=None)
def test_the_critical_tasks_hold_the_longest_way(steps: list[Step]) -> None:
    told = of(*steps)
    end = max(one.finish for one in told.values())
    critical = {key for key, one in told.items() if one.is_critical}
    # A day more on any critical task is a day more for everything; on any other with slack it is not.
    for one in steps:
        if one.duration == 0:
            continue
        longer = [Step(s.key, s.duration + (s.key == one.key), waits_for=s.waits_for) for s in steps]
        assert (max(far.finish for far in of(*longer).values()) > end) == (one.key in critical)
    assert any(told[key].finish == end for key in critical)


@given(plans())
@settings(max_examples=40, deadline=None)
def test_everything_comes_after_what_it_waits_for(steps: list[Step]) -> None:
    told = of(*steps)
    order = in_order({one.key: one for one in steps})
    for one in steps:
        for before, _lag in one.waits_for:
            assert order.index(before) < order.index(one.key)
            assert told[before].finish <= told[one.key].start + timedelta(days=0)


def _followers(steps: list[Step], key: str) -> set[str]:
    found: set[str] = set()
    ahead = [key]
    while ahead:
        here = ahead.pop()
        for one in steps:
            if here in {before for before, _ in one.waits_for} and one.key not in found:
                found.add(one.key)
                ahead.append(one.key)
    return found
