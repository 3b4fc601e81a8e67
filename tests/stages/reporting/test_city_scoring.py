"""Scores: bounds, no reward for lateness or untruth, ties, and no nought for what nobody knows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from khoso.stages.reporting.city.scoring import (
    DEFAULT_WEIGHTS,
    PARTS,
    Facts,
    ranks,
    score,
    weights_are_right,
    worth,
)

pytestmark = [pytest.mark.mission("P9"), pytest.mark.luat("KH 82 VI.5.đ")]

# How busy the machine is says nothing about the rules.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

small = some.integers(0, 40)


@some.composite
def facts(draw: Any) -> Facts:
    told, said, came = draw(small), draw(small), draw(small)
    return Facts(
        reports=draw(some.lists(some.none() | small, max_size=8)),
        tasks_done=draw(some.lists(small, max_size=8)),
        tasks_open=draw(some.lists(some.integers(1, 60), max_size=8)),
        figures_told=told,
        figures_overtyped=draw(some.integers(0, told)),
        figures_mistold=draw(some.integers(0, told)),
        tasks_said_done=said,
        claims=draw(some.integers(0, said)),
        volumes=draw(some.lists(some.tuples(some.integers(0, 900), some.integers(0, 2000)), max_size=4)),
        reports_received=came,
        reports_returned=draw(some.integers(0, came)),
        work_done=draw(some.integers(0, 500)),
        work_accepted=draw(some.integers(0, 500)),
    )


@some.composite
def weights(draw: Any) -> dict[str, int]:
    cuts = sorted(draw(some.lists(some.integers(0, 100), min_size=3, max_size=3)))
    shares = [cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], 100 - cuts[2]]
    return dict(zip(PARTS, shares, strict=True))


def points(known: Facts) -> int:
    made = score(known)
    assert made.points is not None
    return made.points


@unhurried
@given(facts(), weights())
def test_points_and_parts_stay_within_bounds(known: Facts, by: dict[str, int]) -> None:
    made = score(known, by)
    assert made.points is None or 0 <= made.points <= 1000
    assert all(part.value is None or 0 <= part.value <= 1000 for part in made.parts)
    assert [part.name for part in made.parts] == list(PARTS)


@unhurried
@given(facts())
def test_points_are_the_weighted_mean_of_the_parts_that_are_shown(known: Facts) -> None:
    made = score(known)
    parts = [part for part in made.parts if part.value is not None]
    weight = sum(part.weight for part in parts)
    if made.points is not None:
        assert made.points == sum((part.value or 0) * part.weight for part in parts) // weight
    else:
        assert weight * 2 < 100


@unhurried
@given(facts(), some.data())
def test_a_later_report_never_scores_higher(known: Facts, data: Any) -> None:
    if not known.reports:
        return
    place = data.draw(some.integers(0, len(known.reports) - 1))
    days = known.reports[place]
    later = None if days is None else days + data.draw(some.integers(1, 30))
    worse = replace(known, reports=[*known.reports[:place], later, *known.reports[place + 1 :]])
    before, after = score(known).points, score(worse).points
    assert (before is None) == (after is None)
    assert before is None or after is None or after <= before


@unhurried
@given(facts(), some.integers(1, 60))
def test_a_task_left_open_never_scores_higher_than_the_same_task_done(known: Facts, days: int) -> None:
    done = replace(known, tasks_done=[*known.tasks_done, days])
    left = replace(known, tasks_open=[*known.tasks_open, days])
    one, other = score(done).points, score(left).points
    assert one is None or other is None or other <= one


@unhurried
@given(facts())
def test_untruth_never_scores_higher(known: Facts) -> None:
    more = [
        replace(known, figures_overtyped=known.figures_overtyped + 1),
        replace(known, figures_mistold=known.figures_mistold + 1),
        replace(known, claims=known.claims + 1),
        replace(known, reports_returned=known.reports_returned + 1),
    ]
    before = score(known).points
    for worse in more:
        after = score(worse).points
        assert before is None or after is None or after <= before


@unhurried
@given(facts(), some.integers(1, 500))
def test_more_volume_never_scores_lower(known: Facts, more: int) -> None:
    better = replace(known, volumes=[(want, have + more) for want, have in known.volumes])
    before, after = score(known).points, score(better).points
    assert before is None or after is None or after >= before


def test_who_has_no_data_has_no_score() -> None:
    assert score(Facts()).points is None
    # Reports alone are 35 of 100: less than half.
    assert score(Facts(reports=[0])).points is None
    assert points(Facts(reports=[0], figures_told=10)) == 1000


def test_a_worked_example() -> None:
    known = Facts(
        reports=[0, 2, None],
        tasks_done=[0],
        tasks_open=[9],
        figures_told=20,
        figures_overtyped=1,
        tasks_said_done=5,
        claims=1,
        volumes=[(200, 150)],
        reports_received=4,
        reports_returned=1,
        work_done=100,
        work_accepted=80,
    )
    made = score(known)
    # Time: (1000 + 900 + 0 + 1000 + 0) / 5; truth: 1 − (3 + 1) / 25; volume: 150/200; quality: (800 + 750) / 2.
    assert [part.value for part in made.parts] == [580, 840, 750, 775]
    assert made.points == (580 * 35 + 840 * 25 + 750 * 25 + 775 * 15) // 100 == 716


def test_what_is_twenty_days_late_is_worth_what_never_came() -> None:
    assert [worth(days) for days in (0, 1, 10, 20, 90, None)] == [1000, 950, 500, 0, 0, 0]


def test_the_same_points_share_a_place() -> None:
    assert ranks([900, None, 950, 900, 100]) == [2, None, 1, 2, 4]


def test_only_four_weights_that_make_a_hundred_are_a_formula() -> None:
    assert weights_are_right(DEFAULT_WEIGHTS)
    assert not weights_are_right({**DEFAULT_WEIGHTS, "volume": 26})
    assert not weights_are_right({"timeliness": 100})
    assert not weights_are_right({**DEFAULT_WEIGHTS, "volume": 25.0})
    assert not weights_are_right({**DEFAULT_WEIGHTS, "timeliness": 160, "volume": -100})
