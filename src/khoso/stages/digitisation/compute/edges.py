"""What is wrong along the edges of a page or across all of it: dark edges, cut text, streaks."""

from __future__ import annotations

import cv2
import numpy as np

from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation.compute.sheet import MM, Sheet

_DARK = 95
_DARK_SHARE = 0.12
_EDGE_DEPTH_MM = 2.0
_CUT_AT_SIDE = 4
_CUT_AT_END = 8
_STREAK_STEP = 7
_STREAK_SHARE = 0.9
_SIDES = ("trái", "phải", "trên", "dưới")


def check_edges(sheet: Sheet) -> list[Finding]:
    """page.dark_edge and page.cropped."""
    found = []
    dark = _dark_sides(sheet)
    number = sheet.page.number
    if dark:
        names = ", ".join(_SIDES[side] for side, _ in dark)
        box = dark[0][1] if len(dark) == 1 else None
        message = f"Trang {number} có viền đen ở mép {names}; hãy cắt viền hoặc quét lại."
        found.append(Finding("page.dark_edge", Severity.WARNING, message, page=number, box=box))
    cut = _cut_sides(sheet, {side for side, _ in dark})
    if cut:
        names = ", ".join(_SIDES[side] for side in cut)
        message = f"Trang {number} bị cắt mất chữ ở mép {names}; hãy quét lại trọn trang."
        found.append(Finding("page.cropped", Severity.ERROR, message, page=number))
    return found


def _dark_sides(sheet: Sheet) -> list[tuple[int, tuple[int, int, int, int]]]:
    """Sides (0 left, 1 right, 2 top, 3 bottom) dark along an unbroken eighth of their length, with a box each."""
    rows, columns = sheet.small.shape
    depth = max(2, round(_EDGE_DEPTH_MM * MM))
    dark = (sheet.small < _DARK).astype(np.uint8)
    strips = (dark[:, :depth], dark[:, -depth:], dark[:depth].T, dark[-depth:].T)
    found = []
    for side, strip in enumerate(strips):
        along = strip.sum(axis=1) >= depth * 0.5
        if _longest(along) < _DARK_SHARE * len(along):
            continue
        at = np.flatnonzero(along)
        first, last = int(at[0]), int(at[-1]) + 1
        box = (
            (0, first, depth, last),
            (columns - depth, first, columns, last),
            (first, 0, last, depth),
            (first, rows - depth, last, rows),
        )[side]
        found.append((side, sheet.full_box(*box)))
    return found


def _longest(flags: np.ndarray) -> int:
    """Length of the longest run of true values."""
    steps = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return int((steps[1::2] - steps[::2]).max()) if len(steps) else 0


def _cut_sides(sheet: Sheet, dark: set[int]) -> list[int]:
    """Sides where several letters run into the edge of the image."""
    x, y, w, h, area = (sheet.stats[1:, i] for i in range(5))
    rows, columns = sheet.small.shape
    letter = (h >= 4) & (h <= 8 * MM) & (w >= 2) & (w <= 20 * MM) & (area >= 6) & (area < 0.9 * w * h + 4)
    touching = (x <= 0, x + w >= columns, y <= 0, y + h >= rows)
    found = []
    for side, touches in enumerate(touching):
        at = np.flatnonzero(letter & touches)
        if side in dark or len(at) < (_CUT_AT_SIDE if side < 2 else _CUT_AT_END):
            continue
        place, size = (y[at], h[at]) if side < 2 else (x[at], w[at])
        spread = np.unique(place // max(4, int(np.median(size))))
        if len(spread) >= (_CUT_AT_SIDE if side < 2 else _CUT_AT_END):
            found.append(side)
    return found


def check_streak(sheet: Sheet) -> list[Finding]:
    """page.streak: a thin line over the whole page, margins too, as dust on a scanner's glass draws it."""
    for vertical in (True, False):
        picture = sheet.small if vertical else np.ascontiguousarray(sheet.small.T)
        at = _streak_column(picture)
        if at is None:
            continue
        rows, columns = sheet.small.shape
        box = (at - 1, 0, at + 2, rows) if vertical else (0, at - 1, columns, at + 2)
        way = "dọc" if vertical else "ngang"
        message = f"Trang {sheet.page.number} có vệt {way} suốt trang; hãy lau kính máy quét rồi quét lại."
        return [Finding("page.streak", Severity.WARNING, message, page=sheet.page.number, box=sheet.full_box(*box))]
    return []


def _streak_column(picture: np.ndarray) -> int | None:
    """The column of a line darker than what is 1.5 mm beside it, from the top margin to the bottom one."""
    rows, columns = picture.shape
    reach = round(1.5 * MM)
    border = round(4 * MM)
    if columns < 4 * border or rows < 4 * border:
        return None
    beside = cv2.min(
        cv2.copyMakeBorder(picture, 0, 0, reach, 0, cv2.BORDER_REPLICATE)[:, :columns],
        cv2.copyMakeBorder(picture, 0, 0, 0, reach, cv2.BORDER_REPLICATE)[:, reach:],
    )
    darker = (cv2.subtract(beside, picture) >= _STREAK_STEP).astype(np.uint8)
    margin = max(4, round(rows * 0.03))
    whole = darker.mean(axis=0)
    ends = np.minimum(darker[:margin].mean(axis=0), darker[-margin:].mean(axis=0))
    text_or_line = (picture < 128).mean(axis=0)
    clean = np.maximum(whole, np.where(text_or_line < 0.6, whole, 0))
    good = (clean >= _STREAK_SHARE * 0.75) & (ends >= _STREAK_SHARE)
    good[:border] = good[-border:] = False
    at = np.flatnonzero(good)
    return int(at[len(at) // 2]) if len(at) and len(at) <= 4 * MM else None
