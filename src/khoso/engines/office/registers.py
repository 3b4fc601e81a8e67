"""Registers, covers and labels on paper: PDF by typst, DOCX as Word's own tables.

# Luật: NĐ 30/2020/NĐ-CP Phụ lục I, V
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC, datetime, time
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from khoso.engines.office import making, packing, printing, styles, wordml
from khoso.engines.office.parts import clean
from khoso.engines.office.port import BoxLabel, DossierCover, Paragraph, Register, Signer, Table
from khoso.kernel import numbers_vi

# A4 without its margins, in twentieths of a point.
_WIDE, _UPRIGHT = 14_600, 9_638
_GAP = "\u00a0" * 5


@lru_cache(maxsize=2)
def _template(name: str) -> bytes:
    return files("khoso.engines.office").joinpath(name).read_bytes()


def pdf(registers: Sequence[Register], at: datetime) -> bytes:
    """The registers as PDF/A, each from a page of its own. Raises DrawingFailed, EngineMissing."""
    first = registers[0]
    data = {"ten_tep": _line(first.title), "tac_gia": _line(first.agency), "muc_luc": [_data(one) for one in registers]}
    return printing.compiled(_template("muc-luc.typ"), data, at)


def labels_pdf(covers: Sequence[DossierCover], boxes: Sequence[BoxLabel], at: datetime) -> bytes:
    """Covers, one a page, then labels of boxes, six a page. Raises DrawingFailed, EngineMissing."""
    data = {
        "ten_tep": "Bìa hồ sơ" if covers else "Nhãn hộp",
        "tac_gia": _line(covers[0].agency if covers else boxes[0].agency if boxes else ""),
        "bia": [
            {
                "co_quan_cap_tren": _line(one.superior).upper(),
                "co_quan": _line(one.agency).upper(),
                "ma": _line(one.code),
                "tieu_de": _line(one.title),
                "dong": [_line(line) for line in one.lines],
                "noi_de": [[_line(name), _line(value)] for name, value in one.facts],
                "thoi_han": _line(one.retention),
            }
            for one in covers
        ],
        "nhan": [
            {
                "co_quan": _line(one.agency).upper(),
                "phong": _line(one.fonds),
                "hop": _line(one.box),
                "dong": [_line(line) for line in one.lines],
            }
            for one in boxes
        ],
    }
    return printing.compiled(_template("bia-nhan.typ"), data, at)


def place_and_date(register: Register) -> str:
    """«Đồng Nai, ngày 05 tháng 01 năm 2026», with gaps for the clerk when there is no day."""
    day = numbers_vi.day_in_words(register.dated) if register.dated else f"ngày{_GAP}tháng{_GAP}năm{_GAP}"
    return f"{_line(register.place)}, {day}"


def _line(text: str) -> str:
    return clean(text).replace("\n", " ").strip()


def _data(register: Register) -> dict[str, Any]:
    table = register.table
    return {
        "co_quan_cap_tren": _line(register.superior).upper(),
        "co_quan": _line(register.agency).upper(),
        "so": _line(register.number),
        "dia_danh_ngay_thang": place_and_date(register),
        "ten": _line(register.title).upper(),
        "dong": [_line(line) for line in register.lines],
        "ngang": register.is_wide,
        "cot": [{"ten": clean(c.title), "rong": max(c.share, 0.01), "canh": c.align} for c in table.columns],
        "hang": [[clean(str(cell)) for cell in row] for row in table.rows],
        "tong": [clean(str(cell)) for cell in table.totals or ()],
        "ket": [_line(line) for line in register.closing],
        "nguoi_lap": _signer(register.maker),
        "nguoi_ky": _signer(register.signer) if register.signer else None,
    }


def _signer(signer: Signer) -> dict[str, Any]:
    return {
        "quyen_han": _line(signer.authority).upper(),
        "chuc_vu": [_line(post).upper() for post in signer.posts],
        "ho_ten": _line(signer.name),
    }


def docx(registers: Sequence[Register]) -> bytes:
    """The registers as one Word file, a section each, the head of the table again on every page."""
    document = Document(BytesIO(making.built_in()))
    ids = {style.name: str(style.style_id) for style in document.styles}
    properties = document.core_properties
    properties.title, properties.author = _line(registers[0].title)[:255], _line(registers[0].agency)[:255]
    properties.language = "vi-VN"
    if registers[0].dated:
        properties.created = properties.modified = datetime.combine(registers[0].dated, time(), UTC)
    body = document.element.body
    section = body.find(qn("w:sectPr"))
    for element in list(body):
        body.remove(element)
    parts = []
    for number, register in enumerate(registers, start=1):
        shape = etree.tostring(_laid(section, is_wide=register.is_wide), encoding="unicode")
        end = f'<w:p><w:pPr><w:pStyle w:val="{ids[styles.AFTER_TABLE]}"/>{shape}</w:pPr></w:p>'
        parts.append(_word(register, ids.__getitem__) + (shape if number == len(registers) else end))
    # The long text goes in as text: a tree of a hundred thousand cells is slow to move.
    mark = "\u2063" * 3
    body.append(parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>{mark}</w:t></w:r></w:p>"))
    buffer = BytesIO()
    document.save(buffer)
    return packing.repacked(buffer.getvalue(), lambda name, data: _filled(name, data, mark, "".join(parts)))


def _filled(name: str, data: bytes, mark: str, text: str) -> bytes:
    if name != "word/document.xml":
        return data
    told = data.decode("utf-8")
    at = told.index(mark)
    return (told[: told.rindex("<w:p>", 0, at)] + text + told[told.index("</w:p>", at) + 6 :]).encode("utf-8")


def _laid(section: Any, *, is_wide: bool) -> Any:
    """The section's properties for A4 upright or lying, numbered from 1."""
    made = deepcopy(section)
    size = made.find(qn("w:pgSz"))
    short, long = sorted(int(size.get(qn(f"w:{side}"))) for side in ("w", "h"))
    size.set(qn("w:w"), str(long if is_wide else short))
    size.set(qn("w:h"), str(short if is_wide else long))
    size.attrib.pop(qn("w:orient"), None)
    if is_wide:
        size.set(qn("w:orient"), "landscape")
    margins = made.find(qn("w:pgMar"))
    margins.set(qn("w:left"), "1134" if is_wide else "1417")
    margins.set(qn("w:right"), "850")
    for old in made.findall(qn("w:pgNumType")):
        made.remove(old)
    margins.addnext(parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>'))
    return made


def _word(register: Register, style: wordml.StyleId) -> str:
    width = _WIDE if register.is_wide else _UPRIGHT
    told = _data(register)

    def line(text: str, name: str, **look: Any) -> str:
        return wordml.paragraph(text, style(name), **look)

    left = "".join(
        [line(told["co_quan_cap_tren"], styles.SUPERIOR)] * bool(told["co_quan_cap_tren"])
        + [line(told["co_quan"], styles.AGENCY), line("―――――――", styles.SUPERIOR)]
    )
    right = (
        line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", styles.STATE)
        + line("Độc lập - Tự do - Hạnh phúc", styles.MOTTO)
        + line("――――――――――――――", styles.SUPERIOR)
    )
    number = line(f"Số: {told['so']}" if told["so"] else "", styles.NUMBER)
    place = line(told["dia_danh_ngay_thang"], styles.PLACE)
    head = making.side_by_side([(left, right), (number, place)], width * 2 // 5, width - width * 2 // 5)
    title = line(told["ten"], styles.KIND) + "".join(line(one, styles.SUPERIOR) for one in told["dong"])
    rows = Table(register.table.columns, told["hang"], told["tong"] or None)
    table = "".join(wordml.markup([rows], style, width))
    closing = "".join(wordml.markup([Paragraph(text) for text in told["ket"]], style, width))
    made_by, signed_by = (
        "".join(
            [line(one["quyen_han"], styles.POST, keeps=True)] * bool(one["quyen_han"])
            + [line(post, styles.POST, keeps=True) for post in one["chuc_vu"]]
            + [line("(Ký, ghi rõ họ tên)", styles.PLACE, keeps=True), line(one["ho_ten"], styles.SIGNER)]
        )
        if one
        else line("", styles.SUPERIOR)
        for one in (told["nguoi_lap"], told["nguoi_ky"])
    )
    end = making.side_by_side([(made_by, signed_by)], width // 2, width - width // 2, gap=120)
    small = line("", styles.AFTER_TABLE)
    return head + title + small + table + closing + end + small
