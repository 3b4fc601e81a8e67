"""The PDF/A level a file claims in its XMP metadata, which PRONOM's signatures often miss."""

from __future__ import annotations

from pathlib import Path

import pikepdf
from lxml import etree

_ID = "{http://www.aiim.org/pdfa/ns/id/}"


def pdfa_claim(path: Path) -> str | None:
    """ "1b", "2u", "4" …; None for no claim, no readable metadata or a file that cannot be opened."""
    try:
        with pikepdf.open(path) as pdf:
            metadata = pdf.Root.get("/Metadata")
            if not isinstance(metadata, pikepdf.Stream):
                return None
            return _claim(metadata.read_bytes())
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, RuntimeError, AttributeError):
        return None


def _claim(xmp: bytes) -> str | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(xmp.strip(), parser)
    except etree.XMLSyntaxError:
        return None
    if root is None:
        return None
    part = _value(root, "part")
    if part not in {"1", "2", "3", "4"}:
        return None
    return part + (_value(root, "conformance") or "").lower()


def _value(root: etree._Element, name: str) -> str | None:
    """A property of the identification schema, written as an element or as an attribute."""
    for element in root.iter():
        if element.tag == _ID + name and element.text:
            return str(element.text).strip()
        if attribute := element.get(_ID + name):
            return str(attribute).strip()
    return None
