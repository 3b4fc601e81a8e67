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
_PAPER_WINDOW = 13
"""Pixels at 50 dpi: 6.6 mm, wider than any stroke of a letter."""
_LEAST_INK = 10
_INK_SHARE = 0.35
_MOST_LABELS = 65_000

cv2.setNumThreads(1)


@dataclass(slots=True)
class Sheet:
    """One page as pictures. `pixels` is full size; the others are small (100 dpi).

    `small_rgb` is None for a page without colour; `darkness` is how much darker than the paper around it; `ink` 0/1;
    `labels`, `stats` (x, y, width, height, area) are its connected parts, row 0 the paper. `paper` is its grey level,
    `strength` how dark its darkest marks are, `noise` what paper varies by: levels of darkness.
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
    paper: int
    strength: int
    noise: int

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
    darkness = cv2.subtract(_paper_under(small), small)
    threshold, strength, noise = ink_threshold(darkness)
    ink = cv2.threshold(darkness, threshold, 1, cv2.THRESH_BINARY)[1]
    labels, stats = parts_of(ink)
    bilevel = bool(page.layers) and all(layer.colours == "bilevel" for layer in page.layers)
    paper = _share_of(small, 0.6)
    return Sheet(page, pixels, small, small_rgb, darkness, ink, labels, stats, bilevel, paper, strength, noise)


def parts_of(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Connected parts of a 0/1 picture: labels and (x, y, width, height, area) by label.

    16-bit labels take half the time; there are no more parts than runs of points along the rows.
    """
    runs = cv2.countNonZero(cv2.subtract(mask[:, 1:], mask[:, :-1])) + cv2.countNonZero(mask[:, :1])
    depth = cv2.CV_16U if runs < _MOST_LABELS else cv2.CV_32S
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=depth)
    return labels, stats


def _paper_under(small: np.ndarray) -> np.ndarray:
    """The paper as it would be without what stands on it."""
    rows, columns = small.shape
    if min(rows, columns) < 2 * _PAPER_WINDOW:
        window = np.ones((2 * _PAPER_WINDOW - 1, 2 * _PAPER_WINDOW - 1), np.uint8)
        return cv2.morphologyEx(small, cv2.MORPH_CLOSE, window)
    half = cv2.resize(small, (columns // 2, rows // 2), interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(half, cv2.MORPH_CLOSE, np.ones((_PAPER_WINDOW, _PAPER_WINDOW), np.uint8))
    return cv2.resize(paper, (columns, rows), interpolation=cv2.INTER_LINEAR)


def _shrink(pixels: np.ndarray, dpi: float) -> np.ndarray:
    """The picture at 100 dpi. A whole factor first: averaging by whole pixels is many times quicker."""
    height, width = pixels.shape[:2]
    size = max(1, round(width * SMALL_DPI / dpi)), max(1, round(height * SMALL_DPI / dpi))
    whole = int(dpi / SMALL_DPI + 0.01)
    if whole > 1 and min(height, width) > 4 * whole:
        pixels = _by_whole(pixels, whole)
    near = abs(pixels.shape[1] - size[0]) <= 1 and abs(pixels.shape[0] - size[1]) <= 1
    return pixels if near else cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


def _by_whole(pixels: np.ndarray, whole: int) -> np.ndarray:
    """Means of squares of `whole` by `whole` pixels.

    OpenCV has a quick path for two only; for an odd factor a box filter taken at the middle of each square
    says the same in a third of the time.
    """
    height, width = pixels.shape[0] // whole * whole, pixels.shape[1] // whole * whole
    if whole % 2 == 0:
        inner = pixels[:height, :width]
        return cv2.resize(inner, (width // whole, height // whole), interpolation=cv2.INTER_AREA)
    means = cv2.boxFilter(pixels, -1, (whole, whole))
    return np.ascontiguousarray(means[whole // 2 : height : whole, whole // 2 : width : whole])


def counts_of(picture: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
    """How many points have each of the 256 levels, and all levels below it."""
    return np.cumsum(cv2.calcHist([picture], [0], mask, [256], [0, 256]).reshape(-1))


def _share_of(picture: np.ndarray, share: float) -> int:
    return int(np.searchsorted(counts_of(picture), share * picture.size))


def ink_threshold(darkness: np.ndarray) -> tuple[float, int, int]:
    """How dark a point must be to be ink: a share of the darkest marks, so that faint ink counts; above noise.

    With it how dark the darkest marks are, and the noise of the paper.
    """
    counts = counts_of(darkness)
    low, middle, strongest = (int(np.searchsorted(counts, share * darkness.size)) for share in (0.16, 0.5, 0.995))
    noise = max(1, middle - low)
    return max(_LEAST_INK, _INK_SHARE * strongest, middle + 6 * noise), strongest, noise


def text_parts(sheet: Sheet) -> np.ndarray:
    """Indices of connected parts that look like letters or words: 0.7 to 12 mm high, off the edge of the image."""
    x, y, w, h = (sheet.stats[:, i] for i in range(4))
    rows, columns = sheet.small.shape
    inside = (x > 1) & (y > 1) & (x + w < columns - 1) & (y + h < rows - 1)
    good = inside & (h >= 3) & (h <= 12 * MM) & (w >= 2) & (w <= 40 * MM)
    good[0] = False
    return np.flatnonzero(good)
