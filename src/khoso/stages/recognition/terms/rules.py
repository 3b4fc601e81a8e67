"""What one correction teaches, and when what was taught may be used. Nothing here asks the database."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from khoso.kernel.states import StateTable
from khoso.kernel.text_vi import fold, one_space
from khoso.kernel.words import noop
from khoso.stages.recognition.crosschecks.likeness import letters
from khoso.stages.recognition.models import KnownTerm

Kind: Any = KnownTerm.Kind
State: Any = KnownTerm.State
# Field of a reading → kind of term its corrections teach. What is each paper's own teaches nothing.
KINDS: dict[str, str] = {
    "notation": Kind.NOTATION_PART,
    "issuer": Kind.AGENCY,
    "superior": Kind.AGENCY,
    "signer": Kind.PERSON,
    "place": Kind.PLACE,
}
# Used once so many corrections by so many people said so; one person alone teaches nobody else.
LEAST_TIMES, LEAST_PEOPLE = 3, 2
# Withdrawn once more than this share of what was said of it was otherwise.
MOST_AGAINST = 0.25
# A correction further off than this says that the machine read something else, not that it misread.
LIKE = 0.5
MOST = 200

TERM_STATES = StateTable(
    name=noop("Từ đã học"),
    states=tuple(State.values),
    moves={
        (State.PROPOSED, "agree"): State.USED,
        (State.PROPOSED, "approve"): State.USED,
        (State.PROPOSED, "withdraw"): State.WITHDRAWN,
        (State.PROPOSED, "contradict"): State.WITHDRAWN,
        (State.USED, "withdraw"): State.WITHDRAWN,
        (State.USED, "contradict"): State.WITHDRAWN,
        # What was withdrawn comes back by a person's word alone.
        (State.WITHDRAWN, "approve"): State.USED,
    },
)
KIND_LABELS = dict(Kind.choices)

_PARTS = re.compile(r"([-/.\s]+)")


@dataclass(frozen=True, slots=True)
class Lesson:
    """One part of a reading and what a person says it means; the same where the reading was right."""

    kind: str
    read_as: str
    read: str
    means: str

    @property
    def is_correction(self) -> bool:
        return letters(self.read) != letters(self.means)


def lessons(name: str, read: str | None, decided: str | None) -> list[Lesson]:
    """What a person's word on one field teaches."""
    kind, left, right = KINDS.get(name), one_space(read or ""), one_space(decided or "")
    if kind is None or not left or not right:
        return []
    if kind == Kind.NOTATION_PART:
        return _of_notation(left, right)
    if letters(left) != letters(right) and not _is_like(left, right):
        return []
    return [Lesson(kind, key(left), left[:MOST], right[:MOST])]


def _of_notation(read: str, decided: str) -> list[Lesson]:
    left, right = _parts(read), _parts(decided)
    # Parts that came or went cannot be held against each other.
    if len(left) != len(right):
        return []
    pairs = [(one, other) for one, other in zip(left, right, strict=True) if one and other]
    if sum(letters(one) != letters(other) for one, other in pairs) > 1 and not _is_like(read, decided):
        return []
    return [
        Lesson(Kind.NOTATION_PART, key(one), one[:MOST], other[:MOST])
        for one, other in pairs
        if not one.isdecimal() and not other.isdecimal()
    ]


def _is_like(left: str, right: str) -> bool:
    return SequenceMatcher(None, letters(left), letters(right), autojunk=False).ratio() >= LIKE


def _parts(notation: str) -> list[str]:
    return _PARTS.split(notation)[::2]


def key(text: str) -> str:
    """How a reading is looked up: small letters without accents, one space."""
    return one_space(fold(text))[:MOST]


def replaced(read: str, meaning: dict[str, str]) -> str:
    """A notation with the parts that are known, put right; signs between them stay."""
    told = _PARTS.split(one_space(read))
    return "".join(meaning.get(key(part), part) if at % 2 == 0 else part for at, part in enumerate(told))


def keys_of(name: str, read: str) -> list[str]:
    """Under which keys what is known of a reading would be found."""
    if KINDS.get(name) == Kind.NOTATION_PART:
        return [key(part) for part in _parts(one_space(read)) if part]
    return [key(read)] if name in KINDS and read else []


def next_move(state: str, *, times: int, against: int, people: int, is_judged: bool) -> str:
    """What the count of corrections makes of a term; "" when nothing."""
    if state != State.WITHDRAWN and against and against > MOST_AGAINST * (times + against):
        # A person's approval stands against a single word to the contrary.
        return "" if is_judged and against < LEAST_TIMES else "contradict"
    if state == State.PROPOSED and times >= LEAST_TIMES and people >= LEAST_PEOPLE:
        return "agree"
    return ""


def single(meanings: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Reading → meaning for those that have one meaning only: of two that contradict none is used."""
    found: dict[str, set[str]] = {}
    for read_as, means in meanings:
        found.setdefault(read_as, set()).add(means)
    return {read_as: means.pop() for read_as, means in found.items() if len(means) == 1}
