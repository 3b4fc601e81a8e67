"""The table of reminders, day by day: who is told, once each, nobody on a free day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from khoso.stages.programme.days.rules import DayFact, WorkCalendar
from khoso.stages.reporting.reminders.rules import STEPS, Fact, Kind, Step, To, due_now, position

pytestmark = [pytest.mark.mission("P7"), pytest.mark.luat("KH 82 VI.6.c")]

WORK = WorkCalendar({})
# A Friday; the Monday after, 15/6, and so on. No holiday lies in June.
DUE = date(2026, 6, 12)


def _told(
    due: date, first: date, last: date, *, kind: Kind = Kind.TASK, only: set[date] | None = None
) -> list[tuple[str, str, str]]:
    """(day, step, to) in order, each step once, as the notices' names make it."""
    fact, seen, told = Fact(kind, 1, 7, due, "Nhiệm vụ II.3"), set(), []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if only is not None and day not in only:
            continue
        for one in due_now([fact], day, WORK):
            if (one.once, one.to) not in seen:
                seen.add((one.once, one.to))
                told.append((f"{day:%d/%m}", one.step.name, one.to.value))
    return told


def test_the_whole_life_of_a_task_nobody_does() -> None:
    assert _told(DUE, date(2026, 5, 25), date(2026, 7, 3)) == [
        ("09/06", "before", "doer"),
        ("12/06", "today", "doer"),
        ("15/06", "late", "doer"),
        ("15/06", "late", "head"),
        ("17/06", "listed", "head"),
        ("17/06", "listed", "home_affairs"),
        ("19/06", "escalated", "head"),
        ("19/06", "escalated", "home_affairs"),
        ("19/06", "escalated", "committee"),
        ("26/06", "escalated", "head"),
        ("26/06", "escalated", "home_affairs"),
        ("26/06", "escalated", "committee"),
        ("03/07", "escalated", "head"),
        ("03/07", "escalated", "home_affairs"),
        ("03/07", "escalated", "committee"),
    ]


@pytest.mark.luat("KH 82 VI.5.e")
def test_a_final_report_is_told_of_two_weeks_ahead() -> None:
    assert _told(date(2026, 12, 15), date(2026, 11, 1), date(2026, 12, 15), kind=Kind.FINAL) == [
        ("01/12", "early", "doer"),
        ("01/12", "early", "head"),
        ("10/12", "before", "doer"),
        ("15/12", "today", "doer"),
    ]


def test_a_machine_that_was_off_catches_up_with_one_word_to_each() -> None:
    assert _told(DUE, DUE, date(2026, 6, 30), only={date(2026, 6, 18)}) == [
        ("18/06", "late", "doer"),
        ("18/06", "listed", "head"),
        ("18/06", "listed", "home_affairs"),
    ]


def test_a_last_day_that_is_free_is_told_on_the_last_working_day_before() -> None:
    sunday = date(2026, 6, 14)
    assert _told(sunday, date(2026, 6, 12), sunday) == [("12/06", "today", "doer")]
    assert [position(sunday, date(2026, 6, day), WORK) for day in (9, 12, 14, 15)] == [-3, 0, 0, 1]


def test_nobody_is_told_on_a_weekend_or_a_day_off() -> None:
    fact = Fact(Kind.TASK, 1, 7, DUE, "x")
    assert list(due_now([fact], date(2026, 6, 20), WORK)) == []
    off = WorkCalendar({date(2026, 6, 19): DayFact(False, "Nghỉ")})
    assert list(due_now([fact], date(2026, 6, 19), off)) == []
    # The fifth working day is now the Monday after.
    assert {one.step.name for one in due_now([fact], date(2026, 6, 22), off) if one.to is To.COMMITTEE} == {"escalated"}


def test_a_deadline_that_moves_begins_anew() -> None:
    before, after = Fact(Kind.TASK, 1, 7, DUE, "x"), Fact(Kind.TASK, 1, 7, DUE + timedelta(28), "x")
    first = {one.once for one in due_now([before], DUE, WORK)}
    second = {one.once for one in due_now([after], DUE + timedelta(28), WORK)}
    assert first & second == set() and len(first) == len(second) == 1


@pytest.mark.parametrize("kind", list(Kind))
def test_every_table_goes_up_and_never_tells_less_high_later(kind: Kind) -> None:
    steps = STEPS[kind]
    assert [step.days for step in steps] == sorted({step.days for step in steps})
    highest = [max(to.level for to in step.to) for step in steps if step.days >= 0]
    assert highest == sorted(highest)
    assert steps[-1].to[-1] is To.COMMITTEE and steps[-1].every > 0


def test_a_repetition_comes_every_so_many_days() -> None:
    step = Step("x", 5, (To.HEAD,), every=5)
    assert [step.reached_at(day) for day in (4, 5, 9, 10, 14, 15)] == [None, 5, 5, 10, 10, 15]
