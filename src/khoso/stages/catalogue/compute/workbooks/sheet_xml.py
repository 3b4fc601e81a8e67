"""The XML of one worksheet as rows, by expat's own calls: a third of the time a tree of elements takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NoReturn
from xml.parsers import expat

from khoso.stages.catalogue.compute.workbooks.grid import (
    APOSTROPHE,
    FORMULA,
    MAX_COLUMNS,
    Row,
    Surroundings,
    index_of,
)

_CHUNK = 1 << 18
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LAST_DAY = 2_958_466


@dataclass(slots=True)
class Styles:
    """Which cell styles show a date, keep an apostrophe, or show leading zeros; and where days count from."""

    epoch: datetime
    dates: set[str] = field(default_factory=set)
    apostrophes: set[str] = field(default_factory=set)
    zeros: dict[str, int] = field(default_factory=dict)


class SheetReader:
    """Feed it the bytes of a worksheet, take rows; `around` fills by the end."""

    def __init__(self, shared: list[str], styles: Styles, around: Surroundings) -> None:
        self._shared, self._styles, self._around = shared, styles, around
        self._rows: list[Row] = []
        self._prefix: str | None = None
        self._number = 0
        self._hidden = False
        self._values: list[Any] = []
        self._marks: dict[int, str] = {}
        self._at = -1
        self._kind, self._style = "n", ""
        self._text: list[str] = []
        self._is_formula = self._is_collecting = self._is_reading_aid = False

    def rows(self, stream: Any) -> Iterator[Row]:
        """The rows of `stream`, in their order. Raises ExpatError, ValueError or IndexError when it is broken."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.StartDoctypeDeclHandler = _no_doctype
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
            yield from self._rows
            self._rows.clear()
        parser.Parse(b"", True)
        yield from self._rows

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._prefix is None:
            self._prefix = name.rpartition(":")[0]
        if self._prefix:
            name = name.rpartition(":")[2]
        if name == "c":
            place = attributes.get("r")
            self._at = _column(place) if place else self._at + 1
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "")
            self._text.clear()
            self._is_formula = False
        elif name == "v" or name == "t":
            self._is_collecting = not self._is_reading_aid
        elif name == "f":
            self._is_formula = True
        else:
            self._start_other(name, attributes)

    def _start_other(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            said = attributes.get("r", "")
            self._number = int(said) if said.isdigit() and int(said) > self._number else self._number + 1
            self._hidden = attributes.get("hidden") in {"1", "true"}
            self._values, self._marks, self._at = [], {}, -1
        elif name == "rPh":
            self._is_reading_aid = True
        elif name == "mergeCell":
            self._around.merged.append(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in {"1", "true"}:
            self._around.hidden_columns.append((int(attributes.get("min", "1")), int(attributes.get("max", "1"))))

    def _data(self, text: str) -> None:
        if self._is_collecting:
            self._text.append(text)

    def _end(self, name: str) -> None:
        if self._prefix:
            name = name.rpartition(":")[2]
        if name == "c":
            self._close_cell()
        elif name == "v" or name == "t":
            self._is_collecting = False
        elif name == "rPh":
            self._is_reading_aid = False
        elif name == "row" and self._values:
            self._rows.append(Row(self._number, self._values, self._marks, self._hidden))

    def _close_cell(self) -> None:
        at, parts = self._at, self._text
        if at >= MAX_COLUMNS or not (parts or self._is_formula):
            return
        if self._is_formula:
            self._marks[at] = FORMULA
        if not parts:
            return
        text = parts[0] if len(parts) == 1 else "".join(parts)
        kind = self._kind
        if kind == "s":
            value: Any = self._shared[int(text)]
        elif kind == "n":
            value = number(text, self._style, self._styles)
        else:
            value = _OTHERS.get(kind, unescaped)(text)
        if value == "":
            return
        values = self._values
        if at == len(values):
            values.append(value)
        else:
            if at > len(values):
                values.extend([None] * (at + 1 - len(values)))
            values[at] = value
        if self._style in self._styles.apostrophes and at not in self._marks:
            self._marks[at] = APOSTROPHE


def number(text: str, style: str, styles: Styles) -> Any:
    """A number as the person sees it: a date, a whole number, with the zeros its format shows."""
    if not style and text.isdigit() and len(text) < 16:
        return int(text)
    try:
        value = float(text)
    except ValueError:
        return text
    if style in styles.dates and 0 < value < _LAST_DAY:
        # Excel believes in 29 February 1900.
        return styles.epoch + timedelta(days=value + 1 if value < 60 and styles.epoch.year < 1900 else value)
    if value.is_integer() and abs(value) < 1e15:
        whole = int(value)
        width = styles.zeros.get(style)
        # A person sees 05 where the format is 00; the number alone would lose it.
        return f"{whole:0{width}d}" if width and whole >= 0 else whole
    return value


def unescaped(text: str) -> str:
    """Signs that XML cannot hold are written `_x000D_`."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


_OTHERS: dict[str, Callable[[str], Any]] = {
    "b": lambda text: text == "1",
    "d": lambda text: datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=None),
}


def _no_doctype(*_: object) -> NoReturn:
    raise ValueError("DOCTYPE")


@lru_cache(maxsize=2048)
def _letters(letters: str) -> int:
    return index_of(letters) if letters.isascii() and letters.isalpha() and len(letters) <= 3 else MAX_COLUMNS


def _column(place: str) -> int:
    return _letters(place.rstrip("0123456789"))
