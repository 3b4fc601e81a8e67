"""How ink lies on paper: blank, blurred, faint, fading, showing through."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation.compute.profile import Profile
from khoso.stages.digitisation.compute.sheet import MM, Box, Sheet, counts_of, parts_of

_TILES = 24
_FEWEST_TILES = 3
_TILE_MM = 6.0
_FINEST_EDGE = 0.6
"""Pixels: no scan has sharper edges, so a coarse one is not called blurred for being coarse."""
_BLANK_PARTS = 6
_FAINTEST = 45
"""Levels: print and pencil are darker than this, what shines through from the other side hardly ever is."""
_UNREADABLE = 20
"""Levels: fainter marks can neither be read nor told from a shadow."""
_LARGEST_NUMBER = (30 * MM, 12 * MM)
_SOFT = 0.135
"""Millimetres: paper softens what shines through it to more than this; faint ink on the page itself is sharper."""
_BLEED_SHARE = 0.02
_BLEED_CELLS = 0.22
_BLEED_LETTERS = 120
_MOVED = 0.12
_ONE_WAY = 1.5
"""A softness of 0.12 mm is a fault when it is so many times less in the other direction: print has it below 1.2."""
_STRONG_INK = 0.55
_SHADOW = 0.1
"""Millimetres: dark show-through is softer than this, a second ink or pencil sharper."""
_CELL_MM = 5.0
_BAND_MM = 10.0
_FADED = 0.5
_BAND_WIDE = 0.5
_BAND_STRONG = 0.2


@dataclass(frozen=True, slots=True)
class Ink:
    """Full-size squares of text, each with its place, the contrast of its ink and the spread of its edges (pixels)."""

    boxes: list[Box]
    contrast: np.ndarray
    spread: np.ndarray


def is_blank(sheet: Sheet) -> bool:
    """Whether a page holds nothing but specks, punch holes and edges."""
    rows, columns = sheet.small.shape
    if min(rows, columns) < 40:
        return int(sheet.small.max()) - int(sheet.small.min()) < 30
    marks, area = _marks(sheet.stats[1:], sheet.small.shape)
    return int(marks.sum()) < _BLANK_PARTS and int(area[marks].sum()) < 0.001 * rows * columns


def _marks(stats: np.ndarray, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Which parts are marks somebody made: no speck, no punch hole, nothing at the very edge; and all areas."""
    x, y, w, h, area = (stats[:, i] for i in range(5))
    rows, columns = shape
    edge = 3 * MM
    inside = (x > edge) & (y > edge) & (x + w < columns - edge) & (y + h < rows - edge)
    hole = (area > 0.6 * w * h) & (w < 9 * MM) & (h < 9 * MM) & (w > 3 * MM) & (h > 3 * MM)
    return inside & ~hole & (area >= 4) & (np.maximum(w, h) >= 4), area


