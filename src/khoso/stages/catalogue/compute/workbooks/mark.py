"""The bad rows back to who sent them: same headings, same cells, faults in colour with a word at each."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from khoso.stages.catalogue.compute.workbooks import header, targets
from khoso.stages.catalogue.compute.workbooks.faults import REPAIRS
from khoso.stages.catalogue.compute.workbooks.grid import Row, index_of, open_book

_COLOURS = {"error": "#F8B4B4", "warning": "#FDE68A", "info": "#DBEAFE"}
_SEVERITIES = {"error": "Lỗi", "warning": "Cảnh báo", "info": "Lưu ý"}
_WEIGHT = {"error": 2, "warning": 1, "info": 0}
# Excel grows slow with many comments; colours and the sheet of faults tell the rest.
_MOST_COMMENTS = 5_000
_LISTED = ["Dòng gốc", "Cột", "Mức", "Lỗi", "Trước", "Sau", "Mã"]
_WITHHELD = "(không chép lại)"
_KEPT_ROWS = {"catalogue.group_row", "catalogue.dossier_above"}


class _Fault(NamedTuple):
    column: str
    severity: str
    message: str
    code: str
    was: str
    now: str


class _Told(NamedTuple):
    """The findings by row, as far as marking needs them."""

    faults: dict[int, list[_Fault]]
    bad: set[int]
    asides: set[int]
    secret: set[int]
    inherited: dict[int, int]
    dossier_columns: list[int]


def mark(path: Path, findings: Path, out: Path, *, sheet: str, header_row: int) -> int:
    """Write the workbook of bad rows; how many there are. The row's number in the sheet stands in the last column."""
    told = _told(findings, header_row)
    book = open_book(path, path.name)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(out), options) as made:
        writer = _Writer(made, made.add_worksheet(_sheet_name(sheet)), told, header_row)
        for row in book.rows(sheet):
            writer.take(row)
        writer.close()
        _list_faults(made, told)
    return writer.written


def _told(findings: Path, header_row: int) -> _Told:
    told = _Told(defaultdict(list), set(), set(), set(), {}, [])
    for finding in _lines(findings):
        row, code = finding["row"], finding["code"]
        if code == "catalogue.column_used" and str(finding["now"]).startswith("dossier."):
            told.dossier_columns.append(index_of(finding["column"]))
        if row <= header_row:
            continue
        if code in _KEPT_ROWS:
            told.asides.add(row)
            continue
        if finding["severity"] == "error":
            told.bad.add(row)
        if code == "catalogue.state_secret":
            told.secret.add(row)
        if code == "catalogue.dossier_inherited" and finding["now"].isdigit():
            told.inherited[row] = int(finding["now"])
        told.faults[row].append(
            _Fault(finding["column"], finding["severity"], finding["message"], code, finding["was"], finding["now"])
        )
    for row in [row for row in told.faults if row not in told.bad]:
        del told.faults[row]
    return told


def _lines(findings: Path) -> Iterator[dict[str, Any]]:
    with findings.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


