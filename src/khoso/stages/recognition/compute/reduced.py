"""Smaller copies of a page image, made once and shared by all that looks at the page; and the parts of a mask."""

from __future__ import annotations

import weakref
from typing import Any

import cv2
import numpy as np

from khoso.engines.ocr.port import Pixels

# A page and its copy without colour; the page before is looked at no more.
_MOST_KEPT = 2
_FEW = 60_000
_kept: list[tuple[weakref.ref[Any], dict[object, Pixels]]] = []


def _copies(pixels: Pixels) -> dict[object, Pixels]:
    """What was already made of `pixels`; nothing is kept of pixels that may still change."""
    if pixels.flags.writeable:
        return {}
    for whole, copies in _kept:
        if whole() is pixels:
            return copies
    _kept[:] = [pair for pair in _kept if pair[0]() is not None][-(_MOST_KEPT - 1) :]
    _kept.append((weakref.ref(pixels), {}))
    return _kept[-1][1]


def half(pixels: Pixels) -> Pixels:
    """The page half as wide and high."""
    copies = _copies(pixels)
    if "half" not in copies:
        copies["half"] = np.asarray(cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    return copies["half"]


def at(pixels: Pixels, dpi: int, wanted: int) -> Pixels:
    """The page at `wanted` dots an inch, or within two in a hundred of that where half the page is as good."""
    copies = _copies(pixels)
    if wanted not in copies:
        copies[wanted] = _at(pixels, dpi, wanted)
    return copies[wanted]


def _at(pixels: Pixels, dpi: int, wanted: int) -> Pixels:
    factor = wanted / max(dpi, 1)
    if abs(factor - 0.5) <= 0.01:
        return half(pixels)
    size = max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor))
    source = half(pixels) if factor < 0.5 else pixels
    # What is not made half as small again loses nothing by the cheaper way.
    way = cv2.INTER_LINEAR if 0.25 < factor < 0.5 else cv2.INTER_AREA
    return np.asarray(cv2.resize(source, size, interpolation=way), np.uint8)


def parts(mask: Any) -> Any:
    """Left, top, width, height and ink of every connected part of a mask, one row each."""
    x, y, wide, high = cv2.boundingRect(mask)
    if not wide:
        return np.zeros((0, 5), np.int32)
    inside = mask[y : y + high, x : x + wide]
    # Short labels are made three times faster; there are never more parts than dots of ink.
    kind = cv2.CV_16U if cv2.countNonZero(inside) < _FEW else cv2.CV_32S
    count, _, stats, _ = cv2.connectedComponentsWithStats(inside, connectivity=8, ltype=kind)
    return stats[1:count] + np.array([x, y, 0, 0, 0], np.int32)
