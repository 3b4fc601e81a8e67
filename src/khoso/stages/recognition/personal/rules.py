"""When two boxes are one place, and what a box drawn by a person may be."""

from __future__ import annotations

from collections.abc import Sequence

# Two boxes of one kind that share this much of the smaller are one place.
SAME = 0.6
# A box smaller than this in either direction is a slip of the pointer.
LEAST_SIDE = 6


def is_same_place(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether two boxes of a page lie on each other for the most part."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or down <= 0:
        return False
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return across * down >= SAME * smaller


def box_on_page(fractions: Sequence[float], width: int, height: int) -> list[int] | None:
    """Pixels of a box told in fractions of the page; None when it is no box of this page."""
    if len(fractions) != 4 or not all(0 <= part <= 1 for part in fractions):
        return None
    x0, y0, x1, y1 = fractions
    box = [round(x0 * width), round(y0 * height), round(x1 * width), round(y1 * height)]
    return box if box[2] - box[0] >= LEAST_SIDE and box[3] - box[1] >= LEAST_SIDE else None
