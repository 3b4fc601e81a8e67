"""Which sample a lot needs and what it may contain, as pure functions.

# TCVN 7790-1 (ISO 2859-1:1999) 10: code letter, master table, arrows; the whole lot where the sample is as large
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from khoso.instruments.quality.compute import tables
from khoso.instruments.quality.compute.tables import AQLS, LETTERS, LEVELS, NORMAL

CRITICAL, MAJOR, MINOR = "critical", "major", "minor"
SEVERITIES = (CRITICAL, MAJOR, MINOR)
SCHEME = "TCVN 7790-1 (ISO 2859-1)"


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody chose: level, how strictly, and the AQL of each class («»: defects of it are not judged).

    `stream`: whose lots these are, for the switching rules; «» when the rules do not watch them.
    """

    level: str = "II"
    kind: str = NORMAL
    critical: str = "0.10"
    major: str = "1.0"
    minor: str = "4.0"
    stream: str = ""

    def aql_of(self, severity: str) -> str:
        return str(getattr(self, severity))


@dataclass(frozen=True, slots=True)
class Single:
    """One plan of a master table: look at `size` units, accept with up to `accept` bad ones."""

    letter: str
    size: int
    accept: int

    @property
    def reject(self) -> int:
        return self.accept + 1


def code_letter(lot_size: int, level: str) -> str:
    """Table 1. A lot of one unit is treated as the smallest lot there is."""
    if lot_size < 1:
        raise ValueError(lot_size)
    place = LEVELS.index(level)
    for upto, letters in tables.CODE_LETTERS:
        if upto is None or lot_size <= upto:
            return letters[place]
    raise AssertionError


def single(letter: str, aql: str, kind: str = NORMAL) -> Single:
    """The plan of a master table, its arrows followed: sample size and acceptance number come from the row reached."""
    column, row = AQLS.index(aql), LETTERS.index(letter)
    found = tables.cell(kind, row, column)
    step = -1 if found == tables.UP else 1
    while not isinstance(found, int):
        row += step
        found = tables.cell(kind, row, column)
    return Single((LETTERS + "S")[row], tables.SIZES[kind][row], found)


def zero(aql: str, kind: str = NORMAL) -> Single:
    """The plan of an AQL that accepts with no bad unit at all: for defects of which one is too many."""
    column = AQLS.index(aql)
    for row, letter in enumerate(LETTERS):
        if tables.cell(kind, row, column) == 0:
            return Single(letter, tables.SIZES[kind][row], 0)
    # To the right of the tables' zero plans the smallest sample is more than the AQL asks.
    return Single(LETTERS[0], tables.SIZES[kind][0], 0)


def freeze(plan: Plan, lot_size: int) -> dict[str, Any]:
    """The plan as it is kept with the lot: per class sample size, Ac, Re; and how many units are drawn in all."""
    letter = code_letter(lot_size, plan.level)
    classes: dict[str, Any] = {}
    for severity in SEVERITIES:
        if not (aql := plan.aql_of(severity)):
            continue
        chosen = zero(aql, plan.kind) if severity == CRITICAL else single(letter, aql, plan.kind)
        classes[severity] = {
            "aql": aql,
            "letter": chosen.letter,
            "size": min(chosen.size, lot_size),
            "ac": chosen.accept,
            "re": chosen.reject,
        }
    size = max((one["size"] for one in classes.values()), default=0)
    return {
        "scheme": SCHEME,
        "level": plan.level,
        "kind": plan.kind,
        "letter": letter,
        "classes": classes,
        "sample_size": size,
        "is_whole": size >= lot_size,
        "stream": plan.stream,
    }


def acceptance_probability(size: int, accept: int, share: float) -> float:
    """How likely a lot with this share of bad units is accepted: the operating characteristic, binomial."""
    if share >= 1:
        return float(accept >= size)
    chance = (1 - share) ** size
    total = 0.0
    for bad in range(min(accept, size) + 1):
        total += chance
        chance *= (size - bad) / (bad + 1) * share / (1 - share)
    return min(total, 1.0)


def accepts(frozen: Mapping[str, Any], bad: Mapping[str, int]) -> bool:
    """Whether every class stays within its acceptance number."""
    return all(bad.get(severity, 0) <= one["ac"] for severity, one in frozen["classes"].items())
