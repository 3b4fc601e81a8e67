"""What is wrong along the edges of a page or across all of it: dark edges, cut text, streaks."""

from __future__ import annotations

import cv2
import numpy as np

from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation.compute.sheet import MM, Sheet

_DARK = 95
_DARK_SHARE = 0.12
_EDGE_DEPTH_MM = 0.9
"""What is dark this far in along a side is an edge; what a scanner's own rim leaves is thinner."""
_CUT_AT_SIDE = 4
_CUT_AT_END = 8
_NEAR_AT_END = 6
_MARGIN_MM = (1.6, 2.5)
"""Letters nearer to a side, or to the top or bottom, have lost their margin: the sheet was not all on the glass.

Lines stand apart, so a page cut between two of them shows a strip of paper there."""
_TABLE_MM = 50.0
_SEAL_MM = 15.0
_BESIDE_SEAL = 2
_LEAST_FOLD_MM = 6.0
_LARGEST_FOLD_MM = 90.0
_STREAK_STEP = 5
_STREAK_SHARE = 0.8
_STREAK_ENDS = 0.75
_THIN = 3
_FAINT_PRINT = 60
_RIM_MM = 12.0
_LIGHTER = 1.6
"""Levels: over 49 clean pages and as many of them scanned anew, no column of paper is lighter by 0.75."""
_LEAST_PAPER = 0.2
_PAPER_VARIES = 25
_BESIDE_LIGHT = np.ones((1, 9), np.uint8)
_ROW_STEP_MM = 0.25
"""Every so many millimetres a row is looked at for lost strokes."""
_BESIDE_MM = ((0.3, 0.78), (0.45, 0.95), (0.6, 0.95))
"""How far beside a blind column its strokes are looked for, and what share of strokes times share of ink must be lost:

over 24 real pages without one the highest were 0.75, 0.94 and 0.94; where there is much print, 0.45 at the first."""
_MUCH_INK_MM = 20.0
_IN_MUCH_INK = 0.58
_SIDE_MM = 0.4
_LOST = 0.42
"""Of the ink beside a blind column no more than this is left in it."""
_LEAST_INK_MM = 6.0
_LEAST_ROWS = 8
_LEAST_STROKES = 6
_SIDES = ("trái", "phải", "trên", "dưới")

SmallBox = tuple[int, int, int, int]


def check_edges(sheet: Sheet) -> list[Finding]:
    """page.folded_corner, page.dark_edge, page.cropped and page.cut_edge."""
    found = []
    number = sheet.page.number
    dark_points = cv2.threshold(sheet.small, _DARK, 1, cv2.THRESH_BINARY_INV)[1]
    for box in _folded_corners(sheet, dark_points):
        message = f"Trang {number} bị gập góc; hãy vuốt phẳng rồi quét lại."
        found.append(Finding("page.folded_corner", Severity.WARNING, message, page=number, box=sheet.full_box(*box)))
    dark = _dark_sides(sheet, dark_points)
    if dark:
        names = ", ".join(_SIDES[side] for side, _ in dark)
        message = f"Trang {number} có viền đen ở mép {names}; hãy cắt viền hoặc quét lại."
        found.append(
            Finding("page.dark_edge", Severity.WARNING, message, page=number, box=_joined([b for _, b in dark]))
        )
    cut, near = _letters_at_sides(sheet, {side for side, _ in dark})
    if cut:
        names = ", ".join(_SIDES[side] for side, _ in cut)
        message = f"Trang {number} bị cắt mất chữ ở mép {names}; hãy quét lại trọn trang."
        place = _joined([b for _, b in cut])
        found.append(Finding("page.cropped", Severity.ERROR, message, page=number, box=place))
    elif near:
        names = ", ".join(_SIDES[side] for side, _ in near)
        message = f"Trang {number} mất lề {names}, chữ sát mép ảnh; hãy đặt lại tờ giấy trọn trong khung rồi quét lại."
        place = _joined([b for _, b in near])
        found.append(Finding("page.cut_edge", Severity.WARNING, message, page=number, box=place))
    return found


def _joined(boxes: list[SmallBox]) -> SmallBox | None:
    """One box names the place; several sides at once are better told in words."""
    return boxes[0] if len(boxes) == 1 else None


