"""The ten printed digits, told by their shape alone: a page number is too short for a reader of words.

What each digit looks like stands in `digits.npz`: upright, bold, slanted, with and without serifs, drawn once by
`bench/pagecheck/digit_shapes.py`. Of 620 drawn numbers in nine faces 597 are read and none wrongly.
"""

from __future__ import annotations

import functools
from pathlib import Path

import cv2
import numpy as np

SHAPE = (24, 20)
"""Rows and columns of a shape; a digit fills the rows and stands in the middle of the columns."""
_SHAPES = Path(__file__).with_name("digits.npz")
_CUTS = (0.5, 0.42, 0.34)
"""Shares of the ink's darkness at which digits are cut out: thin ones break at a high, near ones touch at a low one."""
_LEAST_READINGS = 2
_LEAST_LIKE = 0.82
_LEAST_AHEAD = 0.06
_MOST_DIGITS = 3
_READABLE = 40
"""Pixels of height a crop is brought to, about."""
_AS_HIGH = 0.75
_DASH = 0.3
_SPECK = 0.01


def read_number(crop: np.ndarray) -> int | None:
    """The number of one to three digits on a grey crop, dashes beside it or not; None when it is not sure."""
    ink, paper = np.percentile(crop, (1, 60))
    dark = np.clip((paper - crop.astype(np.float32)) / max(paper - ink, 1.0), 0, 1)
    k = max(1, round(_READABLE / crop.shape[0]))
    large = cv2.resize(dark, None, fx=k, fy=k, interpolation=cv2.INTER_CUBIC)
    said = [number for cut in _CUTS if (number := _read(large, cut)) is not None]
    return said[0] if len(said) >= _LEAST_READINGS and len(set(said)) == 1 else None


def _read(dark: np.ndarray, cut: float) -> int | None:
    """The number on darkness 0 to 1, its parts cut out at `cut`."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats((dark > cut).astype(np.uint8), connectivity=8)
    x, w, h, area = (stats[1:, i] for i in (0, 2, 3, 4))
    if not len(h):
        return None
    tall = h.max()
    digits, others = h >= _AS_HIGH * tall, (h < _AS_HIGH * tall) & (area >= _SPECK * tall * tall)
    at = np.flatnonzero(digits)
    at = at[np.argsort(x[at])]
    if len(at) > _MOST_DIGITS or (h[others] > _DASH * tall).any() or (w[at] > 1.1 * h[at]).any():
        return None
    if ((x[others] < (x + w)[at].max()) & ((x + w)[others] > x[at[0]])).any():
        return None
    number = 0
    for label in at + 1:
        digit = _digit(dark, labels, stats, int(label))
        if digit is None:
            return None
        number = 10 * number + digit
    return number


def _digit(dark: np.ndarray, labels: np.ndarray, stats: np.ndarray, label: int) -> int | None:
    x, y, w, h = (int(value) for value in stats[label, :4])
    part = dark[y : y + h, x : x + w]
    alone = np.where(labels[y : y + h, x : x + w] == label, part, np.minimum(part, 0.3))
    like = (_shapes() @ shape_of(alone)).reshape(-1, 10).max(axis=0)
    second, best = np.argsort(like)[-2:]
    sure = like[best] >= _LEAST_LIKE and like[best] - like[second] >= _LEAST_AHEAD
    return int(best) if sure else None


def shape_of(dark: np.ndarray) -> np.ndarray:
    """A digit's darkness, tightly cut, as a vector of length one that is compared by its product with another."""
    rows, columns = SHAPE
    k = rows / dark.shape[0]
    wide = min(columns, max(1, round(dark.shape[1] * k)))
    how = cv2.INTER_AREA if k < 1 else cv2.INTER_LINEAR
    drawn = np.zeros(SHAPE, np.float32)
    left = (columns - wide) // 2
    drawn[:, left : left + wide] = cv2.resize(dark.astype(np.float32), (wide, rows), interpolation=how)
    shape = cv2.GaussianBlur(drawn, (0, 0), 0.8).reshape(-1)
    shape = shape - shape.mean()
    return shape / max(float(np.linalg.norm(shape)), 1e-6)


@functools.cache
def _shapes() -> np.ndarray:
    """One row a face and digit, digits of a face in turn."""
    with np.load(_SHAPES) as stored:
        return stored["shapes"].astype(np.float32) / 127
