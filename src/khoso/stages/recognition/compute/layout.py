"""Rows and columns of a page: where the letterhead stands, how wide the text runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from khoso.engines.ocr.port import Box, Word
from khoso.kernel.text_vi import fold
from khoso.stages.recognition import rules
from khoso.stages.recognition.compute.reading import FieldReading, PageReading
from khoso.stages.recognition.rules_text import likeness_from

# The letterhead stands in this part of the page.
HEAD_SHARE = 0.45
# As alike as a row of the page must be to the national title to be it.
TITLE_LIKE = 0.86


@dataclass(frozen=True, slots=True)
class Row:
    """Words side by side, from left to right."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def folded(self) -> str:
        """The text without accents and case."""
        return fold(self.text)

    @property
    def box(self) -> Box:
        """The smallest box around the words."""
        return around(self.words)

    @property
    def confidence(self) -> float:
        """Mean confidence, weighted by letters."""
        letters = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / letters if letters else 0.0

    @property
    def middle(self) -> float:
        """Vertical middle in pixels."""
        return (self.box[1] + self.box[3]) / 2


def around(words: Sequence[Word]) -> Box:
    """The smallest box around words."""
    return (
        min(word.x0 for word in words),
        min(word.y0 for word in words),
        max(word.x1 for word in words),
        max(word.y1 for word in words),
    )


def letter_height(page: PageReading) -> float:
    """The usual height of a word on the page, in pixels; a guess from the dpi for an empty page."""
    heights = [word.height for word in page.words if len(word.text) > 1]
    return float(median(heights)) if heights else page.dpi / 6


def rows_of(words: Sequence[Word], height: float) -> list[Row]:
    """Words grouped by their vertical middle, top to bottom. `height` is the usual height of a word."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.y0 + w.y1) / 2):
        if not re.search(r"\w", word.text) and word.height < height * 0.5 and word.text not in "-–—/.,:;":
            continue
        middle = (word.y0 + word.y1) / 2
        if rows:
            last = rows[-1]
            reach = sum((w.y0 + w.y1) / 2 for w in last) / len(last)
            if abs(middle - reach) < 0.55 * height:
                last.append(word)
                continue
        rows.append([word])
    return [Row(tuple(sorted(row, key=lambda w: w.x0))) for row in rows]


def pieces(row: Row, height: float) -> list[Row]:
    """A row cut where the gap between words is wider than a word space can be."""
    out: list[list[Word]] = []
    for word in row.words:
        if out and word.x0 - out[-1][-1].x1 < 0.95 * height:
            out[-1].append(word)
        else:
            out.append([word])
    return [Row(tuple(part)) for part in out]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Where the head of a first page stands.

    `edge` parts the agency's column (left) from the national title's (right); `top` and `bottom` bound title and motto.
    """

    title: Row
    edge: float
    top: float
    bottom: float


def find_letterhead(page: PageReading) -> Letterhead | None:
    """The national title (or the Party's) in the upper part of the page; None when there is none."""
    height = letter_height(page)
    head = [word for word in page.words if word.y1 < HEAD_SHARE * page.height]
    rows = rows_of(head, height)
    title = next((found for row in rows if (found := _title_in(row))), None)
    if title is None:
        return _by_motto(page, rows, height)
    bottom = float(title.box[3])
    left = title.box[0]
    for row in rows:
        if 0 < row.middle - title.middle < 3.5 * height and (motto := _motto_in(row, title)):
            bottom = max(bottom, motto.box[3])
            left = min(left, motto.box[0])
    return Letterhead(title, left - 0.2 * height, title.box[1], bottom)


# The national title is so much wider than the motto below it, and stands so many heights of a word higher.
TITLE_WIDER, TITLE_ABOVE = 1.4, 1.6


def _by_motto(page: PageReading, rows: Sequence[Row], height: float) -> Letterhead | None:
    """The head of a page whose national title could not be read, by the motto that stands below it."""
    for row in rows:
        words = [word for word in row.words if word.x0 > 0.35 * page.width]
        for start, word in enumerate(words):
            part = Row(tuple(words[start : start + 8]))
            if fold(word.text).startswith("do") and likeness_from(part.folded, rules.MOTTO, 0.85):
                x0, y0, x1, y1 = part.box
                left = (x0 + x1) / 2 - TITLE_WIDER * (x1 - x0) / 2
                return Letterhead(part, left - 0.2 * height, max(0.0, y0 - TITLE_ABOVE * height), float(y1))
    return None


def _title_in(row: Row) -> Row | None:
    """The words of a row that are a national title: the run most like one."""
    best: tuple[float, Row] | None = None
    for start in range(len(row.words)):
        for length in range(5, 10):
            part = Row(row.words[start : start + length])
            if len(part.words) < length:
                break
            score = max(likeness_from(part.folded, title, TITLE_LIKE) for title in rules.NATIONAL_TITLES)
            if score and (best is None or score > best[0]):
                best = (score, part)
    return best[1] if best else None


def _motto_in(row: Row, title: Row) -> Row | None:
    words = [word for word in row.words if word.x1 > title.box[0] - 2 * title.words[0].height]
    for start, word in enumerate(words):
        if fold(word.text).strip("“\"'.-")[:2] in ("do", "d6"):
            part = Row(tuple(words[start:]))
            if likeness_from(part.folded, rules.MOTTO, 0.7):
                return part
    return None


def text_bounds(page: PageReading) -> tuple[float, float]:
    """Left and right edge of the page's text, leaving out stray marks."""
    if not page.words:
        return 0.0, float(page.width)
    lefts = sorted(word.x0 for word in page.words)
    rights = sorted(word.x1 for word in page.words)
    cut = len(page.words) // 50
    return float(lefts[cut]), float(rights[-1 - cut])


def centred(page: PageReading, row: Row, slack: float) -> bool:
    """Whether a row stands in the middle of the text, off by less than `slack` of its width."""
    left, right = text_bounds(page)
    return abs((row.box[0] + row.box[2]) / 2 - (left + right) / 2) < slack * (right - left)


def proposed(page: PageReading, value: str | None, confidence: float, row: Row, hand: bool = False) -> FieldReading:
    """A field read from a row. Whether it is sure enough to be told is decided when all is read."""
    return FieldReading(value, round(min(confidence, 1.0), 3), page.number, row.box, hand)
