"""The parts of a paper as they stand on it: every gap, ending and zero that the form asks for, in one place for both
DOCX and PDF.

# Luật: NĐ 30/2020/NĐ-CP Phụ lục I
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from khoso.engines.office.port import Annex, Block, Bullets, Heading, OfficialPaper, Paragraph, Table
from khoso.kernel import numbers_vi

# No-break spaces: the gap stays where the clerk has to write.
_GAP = "\u00a0"
END = "./."
_PLACE = re.compile(r"\b(?:THÀNH PHỐ|TỈNH|PHƯỜNG|XÃ|ĐẶC KHU)(?: \S+){1,3}$")
_LETTER = "Công văn"


@dataclass(frozen=True, slots=True)
class Parts:
    """What both templates are given. `fields` are the names that stand in a template."""

    fields: dict[str, Any]
    body: Sequence[Block]
    annexes: Sequence[PartAnnex]
    title: str
    author: str


@dataclass(frozen=True, slots=True)
class PartAnnex:
    """An annex with its lines: «Phụ lục I», the title in capitals, «(Kèm theo …)»."""

    name: str
    title: str
    reference: str
    blocks: Sequence[Block]
    is_wide: bool


def clean(text: str) -> str:
    """`text` in NFC without signs that no page can show: controls, lone surrogates, non-characters. A tab becomes a
    space, line ends become one sort."""
    told = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return "".join(c for c in told if c == "\n" or not _is_unprintable(c))


def _is_unprintable(letter: str) -> bool:
    number = ord(letter)
    return unicodedata.category(letter) in ("Cc", "Cs") or number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF


def parts(paper: OfficialPaper) -> Parts:
    """Everything a template shows of `paper`."""
    one_line = _one_line
    is_letter = not paper.kind.strip()
    addressees = [one_line(a).rstrip(";. ") for a in paper.addressees if a.strip()]
    fields: dict[str, Any] = {
        "co_quan_cap_tren": _name(paper.superior),
        "co_quan": _name(paper.agency),
        "so_ky_hieu": number_and_notation(paper),
        "dia_danh_ngay_thang": place_and_date(paper),
        "la_cong_van": is_letter,
        "ten_loai": one_line(paper.kind).upper(),
        "trich_yeu": one_line(paper.subject),
        "kinh_gui_mot": addressees[0] if len(addressees) == 1 else "",
        "kinh_gui_nhieu": _closed(addressees) if len(addressees) > 1 else [],
        "can_cu": _closed([one_line(b).rstrip(";. ") for b in paper.bases if b.strip()]),
        "quyen_han": one_line(paper.signer.authority).upper(),
        "chuc_vu": [one_line(post).upper() for post in paper.signer.posts],
        "ho_ten": one_line(paper.signer.name),
        "noi_nhan": _recipients(paper),
        "ghi_chuc_vu": [one_line(post).upper() for post in paper.recorder.posts] if paper.recorder else [],
        "ghi_ho_ten": one_line(paper.recorder.name) if paper.recorder else "",
    }
    annexes = [_annex(paper, number, annex) for number, annex in enumerate(paper.annexes, start=1)]
    title = " ".join(part for part in (one_line(paper.kind) or _LETTER, one_line(paper.subject)) if part)
    return Parts(fields, _ended(_cleaned(paper.blocks)), annexes, title, one_line(paper.agency))


def number_and_notation(paper: OfficialPaper) -> str:
    """«05/BC-SNV»: a 0 before a number under 10, a gap for a number not given yet."""
    number = _one_line(paper.number)
    if number.isdecimal() and len(number) == 1:
        number = f"0{number}"
    notation = _one_line(paper.notation).lstrip("/")
    return f"{number or _GAP * 6}/{notation}" if notation else number or _GAP * 6


def place_and_date(paper: OfficialPaper) -> str:
    """«Đồng Nai, ngày 05 tháng 01 năm 2026», with gaps when there is no day yet."""
    return f"{_one_line(paper.place)}, {_day(paper)}"


def _day(paper: OfficialPaper) -> str:
    if paper.dated is not None:
        return numbers_vi.day_in_words(paper.dated)
    gap = _GAP * 5
    return f"ngày{gap}tháng{gap}năm{gap}{_GAP * 3}"


def _one_line(text: str) -> str:
    return clean(text).replace("\n", " ").strip()


def _name(text: str) -> str:
    """An agency's name in capitals; a long one is broken before «THÀNH PHỐ ĐỒNG NAI», never inside it."""
    return _PLACE.sub(lambda found: found[0].replace(" ", _GAP), _one_line(text).upper())


