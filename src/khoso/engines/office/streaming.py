"""XLSX of many rows in constant memory: each row is written and forgotten. Texts stay texts, days are days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from khoso.engines.office.parts import clean
from khoso.engines.office.port import LongSheet

# Typed again in Excel these would become formulas; the mark keeps them text.
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_LONGEST_TEXT = 32_767
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
# Letters that stay readable when they are fitted side by side on a lying A4 page.
_PAGE_LETTERS = 190
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write(
    path: Path, sheets: Sequence[LongSheet], at: datetime, progress: Callable[[int], None] = lambda rows: None
) -> int:
    """Write `sheets` to `path`, said to be made `at`; says how many rows. `progress` hears how many are written."""
    written = 0
    with xlsxwriter.Workbook(str(path), {**_OPTIONS, "tmpdir": str(path.parent)}) as book:
        made = at.astimezone(UTC) if at.tzinfo else at
        book.set_properties({"created": made.replace(tzinfo=None, microsecond=0), "title": sheets[0].title})
        looks = _looks(book)
        for sheet in sheets:
            page = book.add_worksheet(sheet.name.translate(_FORBIDDEN)[:31])
            first = _head(page, sheet, looks)
            row = first
            for row, values in enumerate(sheet.rows, start=first):
                _row(page, row, values, looks)
                written += 1
                if written % 500 == 0:
                    progress(written)
            page.autofilter(first - 1, 0, max(row, first), max(len(sheet.headings) - 1, 0))
    progress(written)
    return written


def _looks(book: Any) -> dict[str, Any]:
    base = {"font_name": "Times New Roman", "font_size": 12}
    cell = {**base, "border": 1, "valign": "top"}
    return {
        "title": book.add_format({**base, "bold": True, "font_size": 14}),
        "line": book.add_format({**base, "italic": True}),
        "head": book.add_format(
            {**base, "bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1}
            | {"bg_color": "#E8EEF4"}
        ),
        "text": book.add_format({**cell, "text_wrap": True}),
        "risky": book.add_format({**cell, "text_wrap": True, "quote_prefix": True}),
        "number": book.add_format({**cell, "num_format": "0", "align": "right"}),
        "day": book.add_format({**cell, "num_format": "dd/mm/yyyy", "align": "center"}),
    }


def _head(page: Any, sheet: LongSheet, looks: dict[str, Any]) -> int:
    """Title, lines, headings; says the first row below them."""
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.6, right=0.4, top=0.8, bottom=0.8)
    page.fit_to_pages(max(1, -(-sum(sheet.widths) // _PAGE_LETTERS)), 0)
    page.set_footer('&C&"Times New Roman,Regular"&12&P/&N')
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    page.write_string(0, 0, clean(sheet.title), looks["title"])
    for number, line in enumerate(sheet.lines, start=1):
        page.write_string(number, 0, clean(line), looks["line"])
    at = len(sheet.lines) + 2
    page.repeat_rows(at)
    for column, heading in enumerate(sheet.headings):
        page.write_string(at, column, clean(heading), looks["head"])
    page.freeze_panes(at + 1, 0)
    return at + 1


def _row(page: Any, row: int, values: Sequence[object], looks: dict[str, Any]) -> None:
    for column, value in enumerate(values):
        match value:
            case None | "":
                page.write_blank(row, column, None, looks["text"])
            case bool():
                page.write_number(row, column, int(value), looks["number"])
            case int():
                page.write_number(row, column, value, looks["number"])
            case date():
                # Excel's calendar begins in 1900: a day before it stays the text it is.
                if value.year < 1900:
                    page.write_string(row, column, f"{value.day:02d}/{value.month:02d}/{value.year:04d}", looks["text"])
                else:
                    page.write_datetime(row, column, datetime(value.year, value.month, value.day), looks["day"])  # noqa: DTZ001
            case _:
                told = clean(str(value))[:_LONGEST_TEXT]
                page.write_string(row, column, told, looks["risky" if told.startswith(_RISKY) else "text"])
