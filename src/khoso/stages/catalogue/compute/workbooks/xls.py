"""Old Excel (.xls), read by calamine: formulas, merges and hidden rows are not told of in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from khoso.kernel.errors import FileRefused
from khoso.stages.catalogue.compute import opening
from khoso.stages.catalogue.compute.workbooks.grid import MAX_COLUMNS, Row, SheetName, Surroundings

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# BIFF8 holds at most 65,536 × 256 cells; a file beyond this size is none that an office typed.
_MAX_BYTES = 100 * 2**20
# A panic of the reader is no `Exception` either, so these are named instead.
_NOT_OURS = (GeneratorExit, KeyboardInterrupt, SystemExit, MemoryError)


def open_xls(path: Path, shown: str) -> XlsBook:
    """The workbook of Excel 97–2003. Raises FileRefused, also for one with a password."""
    if path.stat().st_size > _MAX_BYTES:
        raise FileRefused(
            "file.too_big",
            f"Bảng tính {shown} quá lớn ({path.stat().st_size >> 20} MB). Hãy chia nhỏ rồi nộp lại.",
        )
    if opening.is_encrypted_ole(path):
        raise FileRefused("file.encrypted", f"Bảng tính {shown} có mật khẩu. Hãy bỏ mật khẩu rồi nộp lại.")
    return XlsBook(path, shown)


class XlsBook:
    """A workbook of old Excel; see `grid.Book`."""

    def __init__(self, path: Path, shown: str) -> None:
        # Only who sends old Excel pays for loading its reader.
        import python_calamine

        self._shown = shown
        try:
            self._book = python_calamine.CalamineWorkbook.from_path(str(path))
            visible = python_calamine.SheetVisibleEnum.Visible
            sheets = [
                SheetName(sheet.name, sheet.visible != visible)
                for sheet in self._book.sheets_metadata
                if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
            ]
        except _NOT_OURS:
            raise
        except BaseException as error:
            raise _refused(shown, error) from error
        self.sheets: list[SheetName] = sheets

    def count(self, sheet: str) -> int | None:
        """Reading is quick enough to count by."""
        return None

    def rows(self, sheet: str, around: Surroundings | None = None) -> Iterator[Row]:
        """The rows that hold something."""
        try:
            table = self._book.get_sheet_by_name(sheet)
            first = (table.start or (0, 0))[0]
            for number, values in enumerate(table.iter_rows(), start=1):
                row = Row(number, [_value(value) for value in values[:MAX_COLUMNS]], {}, False)
                if number > first and not row.is_blank:
                    yield row
        except _NOT_OURS:
            raise
        except BaseException as error:
            raise _refused(self._shown, error) from error


def _value(value: Any) -> Any:
    if value == "":
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 (cells know no time zone)
    return value


def _refused(shown: str, error: BaseException) -> FileRefused:
    if "assword" in str(error):
        return FileRefused("file.encrypted", f"Bảng tính {shown} có mật khẩu. Hãy bỏ mật khẩu rồi nộp lại.")
    return FileRefused(
        "file.damaged",
        f"Không đọc được bảng tính {shown} (Excel đời cũ). Hãy mở bằng Excel, lưu dạng .xlsx rồi nộp lại.",
    )
