"""Where the catalogue says one item of a dossier ends and the next begins: sheet numbers, sheet and page counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from khoso.stages.digitisation.compute.separators import Part

_SHEETS = re.compile(r"^\D*(\d{1,5})(?:\s*(?:-|–|—|đến|,|÷)\s*(?:tờ\s*)?(\d{1,5}))?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Extent:
    """What one row says of how long its item is; None and "" where it says nothing."""

    ordinal: int
    sheet: str = ""
    sheet_count: int | None = None
    page_count: int | None = None


def parts_by_catalogue(
    extents: Sequence[Extent], pages: int, sheets_in_all: int | None = None
) -> list[tuple[int, Part]]:
    """(ordinal, part) of each item when what the rows say adds up to the pages of the file exactly, else nothing.

    Page counts count first; then sheets, scanned on one side or on both. `sheets_in_all`: what the dossier's own
    description says, where the last row only says on which sheet its item begins.
    """
    ordered = sorted(extents, key=lambda one: one.ordinal)
    if len(ordered) < 2:
        return []
    counts = [one.page_count or 0 for one in ordered]
    if all(counts) and sum(counts) == pages:
        return _laid_end_to_end(ordered, counts)
    sheets = _sheets(ordered, sheets_in_all)
    total = sum(sheets)
    if not sheets or total == 0:
        return []
    for sides in (1, 2):
        if total * sides == pages:
            return _laid_end_to_end(ordered, [count * sides for count in sheets])
    return []


def _laid_end_to_end(extents: Sequence[Extent], counts: Sequence[int]) -> list[tuple[int, Part]]:
    told, first = [], 1
    for extent, count in zip(extents, counts, strict=True):
        told.append((extent.ordinal, Part(first, first + count - 1)))
        first += count
    return told


def _sheets(extents: Sequence[Extent], sheets_in_all: int | None) -> list[int]:
    """Sheets of each item: from – to, or until the next begins, or as counted; [] when any of them is not known."""
    ranges = [sheet_range(one.sheet) for one in extents]
    told: list[int] = []
    for place, extent in enumerate(extents):
        start, end = ranges[place]
        last = place + 1 == len(extents)
        following = ranges[place + 1][0] if not last else sheets_in_all + 1 if sheets_in_all else None
        if start and end and end >= start:
            if not last and following is not None and following != end + 1:
                return []
            told.append(end - start + 1)
        elif start and following and following > start:
            told.append(following - start)
        elif extent.sheet_count:
            told.append(extent.sheet_count)
        else:
            return []
    return told


def sheet_range(text: str) -> tuple[int | None, int | None]:
    """(from, to) of «tờ số»: `5`, `05-07`, `từ tờ 5 đến tờ 7`; (None, None) for what says neither."""
    match = _SHEETS.match(text.strip())
    if match is None:
        return None, None
    return int(match[1]), int(match[2]) if match[2] else None
