"""Papers a second: the reports of 150 agencies as DOCX and PDF, their figures as one workbook.

The peer of DOCX is the bare library: docxtpl filling the template with nothing in it. Processor time stands beside
wall time, because typst works on all cores. Run: python -m bench.office [agencies]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

import pypdfium2
from docxtpl import DocxTemplate

from khoso.engines import office
from khoso.engines.office import (
    Annex,
    Bullets,
    Column,
    Formula,
    Heading,
    OfficialPaper,
    Paragraph,
    Sheet,
    Signer,
    Table,
    making,
    word,
)

AT = datetime(2026, 7, 15, 1, tzinfo=UTC)
TEXT = (
    "Trong kỳ, cơ quan đã rà soát, chỉnh lý và lựa chọn hồ sơ theo kế hoạch; số hóa và bàn giao dữ liệu đúng tiến độ."
)
COLUMNS = [
    Column("STT", 0.4, "center"),
    Column("Nội dung", 3),
    Column("Trong kỳ", 1, "right"),
    Column("Lũy kế", 1, "right"),
]


def paper(number: int) -> OfficialPaper:
    """A report of about four pages with an annex."""
    rows = [[str(n), f"Công việc {n} của cơ quan {number}", f"{n * number}", f"{n * number * 7}"] for n in range(1, 31)]
    return OfficialPaper(
        "Ủy ban nhân dân thành phố Mẫu", f"Cơ quan {number}", str(number), "BC-CQ", "Mẫu", date(2026, 7, 15), "Báo cáo",
        "Kết quả số hóa tài liệu lưu trữ kỳ 2 tháng 7 năm 2026",
        [Paragraph(TEXT), Heading("I. Kết quả"), Table(COLUMNS, rows), Heading("II. Vướng mắc"), Bullets([TEXT] * 6),
         Heading("III. Kiến nghị"), *[Paragraph(TEXT)] * 4],
        Signer(["Giám đốc"], "Nguyễn Văn Mẫu"), ["Sở Nội vụ"], ["Lãnh đạo cơ quan"],
        annexes=[Annex("Danh mục", [Table(COLUMNS, rows)], is_wide=True)],
    )  # fmt: skip


def sheet(agencies: int) -> Sheet:
    rows = [
        [n, f"Cơ quan {n}", *[n * k for k in range(1, 14)], Formula("=SUM(C{row}:O{row})")]
        for n in range(1, agencies + 1)
    ]
    columns = [Column("STT", 0.4), Column("Cơ quan", 3), *[Column(f"Kỳ {k}") for k in range(1, 14)], Column("Cộng")]
    return Sheet("Tổng hợp", "Tổng hợp 13 kỳ", columns, rows, ["", "Cộng", *["=SUM({first}:{last})"] * 14])


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds of `work`."""
    begun, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begun, time.process_time() - busy


def main() -> None:
    agencies = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    papers = [paper(number) for number in range(1, agencies + 1)]
    pages = agencies * len(pypdfium2.PdfDocument(office.pdf(papers[0], at=AT)))
    office.docx(papers[0])
    wordy, words_busy = timed(lambda: [office.docx(one) for one in papers])
    bare, bare_busy = timed(lambda: [_bare_docxtpl() for _ in papers])
    printed, print_busy = timed(lambda: [office.pdf(one, at=AT) for one in papers])
    book, _ = timed(lambda: office.xlsx([sheet(agencies)], at=AT))
    print(f"{agencies} báo cáo, {pages} trang")
    print(f"docx: {pages / wordy:.0f} trang/giây ({wordy:.1f} s, CPU {words_busy:.1f} s)", end=" · ")
    print(f"docxtpl không nội dung {bare:.1f} s (CPU {bare_busy:.1f} s) · tỉ lệ {words_busy / bare_busy:.2f}")
    print(f"pdf:  {pages / printed:.0f} trang/giây ({printed:.1f} s, CPU {print_busy:.1f} s)")
    print(f"xlsx: {book:.2f} s cho {agencies} cơ quan × 13 kỳ, công thức có sẵn giá trị")


def _bare_docxtpl() -> None:
    template = DocxTemplate(BytesIO(making.built_in()))
    names = ("kinh_gui_nhieu", "can_cu", "chuc_vu", "noi_nhan")
    from khoso.engines.office.fields import FIELDS

    template.render({name: [] if name in names else "" for name in FIELDS}, word.environment())
    template.save(BytesIO())


if __name__ == "__main__":
    main()
