"""The list of what to mend, as a workbook that is sorted, filtered and dealt out to whoever mends it."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import xlsxwriter

from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation.compute import codes, decree
from khoso.stages.digitisation.compute.names import is_companion, printable
from khoso.stages.digitisation.compute.profile import Profile
from khoso.stages.digitisation.compute.results import FileCheck

_MARKS = {Severity.ERROR: "Lỗi", Severity.WARNING: "Cảnh báo", Severity.INFO: "Ghi nhận"}
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_COLUMNS = (
    ("Tệp", 46), ("Trang", 7), ("Mức", 11), ("Mã", 24), ("Phát hiện", 70), ("Việc cần làm", 46), ("Căn cứ", 30),
    ("Người sửa", 18), ("Đã sửa", 10),
)  # fmt: skip
_MOST_ROWS = 1_000_000


class MendingList:
    """Takes results as they come; notes (info) are counted and not listed. Memory stays flat. A context manager."""

    def __init__(self, path: Path, profile: Profile) -> None:
        self._profile = profile
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._sheet = self._book.add_worksheet("Phải sửa")
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._head = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self._counts: Counter[tuple[str, Severity]] = Counter()
        self._files: dict[str, set[int]] = defaultdict(set)
        self._faults: list[tuple[int, codes.Counted]] = []
        self._checked = self._pages = self._items = 0
        self._row = 1
        for column, (title, width) in enumerate(_COLUMNS):
            self._sheet.set_column(column, column, width)
            self._sheet.write_string(0, column, title, self._head)
        self._sheet.freeze_panes(1, 0)

    def __enter__(self) -> MendingList:
        return self

    def __exit__(self, *_: object) -> None:
        self._sheet.autofilter(0, 0, max(1, self._row - 1), len(_COLUMNS) - 1)
        self._sheet.set_landscape()
        self._sheet.repeat_rows(0)
        self._summary()
        self._book.close()

    def add(self, result: FileCheck) -> None:
        """One more checked file."""
        self._checked += 1
        self._pages += len(result.pages)
        if not is_companion(result.path.name):
            self._items += 1
            errors = {one.code for one in result.all_findings if one.severity is Severity.ERROR}
            self._faults += decree.faults_of(self._checked, errors)
        for finding in result.all_findings:
            self._counts[finding.code, finding.severity] += 1
            self._files[finding.code].add(self._checked)
            if finding.severity is not Severity.INFO:
                self._write(str(result.path), finding)

    def _write(self, path: str, finding: Finding) -> None:
        if self._row > _MOST_ROWS:
            return
        known = codes.CODES.get(finding.code)
        cells: list[Any] = [
            printable(path),
            finding.page,
            _MARKS[finding.severity],
            finding.code,
            printable(finding.message),
            codes.fill(known.mend, self._profile) if known else "",
            codes.law_of(known, self._profile) if known else "",
            "",
            "",
        ]
        for column, cell in enumerate(cells):
            self._sheet.write(self._row, column, cell, self._wrapped)
        self._row += 1

    def _summary(self) -> None:
        sheet = self._book.add_worksheet("Tóm tắt")
        for column, width in enumerate((26, 12, 10, 10, 60, 40)):
            sheet.set_column(column, column, width)
        rate = decree.rate_of(self._items, self._faults)
        lines: list[tuple[Any, ...]] = [
            ("Loại tài liệu", self._profile.name),
            ("Tệp đã kiểm tra", self._checked),
            ("Trang", self._pages),
            ("Tài liệu có lỗi bị tính", rate.defective),
            ("Tỷ lệ", f"{rate.percent:.2f} %".replace(".", ",")),
            ("Mức phạt nếu bị kiểm tra", fine_in_words(rate.band)),
            (),
            ("Mã", "Mức", "Số chỗ", "Số tệp", "Ngưỡng", "Căn cứ"),
        ]
        found = sorted(self._counts, key=lambda key: (_ORDER[key[1]], -self._counts[key], key[0]))
        for code, severity in found:
            known = codes.CODES.get(code)
            threshold = codes.threshold_of(known, self._profile) if known else ""
            law = codes.law_of(known, self._profile) if known else ""
            places = self._counts[code, severity]
            lines.append((code, _MARKS[severity], places, len(self._files[code]), threshold, law))
        for row, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell, self._head if cells[0] == "Mã" else self._wrapped)


def fine_in_words(band: decree.Band | None) -> str:
    """The fine of a band, in Vietnamese."""
    if band is None:
        return "Không có tài liệu nào có lỗi bị tính"
    if band.low is None:
        return "Từ 2 % trở lên: NĐ 31/2026 Điều 12 không định mức phạt"
    return f"{band.low}–{band.high} triệu đồng (NĐ 31/2026 Điều 12)"
