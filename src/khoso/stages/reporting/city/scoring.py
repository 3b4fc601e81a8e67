"""How an agency and its head are scored. Pure: the same facts and weights give the same points, with every step shown.

Four parts, each 0…1000 (thousandths), or nothing where there is no data; the points are the weighted mean of the parts
that have data, in tenths of a point. A part without data neither helps nor harms; where less than half of the weight
has data there is no score at all, rather than a nought.

# Luật: KH 82 VI.5.đ
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from khoso.kernel.words import noop

FULL = 1000
TIMELINESS, TRUTHFULNESS, VOLUME, QUALITY = "timeliness", "truthfulness", "volume", "quality"
PARTS = (TIMELINESS, TRUTHFULNESS, VOLUME, QUALITY)
LABELS = {
    TIMELINESS: noop("Đúng hạn"),
    TRUTHFULNESS: noop("Trung thực"),
    VOLUME: noop("Khối lượng"),
    QUALITY: noop("Chất lượng"),
}
# In points, 100 together. Time and truth are what the plan says heads answer for; then how much, and how well.
DEFAULT_WEIGHTS: Mapping[str, int] = {TIMELINESS: 35, TRUTHFULNESS: 25, VOLUME: 25, QUALITY: 15}
# Each day after the last day takes a twentieth: what is twenty days late is worth as little as what never came.
LOST_PER_DAY = 50
# A figure written over evidence, or proved other than told, costs as much as this many that are right.
OVERTYPED_COSTS = 3
CLAIM_COSTS = 1
MISTOLD_COSTS = 5


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an agency until one moment. Days late of each report owed; None: it is not there."""

    reports: Sequence[int | None] = ()
    # Done tasks with their days late, 0 in time; tasks past their day and not done with their days late until now.
    tasks_done: Sequence[int] = ()
    tasks_open: Sequence[int] = ()
    figures_told: int = 0
    figures_overtyped: int = 0
    figures_mistold: int = 0
    tasks_said_done: int = 0
    claims: int = 0
    # Figures with a planned volume: (planned until the moment, reached).
    volumes: Sequence[tuple[int, int]] = ()
    reports_received: int = 0
    reports_returned: int = 0
    # What went to acceptance, and what of it was accepted.
    work_done: int = 0
    work_accepted: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: its value, its weight, and the numbers it came from. `value` None: no data."""

    name: str
    value: int | None
    weight: int
    numbers: Mapping[str, int]

    @property
    def points(self) -> int:
        """Tenths of a point it brings where every part has data."""
        return (self.value or 0) * self.weight // 100


@dataclass(frozen=True, slots=True)
class Score:
    """`points` in tenths, 0…1000; None where there is not enough data."""

    points: int | None
    parts: Sequence[Part]

    def as_json(self) -> list[dict[str, Any]]:
        return [{**asdict(part), "numbers": dict(part.numbers)} for part in self.parts]


def weights_are_right(weights: Mapping[str, Any]) -> bool:
    """Whether these weights make a formula: every part, whole points from 0 to 100, 100 together."""
    whole = all(
        isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100 for value in weights.values()
    )
    return set(weights) == set(PARTS) and whole and sum(weights.values()) == 100


def score(facts: Facts, weights: Mapping[str, int] = DEFAULT_WEIGHTS) -> Score:
    """The score of an agency from its facts."""
    made = (
        _part(TIMELINESS, _timeliness(facts), weights),
        _part(TRUTHFULNESS, _truthfulness(facts), weights),
        _part(VOLUME, _volume(facts), weights),
        _part(QUALITY, _quality(facts), weights),
    )
    known = [part for part in made if part.value is not None]
    weight = sum(part.weight for part in known)
    # Less than half of the weight: a number would say more than anybody knows.
    if weight * 2 < sum(weights.values()) or not weight:
        return Score(None, made)
    return Score(sum((part.value or 0) * part.weight for part in known) // weight, made)


def _part(name: str, told: tuple[int | None, dict[str, int]], weights: Mapping[str, int]) -> Part:
    value, numbers = told
    return Part(name, value, weights[name], numbers)


def worth(days: int | None) -> int:
    """What something is worth that came so many days late: all of it in time, nothing when it never came."""
    return 0 if days is None else max(0, FULL - LOST_PER_DAY * max(0, days))


def _timeliness(facts: Facts) -> tuple[int | None, dict[str, int]]:
    """Reports owed and tasks due, each worth what its days leave. What is not there is worth nothing."""
    numbers = {
        "reports_owed": len(facts.reports),
        "reports_in_time": sum(days == 0 for days in facts.reports),
        "reports_missing": sum(days is None for days in facts.reports),
        "tasks_due": len(facts.tasks_done) + len(facts.tasks_open),
        "tasks_in_time": sum(days == 0 for days in facts.tasks_done),
        "tasks_open_late": len(facts.tasks_open),
        "days_late": sum(days or 0 for days in facts.reports) + sum(facts.tasks_done) + sum(facts.tasks_open),
    }
    each = [worth(days) for days in (*facts.reports, *facts.tasks_done)] + [0] * len(facts.tasks_open)
    return (sum(each) // len(each) if each else None), numbers


def _truthfulness(facts: Facts) -> tuple[int | None, dict[str, int]]:
    """Figures told as the evidence says them, tasks said done that have their product. # Luật: KH 82 VI.5.đ"""
    numbers = {
        "figures_told": facts.figures_told,
        "figures_overtyped": facts.figures_overtyped,
        "figures_mistold": facts.figures_mistold,
        "tasks_said_done": facts.tasks_said_done,
        "claims": facts.claims,
    }
    told = facts.figures_told + facts.tasks_said_done
    if not told:
        return None, numbers
    lost = (
        OVERTYPED_COSTS * facts.figures_overtyped + MISTOLD_COSTS * facts.figures_mistold + CLAIM_COSTS * facts.claims
    )
    return max(0, FULL - FULL * lost // told), numbers


def _volume(facts: Facts) -> tuple[int | None, dict[str, int]]:
    """Reached of what the agency's own plan had until this day, each planned figure alike; more than all is all."""
    planned = [(want, have) for want, have in facts.volumes if want > 0]
    numbers = {
        "figures_planned": len(planned),
        "figures_reached": sum(have >= want for want, have in planned),
        "planned": sum(want for want, _ in planned),
        "reached": sum(have for _, have in planned),
    }
    shares = [min(FULL, FULL * max(0, have) // want) for want, have in planned]
    return (sum(shares) // len(shares) if shares else None), numbers


def _quality(facts: Facts) -> tuple[int | None, dict[str, int]]:
    """Work that was accepted of what was done, and reports that did not have to be returned."""
    numbers = {
        "work_done": facts.work_done,
        "work_accepted": facts.work_accepted,
        "reports_received": facts.reports_received,
        "reports_returned": facts.reports_returned,
    }
    shares = []
    if facts.work_done > 0:
        shares.append(min(FULL, FULL * facts.work_accepted // facts.work_done))
    if facts.reports_received > 0:
        shares.append(max(0, FULL - FULL * facts.reports_returned // facts.reports_received))
    return (sum(shares) // len(shares) if shares else None), numbers


def ranks(points: Sequence[int | None]) -> list[int | None]:
    """The place of each: those with the same points share theirs, the next comes after all of them; None has none."""
    known = sorted((one for one in points if one is not None), reverse=True)
    return [None if one is None else known.index(one) + 1 for one in points]
