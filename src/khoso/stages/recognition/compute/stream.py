"""The words of a page as one text to search, each letter of which knows its place on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from khoso.engines.ocr.port import Box, PageText, Word
from khoso.kernel.text_vi import fold
from khoso.stages.recognition.compute.layout import letter_height
from khoso.stages.recognition.compute.reading import PageReading

# A label and its value run together when the space between them was not seen.
_JOINED = re.compile(r"(?<=[:;(),])(?=[^\s:;(),])|(?<=[^\s:;(),])(?=\()")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or the part of one behind a colon or a bracket. `row` counts from 0 down the page.

    `left` and `right` are where it would stand across a page that lay straight.
    """

    text: str
    folded: str
    box: Box
    confidence: float
    row: int
    left: float
    right: float


class Stream:
    """The page as folded text: words of a row joined by spaces, rows by line breaks; straight however the page lies."""

    def __init__(self, page: PageReading) -> None:
        self.page = page
        self.height = letter_height(page)
        self.tokens: list[Token] = []
        slope = _slope(page)
        for number, row in enumerate(_rows(page, self.height, slope)):
            self.tokens += [part for word in row for part in _parts(word, number, slope)]
        letters: list[str] = []
        self._owner: list[int] = []
        self._start: list[int] = []
        for index, token in enumerate(self.tokens):
            if index:
                letters.append("\n" if token.row != self.tokens[index - 1].row else " ")
                self._owner.append(index - 1)
            self._start.append(len(self._owner))
            letters.append(token.folded)
            self._owner += [index] * len(token.folded)
        self.text = "".join(letters)
        # A label may break at the end of a line: searched as one line, places stay the same.
        self.flat = self.text.replace("\n", " ")

    def at(self, place: int) -> int:
        """The token of a letter; that of the end of the text is one behind the last."""
        return self._owner[place] if place < len(self._owner) else len(self.tokens)

    def after(self, place: int) -> int:
        """The first token that begins at a place of the text or behind it."""
        found = self.at(place)
        return found + (found < len(self.tokens) and self._start[found] < place)

    def start(self, token: int) -> int:
        """Where a token begins in the text."""
        return self._start[token] if token < len(self._start) else len(self.flat)

    def between(self, start: int, end: int) -> list[Token]:
        """The tokens of a part of the text."""
        return self.tokens[self.at(start) : self.at(max(start, end - 1)) + 1] if end > start else []

    @property
    def rows(self) -> list[list[Token]]:
        """The tokens row by row."""
        rows: list[list[Token]] = []
        for token in self.tokens:
            if not rows or rows[-1][0].row != token.row:
                rows.append([])
            rows[-1].append(token)
        return rows


def boxes_of(tokens: Sequence[Token]) -> Iterator[Box]:
    """One box for each row the tokens stand in."""
    row: list[Token] = []
    for token in [*tokens, None]:
        if row and (token is None or token.row != row[-1].row):
            yield (
                min(t.box[0] for t in row),
                min(t.box[1] for t in row),
                max(t.box[2] for t in row),
                max(t.box[3] for t in row),
            )
            row = []
        if token is not None:
            row.append(token)


def _slope(page: PageReading) -> float:
    """How far the lines fall for each pixel to the right, as the engine followed them."""
    told: list[tuple[float, float]] = []
    for line in PageText(page.words).lines:
        first, last = line[0], line[-1]
        across = (last.x0 + last.x1 - first.x0 - first.x1) / 2
        if len(line) >= 2 and across > 0.12 * page.width:
            told.append(((last.y0 + last.y1 - first.y0 - first.y1) / 2 / across, across))
    # The longer a line, the more it tells: the median by length.
    half, passed = sum(across for _, across in told) / 2, 0.0
    if half < 0.5 * page.width:
        return 0.0
    for slope, across in sorted(told):
        passed += across
        if passed >= half:
            return slope if abs(slope) < 0.1 else 0.0
    return 0.0


def _rows(page: PageReading, height: float, slope: float) -> list[list[Word]]:
    """Words side by side from left to right, rows from the top down."""

    def middle(word: Word) -> float:
        return (word.y0 + word.y1) / 2 - slope * (word.x0 + word.x1) / 2

    rows: list[list[Word]] = []
    reach = 0.0
    for word in sorted((w for w in page.words if w.text.strip()), key=middle):
        if rows and abs(middle(word) - reach) < 0.55 * height:
            rows[-1].append(word)
            reach += (middle(word) - reach) / len(rows[-1])
        else:
            rows.append([word])
            reach = middle(word)
    return [sorted(row, key=lambda w: w.x0) for row in rows]


def _parts(word: Word, row: int, slope: float) -> Iterator[Token]:
    pieces = [piece for piece in _JOINED.split(word.text) if piece]
    letter = (word.x1 - word.x0) / max(1, sum(map(len, pieces)))
    done = 0
    shift = slope * (word.y0 + word.y1) / 2
    for piece in pieces:
        x0 = round(word.x0 + letter * done)
        done += len(piece)
        x1 = round(word.x0 + letter * done)
        folded = fold(piece)
        if folded:
            box = (x0, word.y0, max(x1, x0 + 1), word.y1)
            yield Token(piece, folded, box, word.confidence, row, x0 + shift, box[2] + shift)
