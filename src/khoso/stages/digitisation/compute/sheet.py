"""A page's pixels prepared once for all checks."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from khoso.engines.imaging.port import Page

Box = tuple[int, int, int, int]

SMALL_DPI = 100.0
MM = SMALL_DPI / 25.4
"""Pixels of the small picture in a millimetre."""
_PAPER_WINDOW = 25
_LEAST_INK = 10
_INK_SHARE = 0.35

cv2.setNumThreads(1)


@dataclass(slots=True)
class Sheet:
    """One page as pictures. Small pictures have 100 dpi.

    `grey` full size; `small` and `small_rgb` (None for a page without colour) small; `darkness` how much darker than the
    paper around it; `ink` 0/1; `labels`, `stats` (x, y, width, height, area) its connected parts, row 0 the paper.
    """

    page: Page
    grey: np.ndarray
    rgb: np.ndarray | None
    small: np.ndarray
    small_rgb: np.ndarray | None
    darkness: np.ndarray
    ink: np.ndarray
    labels: np.ndarray
    stats: np.ndarray
    bilevel: bool

    @property
    def shrink(self) -> float:
        """Full pixels in one small pixel."""
        return self.page.dpi / SMALL_DPI

    def full_box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """A box of the small picture in pixels of the page image."""
        height, width = self.grey.shape
        k = self.shrink
        return (
            max(0, round(x0 * k)),
            max(0, round(y0 * k)),
            min(width, round(x1 * k)),
            min(height, round(y1 * k)),
        )


def is_coloured(page: Page) -> bool:
    """Whether any image of the page, or drawing without images, may hold colour."""
    return not page.layers or any(layer.colours == "colour" for layer in page.layers)


def prepare(page: Page, pixels: np.ndarray) -> Sheet:
    """A sheet from full-size pixels, RGB (h,w,3) or grey (h,w)."""
    rgb = pixels if pixels.ndim == 3 else None
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if rgb is not None else pixels
    factor = SMALL_DPI / page.dpi
    size = (max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor)))
    if rgb is None:
        small_rgb, small = None, cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    else:
        small_rgb = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
        small = cv2.cvtColor(small_rgb, cv2.COLOR_RGB2GRAY)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((_PAPER_WINDOW, _PAPER_WINDOW), np.uint8))
    darkness = cv2.subtract(paper, small)
    ink = (darkness > ink_threshold(darkness)).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    bilevel = bool(page.layers) and all(layer.colours == "bilevel" for layer in page.layers)
    return Sheet(page, grey, rgb, small, small_rgb, darkness, ink, labels, stats, bilevel)


def ink_threshold(darkness: np.ndarray) -> float:
    """How dark a point must be to be ink: a share of the darkest marks, so that faint writing counts too."""
    counts = np.bincount(darkness.reshape(-1), minlength=256)
    from_top = np.cumsum(counts[::-1])
    strongest = 255 - int(np.searchsorted(from_top, max(1, darkness.size // 200)))
    return max(_LEAST_INK, _INK_SHARE * strongest)


def text_parts(sheet: Sheet) -> np.ndarray:
    """Indices of connected parts that look like letters or words: 0.7 to 12 mm high, off the edge of the image."""
    x, y, w, h = (sheet.stats[:, i] for i in range(4))
    rows, columns = sheet.small.shape
    inside = (x > 1) & (y > 1) & (x + w < columns - 1) & (y + h < rows - 1)
    good = inside & (h >= 3) & (h <= 12 * MM) & (w >= 2) & (w <= 40 * MM)
    good[0] = False
    return np.flatnonzero(good)
