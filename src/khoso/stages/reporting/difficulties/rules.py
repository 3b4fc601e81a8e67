"""When an answer is due, which difficulties are alike, what happened so far. Nothing here asks the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from khoso.kernel.text_vi import fold

# Words of every difficulty, folded: they say nothing of what it is about.
_COMMON = frozenset(
    """
    va cua cac cho de voi tu den tai trong khi chua khong duoc bi co la mot nhung nay do theo ve da dang se can phai don
    vi co quan vuong mac kho khan de nghi huong dan so noi vu ubnd xa phuong thanh pho
    """.split()  # noqa: SIM905 - read as text
)
# From here on two texts are shown beside each other: found by trying pairs of real questions, see the tests.
ALIKE = 0.3
SAME_TASK = 0.15

ANSWER, PASS_ON, ESCALATE, ASK_AGAIN, CLOSE = "answer", "pass_on", "escalate", "ask_again", "close"
# After these nobody waits for an answer.
SETTLING = (ANSWER, CLOSE)


def words_of(text: str) -> frozenset[str]:
    """What a text is about: its folded words and each two that stand together, as Vietnamese makes words of two."""
    plain = "".join(letter if letter.isalnum() else " " for letter in fold(text)).split()
    kept = [word for word in plain if word not in _COMMON and len(word) > 1]
    return frozenset(kept) | frozenset(f"{one} {other}" for one, other in pairwise(kept))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """0 nothing in common … 1 the same words (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def alike(text: str, task: int | None, others: Iterable[tuple[Any, str, int | None]]) -> list[Any]:
    """Those of `others` (key, text, plan task) that ask the like, the likest first."""
    here = words_of(text)
    rated = [
        (likeness(here, words_of(said)) + (SAME_TASK if task is not None and task == about else 0), key)
        for key, said, about in others
    ]
    return [key for rate, key in sorted(rated, key=lambda one: -one[0]) if rate >= ALIKE]


@dataclass(frozen=True, slots=True)
class Clock:
    """How long somebody has had to answer. `late`: working days past the last one; `left`: those that remain."""

    due: date
    late: int = 0
    left: int = 0
    is_running: bool = True

    @property
    def tone(self) -> str:
        if not self.is_running:
            return "bad" if self.late else "good"
        return "bad" if self.late else "warn" if self.left <= 1 else "calm"


def clock_of(due: date, calendar: Any, *, today: date, answered_on: date | None = None) -> Clock:
    """The clock of a difficulty: still running today, or stopped on the day of its answer."""
    until = answered_on or today
    late = calendar.between(due, until) if until > due else 0
    left = calendar.between(until, due) if until <= due else 0
    return Clock(due, late, left, answered_on is None)


def late_turns(turns: Iterable[tuple[str, date, date | None]]) -> Iterator[tuple[str, date, date]]:
    """The turns (move, day, deadline that ran) of whoever was asked that came after the deadline."""
    for move, day, due in turns:
        if due is not None and day > due and move in (ANSWER, PASS_ON, ESCALATE):
            yield move, day, due
