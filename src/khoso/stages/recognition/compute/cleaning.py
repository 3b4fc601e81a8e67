"""A cleaner copy of a page, for reading only; the kept image is never touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from khoso.engines.ocr.port import PageText, Pixels, Word
from khoso.stages.recognition.compute import reduced
from khoso.stages.recognition.compute.tables import Grid, find_grid, in_cell_order, without_rules

# Share of single-pixel specks among all ink blobs above which a median filter helps; below it it eats tone marks.
NOISY = 0.6
SPECK_PIXELS = 2
FEWEST_SPECKS = 375
SMALLEST_DPI = 150
READING_DPI = 300
# An image file sharper than this is read at READING_DPI: more pixels cost time and tell no more.
SHARPEST_DPI = 450
MOST_READ = 60_000_000
# Paper that is darker than this, or whose tiles differ by so much, is made even before reading.
DARK_PAPER = 150
UNEVEN = 60
# Ink of the page is darker than this share of the way from ink to paper; ink of the back is paler.
BLEED_SHARE = 0.65


@dataclass(frozen=True, slots=True)
class Steps:
    """Which steps of clean-up and repair a reading takes; the table of bench/ocr says what each costs and gains."""

    enlarge: bool = True
    median: bool = True
    flatten: bool = True
    bleed: bool = True
    unrule: bool = True
    deskew: bool = True
    rotate: bool = True
    colourless: bool = True
    specks: bool = True
    scripts: bool = True
    rescore: bool = True
    head_lines: bool = True
    dark_ink: bool = True


SHIPPED = Steps()


@dataclass(frozen=True, slots=True)
class ReadingCopy:
    """A copy to read: `pixels` at `dpi`; `back` (2×3) turns its points into points of the page image.

    `grid` is the ruled table of the page, in pixels of the page image, whose lines are gone from the copy.
    """

    pixels: Pixels
    dpi: int
    back: np.ndarray
    turned: int = 0
    grid: Grid | None = None

    def words_on_page(self, text: PageText, width: int, height: int) -> tuple[Word, ...]:
        """The words with boxes in pixels of the page image, held inside it; those of a table cell by cell."""
        words = self._moved(text.words, width, height) if text.words else ()
        return in_cell_order(words, self.grid) if self.grid and not self.turned else words

    def _moved(self, words: Sequence[Word], width: int, height: int) -> tuple[Word, ...]:
        sides = np.array([word.box for word in words], float)
        corners = np.stack([sides[:, [0, 1]], sides[:, [2, 1]], sides[:, [0, 3]], sides[:, [2, 3]]])
        points = corners @ self.back[:, :2].T + self.back[:, 2]
        most = (width - 1, height - 1)
        first = np.clip(np.rint(points.min(axis=0)).astype(int), 0, most)
        last = np.clip(np.rint(points.max(axis=0)).astype(int), first + 1, (width, height))
        boxes = np.hstack([first, last]).tolist()
        return tuple(
            word if word.box == tuple(box) else replace(word, x0=box[0], y0=box[1], x1=box[2], y1=box[3])
            for word, box in zip(words, boxes, strict=True)
        )


def reading_copy(pixels: Pixels, dpi: int, steps: Steps = SHIPPED) -> ReadingCopy:
    """The first copy to try: of a size the engine reads well, on even paper, without the rules of a table, without
    many specks."""
    grid = find_grid(pixels, dpi) if steps.unrule else None
    copy = without_rules(pixels, dpi) if grid else pixels
    factor = _factor(pixels, dpi) if steps.enlarge else 1.0
    if factor != 1.0:
        way = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
        copy = np.asarray(cv2.resize(copy, None, fx=factor, fy=factor, interpolation=way), np.uint8)
    if steps.flatten and is_uneven(copy):
        copy = flattened(copy)
    if steps.median and is_noisy(copy):
        copy = np.asarray(cv2.medianBlur(copy, 3), np.uint8)
    back = np.array([[1 / factor, 0, 0], [0, 1 / factor, 0]])
    return ReadingCopy(copy, round(dpi * factor), back, 0, grid)


def _factor(pixels: Pixels, dpi: int) -> float:
    """How many times as large the copy is to be."""
    factor = READING_DPI / dpi if dpi < SMALLEST_DPI or dpi > SHARPEST_DPI else 1.0
    size = pixels.shape[0] * pixels.shape[1]
    if factor > 1 and size * factor * factor > MOST_READ:
        return 1.0
    return min(factor, (MOST_READ / size) ** 0.5) if size * factor * factor > MOST_READ else factor


def is_uneven(pixels: Pixels) -> bool:
    """Whether the paper is dark or lit unevenly: yellowed, shaded towards the fold, photographed."""
    # One pixel in sixty-four tells the tone of paper as well as all of them.
    small = cv2.resize(np.ascontiguousarray(pixels[::8, ::8]), (64, 64), interpolation=cv2.INTER_AREA)
    paper = cv2.dilate(small, np.ones((5, 5), np.uint8))[4:-4, 4:-4]
    low, middle, high = (float(level) for level in np.percentile(paper, [5, 50, 95]))
    return middle < DARK_PAPER or high - low > UNEVEN


def flattened(pixels: Pixels) -> Pixels:
    """The page on even white paper: every pixel divided by the paper around it."""
    height, width = pixels.shape[:2]
    small = cv2.resize(pixels, (max(width // 8, 1), max(height // 8, 1)), interpolation=cv2.INTER_AREA)
    # Print is narrower than this; what is left after closing over it is paper.
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((13, 13), np.uint8), borderType=cv2.BORDER_REPLICATE)
    paper = cv2.GaussianBlur(paper, (0, 0), 4, borderType=cv2.BORDER_REPLICATE)
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(pixels, cv2.max(paper, np.full_like(paper, 1)), scale=245), np.uint8)


def without_bleed(copy: ReadingCopy) -> ReadingCopy:
    """`copy` with what is paler than half the ink made paper: print of the back that shines through."""
    ink, paper = (float(level) for level in np.percentile(copy.pixels[::4, ::4], [1, 70]))
    levels = np.arange(256, dtype=np.float32)
    stretched = (levels - ink) * 255 / max(BLEED_SHARE * (paper - ink), 1.0)
    table = np.clip(stretched, 0, 255).astype(np.uint8)
    return ReadingCopy(np.asarray(cv2.LUT(copy.pixels, table), np.uint8), copy.dpi, copy.back, copy.turned, copy.grid)


def is_noisy(pixels: Pixels) -> bool:
    """Whether specks of one or two pixels outnumber real ink blobs, judged by a piece in the middle of the page."""
    height, width = pixels.shape
    strip = np.ascontiguousarray(pixels[3 * height // 8 : 5 * height // 8, width // 4 : 3 * width // 4])
    _, ink = cv2.threshold(strip, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    # A dot of a speck has ink on at most one dot beside it: few such dots, few specks, and nothing need be counted.
    around = cv2.boxFilter(np.asarray(ink, np.uint8) & 1, -1, (3, 3), normalize=False, borderType=cv2.BORDER_CONSTANT)
    if cv2.countNonZero(np.where(np.asarray(around) <= SPECK_PIXELS, ink, 0)) < FEWEST_SPECKS:
        return False
    sizes = reduced.parts(ink)[:, cv2.CC_STAT_AREA]
    specks = int((sizes <= SPECK_PIXELS).sum())
    return specks >= FEWEST_SPECKS and specks / len(sizes) > NOISY


def unruled(copy: ReadingCopy) -> ReadingCopy:
    """`copy` without long straight lines: frames of forms and covers."""
    return ReadingCopy(without_rules(copy.pixels, copy.dpi), copy.dpi, copy.back, copy.turned)


def turned(copy: ReadingCopy, degrees: int) -> ReadingCopy:
    """`copy` turned clockwise by 90, 180 or 270 degrees."""
    height, width = copy.pixels.shape[:2]
    pixels = np.ascontiguousarray(np.rot90(copy.pixels, k=-(degrees // 90)))
    # Where a point of the turned copy lay before turning.
    undo = {
        90: np.array([[0, 1, 0], [-1, 0, height], [0, 0, 1]], float),
        180: np.array([[-1, 0, width], [0, -1, height], [0, 0, 1]], float),
        270: np.array([[0, -1, width], [1, 0, 0], [0, 0, 1]], float),
    }[degrees]
    return ReadingCopy(pixels, copy.dpi, copy.back @ undo, degrees, copy.grid)


def straightened(copy: ReadingCopy, angle: float) -> ReadingCopy:
    """`copy` turned by a small `angle` in degrees (as `skew_angle` gives it) so that its lines lie level."""
    height, width = copy.pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    pixels = cv2.warpAffine(copy.pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    undo = np.vstack([cv2.invertAffineTransform(matrix), [0, 0, 1]])
    return ReadingCopy(np.asarray(pixels, np.uint8), copy.dpi, copy.back @ undo, copy.turned, copy.grid)


def tilt(text: PageText) -> float:
    """How far the lines that were read slope, in degrees; turning by it levels them. 0 without longer lines."""
    slopes = []
    for line in text.lines:
        if len(line) >= 4 and line[-1].x0 > line[0].x1:
            across = np.array([(word.x0 + word.x1) / 2 for word in line])
            slopes.append(float(np.polyfit(across, np.array([float(word.y1) for word in line]), 1)[0]))
    return float(np.rad2deg(np.arctan(np.median(slopes)))) if len(slopes) >= 3 else 0.0


def skew_angle(pixels: Pixels, widest: float = 8.0) -> float:
    """How far the text lines are from level, in degrees; turning by it levels them. 0 for an empty page."""
    shrink = 800 / max(pixels.shape)
    small = cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA) if shrink < 1 else pixels
    _, ink = cv2.threshold(small, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    if not ink.any():
        return 0.0
    points = np.argwhere(ink).astype(float)

    def sharpness(angle: float) -> float:
        radians = np.deg2rad(angle)
        rows = points[:, 0] * np.cos(radians) - points[:, 1] * np.sin(radians)
        profile = np.histogram(rows, bins=np.arange(rows.min(), rows.max() + 2))[0].astype(float)
        return float((np.diff(profile) ** 2).sum())

    coarse = max(np.arange(-widest, widest + 0.01, 0.5), key=sharpness)
    return float(max(np.arange(coarse - 0.5, coarse + 0.51, 0.1), key=sharpness))
