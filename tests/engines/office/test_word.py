"""The DOCX, block by block against the form of Decree 30/2020, opened as an editor opens it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from tests.engines.office.papers import COLUMNS, letter, notice, report

from khoso.engines import office
from khoso.engines.office import Bullets, Heading, OfficialPaper, Paragraph, Table

pytestmark = [pytest.mark.mission("P11"), pytest.mark.luat("NĐ30 Phụ lục I")]
HOSTILE = "{{ 7*7 }} {% for x in y %} {# z #} {_{ x }_} {_% %_} <w:p>&amp;</w:p> ]]> & \"'“”‘’ \\ $1 =1+1"


def opened(paper: OfficialPaper) -> Any:
    return Document(BytesIO(office.docx(paper)))


def texts(cell: Any) -> list[str]:
    return [paragraph.text for paragraph in cell.paragraphs]


def size(paragraph: Any) -> float:
    return float(paragraph.style.font.size.pt)


def looks(paragraph: Any) -> tuple[float, bool, bool, Any]:
    font = paragraph.style.font
    return size(paragraph), bool(font.bold), bool(font.italic), paragraph.style.paragraph_format.alignment


def test_the_paper_is_a4_with_the_margins_of_the_law() -> None:
    section = opened(report()).sections[0]
    assert abs(section.page_width - Mm(210)) < Mm(0.1)
    assert abs(section.page_height - Mm(297)) < Mm(0.1)
    found = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert [round(margin.mm) for margin in found] == [20, 20, 30, 20]


def test_every_letter_is_times_new_roman_and_black() -> None:
    document = opened(report())
    for style in document.styles:
        if (style.name.startswith("VB ") and style.type == 1) or style.name in ("Normal", "Heading 1", "Heading 2"):
            fonts = style.element.rPr.find(qn("w:rFonts"))
            assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs", "eastAsia")} == {
                "Times New Roman"
            }, style.name
            assert style.font.color.rgb is None or str(style.font.color.rgb) == "000000", style.name
    direct = {element.tag for run in document.element.body.iter(qn("w:rPr")) for element in run}
    assert direct <= {qn("w:b"), qn("w:i")}


def test_the_page_number_stands_in_the_middle_of_the_head_and_not_on_the_first_page() -> None:
    section = opened(report()).sections[0]
    assert section.different_first_page_header_footer is True
    number = section.header.paragraphs[0]
    assert [code.text for code in number._p.iter(qn("w:instrText"))] == [" PAGE "]
    assert looks(number) == (13, False, False, ALIGN.CENTER)
    assert section.first_page_header.is_linked_to_previous is False
    assert list(section.first_page_header._element.iter(qn("w:instrText"))) == []
    assert section.header_distance < section.top_margin


def test_the_head_of_a_report() -> None:
    head = opened(report()).tables[0]
    agency, state = head.rows[0].cells
    assert texts(agency) == ["ỦY BAN NHÂN DÂN THÀNH\u00a0PHỐ\u00a0MẪU", "SỞ NỘI VỤ", ""]
    assert texts(state) == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", ""]
    assert looks(agency.paragraphs[0]) == (12, False, False, ALIGN.CENTER)
    assert looks(agency.paragraphs[1]) == (12, True, False, ALIGN.CENTER)
    assert looks(state.paragraphs[0]) == (12, True, False, ALIGN.CENTER)
    assert looks(state.paragraphs[1]) == (13, True, False, ALIGN.CENTER)
    number, place = head.rows[1].cells
    assert texts(number) == ["Số: 05/BC-SNV"]
    assert looks(number.paragraphs[0]) == (13, False, False, ALIGN.CENTER)
    assert texts(place) == ["Mẫu, ngày 05 tháng 01 năm 2026"]
    assert looks(place.paragraphs[0]) == (13, False, True, ALIGN.CENTER)


def rule_mm(paragraph: Any, room_mm: float) -> float:
    """How long the rule is that a paragraph draws in a space."""
    shape = paragraph.paragraph_format
    assert paragraph.style.element.pPr.find(f"{qn('w:pBdr')}/{qn('w:bottom')}") is not None
    return room_mm - shape.left_indent.mm - shape.right_indent.mm


def test_rules_are_as_long_as_their_text_or_two_fifths_of_it() -> None:
    document = opened(report())
    agency, state = document.tables[0].rows[0].cells
    # Measured in Times New Roman Bold: «Độc lập - Tự do - Hạnh phúc» at 13 points, «SỞ NỘI VỤ» at 12.
    assert rule_mm(state.paragraphs[2], 95) == pytest.approx(56.3, abs=1.0)
    name = 25.9
    assert name / 3 <= rule_mm(agency.paragraphs[2], 65) <= name / 2
    subject = next(p for p in document.paragraphs if p.style.name == "VB Kẻ ngắn")
    assert 38 <= rule_mm(subject, 160) <= 58


def test_kind_subject_and_addressee_stand_in_their_order() -> None:
    document = opened(report())
    told = [(p.style.name, p.text) for p in document.paragraphs][:5]
    assert told == [
        ("VB Tên loại", "BÁO CÁO"),
        ("VB Trích yếu", "Kết quả số hóa tài liệu lưu trữ kỳ 1 tháng 01 năm 2026"),
        ("VB Kẻ ngắn", ""),
        ("VB Kính gửi", "Kính gửi: Ủy ban nhân dân thành phố Mẫu"),
        ("VB Nội dung", report().blocks[0].text),  # type: ignore[union-attr]
    ]
    kind, subject, _, to = document.paragraphs[:4]
    assert looks(kind) == (14, True, False, ALIGN.CENTER)
    assert looks(subject) == (14, True, False, ALIGN.CENTER)
    assert size(to) == 14


def test_the_text_is_justified_indented_and_spaced() -> None:
    document = opened(report())
    body = document.styles["VB Nội dung"].paragraph_format
    assert body.alignment == ALIGN.JUSTIFY
    assert round(body.first_line_indent.cm, 2) == 1.27
    assert (body.space_after, body.line_spacing) == (Pt(6), 1.15)
    assert document.styles["VB Nội dung"].font.size == Pt(14)


def test_headings_are_words_own_so_that_the_outline_shows_them() -> None:
    document = opened(report())
    told = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert told == [
        ("Heading 1", "I. KẾT QUẢ THỰC HIỆN"),
        ("Heading 2", "1. Rà soát, chỉnh lý"),
        ("Heading 3", "a) Khối lượng"),
        ("Heading 1", "II. KIẾN NGHỊ"),
    ]
    bold = [bool(document.styles[f"Heading {level}"].font.bold) for level in (1, 2, 3)]
    assert bold == [True, True, False]


def test_tables_repeat_their_head_and_break_no_row() -> None:
    table = opened(report(count=40)).tables[1]
    assert len(table.rows) == 42
    marks = [
        (row._tr.trPr.find(qn("w:tblHeader")) is not None, row._tr.trPr.find(qn("w:cantSplit")) is not None)
        for row in table.rows
    ]
    assert marks == [(True, True), *[(False, True)] * 41]
    assert [cell.text for cell in table.rows[0].cells] == ["STT", "Nội dung", "Trong kỳ", "Lũy kế"]
    assert [cell.text for cell in table.rows[-1].cells] == ["", "Tổng cộng", "49.360", "493.800"]
    assert all(run.bold for cell in table.rows[-1].cells for p in cell.paragraphs for run in p.runs)
    assert [cell.paragraphs[0].alignment for cell in table.rows[1].cells] == [
        ALIGN.CENTER, ALIGN.LEFT, ALIGN.RIGHT, ALIGN.RIGHT,
    ]  # fmt: skip


def test_the_signer_and_the_recipients_stand_side_by_side_and_never_alone() -> None:
    document = opened(report())
    left, right = document.tables[2].rows[0].cells
    assert texts(left) == [
        "Nơi nhận:",
        "- Như trên;",
        "- Chủ tịch UBND thành phố (để báo cáo);",
        "- Các phòng thuộc Sở;",
        "- Lưu: VT, QLVTLT.",
    ]
    assert looks(left.paragraphs[0])[:3] == (12, True, True)
    assert looks(left.paragraphs[1])[:3] == (11, False, False)
    assert texts(right) == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Văn Mẫu"]
    assert {looks(p) for p in right.paragraphs} == {(14, True, False, ALIGN.CENTER)}
    assert right.paragraphs[-1].style.paragraph_format.space_before >= Pt(60)
    last = [p for p in document.paragraphs if p.style.name == "VB Nội dung" and p.text.endswith("./.")]
    assert [p.paragraph_format.keep_with_next for p in last] == [True]
    assert document.tables[2].rows[0]._tr.trPr.find(qn("w:cantSplit")) is not None


def test_annexes_are_sections_numbered_from_one_and_may_lie() -> None:
    document = opened(report())
    pages = [(s.orientation, round(s.page_width.mm), round(s.page_height.mm)) for s in document.sections]
    assert pages == [
        (WD_ORIENT.PORTRAIT, 210, 297),
        (WD_ORIENT.LANDSCAPE, 297, 210),
        (WD_ORIENT.PORTRAIT, 210, 297),
    ]
    starts = [s._sectPr.find(qn("w:pgNumType")) for s in document.sections]
    assert [None if start is None else start.get(qn("w:start")) for start in starts] == [None, "1", "1"]
    assert [s.different_first_page_header_footer for s in document.sections] == [True] * 3
    names = [(p.style.name, p.text) for p in document.paragraphs if "hụ lục" in p.style.name]
    assert names == [
        ("VB Phụ lục", "Phụ lục I"),
        ("VB Tên phụ lục", "DANH MỤC HỒ SƠ ĐÃ SỐ HÓA"),
        ("VB Dẫn phụ lục", "(Kèm theo Báo cáo số 05/BC-SNV ngày 05 tháng 01 năm 2026 của Sở Nội vụ)"),
        ("VB Phụ lục", "Phụ lục II"),
        ("VB Tên phụ lục", "DANH SÁCH NGƯỜI CHỊU TRÁCH NHIỆM"),
        ("VB Dẫn phụ lục", "(Kèm theo Báo cáo số 05/BC-SNV ngày 05 tháng 01 năm 2026 của Sở Nội vụ)"),
    ]
    assert document.styles["VB Dẫn phụ lục"].font.italic is True


def test_a_letter_has_its_subject_under_the_number_and_no_kind() -> None:
    document = opened(letter())
    number, _ = document.tables[0].rows[1].cells
    assert texts(number) == ["Số: 12/UBND-NC", "V/v đẩy nhanh tiến độ số hóa tài liệu lưu trữ"]
    assert looks(number.paragraphs[1]) == (12, False, False, ALIGN.CENTER)
    assert texts(document.tables[0].rows[0].cells[0]) == ["ỦY BAN NHÂN DÂN THÀNH\u00a0PHỐ\u00a0MẪU", ""]
    told = [(p.style.name, p.text) for p in document.paragraphs][:3]
    assert told == [
        ("VB Kính gửi nhiều nơi", "Kính gửi:"),
        ("VB Nơi kính gửi", "- Các sở, ban, ngành;"),
        ("VB Nơi kính gửi", "- Ủy ban nhân dân các phường, xã."),
    ]
    assert texts(document.tables[1].rows[0].cells[1])[0] == "TM. ỦY BAN NHÂN DÂN"


def test_a_notice_has_bases_in_italics_and_gaps_for_what_is_not_known() -> None:
    document = opened(notice())
    assert document.tables[0].rows[1].cells[0].text == "Số: " + "\u00a0" * 6 + "/TB-BQLDA"
    bases = [p for p in document.paragraphs if p.style.name == "VB Căn cứ"]
    assert [p.text[-1] for p in bases] == [";", "."]
    assert looks(bases[0]) == (14, False, True, ALIGN.JUSTIFY)
    assert [p.text for p in document.paragraphs if "Kính gửi" in p.text] == []


def test_what_people_typed_comes_out_as_typed_wherever_it_stands() -> None:
    paper = replace(
        report(),
        agency=HOSTILE,
        superior=HOSTILE,
        subject=HOSTILE,
        place=HOSTILE,
        signer=replace(report().signer, name=HOSTILE),
        recipients=[HOSTILE],
        blocks=[
            Paragraph(HOSTILE + "\x00\x07\nhàng hai"),
            Heading(HOSTILE, 2),
            Bullets([HOSTILE]),
            Table(COLUMNS, [[HOSTILE] * 4], caption=HOSTILE),
        ],
    )
    document = opened(paper)
    said = [p.text for p in document.paragraphs]
    assert said[1] == HOSTILE
    assert HOSTILE + "\nhàng hai" in said
    assert f"- {HOSTILE}" in said
    assert said.count(HOSTILE) == 3
    head, table, end = document.tables[0], document.tables[1], document.tables[2]
    assert texts(head.rows[0].cells[0])[:2] == [HOSTILE.upper()] * 2
    assert [cell.text for cell in table.rows[1].cells] == [HOSTILE] * 4
    assert end.rows[0].cells[1].paragraphs[-1].text == HOSTILE
    assert f"- {HOSTILE};" in texts(end.rows[0].cells[0])
    assert document.core_properties.title == f"Báo cáo {HOSTILE}"


def test_nobody_can_type_the_place_of_the_text() -> None:
    """The name of the field, and whatever else a person types, stays what it is; the text comes in once."""
    typed = ["noi_dung", "{{ noi_dung }}", "\ue000noi_dung\ue000"]
    for text in typed:
        document = opened(replace(report(), subject=text, signer=replace(report().signer, name=text)))
        assert document.paragraphs[1].text == text
        assert [p.text for p in document.paragraphs].count("I. KẾT QUẢ THỰC HIỆN") == 1


def test_equal_papers_are_equal_bytes() -> None:
    assert office.docx(report()) == office.docx(report())
    assert office.docx(report()) != office.docx(replace(report(), number="6"))
