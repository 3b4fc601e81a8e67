"""Tone marks that the engine took for a line of their own, above or below the letters they belong to.

It happens to a short line that stands alone, set bold: its marks become words such as «VVI^» in a line of tiny height
that lies over the real one. The letters themselves are read, marks and all.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, median

from khoso.engines.ocr.port import PageText, Word

# A line of marks is this low beside the line it was torn from, and this much of it lies in that line.
_LOW = 0.65
_SHARED = 0.2
_LETTERS_A_WORD = 4.5
_SURE = 0.9
# Lines before and after that are looked at; the engine tells torn lines next to each other.
_NEAR = 2


def without_torn_marks(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words without lines that are only marks of another line."""
    lines = PageText(tuple(words)).lines
    torn: set[int] = set()
    for index, line in enumerate(lines):
        near = [*lines[max(0, index - _NEAR) : index], *lines[index + 1 : index + 1 + _NEAR]]
        if _may_be_marks(line) and any(_is_torn_from(line, other) for other in near):
            torn.add(line[0].line)
    return tuple(word for word in words if word.line not in torn)


def _may_be_marks(line: list[Word]) -> bool:
    letters = sum(len(word.text) for word in line)
    return letters <= _LETTERS_A_WORD * len(line) and fmean(word.confidence for word in line) < _SURE


def _is_torn_from(line: list[Word], other: list[Word]) -> bool:
    low, high = median(word.height for word in line), median(word.height for word in other)
    if low > _LOW * high or sum(len(w.text) for w in line) >= sum(len(w.text) for w in other):
        return False
    left, right = min(word.x0 for word in other) - high, max(word.x1 for word in other) + high
    top, bottom = min(word.y0 for word in other), max(word.y1 for word in other)
    return all(
        word.x0 >= left and word.x1 <= right and min(word.y1, bottom) - max(word.y0, top) >= _SHARED * word.height
        for word in line
    )
