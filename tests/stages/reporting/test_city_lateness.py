"""What a colour means: one task, one cell, the reports that come round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from khoso.stages.reporting.city.lateness import (
    LABELS,
    SIGNS,
    WORRY,
    Cell,
    Filed,
    Light,
    both,
    cell_of,
    days_late,
    light_of,
    report_cell,
    worry_key,
)

pytestmark = pytest.mark.mission("P7")

# How busy the machine is says nothing about the rules.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TODAY = date(2026, 9, 1)
NOW = datetime(2026, 9, 1, 3, tzinfo=UTC)


@dataclass(frozen=True)
class Work:
    state: str = "under_way"
    due: date | None = TODAY
    percent: int = 0
    done_on: date | None = None


def due(days: int, state: str = "under_way", percent: int = 0) -> Work:
    """A task whose last day is so many days from today."""
    return Work(state, TODAY + timedelta(days=days), percent)


@pytest.mark.parametrize(
    ("work", "light"),
    [
        (due(8), Light.ON_TRACK),
        (due(7), Light.SOON),
        (due(0), Light.SOON),
        (due(-1), Light.LATE),
        (due(-14), Light.LATE),
        (due(-15), Light.VERY_LATE),
        (due(-40, "not_begun"), Light.VERY_LATE),
        (Work(due=None), Light.ON_TRACK),
        (due(30, "said_done"), Light.CLAIM),
        (due(-30, "said_done"), Light.CLAIM),
        (due(-30, "done"), Light.DONE),
        (due(-30, "waived"), Light.NONE),
    ],
)
def test_the_colour_of_a_task(work: Work, light: Light) -> None:
    assert light_of(work, TODAY) is light


def test_a_cell_takes_the_worst_colour_and_tells_how_much_is_done() -> None:
    cell = cell_of([due(-3, percent=50), Work("done", TODAY, 100, TODAY), due(20, percent=10)], TODAY)
    assert cell == Cell(Light.LATE, percent=53, days=3, tasks=3, done=1, claims=0, late=1)


def test_what_is_only_said_to_be_done_is_never_all() -> None:
    assert cell_of([Work("said_done", TODAY, 100)], TODAY).percent == 99


def test_what_was_waived_is_not_counted() -> None:
    assert cell_of([Work("waived")], TODAY) == Cell()
    assert cell_of([], TODAY) == Cell()


def test_days_late_stop_on_the_day_of_the_product() -> None:
    assert days_late(Work("done", TODAY - timedelta(days=30), 100, TODAY - timedelta(days=20)), TODAY) == 10
    assert days_late(due(-30), TODAY) == 30
    assert days_late(due(3), TODAY) == 0


@pytest.mark.luat("KH 82 VI.6.b")
def test_reports_that_come_round_colour_by_the_oldest_that_is_missing() -> None:
    there = Filed(NOW - timedelta(days=20), NOW - timedelta(days=21))
    missing = Filed(NOW - timedelta(days=4), None)
    running = Filed(NOW + timedelta(days=2), None)
    assert report_cell([there], NOW) == Cell(Light.DONE, 100, None, 1, 1)
    assert report_cell([there, missing], NOW) == Cell(Light.LATE, 50, 4, 2, 1, 0, 1)
    assert report_cell([there, running], NOW) == Cell(Light.SOON, 50, -2, 2, 1)
    assert report_cell([], NOW) == Cell()


def test_an_hour_too_late_is_a_day_late() -> None:
    assert report_cell([Filed(NOW - timedelta(hours=1), None)], NOW).days == 1


def test_every_colour_has_a_word_and_but_one_a_sign_of_its_own() -> None:
    assert set(LABELS) == set(SIGNS) == set(Light)
    signs = [sign for light, sign in SIGNS.items() if light is not Light.NONE]
    assert len(set(signs)) == len(signs)


works = some.builds(
    Work,
    state=some.sampled_from(["not_begun", "under_way", "said_done", "done", "waived"]),
    due=some.none() | some.integers(-60, 60).map(lambda days: TODAY + timedelta(days=days)),
    percent=some.integers(0, 100),
)


@unhurried
@given(some.lists(works, max_size=6), works)
def test_one_more_task_never_makes_a_cell_look_better(tasks: list[Work], more: Work) -> None:
    before, after = cell_of(tasks, TODAY), cell_of([*tasks, more], TODAY)
    assert WORRY[after.light] >= WORRY[before.light]
    assert after.late >= before.late


@unhurried
@given(works, some.integers(1, 90))
def test_a_day_later_is_never_better(work: Work, days: int) -> None:
    later = TODAY + timedelta(days=days)
    assert WORRY[light_of(work, later)] >= WORRY[light_of(work, TODAY)]


@unhurried
@given(some.lists(works, max_size=4), some.lists(works, max_size=4))
def test_two_cells_together_are_as_bad_as_the_worse(one: list[Work], other: list[Work]) -> None:
    first, second = cell_of(one, TODAY), cell_of(other, TODAY)
    together = both(first, second)
    assert together.light is max(first.light, second.light, key=WORRY.__getitem__)
    assert together.tasks == first.tasks + second.tasks
    assert worry_key([together])[0] == min(worry_key([first])[0], worry_key([second])[0])
