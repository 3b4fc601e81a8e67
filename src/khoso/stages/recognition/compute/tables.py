"""Ruled tables: finding their lines, taking them off the reading copy, and reading their cells in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from khoso.engines.ocr.port import Pixels, Word
from khoso.stages.recognition.compute import reduced

# Lines are looked for in a copy half as wide and high; a rule is at least this long, in inches.
SHORTEST_RULE = 0.6
FEWEST_ROWS, FEWEST_COLUMNS = 3, 3
FEWEST_MISSED = 1


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line of ink from (x0, y0) to (x1, y1), in pixels of the page image."""

    x0: float
    y0: float
    x1: float
    y1: float

    def y_at(self, x: float) -> float:
        """Height of a nearly level line at `x`."""
        share = (x - self.x0) / (self.x1 - self.x0) if self.x1 != self.x0 else 0.0
        return self.y0 + (self.y1 - self.y0) * min(max(share, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's level rules, top to bottom, and the places of its upright rules, left to right."""

    rules: tuple[Rule, ...]
    columns: tuple[float, ...]

    def cell_of(self, word: Word) -> tuple[int, int] | None:
        """Row and column of a word, both from 0; None outside the table."""
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        row = sum(1 for rule in self.rules if rule.y_at(x) < y)
        column = sum(1 for edge in self.columns if edge < x)
        if not (0 < row < len(self.rules) and 0 < column < len(self.columns)):
            return None
        return row - 1, column - 1

    def scaled(self, factor: float) -> Grid:
        """The grid in an image `factor` times as large."""
        rules = tuple(Rule(r.x0 * factor, r.y0 * factor, r.x1 * factor, r.y1 * factor) for r in self.rules)
        return Grid(rules, tuple(edge * factor for edge in self.columns))


def find_grid(pixels: Pixels, dpi: int) -> Grid | None:
    """The page's ruled table, when it has one of at least three rows and columns."""
    if min(pixels.shape) < dpi:
        return None
    half = reduced.half(pixels)
    _, ink = cv2.threshold(half, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    length = max(round(SHORTEST_RULE * dpi / 2), 3)
    level = _opened(ink, (length, 1))
    # Rules enough for a table leave more ink than this; most pages have none, and parts cost more than counting.
    if cv2.countNonZero(level) < 0.3 * half.shape[1] * (FEWEST_ROWS + 1):
        return None
    across = [box for box in _boxes(level) if box[2] > 0.35 * half.shape[1]]
    if len(across) <= FEWEST_ROWS:
        return None
    down = [box for box in _boxes(_opened(ink, (1, length))) if box[3] > length]
    rules = _level_rules(across, level, dpi / 2)
    columns = _merged(sorted(x + w / 2 for x, _, w, _ in down), dpi / 2 * 0.12)
    if len(rules) <= FEWEST_ROWS or len(columns) <= FEWEST_COLUMNS:
        return None
    return Grid(tuple(rules), tuple(columns)).scaled(2.0)


def without_rules(pixels: Pixels, dpi: int) -> Pixels:
    """A copy of the page with long straight lines painted over: letters that touch them read better."""
    _, ink = cv2.threshold(pixels, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    length = max(round(SHORTEST_RULE * dpi), 3)
    level, upright = _opened(ink, (length, 1)), _opened(ink, (1, length))
    lines = cv2.dilate(level | upright, np.ones((3, 3), np.uint8))
    copy = pixels.copy()
    copy[lines > 0] = 255
    return copy


def _opened(ink: Any, size: tuple[int, int]) -> Pixels:
    """What is left of the ink where a bar of `size` (width, height) fits in."""
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size)), np.uint8)


def _boxes(mask: Pixels) -> list[tuple[int, int, int, int]]:
    # A slightly slanted line falls into steps: join them first.
    joined = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    return [(int(x), int(y), int(w), int(h)) for x, y, w, h, _ in reduced.parts(joined)]


def _level_rules(boxes: Iterable[tuple[int, int, int, int]], mask: Pixels, dpi: float) -> list[Rule]:
    """One rule for every level line, with the slant its ends show; parts of one line are joined."""
    rules: list[Rule] = []
    for x, y, w, h in sorted(boxes, key=lambda box: box[1] + box[3] / 2):
        ends = []
        for left in (x, x + w - 8):
            rows = np.nonzero(mask[y : y + h, max(left, 0) : left + 8])[0]
            ends.append(y + (float(rows.mean()) if rows.size else h / 2))
        rule = Rule(x, ends[0], x + w, ends[1])
        middle = (rule.y0 + rule.y1) / 2
        if rules and middle - (rules[-1].y0 + rules[-1].y1) / 2 < 0.08 * dpi:
            continue
        rules.append(rule)
    return rules


def _merged(places: list[float], reach: float) -> list[float]:
    out: list[list[float]] = []
    for place in places:
        if out and place - out[-1][-1] <= reach:
            out[-1].append(place)
        else:
            out.append([place])
    return [sum(group) / len(group) for group in out]


def lone_columns(bare: Pixels, words: tuple[Word, ...], grid: Grid) -> list[tuple[int, int]]:
    """Left and right edge (pixels) of narrow columns where a cell holds ink but no word.

    `bare` is the page without rules.
    """
    taken = {grid.cell_of(word) for word in words}
    found: list[tuple[int, int]] = []
    for column in range(len(grid.columns) - 1):
        left, right = int(grid.columns[column]) + 4, int(grid.columns[column + 1]) - 4
        if right - left < 12 or right - left > 0.2 * bare.shape[1]:
            continue
        missed = 0
        for row in range(len(grid.rules) - 1):
            top = int(grid.rules[row].y_at((left + right) / 2)) + 6
            bottom = int(grid.rules[row + 1].y_at((left + right) / 2)) - 6
            if (row, column) not in taken and bottom > top and (bare[top:bottom, left:right] < 128).sum() > 40:
                missed += 1
        if missed >= FEWEST_MISSED:
            found.append((left, right))
    return found


def in_cell_order(words: tuple[Word, ...], grid: Grid) -> tuple[Word, ...]:
    """Words of a page with a table: what stands above, then row by row and cell by cell, then what stands below.

    Every table row becomes a block; every line of a cell stays a line.
    """
    above: list[Word] = []
    below: list[Word] = []
    rows: dict[int, dict[int, list[Word]]] = {}
    for word in words:
        cell = grid.cell_of(word)
        if cell is not None:
            rows.setdefault(cell[0], {}).setdefault(cell[1], []).append(word)
        elif (word.y0 + word.y1) / 2 < grid.rules[0].y_at((word.x0 + word.x1) / 2):
            above.append(word)
        else:
            below.append(word)
    groups: list[list[list[Word]]] = [_as_read(above)]
    groups += [
        [line for _, cell in sorted(cells.items()) for line in _lines(cell)] for _, cells in sorted(rows.items())
    ]
    groups.append(_as_read(below))
    out: list[Word] = []
    line_number = 0
    for block, lines in enumerate(group for group in groups if group):
        for line in lines:
            out += [replace(word, line=line_number, block=block) for word in line]
            line_number += 1
    return tuple(out)


def _as_read(words: list[Word]) -> list[list[Word]]:
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    return list(lines.values())


def _lines(words: list[Word]) -> list[list[Word]]:
    """The lines of one cell, by height and place."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.y0 + w.y1) / 2):
        if lines:
            last = lines[-1]
            middle = sum((w.y0 + w.y1) / 2 for w in last) / len(last)
            tall = max(w.height for w in last)
            if (word.y0 + word.y1) / 2 - middle < 0.5 * max(tall, word.height):
                last.append(word)
                continue
        lines.append([word])
    return [sorted(line, key=lambda w: w.x0) for line in lines]
