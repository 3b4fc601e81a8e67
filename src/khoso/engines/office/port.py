"""What a paper consists of. The engine knows no report: a room says what, the engine gives it the legal form.

# Luật: NĐ 30/2020/NĐ-CP Phụ lục I
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A part («I. KẾT QUẢ», level 1), a section («1. …», 2) or a point («a) …», 3); the text carries its number."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Justified text with an indented first line."""

    text: str
    is_bold: bool = False
    is_italic: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """Lines that begin with a dash."""

    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `share`: its part of the width, relative to the others; `align`: left, center or right."""

    title: str
    share: float = 1.0
    align: str = "left"
    # In a workbook: 0.5 is shown as 50 %.
    is_percent: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells as shown; the head repeats on every page. `totals`: the last row, bold."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    totals: Sequence[str] | None = None
    caption: str = ""


Block = Heading | Paragraph | Bullets | Table


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs. `authority`: «TM. ỦY BAN NHÂN DÂN», empty for none; `posts`: «KT. CHỦ TỊCH», «PHÓ CHỦ TỊCH»."""

    posts: Sequence[str]
    name: str
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """«Phụ lục I» with a title; its pages are numbered for themselves. `is_wide`: landscape."""

    title: str
    blocks: Sequence[Block]
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class OfficialPaper:
    """An administrative document. An empty `number` and a `dated` of None print gaps for the clerk to fill."""

    superior: str
    agency: str
    number: str
    # «BC-UBND», «TB-SNV»: what follows the number.
    notation: str
    place: str
    dated: date | None
    # «BÁO CÁO»; empty for a letter (công văn), whose subject stands under the number.
    kind: str
    subject: str
    blocks: Sequence[Block]
    signer: Signer
    addressees: Sequence[str] = ()
    recipients: Sequence[str] = ()
    # «VT, VP»: where the copy is kept.
    kept_at: str = "VT"
    bases: Sequence[str] = ()
    annexes: Sequence[Annex] = field(default=())
    # Who wrote minutes down and signs beside the chair; None for every other paper.
    recorder: Signer | None = None


class Formula(str):
    """A formula of a workbook, written by a room: `Formula("=C{row}/D{row}")`. Any other text stays text, whatever it
    begins with, so that nothing a person typed is ever reckoned."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook. A cell is text, a number, a day, or a `Formula`; `{row}` in a formula is its own row
    number."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]
    # Formulas under the last row, one per column, or «»: «=SUM({first}:{last})» names the column's own cells.
    totals: Sequence[str] | None = None
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """A register (mục lục, danh mục): the form's head, a long table, who made it and who answers for it.

    `lines` stand under the title («Phông: …»), `closing` behind the table («Mục lục này gồm …»).
    """

    superior: str
    agency: str
    place: str
    dated: date | None
    title: str
    table: Table
    maker: Signer
    lines: Sequence[str] = ()
    closing: Sequence[str] = ()
    signer: Signer | None = None
    number: str = ""
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class DossierCover:
    """Bìa hồ sơ: whose it is, what it is about, and its place. `facts` are told in the lower corner, one a line."""

    superior: str
    agency: str
    code: str
    title: str
    lines: Sequence[str]
    facts: Sequence[tuple[str, str]]
    retention: str


@dataclass(frozen=True, slots=True)
class BoxLabel:
    """Nhãn hộp: whose it is, which box, from which dossier to which."""

    agency: str
    fonds: str
    box: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class QrLabel:
    """A sticker: what its square says to a camera, what people read beside it. `mark`: the code under the square."""

    says: str
    mark: str
    heading: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """How an A4 sheet of stickers is divided: so many beside and below each other, without a gap."""

    columns: int
    rows: int

    @property
    def each(self) -> int:
        return self.columns * self.rows


@dataclass(frozen=True, slots=True)
class LongSheet:
    """A sheet of so many rows that they are written as they come: `rows` is read once, in order.

    `widths` in letters, one for each column; a cell is text, a whole number, a day, or None.
    """

    name: str
    title: str
    lines: Sequence[str]
    headings: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Sequence[object]]
