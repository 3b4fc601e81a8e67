"""The first look at a file: its sheets, where their tables begin, what their columns seem to be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from khoso.stages.catalogue.compute.workbooks import guess, header, legacy, targets
from khoso.stages.catalogue.compute.workbooks.check import encodings_of
from khoso.stages.catalogue.compute.workbooks.grid import Book, Row, SheetName, open_book
from khoso.stages.catalogue.compute.workbooks.guess import ColumnGuess


@dataclass(frozen=True, slots=True)
class SheetSurvey:
    """One sheet. `header_row` is the last row of its heading (0: none found); `encoding` is that of most columns."""

    name: str
    header_row: int
    row_count: int
    columns: tuple[ColumnGuess, ...]
    encoding: str
    level: str
    is_hidden: bool
    layout: str


def survey(path: Path, shown_as: str) -> list[SheetSurvey]:
    """Every sheet of the file, best first by its place in the file. Raises FileRefused."""
    book = open_book(path, shown_as)
    return [_survey(book, sheet, None) for sheet in book.sheets if sheet.name != targets.FAULTS_SHEET]


def survey_at(path: Path, shown_as: str, *, sheet: str, header_row: int) -> SheetSurvey:
    """One sheet with the heading row that a person says. Raises FileRefused."""
    book = open_book(path, shown_as)
    named = next((one for one in book.sheets if one.name == sheet), SheetName(sheet))
    return _survey(book, named, header_row)


def _survey(book: Book, sheet: SheetName, header_row: int | None) -> SheetSurvey:
    first: list[Row] = []
    enough = header.LOOK_IN + guess.SAMPLE + (header_row or 0)
    count = 0
    numbers: list[int] = []
    counted = book.count(sheet.name)
    for row in book.rows(sheet.name):
        if row.is_blank:
            continue
        count += 1
        if len(first) < enough:
            first.append(row)
            numbers.append(row.number)
        elif counted is not None:
            count = counted
            break
    at = header.find(first) if header_row is None else _place(numbers, header_row)
    if at is None:
        return SheetSurvey(sheet.name, 0, count, (), legacy.UNICODE, "mixed", sheet.is_hidden, "other")
    row_number = first[at].number
    names = header.headings(first, row_number)
    below = [row.values for row in first[at + 1 :] if _is_like_a_record(row, names)]
    encodings = encodings_of(below, "auto")
    encodings += [legacy.UNICODE] * (len(names) - len(encodings))
    names += [""] * (len(encodings) - len(names))
    guesses = guess.guess(names, below[: guess.SAMPLE], encodings)
    fields = [one.field for one in guesses]
    old = [one for one in encodings if one != legacy.UNICODE]
    encoding = max(sorted(set(old)), key=old.count) if old else legacy.UNICODE
    return SheetSurvey(
        sheet.name, row_number, count - at - 1, tuple(guesses), encoding, guess.level_of(fields), sheet.is_hidden,
        guess.layout_of(names, fields),
    )  # fmt: skip


def _is_like_a_record(row: Row, names: list[str]) -> bool:
    """Headings said again, names of groups and totals say nothing of what a column holds."""
    filled = sum(1 for value in row.values if value not in (None, ""))
    return filled > min(2, len(names) - 1) and not header.is_repeated(row.values, names)


def _place(numbers: list[int], header_row: int) -> int | None:
    return numbers.index(header_row) if header_row in numbers else None
