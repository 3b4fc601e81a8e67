"""DOCX that staff go on editing: fields by docxtpl in a sandbox, text and annexes as Word's own constructs.

Nothing a person typed is ever read as template: it comes in as values, escaped, or as text of ready elements.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Twips
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from khoso.engines.office import letters, making, packing, parts, styles, wordml
from khoso.engines.office.errors import DrawingFailed
from khoso.engines.office.parts import PartAnnex, Parts
from khoso.engines.office.port import OfficialPaper
from khoso.kernel.words import Sentence, noop

BODY_FIELD = "noi_dung"
_RULES = {styles.SHORT_RULE: 0.4, styles.LONG_RULE: 1.0}
_TWIPS = 20


def draw(paper: OfficialPaper, template: bytes | None = None) -> bytes:
    """`paper` as DOCX over `template` (the built-in one by default). Raises DrawingFailed."""
    told = parts.parts(paper)
    # Stands for the text while fields are filled; nobody can have typed it.
    mark = secrets.token_hex(16)
    filled = DocxTemplate(BytesIO(template or making.built_in()))
    fields = {name: _escaped(value) for name, value in told.fields.items()}
    try:
        filled.render({**fields, BODY_FIELD: mark}, environment())
    except TemplateError as error:
        raise DrawingFailed(
            Sentence("Mẫu văn bản Word không điền được: {detail}. Hãy sửa mẫu.", detail=str(error))
        ) from error
    document = filled.docx
    _put_text(document, told, mark)
    _measure_rules(document)
    _put_annexes(document, told.annexes)
    _name(document, told, paper)
    buffer = BytesIO()
    document.save(buffer)
    return packing.repacked(buffer.getvalue())


def environment() -> ImmutableSandboxedEnvironment:
    """Jinja as templates get it: escaping, sandboxed, nothing to call, and a name that is not given is an error."""
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    return made


def _escaped(value: Any) -> Any:
    """A value as markup. docxtpl turns «{_{» into «{{» behind us, so the underscore goes in as a reference."""
    if isinstance(value, str):
        told = str(Markup.escape(value))
        return Markup(told.replace("_", "&#95;"))  # noqa: S704 - escaped one line above
    return [_escaped(one) for one in value] if isinstance(value, list) else value


def _style_id(document: Any) -> wordml.StyleId:
    known = {style.name: style.style_id for style in document.styles}

    def of(name: str) -> str:
        if name not in known:
            raise DrawingFailed(Sentence("Mẫu văn bản Word thiếu kiểu «{name}».", name=name))
        return str(known[name])

    return of


def _put_text(document: Any, told: Parts, mark: str) -> None:
    body = document.element.body
    found = [p for p in body.iter(qn("w:p")) if "".join(t.text or "" for t in p.iter(qn("w:t"))).strip() == mark]
    if len(found) != 1:
        raise DrawingFailed(noop("Mẫu văn bản Word phải có đúng một đoạn chỉ gồm {{ noi_dung }}."))
    width = _text_width(document.sections[0])
    made = wordml.elements(told.body, _style_id(document), width)
    for element in made:
        found[0].addprevious(element)
    found[0].getparent().remove(found[0])
    # The signature never stands alone on a page.
    last = next((element for element in reversed(made) if element.tag == qn("w:p")), None)
    if last is not None:
        last.pPr.insert(1, parse_xml(f"<w:keepNext {nsdecls('w')}/>"))


def _text_width(section: Any) -> int:
    return int((section.page_width - section.left_margin - section.right_margin) / 635)


def _measure_rules(document: Any) -> None:
    """Make the rule under a name as long as its text, or two fifths of it, whatever the name is."""
    sizes = {look.name: look.size for look in styles.LOOKS}
    room = _text_width(document.sections[0])
    names = {style.style_id: style.name for style in document.styles}
    for paragraph in document.element.body.iter(qn("w:p")):
        name = names.get(paragraph.style or "", "")
        share = _RULES.get(name)
        above = paragraph.getprevious()
        if share is None or above is None or above.tag != qn("w:p"):
            continue
        cell = next(paragraph.iterancestors(qn("w:tc")), None)
        space = (_cell_width(cell) if cell is not None else 0) or room
        text = "".join(t.text or "" for t in above.iter(qn("w:t")))
        size = sizes.get(names.get(above.style or "", ""), 14)
        length = letters.longest_line(text, size, space / _TWIPS) * _TWIPS * share
        aside = max(0, int((space - length) / 2))
        indents = paragraph.get_or_add_pPr().get_or_add_ind()
        indents.left = indents.right = Twips(aside)


def _cell_width(cell: Any) -> int:
    width = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
    return int(width.get(qn("w:w"))) if width is not None and width.get(qn("w:type")) == "dxa" else 0


def _put_annexes(document: Any, annexes: Sequence[PartAnnex]) -> None:
    """Each annex is a section of its own, numbered from 1, lying when it is wide."""
    if not annexes:
        return
    body, style = document.element.body, _style_id(document)
    final = body.find(qn("w:sectPr"))
    first = deepcopy(final)
    _end_section(document, first)
    for at, annex in enumerate(annexes, start=1):
        shape = final if at == len(annexes) else deepcopy(first)
        _shape(shape, first, is_wide=annex.is_wide)
        for element in wordml.annex_head(annex, style):
            final.addprevious(element)
        for element in wordml.elements(annex.blocks, style, _width_of(shape)):
            final.addprevious(element)
        if shape is not final:
            _end_section(document, shape)


def _end_section(document: Any, properties: Any) -> None:
    """Close a section with the paragraph before it, or with a small one behind a table."""
    body = document.element.body
    final = body.find(qn("w:sectPr"))
    last = final.getprevious()
    if last is None or last.tag != qn("w:p") or last.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
        last = wordml.spacer(_style_id(document))
        final.addprevious(last)
    last.get_or_add_pPr().append(properties)


def _shape(section: Any, like: Any, *, is_wide: bool) -> None:
    sides = sorted(int(like.find(qn("w:pgSz")).get(qn(f"w:{side}"))) for side in ("w", "h"))
    size = section.find(qn("w:pgSz"))
    width, height = reversed(sides) if is_wide else sides
    size.set(qn("w:w"), str(width))
    size.set(qn("w:h"), str(height))
    size.attrib.pop(qn("w:orient"), None)
    if is_wide:
        size.set(qn("w:orient"), "landscape")
    for old in [*section.findall(qn("w:pgNumType")), *section.findall(qn("w:type"))]:
        section.remove(old)
    section.find(qn("w:pgMar")).addnext(parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>'))


def _width_of(section: Any) -> int:
    margins = section.find(qn("w:pgMar"))
    page = int(section.find(qn("w:pgSz")).get(qn("w:w")))
    return page - int(margins.get(qn("w:left"))) - int(margins.get(qn("w:right")))


def _name(document: Any, told: Parts, paper: OfficialPaper) -> None:
    properties = document.core_properties
    # The format keeps at most 255 signs of each.
    properties.title, properties.author = told.title[:255], told.author[:255]
    properties.subject = properties.comments = properties.keywords = ""
    properties.language = "vi-VN"
    if paper.dated is not None:
        moment = datetime.combine(paper.dated, time(), UTC)
        properties.created = properties.modified = moment
