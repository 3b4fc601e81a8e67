"""Text with separators (CSV): the letters and the separator are found by what the file holds."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from khoso.kernel.errors import FileRefused
from khoso.stages.catalogue.compute.workbooks.grid import (
    MAX_COLUMNS,
    MAX_ROWS,
    Row,
    SheetName,
    Surroundings,
    too_many_rows,
)

SHEET = "CSV"
_MAX_BYTES = 200 * 2**20
_SAMPLE = 256 * 1024
_SEPARATORS = ",;\t|"
_LONGEST_CELL = 1_000_000


def open_separated(path: Path, shown: str) -> SeparatedBook:
    """The text file. Raises FileRefused when it is no text or has no separators."""
    if path.stat().st_size > _MAX_BYTES:
        raise FileRefused("file.too_big", f"Tệp {shown} quá lớn ({path.stat().st_size >> 20} MB). Hãy chia nhỏ.")
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    letters = _letters(path, sample)
    text = sample.decode(letters, errors="replace")
    separator = _separator(text)
    if letters == "" or separator is None or "\x00" in text:
        raise FileRefused(
            "file.unsupported",
            f"{shown} không phải bảng tính Excel (.xlsx, .xls) hay CSV. Hãy lưu lại dạng .xlsx rồi nộp lại.",
        )
    return SeparatedBook(path, shown, letters, separator)


def _letters(path: Path, sample: bytes) -> str:
    """The codec of the file: what is no UTF-8 is read letter by letter, its font is found cell by cell."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        # TCVN3 and VNI put their letters where Latin-1 has its own.
        return "latin-1"
    return "utf-8-sig"


def _separator(text: str) -> str | None:
    lines = [line for line in text.splitlines()[:200] if line.strip()]
    counts = {sep: sum(line.count(sep) for line in lines) for sep in _SEPARATORS}
    filled = {sep: sum(sep in line for line in lines) for sep in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda sep: (filled[sep], counts[sep]))
    return best if counts[best] else None


class SeparatedBook:
    """A CSV file as a book of one sheet; see `grid.Book`."""

    def __init__(self, path: Path, shown: str, letters: str, separator: str) -> None:
        self._path, self._shown, self._letters, self._separator = path, shown, letters, separator
        self.sheets: list[SheetName] = [SheetName(SHEET)]

    def count(self, sheet: str) -> int | None:
        """Reading is quick enough to count by."""
        return None

    def rows(self, sheet: str, around: Surroundings | None = None) -> Iterator[Row]:
        """The records, numbered as a spreadsheet would number them."""
        csv.field_size_limit(_LONGEST_CELL)
        with self._path.open(encoding=self._letters, errors="replace", newline="") as file:
            reader = csv.reader(file, delimiter=self._separator)
            try:
                for number, values in enumerate(reader, start=1):
                    if number > MAX_ROWS:
                        raise too_many_rows(self._shown)
                    yield Row(number, [value or None for value in values[:MAX_COLUMNS]], {}, False)
            except csv.Error as error:
                raise FileRefused(
                    "file.damaged", f"Tệp {self._shown} bị hỏng ({error}). Hãy lưu lại dạng .xlsx rồi nộp lại."
                ) from error
