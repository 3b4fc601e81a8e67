"""PREMIS of the package and of its representation.

The Circular asks for `objectCategory`; PREMIS 3 says the same with xsi:type and leaves no place for the element among
an object's own. Both are written: the type, and the element inside significantProperties, which keeps the file valid.

# Luật: TT 05/2025 Phụ lục I mục II.3
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, BinaryIO

from lxml import etree

from khoso.kernel.clock import vietnam_iso
from khoso.stages.packages.compute import names
from khoso.stages.packages.compute.spec import AgentLink, PremisAgent, PremisEvent
from khoso.stages.packages.compute.spool import PlacedFile, PlacedItem
from khoso.stages.packages.compute.xmlstream import XmlStream, child_text, children, local

_NSMAP = {None: names.PREMIS, "xsi": names.XSI}
_OBJECT_TYPE = {"EAD_doc": "Doc", "EAD_pic": "Pic", "EAD_media": "Media"}
ObjectId = tuple[str, str]


def _tag(name: str) -> str:
    return f"{{{names.PREMIS}}}{name}"


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, _tag(name))
    if text is not None:
        element.text = text
    return element


def _pair(parent: etree._Element, name: str, kind: str, value: str) -> etree._Element:
    """`<nameIdentifier>` style triplets: a type and a value."""
    outer = _add(parent, name)
    _add(outer, f"{name}Type", kind)
    _add(outer, f"{name}Value", value)
    return outer


def _object(category: str, identity: ObjectId, xml_id: str | None = None) -> etree._Element:
    kind = {"file": "file", "representation": "representation", "intellectual entity": "intellectualEntity"}[category]
    attributes = {f"{{{names.XSI}}}type": kind, "xmlID": xml_id or identity[1]}
    element = etree.Element(_tag("object"), attributes, nsmap=_NSMAP)
    _pair(element, "objectIdentifier", *identity)
    properties = _add(element, "significantProperties")
    _add(_add(properties, "significantPropertiesExtension"), "objectCategory", category)
    return element


def package_objects(objid: str, package: str, representation: str) -> list[etree._Element]:
    """The package and its representation. `package`, `representation`: their `uuid-{UUID}`."""
    return [
        _object("intellectual entity", ("URN", objid), package),
        _object("representation", ("Representation", representation)),
    ]


def file_objects(item: PlacedItem, identity: Callable[[str], str]) -> Iterator[etree._Element]:
    """The item's file and the files attached to it; `identity` gives the uuid of a path."""
    yield _file(item.data, (_OBJECT_TYPE[item.table], identity(item.data.path)), item.original_name, item.pronom)
    for file in item.attachments:
        yield _file(file, ("File", identity(file.path)), "", "")


def _file(file: PlacedFile, identity: ObjectId, original_name: str, pronom: str) -> etree._Element:
    element = _object("file", identity)
    facts = _add(element, "objectCharacteristics")
    fixity = _add(facts, "fixity")
    _add(fixity, "messageDigestAlgorithm", "SHA-256")
    _add(fixity, "messageDigest", file.sha256.upper())
    _add(facts, "size", str(file.size))
    file_format = _add(facts, "format")
    _add(_add(file_format, "formatDesignation"), "formatName", file.mime)
    if pronom:
        registry = _add(file_format, "formatRegistry")
        _add(registry, "formatRegistryName", "PRONOM")
        _add(registry, "formatRegistryKey", pronom)
    if original_name:
        _add(element, "originalName", original_name)
    return element


def event_body(event: PremisEvent, linked: ObjectId) -> dict[str, Any]:
    """An event as plain values for the notebook; `linked` is the object it is about."""
    return {
        "id": event.id,
        "type": event.type,
        "at": vietnam_iso(event.at),
        "outcome": event.outcome,
        "detail": event.detail,
        "agents": [[event.agent, ""]] * bool(event.agent) + [[link.agent, link.role] for link in event.links],
        "object": list(linked),
    }


