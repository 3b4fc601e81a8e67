"""The notice of a round's result: its text from what was found, frozen once published. The paper is Vietnamese.

# Luật: KH 82 Phụ lục II I.4 (sản phẩm: thông báo kết quả kiểm tra); NĐ 30/2020/NĐ-CP Phụ lục I (mẫu thông báo)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from khoso.engines.office.port import Block, Bullets, Heading, OfficialPaper, Paragraph, Signer
from khoso.kernel.text_vi import one_space

_PART = re.compile(r"^[IVX]+\. ")
_SECTION = re.compile(r"^\d+\. ")

# Who signs for a department where the directory names no post.
DIRECTOR = "Giám đốc"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A finding as the notice tells it."""

    text: str
    demand: str
    is_grave: bool
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A visit as the notice tells it. `on` None: the agency was not visited."""

    agency: str
    on: date | None
    summary: str = ""
    findings: Sequence[Wrong] = field(default=())


def composed(title: str, starts_on: date, ends_on: date, visits: Sequence[Seen]) -> str:
    """The text of the notice, in parts: how it went, what was found at each agency, what is asked of them."""
    seen = [visit for visit in visits if visit.on]
    missed = [visit for visit in visits if not visit.on]
    wrong = [one for visit in seen for one in visit.findings]
    grave = sum(one.is_grave for one in wrong)
    lines = [
        "I. TÌNH HÌNH KIỂM TRA",
        f"Từ ngày {_day(starts_on)} đến ngày {_day(ends_on)}, Sở Nội vụ tổ chức {_lower(title)}; đã kiểm tra "
        f"{len(seen):02d} cơ quan, đơn vị.",
    ]
    if missed:
        lines.append(f"Chưa kiểm tra: {', '.join(visit.agency for visit in missed)}.")
    lines.append("II. KẾT QUẢ KIỂM TRA")
    for number, visit in enumerate(seen, start=1):
        lines += _of_visit(number, visit)
    lines += ["III. YÊU CẦU", *_demands(len(wrong), grave, seen)]
    return "\n".join(lines)


def _of_visit(number: int, visit: Seen) -> list[str]:
    assert visit.on is not None
    lines = [f"{number}. {visit.agency} (ngày {_day(visit.on)})", *_paragraphs(visit.summary)]
    if not visit.findings:
        return [*lines, "Không có tồn tại phải khắc phục."]
    lines.append("Tồn tại phải khắc phục:")
    for one in visit.findings:
        grave = " (nghiêm trọng)" if one.is_grave else ""
        demand = f" Yêu cầu: {_end(one_space(one.demand))}" if one.demand else ""
        term = f" Xong trước hoặc trong ngày {_day(one.due_on)}." if one.due_on else ""
        lines.append(f"- {_end(one_space(one.text), grave)}{demand}{term}")
    return lines


def _demands(wrong: int, grave: int, seen: Sequence[Seen]) -> list[str]:
    if not wrong:
        return ["Các cơ quan, đơn vị tiếp tục thực hiện Kế hoạch đúng tiến độ, đúng quy trình nghiệp vụ."]
    having = [visit.agency for visit in seen if visit.findings]
    of_these = f", trong đó {grave:02d} tồn tại nghiêm trọng" if grave else ""
    return [
        f"Qua kiểm tra có {wrong:02d} tồn tại{of_these}. Yêu cầu {', '.join(having)} khắc phục đúng thời hạn nêu trên, "
        "báo cáo kết quả kèm bằng chứng trên Kho Số để Sở Nội vụ xác nhận.",
        "Người đứng đầu cơ quan, đơn vị chịu trách nhiệm về việc khắc phục.",
    ]


def _day(day: date) -> str:
    """As official papers write a day: 05/01/2026."""
    return f"{day:%d/%m/%Y}"


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def _end(text: str, more: str = "") -> str:
    """A sentence that ends with one full stop."""
    return f"{text.rstrip(' .;')}{more}."


def _paragraphs(text: str) -> list[str]:
    return [one_space(line) for line in text.splitlines() if line.strip()]


def blocks_of(text: str) -> list[Block]:
    """The text as the parts of an official paper: «I. …», «1. …», lines with a dash, paragraphs."""
    made: list[Block] = []
    dashes: list[str] = []
    for line in _paragraphs(text):
        if line.startswith("- "):
            dashes.append(line[2:])
            continue
        if dashes:
            made.append(Bullets(tuple(dashes)))
            dashes = []
        if _PART.match(line):
            made.append(Heading(line, 1))
        elif _SECTION.match(line):
            made.append(Heading(line, 2))
        else:
            made.append(Paragraph(line))
    return [*made, Bullets(tuple(dashes))] if dashes else made


def place_of(committee: str) -> str:
    """`UBND thành phố Đồng Nai` → `Đồng Nai`: what stands before the date."""
    return committee.removeprefix("UBND ").removeprefix("thành phố ")


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who publishes the notice."""

    superior: str
    agency: str
    place: str
    post: str
    signer: str


def paper_of(
    text: str, title: str, number: str, dated: date | None, issuer: Issuer, visited: Sequence[str]
) -> OfficialPaper:
    """The notice as an official paper; the number stands before its notation, as «12/TB-SNV»."""
    bare, _, notation = number.partition("/")
    return OfficialPaper(
        superior=issuer.superior,
        agency=issuer.agency,
        number=bare,
        notation=notation or "TB-SNV",
        place=issuer.place,
        dated=dated,
        kind="THÔNG BÁO",
        subject=f"Kết quả {_lower(title)}",
        blocks=blocks_of(text),
        signer=Signer(posts=(issuer.post,), name=issuer.signer),
        recipients=("UBND thành phố (để báo cáo)", *visited),
        kept_at="VT",
    )
