"""How ink lies on paper: blank, blurred, faint, showing through."""

from __future__ import annotations

import cv2
import numpy as np

from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation.compute.profile import Profile
from khoso.stages.digitisation.compute.sheet import MM, Sheet

_TILES = 24
_FEWEST_TILES = 4
_FINEST_EDGE = 0.6
"""Pixels: no scan has sharper edges, so a coarse one is not called blurred for being coarse."""
_BLANK_PARTS = 6
_BLEED_SHARE = 0.02
_BLEED_CELLS = 0.25


def is_blank(sheet: Sheet) -> bool:
    """Whether a page holds nothing but specks, punch holes and edges."""
    x, y, w, h, area = (sheet.stats[1:, i] for i in range(5))
    rows, columns = sheet.small.shape
    if min(rows, columns) < 40:
        return int(sheet.small.max()) - int(sheet.small.min()) < 30
    inside = (x > 3 * MM) & (y > 3 * MM) & (x + w < columns - 3 * MM) & (y + h < rows - 3 * MM)
    hole = (area > 0.6 * w * h) & (w < 9 * MM) & (h < 9 * MM) & (w > 3 * MM) & (h > 3 * MM)
    marks = inside & ~hole & (area >= 4) & (np.maximum(w, h) >= 4)
    return int(marks.sum()) < _BLANK_PARTS and int(area[marks].sum()) < 0.001 * rows * columns


def check_tone(sheet: Sheet, profile: Profile) -> list[Finding]:
    """page.blurred, page.low_contrast, page.bleed_through. Black-and-white pages have none of them to see."""
    if sheet.bilevel:
        return []
    tiles = _text_tiles(sheet)
    number = sheet.page.number
    found = []
    if len(tiles) >= _FEWEST_TILES:
        contrast = float(np.median([_contrast(tile) for tile in tiles]))
        blur = edge_blur(tiles) * 25.4 / sheet.page.dpi
        if contrast < profile.min_contrast:
            message = f"Trang {number} có chữ quá nhạt so với nền; hãy tăng độ tương phản khi quét lại."
            found.append(Finding("page.low_contrast", Severity.WARNING, message, page=number))
        if blur > max(profile.max_edge_blur, _FINEST_EDGE * 25.4 / sheet.page.dpi):
            message = f"Trang {number} bị mờ, nét chữ nhòe khoảng {blur:.2f} mm; hãy quét lại.".replace(".", ",", 1)
            found.append(Finding("page.blurred", Severity.WARNING, message, page=number))
    if shows_through(sheet):
        message = f"Trang {number} lộ chữ của mặt sau; hãy quét lại với tấm lót đen phía sau."
        found.append(Finding("page.bleed_through", Severity.WARNING, message, page=number))
    return found


def _text_tiles(sheet: Sheet) -> list[np.ndarray]:
    """Full-size squares of about 6 mm where there is most text."""
    side = round(6 * MM)
    rows, columns = sheet.small.shape[0] // side, sheet.small.shape[1] // side
    if rows < 6 or columns < 6:
        return []
    cut = sheet.ink[: rows * side, : columns * side]
    density = cut.reshape(rows, side, columns, side).mean(axis=(1, 3))
    density[(density < 0.04) | (density > 0.5)] = 0
    density[:2] = density[-2:] = 0  # the outer 12 mm hold edges and shadows, not text
    density[:, :2] = density[:, -2:] = 0
    order = np.argsort(density, axis=None)[::-1][:_TILES]
    tiles = []
    for index in order:
        row, column = divmod(int(index), columns)
        if density[row, column] > 0:
            box = sheet.full_box(column * side, row * side, (column + 1) * side, (row + 1) * side)
            tiles.append(sheet.grey(box))
    return [tile for tile in tiles if min(tile.shape) >= 12]


def _contrast(tile: np.ndarray) -> float:
    low, high = np.percentile(tile, (2, 95))
    return float(high - low)


def edge_blur(tiles: list[np.ndarray]) -> float:
    """The spread of the letters' edges in pixels (standard deviation of a Gaussian that would make them).

    The steepest step of an edge of height c blurred by s is c / (s √2π). The direction that fares worse counts,
    so that a page moved while it was scanned is seen too.
    """
    spreads = []
    for tile in tiles:
        contrast = max(_contrast(tile), 8.0)
        whole = tile.astype(np.int16)
        steps = [float(np.percentile(np.abs(np.diff(whole, axis=axis)), 99.5)) for axis in (0, 1)]
        spreads.append([contrast / (max(step, 0.5) * 2.5066) for step in steps])
    return float(np.percentile(np.array(spreads), 40, axis=0).max())


def shows_through(sheet: Sheet) -> bool:
    """Whether faint marks, far weaker than the ink and away from it, lie over much of the page like print."""
    inked = sheet.darkness[sheet.ink > 0]
    if len(inked) < 500 or min(sheet.small.shape) < 200:
        return False
    ink_level = float(np.percentile(inked, 80))
    near_ink = cv2.dilate(sheet.ink, np.ones((7, 7), np.uint8))
    border = round(6 * MM)
    free = near_ink == 0
    free[:border] = free[-border:] = False
    free[:, :border] = free[:, -border:] = False
    values = sheet.darkness[free]
    if values.size < 0.2 * sheet.small.size:
        return False
    typical = float(np.median(values))
    noise = float(np.median(np.abs(values - typical))) * 1.48
    low = typical + max(7.0, 4 * noise)
    weak = (free & (sheet.darkness > low) & (sheet.darkness < 0.6 * ink_level)).astype(np.uint8)
    if weak.sum() < _BLEED_SHARE * values.size:
        return False
    _, _, stats, _ = cv2.connectedComponentsWithStats(weak, connectivity=8)
    _, _, w, h, area = (stats[1:, i] for i in range(5))
    letters = np.flatnonzero((h >= 3) & (h <= 6 * MM) & (w >= 2) & (w <= 15 * MM) & (area >= 5))
    if len(letters) < 120:
        return False
    cell = round(20 * MM)
    cells = {(int(stats[i + 1, 0]) // cell, int(stats[i + 1, 1]) // cell) for i in letters}
    return len(cells) >= _BLEED_CELLS * (sheet.small.size / cell**2)
