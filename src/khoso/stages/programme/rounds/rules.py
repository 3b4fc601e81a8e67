"""Spreading visits over days, and the clock of a finding, as pure functions."""

# Luật: KH 82 Phụ lục II I.4, II.15 (kiểm tra, giám sát), VI.5.c (kịp thời khắc phục)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

LIGHT, GRAVE = "light", "grave"


def spread(count: int, days: Sequence[date]) -> list[date]:
    """`count` visits evenly over the working `days`, in their order; several a day when there are more than days."""
    if count and not days:
        raise ValueError("no working day in the span")
    return [days[number * len(days) // count] for number in range(count)]


class Counts(Protocol):
    """What counts in working days."""

    def between(self, first: date, last: date) -> int: ...


@dataclass(frozen=True, slots=True)
class FindingClock:
    """How much time is left: working days to the term, negative when it passed. None: no term, or nothing to do."""

    left: int | None

    @property
    def is_overdue(self) -> bool:
        return self.left is not None and self.left < 0

    @property
    def is_soon(self) -> bool:
        return self.left is not None and 0 <= self.left <= 3

    @property
    def late(self) -> int:
        return -self.left if self.left is not None and self.left < 0 else 0


def clock_of(due_on: date | None, is_open: bool, today: date, days: Counts) -> FindingClock:
    """The clock runs while it is not said to be mended. The day after the term is late, be it worked or not."""
    if due_on is None or not is_open:
        return FindingClock(None)
    if today > due_on:
        return FindingClock(min(days.between(today, due_on), -1))
    return FindingClock(days.between(today, due_on))
