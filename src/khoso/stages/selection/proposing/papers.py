"""The list and the decision as papers: what the office engine draws. Words are Vietnamese whoever reads.

# Luật: NĐ 30/2020/NĐ-CP Phụ lục I (mẫu quyết định cá biệt); KH 82 III.2.b
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from khoso.engines.office import (
    Annex,
    Column,
    OfficialPaper,
    Paragraph,
    Sheet,
    Signer,
    Table,
)
from khoso.foundation.identity.agencies import issuing
from khoso.instruments.approvals.queries import Decision
from khoso.kernel import codes
from khoso.stages.programme import queries as programme
from khoso.stages.selection import states
from khoso.stages.selection.models import SelectionEntry, SelectionList
from khoso.stages.selection.proposing import words

# Longer lists are drawn by a job, and go with the minutes by their digest instead of line by line.
DRAWN_AT_ONCE = 2000
TITLE = "Danh mục hồ sơ, tài liệu cần thiết số hóa"
_COLUMNS = (
    Column("STT", 0.5, "center"),
    Column("Mã hồ sơ", 1.7),
    Column("Tiêu đề hồ sơ", 3.6),
    Column("Thời hạn", 0.9, "center"),
    Column("Số tờ", 0.6, "right"),
    Column("Số trang", 0.65, "right"),
    Column("Nhóm", 0.6, "center"),
    Column("Tiêu chí lựa chọn", 2.2),
    Column("Rủi ro", 0.6, "center"),
)


@dataclass(frozen=True, slots=True)
class Totals:
    """What stands on a list."""

    dossiers: int
    sheets: int
    pages: int
    struck: int = 0


def number_vn(value: int | None) -> str:
    """`12345` → `12.345`."""
    return "" if value is None else f"{value:,}".replace(",", ".")


def _entries(one: SelectionList, *, with_struck: bool = False) -> Iterable[SelectionEntry]:
    rows = one.entries.all() if with_struck else one.entries.filter(is_struck=False)
    return rows.order_by("fonds_title", "reference_code", "key").iterator(chunk_size=5000)


def term(code: str) -> str:
    """The retention of a dossier in the words of the Circular's table."""
    return codes.MAINTENANCE.get(code, code)


def _rows(one: SelectionList, *, with_struck: bool = False) -> Iterator[list[Any]]:
    for place, row in enumerate(_entries(one, with_struck=with_struck), start=1):
        yield [
            place,
            row.reference_code or f"{row.fonds_title}, hộp {row.box}, hồ sơ {row.number}",
            row.title,
            term(row.retention_code) if row.retention_code else "",
            row.sheets,
            row.pages,
            row.group,
            "; ".join(words.criterion(code) for code in row.criteria),
            row.risk_class,
        ]


def totals_of(one: SelectionList) -> Totals:
    """Dossiers, sheets and pages that stand on the list."""
    from khoso.stages.selection.proposing.queries import totals

    told = totals(one)
    return Totals(told.dossiers, told.sheets, told.pages, told.struck)


def list_table(one: SelectionList, *, with_struck: bool = False) -> Table:
    """The list as a table of a paper, with its sums; `with_struck`: as the council had it before itself."""
    told = totals_of(one)
    rows = [
        [
            number_vn(cell) if isinstance(cell, int) and at in (4, 5) else "" if cell is None else str(cell)
            for at, cell in enumerate(row)
        ]
        for row in _rows(one, with_struck=with_struck)
    ]
    total = [
        "",
        "",
        f"Cộng: {number_vn(told.dossiers)} hồ sơ",
        "",
        number_vn(told.sheets),
        number_vn(told.pages),
        "",
        "",
        "",
    ]
    return Table(_COLUMNS, rows, total)


def list_sheets(one: SelectionList) -> list[Sheet]:
    """The list as a workbook, its sums as formulas."""
    notes = [_about(one)]
    totals = ["", "", "Cộng", "", "=SUM({first}:{last})", "=SUM({first}:{last})", "", "", ""]
    return [Sheet("Danh mục", TITLE.upper(), _COLUMNS, list(_rows(one)), totals, notes)]


def _about(one: SelectionList) -> str:
    said = (
        f"{one.title}. {issuing.issuer_of(one.agency)}, bản {one.version}, {str(states.LIST_LABELS[one.state]).lower()}"
    )
    if one.decision_number and one.decision_date:
        said += f": Quyết định số {one.decision_number} ngày {one.decision_date:%d/%m/%Y}"
    return said + "."