def _folded_corners(sheet: Sheet, dark: np.ndarray) -> list[SmallBox]:
    """Dark triangles in the corners; they are taken out of `dark`."""
    rows, columns = dark.shape
    reach = round(_LARGEST_FOLD_MM * MM)
    height, width = min(reach, rows), min(reach, columns)
    if min(height, width) < 4 * _LEAST_FOLD_MM * MM:
        return []
    found = []
    for top in (True, False):
        for left in (True, False):
            y, x = (0 if top else rows - height), (0 if left else columns - width)
            corner = dark[y : y + height, x : x + width]
            facing = corner[:: 1 if top else -1, :: 1 if left else -1]
            if not facing[1, 1]:
                continue
            down, across = _first_light(facing[:, 1]), _first_light(facing[1])
            if not _is_triangle(facing, down, across):
                continue
            facing[: down + 3, : across + 3] = 0
            box_y, box_x = (0 if top else rows - down), (0 if left else columns - across)
            found.append((box_x, box_y, box_x + across, box_y + down))
    return found


def _first_light(line: np.ndarray) -> int:
    light = np.flatnonzero(line == 0)
    return int(light[0]) if len(light) else len(line)


def _is_triangle(facing: np.ndarray, down: int, across: int) -> bool:
    """Whether the dark corner fills one half of its box and nothing beyond the fold."""
    least = _LEAST_FOLD_MM * MM
    if min(down, across) < least or down >= facing.shape[0] or across >= facing.shape[1]:
        return False
    if max(down, across) > 4 * min(down, across):
        return False
    box = facing[:down, :across]
    inner = np.arange(down)[:, None] / down + np.arange(across)[None, :] / across
    return float(box[inner < 0.85].mean()) > 0.9 and float(box[inner > 1.15].mean()) < 0.3


def _dark_sides(sheet: Sheet, dark: np.ndarray) -> list[tuple[int, SmallBox]]:
    """Sides (0 left, 1 right, 2 top, 3 bottom) dark along an unbroken eighth of their length, with a full-size box."""
    rows, columns = sheet.small.shape
    depth = max(2, round(_EDGE_DEPTH_MM * MM))
    strips = (dark[:, :depth], dark[:, -depth:], dark[:depth].T, dark[-depth:].T)
    found = []
    for side, strip in enumerate(strips):
        along = strip.sum(axis=1) >= depth * 0.5
        if _longest(along) < _DARK_SHARE * len(along):
            continue
        at = np.flatnonzero(along)
        first, last = int(at[0]), int(at[-1]) + 1
        deep = max(depth, round(2 * MM))
        box = (
            (0, first, deep, last),
            (columns - deep, first, columns, last),
            (first, 0, last, deep),
            (first, rows - deep, last, rows),
        )[side]
        found.append((side, sheet.full_box(*box)))
    return found


def _longest(flags: np.ndarray) -> int:
    """Length of the longest run of true values."""
    steps = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return int((steps[1::2] - steps[::2]).max()) if len(steps) else 0


