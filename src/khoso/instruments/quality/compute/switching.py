"""When inspection becomes stricter, milder, or stops, by the results of the lots before; as pure functions.

# TCVN 7790-1 (ISO 2859-1:1999) 9.3, 9.4: only first looks at a lot count, never a mended one

normal ──2 of 5 or fewer in a row not accepted──▶ tightened ──5 not accepted──▶ discontinued
   ▲  │                                              │
   │  └──score ≥ 30──▶ reduced                       │
   └────one not accepted──┘   ◀──5 in a row accepted─┘
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from khoso.instruments.quality.compute import sampling
from khoso.instruments.quality.compute.tables import AQLS, NORMAL, REDUCED, TIGHTENED

DISCONTINUED = "discontinued"
KINDS = (NORMAL, TIGHTENED, REDUCED, DISCONTINUED)
ENOUGH = 30


@dataclass(frozen=True, slots=True)
class Standing:
    """How the lots of one maker are looked at now, and the verdicts since that began, newest last."""

    kind: str = NORMAL
    score: int = 0
    recent: tuple[bool, ...] = ()


def after(standing: Standing, *, accepted: bool, gain: int = 0) -> Standing:
    """The standing once one more lot is decided. `gain`: what it adds to the switching score; 0 sets it back."""
    recent = (*standing.recent, accepted)
    match standing.kind:
        case "normal":
            score = standing.score + gain if accepted and gain else 0
            if recent[-5:].count(False) >= 2:
                return Standing(TIGHTENED)
            if score >= ENOUGH:
                return Standing(REDUCED)
            return replace(standing, score=score, recent=recent[-5:])
        case "tightened":
            if recent.count(False) >= 5:
                return Standing(DISCONTINUED)
            if recent[-5:] == (True,) * 5:
                return Standing(NORMAL)
            return replace(standing, recent=recent)
        case "reduced":
            return replace(standing, recent=recent[-5:]) if accepted else Standing(NORMAL)
        case _:
            return standing


def gain(frozen: Mapping[str, Any], bad: Mapping[str, int]) -> int:
    """What an accepted lot adds to the switching score, by the class that adds least; 0: the score starts again.

    Ac 0 or 1: 2 for an accepted lot. Ac 2 or more: 3 where it would be accepted with the AQL one step tighter too.
    """
    told = []
    for severity, one in frozen["classes"].items():
        if severity == sampling.CRITICAL:
            continue
        if one["ac"] < 2:
            told.append(2 if bad.get(severity, 0) <= one["ac"] else 0)
            continue
        tighter = sampling.single(one["letter"], AQLS[AQLS.index(one["aql"]) - 1], frozen["kind"])
        told.append(3 if bad.get(severity, 0) <= tighter.accept else 0)
    return min(told, default=0)
