"""Reading a Word template as a stranger's file: its fields, its styles, and whatever in it could fetch or run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes
from lxml import etree

from khoso.engines.office import styles
from khoso.engines.office.errors import Fault
from khoso.engines.office.fields import FIELDS, MINUTES_EXTRAS
from khoso.engines.office.templates import WORD
from khoso.engines.office.word import environment
from khoso.kernel.words import Sentence, noop

_MOST_PARTS = 500
_MOST_BYTES = 64 * 1024**2
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FILLED = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
_PLACES = {
    "document": noop("thân văn bản"),
    "header": noop("đầu trang"),
    "footer": noop("chân trang"),
    "footnotes": noop("chú thích"),
}
_RUNNING_PARTS = re.compile(r"(vbaProject|vbaData|activeX|embeddings/|afchunk|customUI)", re.IGNORECASE)
# Word fields that fetch, run or put in what the paper did not say.
_RUNNING_FIELDS = re.compile(
    r"\b(INCLUDETEXT|INCLUDEPICTURE|INCLUDE|DDE|DDEAUTO|LINK|EMBED|IMPORT|DATABASE|MACROBUTTON|AUTOTEXT)\b"
)
_SIMPLE = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.For, nodes.If, nodes.Not, nodes.And, nodes.Or,
    nodes.Compare, nodes.Operand, nodes.Const,
)  # fmt: skip


def check(data: bytes) -> list[Fault]:
    """What keeps the template from being used."""
    try:
        with ZipFile(BytesIO(data)) as packed:
            sizes = packed.infolist()
            if len(sizes) > _MOST_PARTS or sum(part.file_size for part in sizes) > _MOST_BYTES:
                return [_fault("file.unreadable", "", noop("tệp nở ra quá lớn"))]
            parts = {part.filename: packed.read(part) for part in sizes}
        faults = list(_unsafe(parts))
        if faults:
            return faults
        return [*_fields(parts), *_styles(data)]
    except (BadZipFile, KeyError, ValueError, etree.XMLSyntaxError, NotImplementedError, RuntimeError) as error:
        return [_fault("file.unreadable", "", Sentence("không phải tệp Word .docx đọc được ({detail})", detail=error))]


def _fault(code: str, where: str, what: str) -> Fault:
    return Fault(code, WORD, where, what)


def _unsafe(parts: dict[str, bytes]) -> Iterator[Fault]:
    if "word/document.xml" not in parts:
        raise KeyError("word/document.xml")
    for name, content in parts.items():
        if _RUNNING_PARTS.search(name):
            yield _fault("construct.unsafe", name, noop("có macro hoặc đối tượng nhúng"))
        if not name.endswith((".xml", ".rels")):
            continue
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            yield _fault("construct.unsafe", name, noop("có khai báo DOCTYPE"))
            continue
        tree = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
        if name.endswith(".rels"):
            yield from _links(name, tree)
        elif name.startswith("word/"):
            yield from _codes(name, tree)
        elif name.startswith("docProps/") and re.search(rb"\{[{%#]", content):
            yield _fault("construct.unsafe", name, noop("thuộc tính của tệp có lệnh điền"))


def _links(name: str, tree: etree._Element) -> Iterator[Fault]:
    for link in tree:
        if link.get("TargetMode") == "External" and not link.get("Type", "").endswith("/hyperlink"):
            target = link.get("Target", "")[:80]
            yield _fault("construct.unsafe", name, Sentence("lấy nội dung từ bên ngoài: {target}", target=target))


def _codes(name: str, tree: etree._Element) -> Iterator[Fault]:
    codes = "".join(element.text or "" for element in tree.iter(f"{_W}instrText"))
    codes += " ".join(element.get(f"{_W}instr") or "" for element in tree.iter(f"{_W}fldSimple"))
    if found := _RUNNING_FIELDS.search(codes.upper()):
        yield _fault("construct.unsafe", name, Sentence("có mã trường {code}", code=found[1]))
    if next(tree.iter(f"{_W}altChunk"), None) is not None:
        yield _fault("construct.unsafe", name, noop("chèn một tệp khác (altChunk)"))


def _fields(parts: dict[str, bytes]) -> Iterator[Fault]:
    patch = DocxTemplate(BytesIO()).patch_xml
    used: set[str] = set()
    for name, content in parts.items():
        match = _FILLED.fullmatch(name)
        if match is None:
            continue
        place = _PLACES[match[1].rstrip("0123456789")]
        text = patch(content.decode("utf-8"))
        try:
            tree = environment().parse(text)
        except TemplateSyntaxError as error:
            yield _fault("construct.unsafe", place, Sentence("lệnh điền viết sai: {detail}", detail=error.message))
            continue
        loops = {target.name for loop in tree.find_all(nodes.For) for target in loop.find_all(nodes.Name)} - set(FIELDS)
        names = {found.name for found in tree.find_all(nodes.Name)}
        used |= names
        for unknown in sorted(names - set(FIELDS) - MINUTES_EXTRAS - (loops & _targets(tree)) - {"loop"}):
            where = f"{place}, «{_line(content, unknown)}»"
            yield _fault("field.unknown", where, Sentence("không có trường «{name}»", name=unknown))
        yield from _constructs(tree, place)
    for name, where in FIELDS.items():
        if name not in used:
            yield _fault("field.missing", where, Sentence("thiếu trường «{name}»", name=name))


def _targets(tree: nodes.Template) -> set[str]:
    """Names that a loop of the template itself gives."""
    return {loop.target.name for loop in tree.find_all(nodes.For) if isinstance(loop.target, nodes.Name)}


def _constructs(tree: nodes.Template, place: str) -> Iterator[Fault]:
    """Anything beyond showing a field, a loop over its lines and a plain condition."""
    told: set[str] = set()
    waiting: list[nodes.Node] = [tree]
    while waiting:
        node = waiting.pop()
        is_loop_word = (
            isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name == "loop"
        )
        if not isinstance(node, _SIMPLE) and not is_loop_word:
            told.add(type(node).__name__)
        if isinstance(node, nodes.For) and (node.recursive or not isinstance(node.iter, nodes.Name)):
            told.add("For")
        waiting += node.iter_child_nodes()
    for name in sorted(told):
        what = Sentence("lệnh không được dùng trong mẫu: {name}; chỉ được điền trường, lặp và điều kiện", name=name)
        yield _fault("construct.unsafe", place, what)


def _line(content: bytes, name: str) -> str:
    """The line of the part in which a name stands."""
    tree = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    for paragraph in tree.iter(f"{_W}p"):
        text = "".join(element.text or "" for element in paragraph.iter(f"{_W}t"))
        if re.search(rf"\b{re.escape(name)}\b", text):
            return text[:80]
    return name


def _styles(data: bytes) -> Iterator[Fault]:
    from docx import Document

    known = {style.name for style in Document(BytesIO(data)).styles}
    for name in styles.NEEDED:
        if name not in known:
            yield _fault("style.missing", noop("các kiểu (Styles)"), Sentence("thiếu kiểu «{name}»", name=name))