def nearly_blank(sheet: Sheet) -> str:
    """Why a page that is not blank has nothing of its own to show: "number", "shadow", or "" when it has."""
    rows, columns = sheet.small.shape
    edge = round(3 * MM)
    strong = cv2.threshold(sheet.darkness, _FAINTEST, 1, cv2.THRESH_BINARY)[1]
    strong[:edge] = strong[-edge:] = 0
    strong[:, :edge] = strong[:, -edge:] = 0
    if cv2.countNonZero(strong) > 0.0006 * rows * columns:
        return ""
    stats = parts_of(strong)[1][1:]
    marks, area = _marks(stats, sheet.small.shape)
    if not marks.any() or (int(marks.sum()) < _BLANK_PARTS // 2 and int(area[marks].sum()) < 40):
        if _UNREADABLE <= sheet.strength < _FAINTEST and _is_sharp(sheet):
            return ""
        return "shadow"
    x, y, w, h = (stats[marks, i] for i in range(4))
    wide, high = float((x + w).max() - x.min()), float((y + h).max() - y.min())
    at_end = float(y.min()) < 30 * MM or float((y + h).max()) > rows - 30 * MM
    small = wide <= _LARGEST_NUMBER[0] and high <= _LARGEST_NUMBER[1] and int(marks.sum()) <= 8
    return "number" if small and at_end else ""


def _is_sharp(sheet: Sheet) -> bool:
    """Whether faint marks lie on this side of the paper: their edges are as sharp as print."""
    ink = look_at(sheet, text_places(sheet, sheet.ink))
    return len(ink.spread) >= _FEWEST_TILES and _millimetres(sheet, ink) < _SOFT


def check_blank(sheet: Sheet, blank: bool) -> list[Finding]:
    """page.blank, or page.near_blank for a back with a page number or only what shines through."""
    number = sheet.page.number
    whole = (0, 0, sheet.pixels.shape[1], sheet.pixels.shape[0])
    why = nearly_blank(sheet)
    if blank and why != "number":
        message = f"Trang {number} trắng; hãy bỏ trang hoặc xác nhận là trang trắng của bản gốc."
        return [Finding("page.blank", Severity.WARNING, message, page=number, box=whole)]
    if not why:
        return []
    what = "chỉ có số trang" if why == "number" else "chỉ có bóng chữ, bóng dấu của mặt kia"
    message = f"Trang {number} gần như trắng, {what}; hãy xem lại rồi bỏ trang hoặc xác nhận giữ."
    return [Finding("page.near_blank", Severity.WARNING, message, page=number, box=whole)]


def check_tone(sheet: Sheet, profile: Profile) -> list[Finding]:
    """page.blurred, page.low_contrast, page.faded_band, page.bleed_through.

    Black-and-white pages have none of them to see.
    """
    if sheet.bilevel:
        return []
    number = sheet.page.number
    found = []
    ink = look_at(sheet, text_places(sheet, sheet.ink))
    if len(ink.boxes) >= _FEWEST_TILES:
        contrast = float(np.median(ink.contrast))
        blur = _millimetres(sheet, ink)
        if contrast < profile.min_contrast:
            message = (
                f"Trang {number} có chữ quá nhạt, chỉ chênh nền {contrast:.0f} trên 255 mức; "
                "hãy tăng độ tương phản khi quét lại."
            )
            found.append(Finding("page.low_contrast", Severity.WARNING, message, page=number, box=_around(ink.boxes)))
        finest = _FINEST_EDGE * 25.4 / sheet.page.dpi
        if blur > max(profile.max_edge_blur, finest) or (blur > max(_MOVED, finest) and _unlike_ways(ink) > _ONE_WAY):
            message = f"Trang {number} bị mờ, nét chữ nhòe khoảng {blur:.2f} mm; hãy quét lại.".replace(".", ",", 1)
            found.append(Finding("page.blurred", Severity.WARNING, message, page=number, box=_around(ink.boxes)))
    band = faded_band(sheet)
    where = shows_through(sheet, band[0] if band is not None else None)
    # What shines through beside the band too makes the band: a page printed on half its width has one.
    if where is not None:
        message = f"Trang {number} lộ chữ của mặt sau; hãy quét lại với tấm lót đen phía sau."
        found.append(Finding("page.bleed_through", Severity.WARNING, message, page=number, box=sheet.full_box(*where)))
    elif band is not None:
        box, left = band
        message = f"Trang {number} có dải chữ phai, mực chỉ còn khoảng {left:.0%}; hãy kiểm tra đèn máy và quét lại."
        found.append(Finding("page.faded_band", Severity.WARNING, message, page=number, box=sheet.full_box(*box)))
    return found


def _around(boxes: list[Box]) -> Box:
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def text_places(sheet: Sheet, marks: np.ndarray, most: int = _TILES) -> list[Box]:
    """Full-size boxes of about 6 mm where marks (0/1, small) lie as text does, the densest first."""
    side = round(_TILE_MM * MM)
    rows, columns = sheet.small.shape[0] // side, sheet.small.shape[1] // side
    if rows < 6 or columns < 6:
        return []
    cut = marks[: rows * side, : columns * side]
    density = cv2.resize(cut * np.uint8(255), (columns, rows), interpolation=cv2.INTER_AREA) / 255.0
    density[(density < 0.03) | (density > 0.5)] = 0
    density[:2] = density[-2:] = 0  # the outer 12 mm hold edges and shadows, not text
    density[:, :2] = density[:, -2:] = 0
    order = np.argsort(density, axis=None)[::-1][:most]
    at = [divmod(int(index), columns) for index in order if density.flat[index] > 0]
    return [sheet.full_box(c * side, r * side, (c + 1) * side, (r + 1) * side) for r, c in at]


def look_at(sheet: Sheet, boxes: list[Box]) -> Ink:
    """Contrast and spread of the edges in full-size boxes.

    The steepest step of an edge of height c blurred by s is c / (s √2π). The direction that fares worse counts, so
    that a page moved while it was scanned is seen too: across, down and askew both ways, for strokes that lie in the
    way it moved stay sharp. A light smoothing, taken out of the result, keeps the noise of faint pages from looking
    like edges.
    """
    kept, contrasts, spreads = [], [], []
    for box in boxes:
        tile = sheet.grey(box)
        if min(tile.shape) < 12:
            continue
        smooth = cv2.blur(tile, (3, 3))
        counts = counts_of(smooth)
        low, high = (int(np.searchsorted(counts, share * tile.size)) for share in (0.02, 0.95))
        contrast = max(float(high - low), 4.0)
        steps = [
            int(np.searchsorted(c, 0.995 * c[-1]))
            for c in (
                counts_of(cv2.absdiff(smooth[:, 1:], smooth[:, :-1])),
                counts_of(cv2.absdiff(smooth[1:], smooth[:-1])),
                counts_of(cv2.absdiff(smooth[1:, 1:], smooth[:-1, :-1])),
                counts_of(cv2.absdiff(smooth[1:, :-1], smooth[:-1, 1:])),
            )
        ]
        kept.append(box)
        contrasts.append(contrast)
        spreads.append([contrast / (max(step, 0.5) * 2.5066) for step in steps])
    return Ink(kept, np.array(contrasts), np.array(spreads).reshape(-1, 4))


_SMOOTHING = 2 / 3
"""Variance of the 3 by 3 mean, in pixels squared."""


def _millimetres(sheet: Sheet, ink: Ink) -> float:
    """The spread of the page's edges in the direction that fares worse."""
    worse = float(np.percentile(ink.spread, 40, axis=0).max())
    return float(np.sqrt(max(worse * worse - _SMOOTHING, 0.04))) * 25.4 / sheet.page.dpi


def _unlike_ways(ink: Ink) -> float:
    """How many times softer edges are across than down, or askew one way than the other: a page that moved."""
    x, y, falling, rising = np.median(ink.spread, axis=0)
    return float(max(x / y, y / x, falling / rising, rising / falling))


def faded_band(sheet: Sheet) -> tuple[Box, float] | None:
    """A band over the page, along or across, whose ink is much fainter than elsewhere: its small box, and what is left.

    Judged in cells of 5 mm by their darkest mark. What shines through or a watermark is faint too, but soft.
    """
    side = round(_CELL_MM * MM / 2)
    half = cv2.resize(sheet.darkness, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    rows, columns = half.shape[0] // side, half.shape[1] // side
    if rows < 12 or columns < 12:
        return None
    dark = cv2.dilate(half, np.ones((side, side), np.uint8))[side // 2 :: side, side // 2 :: side][:rows, :columns]
    dark = dark[2:-2, 2:-2]
    clear = dark[dark >= max(_FAINTEST, 0.35 * sheet.strength)]
    if clear.size < 20:
        return None
    typical = float(np.percentile(clear, 60))
    weak = (dark >= max(8, 5 * sheet.noise)) & (dark < _FADED * typical)
    strong = dark >= 0.6 * typical
    for across in (True, False):
        w, s = (weak, strong) if across else (weak.T, strong.T)
        run = _faint_run(w, s)
        if run is None:
            continue
        first, last = run[0] + 2, run[1] + 2
        step = 2 * side
        end = sheet.small.shape[1] if across else sheet.small.shape[0]
        box = (0, first * step, end, last * step) if across else (first * step, 0, last * step, end)
        if _is_sharp_within(sheet, box):
            band = dark[run[0] : run[1]] if across else dark[:, run[0] : run[1]]
            faint = weak[run[0] : run[1]] if across else weak[:, run[0] : run[1]]
            return box, float(np.median(band[faint])) / typical
    return None


def _faint_run(weak: np.ndarray, strong: np.ndarray) -> tuple[int, int] | None:
    """The longest run of rows of cells with many weak marks and hardly any strong ones, beside strong rows."""
    faint, clear = weak.sum(axis=1), strong.sum(axis=1)
    text = float(np.percentile(clear[clear > 0], 75)) if (clear > 0).any() else 0.0
    if text < 4:
        return None
    is_faint = (faint >= max(3.0, _BAND_WIDE * text)) & (clear <= _BAND_STRONG * faint + 1)
    is_clear = clear >= 0.5 * text
    best, start = None, None
    for at, flag in enumerate([*is_faint, False]):
        if flag and start is None:
            start = at
        if not flag and start is not None:
            if at - start >= _BAND_MM / _CELL_MM and (best is None or at - start > best[1] - best[0]):
                best = (start, at)
            start = None
    if best is None or int(is_clear.sum()) < 3:
        return None
    return best


def _is_sharp_within(sheet: Sheet, box: tuple[int, int, int, int]) -> bool:
    """Whether what is faint in a small box is ink on this side of the paper."""
    x0, y0, x1, y1 = box
    marks = np.zeros_like(sheet.ink)
    level = max(8, 5 * sheet.noise)
    marks[y0:y1, x0:x1] = cv2.threshold(sheet.darkness[y0:y1, x0:x1], level, 1, cv2.THRESH_BINARY)[1]
    ink = look_at(sheet, text_places(sheet, marks, 12))
    return len(ink.spread) >= _FEWEST_TILES and _millimetres(sheet, ink) < _SOFT


def shows_through(sheet: Sheet, beside: Box | None = None) -> Box | None:
    """Where faint marks, far weaker than the ink and away from it, lie over much of the page like print.

    `beside`: a small box that is left out. Marks strong enough to count as ink themselves are looked at in a second
    round, and taken only when they are soft.
    """
    if cv2.countNonZero(sheet.ink) < 500 or min(sheet.small.shape) < 200:
        return None
    counts = counts_of(sheet.darkness, sheet.ink)
    ink_level = float(np.searchsorted(counts, 0.8 * counts[-1]))
    found = _weak_letters(sheet, sheet.ink, ink_level, beside)
    if found is not None:
        return found[0]
    level = _STRONG_INK * sheet.strength
    if level <= _FAINTEST:
        return None
    strong = cv2.threshold(sheet.darkness, level, 1, cv2.THRESH_BINARY)[1]
    found = _weak_letters(sheet, strong, sheet.strength, beside)
    if found is None:
        return None
    ink = look_at(sheet, text_places(sheet, found[1], 12))
    soft = len(ink.spread) >= _FEWEST_TILES and _millimetres(sheet, ink) >= _SHADOW
    return found[0] if soft else None


def _weak_letters(sheet: Sheet, ink: np.ndarray, ink_level: float, beside: Box | None) -> tuple[Box, np.ndarray] | None:
    """Marks like letters away from `ink` (0/1) over a good part of what is free of it: their small box, and they."""
    border = round(6 * MM)
    free = cv2.threshold(cv2.dilate(ink, np.ones((7, 7), np.uint8)), 0, 1, cv2.THRESH_BINARY_INV)[1]
    free[:border] = free[-border:] = 0
    free[:, :border] = free[:, -border:] = 0
    size = float(sheet.small.size)
    if beside is not None:
        x0, y0, x1, y1 = beside
        free[y0:y1, x0:x1] = 0
        size -= (y1 - y0) * (x1 - x0)
    counts = counts_of(sheet.darkness, free)
    if counts[-1] < 0.2 * size:
        return None
    low, typical = (int(np.searchsorted(counts, share * counts[-1])) for share in (0.16, 0.5))
    least = typical + max(7.0, 4.0 * max(1, typical - low))
    weak = cv2.bitwise_and(cv2.inRange(sheet.darkness, float(int(least) + 1), 0.6 * ink_level), free)
    if cv2.countNonZero(weak) < _BLEED_SHARE * counts[-1]:
        return None
    x, y, w, h, area = (parts_of(weak)[1][1:, i] for i in range(5))
    letters = (h >= 3) & (h <= 6 * MM) & (w >= 2) & (w <= 15 * MM) & (area >= 5)
    if int(letters.sum()) < _BLEED_LETTERS:
        return None
    x, y, w, h = x[letters], y[letters], w[letters], h[letters]
    cell = round(20 * MM)
    cells = len(np.unique(x // cell * 10_000 + y // cell))
    if cells < _BLEED_CELLS * (size / cell**2):
        return None
    return (int(x.min()), int(y.min()), int((x + w).max()), int((y + h).max())), weak
