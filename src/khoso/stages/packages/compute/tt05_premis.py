"""The Circular's rules for PREMIS in an AIP.

# Luật: TT 05/2025 Phụ lục I mục II.3
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from lxml import etree

from khoso.foundation.provenance.events import EventType
from khoso.stages.packages.compute import names, premis
from khoso.stages.packages.compute.metsread import MetsDocument
from khoso.stages.packages.compute.xmlstream import UnsafeXml, child_text, children, local, parse_xml, schema

if TYPE_CHECKING:
    from khoso.stages.packages.compute.validate_tt05 import Tt05Check

_CLAUSE = "TT05 Phụ lục I mục II.3"
_CATEGORIES = {"bitstream", "file", "intellectual entity", "intellectualEntity", "representation"}
EVENT_TYPES = frozenset(str(kind) for kind in EventType)


def check_premis(check: Tt05Check, documents: Iterable[MetsDocument]) -> None:
    """Every PREMIS file METS points at: mandatory parts, words, fixity against METS."""
    for document in documents:
        paths = [r.path for r in document.references() if r.section == "digiprovMD" and r.path]
        if not paths:
            check.say("premis.missing", f"METS không nêu PREMIS trong amdSec/digiprovMD ({_CLAUSE})", document.path)
        for path in paths:
            if check.has(path):
                _check_file(check, document, path)


def _check_file(check: Tt05Check, document: MetsDocument, path: str) -> None:
    try:
        root = parse_xml(check.folder / path)
    except (UnsafeXml, OSError) as error:
        check.say("premis.xml", f"Không đọc được: {error}", path)
        return
    if local(root) != "premis":
        check.say("premis.root", f"Phần tử gốc là «{local(root)}», cần premis ({_CLAUSE})", path)
        return
    for name in ("object", "event", "agent"):
        # The Circular asks these of the package; a representation may have had no event of its own yet.
        if not children(root, name):
            lighter = name == "event" and path != names.ROOT_PREMIS
            check.say("premis.mandatory", f"PREMIS không có phần tử {name} ({_CLAUSE})", path, warning=lighter)
    digests = {
        "uuid-" + r.get("ID").removeprefix("ID-"): r.get("CHECKSUM").upper()
        for r in document.references()
        if r.section == "file" and r.get("CHECKSUMTYPE") == "SHA-256"
    }
    for element in children(root, "object"):
        _check_object(check, element, digests, path)
    for element in children(root, "event"):
        _check_event(check, element, path)
    for element in children(root, "agent"):
        _require(check, element, path, ("agentIdentifier", "agentIdentifierValue"), ("agentName",), ("agentType",))
    if not schema(names.SCHEMAS / "PREMIS.xsd").validate(root.getroottree()):
        check.say("premis.schema", "Không theo lược đồ PREMIS 3.0; nội dung vẫn đọc được", path, warning=True)


def _require(check: Tt05Check, element: etree._Element, path: str, *parts: tuple[str, ...]) -> None:
    for part in parts:
        if not child_text(element, *part).strip():
            where = f"{path}:{element.sourceline}"
            check.say("premis.mandatory", f"{local(element)} thiếu {'/'.join(part)} ({_CLAUSE})", where)


def _check_object(check: Tt05Check, element: etree._Element, digests: dict[str, str], path: str) -> None:
    _require(check, element, path, ("objectIdentifier", "objectIdentifierValue"))
    where = f"{path}:{element.sourceline}"
    if premis.category(element) not in _CATEGORIES:
        check.say("premis.category", f"object thiếu objectCategory hợp lệ ({_CLAUSE})", where)
    fixity = next(iter(children(element, "objectCharacteristics")), None)
    if fixity is None:
        return
    algorithm = child_text(fixity, "fixity", "messageDigestAlgorithm").strip().upper()
    digest = child_text(fixity, "fixity", "messageDigest").strip().upper()
    expected = digests.get(child_text(element, "objectIdentifier", "objectIdentifierValue"))
    if algorithm in ("SHA-256", "SHA256") and digest and expected and digest != expected:
        check.say("premis.fixity", f"Mã băm trong PREMIS khác METS ({_CLAUSE})", where)


def _check_event(check: Tt05Check, element: etree._Element, path: str) -> None:
    _require(check, element, path, ("eventIdentifier", "eventIdentifierValue"), ("eventType",), ("eventDateTime",))
    where = f"{path}:{element.sourceline}"
    kind = child_text(element, "eventType").strip()
    if kind and kind not in EVENT_TYPES:
        message = f"eventType «{kind}» không có trong từ vựng của Thư viện Quốc hội Hoa Kỳ ({_CLAUSE})"
        check.say("premis.event_type", message, where, warning=True)
    text = child_text(element, "eventDateTime").strip()
    try:
        datetime.fromisoformat(text)
    except ValueError:
        if text:
            check.say("premis.date", f"eventDateTime «{text}» không đọc được", where, warning=True)
