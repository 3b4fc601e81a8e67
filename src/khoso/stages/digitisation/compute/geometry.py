"""How the lines of print run: skew, and which way is up."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from khoso.engines.imaging import letters
from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation.compute.profile import Profile
from khoso.stages.digitisation.compute.sheet import MM, Sheet, text_parts

_MOST_POINTS = 20_000
_FEWEST_PARTS = 40
_COARSE = np.arange(-12.0, 12.01, 1.0)
_SURE_PEAK = 1.6
"""How much sharper the lines must be at the found angle than at a typical one."""
_SURE_TURN = 4.0
"""Tesseract's confidence above which its word on orientation is taken."""
_DISAGREEING_LINES = 0.5


@dataclass(frozen=True, slots=True)
class Lines:
    """The run of the lines: `angle` in degrees, positive when they fall to the right; `sharpness` of their peak."""

    angle: float
    sharpness: float
    peak: float


def check_geometry(sheet: Sheet, profile: Profile) -> list[Finding]:
    """page.skewed, page.sideways, page.upside_down."""
    parts = text_parts(sheet)
    if len(parts) < _FEWEST_PARTS:
        return []
    points = _points(sheet, parts)
    across = find_lines(points[:, 0], points[:, 1])
    down = find_lines(points[:, 1], points[:, 0])
    number = sheet.page.number
    turned = _turn(sheet, across, down, points)
    found = []
    if turned == 180:
        message = f"Trang {number} bị ngược đầu; hãy xoay lại 180°."
        found.append(Finding("page.upside_down", Severity.ERROR, message, page=number))
    elif turned in {90, 270}:
        message = f"Trang {number} nằm ngang; hãy xoay lại {turned}° theo chiều kim đồng hồ."
        found.append(Finding("page.sideways", Severity.ERROR, message, page=number))
    lines = down if turned in {90, 270} else across
    if lines.sharpness >= _SURE_PEAK and abs(lines.angle) > profile.max_skew:
        degrees = f"{abs(lines.angle):.1f}".replace(".", ",")
        message = f"Trang {number} bị nghiêng {degrees}°; hãy chỉnh thẳng hoặc quét lại."
        found.append(Finding("page.skewed", Severity.WARNING, message, page=number))
    return found


def find_lines(x: np.ndarray, y: np.ndarray) -> Lines:
    """The angle at which points (small pixels) fall into the sharpest lines along x."""
    scores = np.array([_score(x, y, angle) for angle in _COARSE])
    best = float(_COARSE[int(scores.argmax())])
    for step in (0.5, 0.25, 0.1):
        around = [best - step, best, best + step]
        best = around[int(np.argmax([_score(x, y, angle) for angle in around]))]
    peak = _score(x, y, best)
    return Lines(best, peak / max(float(np.median(scores)), 1e-9), peak)


def _score(x: np.ndarray, y: np.ndarray, angle: float) -> float:
    """Sharpness of the profile of points sheared by `angle`: sum of squared steps between neighbouring rows."""
    rows = y - x * np.float32(np.tan(np.radians(angle)))
    rows -= rows.min()
    profile = np.bincount(rows.astype(np.int32))
    return float(np.square(np.diff(profile.astype(np.float64))).sum()) / max(len(x), 1)


def _points(sheet: Sheet, parts: np.ndarray) -> np.ndarray:
    """Points (x, y) of text, thinned to a number that is quick to project."""
    wanted = np.zeros(len(sheet.stats), np.uint8)
    wanted[parts] = 1
    points = cv2.findNonZero(wanted[sheet.labels]).reshape(-1, 2).astype(np.float32)
    step = len(points) // _MOST_POINTS + 1
    return points[::step]


def _turn(sheet: Sheet, across: Lines, down: Lines, points: np.ndarray) -> int:
    """Degrees clockwise to stand the page upright; 0 unless the cheap signs and Tesseract agree that it does not."""
    if down.peak > 1.25 * across.peak and down.sharpness >= _SURE_PEAK:
        said = letters.orientation(_for_reading(sheet))
        if said is None:
            return 90 if down.peak > 2.5 * across.peak else 0
        return said[0] if said[1] >= _SURE_TURN else 0
    upright, lines = upright_share(points, across.angle)
    if lines < 4 or upright > _DISAGREEING_LINES:
        return 0
    said = letters.orientation(_for_reading(sheet))
    if said is None:
        return 180 if lines >= 8 and upright <= 0.15 else 0
    return said[0] if said[1] >= _SURE_TURN else 0


def upright_share(points: np.ndarray, angle: float) -> tuple[float, int]:
    """Share of text lines with more ink above the middle zone than below it, and how many lines were judged.

    Vietnamese carries its tones and hats above the letters, so upright lines are heavy on top.
    """
    rows = points[:, 1] - points[:, 0] * np.float32(np.tan(np.radians(angle)))
    rows -= rows.min()
    profile = np.bincount(rows.astype(np.int32)).astype(np.float64)
    smooth = np.convolve(profile, np.ones(3) / 3, "same")
    level = 0.25 * np.percentile(smooth, 95)
    strong = np.flatnonzero(np.diff(np.concatenate([[0], (smooth > 2 * level).astype(np.int8), [0]])))
    votes = []
    for start, end in zip(strong[::2], strong[1::2], strict=True):
        height = end - start
        if not 4 <= height <= 8 * MM:
            continue
        reach = max(3, round(height * 0.7))
        above = profile[max(0, start - reach) : start].sum()
        below = profile[end : end + reach].sum()
        if above + below > 0.05 * profile[start:end].sum():
            votes.append(above > below)
    return (sum(votes) / len(votes) if votes else 1.0), len(votes)


def _for_reading(sheet: Sheet) -> np.ndarray:
    """The page at about 200 dpi, enough for orientation."""
    grey = sheet.grey()
    if sheet.page.dpi <= 220:
        return grey
    factor = 200 / sheet.page.dpi
    return cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
