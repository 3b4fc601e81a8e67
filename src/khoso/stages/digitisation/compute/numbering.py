"""Printed page numbers: read when they stand alone in the middle of the top or bottom margin, judged only when sure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np

from khoso.engines.imaging import letters
from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation.compute.results import PageCheck
from khoso.stages.digitisation.compute.sheet import MM, Box, Sheet

_NUMBER = re.compile(r"^[-–—.~\s]*(\d{1,3})[-–—.~\s]*$")
_SURE = 75
_HEIGHTS = (28, 24, 32, 40, 36)
_LEAST_READINGS = 2
"""A lone digit is easily misread: of a few sizes two must agree, the first that do, and none before may contradict."""
_BANDS_MM = ((4.0, 30.0, True), (4.0, 25.0, False))
_LARGEST_GAP = 3


def printed_number(sheet: Sheet) -> int | None:
    """The page number printed at the middle of the top or the bottom, or None.

    # Luật: NĐ 30/2020 Phụ lục I - số trang ở giữa, lề trên
    """
    for box in _lonely_groups(sheet):
        crop = sheet.grey(sheet.full_box(*box))
        number = _agreed(crop)
        if number is not None:
            return number
    return None


def _agreed(crop: np.ndarray) -> int | None:
    """The number on which the first readings agree."""
    said: Counter[int] = Counter()
    for height in _HEIGHTS:
        if number := _read(crop, height):
            said[number] += 1
        if len(said) > 1:
            return None
        if said.total() >= _LEAST_READINGS:
            return number
    return None


def _read(crop: np.ndarray, height: int) -> int | None:
    """The number on a crop brought to a height in pixels, when it reads as nothing but one with confidence."""
    ink, paper = np.percentile(crop, (1, 60))
    crop = np.clip((crop - ink) * (255 / max(paper - ink, 1)), 0, 255).astype(np.uint8)
    k = height / max(1, crop.shape[0])
    crop = cv2.resize(crop, None, fx=k, fy=k, interpolation=cv2.INTER_AREA if k < 1 else cv2.INTER_CUBIC)
    text, confidence = letters.read_digits(cv2.copyMakeBorder(crop, 12, 12, 12, 12, cv2.BORDER_CONSTANT, value=255))
    match = _NUMBER.match(text)
    return int(match[1]) if match and confidence >= _SURE else None


def _lonely_groups(sheet: Sheet) -> list[Box]:
    """Small groups of letters near the middle with nothing beside them: one for the top, one for the bottom."""
    rows, columns = sheet.small.shape
    x, y, w, h, area = (sheet.stats[1:, i] for i in range(5))
    middle_y = y + h / 2
    marks = (area >= 3) & (h < 8 * MM)
    found: list[Box] = []
    for near, far, top in _BANDS_MM:
        from_edge = middle_y if top else rows - middle_y
        at = np.flatnonzero(marks & (from_edge > near * MM) & (from_edge < far * MM) & (h >= 5) & (h <= 5 * MM))
        if not len(at):
            continue
        first = at[np.argmin(from_edge[at])]
        line = marks & (np.abs(middle_y - middle_y[first]) < 3 * MM) & (x > 3 * MM) & (x + w < columns - 3 * MM)
        group = np.flatnonzero(line)
        if not len(group):
            continue
        x0, x1 = int(x[group].min()), int((x + w)[group].max())
        if len(group) > 8 or x1 - x0 > 22 * MM or abs((x0 + x1) / 2 - columns / 2) > 20 * MM:
            continue
        y0, y1 = int(y[group].min()), int((y + h)[group].max())
        found.append((x0 - 3, y0 - 3, x1 + 3, y1 + 3))
    return found


def judge_order(pages: Sequence[PageCheck]) -> None:
    """Add page.out_of_order and page.missing to pages in delivered order, only where the numbers leave no doubt.

    A run of neighbouring numbered pages is judged by itself; a number that starts again begins another document.
    A gap just before a page without a readable number is left alone: that page may be the one that seems missing.
    """
    unsure = {id(page) for page, following in pairwise(pages) if following.printed_number is None}
    for run in _runs(pages):
        numbers = [page.printed_number or 0 for page in run]
        if len(run) < 2 or len(set(numbers)) != len(numbers):
            continue
        if numbers != sorted(numbers):
            if len(run) >= 3 and max(numbers) - min(numbers) == len(numbers) - 1:
                _mark_out_of_order(run, numbers)
            continue
        _mark_missing(run, unsure)


def _runs(pages: Sequence[PageCheck]) -> list[list[PageCheck]]:
    """Neighbouring pages with numbers; cut where a number is missing or counting begins again."""
    runs: list[list[PageCheck]] = [[]]
    for page in pages:
        number = page.printed_number
        if number is None or (number <= 2 and runs[-1] and (runs[-1][-1].printed_number or 0) > number + 2):
            runs.append([])
        if number is not None:
            runs[-1].append(page)
    return [run for run in runs if run]


def _mark_out_of_order(run: list[PageCheck], numbers: list[int]) -> None:
    for page, number, wanted in zip(run, numbers, sorted(numbers), strict=True):
        if number != wanted:
            message = f"Trang {page.number} in số {number} nhưng ở vị trí của số {wanted}; hãy xếp lại thứ tự."
            page.findings.append(Finding("page.out_of_order", Severity.ERROR, message, page=page.number))


def _mark_missing(run: list[PageCheck], unsure: set[int]) -> None:
    for before, after in pairwise(run):
        first, last = before.printed_number or 0, after.printed_number or 0
        gap = last - first - 1
        if 0 < gap <= _LARGEST_GAP and id(after) not in unsure:
            lost = str(first + 1) if gap == 1 else f"{first + 1}–{last - 1}"
            where = f"trang {before.number} in số {first}, trang sau in số {last}"
            message = f"Thiếu trang in số {lost}: {where}; hãy quét bổ sung."
            after.findings.append(Finding("page.missing", Severity.ERROR, message, page=after.number))
