"""Which pages of a file of many documents are no page of any of them: separator sheets and blank sheets.

Reads hostile files: call it under limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from khoso.engines.imaging import open_pages

# What our own separator sheet says.
OURS = "KHOSO-TACH"
SEPARATOR, BLANK, PAPER = "separator", "blank", "paper"

_DPI = 100
_DARK = 110
# Inches. Patch code T, read from the edge inwards: a narrow, a wide, a narrow, a wide bar, gaps like a narrow bar.
_NARROW, _WIDE = (0.045, 0.125), (0.15, 0.29)
_PATCH_T = ("narrow", "wide", "narrow", "wide")
_BANDS = 6
_BAR_FILLS = 0.75
# A sheet with less ink than this has nothing on it but dust and the shade of the other side.
_BLANK_INK = 0.0006
_MARGIN = 0.04


@dataclass(frozen=True, slots=True)
class Part:
    """One document in a file of many: its first and last page, from 1."""

    first: int
    last: int


def kinds_of_pages(path: Path) -> list[str]:
    """For each page of a file whether it is a separator, blank, or paper of a document."""
    with open_pages(path) as document:
        return [_kind(document.render_grey(page.number, _DPI)) for page in document.pages]


def _kind(grey: np.ndarray) -> str:
    dark = grey < _DARK
    if has_patch_t(dark) or has_our_mark(grey):
        return SEPARATOR
    rows, columns = (max(1, round(side * _MARGIN)) for side in grey.shape)
    inner = dark[rows:-rows, columns:-columns]
    return BLANK if inner.size and inner.mean() < _BLANK_INK else PAPER


def has_patch_t(dark: np.ndarray) -> bool:
    """Whether the four bars of patch code T lie along any edge, in either direction. `dark` at 100 dpi."""
    return any(_bars_in(turned) for turned in (dark, dark.T))


def _bars_in(dark: np.ndarray) -> bool:
    """Whether the bars lie across: a band of columns in which whole rows are dark."""
    width = dark.shape[1] // _BANDS
    for band in range(_BANDS):
        rows = dark[:, band * width : (band + 1) * width].mean(axis=1) > _BAR_FILLS
        edges = np.flatnonzero(np.diff(np.concatenate(([0], rows.astype(np.int8), [0]))))
        runs = edges.reshape(-1, 2)
        if any(_is_patch(runs[place : place + 4]) for place in range(len(runs) - 3)):
            return True
    return False


def _is_patch(runs: np.ndarray) -> bool:
    gaps = (runs[1:, 0] - runs[:-1, 1]) / _DPI
    if not all(_NARROW[0] <= gap <= _NARROW[1] for gap in gaps):
        return False
    bars = tuple(_width_name(float(end - start) / _DPI) for start, end in runs)
    return bars in (_PATCH_T, _PATCH_T[::-1])


def _width_name(inches: float) -> str:
    for name, (least, most) in (("narrow", _NARROW), ("wide", _WIDE)):
        if least <= inches <= most:
            return name
    return ""


def has_our_mark(grey: np.ndarray) -> bool:
    """Whether the page bears the QR code of our own separator sheet."""
    import cv2

    # The code is large: at half the resolution it still reads, and pages of text cost little.
    small = cv2.resize(np.ascontiguousarray(grey), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return any(_decoded(image) == OURS for image in (small, grey) if _may_have_code(small))


def _may_have_code(grey: np.ndarray) -> bool:
    """Whether there is a square of about a third ink anywhere, as a large code has: text has far less."""
    import cv2

    share = cv2.blur((grey < _DARK).astype(np.float32), (31, 31))
    return bool((share > 0.3).any())


def _decoded(grey: np.ndarray) -> str:
    import cv2

    try:
        text, _points, _code = cv2.QRCodeDetector().detectAndDecode(np.ascontiguousarray(grey))
    except cv2.error:
        return ""
    return str(text)


def parts_between(kinds: Sequence[str], *, at_blanks: bool) -> list[Part]:
    """The runs of pages between separators, and between blank sheets when there are no separators.

    Between separators a blank sheet is the back of a sheet, and stays with its document.
    """
    cuts = {BLANK, SEPARATOR} if at_blanks else {SEPARATOR}
    found, first = [], None
    for number, kind in enumerate([*kinds, SEPARATOR], start=1):
        if kind in cuts:
            if first is not None:
                found.append(Part(first, number - 1))
            first = None
        elif first is None:
            first = number
    return [part for part in (_without_blank_ends(one, kinds) for one in found) if part is not None]


def _without_blank_ends(part: Part, kinds: Sequence[str]) -> Part | None:
    """The part from its first to its last paper; the back of a separator sheet belongs to no document."""
    papers = [number for number in range(part.first, part.last + 1) if kinds[number - 1] == PAPER]
    return Part(papers[0], part.last) if papers else None
