"""Setting type on A4: words, rules and marks with their places, still without ink.

All measures are pixels at 200 dpi, origin top left, so that the same text breaks the same way at every resolution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from khoso.demo import fonts
from khoso.demo.documents import Block, Para, Table

LAYOUT_DPI = 200
MM = LAYOUT_DPI / 25.4
WIDTH, HEIGHT = 1654, 2339
LEFT, RIGHT, TOP, BOTTOM = int(30 * MM), WIDTH - int(18 * MM), int(20 * MM), HEIGHT - int(20 * MM)
BODY = RIGHT - LEFT


def points(size: float) -> int:
    """Points to pixels."""
    return round(size * LAYOUT_DPI / 72)


@dataclass(slots=True)
class Word:
    """Ink to draw: `y` is the baseline."""

    x: float
    y: float
    text: str
    face: str
    pixels: int


@dataclass(slots=True)
class Line:
    """A line as it reads, with its box, for the true text and the text layer."""

    text: str
    x: float
    y: float
    width: float
    pixels: int


@dataclass(slots=True)
class Mark:
    """Something no typewriter made: `kind` hand, pencil, seal, signature, stamp…; x, y is its centre or baseline."""

    kind: str
    x: float
    y: float
    text: str = ""
    size: float = 0


@dataclass(slots=True)
class PageLayout:
    words: list[Word] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    rules: list[tuple[float, float, float, float, int]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The page as it reads, one line of print a line."""
        return "\n".join(line.text for line in self.lines)


