"""From the score of the rules to a confidence that means what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from khoso.kernel.words import Sentence
from khoso.stages.recognition.compute.reading import SURE, FieldReading
from khoso.stages.recognition.rules_trust import TRUST


def trusted(
    fields: Mapping[str, FieldReading], table: Mapping[str, tuple[tuple[float, float], ...]] = TRUST
) -> dict[str, FieldReading]:
    """The fields with calibrated confidences; a value that is not sure enough is kept back and says so."""
    out: dict[str, FieldReading] = {}
    for name, found in fields.items():
        if found.value is None:
            out[name] = found
            continue
        sure = share_right(table.get(name, ()), found.confidence)
        if sure < SURE:
            reason = Sentence("{reason}; đọc không chắc nên để trống", reason=found.reason)
            out[name] = replace(found, value=None, confidence=round(sure, 3), reason=reason)
        else:
            out[name] = replace(found, confidence=round(sure, 3))
    return out


def share_right(steps: tuple[tuple[float, float], ...], score: float) -> float:
    """The share of right values at a score: that of the highest step reached; the score itself without a table."""
    if not steps:
        return score
    reached = [share for start, share in steps if score >= start]
    return reached[-1] if reached else min(score, steps[0][1])
