"""The work list as a workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from khoso.engines import office
from khoso.engines.office import LongSheet
from khoso.instruments.quality.queries import Severity
from khoso.kernel import clock
from khoso.stages.inspection.rework import queries

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = (
    "STT",
    "Tệp",
    "Trang",
    "Loại lỗi",
    "Mức độ",
    "Chỗ lỗi trên trang",
    "Ghi chú",
    "Hạn sửa",
    "Lần trả",
    "Tình trạng",
)
_WIDTHS = (6, 44, 8, 26, 14, 24, 40, 12, 8, 22)
_CHUNK = 500


def work_list(rows: Any) -> tuple[bytes, int]:
    """The defects of `rows` as a workbook, and how many lines it has."""
    with tempfile.TemporaryDirectory(prefix="work-list-") as folder:
        out = Path(folder) / "list.xlsx"
        about = [f"Lập lúc {clock.now().astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}"]
        sheet = LongSheet("Phải sửa", "DANH SÁCH TRANG PHẢI SỬA", about, HEADINGS, _WIDTHS, _lines(rows))
        count = office.long_xlsx(out, [sheet], at=clock.now())
        return out.read_bytes(), count


def _lines(rows: Any) -> Iterator[list[object]]:
    place, first = 0, 0
    while chunk := list(rows[first : first + _CHUNK]):
        first += _CHUNK
        for held in queries.by_file(chunk):
            for line in held.lines:
                place += 1
                one = line.defect
                yield [
                    place,
                    held.path,
                    line.page,
                    line.name,
                    str(Severity(one.severity).label),
                    _place_of(one.box),
                    one.note,
                    one.due_on,
                    one.rounds,
                    str(queries.DEFECT_LABELS[one.state]) + (" (quá hạn)" if line.is_late else ""),
                ]


def _place_of(box: list[float] | None) -> str:
    """Where on the page, in words a person at a scanner understands."""
    if not box:
        return "cả trang"
    left, top, width, height = box
    across, down = left + width / 2, top + height / 2
    row = "trên" if down < 1 / 3 else "giữa" if down < 2 / 3 else "dưới"
    column = "trái" if across < 1 / 3 else "giữa" if across < 2 / 3 else "phải"
    where = "giữa trang" if row == column == "giữa" else f"{row}, {column}"
    return f"{where} (cách trái {left:.0%}, trên {top:.0%})"