class Setter:
    """Fills pages from the top down. Past `most` pages it drops what does not fit, so that a page count can be kept."""

    def __init__(self, family: str, most: int | None = None) -> None:
        self.family = family
        self.most = most
        self.pages = [PageLayout()]
        self.y = float(TOP)
        self.reserve = 0.0
        self.full = False
        self.leading = 1.18 if family == "serif" else 1.3

    @property
    def page(self) -> PageLayout:
        return self.pages[-1]

    @property
    def limit(self) -> float:
        last = self.most is not None and len(self.pages) >= self.most
        return BOTTOM - (self.reserve if last else 0)

    def size(self, size: float) -> int:
        """Pixels of a size in points; a typewriter knows one size, larger than most print."""
        return points(size) if self.family == "serif" else points(min(size, 12) * 0.97)

    def room(self, height: float) -> bool:
        """Make room for `height` on this page or the next; False when there are no more pages."""
        if self.full:
            return False
        if self.y + height <= self.limit:
            return True
        if self.most is not None and len(self.pages) >= self.most:
            self.full = True
            return False
        self.new_page()
        return True

    def new_page(self) -> None:
        self.pages.append(PageLayout())
        self.y = float(TOP)
        number = str(len(self.pages))
        pixels = self.size(13)
        wide = fonts.width(self.family, "regular", pixels, number)
        self._put(number, WIDTH / 2 - wide / 2, TOP - 40, "regular", pixels)

    def _put(self, text: str, x: float, y: float, face: str, pixels: int) -> float:
        wide = fonts.width(self.family, face, pixels, text)
        self.page.words.append(Word(x, y, text, face, pixels))
        self.page.lines.append(Line(text, x, y, wide, pixels))
        return wide

    def put(self, text: str, x: float, y: float, face: str, size: float, align: str = "left") -> float:
        """One line at a place; `x` is its left end, centre or right end. Returns its left end."""
        pixels = self.size(size)
        wide = fonts.width(self.family, face, pixels, text)
        start = x - (wide / 2 if align == "centre" else wide if align == "right" else 0)
        self._put(text, start, y, face, pixels)
        return start

    def break_lines(self, text: str, face: str, pixels: int, wide: float, first: float = 0) -> list[list[str]]:
        """`text` in lines of words no wider than `wide`; the first line begins `first` further in."""
        space = fonts.width(self.family, face, pixels, " ")
        lines: list[list[str]] = [[]]
        used = first
        for word in text.split():
            length = fonts.width(self.family, face, pixels, word)
            if lines[-1] and used + length > wide:
                lines.append([])
                used = 0
            lines[-1].append(word)
            used += length + space
        return lines

    def height(self, block: Block) -> float:
        """The height `block` needs when it is not broken."""
        if isinstance(block, Para):
            pixels = self.size(block.size)
            first = 12.7 * MM if block.indent else 0
            lines = self.break_lines(block.text, block.face, pixels, BODY, first)
            return len(lines) * pixels * self.leading + points(block.before)
        return sum(height for _, height in self._table_rows(block)) + points(8)

    def block(self, block: Block) -> None:
        if isinstance(block, Para):
            self._para(block)
        else:
            self._table(block)

    def _para(self, para: Para) -> None:
        pixels = self.size(para.size)
        step = pixels * self.leading
        indent = 12.7 * MM if para.indent and para.align != "centre" else 0
        lines = self.break_lines(para.text, para.face, pixels, BODY, indent)
        self.y += points(para.before)
        for order, words in enumerate(lines):
            if not self.room(step):
                return
            self.y += step
            start = indent if order == 0 else 0
            last = order == len(lines) - 1
            self._line(words, para, pixels, start, justify=para.align == "justify" and not last)

    def _line(self, words: Sequence[str], para: Para, pixels: int, start: float, *, justify: bool) -> None:
        text = " ".join(words)
        wide = fonts.width(self.family, para.face, pixels, text)
        if para.align == "centre":
            self._put(text, LEFT + (BODY - wide) / 2, self.y, para.face, pixels)
            return
        if not justify or self.family == "mono" or len(words) < 2:
            self._put(text, LEFT + start, self.y, para.face, pixels)
            return
        lengths = [fonts.width(self.family, para.face, pixels, word) for word in words]
        gap = (BODY - start - sum(lengths)) / (len(words) - 1)
        x = LEFT + start
        for word, length in zip(words, lengths, strict=True):
            self.page.words.append(Word(x, self.y, word, para.face, pixels))
            x += length + gap
        self.page.lines.append(Line(text, LEFT + start, self.y, BODY - start, pixels))

    def _table_rows(self, table: Table) -> list[tuple[list[list[list[str]]], float]]:
        pixels = self.size(table.size)
        step = pixels * self.leading
        rows = []
        for order, row in enumerate((table.headers, *table.rows)):
            face = "bold" if order == 0 else "regular"
            cells = [
                self.break_lines(cell, face, pixels, share * BODY - 16)
                for cell, share in zip(row, table.widths, strict=True)
            ]
            rows.append((cells, max(len(cell) for cell in cells) * step + 14))
        return rows

    def _table(self, table: Table) -> None:
        self.y += points(6)
        rows = self._table_rows(table)
        if self.y + sum(height for _, height in rows[:3]) > self.limit and not self.room(HEIGHT / 4):
            return
        pixels = self.size(table.size)
        for order, (cells, height) in enumerate(rows):
            before = len(self.pages)
            if not self.room(height):
                return
            if len(self.pages) > before:
                self.y += points(6)
            self._row(cells, height, table, pixels, "bold" if order == 0 else "regular")
            self.y += height
        self.y += points(2)

    def _row(self, cells: list[list[list[str]]], height: float, table: Table, pixels: int, face: str) -> None:
        step = pixels * self.leading
        x = float(LEFT)
        edges = [x]
        read: list[str] = []
        for cell, share, align in zip(cells, table.widths, table.aligns, strict=True):
            wide = share * BODY
            y = self.y + (height - len(cell) * step) / 2 + step * 0.78
            for words in cell:
                text = " ".join(words)
                length = fonts.width(self.family, face, pixels, text)
                centred = face == "bold" or align == "c"
                put = x + (wide - length) / 2 if centred else x + wide - length - 8 if align == "r" else x + 8
                if text:
                    self.page.words.append(Word(put, y, text, face, pixels))
                y += step
            read.append(" ".join(word for words in cell for word in words))
            x += wide
            edges.append(x)
        text = " ".join(part for part in read if part)
        self.page.lines.append(Line(text, LEFT, self.y + height * 0.7, BODY, pixels))
        for y in (self.y, self.y + height):
            self.page.rules.append((LEFT, y, LEFT + BODY, y, 2))
        self.page.rules.extend((edge, self.y, edge, self.y + height, 2) for edge in edges)
