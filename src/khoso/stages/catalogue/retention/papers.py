"""The yearly list as a file. # Luật: TT 05/2025 Đ.48.4.b"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from khoso.engines import office
from khoso.engines.office import Column, LongSheet, Table
from khoso.foundation.identity.agencies.papers import register_paper
from khoso.kernel import clock
from khoso.kernel.numbers_vi import grouped
from khoso.stages.catalogue.models import ExpiryEntry, ExpiryList
from khoso.stages.catalogue.registers.drawing import DOCX, XLSX
from khoso.stages.catalogue.retention import queries
from khoso.stages.catalogue.retention.actions import term_of

HEADINGS = (
    "Số TT",
    "Mã lưu trữ hồ sơ",
    "Tiêu đề hồ sơ",
    "Thời hạn lưu trữ",
    "Tổng số tài liệu",
    "Tổng số trang",
    "Lý do hủy",
    "Ghi chú",
)
_SHARES = (0.5, 1.8, 4.2, 0.9, 0.8, 0.8, 2.0, 1.5)
_WIDTHS = (6, 26, 60, 12, 9, 9, 36, 26)
_ALIGN = ("center", "left", "left", "center", "right", "right", "left", "left")
# What one printed volume holds; a longer list is printed volume by volume.
VOLUME = 3_000


def title_of(one: ExpiryList) -> str:
    return f"Danh mục hồ sơ hết thời hạn lưu trữ năm {one.year}"


def volumes_of(one: ExpiryList) -> int:
    return max(1, -(-one.entries.count() // VOLUME))


def write(one: ExpiryList, file_format: str, to: Path, *, volume: int = 1) -> int:
    """Write the list, or one volume of its printed form; says how many lines."""
    rows = queries.entries_of(one)
    if file_format == XLSX:
        lines = (_cells(place, entry) for place, entry in enumerate(rows.iterator(chunk_size=2000), start=1))
        about = [one.agency.name, f"Lập ngày {one.made_at.astimezone(clock.VIETNAM):%d/%m/%Y}, xem xét hủy"]
        sheet = LongSheet("Danh mục", title_of(one).upper(), about, HEADINGS, _WIDTHS, lines)
        return office.long_xlsx(to, [sheet], at=clock.now())
    total = one.entries.count()
    first = (volume - 1) * VOLUME
    told = list(rows[first : first + VOLUME])
    table = Table(
        [Column(*shape) for shape in zip(HEADINGS, _SHARES, _ALIGN, strict=True)],
        [["" if cell is None else str(cell) for cell in _cells(first + at, entry)] for at, entry in enumerate(told, 1)],
    )
    lines_under = ["(Theo Điều 48 Thông tư số 05/2025/TT-BNV)"]
    if total > VOLUME:
        lines_under.append(f"Quyển {volume}/{volumes_of(one)}")
    paper = register_paper(
        one.agency,
        title_of(one),
        table,
        lines=lines_under,
        closing=[f"Danh mục này gồm {grouped(total)} hồ sơ."],
        is_wide=True,
    )
    made = office.register_docx([paper]) if file_format == DOCX else office.register_pdf([paper], at=clock.now())
    to.write_bytes(made)
    return len(told)


def _cells(place: int, entry: ExpiryEntry) -> Sequence[object]:
    term = term_of(entry.retention_code)
    return (
        place,
        entry.reference_code,
        entry.title,
        term,
        entry.items,
        entry.pages,
        entry.reason,
        entry.note,
    )