def _closed(lines: Sequence[str]) -> list[str]:
    """Lines that end with a semicolon, the last with a full stop."""
    return [line + (";" if at < len(lines) else ".") for at, line in enumerate(lines, start=1)]


def _recipients(paper: OfficialPaper) -> list[str]:
    lines = ["Như trên"] if any(a.strip() for a in paper.addressees) else []
    for recipient in paper.recipients:
        line = _one_line(recipient).lstrip("- ").rstrip(";. ")
        if line and line != "Như trên":
            lines.append(line)
    if kept := _one_line(paper.kept_at).removeprefix("Lưu:").strip().rstrip(";. "):
        lines.append(f"Lưu: {kept}")
    return _closed(lines)


def _annex(paper: OfficialPaper, number: int, annex: Annex) -> PartAnnex:
    kind = _one_line(paper.kind) or _LETTER
    kind = kind[:1].upper() + kind[1:].lower()
    reference = f"(Kèm theo {kind} số {number_and_notation(paper)} {_day(paper)} của {_one_line(paper.agency)})"
    name = f"Phụ lục {numbers_vi.roman(number)}"
    return PartAnnex(name, _one_line(annex.title).upper(), reference, _cleaned(annex.blocks), annex.is_wide)


def _cleaned(blocks: Iterable[Block]) -> list[Block]:
    """The blocks with clean texts; every row as long as the table is wide; nothing empty."""
    kept: list[Block] = []
    for block in blocks:
        match block:
            case Heading(text, level):
                told = _one_line(text)
                kept.append(Heading(told.upper() if level == 1 else told, min(max(level, 1), 3)))
            case Paragraph(text):
                kept.append(replace(block, text=clean(text).strip()))
            case Bullets(lines):
                kept.append(Bullets([line for line in (clean(x).strip() for x in lines) if line]))
            case Table():
                kept.append(_clean_table(block))
    return [block for block in kept if _has_content(block)]


def _has_content(block: Block) -> bool:
    match block:
        case Heading(text) | Paragraph(text):
            return bool(text)
        case Bullets(lines):
            return bool(lines)
        case Table(columns):
            return bool(columns)


def _clean_table(table: Table) -> Table:
    width = len(table.columns)

    def row(cells: Sequence[str]) -> list[str]:
        return [clean(str(cell)).strip() for cell in [*cells, *[""] * width][:width]]

    return Table(
        [replace(column, title=clean(column.title).strip()) for column in table.columns],
        [row(cells) for cells in table.rows],
        row(table.totals) if table.totals is not None else None,
        _one_line(table.caption),
    )


def _ended(blocks: list[Block]) -> list[Block]:
    """The text closed with «./.»; behind a table or a heading it stands on a line of its own."""
    if not blocks:
        return [Paragraph(END)]
    *before, last = blocks
    match last:
        case Paragraph(text):
            return [*before, replace(last, text=_with_end(text))]
        case Bullets(lines):
            return [*before, Bullets([*lines[:-1], _with_end(lines[-1])])]
    return [*blocks, Paragraph(END)]


def _with_end(text: str) -> str:
    return text.removesuffix(END).rstrip(" .;") + END
