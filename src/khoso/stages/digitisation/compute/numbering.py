"""Printed page numbers: read when they stand alone in the middle of the top or bottom margin, judged only when sure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation.compute.digits import read_number
from khoso.stages.digitisation.compute.results import PageCheck
from khoso.stages.digitisation.compute.sheet import MM, Box, Sheet

_BANDS_MM = ((4.0, 30.0, True), (4.0, 25.0, False))
_LARGEST_GAP = 3
MOST_UNREAD = 2
"""So many pages in a row without a number are bridged: more may be another document."""


def printed_number(sheet: Sheet) -> int | None:
    """The page number printed at the middle of the top or the bottom, or None.

    # Luật: NĐ 30/2020 Phụ lục I - số trang ở giữa, lề trên
    """
    for box in _lonely_groups(sheet):
        if number := read_number(sheet.grey(sheet.full_box(*box))):
            return number
    return None


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

    A run of numbered pages is judged by itself, bridging a page or two whose number was not read; a number that starts
    again begins another document. Numbers are missing only where there are more of them than pages: a page without a
    readable number counts as one of them, and at the end of a run it may be the one that seems missing.
    """
    for first, last in _runs(pages):
        run = [(at, pages[at]) for at in range(first, last + 1) if pages[at].printed_number is not None]
        numbers = [page.printed_number or 0 for _, page in run]
        if len(run) < 2 or len(set(numbers)) != len(numbers):
            continue
        if numbers != sorted(numbers):
            if len(run) >= 3 and max(numbers) - min(numbers) == last - first:
                _mark_out_of_order([page for _, page in run], numbers)
            continue
        followed = last + 1 < len(pages) and pages[last + 1].printed_number is None
        _mark_missing(run, unsure=run[-1][1] if followed else None)


def _runs(pages: Sequence[PageCheck]) -> list[tuple[int, int]]:
    """First and last place of runs of numbered pages; cut where numbers are missing or counting begins again."""
    runs: list[tuple[int, int]] = []
    for at, page in enumerate(pages):
        number = page.printed_number
        if number is None:
            continue
        before = (pages[runs[-1][1]].printed_number or 0) if runs else 0
        unread = at - runs[-1][1] - 1 if runs else MOST_UNREAD + 1
        # The first page of a document bears no number: an unread one before a low number begins another.
        again = (number <= 2 and before > number + 2) or (number <= before and 2 <= number <= 1 + unread)
        if unread <= MOST_UNREAD and not again:
            runs[-1] = (runs[-1][0], at)
        else:
            runs.append((at, at))
    return runs


def _mark_out_of_order(run: list[PageCheck], numbers: list[int]) -> None:
    for page, number, wanted in zip(run, numbers, sorted(numbers), strict=True):
        if number != wanted:
            message = f"Trang {page.number} in số {number} nhưng ở vị trí của số {wanted}; hãy xếp lại thứ tự."
            page.findings.append(Finding("page.out_of_order", Severity.ERROR, message, page=page.number))


def _mark_missing(run: list[tuple[int, PageCheck]], unsure: PageCheck | None) -> None:
    first, last = run[0], run[-1]
    short = (last[1].printed_number or 0) - (first[1].printed_number or 0) - (last[0] - first[0])
    for (place, before), (next_place, after) in pairwise(run):
        low, high = before.printed_number or 0, after.printed_number or 0
        gap = high - low - (next_place - place)
        if not 0 < gap <= min(_LARGEST_GAP, short) or after is unsure:
            continue
        between = next_place - place - 1
        lost = f"{low + 1}" if high - low == 2 else f"{low + 1}–{high - 1}"
        where = f"trang {before.number} in số {low}, trang {after.number if between else 'sau'} in số {high}"
        message = f"Thiếu trang in số {lost}: {where}; hãy quét bổ sung."
        if between:
            message = f"Thiếu {gap} trang trong khoảng số {lost}: {where}; hãy quét bổ sung."
        after.findings.append(Finding("page.missing", Severity.ERROR, message, page=after.number))
