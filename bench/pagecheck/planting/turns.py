"""A page put into the feeder the wrong way round."""

from __future__ import annotations

from random import Random

import numpy as np

from bench.pagecheck.pictures import Picture
from bench.pagecheck.planting.kinds import Kind


def turned(picture: Picture, degrees: float, rng: Random) -> Picture:
    """The page turned by a quarter, half or three quarters."""
    return picture.with_pixels(np.rot90(picture.pixels, round(degrees / 90)))


KINDS = (
    Kind(
        "turned",
        frozenset({"page.upside_down", "page.sideways"}),
        "độ",
        (90, 180, 270),
        (90, 180, 270),
        0.98,
        turned,
    ),
)
