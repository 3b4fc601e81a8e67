"""A hand-over list as a file: in the columns of the Circular, or in those of the Decree.

# Luật: TT 05/2025 Đ.20.3.k; NĐ 30/2020/NĐ-CP Phụ lục V
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from khoso.engines import office
from khoso.engines.office import Column, LongSheet, Table
from khoso.foundation.identity.agencies.papers import register_paper
from khoso.kernel import clock, codes, dates
from khoso.kernel.numbers_vi import grouped
from khoso.stages.selection.handover import queries
from khoso.stages.selection.models import HandoverList

XLSX, DOCX, PDF = "xlsx", "docx", "pdf"
CIRCULAR, DECREE = "tt05", "nd30"
# What one printed volume holds.
VOLUME = 3_000
_Cell = Callable[[int, dict[str, Any]], object]
_Col = tuple[str, float, int, str, _Cell]


def _day(iso: str) -> str:
    found = dates.parse(iso)
    return found.shown if found else iso


def _span(told: dict[str, Any]) -> str:
    first, last = _day(told["start"]), _day(told["end"])
    return first if first == last else f"{first} - {last}"


def _held(told: dict[str, Any]) -> str:
    return "/".join(str(one) for one in (told["sheets"], told["pages"]) if one)


# Luật: TT 05/2025 Đ.20.3.k, Đ.20.4.b (mục lục nêu rõ hồ sơ tiếp cận có điều kiện)
_CIRCULAR: tuple[_Col, ...] = (
    ("Số TT", 0.5, 6, "center", lambda at, told: at),
    ("Mã hồ sơ", 1.9, 26, "left", lambda at, told: told["reference_code"]),
    ("Tiêu đề hồ sơ", 4.6, 60, "left", lambda at, told: told["title"]),
    ("Thời gian bắt đầu", 1.1, 12, "center", lambda at, told: _day(told["start"])),
    ("Thời gian kết thúc", 1.1, 12, "center", lambda at, told: _day(told["end"])),
    ("Số trang", 0.7, 8, "right", lambda at, told: told["pages"]),
    ("Mức độ tiếp cận", 1.2, 18, "left", lambda at, told: codes.MODE.get(told["access_code"], "")),
    ("Ghi chú", 1.5, 26, "left", lambda at, told: told["note"]),
)
_DECREE: tuple[_Col, ...] = (
    ("Số TT", 0.5, 6, "center", lambda at, told: at),
    ("Số, ký hiệu hồ sơ", 1.4, 18, "left", lambda at, told: told["number"]),
    ("Tiêu đề hồ sơ", 4.8, 60, "left", lambda at, told: told["title"]),
    ("Thời gian tài liệu", 1.5, 24, "center", lambda at, told: _span(told)),
    ("Thời hạn lưu trữ", 1.0, 12, "center", lambda at, told: codes.MAINTENANCE.get(told["retention_code"], "")),
    ("Số tờ/trang", 0.9, 10, "center", lambda at, told: _held(told)),
    ("Ghi chú", 1.5, 26, "left", lambda at, told: told["note"]),
)
FORMS = {CIRCULAR: _CIRCULAR, DECREE: _DECREE}


def volumes_of(one: HandoverList) -> int:
    return max(1, -(-one.entries.count() // VOLUME))


def write(one: HandoverList, form: str, file_format: str, to: Path, *, volume: int = 1) -> int:
    """Write the list, or one volume of its printed form; says how many lines."""
    columns = FORMS[form]
    rows = queries.entries_of(one)
    if file_format == XLSX:
        lines = (_cells(columns, at, entry.snapshot) for at, entry in enumerate(rows.iterator(chunk_size=2000), 1))
        about = [one.agency.name, f"Số {one.number}, bản {one.version}"]
        headings, widths = [column[0] for column in columns], [column[2] for column in columns]
        sheet = LongSheet("Mục lục nộp lưu", one.title.upper(), about, headings, widths, lines)
        return office.long_xlsx(to, [sheet], at=clock.now())
    first = (volume - 1) * VOLUME
    told = list(rows[first : first + VOLUME])
    total = one.entries.count()
    table = Table(
        [Column(heading, share, align) for heading, share, _width, align, _of in columns],
        [
            ["" if cell is None else str(cell) for cell in _cells(columns, first + at, entry.snapshot)]
            for at, entry in enumerate(told, start=1)
        ],
    )
    under = [f"Lần nộp, năm: {one.title.partition(', ')[2]}", f"Bản {one.version}"] if one.version > 1 else []
    if total > VOLUME:
        under.append(f"Quyển {volume}/{volumes_of(one)}")
    fonds = list(dict.fromkeys(entry.snapshot["fonds"] for entry in told))
    paper = register_paper(
        one.agency,
        "Mục lục hồ sơ, tài liệu nộp lưu",
        table,
        lines=[f"Phông: {'; '.join(fonds[:3])}", *under],
        closing=[f"Mục lục này gồm {grouped(total)} hồ sơ."],
        number=one.number,
        is_wide=True,
    )
    made = office.register_docx([paper]) if file_format == DOCX else office.register_pdf([paper], at=clock.now())
    to.write_bytes(made)
    return len(told)


def _cells(columns: Sequence[_Col], at: int, told: dict[str, Any]) -> list[object]:
    return [of(at, told) for *_shape, of in columns]
