"""Who is told what when: one table, and how far along it each thing is. Nothing here asks the database.

# Luật: KH 82 VI.6.c (Sở Nội vụ đôn đốc, báo cáo Ủy ban), I.10
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from khoso.kernel.words import noop


class Calendar(Protocol):
    """Counts working days, see the programme's days."""

    def is_working(self, day: date) -> bool: ...

    def between(self, first: date, last: date) -> int: ...


class Kind(StrEnum):
    """What is owed."""

    REPORT = "report"
    FINAL = "final"
    REQUEST = "request"
    TASK = "task"
    FINDING = "finding"
    DIFFICULTY = "difficulty"


class To(StrEnum):
    """Who is told, as they stand to the agency that owes it."""

    DOER = "doer"  # the owner of the thing, else the clerk; Home Affairs' officers of what is asked of Home Affairs
    HEAD = "head"
    HOME_AFFAIRS = "home_affairs"
    COMMITTEE = "committee"  # who heads the city's agency

    @property
    def level(self) -> int:
        """How high it is told."""
        return list(To).index(self)


@dataclass(frozen=True, slots=True)
class Step:
    """From `days` working days after the last day on (negative: before it), these are told; `every` so many, again."""

    name: str
    days: int
    to: tuple[To, ...]
    every: int = 0

    def reached_at(self, position: int) -> int | None:
        """The working day on which this step (or its latest repetition) came; None when it has not."""
        if position < self.days:
            return None
        return self.days + (position - self.days) // self.every * self.every if self.every else self.days


BEFORE = Step("before", -3, (To.DOER,))
TODAY = Step("today", 0, (To.DOER,))
LATE = Step("late", 1, (To.DOER, To.HEAD))
LISTED = Step("listed", 3, (To.HEAD, To.HOME_AFFAIRS))
ESCALATED = Step("escalated", 5, (To.HEAD, To.HOME_AFFAIRS, To.COMMITTEE), every=5)
# A final report takes weeks to write. # Luật: KH 82 VI.5.e
EARLY = Step("early", -10, (To.DOER, To.HEAD))

ORDINARY = (BEFORE, TODAY, LATE, LISTED, ESCALATED)
STEPS: dict[Kind, tuple[Step, ...]] = {
    Kind.REPORT: ORDINARY,
    Kind.FINAL: (EARLY, *ORDINARY),
    Kind.REQUEST: ORDINARY,
    Kind.TASK: ORDINARY,
    Kind.FINDING: ORDINARY,
    # Owed by whoever was asked. # Luật: KH 82 VI.5.e
    Kind.DIFFICULTY: ORDINARY,
}

KIND_LABELS = {
    Kind.REPORT: noop("Báo cáo định kỳ"),
    Kind.FINAL: noop("Báo cáo tổng kết"),
    Kind.REQUEST: noop("Báo cáo đột xuất"),
    Kind.TASK: noop("Nhiệm vụ"),
    Kind.FINDING: noop("Khắc phục tồn tại"),
    Kind.DIFFICULTY: noop("Trả lời vướng mắc"),
}
STEP_LABELS = {
    "early": noop("còn không quá 10 ngày làm việc"),
    "before": noop("sắp đến hạn"),
    "today": noop("đến hạn hôm nay"),
    "late": noop("vừa quá hạn"),
    "listed": noop("chậm từ 3 ngày làm việc"),
    "escalated": noop("chậm từ 5 ngày làm việc, báo lên Ủy ban"),
    # Not by the clock: something happened.
    "raised": noop("mới nêu"),
    "passed_on": noop("chuyển đến"),
    "sent_up": noop("trình Ủy ban"),
    "answered": noop("đã có trả lời"),
    "asked_again": noop("hỏi lại"),
}
LEVEL_LABELS = {
    0: noop("Người làm"),
    1: noop("Thủ trưởng"),
    2: noop("Sở Nội vụ"),
    3: noop("Ủy ban"),
}


_BY_URGENCY = ("early", "before", "today", "late", "listed", "escalated")


def urgency(rule: str) -> int:
    """How pressing a notice of this rule is among others of its day: a word written by hand goes first."""
    step = rule.rpartition(".")[2]
    if not rule:
        return len(_BY_URGENCY)
    return _BY_URGENCY.index(step) if step in _BY_URGENCY else -1


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is owed and not done. `agency_id`: whose duty it is; None: Home Affairs'. `title` says which."""

    kind: Kind
    id: int
    agency_id: int | None
    due: date
    title: str
    url: str = ""
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """One of them is to be told of one thing now. `position`: working days after the last day, negative before it."""

    fact: Fact
    step: Step
    to: To
    position: int
    # The working day of the step, so that each repetition is told once.
    moment: int

    @property
    def rule(self) -> str:
        return f"{self.fact.kind}.{self.step.name}"

    @property
    def once(self) -> str:
        """The same for the same step of the same thing; a deadline that moves begins anew."""
        return f"{self.fact.kind}:{self.fact.id}:{self.fact.due}:{self.moment}"


def position(due: date, today: date, calendar: Calendar) -> int:
    """Working days from the last day until today; 0 also on the last working day before a last day that is free."""
    return calendar.between(due, today) if today > due else -calendar.between(today, due)


def due_now(facts: Iterable[Fact], today: date, calendar: Calendar) -> Iterator[Due]:
    """Who is to be told of what today. On a day that is not worked nobody is.

    For each addressee only the furthest step that came: whoever was away, or a machine that was off, catches up with
    one word, not with all that would have been said meanwhile.
    """
    if not calendar.is_working(today):
        return
    for fact in facts:
        here = position(fact.due, today, calendar)
        furthest: dict[To, tuple[Step, int]] = {}
        for step in STEPS[fact.kind]:
            moment = step.reached_at(here)
            if moment is not None:
                furthest |= dict.fromkeys(step.to, (step, moment))
        for to, (step, moment) in furthest.items():
            yield Due(fact, step, to, here, moment)
