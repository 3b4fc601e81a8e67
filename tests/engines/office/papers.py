"""Papers to draw in tests: invented agencies and people."""

from __future__ import annotations

from datetime import UTC, date, datetime

from khoso.engines.office import (
    Annex,
    Bullets,
    Column,
    Heading,
    OfficialPaper,
    Paragraph,
    Signer,
    Table,
)  # fmt: skip

AT = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
TEXT = (
    "Báo cáo này nêu khối lượng hồ sơ đã rà soát, chỉnh lý, lựa chọn và số hóa trong kỳ, tiến độ kinh phí, đấu thầu, "
    "hợp đồng, nghiệm thu và bàn giao dữ liệu của cơ quan."
)
COLUMNS = [
    Column("STT", 0.5, "center"),
    Column("Nội dung", 3),
    Column("Trong kỳ", 1, "right"),
    Column("Lũy kế", 1, "right"),
]


def rows(count: int) -> list[list[str]]:
    return [[str(n), f"Phông số {n}, tài liệu về đất đai và xây dựng", "1.234", "12.345"] for n in range(1, count + 1)]


def report(count: int = 40, *, with_annexes: bool = True) -> OfficialPaper:
    """A report of some pages with a table, to one addressee."""
    table = Table(COLUMNS, rows(count), ["", "Tổng cộng", "49.360", "493.800"], "Bảng 1. Khối lượng thực hiện")
    wide = Annex("Danh mục hồ sơ đã số hóa", [Paragraph(TEXT), Table(COLUMNS, rows(30))], is_wide=True)
    narrow = Annex("Danh sách người chịu trách nhiệm", [Bullets(["Nguyễn Văn Mẫu;", "Trần Thị Mẫu."])])
    return OfficialPaper(
        superior="Ủy ban nhân dân thành phố Mẫu",
        agency="Sở Nội vụ",
        number="5",
        notation="BC-SNV",
        place="Mẫu",
        dated=date(2026, 1, 5),
        kind="Báo cáo",
        subject="Kết quả số hóa tài liệu lưu trữ kỳ 1 tháng 01 năm 2026",
        blocks=[
            Paragraph(TEXT),
            Heading("I. Kết quả thực hiện"),
            Heading("1. Rà soát, chỉnh lý", 2),
            Paragraph(TEXT, is_italic=True),
            Heading("a) Khối lượng", 3),
            Bullets(["Đã rà soát 1.234 hồ sơ;", "Đã chỉnh lý 987 hồ sơ."]),
            table,
            Heading("II. Kiến nghị"),
            Paragraph("Sở Nội vụ báo cáo Ủy ban nhân dân thành phố xem xét, chỉ đạo."),
        ],
        signer=Signer(["KT. Giám đốc", "Phó Giám đốc"], "Nguyễn Văn Mẫu"),
        addressees=["Ủy ban nhân dân thành phố Mẫu"],
        recipients=["Chủ tịch UBND thành phố (để báo cáo)", "Các phòng thuộc Sở"],
        kept_at="VT, QLVTLT",
        annexes=[wide, narrow] if with_annexes else [],
    )


def letter() -> OfficialPaper:
    """A letter to several, signed in the name of the committee."""
    return OfficialPaper(
        superior="",
        agency="Ủy ban nhân dân thành phố Mẫu",
        number="12",
        notation="UBND-NC",
        place="Mẫu",
        dated=date(2026, 3, 15),
        kind="",
        subject="đẩy nhanh tiến độ số hóa tài liệu lưu trữ",
        blocks=[Paragraph(TEXT)],
        signer=Signer(["KT. Chủ tịch", "Phó Chủ tịch"], "Trần Thị Mẫu", "TM. Ủy ban nhân dân"),
        addressees=["Các sở, ban, ngành", "Ủy ban nhân dân các phường, xã"],
        recipients=["Chủ tịch, các Phó Chủ tịch"],
        kept_at="VT, NC",
    )


def notice() -> OfficialPaper:
    """A notice without number and day yet, to nobody by name, of an agency with a very long name."""
    return OfficialPaper(
        superior="Ủy ban nhân dân thành phố Mẫu",
        agency="Ban Quản lý dự án đầu tư xây dựng các công trình giao thông và nông nghiệp khu vực Mẫu Đông - Mẫu Tây",
        number="",
        notation="TB-BQLDA",
        place="Mẫu",
        dated=None,
        kind="Thông báo",
        subject="Về kết luận kiểm tra thực tế công tác chỉnh lý, số hóa và bàn giao tài liệu tại đơn vị năm 2026",
        blocks=[Heading("1. Thành phần", 2), Paragraph(TEXT), Table(COLUMNS, rows(2))],
        signer=Signer(["TL. Giám đốc", "Chánh Văn phòng"], "Lê Văn Mẫu"),
        recipients=["Các phòng, ban"],
        bases=["Căn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024", "Căn cứ Kế hoạch số 82/KH-UBND;"],
    )
