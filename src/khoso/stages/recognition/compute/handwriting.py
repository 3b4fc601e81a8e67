"""Is a number filled in by hand? Printed digits are as high as the capitals beside them and as one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median

import cv2
import numpy as np

from khoso.engines.ocr.port import Box, Pixels
from khoso.stages.recognition.compute.pages import PageImage

# Printed digits differ from the capitals beside them by less than this share of their height; skew included.
SLACK = 0.17
# A printed digit is at most so wide, as a share of its height; two that touch are at least so wide.
WIDEST_DIGIT = 0.72
TWO_DIGITS = 1.2
# What is told of ink that stands like print: there is some, and it is no hand's.
PRINTED = 0.1
# A figure of another size than the letters beside it.
ODD = 0.9
# Share of the ink that must be coloured before it is a pen's.
PEN = 0.25
# What the grid of pixels alone may cost.
PIXELS = 2.0


def look_at(pages: Sequence[PageImage]) -> Callable[[int, Box, Box], float]:
    """A `Look` over rendered pages; a page is opened when first asked about."""
    opened: dict[int, tuple[Pixels, Pixels | None]] = {}
    by_number = {page.number: page for page in pages}

    def look(number: int, area: Box, reference: Box) -> float:
        if number not in opened:
            opened.clear()
            opened[number] = by_number[number].pixels(), by_number[number].bare()
        pixels, bare = opened[number]
        if bare is not None and _is_coloured(pixels, bare, area):
            return 1.0
        return handwriting(pixels, area, reference)

    return look


def _is_coloured(pixels: Pixels, bare: Pixels, area: Box) -> bool:
    """Whether a good part of an area's ink is coloured: print is black, pens are blue."""
    x0, y0, x1, y1 = area
    grey, light = pixels[y0:y1, x0:x1], bare[y0:y1, x0:x1]
    if grey.size == 0 or grey.shape != light.shape:
        return False
    ink = grey < 150
    coloured = ink & (cv2.subtract(light, grey) > 45)
    return int(np.count_nonzero(coloured)) > max(30, PEN * int(np.count_nonzero(ink)))


def handwriting(pixels: Pixels, area: Box, reference: Box) -> float:
    """How much the ink in `area` looks written by hand, 0 to 1; 0 when there is no ink of a digit's size.

    `reference` holds printed capitals or digits of the same line.
    """
    printed = [box for box in _blobs(pixels, reference) if box[3] - box[1] >= 0.4 * (reference[3] - reference[1])]
    if not printed:
        return 0.0
    size = median(box[3] - box[1] for box in printed)
    top, bottom = median(box[1] for box in printed), median(box[3] for box in printed)
    reach = round(0.5 * size)
    wide = (area[0], int(top) - reach, area[2], int(bottom) + reach)
    digits = [box for box in _blobs(pixels, wide) if 0.45 * size <= box[3] - box[1] and box[1] < bottom - 0.3 * size]
    if not digits:
        return 0.0
    if any(_is_odd(box, size, top, bottom) for box in digits):
        return ODD
    tops, bottoms = [box[1] for box in digits], [box[3] for box in digits]
    uneven = max(max(tops) - min(tops), max(bottoms) - min(bottoms)) > max(SLACK * size, PIXELS)
    return 0.6 if uneven else PRINTED


def _is_odd(box: Box, size: float, top: float, bottom: float) -> bool:
    height, width = box[3] - box[1], box[2] - box[0]
    slack = max(SLACK * size, PIXELS)
    return (
        abs(height - size) > slack
        or abs(box[1] - top) > slack + 0.08 * size
        or abs(box[3] - bottom) > slack + 0.08 * size
        or WIDEST_DIGIT + 1 / size < width / size < TWO_DIGITS
    )


def _blobs(pixels: Pixels, area: Box) -> list[Box]:
    """Boxes of connected ink whose middle lies in `area`, specks left out; in pixels of the page."""
    height, width = pixels.shape[:2]
    margin = 6
    x0, y0 = max(area[0] - margin, 0), max(area[1] - margin, 0)
    x1, y1 = min(area[2] + margin, width), min(area[3] + margin, height)
    crop = pixels[y0:y1, x0:x1]
    if crop.size == 0:
        return []
    _, ink = cv2.threshold(np.ascontiguousarray(crop), 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    found: list[Box] = []
    for left, top, across, down, ink_pixels in stats[1:count]:
        middle = x0 + left + across / 2
        if ink_pixels >= 8 and down >= 4 and area[0] <= middle <= area[2]:
            found.append((int(x0 + left), int(y0 + top), int(x0 + left + across), int(y0 + top + down)))
    return found
