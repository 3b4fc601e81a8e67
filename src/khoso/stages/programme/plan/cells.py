"""The rows of Markdown tables in a scanned text: what is in each cell, and where a page broke."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from khoso.kernel.text_vi import fold, one_space

_RULE = re.compile(r"^\|[\s:|-]+\|?$")
_LINE_BREAK = re.compile(r"<br\s*/?>|\n", re.IGNORECASE)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|\*\*")
# Headings by which the road map's table is known, folded.
_HEADINGS = ("stt", "nhiem vu", "chu tri", "phoi hop", "thoi gian", "san pham")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells as lists of lines; an empty line inside a cell is where the scan left a gap between two texts."""

    cells: tuple[tuple[str, ...], ...]
    # First row under a heading row that the page repeats.
    is_first_of_page: bool
    line: int

    def text(self, column: int) -> str:
        return "\n".join(line for line in self.cells[column] if line)


def road_map_rows(text: str) -> Iterator[Row]:
    """The rows below every heading row of the road map, top to bottom; other tables are passed over."""
    inside = is_first = False
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line.startswith("|"):
            inside = inside and not line
            continue
        if _RULE.match(line):
            continue
        cells = tuple(_lines(cell) for cell in line.strip("|").split("|"))
        if _is_heading(cells):
            inside = is_first = True
            continue
        if inside:
            # A torn row of fewer cells is read as far as it goes.
            yield Row((cells + ((),) * 7)[:7], is_first, number)
            is_first = False


def _is_heading(cells: tuple[tuple[str, ...], ...]) -> bool:
    folded = [fold(" ".join(cell)) for cell in cells]
    return len(folded) >= 6 and all(word in cell for word, cell in zip(_HEADINGS, folded, strict=False))


def _lines(cell: str) -> tuple[str, ...]:
    lines = [one_space(_MARKUP.sub("", unescape(part))) for part in _LINE_BREAK.split(cell)]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return tuple(lines)
