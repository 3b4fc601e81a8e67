"""Things that are not the page: a finger, a note, a clip, a fold of cloth."""

from __future__ import annotations

import cv2
import numpy as np

from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation.compute.sheet import MM, Sheet, parts_of

_UNLIKE_PAPER = 20
_LEAST_AT_EDGE_MM2 = 55.0
_LEAST_INSIDE_MM2 = 220.0
_COLOURED = 12
_NOTE_COLOURED = 18
_PLAIN = 16
_DARK = 110
_WIRE_REACH_MM = (8.0, 45.0)
_WIRE_WIDE_MM = (3.0, 14.0)

SmallBox = tuple[int, int, int, int]


def check_foreign_object(sheet: Sheet) -> list[Finding]:
    """page.foreign_object: a solid patch unlike the paper that comes in over an edge, a plain coloured slip, a clip."""
    if sheet.bilevel or min(sheet.small.shape) < 200:
        return []
    number = sheet.page.number
    patch = _patch(sheet)
    if patch is not None:
        message = f"Trang {number} có vật lạ che trang (ngón tay, giấy ghi chú…); hãy bỏ ra và quét lại."
        return [Finding("page.foreign_object", Severity.WARNING, message, page=number, box=sheet.full_box(*patch))]
    wire = _wire(sheet)
    if wire is not None:
        message = f"Trang {number} còn kẹp giấy hoặc ghim ở mép; hãy tháo ra và quét lại."
        return [Finding("page.foreign_object", Severity.WARNING, message, page=number, box=sheet.full_box(*wire))]
    return []


def _patch(sheet: Sheet) -> SmallBox | None:
    """A finger or a note, judged at 50 dpi by how its colour differs from the paper's."""
    half = sheet.small_rgb if sheet.small_rgb is not None else cv2.cvtColor(sheet.small, cv2.COLOR_GRAY2RGB)
    half = cv2.resize(half, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(half, cv2.COLOR_RGB2LAB)
    paper = np.median(lab[::5, ::5].reshape(-1, 3), axis=0)
    apart = cv2.absdiff(lab, np.broadcast_to(paper.astype(np.uint8), lab.shape))
    unlike = cv2.threshold(cv2.max(cv2.max(apart[:, :, 0], apart[:, :, 1]), apart[:, :, 2]), _UNLIKE_PAPER, 1, 0)[1]
    solid = cv2.morphologyEx(unlike, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    if not cv2.countNonZero(solid):
        return None
    labels, stats = parts_of(solid)
    rows, columns = solid.shape
    mm = MM / 2
    least = _LEAST_AT_EDGE_MM2 * mm * mm
    across, down, filled = stats[:, 2], stats[:, 3], stats[:, 4]
    large = (filled >= least) & (filled >= 0.45 * across * down) & (np.minimum(across, down) >= 6 * mm)
    large[0] = False
    for index in np.flatnonzero(large):
        x, y, w, h, area = (int(value) for value in stats[index])
        part = (slice(y, y + h), slice(x, x + w))
        inside = labels[part] == index
        level = lab[part][:, :, 0][inside]
        hue = apart[part][:, :, 1:].max(axis=2)[inside]
        at_edge = x <= 1 or y <= 1 or x + w >= columns - 1 or y + h >= rows - 1
        long_band = w > 0.5 * columns or h > 0.5 * rows
        chroma = float(np.median(hue))
        box = (2 * x, 2 * y, 2 * (x + w), 2 * (y + h))
        if at_edge and float(np.median(level)) < _DARK and (_in_corner(x, y, w, h, solid) or max(w, h) > 3 * min(w, h)):
            continue  # a folded corner or the lid beside the paper: told by the edges
        if at_edge and not long_band and (chroma > _COLOURED or float(np.median(level)) > 60 or min(w, h) > 10 * mm):
            return box
        low, high = np.percentile(level, (15, 85))
        if chroma > _NOTE_COLOURED and high - low < _PLAIN and area > max(_LEAST_INSIDE_MM2 * mm * mm, 0.6 * w * h):
            return box
    return None


def _in_corner(x: int, y: int, w: int, h: int, picture: np.ndarray) -> bool:
    rows, columns = picture.shape
    return (x <= 1 or x + w >= columns - 1) and (y <= 1 or y + h >= rows - 1)


def _wire(sheet: Sheet) -> SmallBox | None:
    """A paper clip or staple that reaches in over an edge: strokes too thick for print, longer than wide, not solid."""
    thick = cv2.morphologyEx(sheet.ink, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    rows, columns = thick.shape
    border = round(_WIRE_REACH_MM[1] * MM)
    rim = np.zeros_like(thick)
    rim[:2] = rim[-2:] = 1
    rim[:, :2] = rim[:, -2:] = 1
    if not cv2.countNonZero(cv2.bitwise_and(thick, rim)):
        return None
    inner = thick[border:-border, border:-border]
    inner[:] = 0
    _, stats = parts_of(thick)
    x, y, w, h, area = (stats[:, i] for i in range(5))
    for touches, reach, wide in (
        ((x <= 1) | (x + w >= columns - 1), w, h),
        ((y <= 1) | (y + h >= rows - 1), h, w),
    ):
        like = touches & (reach >= _WIRE_REACH_MM[0] * MM) & (reach < border - 2)
        like &= (wide >= _WIRE_WIDE_MM[0] * MM) & (wide <= _WIRE_WIDE_MM[1] * MM) & (area < 0.75 * w * h)
        like &= area > 0.12 * w * h
        like[0] = False
        at = np.flatnonzero(like)
        if len(at):
            left, top, width, height = (int(value) for value in stats[at[0], :4])
            return left, top, left + width, top + height
    return None