def _letters_at_sides(sheet: Sheet, dark: set[int]) -> tuple[list[tuple[int, SmallBox]], list[tuple[int, SmallBox]]]:
    """Sides where several letters run into the edge of the image, and sides where they stand right beside it."""
    x, y, w, h, area = (sheet.stats[1:, i] for i in range(5))
    rows, columns = sheet.small.shape
    letter = (h >= 4) & (h <= 8 * MM) & (w >= 2) & (w <= 20 * MM) & (area >= 6) & (area < 0.9 * w * h + 4)
    distances = (x, columns - x - w, y, rows - y - h)
    cut, near = [], []
    for side, distance in enumerate(distances):
        if side in dark:
            continue
        touching = np.flatnonzero(letter & (distance <= 0))
        if _is_text(sheet, touching, side):
            cut.append((side, _around(sheet, touching)))
            continue
        margin = _MARGIN_MM[side // 2] * MM
        beside = np.flatnonzero(letter & (distance <= margin) & (h >= 5))
        if not _is_text(sheet, beside, side, _NEAR_AT_END):
            beside = _large_at(sheet.stats[1:], distance, margin, beside)
        if len(beside):
            near.append((side, _around(sheet, beside)))
    return cut, near


def _large_at(stats: np.ndarray, distance: np.ndarray, margin: float, letters: np.ndarray) -> np.ndarray:
    """Which tables stand within the margin of a side, and which seals run into it where letters stand beside it too.

    A form has few letters at its sides: its rules tell. A signature alone may well run over the edge.
    """
    wide, high = stats[:, 2], stats[:, 3]
    table = np.minimum(wide, high) >= _TABLE_MM * MM
    seal = (np.minimum(wide, high) >= _SEAL_MM * MM) & (distance <= 0) & (len(letters) >= _BESIDE_SEAL)
    return np.flatnonzero((table & (distance <= margin)) | seal)


def _is_text(sheet: Sheet, at: np.ndarray, side: int, at_end: int = _CUT_AT_END) -> bool:
    """Whether so many parts lie along a side that they are print: on several lines, or many on one."""
    wanted = _CUT_AT_SIDE if side < 2 else at_end
    if len(at) < wanted:
        return False
    stats = sheet.stats[1:][at]
    place, size = (stats[:, 1], stats[:, 3]) if side < 2 else (stats[:, 0], stats[:, 2])
    return len(np.unique(place // max(4, int(np.median(size))))) >= wanted


def _around(sheet: Sheet, at: np.ndarray) -> SmallBox:
    x, y, w, h = (sheet.stats[1:][at, i] for i in range(4))
    return sheet.full_box(float(x.min()), float(y.min()), float((x + w).max()), float((y + h).max()))


def check_streak(sheet: Sheet) -> list[Finding]:
    """page.streak: a thin line over the whole page, margins too, as dust or a blind spot of the sensor draws it."""
    if min(sheet.small.shape) < 16 * MM:
        return []
    rows, columns = sheet.small.shape
    for vertical in (True, False):
        seen = _streak(sheet, vertical)
        if seen is None:
            continue
        at, kind = seen
        box = (at - 1, 0, at + 2, rows) if vertical else (0, at - 1, columns, at + 2)
        return [_streak_finding(sheet, "dọc" if vertical else "ngang", kind, sheet.full_box(*box))]
    rows_of = _full_size_rows(sheet)
    if rows_of is None:
        return []
    gap = _light_column(sheet, rows_of)
    if gap is None:
        gap = _blind_column(sheet, rows_of)
    if gap is None:
        return []
    box = max(0, gap - 2), 0, min(sheet.pixels.shape[1], gap + 3), sheet.pixels.shape[0]
    return [_streak_finding(sheet, "dọc", "trắng mất nét chữ", box)]


def _full_size_rows(sheet: Sheet) -> np.ndarray | None:
    """Every so many rows of the page without its rim, one colour of it, full size; None when the page is too small."""
    mm = sheet.page.dpi / 25.4
    edge = round(_RIM_MM * mm)
    height, width = sheet.pixels.shape[:2]
    if min(height, width) < 4 * edge:
        return None
    cut = sheet.pixels[edge : height - edge : max(1, round(_ROW_STEP_MM * mm))]
    return cv2.extractChannel(cut, 1) if cut.ndim == 3 else np.ascontiguousarray(cut)


def _light_column(sheet: Sheet, line: np.ndarray) -> int | None:
    """A full-size column whose paper is a little lighter than beside it, in each third of the page.

    Dust where the scanner takes its white makes it add too much light there for ever: too little to be seen on the
    paper, but the mean of hundreds of rows tells it.
    """
    edge = round(_RIM_MM * sheet.page.dpi / 25.4)
    thin = line[::2]
    height = len(thin) // 3
    paper = cv2.threshold(cv2.erode(thin, _BESIDE_LIGHT), sheet.paper - _PAPER_VARIES, 1, cv2.THRESH_BINARY)[1]
    lighter = np.full(line.shape[1], np.inf, np.float32)
    for first in (0, height, 2 * height):
        part, where = thin[first : first + height], paper[first : first + height]
        many = _down(where)
        level = (_down(cv2.multiply(part, where)) / np.maximum(many, 1)).astype(np.float32)
        # On both sides: where a block of faint print begins, only one of them is darker.
        beside = np.maximum(*(np.median([np.roll(level, side * by) for by in (4, 5, 6)], axis=0) for side in (-1, 1)))
        asked = many >= _LEAST_PAPER * height
        lighter = np.minimum(lighter, np.where(asked, level - beside, -np.inf))
    lighter[:edge] = lighter[-edge:] = 0
    at = np.flatnonzero(lighter >= _LIGHTER)
    if not len(at) or at[-1] - at[0] > 0.8 * sheet.page.dpi / 25.4:
        return None
    return int(at[np.argmax(lighter[at])])


def _streak_finding(sheet: Sheet, way: str, kind: str, box: SmallBox) -> Finding:
    message = f"Trang {sheet.page.number} có vệt {kind} {way} suốt trang; hãy lau kính máy quét rồi quét lại."
    return Finding("page.streak", Severity.WARNING, message, page=sheet.page.number, box=box)


def _streak(sheet: Sheet, vertical: bool) -> tuple[int, str] | None:
    """Place and kind of a dark or coloured line. Every third point along it is enough; each colour is looked at."""
    picture = sheet.small if sheet.small_rgb is None else sheet.small_rgb
    thin = picture[::_THIN] if vertical else picture[:, ::_THIN].swapaxes(0, 1)
    planes = [np.ascontiguousarray(thin)] if thin.ndim == 2 else [np.ascontiguousarray(thin[:, :, i]) for i in range(3)]
    seen = [_line_column(plane) for plane in planes]
    places = [at for at in seen if at is not None]
    if not places:
        return None
    return places[0], "tối" if len(places) == len(planes) else "màu"


def _line_column(picture: np.ndarray) -> int | None:
    """The column darker than what is 1.5 mm beside it almost everywhere, from one margin to the other."""
    rows, columns = picture.shape
    reach = round(1.5 * MM)
    border = round(4 * MM)
    if columns < 4 * border or rows < 4 * border // _THIN:
        return None
    padded = cv2.copyMakeBorder(picture, 0, 0, reach, reach, cv2.BORDER_REPLICATE)
    beside = cv2.min(padded[:, :columns], padded[:, 2 * reach :])
    darker = cv2.threshold(cv2.subtract(beside, picture), _STREAK_STEP - 1, 1, cv2.THRESH_BINARY)[1]
    # A letter beside the line hides it: only points with paper on both sides are asked.
    paper = int(np.median(picture[::7, ::7]))
    asked = cv2.threshold(beside, paper * 0.8, 1, cv2.THRESH_BINARY)[1]
    hit = cv2.bitwise_and(darker, asked)
    hits, many = _down(hit), np.maximum(_down(asked), 1)
    margin = max(4, round(rows * 0.03))
    ends = np.minimum(darker[:margin].mean(axis=0), darker[-margin:].mean(axis=0))
    good = (hits >= _STREAK_SHARE * many) & (many > 0.25 * rows) & (ends >= _STREAK_ENDS)
    good &= _even(hit, asked)
    good[:border] = good[-border:] = False
    at = np.flatnonzero(good)
    return int(at[len(at) // 2]) if len(at) and len(at) <= 4 * MM else None


def _down(flags: np.ndarray) -> np.ndarray:
    return cv2.reduce(flags, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S).reshape(-1)


def _even(hits: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Columns whose line is there in each sixth of the page that can be asked: a table's rule stops somewhere."""
    good = np.ones(hits.shape[1], bool)
    step = max(1, len(hits) // 6)
    for first in range(0, len(hits) - step + 1, step):
        many = _down(asked[first : first + step])
        good &= (_down(hits[first : first + step]) >= 0.6 * many) | (many < 0.1 * step)
    return good


def _blind_column(sheet: Sheet, line: np.ndarray) -> int | None:
    """A full-size column where strokes that are there on both sides of it are lost: the sensor is blind there.

    Its ink is a third of what stands beside it, and where a row is dark on both sides it is light between: letters
    stand so now and then, but not in line after line.
    """
    if sheet.strength < _FAINT_PRINT:
        return None
    mm = sheet.page.dpi / 25.4
    edge = round(_RIM_MM * mm)
    step = max(1, round(_ROW_STEP_MM * mm))
    darkness = cv2.subtract(np.full_like(line, sheet.paper), line)
    dark = cv2.threshold(darkness, sheet.strength, 255, cv2.THRESH_TRUNC)[1]
    ink = cv2.threshold(dark, 0.25 * sheet.strength, 255, cv2.THRESH_TOZERO)[1]
    total = cv2.reduce(ink, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32F) * (step / (mm * sheet.strength))
    wide = max(2, round(_SIDE_MM * mm))
    mean = cv2.blur(total, (wide, 1)).reshape(-1)
    for reach, least in _BESIDE_MM:
        near = max(2, round(reach * mm))
        beside = np.minimum(np.roll(mean, near + wide // 2), np.roll(mean, -near - wide // 2))
        left = total.reshape(-1) / np.maximum(beside, 0.1)
        empty = (left <= _LOST) & (beside >= _LEAST_INK_MM)
        empty[:edge] = empty[-edge:] = False
        at = np.flatnonzero(empty)
        wanted = np.where((reach == _BESIDE_MM[0][0]) & (beside[at] >= _MUCH_INK_MM), _IN_MUCH_INK, least)
        if (found := _lost_strokes(dark, near, at, wanted / (1 - left[at]), mm)) is not None:
            return found
    return None


def _lost_strokes(dark: np.ndarray, near: int, empty: np.ndarray, wanted: np.ndarray, mm: float) -> int | None:
    """That of the `empty` columns where of the strokes, dark `near` pixels to either side, a `wanted` share is lost."""
    if not len(empty):
        return None
    level = 0.5 * float(dark.max())
    beside = cv2.min(dark[:, empty - near], dark[:, empty + near])
    asked = beside > level
    lost = asked & (cv2.subtract(beside, dark[:, empty]) > 0.3 * level)
    many = asked.sum(axis=0)
    strokes = (asked[1:] > asked[:-1]).sum(axis=0)
    blind = (many >= _LEAST_ROWS) & (strokes >= _LEAST_STROKES) & (lost.sum(axis=0) >= wanted * many)
    at = np.flatnonzero(blind)
    if not len(at) or empty[at[-1]] - empty[at[0]] > 0.8 * mm:
        return None
    return int(empty[at[len(at) // 2]])
