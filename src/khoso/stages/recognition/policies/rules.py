"""The policy itself: pure, and drawn so that the same seed draws the same fields again."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# Claims of at least so much are right in 99 of 100, as the readings are calibrated.
WANTED = 0.99
HOUSE_SURE_FROM = 0.9
HOUSE_SAMPLED = 2.0
NONE_EVER = 1.01
LEAST_SURE_FROM = 0.8
_DRAWS = 1_000_000


@dataclass(frozen=True)
class Policy:
    """How much of what the machine claims is accepted without a look."""

    sure_from: float = HOUSE_SURE_FROM
    sure_by_field: Mapping[str, float] = field(default_factory=dict)
    sampled_percent: float = HOUSE_SAMPLED
    double_percent: float = 0.0
    seed: str = "kho-so"

    def threshold(self, name: str) -> float:
        return float(self.sure_by_field.get(name, self.sure_from))

    def is_sure(self, name: str, confidence: float) -> bool:
        """Whether a field of this confidence is accepted without a look."""
        return confidence >= self.threshold(name)

    def is_sampled(self, item_id: object, name: str) -> bool:
        """Whether this field, though sure, is drawn for a person to look at."""
        return self._draw(item_id, name) < self.sampled_percent * _DRAWS / 100

    def keyings(self, item_id: object) -> int:
        """How many people key this item: 1, or 2 for the share that was chosen."""
        return 2 if self._draw(item_id, "") < self.double_percent * _DRAWS / 100 else 1

    def _draw(self, item_id: object, name: str) -> int:
        """A number below `_DRAWS` that nobody can foresee without the seed, and anybody can find again with it."""
        digest = hashlib.sha256(f"{self.seed}\x1f{item_id}\x1f{name}".encode()).digest()
        return int.from_bytes(digest[:8]) % _DRAWS


@dataclass(frozen=True, slots=True)
class Checked:
    """Of the sampled fields of one name: how many a person looked at, and how many were left as they were."""

    name: str
    left: int
    looked: int

    @property
    def changed(self) -> int:
        return self.looked - self.left

    @property
    def share(self) -> float:
        return self.left / self.looked if self.looked else 0.0

    @property
    def low(self) -> float:
        return interval(self.left, self.looked)[0]

    @property
    def high(self) -> float:
        return interval(self.left, self.looked)[1]

    @property
    def is_under(self) -> bool:
        """Fewer were right than wanted."""
        return self.looked > 0 and self.share < WANTED

    @property
    def is_proven(self) -> bool:
        """Enough were looked at to say that it holds."""
        return self.looked > 0 and self.low >= WANTED


def interval(right: int, n: int) -> tuple[float, float]:
    """Wilson's interval of 95 % of a share; 0 to 1 when nothing was looked at."""
    if not n:
        return 0.0, 1.0
    z, p = 1.96, right / n
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, (middle - half) / (1 + z * z / n)), min(1.0, (middle + half) / (1 + z * z / n))


def stricter(looked: Iterable[tuple[float, bool]], now: float) -> float:
    """The lowest threshold above `now` from which 99 of 100 of what was looked at stayed; above 1: none.

    `looked`: confidence and whether a person left it as it was.
    """
    rows = sorted(looked, reverse=True)
    best, right = NONE_EVER, 0
    for at, (confidence, is_left) in enumerate(rows, 1):
        right += is_left
        # Equal confidences stand or fall together.
        is_last = at == len(rows) or rows[at][0] != confidence
        if is_last and confidence > now and right / at >= WANTED:
            best = confidence
    return best if best > 1 else math.ceil(best * 1000) / 1000
