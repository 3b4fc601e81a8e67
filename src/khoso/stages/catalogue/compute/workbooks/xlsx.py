"""Rows out of .xlsx in one streaming pass, with what plain values hide: formulas, apostrophes, hidden rows, merges.

openpyxl needs a pass of its own for each of these and three times as long for the values.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from khoso.kernel.errors import FileRefused
from khoso.stages.catalogue.compute import opening
from khoso.stages.catalogue.compute.workbooks.grid import (
    APOSTROPHE,
    FORMULA,
    MAX_COLUMNS,
    MAX_ROWS,
    Row,
    SheetName,
    Surroundings,
    index_of,
    too_many_rows,
)

_BROKEN = (*opening.BROKEN, etree.LxmlError)
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# Built-in number formats that show a date (ECMA-376 part 1, 18.8.30).
_DATE_FORMATS = {*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)}
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOT_DATE = re.compile(r"\[[^\]]*\]|\"[^\"]*\"|\\.|[A-Z][a-z]+")


def open_xlsx(path: Path, shown: str) -> XlsxBook:
    """The workbook, its container checked. Raises FileRefused."""
    opening.check_container(path, shown)
    try:
        return XlsxBook(path, shown)
    except FileRefused:
        raise
    except _BROKEN as error:
        raise opening.broken(shown, error) from error


@dataclass(slots=True)
class _Styles:
    """Which cell styles show a date, keep an apostrophe, or show leading zeros."""

    dates: set[str] = field(default_factory=set)
    apostrophes: set[str] = field(default_factory=set)
    zeros: dict[str, int] = field(default_factory=dict)


class XlsxBook:
    """A workbook of Office Open XML; see `grid.Book`."""

    def __init__(self, path: Path, shown: str) -> None:
        self._path, self._shown = path, shown
        with zipfile.ZipFile(path) as archive:
            home = _main_part(archive)
            related = _relations(archive, home)
            tree = _tree(archive, home)
            self._epoch = _epoch(tree)
            self._parts: dict[str, str] = {}
            self.sheets: list[SheetName] = []
            for element in tree.iter("{*}sheet"):
                target = related.get(element.get(f"{_OFFICE}id") or element.get("id", ""), ("", ""))
                if target[0].endswith("worksheet") and target[1] in archive.NameToInfo:
                    name = element.get("name") or f"Sheet{len(self.sheets) + 1}"
                    self._parts[name] = target[1]
                    self.sheets.append(SheetName(name, element.get("state", "visible") != "visible"))
            self._styles = _styles(archive, related)
            self._shared_part = _target(related, "sharedStrings")
        self._shared: list[str] | None = None

    def rows(self, sheet: str, around: Surroundings | None = None) -> Iterator[Row]:
        """The rows that the file holds, in their order."""
        around = around if around is not None else Surroundings()
        try:
            with zipfile.ZipFile(self._path) as archive:
                if self._shared is None:
                    self._shared = _shared_strings(archive, self._shared_part)
                with archive.open(self._parts[sheet]) as stream:
                    yield from self._stream(stream, around)
        except FileRefused:
            raise
        except _BROKEN as error:
            raise opening.broken(self._shown, error) from error

    def count(self, sheet: str) -> int | None:
        """How many rows hold something, counted quickly; None when only reading can tell."""
        try:
            with zipfile.ZipFile(self._path) as archive, archive.open(self._parts[sheet]) as stream:
                return _count_rows(stream)
        except _BROKEN as error:
            raise opening.broken(self._shown, error) from error

    def _stream(self, stream: Any, around: Surroundings) -> Iterator[Row]:
        number = 0
        wanted = ("{*}row", "{*}mergeCell", "{*}col")
        for _, element in etree.iterparse(stream, events=("end",), tag=wanted, **_SAFE):
            tag = etree.QName(element).localname
            if tag == "row":
                said = element.get("r", "")
                number = int(said) if said.isdigit() and int(said) > number else number + 1
                if number > MAX_ROWS:
                    raise too_many_rows(self._shown)
                values, marks = self._cells(element)
                if values:
                    yield Row(number, values, marks, element.get("hidden") in {"1", "true"})
            elif tag == "mergeCell":
                around.merged.append(element.get("ref", ""))
            elif element.get("hidden") in {"1", "true"}:
                around.hidden_columns.append((int(element.get("min", "1")), int(element.get("max", "1"))))
            element.clear()
            if tag == "row":
                while (before := element.getprevious()) is not None:
                    element.getparent().remove(before)

    def _cells(self, row: Any) -> tuple[list[Any], dict[int, str]]:
        values: list[Any] = []
        marks: dict[int, str] = {}
        at = -1
        shared, apostrophes = self._shared or [], self._styles.apostrophes
        for cell in row:
            get = cell.get
            place = get("r")
            at = _column(place) if place else at + 1
            if at >= MAX_COLUMNS or not len(cell):
                continue
            kind, last = get("t", "n"), cell[-1]
            text = last.text
            # A cell is its value alone, or its formula and then its value.
            if len(cell) > 1 or last.tag[-2:] != "}v":
                text, is_formula = _taken_apart(cell)
                if is_formula:
                    marks[at] = FORMULA
            if text is None:
                continue
            if kind == "s":
                value: Any = shared[int(text)]
            elif kind == "n":
                value = self._number(text, get("s"))
            else:
                value = _other(kind, text)
            if value is None or value == "":
                continue
            if at >= len(values):
                values.extend([None] * (at + 1 - len(values)))
            values[at] = value
            if apostrophes and get("s") in apostrophes and at not in marks:
                marks[at] = APOSTROPHE
        return values, marks

    def _number(self, text: str, style: str | None) -> Any:
        if style is None and text.isdigit() and len(text) < 16:
            return int(text)
        try:
            value = float(text)
        except ValueError:
            return text
        if style in self._styles.dates and 0 < value < 2_958_466:
            return self._epoch + timedelta(days=value if value >= 60 or self._epoch.year > 1900 else value + 1)
        if value.is_integer() and abs(value) < 1e15:
            whole = int(value)
            width = self._styles.zeros.get(style or "")
            # A person sees 05 where the format is 00; the number alone would lose it.
            return f"{whole:0{width}d}" if width and whole >= 0 else whole
        return value


_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def _taken_apart(cell: Any) -> tuple[str | None, bool]:
    """The text of a cell of several parts, and whether it is a formula."""
    is_formula, text = False, None
    for child in cell:
        tag = child.tag.rpartition("}")[2]
        if tag == "v":
            text = child.text
        elif tag == "f":
            is_formula = True
        elif tag == "is":
            text = child[0].text if len(child) == 1 and not len(child[0]) else _joined(child)
    return text, is_formula


def _other(kind: str, text: str) -> Any:
    if kind == "b":
        return text == "1"
    if kind == "d":
        return datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=None)
    return _unescaped(text)


@cache
def _letters(letters: str) -> int:
    return index_of(letters) if letters.isalpha() and len(letters) <= 3 else MAX_COLUMNS


def _column(place: str) -> int:
    return _letters(place.rstrip("0123456789"))


def _tree(archive: zipfile.ZipFile, part: str) -> Any:
    with archive.open(part) as stream:
        return etree.parse(stream, etree.XMLParser(**_SAFE)).getroot()


def _main_part(archive: zipfile.ZipFile) -> str:
    for kind, target in _relations(archive, "").values():
        if kind.endswith("officeDocument"):
            return target
    raise KeyError("workbook.xml")


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    folder, name = posixpath.split(part)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    if where not in archive.NameToInfo:
        return {}
    found = {}
    for element in _tree(archive, where).iter("{*}Relationship"):
        target = element.get("Target", "")
        full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[element.get("Id", "")] = (element.get("Type", ""), full)
    return found


def _count_rows(stream: Any) -> int | None:
    """How many rows hold a value, without reading them; None when the sheet is written in another way."""
    count, closed, tail = 0, False, b""
    while chunk := stream.read(1 << 22):
        *whole, tail = (tail + chunk).split(b"</row>")
        closed = closed or bool(whole)
        count += sum(1 for row in whole if b"<v>" in row or b"<is>" in row or b"<v " in row or b"<is " in row)
        if len(tail) > 1 << 26:
            return None
    return count if closed else None


def _target(related: dict[str, tuple[str, str]], ending: str) -> str:
    return next((target for kind, target in related.values() if kind.endswith(ending)), "")


def _epoch(workbook: Any) -> datetime:
    settings = workbook.find("{*}workbookPr")
    of_1904 = settings is not None and settings.get("date1904") in {"1", "true"}
    return datetime(1904, 1, 1) if of_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 (cells know no time zone)


def _styles(archive: zipfile.ZipFile, related: dict[str, tuple[str, str]]) -> _Styles:
    found = _Styles()
    part = _target(related, "styles")
    if part not in archive.NameToInfo:
        return found
    tree = _tree(archive, part)
    formats = {element.get("numFmtId"): element.get("formatCode", "") for element in tree.iter("{*}numFmt")}
    cell_styles = tree.find("{*}cellXfs")
    for number, element in enumerate(cell_styles if cell_styles is not None else ()):
        style, own = str(number), element.get("numFmtId", "0")
        written = formats.get(own)
        if (own.isdigit() and int(own) in _DATE_FORMATS and written is None) or (written and _shows_date(written)):
            found.dates.add(style)
        elif written and re.fullmatch(r"0{2,10}", written.split(";")[0]):
            found.zeros[style] = len(written.split(";")[0])
        if element.get("quotePrefix") in {"1", "true"}:
            found.apostrophes.add(style)
    return found


def _shows_date(written: str) -> bool:
    bare = _NOT_DATE.sub("", written.split(";")[0]).lower()
    return "y" in bare or ("d" in bare and "m" in bare)


def _shared_strings(archive: zipfile.ZipFile, part: str) -> list[str]:
    if part not in archive.NameToInfo:
        return []
    texts: list[str] = []
    with archive.open(part) as stream:
        for _, element in etree.iterparse(stream, events=("end",), tag="{*}si", **_SAFE):
            texts.append(_joined(element))
            element.clear()
            while (before := element.getprevious()) is not None:
                element.getparent().remove(before)
    return texts


def _joined(element: Any) -> str:
    """The runs of a rich text put together; the reading aid of an Asian text (rPh) is no part of it."""
    parts = [
        child.text for child in element.iter("{*}t") if child.text and etree.QName(child.getparent()).localname != "rPh"
    ]
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def as_date(value: datetime) -> date:
    """The day of a cell that shows a date."""
    return value.date()
