"""Read a contractor's catalogue workbook: dossiers and items out, every oddity as a finding, nothing dropped silently.

Streams the sheet, so memory grows with what is kept and not with how the file was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl

from khoso.kernel.errors import FileRefused
from khoso.stages.catalogue.compute import checks, columns, opening
from khoso.stages.catalogue.compute.building import Builder
from khoso.stages.catalogue.compute.notes import Notes, ranges
from khoso.stages.catalogue.compute.rows import CatalogueReading, ColumnMatch, DossierRow, ItemRow

__all__ = ["CatalogueReading", "ColumnMatch", "DossierRow", "ItemRow", "read_workbook"]

MAX_ROWS = 1_048_576
MAX_COLUMNS = 512
_SAMPLE = 60


def read_workbook(path: Path, shown_as: str | None = None) -> CatalogueReading:
    """Read the first visible sheet with a heading row among its first ten rows.

    `shown_as` is the name used in messages (the relative path). Raises FileRefused when the file is damaged, has a
    password, is an old .xls or unpacks beyond reason; a sheet without the needed headings is an ERROR finding.
    """
    shown = shown_as or path.name
    notes = Notes()
    with opening.open_workbook(path, shown) as book:
        try:
            return _read(path, book, shown, notes)
        except FileRefused:
            raise
        except opening.BROKEN as error:
            raise opening.broken(shown, error) from error


def _read(path: Path, book: openpyxl.Workbook, shown: str, notes: Notes) -> CatalogueReading:
    sheet = _choose_sheet(book, shown, notes)
    if sheet is None:
        return CatalogueReading([], [], notes.close(), [])
    first = list(islice(_rows(sheet, shown), columns.HEADER_ROWS + _SAMPLE))
    at = columns.find_header(first)
    assert at is not None, "chosen because it has one"
    matches = columns.match_columns(first[at], first[at + 1 :])
    header_row = at + 1
    _tell_columns(matches, header_row, shown, notes)
    _tell_surprises(path, sheet, header_row, notes)
    builder = Builder(matches, notes)
    _feed(builder, sheet, shown, header_row, notes)
    dossiers, items = builder.finish()
    checks.across_rows(dossiers, items, builder.letters, notes)
    return CatalogueReading(dossiers, items, notes.close(), matches, sheet.title, header_row)


def _rows(sheet: Any, shown: str) -> Iterator[tuple[Any, ...]]:
    """The rows' values. A sheet's own statement of its size may be wrong, so it is not believed."""
    sheet.reset_dimensions()
    for count, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if count > MAX_ROWS:
            raise FileRefused("file.bomb", f"Bảng tính {shown} có quá nhiều dòng (trên {MAX_ROWS}); không mở.")
        yield row[:MAX_COLUMNS]


def _choose_sheet(book: openpyxl.Workbook, shown: str, notes: Notes) -> Any | None:
    chosen = None
    best: tuple[int, list[str]] = (0, [])
    for sheet in book.worksheets:
        first = list(islice(_rows(sheet, shown), columns.HEADER_ROWS))
        has_header = columns.find_header(first) is not None
        hidden = getattr(sheet, "sheet_state", "visible") != "visible"
        if has_header and not hidden and chosen is None:
            chosen = sheet
        elif has_header:
            notes.error(
                "catalogue.other_sheet",
                f"Trang tính «{sheet.title}»{' (đang ẩn)' if hidden else ''} cũng có bảng nhưng chưa đọc. "
                "Hãy gộp vào một trang tính, hoặc nộp thành tệp riêng.",
            )
        elif any(value is not None for row in first for value in row):
            notes.info("catalogue.other_sheet", f"Trang tính «{sheet.title}» không có hàng tiêu đề nên không đọc.")
        for row in first if not has_header else ():
            score = columns.header_score(row)
            best = max(best, (score, [str(cell) for cell in row if cell is not None]))
    if chosen is None:
        found = ", ".join(f"«{name}»" for name in best[1][:20]) or "không có tiêu đề nào"
        notes.error(
            "catalogue.missing_column",
            f"Không thấy hàng tiêu đề trong 10 dòng đầu của {shown}. Cần ít nhất: "
            f"{'; '.join(columns.missing_headings({'item.'}))}. Đã thấy: {found}.",
        )
    return chosen


def _tell_columns(matches: list[ColumnMatch], row: int, shown: str, notes: Notes) -> None:
    fields = {match.field for match in matches if match.field}
    missing = columns.missing_headings(fields)
    if missing:
        found = ", ".join(f"«{match.heading}»" for match in matches if match.heading != "None")
        notes.error(
            "catalogue.missing_column", f"{shown} thiếu cột: {'; '.join(missing)}. Các cột đã thấy: {found}.", row=row
        )
    for match in matches:
        if match.field is None:
            notes.info(
                "catalogue.unknown_column",
                f"Cột «{match.heading}» không rõ nghĩa; giữ nguyên giá trị như đã gõ.",
                column=match.letter,
                row=row,
            )


def _tell_surprises(path: Path, sheet: Any, header_row: int, notes: Notes) -> None:
    found = opening.look_for_surprises(path, sheet._worksheet_path)
    for cell in found.formulas:
        notes.warning(
            "catalogue.formula", "Ô là công thức; đã lấy giá trị Excel tính lần cuối. Hãy dán giá trị thay công thức.",
            column=cell,
        )  # fmt: skip
    below = [area for area in found.merged if int("".join(filter(str.isdigit, area.split(":")[-1])) or 0) > header_row]
    for area in below:
        notes.warning(
            "catalogue.merged_cells",
            f"Các ô {area} bị gộp: chỉ ô đầu có giá trị. Hãy bỏ gộp và điền đủ từng dòng.",
            column=area,
        )
    if found.hidden_rows:
        notes.warning("catalogue.hidden", f"Các dòng {ranges(found.hidden_rows)} đang ẩn; vẫn được đọc.")
    for first, last in found.hidden_columns:
        letters = [openpyxl.utils.get_column_letter(n) for n in (first, min(last, MAX_COLUMNS))]
        notes.warning("catalogue.hidden", f"Cột {'–'.join(dict.fromkeys(letters))} đang ẩn; vẫn được đọc.")


def _feed(builder: Builder, sheet: Any, shown: str, header_row: int, notes: Notes) -> None:
    """Hand each filled row below the headings to the builder; tell of empty rows that stand between filled ones."""
    empty: list[int] = []
    for number, row in enumerate(_rows(sheet, shown), start=1):
        if number <= header_row:
            continue
        if all(value is None or (isinstance(value, str) and not value.strip()) for value in row):
            empty.append(number)
            continue
        if empty:
            notes.info("catalogue.empty_row", f"Dòng trống, bỏ qua: {ranges(empty)}.", row=empty[0])
            empty = []
        if number == header_row + 1 and columns.is_column_numbering(row):
            notes.info("catalogue.numbering_row", "Dòng đánh số cột, bỏ qua.", row=number)
            continue
        builder.add(number, row)
