"""Bottlenecks and flags: what is at its turn, what waits behind it, what jumps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from khoso.stages.reporting.city.bottlenecks import fullest, held, piles
from khoso.stages.reporting.city.flags import FlagKind, is_jump, jumps

pytestmark = pytest.mark.mission("P7")
START, TODAY = date(2026, 6, 1), date(2026, 9, 1)


@dataclass(frozen=True)
class Work:
    id: int
    agency_id: int
    plan_task_id: int
    stage: str = "review"
    state: str = "not_begun"
    due: date | None = None
    done_on: date | None = None
    begun_on: date | None = None


# Plan: 1 (once for all) → 2 → 3, 2 → 4; 2, 3 and 4 by each of two agencies.
EDGES = [(1, 2), (2, 3), (2, 4)]


def city(*, first: str = "not_begun", done_on: date | None = None) -> list[Work]:
    rows = [Work(1, 9, 1, "organise", first, due=TODAY - timedelta(days=5), done_on=done_on)]
    for agency in (10, 20):
        rows += [Work(agency + task, agency, task) for task in (2, 3, 4)]
    return rows


def test_what_is_done_once_for_all_holds_up_everybody() -> None:
    [only] = held(city(), EDGES, START, TODAY)
    assert (only.task.id, only.holds, only.agencies, only.waits, only.late) == (1, 6, 2, 92, 5)


def test_a_task_waits_since_the_last_one_before_it_was_done() -> None:
    found = held(city(first="done", done_on=date(2026, 8, 22)), EDGES, START, TODAY)
    assert [(one.task.id, one.since, one.waits, one.holds, one.agencies) for one in found] == [
        (12, date(2026, 8, 22), 10, 2, 1),
        (22, date(2026, 8, 22), 10, 2, 1),
    ]


def test_a_claim_holds_up_as_nothing_done_does() -> None:
    assert [one.task.id for one in held(city(first="said_done"), EDGES, START, TODAY)] == [1]


def test_what_was_waived_lets_the_next_go_on() -> None:
    assert [one.task.id for one in held(city(first="waived"), EDGES, START, TODAY)] == [12, 22]


def test_a_ring_in_the_plan_ends() -> None:
    assert held([Work(1, 1, 1), Work(2, 1, 2)], [(1, 2), (2, 1)], START, TODAY) == []


def test_piles_count_what_is_at_its_turn_and_what_cannot_begin() -> None:
    work = city(first="done", done_on=date(2026, 8, 22))
    found = piles(work, held(work, EDGES, START, TODAY), ["organise", "review"])
    assert [(one.stage, one.at_turn, one.blocked, one.agencies, one.middle) for one in found] == [
        ("organise", 0, 0, 0, 0),
        ("review", 2, 4, 2, 10),
    ]
    assert fullest(found) == "review"
    assert fullest([]) == ""


@pytest.mark.parametrize(
    ("amount", "before", "whole", "jumped"),
    [
        (600, [100, 0, 90, 110], 900, True),
        (500, [100, 0, 90, 110], 800, False),
        (600, [100, 90], 790, False),
        (600, [100, 90, 110], 100_000, False),
        (0, [100, 90, 110], 300, False),
    ],
)
def test_a_jump_is_out_of_proportion_to_what_was_usual(
    amount: int, before: list[int], whole: int, jumped: bool
) -> None:
    assert is_jump(amount, before, whole) is jumped


@pytest.mark.luat("KH 82 VI.5.đ")
def test_jumps_and_falls_are_told_with_what_was_before() -> None:
    told = [(1, 100, 100), (2, 100, 200), (3, 100, 300), (4, 900, 1200), (5, -200, 1000)]
    assert jumps(told) == [(4, FlagKind.JUMP, 900, 100), (5, FlagKind.FALL, 1000, 1200)]
