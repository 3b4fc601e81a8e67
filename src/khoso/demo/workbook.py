"""The contractor's Excel: one row an item, dossier columns repeated, the 46 headings in their order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter

HEADINGS = (
    "STT", "Phông", "Mục lục", "Hộp số", "Số và ký hiệu hồ sơ", "Tiêu đề hồ sơ", "Thời hạn bảo quản", "Chế độ sử dụng",
    "Ngôn ngữ", "Ngày bắt đầu", "Tháng bắt đầu", "Năm bắt đầu", "Ngày kết thúc", "Tháng kết thúc", "Năm kết thúc",
    "Tổng số văn bản trong hồ sơ", "Chú giải", "Ký hiệu thông tin", "Từ khóa", "Số lượng tờ", "Tình trạng vật lý",
    "Mức độ tin cậy", "Mã hồ sơ giấy gốc ( nếu có )", "Ghi chú", "Số thứ tự văn bản trong hồ sơ", "Tên loại văn bản",
    "Số của văn bản", "Ký hiệu của văn bản", "Ngày văn bản", "Tháng văn bản", "Năm văn bản",
    "Tên cơ quan, tổ chức ban hành văn bản", "Trích yếu nội dung", "Ngôn ngữ", "Số lượng trang của văn bản", "Ghi chú",
    "Ký hiệu thông tin", "Từ khóa", "Chế độ sử dụng", "Mức độ tin cậy", "Bút tích", "Tình trạng vật lý",
    "Quy trình xử lý ( nếu có )", "Tờ số", "Loại tài liệu", "Đường dẫn file",
)  # fmt: skip
MOST_ROWS = 1_048_575
Cell = str | int | None


class Workbook:
    """Writes rows as they come, in little memory; the same rows give the same bytes."""

    def __init__(self, path: Path) -> None:
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        # A workbook stamps the time of its making; a fixed one keeps it repeatable.
        self._book.set_properties({"created": datetime(2025, 6, 10, 9, 0, tzinfo=UTC).replace(tzinfo=None)})
        self._sheet = self._book.add_worksheet("Sheet1")
        self._sheet.write_row(0, 0, HEADINGS, self._book.add_format({"bold": True}))
        self.rows = 0

    def add(self, rows: Iterable[list[Cell]]) -> None:
        """More rows, each of 45 cells: all headings but STT, which counts on."""
        for row in rows:
            self.rows += 1
            self._sheet.write_row(self.rows, 0, [self.rows, *row])

    def close(self) -> None:
        self._book.close()
