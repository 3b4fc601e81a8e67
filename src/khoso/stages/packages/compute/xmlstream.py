"""Writing XML piece by piece in constant memory, and reading it safely."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from lxml import etree

_DECLARATIONS = re.compile(r' xmlns(?::\w+)?="[^"]*"')
MAX_XML_BYTES = 1 << 30


class XmlStream:
    """Elements written one after the other to `out`; name spaces are declared once, on the first element."""

    def __init__(self, out: BinaryIO, nsmap: Mapping[str | None, str]) -> None:
        self._out, self.nsmap, self._depth = out, dict(nsmap), 0
        self._out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')

    def make(self, name: str, attributes: Mapping[str, str] | None = None) -> etree._Element:
        """An element to fill and hand to `write`."""
        return etree.Element(name, dict(attributes or {}), nsmap=self.nsmap)

    @contextmanager
    def element(self, name: str, attributes: Mapping[str, str] | None = None) -> Iterator[None]:
        """An element whose children are written inside the block."""
        opening = self._text(self.make(name, attributes)).removesuffix("/>")
        qualified = re.match(r"<([^\s/>]+)", opening).group(1)  # type: ignore[union-attr]
        self._out.write(f"{opening}>\n".encode())
        self._depth += 1
        yield
        self._depth -= 1
        self._out.write(f"</{qualified}>\n".encode())

    def write(self, element: etree._Element) -> None:
        """One whole element."""
        self._out.write(f"{self._text(element)}\n".encode())

    def _text(self, element: etree._Element) -> str:
        text = etree.tostring(element, encoding="unicode")
        if self._depth == 0:
            return text
        # Quotes and ">" are escaped inside attributes, so the first ">" ends the opening tag.
        head, end, rest = text.partition(">")
        return _DECLARATIONS.sub("", head) + end + rest


class UnsafeXml(ValueError):
    """The XML may not be read: not well formed, has a DTD, or is too large."""


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, dtd_validation=False
    )


def parse_xml(path: Path, limit: int = MAX_XML_BYTES) -> etree._Element:
    """The root element of an XML file: no entities, no network, at most `limit` bytes. Raises UnsafeXml."""
    if path.stat().st_size > limit:
        raise UnsafeXml(f"lớn quá {limit} byte")
    try:
        tree = etree.parse(str(path), _parser())
    except (etree.XMLSyntaxError, OSError, ValueError) as error:
        raise UnsafeXml(f"không phải XML đúng cú pháp: {error}") from error
    if tree.docinfo.internalDTD is not None or tree.docinfo.doctype:
        raise UnsafeXml("có khai báo DTD, không được phép")
    return tree.getroot()


def schema(path: Path) -> etree.XMLSchema:
    """A schema of ours, ready to validate."""
    return etree.XMLSchema(etree.parse(str(path), _parser()))


def local(element: etree._Element) -> str:
    """An element's name without its name space; "" for comments and instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """Children of a local name, whatever their name space."""
    return [child for child in element if local(child) == name]


def child_text(element: etree._Element, *path: str) -> str:
    """The text at a path of local names; "" when there is none."""
    here: etree._Element | None = element
    for name in path:
        here = next(iter(children(here, name)), None) if here is not None else None
    return (here.text or "") if here is not None else ""
