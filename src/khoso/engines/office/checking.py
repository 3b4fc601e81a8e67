"""Whether an office's templates can show every paper: each field named, nothing unknown, nothing that runs or fetches.

A template is read first and then drawn with marked papers: a field that stands in it and yet does not come out (behind
a wrong condition, say) is missing too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from khoso.engines.office import checking_print, checking_word, printing, templates, word
from khoso.engines.office.errors import Fault
from khoso.engines.office.fields import FIELDS, PRINT_FIELDS
from khoso.engines.office.port import (
    Annex,
    Block,
    Bullets,
    Column,
    Heading,
    OfficialPaper,
    Paragraph,
    Signer,
    Table,
)  # fmt: skip
from khoso.engines.office.templates import PRINT, WORD, Templates
from khoso.kernel.errors import KhosoError
from khoso.kernel.words import Sentence, noop

_AT = datetime(2026, 1, 5, tzinfo=UTC)


def check(folder: Path) -> list[Fault]:
    """Everything that is wrong with the templates in `folder`; nothing when they may be used."""
    found = templates.read(folder)
    return found if isinstance(found, list) else check_set(found)


def check_set(found: Templates) -> list[Fault]:
    """As `check`, for templates in memory. Runs what an office wrote: call it under limits."""
    faults = checking_word.check(found.word)
    if not faults:
        faults += _drawn(WORD, lambda paper: _word_text(word.draw(paper, found.word)))
    more = checking_print.check(found.print)
    if not more:
        more += _drawn(PRINT, lambda paper: _pdf_text(printing.draw(paper, _AT, found.print, found.pictures)))
    return faults + more


def _drawn(file: str, text_of: Callable[[OfficialPaper], str]) -> list[Fault]:
    """What does not come out when marked papers are drawn, each field once."""
    missing: dict[str, Fault] = {}
    for kind, paper, marks in _trials():
        try:
            text = "".join(text_of(paper).split())
        except KhosoError as error:
            return [Fault("drawing.failed", file, "", error.message)]
        for name, told in marks.items():
            if name not in missing and any(mark not in text for mark in told):
                place = {**FIELDS, **PRINT_FIELDS, **_BLOCKS}[name]
                what = Sentence("trường «{name}» không hiện ra khi in {kind}", name=name, kind=kind)
                missing[name] = Fault("field.missing", file, place, what)
    return list(missing.values())


_BLOCKS = {
    "muc": noop("nội dung: tiêu đề các cấp"),
    "doan": noop("nội dung: đoạn văn"),
    "gach": noop("nội dung: dòng gạch đầu dòng"),
    "bang": noop("nội dung: bảng"),
    "phu_luc": noop("sau ô ký: các phụ lục"),
}


def _blocks(letter: str) -> list[Block]:
    columns = [Column(f"Q{letter}21"), Column(f"Q{letter}22")]
    return [
        Heading(f"Q{letter}11", 1),
        Heading(f"Q{letter}12", 2),
        Heading(f"Q{letter}13", 3),
        Paragraph(f"Q{letter}14"),
        Bullets([f"Q{letter}15", f"Q{letter}16"]),
        Table(columns, [[f"Q{letter}23", f"Q{letter}24"]], [f"Q{letter}25", f"Q{letter}26"], f"Q{letter}27"),
        Paragraph(f"Q{letter}17"),
    ]


def _block_marks(letter: str) -> dict[str, list[str]]:
    return {
        "muc": [f"Q{letter}11", f"Q{letter}12", f"Q{letter}13"],
        "doan": [f"Q{letter}14", f"Q{letter}17"],
        "gach": [f"Q{letter}15", f"Q{letter}16"],
        "bang": [f"Q{letter}2{n}" for n in range(1, 8)],
    }


def _trials() -> list[tuple[str, OfficialPaper, dict[str, list[str]]]]:
    """Papers whose every field carries a mark of its own, and where each mark belongs."""
    common: dict[str, Any] = {
        "superior": "QA01", "agency": "QA02", "number": "703", "notation": "QA04", "place": "QA05",
        "dated": date(2026, 1, 5), "subject": "QA07", "signer": Signer(["QA12", "QA13"], "QA14", "QA11"),
        "recipients": ["QA15"], "kept_at": "QA16", "bases": ["QA09", "QA10"],
    }  # fmt: skip
    marks = {
        "co_quan_cap_tren": ["QA01"], "co_quan": ["QA02"], "so_ky_hieu": ["703/QA04"],
        "dia_danh_ngay_thang": ["QA05,ngày05tháng01năm2026"], "trich_yeu": ["QA07"], "can_cu": ["QA09;", "QA10."],
        "quyen_han": ["QA11"], "chuc_vu": ["QA12", "QA13"], "ho_ten": ["QA14"], "noi_nhan": ["QA15", "QA16"],
        **_block_marks("B"),
    }  # fmt: skip
    report = OfficialPaper(
        kind="QA06", blocks=_blocks("B"), addressees=["QA08"], annexes=[Annex("QA18", _blocks("C"), True)], **common
    )
    letter = OfficialPaper(kind="", blocks=_blocks("B"), addressees=["QA08", "QA19"], **common)
    annex = {"phu_luc": ["PhụlụcI", "QA18", *(mark for told in _block_marks("C").values() for mark in told)]}
    return [
        (noop("văn bản có tên loại"), report, {**marks, "ten_loai": ["QA06"], "kinh_gui_mot": ["QA08"], **annex}),
        (noop("công văn"), letter, {**marks, "kinh_gui_nhieu": ["QA08;", "QA19."], "la_cong_van": ["QA07"]}),
    ]


def _word_text(data: bytes) -> str:
    from docx import Document
    from docx.oxml.ns import qn

    return "".join(text.text or "" for text in Document(BytesIO(data)).element.body.iter(qn("w:t")))


def _pdf_text(data: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()
