"""What a list says of each delivery, counted once and kept until something about the delivery changed.

Counting a delivery of thousands of dossiers takes a good part of a second. Whether anything changed is seen from a few
numbers that lie in indexes (`figures.marks_of`), so nobody ever reads an old number of a delivery that rests. While
the machine works on one, its numbers are at most two seconds old, however many people watch it.
"""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.utils.translation import get_language

from khoso.foundation.web import counting
from khoso.kernel import figures
from khoso.stages.digitisation import queries

# How long the numbers of a delivery that is worked on stand, and how long nobody asks whether another one changed.
BUSY_SECONDS = 2.0
SAME_SECONDS = 2.0
# What no mark tells (a finding taken back for one of the same weight) shows after this time, or up to twice as much:
# the deliveries of a list are not all counted anew at once.
LONGEST_SECONDS = 300.0
MOST_KEPT = 2000


@dataclass(frozen=True)
class Tally:
    """The numbers of one delivery. `stages`: how many dossiers came how far."""

    dossiers: int
    items: int
    pages: int
    errors: int
    warnings: int
    progress: list[figures.StageProgress]
    stages: Counter[str]
    is_busy: bool
    gates_missing: frozenset[str]

    @property
    def may_move(self) -> bool:
        """Whether something may change here that no mark tells: packages come without a word in an index."""
        return self.is_busy or self.stages["store_failed"] > 0


@dataclass
class _Kept:
    tally: Tally
    marks: Hashable
    counted: float
    compared: float
    longest: float

    def holds(self, now: float) -> bool:
        """Whether the numbers stand without another look."""
        if self.tally.may_move:
            return now - self.counted < BUSY_SECONDS
        return now - self.compared < SAME_SECONDS

    def still_holds(self, now: float, marks: Hashable) -> bool:
        """Whether they stand when the delivery's marks are these now."""
        return not self.tally.may_move and marks == self.marks and now - self.counted < self.longest


# By delivery and language: the stages are named in the language of who looks.
_kept: OrderedDict[tuple[Any, str | None], _Kept] = OrderedDict()
_lock = Lock()


def tallies_of(delivery_ids: list[Any]) -> dict[Any, Tally]:
    """The numbers of each delivery; as many questions for twenty as for one."""
    now, language = time.monotonic(), get_language()
    with _lock:
        kept = {one: _kept.get((one, language)) for one in delivery_ids}
    told = {one: found.tally for one, found in kept.items() if found and found.holds(now)}
    unsure = [one for one in delivery_ids if one not in told]
    if not unsure:
        return told
    marks = figures.marks_of(unsure)
    for one in unsure:
        found = kept[one]
        if found and found.still_holds(now, marks[one]):
            found.compared = now
            told[one] = found.tally
    counted = count([one for one in unsure if one not in told])
    with _lock:
        for one, tally in counted.items():
            longest = LONGEST_SECONDS * (1 + hash(one) % 100 / 100)
            _kept[one, language] = _Kept(tally, marks[one], counted=now, compared=now, longest=longest)
            _kept.move_to_end((one, language))
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return {**told, **counted}


def count(delivery_ids: list[Any]) -> dict[Any, Tally]:
    """The numbers of each delivery as they are at this moment."""
    if not delivery_ids:
        return {}
    # Every room asks which dossiers and files these are.
    with counting.asked_once():
        reached, dossiers = figures.reached_in(delivery_ids), queries.dossiers_by_delivery(delivery_ids)
        progress, numbers = figures.progress_of(delivery_ids), queries.dossier_numbers(delivery_ids)
    weights, contents = queries.finding_weights(delivery_ids), queries.item_counts(delivery_ids)
    told = {}
    for one in delivery_ids:
        here = [reached[dossier] for dossier in dossiers[one] if dossier in reached]
        waits = {paper for stage in here if stage.name == "lacking_gate" for paper in stage.waits_for}
        told[one] = Tally(
            dossiers=numbers[one],
            items=contents[one][0],
            pages=contents[one][1],
            errors=weights[one]["error"],
            warnings=weights[one]["warning"],
            progress=progress[one],
            stages=Counter(stage.name for stage in here),
            is_busy=any(stage.is_busy for stage in here),
            gates_missing=frozenset(waits),
        )
    return told


def forget() -> None:
    """Count everything anew when it is asked for next."""
    with _lock:
        _kept.clear()
