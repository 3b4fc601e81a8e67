"""When a report is due, what it owes, and whether it came in time: decisions without a database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from khoso.kernel.clock import VIETNAM
from khoso.kernel.words import noop

# The end of an office's day.
CLOSING = time(17, 0)
# A day begins; it ends when the next begins.
MIDNIGHT = time(0, 0)

AddWorkingDays = Callable[[date, int], date]


@dataclass(frozen=True, slots=True)
class Span:
    """One period: its number from 1 and its days, both inclusive."""

    number: int
    starts_on: date
    ends_on: date


def spans(first: date, days: int, last: date) -> list[Span]:
    """The periods of a programme one after the other; the last is cut where the programme ends.

    # Luật: KH 82 VI.6.a (định kỳ 02 tuần/lần)
    """
    found: list[Span] = []
    start = first
    while start <= last and days > 0:
        found.append(Span(len(found) + 1, start, min(start + timedelta(days - 1), last)))
        start += timedelta(days)
    return found


def begin_of(day: date) -> datetime:
    """The first moment of a day in Vietnam."""
    return datetime.combine(day, MIDNIGHT, VIETNAM)


def end_of(day: date) -> datetime:
    """The moment a day in Vietnam is over."""
    return begin_of(day + timedelta(1))


def due_at(ends_on: date, grace_days: int, add: AddWorkingDays) -> datetime:
    """The moment a period's report is due: office closes on the first working day after its last day, plus the days of
    grace.

    The plan says how often, not by when. The last day itself must still count, so nothing can be due on it; Home
    Affairs reports to the People's Committee in the same rhythm, so it cannot wait long: the next working day.

    # Luật: KH 82 VI.6.a, VI.6.c
    """
    return datetime.combine(add(ends_on, 1 + grace_days), CLOSING, VIETNAM)


def final_due_at(last_day: date) -> datetime:
    """«Trước ngày 15/12»: until the last moment of the last day that is still before it.

    # Luật: KH 82 VI.6.d
    """
    return end_of(last_day) - timedelta(seconds=1)


class Came(StrEnum):
    """Whether a report is there, by the clock alone."""

    AWAITED = "awaited"
    IN_TIME = "in_time"
    LATE = "late"
    MISSING = "missing"


CAME_LABELS = {
    Came.AWAITED: noop("Chưa đến hạn"),
    Came.IN_TIME: noop("Đúng hạn"),
    Came.LATE: noop("Trễ hạn"),
    Came.MISSING: noop("Chưa gửi, đã quá hạn"),
}


@dataclass(frozen=True, slots=True)
class Punctuality:
    """A fact of the clock. `days`: late by, missing since, or left until due. `again`: the same for a report that was
    returned and has to come once more; None when nothing was returned."""

    came: Came
    days: int
    due_at: datetime
    submitted_at: datetime | None = None
    again: Punctuality | None = None

    @property
    def label(self) -> str:
        return CAME_LABELS[self.came]

    @property
    def tone(self) -> str:
        """Its colour: good, waiting, late or missing."""
        return {Came.IN_TIME: "good", Came.AWAITED: "wait", Came.LATE: "warn", Came.MISSING: "bad"}[self.came]

    @property
    def is_bad(self) -> bool:
        """Late or missing, at first or after it was returned."""
        return self.came in (Came.LATE, Came.MISSING) or (self.again is not None and self.again.is_bad)

    @property
    def owes(self) -> bool:
        """Something should have come and has not."""
        return self.came is Came.MISSING or (self.again is not None and self.again.came is Came.MISSING)


def punctuality(
    due: datetime,
    submitted_at: datetime | None,
    now: datetime,
    *,
    returned_at: datetime | None = None,
    again_due: datetime | None = None,
    again_at: datetime | None = None,
) -> Punctuality:
    """Whether a report came in time. The first version's submission counts for lateness; one that was returned has to
    come again by `again_due`, and that is told beside it."""
    again = None
    if returned_at is not None and again_due is not None:
        again = punctuality(again_due, again_at, now)
    if submitted_at is None:
        if now <= due:
            return Punctuality(Came.AWAITED, days_between(now, due), due, None, again)
        return Punctuality(Came.MISSING, max(1, days_between(due, now)), due, None, again)
    if submitted_at <= due:
        return Punctuality(Came.IN_TIME, 0, due, submitted_at, again)
    return Punctuality(Came.LATE, max(1, days_between(due, submitted_at)), due, submitted_at, again)


def days_between(earlier: datetime, later: datetime) -> int:
    """Days of the calendar from one moment to another, as people count them."""
    return (later.astimezone(VIETNAM).date() - earlier.astimezone(VIETNAM).date()).days


def again_due_at(returned_at: datetime, again_days: int, add: AddWorkingDays) -> datetime:
    """By when a returned report has to come again."""
    return datetime.combine(add(returned_at.astimezone(VIETNAM).date(), again_days), CLOSING, VIETNAM)


# What a report with something late in it must say. # Luật: KH 82 VI.6.b
EXPLANATIONS = {
    "causes": noop("nguyên nhân chậm"),
    "responsible": noop("cơ quan, cá nhân chịu trách nhiệm"),
    "remedy": noop("phương án, thời hạn khắc phục"),
}


def unexplained(has_late: bool, texts: Mapping[str, str]) -> list[str]:
    """What must still be written before it can be signed: who is late says why, who answers for it, what will be done.

    # Luật: KH 82 VI.6.b (nguyên nhân chậm tiến độ, trách nhiệm của cơ quan, cá nhân), VI.5.e
    """
    return [label for name, label in EXPLANATIONS.items() if has_late and not texts.get(name, "").strip()]


# The procedures a report tells of, in the order the plan names them, and the tasks each is made of: their stage, and in
# the stage of contracts whether the contract itself. # Luật: KH 82 VI.6.b
PROCEDURES: tuple[tuple[str, str, str, bool | None], ...] = (
    ("funding", noop("Kinh phí"), "fund", None),
    ("bidding", noop("Đấu thầu, lựa chọn nhà thầu"), "contract", False),
    ("contract", noop("Ký hợp đồng"), "contract", True),
    ("acceptance", noop("Nghiệm thu, thanh lý"), "accept", None),
    ("hand_over", noop("Bàn giao, nạp dữ liệu vào Kho"), "load", None),
)
NOT_BEGUN, UNDER_WAY, DONE = 0, 1, 2
PROCEDURE_LABELS = {
    NOT_BEGUN: noop("Chưa thực hiện"),
    UNDER_WAY: noop("Đang thực hiện"),
    DONE: noop("Đã xong"),
}


def procedures(tasks: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """How far each procedure is, from the states of the tasks it is made of; one without tasks is left out."""
    known = [task for task in tasks if task["state"] != "waived"]
    found = []
    for name, label, stage, is_contract in PROCEDURES:
        mine = [
            task
            for task in known
            if task["stage"] == stage and (is_contract is None or task["is_contract"] is is_contract)
        ]
        if not mine:
            continue
        done = sum(task["state"] == "done" for task in mine)
        begun = any(task["state"] != "not_begun" for task in mine)
        state = DONE if done == len(mine) else UNDER_WAY if begun else NOT_BEGUN
        late = sum(task["late_days"] > 0 for task in mine)
        found.append({"name": name, "label": label, "state": state, "done": done, "total": len(mine), "late": late})
    return found


MOST = 9_223_372_036_854_775_807


def typed_number(text: str) -> int | None:
    """A whole number as people type it, «1.250» or «1 250»; None when it is none."""
    plain = "".join(sign for sign in text.strip() if sign not in ". \u00a0\u202f")
    if not plain.isascii() or not plain.isdigit():
        return None
    value = int(plain) if len(plain) < 20 else MOST + 1
    return value if value <= MOST else None
