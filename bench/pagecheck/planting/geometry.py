"""A page that lies askew."""

from __future__ import annotations

from random import Random

from bench.pagecheck.pictures import Picture, straight, turned
from bench.pagecheck.planting.kinds import Kind


def skew(picture: Picture, degrees: float, rng: Random) -> Picture:
    """The page turned either way."""
    return turned(straight(picture), degrees * rng.choice((-1, 1)))


KINDS = (
    Kind(
        "skew",
        frozenset({"page.skewed"}),
        "độ",
        (0.5, 0.8, 1.0, 1.2, 1.5, 2.0, 3.0, 5.0, 8.0),
        (1.0, 1.2, 1.5, 2.0, 3.0, 5.0, 8.0),
        0.98,
        skew,
    ),
)