def list_paper(one: SelectionList) -> OfficialPaper:
    """The list alone, to be read and taken into the council's session. Without a number: the decision gives it one."""
    agency, city = one.agency, _city()
    told = totals_of(one)
    return OfficialPaper(
        superior=issuing.superior_of(agency, city),
        agency=issuing.issuer_of(agency).upper(),
        number="",
        notation=f"DM-{issuing.initials_of(agency)}",
        place=issuing.place_of(agency, city),
        dated=one.decision_date,
        kind="DANH MỤC",
        subject="Hồ sơ, tài liệu cần thiết số hóa",
        blocks=[
            Paragraph(_about(one)),
            Paragraph(
                f"Danh mục gồm {number_vn(told.dossiers)} hồ sơ, {number_vn(told.sheets)} tờ, "
                f"{number_vn(told.pages)} trang, kèm theo tại Phụ lục."
            ),
        ],
        signer=issuing.signer_of(agency, None),
        annexes=[Annex(TITLE, [list_table(one)], is_wide=True)],
    )


def _city() -> Any:
    plan = programme.current_plan()
    return plan.city if plan else None


def split_number(number: str, notation: str) -> tuple[str, str]:
    """«12/QĐ-UBND» → («12», «QĐ-UBND»); a bare number gets `notation`."""
    bare, _slash, told = number.partition("/")
    return bare.strip(), told.strip() or notation


def decision_paper(one: SelectionList, decided: Decision) -> OfficialPaper:
    """The head's decision with the list as its annex."""
    agency, city = one.agency, _city()
    number, notation = split_number(decided.number, f"QĐ-{issuing.initials_of(agency)}")
    return OfficialPaper(
        superior=issuing.superior_of(agency, city),
        agency=issuing.issuer_of(agency).upper(),
        number=number,
        notation=notation,
        place=issuing.place_of(agency, city),
        dated=decided.issued_on,
        kind="QUYẾT ĐỊNH",
        subject=f"Về việc phê duyệt {TITLE}",
        bases=_bases(one),
        blocks=_articles(one),
        signer=_signer(one, decided),
        recipients=["Như Điều 3"],
        annexes=[Annex(TITLE, [list_table(one)], is_wide=True)],
    )


def _signer(one: SelectionList, decided: Decision) -> Signer:
    usual = issuing.signer_of(one.agency, decided.decided_by)
    posts = [decided.signer_title.upper()] if decided.signer_title else usual.posts
    return Signer(posts=posts, name=decided.signer_name, authority="" if decided.signer_title else usual.authority)


def _bases(one: SelectionList) -> list[str]:
    said = [
        "Căn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024",
        "Căn cứ Thông tư số 05/2025/TT-BNV ngày 14 tháng 5 năm 2025 của Bộ trưởng Bộ Nội vụ",
        "Căn cứ Văn bản số 7197/BKHCN-CĐSQG ngày 29 tháng 11 năm 2025 của Bộ Khoa học và Công nghệ",
    ]
    plan = programme.current_plan()
    if plan and plan.number:
        day = f" ngày {plan.issued_on:%d/%m/%Y}" if plan.issued_on else ""
        said.append(f"Căn cứ Kế hoạch số {plan.number}{day} của Ủy ban nhân dân thành phố")
    held = one.sessions.filter(state=states.CLOSED).order_by("-closed_at").first()
    if held is not None:
        said.append(
            f"Căn cứ Biên bản số {held.minutes_number} ngày {held.starts_at_here:%d/%m/%Y} của {held.body.name}"
        )
        said.append(f"Theo đề nghị của {held.body.name}")
    return said


def _articles(one: SelectionList) -> list[Any]:
    told = totals_of(one)
    replaced = ""
    if one.replaces and one.replaces.decision_number:
        replaced = f" Danh mục này thay thế danh mục ban hành kèm theo Quyết định số {one.replaces.decision_number}."
    return [
        Paragraph("QUYẾT ĐỊNH:", is_bold=True),
        Paragraph(
            f"Điều 1. Phê duyệt {TITLE} của {issuing.issuer_of(one.agency)} gồm {number_vn(told.dossiers)} hồ sơ, "
            f"{number_vn(told.sheets)} tờ, {number_vn(told.pages)} trang (có Danh mục kèm theo).{replaced}"
        ),
        Paragraph(
            "Điều 2. Chỉ hồ sơ, tài liệu có trong Danh mục được đưa vào kế hoạch, bàn giao và số hóa. Việc thay đổi "
            "Danh mục phải được Hội đồng rà soát xem xét và phê duyệt bằng quyết định mới."
        ),
        Paragraph(
            "Điều 3. Quyết định này có hiệu lực kể từ ngày ký. Hội đồng rà soát, Tổ Quản lý, Giám sát và các đơn vị, "
            "cá nhân có liên quan chịu trách nhiệm thi hành Quyết định này."
        ),
    ]
