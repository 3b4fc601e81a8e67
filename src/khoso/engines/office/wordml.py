"""Blocks of a paper as Word's own paragraphs and tables, in the template's styles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from khoso.engines.office import styles
from khoso.engines.office.parts import PartAnnex
from khoso.engines.office.port import Block, Bullets, Column, Heading, Paragraph, Table

StyleId = Callable[[str], str]
_ALIGN = {"left": "left", "center": "center", "right": "right"}


def elements(blocks: Iterable[Block], style: StyleId, width: int) -> list[Any]:
    """Paragraph and table elements for `blocks` in a text `width` twentieths of a point wide."""
    return _parsed(markup(blocks, style, width))


def markup(blocks: Iterable[Block], style: StyleId, width: int) -> list[str]:
    """The same as text: a table of thousands of rows is never held as a tree."""
    made: list[str] = []
    for block in blocks:
        match block:
            case Heading(text, level):
                made.append(paragraph(text, style(styles.HEADINGS[level - 1])))
            case Paragraph(text, is_bold, is_italic):
                made.append(paragraph(text, style(styles.BODY), is_bold=is_bold, is_italic=is_italic))
            case Bullets(lines):
                made += [paragraph(f"- {line}", style(styles.DASH)) for line in lines]
            case Table():
                made += _table(block, style, width)
    return made


def annex_head(annex: PartAnnex, style: StyleId) -> list[Any]:
    """«Phụ lục I», the title, the line that says what it belongs to."""
    return _parsed(
        [
            paragraph(annex.name, style(styles.ANNEX)),
            paragraph(annex.title, style(styles.ANNEX_TITLE)),
            paragraph(annex.reference, style(styles.ANNEX_REFERENCE)),
        ]
    )


def spacer(style: StyleId) -> Any:
    """The small empty paragraph that may hold the end of a section."""
    return _parsed([paragraph("", style(styles.AFTER_TABLE))])[0]


def _parsed(xml: Sequence[str]) -> list[Any]:
    return list(parse_xml(f"<w:body {nsdecls('w')}>{''.join(xml)}</w:body>"))


def paragraph(
    text: str, style: str, *, is_bold: bool = False, is_italic: bool = False, align: str = "", keeps: bool = False
) -> str:
    """One paragraph of `text` in a style, as XML."""
    marks = ("<w:b/>" if is_bold else "") + ("<w:i/>" if is_italic else "")
    marks = f"<w:rPr>{marks}</w:rPr>" if marks else ""
    parts = '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(part) for part in text.split("\n"))
    run = f'<w:r>{marks}<w:t xml:space="preserve">{parts}</w:t></w:r>' if text else ""
    shape = ("<w:keepNext/>" if keeps else "") + (f'<w:jc w:val="{align}"/>' if align else "")
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{shape}</w:pPr>{run}</w:p>'


def _table(table: Table, style: StyleId, width: int) -> list[str]:
    widths = _widths(table.columns, width)
    head = [
        _cell(paragraph(column.title, style(styles.CELL_HEAD)), at, "center")
        for column, at in zip(table.columns, widths, strict=True)
    ]
    rows = [_row(head, is_head=True)]
    rows += [_row(_cells(cells, table.columns, widths, style)) for cells in table.rows]
    if table.totals is not None:
        rows.append(_row(_cells(table.totals, table.columns, widths, style, is_bold=True)))
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    told = (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style(styles.TABLE)}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblLook w:firstRow="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    caption = [paragraph(table.caption, style(styles.CAPTION))] if table.caption else []
    return [*caption, told, paragraph("", style(styles.AFTER_TABLE))]


def _cells(
    cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int], style: StyleId, *, is_bold: bool = False
) -> list[str]:
    name = style(styles.CELL)
    return [
        _cell(paragraph(text, name, is_bold=is_bold, align=_ALIGN.get(column.align, "left")), width, "center")
        for text, column, width in zip(cells, columns, widths, strict=True)
    ]


def _cell(content: str, width: int, stands: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="{stands}"/></w:tcPr>{content}</w:tc>'


def _row(cells: Sequence[str], *, is_head: bool = False) -> str:
    """A row that no page breaks; the head comes again on every page."""
    repeated = "<w:tblHeader/>" if is_head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def _widths(columns: Sequence[Column], width: int) -> list[int]:
    shares = [max(column.share, 0.01) for column in columns]
    return [int(width * share / sum(shares)) for share in shares]
