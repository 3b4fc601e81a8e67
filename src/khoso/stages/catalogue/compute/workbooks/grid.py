"""One way to see a table, whatever file it lies in: sheets, and their rows with real numbers, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from khoso.kernel.errors import FileRefused

MAX_ROWS = 1_048_576
MAX_COLUMNS = 512

FORMULA, APOSTROPHE = "formula", "apostrophe"


class Row(NamedTuple):
    """A row as the sheet numbers it. `marks` tells of cells that are more than their value: index → FORMULA…"""

    number: int
    values: list[Any]
    marks: dict[int, str]
    is_hidden: bool

    @property
    def is_blank(self) -> bool:
        """Whether no cell says anything."""
        return all(value is None or (isinstance(value, str) and not value.strip()) for value in self.values)


@dataclass(frozen=True, slots=True)
class SheetName:
    name: str
    is_hidden: bool = False


@dataclass(slots=True)
class Surroundings:
    """What stands around the cells of a sheet; known once its rows have been read to the end."""

    merged: list[str] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


class Book(Protocol):
    """A file opened for reading."""

    @property
    def sheets(self) -> list[SheetName]: ...

    def rows(self, sheet: str, around: Surroundings | None = None) -> Iterator[Row]:
        """The rows of `sheet` from the first; blank ones may be left out, numbers tell."""
        ...

    def count(self, sheet: str) -> int | None:
        """How many rows hold something, where that is known without reading them all."""
        ...


def open_book(path: Path, shown: str) -> Book:
    """The file as a Book: .xlsx, .xls or text with separators. Raises FileRefused and says what to do."""
    from khoso.stages.catalogue.compute.workbooks import separated, xls, xlsx

    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise FileRefused("file.missing", f"Không mở được bảng tính {shown}: {error.strerror}.") from error
    if start.startswith(b"PK"):
        return xlsx.open_xlsx(path, shown)
    if start == xls.OLE:
        return xls.open_xls(path, shown)
    return separated.open_separated(path, shown)


def too_many_rows(shown: str) -> FileRefused:
    """The refusal of a sheet longer than any sheet can be."""
    return FileRefused("file.bomb", f"Bảng tính {shown} có quá nhiều dòng (trên {MAX_ROWS}); không mở.")


def letter_of(index: int) -> str:
    """`0` → `A`, `26` → `AA`."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def index_of(letter: str) -> int:
    """`A` → 0, `AA` → 26."""
    index = 0
    for char in letter.upper():
        index = index * 26 + ord(char) - 64
    return index - 1