class _Writer:
    """Writes rows one after another, as constant memory asks for."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Any, told: _Told, header_row: int) -> None:
        self._sheet, self._told, self._header_row = sheet, told, header_row
        self._at = 0
        self._width = 0
        self._comments = 0
        self.written = 0
        self._asides: list[Row] = []
        self._last_full: dict[int, Any] = {}
        self._date = book.add_format({"num_format": "dd/mm/yyyy"})
        self._head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E5E7EB"})
        self._colours = {name: book.add_format({"bg_color": colour}) for name, colour in _COLOURS.items()}
        self._dated = {
            name: book.add_format({"bg_color": colour, "num_format": "dd/mm/yyyy"}) for name, colour in _COLOURS.items()
        }

    def take(self, row: Row) -> None:
        """One row of the source, in its order."""
        if row.number <= self._header_row:
            self._write_head(row)
            return
        if row.number in self._told.asides:
            self._asides.append(row)
            return
        if row.number not in self._told.inherited:
            self._last_full = {
                at: row.values[at]
                for at in self._told.dossier_columns
                if at < len(row.values) and row.values[at] is not None
            }
        if row.number in self._told.bad:
            for aside in self._asides:
                self._write_plain(aside)
            self._asides.clear()
            self._write_bad(row)

    def close(self) -> None:
        """Widths of columns; the headings stay in sight."""
        self._sheet.freeze_panes(self._header_row, 0)

    def _write_head(self, row: Row) -> None:
        self._at = row.number - 1
        self._width = max(self._width, len(row.values))
        is_last = row.number == self._header_row
        for at, value in enumerate(row.values):
            if value is not None:
                text = header.shown(value) if isinstance(value, str) else value
                self._cell(at, text, self._head if is_last else None)
        if is_last:
            last = max(
                self._width, *(index_of(f.column) + 1 for fs in self._told.faults.values() for f in fs if f.column), 0
            )
            self._original = self._place_of_original(row, last)
            self._cell(self._original, targets.ORIGINAL_ROW, self._head)
        self._at += 1

    def _place_of_original(self, row: Row, last: int) -> int:
        for at, value in enumerate(row.values):
            if isinstance(value, str) and value.strip() == targets.ORIGINAL_ROW:
                return at
        return last

    def _write_plain(self, row: Row) -> None:
        for at, value in enumerate(row.values):
            if value is not None and at != self._original:
                self._cell(at, value, None)
        self._at += 1

    def _write_bad(self, row: Row) -> None:
        values = dict(enumerate(row.values))
        if row.number in self._told.inherited:
            values |= {at: value for at, value in self._last_full.items() if values.get(at) is None}
        faults = self._told.faults[row.number]
        worst: dict[int, _Fault] = {}
        words: dict[int, list[str]] = defaultdict(list)
        for fault in faults:
            at = index_of(fault.column) if fault.column else self._original
            if at not in worst or _WEIGHT[fault.severity] > _WEIGHT[worst[at].severity]:
                worst[at] = fault
            words[at].append(fault.message)
            if fault.code in REPAIRS and fault.now:
                values[at] = fault.now
        values[self._original] = row.number
        if row.number in self._told.secret:
            values = {at: _WITHHELD for at, value in values.items() if value is not None and at != self._original}
            values[self._original] = row.number
        for at in sorted(values.keys() | worst.keys()):
            severity = worst[at].severity if at in worst else None
            value = values.get(at)
            formats = self._dated if isinstance(value, datetime) else self._colours
            self._cell(at, value, formats[severity] if severity else None)
            if at in words and self._comments < _MOST_COMMENTS:
                self._comments += 1
                self._sheet.write_comment(self._at, at, "\n".join(words[at])[:2000], {"x_scale": 2, "y_scale": 1.5})
        self._at += 1
        self.written += 1

    def _cell(self, at: int, value: Any, style: Any) -> None:
        if value is None:
            self._sheet.write_blank(self._at, at, None, style)
        elif isinstance(value, datetime):
            self._sheet.write_datetime(self._at, at, value, style or self._date)
        elif isinstance(value, bool | int | float):
            self._sheet.write(self._at, at, value, style)
        else:
            self._sheet.write_string(self._at, at, str(value)[:32_767], style)


def _list_faults(book: xlsxwriter.Workbook, told: _Told) -> None:
    sheet = book.add_worksheet(targets.FAULTS_SHEET)
    head = book.add_format({"bold": True, "bg_color": "#E5E7EB"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for at, (name, width) in enumerate(zip(_LISTED, (10, 6, 10, 80, 40, 40, 30), strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, name, head)
    sheet.freeze_panes(1, 0)
    line = 0
    for row in sorted(told.faults):
        for fault in told.faults[row]:
            line += 1
            if line >= 1_048_576:
                return
            sheet.write_number(line, 0, row)
            hidden = row in told.secret
            said = (fault.column, _SEVERITIES[fault.severity], fault.message, fault.was, fault.now, fault.code)
            for at, text in enumerate(said, start=1):
                withheld = hidden and at in {4, 5} and text
                sheet.write_string(line, at, _WITHHELD if withheld else str(text)[:32_767], wrap)


def _sheet_name(name: str) -> str:
    bare = "".join("_" if char in "[]:*?/\\" else char for char in name)[:31].strip("'") or "Trang 1"
    return f"{bare[:28]} (1)" if bare.lower() == targets.FAULTS_SHEET.lower() else bare
