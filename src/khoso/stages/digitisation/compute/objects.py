"""Things that are not the page: a finger, a note, a ruler, a fold of cloth."""

from __future__ import annotations

import cv2
import numpy as np

from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation.compute.sheet import MM, Sheet

_UNLIKE_PAPER = 26
_LEAST_AT_EDGE = 0.003
_LEAST_INSIDE = 0.008
_SATURATED = 45


def check_foreign_object(sheet: Sheet) -> list[Finding]:
    """page.foreign_object: a solid patch unlike the paper that comes in over an edge, or a plain coloured slip."""
    if sheet.bilevel or min(sheet.small.shape) < 200:
        return []
    patch = _patch(sheet)
    if patch is None:
        return []
    message = f"Trang {sheet.page.number} có vật lạ che trang (ngón tay, giấy ghi chú…); hãy bỏ ra và quét lại."
    return [
        Finding(
            "page.foreign_object",
            Severity.WARNING,
            message,
            page=sheet.page.number,
            box=sheet.full_box(*patch),
        )
    ]


def _patch(sheet: Sheet) -> tuple[int, int, int, int] | None:
    half = sheet.small_rgb if sheet.small_rgb is not None else cv2.cvtColor(sheet.small, cv2.COLOR_GRAY2RGB)
    half = cv2.resize(half, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(half, cv2.COLOR_RGB2LAB).astype(np.int16)
    paper = np.median(lab[::3, ::3].reshape(-1, 3), axis=0).astype(np.int16)
    unlike = (np.abs(lab - paper).max(axis=2) > _UNLIKE_PAPER).astype(np.uint8)
    solid = cv2.morphologyEx(unlike, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=4)
    rows, columns = solid.shape
    mm = MM / 2
    for index in range(1, count):
        x, y, w, h, area = (int(value) for value in stats[index])
        if area < _LEAST_AT_EDGE * rows * columns or area < 0.45 * w * h or min(w, h) < 6 * mm:
            continue
        colours = lab[labels == index]
        chroma = float(np.median(np.abs(colours[:, 1:] - paper[1:]).max(axis=1)))
        level = float(np.median(colours[:, 0]))
        at_edge = x <= 1 or y <= 1 or x + w >= columns - 1 or y + h >= rows - 1
        long_band = w > 0.5 * columns or h > 0.5 * rows
        if at_edge and not long_band and (chroma > 12 or level > 60 or min(w, h) > 10 * mm):
            return 2 * x, 2 * y, 2 * (x + w), 2 * (y + h)
        plain = float(colours[:, 0].std()) < 14 and area > 0.75 * w * h
        if not at_edge and chroma > _SATURATED * 0.5 and plain and area > _LEAST_INSIDE * rows * columns:
            return 2 * x, 2 * y, 2 * (x + w), 2 * (y + h)
    return None
