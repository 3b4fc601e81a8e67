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
    """One page as pictures. `pixels` is full size; the others are small (100 dpi).

    `small_rgb` is None for a page without colour; `darkness` is how much darker than the paper around it; `ink` 0/1;
    `labels`, `stats` (x, y, width, height, area) are its connected parts, row 0 the paper.
    """

    page: Page
    pixels: np.ndarray
    small: np.ndarray
    small_rgb: np.ndarray | None
    darkness: np.ndarray
    ink: np.ndarray
    labels: np.ndarray
    stats: np.ndarray
    bilevel: bool

    def grey(self, box: Box | None = None) -> np.ndarray:
        """The full-size page, or a box of it, in grey."""
        x0, y0, x1, y1 = box or (0, 0, self.pixels.shape[1], self.pixels.shape[0])
        cut = self.pixels[y0:y1, x0:x1]
        return cv2.cvtColor(cut, cv2.COLOR_RGB2GRAY) if cut.ndim == 3 else cut

    def full_box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """A box of the small picture in pixels of the page image."""
        height, width = self.pixels.shape[:2]
        k = self.page.dpi / SMALL_DPI
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
    shrunk = _shrink(pixels, page.dpi)
    small_rgb = shrunk if pixels.ndim == 3 else None
    small = cv2.cvtColor(shrunk, cv2.COLOR_RGB2GRAY) if small_rgb is not None else shrunk
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((_PAPER_WINDOW, _PAPER_WINDOW), np.uint8))
    darkness = cv2.subtract(paper, small)
    ink = (darkness > ink_threshold(darkness)).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    bilevel = bool(page.layers) and all(layer.colours == "bilevel" for layer in page.layers)
    return Sheet(page, pixels, small, small_rgb, darkness, ink, labels, stats, bilevel)


def _shrink(pixels: np.ndarray, dpi: float) -> np.ndarray:
    """The picture at 100 dpi. A whole factor first: averaging by whole pixels is many times quicker."""
    height, width = pixels.shape[:2]
    size = max(1, round(width * SMALL_DPI / dpi)), max(1, round(height * SMALL_DPI / dpi))
    whole = int(dpi / SMALL_DPI + 0.01)
    if whole > 1 and min(height, width) > 4 * whole:
        inner = pixels[: height // whole * whole, : width // whole * whole]
        pixels = cv2.resize(inner, (width // whole, height // whole), interpolation=cv2.INTER_AREA)
    near = abs(pixels.shape[1] - size[0]) <= 1 and abs(pixels.shape[0] - size[1]) <= 1
    return pixels if near else cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


def ink_threshold(darkness: np.ndarray) -> float:
    """How dark a point must be to be ink: a share of the darkest marks, so that faint ink counts; above noise."""
    counts = np.cumsum(np.bincount(darkness.reshape(-1), minlength=256))
    low, middle, strongest = (int(np.searchsorted(counts, share * darkness.size)) for share in (0.16, 0.5, 0.995))
    noise = max(1, middle - low)
    return max(_LEAST_INK, _INK_SHARE * strongest, middle + 6 * noise)


def text_parts(sheet: Sheet) -> np.ndarray:
    """Indices of connected parts that look like letters or words: 0.7 to 12 mm high, off the edge of the image."""
    x, y, w, h = (sheet.stats[:, i] for i in range(4))
    rows, columns = sheet.small.shape
    inside = (x > 1) & (y > 1) & (x + w < columns - 1) & (y + h < rows - 1)
    good = inside & (h >= 3) & (h <= 12 * MM) & (w >= 2) & (w <= 40 * MM)
    good[0] = False
    return np.flatnonzero(good)
