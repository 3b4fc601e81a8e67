"""XLSX with live formulas: numbers as numbers, texts as texts, a head that stays, pages that print."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from khoso.engines.office.formulas import Place, Reckoner
from khoso.engines.office.parts import clean
from khoso.engines.office.port import Column, Formula, Sheet

_HERE = ZoneInfo("Asia/Ho_Chi_Minh")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
# Typed again in Excel these would become formulas; the mark keeps them text.
_RISKY = ("=", "+", "-", "@", "\t")
_LONGEST_TEXT = 32_767
_EXACT = 2**53
# Letters that fit on a lying A4 page.
_PAGE_LETTERS = 125
_HEAD_ROW = 2
_FIRST_ROW = _HEAD_ROW + 1


@dataclass
class _Grid:
    """A sheet's cells as they will lie: (row, column) from 0 → value, and whether a formula."""

    sheet: Sheet
    name: str
    cells: dict[tuple[int, int], Any]
    formulas: dict[tuple[int, int], str]
    last_row: int
    totals_row: int | None


def draw(sheets: Sequence[Sheet], at: datetime) -> bytes:
    """The workbook, said to be made `at`. Raises DrawingFailed for a formula that cannot be reckoned."""
    grids = _laid_out(sheets)
    reckoner = _reckoner(grids)
    buffer = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        made = at.astimezone(UTC) if at.tzinfo else at
        book.set_properties({"created": made.replace(tzinfo=None, microsecond=0), "title": grids[0].sheet.title})
        formats = _Formats(book)
        for grid in grids:
            _write(book, formats, grid, reckoner)
    return buffer.getvalue()


def _laid_out(sheets: Sequence[Sheet]) -> list[_Grid]:
    taken: set[str] = set()
    grids = []
    for number, sheet in enumerate(sheets or [Sheet("Trang 1", "", [Column("")], [])], start=1):
        name = _FORBIDDEN.sub(" ", clean(sheet.name)).replace("\n", " ").strip(" '")[:31] or f"Trang {number}"
        while name.lower() in taken:
            name = f"{name[:27]} ({number})"
        taken.add(name.lower())
        grids.append(_grid(sheet, name))
    return grids


def _grid(sheet: Sheet, name: str) -> _Grid:
    width = len(sheet.columns)
    # A table without rows keeps an empty one, so that its totals have something to add.
    last = _FIRST_ROW + max(len(sheet.rows), 1) - 1
    totals_row = last + 1 if sheet.totals is not None else None
    cells: dict[tuple[int, int], Any] = {}
    formulas: dict[tuple[int, int], str] = {}
    for row, values in enumerate(sheet.rows, start=_FIRST_ROW):
        for column, value in enumerate(values[:width]):
            if isinstance(value, Formula):
                formulas[row, column] = value.replace("{row}", str(row + 1))
            else:
                cells[row, column] = _value(value)
    for column, told in enumerate((sheet.totals or ())[:width]):
        assert totals_row is not None
        if told.startswith("="):
            formulas[totals_row, column] = (
                told.replace("{first}", xl_rowcol_to_cell(_FIRST_ROW, column))
                .replace("{last}", xl_rowcol_to_cell(last, column))
                .replace("{row}", str(totals_row + 1))
            )
        else:
            cells[totals_row, column] = clean(told)
    return _Grid(sheet, name, cells, formulas, last, totals_row)


def _value(value: object) -> Any:
    """A value as Excel knows it. A number that Excel would round is text."""
    match value:
        case None | bool():
            return value
        case int():
            return int(value) if abs(value) <= _EXACT else str(value)
        case Decimal() | float():
            return float(value) if math.isfinite(value) else None
        case datetime():
            return (value.astimezone(_HERE) if value.tzinfo else value).replace(tzinfo=None, microsecond=0)
        case date():
            return value
    told = clean(str(value))
    return told if len(told) <= _LONGEST_TEXT else told[: _LONGEST_TEXT - 1] + "…"


def _reckoner(grids: Sequence[_Grid]) -> Reckoner:
    cells: dict[Place, Any] = {}
    formulas: dict[Place, str] = {}
    for grid in grids:
        for (row, column), value in grid.cells.items():
            cells[grid.name, row + 1, column + 1] = value
        for (row, column), told in grid.formulas.items():
            formulas[grid.name, row + 1, column + 1] = told
    return Reckoner(cells, formulas)


