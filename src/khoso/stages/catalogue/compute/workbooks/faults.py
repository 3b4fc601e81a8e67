"""Every code a check of a workbook may tell, how much it weighs and what to call it; and the ledger they go into."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, NamedTuple

from khoso.kernel.findings import Severity
from khoso.kernel.words import noop

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741

# code → (severity, name). The prefix `catalogue.` is added when told.
CODES: dict[str, tuple[Severity, str]] = {
    # the sheet
    "column_used": (I, noop("Cột được hiểu là")),
    "unknown_column": (W, noop("Cột chưa chọn trường")),
    "column_ignored": (I, noop("Cột bỏ qua theo lựa chọn")),
    "missing_column": (W, noop("Thiếu cột")),
    "legacy_font": (W, noop("Chữ gõ bằng bộ mã cũ")),
    "day_month_swapped": (W, noop("Nghi Excel đảo ngày và tháng")),
    "hidden": (W, noop("Dòng, cột đang ẩn")),
    "merged_cells": (W, noop("Ô bị gộp")),
    "other_sheet": (I, noop("Trang tính khác chưa nhập")),
    # rows that are no record
    "heading_row": (I, noop("Dòng tiêu đề")),
    "numbering_row": (I, noop("Dòng đánh số cột")),
    "empty_row": (I, noop("Dòng trống")),
    "total_row": (I, noop("Dòng tổng cộng, ký tên")),
    "group_row": (I, noop("Dòng tên nhóm")),
    "dossier_above": (I, noop("Dòng nêu hồ sơ")),
    "dossier_inherited": (I, noop("Hồ sơ lấy theo dòng trên")),
    # cells repaired
    "legacy_repaired": (I, noop("Đã chuyển sang Unicode")),
    "look_alike_repaired": (W, noop("Đã sửa chữ cái lạ")),
    "nfd_repaired": (I, noop("Đã ghép dấu rời")),
    "control_removed": (I, noop("Đã bỏ ký tự ẩn")),
    "apostrophe": (I, noop("Dấu nháy đầu ô")),
    "serial_date": (W, noop("Ngày mất định dạng")),
    "short_year": (W, noop("Năm viết hai chữ số")),
    "date_rewritten": (W, noop("Ngày viết lạ, đã hiểu")),
    "number_from_order": (I, noop("Đánh số theo thứ tự dòng")),
    # cells that are wrong
    "excel_error": (E, noop("Ô báo lỗi Excel")),
    "formula": (W, noop("Ô là công thức")),
    "wrong_date": (E, noop("Ngày sai")),
    "future_date": (E, noop("Ngày ở tương lai")),
    "date_order": (E, noop("Kết thúc trước bắt đầu")),
    "impossible_number": (E, noop("Số không thể có")),
    "too_long": (E, noop("Quá dài")),
    "unknown_code": (W, noop("Không có trong bảng mã")),
    "unknown_notation": (W, noop("Ký hiệu lạ")),
    "kind_disagrees": (W, noop("Tên loại khác ký hiệu")),
    "missing_value": (W, noop("Chưa điền")),
    "unsafe_path": (E, noop("Đường dẫn không an toàn")),
    "name_misspelt": (W, noop("Nghi gõ sai dấu")),
    # secrecy
    "state_secret": (E, noop("Bí mật nhà nước")),
    "secrecy_word": (W, noop("Giữ lại để người xem")),
    # across rows
    "no_dossier": (E, noop("Không rõ hồ sơ nào")),
    "dossier_disagrees": (W, noop("Hồ sơ khai khác nhau")),
    "dossier_bad": (E, noop("Hồ sơ của dòng có lỗi")),
    "duplicate_number": (E, noop("Số dùng hai lần")),
    "repeated_number": (W, noop("Số văn bản lặp lại")),
    "repeated_row": (E, noop("Dòng lặp lại")),
    "duplicate_file": (E, noop("Hai dòng một tệp")),
    "number_gap": (W, noop("Khuyết số")),
    "declared_gap": (W, noop("Khuyết số khai không khớp")),
    "sheet_order": (W, noop("Tờ số không theo thứ tự")),
    "sheet_gap": (W, noop("Thiếu tờ")),
    "total_disagrees": (W, noop("Tổng số không khớp")),
    "date_outside_dossier": (W, noop("Ngày ngoài thời gian hồ sơ")),
    "title_disagrees": (W, noop("Tiêu đề khác thời gian")),
}
LABELS = {f"catalogue.{code}": name for code, (_, name) in CODES.items()}
# Their `now` stands for the cell when the row goes back to be mended.
REPAIRS = frozenset(
    f"catalogue.{code}"
    for code in ("legacy_repaired", "look_alike_repaired", "nfd_repaired", "control_removed", "serial_date")
)
_LONGEST = 2_000


class Late(NamedTuple):
    """A finding that only shows when all rows are known."""

    row: int
    line: str


class Ledger:
    """Findings of one check: written as rows pass, with those that come late kept until the end."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out
        self._late: list[Late] = []
        self._present: list[tuple[int, str, str, Severity, str, object, object]] = []
        self.is_late = False
        self.counts: dict[str, int] = {}
        self.worst: dict[str, Severity] = {}
        self.bad_rows: set[int] = set()
        self.secret_rows: set[int] = set()
        # The first text of each column that was turned out of an old font.
        self.old_texts: dict[str, tuple[str, str]] = {}

    def tell(
        self, code: str, row: int, message: str, *, column: str = "", was: object = "", now: object = "",
        severity: Severity | None = None, late: bool = False,
    ) -> None:  # fmt: skip
        """Note one finding; `row` 0 is the whole sheet. `late`: about a row that has passed."""
        weight = severity or CODES[code][0]
        full = f"catalogue.{code}"
        self.counts[full] = self.counts.get(full, 0) + 1
        if _HEAVIER[weight] > _HEAVIER.get(self.worst.get(full, I), 0) or full not in self.worst:
            self.worst[full] = weight
        if weight is E and row:
            self.bad_rows.add(row)
            if code == "state_secret":
                self.secret_rows.add(row)
        if late or self.is_late:
            self._late.append(Late(row, _line(row, column, full, weight, message, was, now)))
        else:
            self._present.append((row, column, code, weight, message, was, now))

    def end_row(self, *, is_secret: bool = False) -> None:
        """Write down what was told since the last row. Of a row that holds a state secret no text is kept."""
        for row, column, code, weight, message, was, now in self._present:
            if is_secret and code != "state_secret":
                message, was, now = CODES[code][1], "", ""
            elif code == "legacy_repaired":
                self.old_texts.setdefault(column, (str(was), str(now)))
            self._out.write(_line(row, column, f"catalogue.{code}", weight, message, was, now))
        self._present.clear()

    def late(self) -> Iterator[Late]:
        """The late findings by row."""
        return iter(sorted(self._late, key=lambda late: late.row))

    def summary(self) -> dict[str, dict[str, object]]:
        """{code: {"severity", "count"}}, heaviest and most frequent first."""
        order = sorted(self.counts, key=lambda code: (-_HEAVIER[self.worst[code]], -self.counts[code], code))
        return {code: {"severity": str(self.worst[code]), "count": self.counts[code]} for code in order}


_HEAVIER = {I: 0, W: 1, E: 2}
_dump = json.JSONEncoder(ensure_ascii=False).encode


def _line(row: int, column: str, code: str, severity: Severity, message: str, was: object, now: object) -> str:
    finding = {
        "row": row,
        "column": column,
        "code": code,
        "severity": str(severity),
        "message": str(message),
        "was": str(was)[:_LONGEST],
        "now": str(now)[:_LONGEST],
    }
    return _dump(finding) + "\n"
