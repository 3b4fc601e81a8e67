"""Rows out of .xlsx in one streaming pass, with what plain values hide: formulas, apostrophes, hidden rows, merges.

openpyxl needs a pass of its own for each of these and three times as long for the values.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.parsers import expat

from lxml import etree

from khoso.kernel.errors import FileRefused
from khoso.stages.catalogue.compute import opening
from khoso.stages.catalogue.compute.workbooks.grid import MAX_ROWS, Row, SheetName, Surroundings, too_many_rows
from khoso.stages.catalogue.compute.workbooks.sheet_xml import SheetReader, Styles, unescaped

_BROKEN = (*opening.BROKEN, etree.LxmlError, expat.ExpatError)
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# Built-in number formats that show a date (ECMA-376 part 1, 18.8.30).
_DATE_FORMATS = {*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)}
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


class XlsxBook:
    """A workbook of Office Open XML; see `grid.Book`."""

    def __init__(self, path: Path, shown: str) -> None:
        self._path, self._shown = path, shown
        with zipfile.ZipFile(path) as archive:
            home = _main_part(archive)
            related = _relations(archive, home)
            tree = _tree(archive, home)
            self._parts: dict[str, str] = {}
            self.sheets: list[SheetName] = []
            for element in tree.iter("{*}sheet"):
                target = related.get(element.get(f"{_OFFICE}id") or element.get("id", ""), ("", ""))
                if target[0].endswith("worksheet") and target[1] in archive.NameToInfo:
                    name = element.get("name") or f"Sheet{len(self.sheets) + 1}"
                    self._parts[name] = target[1]
                    self.sheets.append(SheetName(name, element.get("state", "visible") != "visible"))
            self._styles = _styles(archive, related, _epoch(tree))
            self._shared_part = _target(related, "sharedStrings")
        self._shared: list[str] | None = None

    def rows(self, sheet: str, around: Surroundings | None = None) -> Iterator[Row]:
        """The rows that the file holds, in their order."""
        around = around if around is not None else Surroundings()
        try:
            with zipfile.ZipFile(self._path) as archive:
                if self._shared is None:
                    self._shared = _shared_strings(archive, self._shared_part)
                reader = SheetReader(self._shared, self._styles, around)
                with archive.open(self._parts[sheet]) as stream:
                    for row in reader.rows(stream):
                        if row.number > MAX_ROWS:
                            raise too_many_rows(self._shown)
                        yield row
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


_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


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


def _styles(archive: zipfile.ZipFile, related: dict[str, tuple[str, str]], epoch: datetime) -> Styles:
    found = Styles(epoch)
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
    return unescaped("".join(parts))