def _event(body: dict[str, Any]) -> etree._Element:
    element = etree.Element(_tag("event"), nsmap=_NSMAP)
    _pair(element, "eventIdentifier", "UUID", body["id"])
    _add(element, "eventType", body["type"])
    _add(element, "eventDateTime", body["at"])
    if body["detail"]:
        _add(_add(element, "eventDetailInformation"), "eventDetail", body["detail"])
    if body["outcome"]:
        _add(_add(element, "eventOutcomeInformation"), "eventOutcome", body["outcome"])
    for agent, role in body["agents"]:
        linked = _pair(element, "linkingAgentIdentifier", "local", agent)
        if role:
            _add(linked, "linkingAgentRole", role)
    _pair(element, "linkingObjectIdentifier", *body["object"])
    return element


def _agent(agent: PremisAgent) -> etree._Element:
    element = etree.Element(_tag("agent"), nsmap=_NSMAP)
    _pair(element, "agentIdentifier", "local", agent.id)
    _add(element, "agentName", agent.name)
    _add(element, "agentType", agent.type)
    if agent.version:
        _add(element, "agentVersion", agent.version)
    if agent.note:
        _add(element, "agentNote", agent.note)
    return element


def write(
    out: BinaryIO,
    objects: Iterable[etree._Element],
    events: Iterable[dict[str, Any]],
    agents: Iterable[PremisAgent],
) -> None:
    """One PREMIS file, streamed."""
    stream = XmlStream(out, _NSMAP)
    with stream.element(_tag("premis"), {"version": "3.0"}):
        for element in objects:
            stream.write(element)
        for body in events:
            stream.write(_event(body))
        for agent in agents:
            stream.write(_agent(agent))


# --- reading, whatever the name space: the Circular's own example has none


def read_events(root: etree._Element) -> Iterator[tuple[PremisEvent, str]]:
    """Each event and the value of the object it is about ("" when none); events without a readable time are skipped."""
    for element in children(root, "event"):
        try:
            moment = datetime.fromisoformat(child_text(element, "eventDateTime").strip())
        except ValueError:
            continue
        detail = child_text(element, "eventDetailInformation", "eventDetail") or child_text(element, "eventDetail")
        parts = [
            AgentLink(child_text(part, "linkingAgentIdentifierValue"), child_text(part, "linkingAgentRole"))
            for part in children(element, "linkingAgentIdentifier")
        ]
        event = PremisEvent(
            id=child_text(element, "eventIdentifier", "eventIdentifierValue"),
            type=child_text(element, "eventType"),
            at=moment,
            outcome=child_text(element, "eventOutcomeInformation", "eventOutcome"),
            detail=detail,
            agent=next((part.agent for part in parts if not part.role), ""),
            links=tuple(part for part in parts if part.role),
        )
        yield event, child_text(element, "linkingObjectIdentifier", "linkingObjectIdentifierValue")


def read_agents(root: etree._Element) -> list[PremisAgent]:
    """Agents in the order of the file."""
    return [
        PremisAgent(
            id=child_text(element, "agentIdentifier", "agentIdentifierValue"),
            name=child_text(element, "agentName"),
            type=child_text(element, "agentType"),
            version=child_text(element, "agentVersion"),
            note=child_text(element, "agentNote"),
        )
        for element in children(root, "agent")
    ]


def read_originals(root: etree._Element) -> dict[str, tuple[str, str]]:
    """For each object value: original name and PRONOM key ("" when unknown)."""
    found = {}
    for element in children(root, "object"):
        value = child_text(element, "objectIdentifier", "objectIdentifierValue")
        registry = ("objectCharacteristics", "format", "formatRegistry", "formatRegistryKey")
        found[value] = (child_text(element, "originalName"), child_text(element, *registry))
    return found


def category(element: etree._Element) -> str:
    """An object's category, from objectCategory or xsi:type; "" when it says neither."""
    written = next((e.text or "" for e in element.iter() if local(e) == "objectCategory"), "")
    return written or element.get(f"{{{names.XSI}}}type", "").rpartition(":")[2]
