"""Makes the built-in Word template: what an office gets to change, and what is used while it changes nothing.

# Luật: NĐ 30/2020/NĐ-CP Phụ lục I
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from lxml import etree

from khoso.engines.office import packing, styles
from khoso.engines.office.styles import Look

FONT = "Times New Roman"
_LEFT, _RIGHT = 3686, 5385
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_EPOCH = datetime(2020, 3, 5)  # noqa: DTZ001 - a Word file's own dates carry no zone


@lru_cache(maxsize=1)
def built_in() -> bytes:
    """The built-in `van-ban.docx`, the same bytes every time."""
    document = Document()
    body = document.element.body
    for element in list(body):
        if element.tag != qn("w:sectPr"):
            body.remove(element)
    _defaults(document)
    for look in styles.LOOKS:
        _style(document, look)
    _table_style(document)
    _page(document)
    for xml in _content(lambda name: document.styles[name].style_id):
        body.insert(len(body) - 1, parse_xml(xml))
    properties = document.core_properties
    properties.author = properties.title = properties.comments = properties.keywords = ""
    properties.last_modified_by = ""
    properties.created = properties.modified = _EPOCH
    properties.language = "vi-VN"
    buffer = BytesIO()
    document.save(buffer)
    return packing.repacked(buffer.getvalue())


def _defaults(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    for holder in (normal.element.get_or_add_rPr(), document.styles.element.find(".//" + qn("w:rPrDefault") + "/*")):
        _fonts(holder)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    normal.paragraph_format.widow_control = True


def _fonts(properties: Any) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = parse_xml(f"<w:rFonts {nsdecls('w')}/>")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/>'))


def _style(document: Any, look: Look) -> None:
    known = [style.name for style in document.styles]
    if look.name in known:
        style = document.styles[look.name]
    else:
        style = document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.quick_style = True
    properties = style.element.get_or_add_rPr()
    for old in list(properties):
        properties.remove(old)
    _fonts(properties)
    font = style.font
    font.size, font.bold, font.italic = Pt(look.size), look.is_bold, look.is_italic
    font.color.rgb = RGBColor(0, 0, 0)
    shape = style.paragraph_format
    shape.alignment = _ALIGN[look.align]
    shape.space_before, shape.space_after = Pt(look.before), Pt(look.after)
    shape.first_line_indent, shape.left_indent = Mm(look.first_mm), Mm(look.left_mm)
    shape.keep_with_next, shape.keep_together = look.keeps, look.keeps or None
    if look.exactly:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.exactly)
    else:
        shape.line_spacing = look.lines
    if look.is_list:
        # The schema wants it behind the indents.
        style.element.pPr.find(qn("w:ind")).addnext(parse_xml(f"<w:contextualSpacing {nsdecls('w')}/>"))
    if look.has_rule:
        _rule(style.element.get_or_add_pPr())


def _rule(properties: Any) -> None:
    border = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
    )
    before = ("w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:framePr", "w:widowControl", "w:numPr")
    at = [n for n, child in enumerate(properties) if child.tag in [qn(name) for name in before]]
    properties.insert(at[-1] + 1 if at else 0, border)


def _table_style(document: Any) -> None:
    style = document.styles.add_style(styles.TABLE, WD_STYLE_TYPE.TABLE)
    style.base_style = document.styles["Normal Table"]
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    style.element.append(
        parse_xml(
            f"<w:tblPr {nsdecls('w')}><w:tblBorders>{lines}</w:tblBorders><w:tblCellMar>"
            '<w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        )
    )


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    paragraph.style = document.styles[styles.PAGE_NUMBER]
    for xml in _page_field():
        paragraph._p.append(parse_xml(xml))
    # The first page has a head of its own, with nothing in it.
    section.first_page_header.is_linked_to_previous = False
    section.first_page_header.paragraphs[0].style = document.styles[styles.PAGE_NUMBER]


def _page_field() -> list[str]:
    ns = nsdecls("w")
    return [
        f'<w:r {ns}><w:fldChar w:fldCharType="begin"/></w:r>',
        f'<w:r {ns}><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>',
        f'<w:r {ns}><w:fldChar w:fldCharType="separate"/></w:r>',
        f"<w:r {ns}><w:t>2</w:t></w:r>",
        f'<w:r {ns}><w:fldChar w:fldCharType="end"/></w:r>',
    ]


@dataclass(frozen=True)
class _Line:
    style: str
    text: str = ""


def _content(style_id: Any) -> list[str]:
    """The template from top to bottom, as its author would type it in Word."""
    lines = _Lines(style_id)
    middle = lines(
        "{%p if not la_cong_van %}", _Line(styles.KIND, "{{ ten_loai }}"), _Line(styles.SUBJECT, "{{ trich_yeu }}"),
        _Line(styles.SHORT_RULE), "{%p endif %}",
        "{%p if kinh_gui_mot %}", _Line(styles.TO, "Kính gửi: {{ kinh_gui_mot }}"), "{%p endif %}",
        "{%p if kinh_gui_nhieu %}", _Line(styles.TO_MANY, "Kính gửi:"),
        "{%p for dong in kinh_gui_nhieu %}", _Line(styles.TO_LINE, "- {{ dong }}"), "{%p endfor %}", "{%p endif %}",
        "{%p for dong in can_cu %}", _Line(styles.BASIS, "{{ dong }}"), "{%p endfor %}",
        _Line(styles.BODY, "{{ noi_dung }}"),
    )  # fmt: skip
    # Word wants a paragraph behind a table that ends a section.
    return [_head(lines), *_apart(middle), _end(lines), *_apart(lines(_Line(styles.AFTER_TABLE)))]


def _head(lines: _Lines) -> str:
    agency = lines(
        "{%p if co_quan_cap_tren %}", _Line(styles.SUPERIOR, "{{ co_quan_cap_tren }}"), "{%p endif %}",
        _Line(styles.AGENCY, "{{ co_quan }}"), _Line(styles.SHORT_RULE),
    )  # fmt: skip
    state = lines(
        _Line(styles.STATE, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        _Line(styles.MOTTO, "Độc lập - Tự do - Hạnh phúc"),
        _Line(styles.LONG_RULE),
    )
    number = lines(
        _Line(styles.NUMBER, "Số: {{ so_ky_hieu }}"),
        "{%p if la_cong_van %}", _Line(styles.LETTER_SUBJECT, "V/v {{ trich_yeu }}"), "{%p endif %}",
    )  # fmt: skip
    place = lines(_Line(styles.PLACE, "{{ dia_danh_ngay_thang }}"))
    return side_by_side([(agency, state), (number, place)], _LEFT, _RIGHT)


def _end(lines: _Lines) -> str:
    recipients = lines(
        "{%p for dong in ghi_chuc_vu %}", _Line(styles.POST, "{{ dong }}"), "{%p endfor %}",
        "{%p if ghi_ho_ten %}", _Line(styles.SIGNER, "{{ ghi_ho_ten }}"), _Line(styles.AFTER_TABLE), "{%p endif %}",
        _Line(styles.RECIPIENTS, "Nơi nhận:"),
        "{%p for dong in noi_nhan %}", _Line(styles.RECIPIENT, "- {{ dong }}"), "{%p endfor %}",
    )  # fmt: skip
    signer = lines(
        "{%p if quyen_han %}", _Line(styles.POST, "{{ quyen_han }}"), "{%p endif %}",
        "{%p for dong in chuc_vu %}", _Line(styles.POST, "{{ dong }}"), "{%p endfor %}",
        _Line(styles.SIGNER, "{{ ho_ten }}"),
    )  # fmt: skip
    return side_by_side([(recipients, signer)], (_LEFT + _RIGHT) // 2, (_LEFT + _RIGHT + 1) // 2, gap=120)


class _Lines:
    """Paragraphs as XML."""

    def __init__(self, style_id: Any) -> None:
        self._style_id = style_id

    def __call__(self, *told: _Line | str) -> str:
        return "".join(self._one(_Line("Normal", line) if isinstance(line, str) else line) for line in told)

    def _one(self, line: _Line) -> str:
        run = f'<w:r><w:t xml:space="preserve">{line.text}</w:t></w:r>' if line.text else ""
        return f'<w:p><w:pPr><w:pStyle w:val="{self._style_id(line.style)}"/></w:pPr>{run}</w:p>'


def side_by_side(rows: list[tuple[str, str]], left: int, right: int, gap: int = 0) -> str:
    """A table without lines, by which the blocks of the form stand beside one another."""

    def row(cells: tuple[str, str]) -> str:
        told = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
            for width, cell in zip((left, right), cells, strict=True)
        )
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{told}</w:tr>"

    above = f'<w:top w:w="{gap}" w:type="dxa"/>' if gap else ""
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{left + right}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar>{above}<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{left}"/><w:gridCol w:w="{right}"/></w:tblGrid>{"".join(map(row, rows))}</w:tbl>'
    )


def _apart(paragraphs: str) -> list[str]:
    wrapped = parse_xml(f"<w:body {nsdecls('w')}>{paragraphs}</w:body>")
    return [etree.tostring(element, encoding="unicode") for element in wrapped]
