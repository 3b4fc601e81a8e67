"""Small workbooks written for tests, and what a check of them tells."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from khoso.stages.catalogue.compute import sheets

TODAY = date(2026, 6, 1)
REGISTER = ["STT", "Số, ký hiệu hồ sơ", "Tiêu đề hồ sơ", "Thời gian", "Thời hạn bảo quản", "Số lượng tờ", "Ghi chú"]
DOCUMENTS = [
    "STT", "Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản", "Tác giả văn bản",
    "Tờ số", "Ghi chú",
]  # fmt: skip
MIXED = [
    "Mục lục số", "Hộp số", "Hồ sơ số", "Tiêu đề hồ sơ", "Thời hạn bảo quản", "Chế độ sử dụng", "Ngày bắt đầu",
    "Tháng bắt đầu", "Năm bắt đầu", "Ngày kết thúc", "Tháng kết thúc", "Năm kết thúc", "Tổng số văn bản trong hồ sơ",
    "Số tờ", "Số thứ tự văn bản trong hồ sơ", "Tên loại văn bản", "Số của văn bản", "Ký hiệu của văn bản",
    "Ngày tháng năm văn bản", "Cơ quan ban hành", "Trích yếu nội dung", "Số trang văn bản", "Tờ số", "Đường dẫn file",
]  # fmt: skip


def excel_date(year: int, month: int, day: int) -> datetime:
    """What Excel knows as a date; its cells have no time zone."""
    return datetime(year, month, day)  # noqa: DTZ001


def register_row(number: int = 1, **changes: object) -> list[object]:
    """A sound row of a register of dossiers; changes by letter."""
    return _changed(
        [number, f"{number:02d}", f"Tập lưu về xây dựng chợ, tập {number}", "2010", "20 năm", 12, None], changes
    )


def document_row(number: int = 1, **changes: object) -> list[object]:
    """A sound row of a register of documents."""
    values: list[object] = [
        number, f"{number}/QĐ-UBND", "05/07/2010", "Quyết định về việc xây chợ", "UBND huyện", f"{number}", None,
    ]  # fmt: skip
    return _changed(values, changes)


def mixed_row(ordinal: int = 1, dossier: int = 1, of: int = 1, **changes: object) -> list[object]:
    """A sound row of a delivery: dossier and document side by side."""
    values: list[object] = [
        "01", "02", f"{dossier:02d}", f"Tập lưu về xây dựng chợ, tập {dossier}", "Vĩnh viễn", "Công khai", 1, 1, 2010,
        31, 12, 2010, of, None, ordinal, "Quyết định", str(ordinal), "QĐ-UBND", "05/07/2010", "UBND huyện",
        f"Về việc xây chợ {ordinal}", 2, f"{ordinal}", f"hop02/hs{dossier:02d}/{ordinal:03d}.pdf",
    ]  # fmt: skip
    return _changed(values, changes)


def _changed(values: list[object], changes: dict[str, object]) -> list[object]:
    for letter, value in changes.items():
        at = 0
        for char in letter:
            at = at * 26 + ord(char) - 64
        values[at - 1] = value
    return values


def write(path: Path, rows: Sequence[Sequence[object]], *, name: str = "Mục lục", more: Any = None) -> Path:
    """A workbook of one sheet; `more(book, sheet)` does what rows of values cannot."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(name)
        for number, values in enumerate(rows):
            for at, value in enumerate(values):
                if isinstance(value, date):
                    sheet.write_datetime(number, at, value, book.add_format({"num_format": "dd/mm/yyyy"}))
                elif value is not None:
                    sheet.write(number, at, value)
        if more is not None:
            more(book, sheet)
    return path


class Told:
    """One check: its result, its findings, its rows."""

    def __init__(self, path: Path, *, mapping: dict[str, str] | None = None, sheet: int = 0, **options: Any) -> None:
        self.path = path
        self.survey = sheets.survey(path, path.name)[sheet]
        self.mapping = {**sheets.proposed(self.survey), **(mapping or {})}
        self.out = path.parent / f"{path.stem}-{sheet}-out"
        self.checked = sheets.check(
            path, self.out, sheet=self.survey.name, header_row=self.survey.header_row, mapping=self.mapping,
            options=sheets.Options(agency_code="H19.1", today=TODAY, **options),
        )  # fmt: skip
        self.findings = lines(self.out / "findings.jsonl")
        self.rows = lines(self.out / "rows.jsonl")

    def codes(self, *, quiet: bool = False) -> list[tuple[str, str, int, str]]:
        """(code, severity, row, column) of what is told; columns that were understood are left out."""
        return [
            (f["code"].removeprefix("catalogue."), f["severity"], f["row"], f["column"])
            for f in self.findings
            if f["code"] not in {"catalogue.column_used", "catalogue.missing_column", "catalogue.number_from_order"}
            and not (quiet and f["severity"] == "info")
        ]

    def one(self, code: str) -> dict[str, Any]:
        """The only finding of a code."""
        found = [finding for finding in self.findings if finding["code"] == f"catalogue.{code}"]
        assert len(found) == 1, self.codes()
        return found[0]

    def mark(self) -> tuple[Path, int]:
        """The workbook of bad rows and how many they are."""
        out = self.path.parent / f"{self.path.stem}-loi.xlsx"
        count = sheets.mark(
            self.path, self.out / "findings.jsonl", out, sheet=self.survey.name, header_row=self.survey.header_row
        )
        return out, count


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