class _Formats:
    """One format for each look."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **look: Any) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": "Times New Roman", "font_size": 12, **look})
        return self._made[key]


def _write(book: Any, formats: _Formats, grid: _Grid, reckoner: Reckoner) -> None:
    sheet, columns = grid.sheet, grid.sheet.columns
    page = book.add_worksheet(grid.name)
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.6, right=0.4, top=0.8, bottom=0.8)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEAD_ROW)
    page.freeze_panes(_FIRST_ROW, 0)
    page.set_footer('&C&"Times New Roman,Regular"&12&P/&N')
    page.write_string(0, 0, clean(sheet.title), formats(bold=True, font_size=14))
    head = formats(bold=True, align="center", valign="vcenter", text_wrap=True, border=1, bg_color="#E8EEF4")
    for column, told in enumerate(columns):
        page.write_string(_HEAD_ROW, column, clean(told.title), head)
        page.set_column(column, column, _width(grid, column, reckoner))
    end = grid.totals_row if grid.totals_row is not None else grid.last_row
    for row in range(_FIRST_ROW, end + 1):
        for column, told in enumerate(columns):
            _write_cell(page, formats, grid, (row, column), told, reckoner)
    for number, note in enumerate(sheet.notes, start=end + 2):
        page.write_string(number, 0, clean(note), formats(italic=True, **_kept(note)))
    page.autofilter(_HEAD_ROW, 0, grid.last_row, max(len(columns) - 1, 0))


def _write_cell(
    page: Any, formats: _Formats, grid: _Grid, place: tuple[int, int], column: Column, reckoner: Reckoner
) -> None:
    row, number = place
    look: dict[str, Any] = {"border": 1, "valign": "vcenter"}
    if row == grid.totals_row:
        look["bold"] = True
    formula = grid.formulas.get(place)
    value = reckoner.value((grid.name, row + 1, number + 1)) if formula else grid.cells.get(place)
    look |= _look(value, column)
    if formula:
        shown = "" if value is None else value
        page.write_formula(row, number, formula, formats(**look), shown)
    elif value is None:
        page.write_blank(row, number, None, formats(**look))
    elif isinstance(value, str):
        page.write_string(row, number, value, formats(**look))
    elif isinstance(value, bool):
        page.write_boolean(row, number, value, formats(**look))
    elif isinstance(value, date):
        page.write_datetime(row, number, value, formats(**look))
    else:
        page.write_number(row, number, value, formats(**look))


def _look(value: Any, column: Column) -> dict[str, Any]:
    """Points between thousands and a comma before the fraction: Excel writes them so where Vietnamese is spoken."""
    align = {"align": column.align} if column.align in ("center", "right") else {}
    match value:
        case bool():
            return {"align": "center"}
        case datetime():
            return {"num_format": "dd/mm/yyyy hh:mm", "align": "center"}
        case date():
            return {"num_format": "dd/mm/yyyy", "align": "center"}
        case int() | float() if column.is_percent:
            return {"num_format": "0.0%", **align}
        case int():
            return {"num_format": "#,##0", **align}
        case float():
            return {"num_format": "#,##0" if value.is_integer() else "#,##0.0#", **align}
        case str():
            return {"text_wrap": True, **align, **_kept(value)}
    return align


def _kept(text: str) -> dict[str, Any]:
    return {"quote_prefix": True} if text.startswith(_RISKY) else {}


def _width(grid: _Grid, column: int, reckoner: Reckoner) -> float:
    """By its share of a page, yet never so narrow that a number shows as hashes."""
    columns = grid.sheet.columns
    shares = [max(one.share, 0.01) for one in columns]
    width = _PAGE_LETTERS * shares[column] / sum(shares)
    longest = max((len(word) for word in columns[column].title.split()), default=0)
    end = grid.totals_row if grid.totals_row is not None else grid.last_row
    for row in range(_FIRST_ROW, end + 1):
        value = reckoner.value((grid.name, row + 1, column + 1))
        if isinstance(value, datetime | date):
            longest = max(longest, 16 if isinstance(value, datetime) else 10)
        elif isinstance(value, int | float):
            longest = max(longest, len(f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"))
    return min(max(width, longest + 2, 5), 70)
