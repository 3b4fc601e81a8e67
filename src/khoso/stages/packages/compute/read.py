"""Reading a package back: dossier, items, events, rights, files; what cannot be read is left out and told.

Written for rebuilding the catalogue from storage alone, so it takes packages of other producers as far as they go.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree

from khoso.kernel.errors import FileRefused
from khoso.kernel.findings import Finding, Severity
from khoso.stages.packages.compute import names, premis, values
from khoso.stages.packages.compute.archive import opened, package_root
from khoso.stages.packages.compute.fields import PackageKind, Table, table
from khoso.stages.packages.compute.metsread import MetsDocument, Reference, files_of
from khoso.stages.packages.compute.spec import (
    ITEM_OF,
    AnyItem,
    AttachedFile,
    DossierDescription,
    ItemDescription,
    PremisAgent,
    PremisEvent,
    SupportingFile,
)
from khoso.stages.packages.compute.xmlstream import UnsafeXml, local, parse_xml

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_EAD_FILE = re.compile(r"^(EAD_(?:doc|pic|media))_(.+)\.xml$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FileFact:
    """A file METS speaks of: path inside the package, size and checksum as METS says them."""

    path: str
    size: int | None
    sha256: str
    mime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFacts:
    """What a package says. Paths in items point into the package folder as long as that folder lives."""

    package_id: uuid.UUID | None
    object_id: str
    kind: PackageKind
    fonds_code: str
    archive_agency_code: str
    producer_name: str
    created: datetime | None
    software_version: str
    transfer_code: str
    record_status: str
    dossier: DossierDescription
    items: tuple[AnyItem, ...]
    supporting_files: tuple[SupportingFile, ...]
    events: tuple[PremisEvent, ...]
    agents: tuple[PremisAgent, ...]
    extras: Mapping[str, Any]
    files: tuple[FileFact, ...]
    findings: tuple[Finding, ...] = field(default=(), compare=False)


def read_package(path: Path) -> PackageFacts:
    """Read a package folder or ZIP. Paths of a ZIP's items are gone when this returns; unpack first to keep them.

    Raises FileRefused when there is no readable METS.xml.
    """
    with opened(path) as folder:
        return _Reader(package_root(folder)).read()


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.findings: list[Finding] = []
        _, odd = files_of(folder)
        if odd:
            raise FileRefused("package.link", f"Gói có liên kết hoặc tệp đặc biệt ({odd[0]}); không đọc.")
        try:
            self.root = MetsDocument(folder, names.ROOT_METS)
        except (UnsafeXml, OSError) as error:
            raise FileRefused("package.no_mets", f"Không đọc được METS.xml của gói: {error}.") from error
        self.rep = self._rep()
        kind = next(iter(self.root.xpath("//mets:metsHdr")), None)
        declared = "" if kind is None else kind.get(f"{{{names.CSIP}}}OAISPACKAGETYPE", "")
        self.kind = PackageKind.SIP if declared.upper() == "SIP" else PackageKind.AIP
        self.header = kind
        self.notes = self._notes()

    def _say(self, code: str, message: str, where: str) -> None:
        self.findings.append(Finding(code, Severity.WARNING, message, where))

    def _rep(self) -> MetsDocument | None:
        pointers = [ref.path for ref in self.root.references() if ref.section == "mptr" and ref.path]
        for path in [*pointers, names.REP_METS]:
            if (self.folder / path).is_file():
                try:
                    return MetsDocument(self.folder, path)
                except UnsafeXml as error:
                    self._say("read.rep_mets", f"Không đọc được METS của bản đại diện: {error}", path)
        return None

    def _notes(self) -> dict[str, Any]:
        path = self.folder / names.EXTRAS
        try:
            found = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        except (ValueError, OSError) as error:
            self._say("read.extras", f"Không đọc được {names.EXTRAS}: {error}", names.EXTRAS)
            found = {}
        if isinstance(found, dict) and isinstance(found.get("package", {}), dict):
            return found
        self._say("read.extras", f"{names.EXTRAS} không đúng dạng", names.EXTRAS)
        return {}

    def read(self) -> PackageFacts:
        """All facts; what could not be read is in the findings."""
        objid = self.root.root.get("OBJID", "")
        found = _UUID.search(objid)
        package = self.notes.get("package", {})
        roots = self._premis()
        items, identities = self._items(roots)
        return PackageFacts(
            package_id=uuid.UUID(found.group()) if found else None,
            object_id=objid,
            kind=self.kind,
            fonds_code=package.get("fonds_code") or self._note("CREATOR", "IDENTIFICATIONCODE") or _fonds(objid),
            archive_agency_code=package.get("archive_agency_code") or self._note("ARCHIVIST", "IDENTIFICATIONCODE"),
            producer_name=package.get("producer_name") or self._agent_name("ORGANIZATION"),
            created=self._created(),
            software_version=self._note("CREATOR", "SOFTWARE VERSION"),
            transfer_code=self._header_text("altRecordID"),
            record_status="NEW" if self.header is None else self.header.get("RECORDSTATUS", "NEW"),
            dossier=self._dossier(),
            items=items,
            supporting_files=self._supporting(),
            events=self._events(roots, identities),
            agents=_unique_agents(roots),
            extras=package.get("extras", {}),
            files=self._files(),
            findings=tuple(self.findings),
        )

    # --- header

    def _header_text(self, name: str) -> str:
        found = self.root.xpath(f"//mets:metsHdr/mets:{name}")
        return (found[0].text or "") if found else ""

    def _note(self, role: str, kind: str) -> str:
        for document in filter(None, (self.root, self.rep)):
            for note in document.xpath(f"//mets:metsHdr/mets:agent[@ROLE='{role}']/mets:note"):
                if note.get(f"{{{names.CSIP}}}NOTETYPE") == kind and note.text:
                    return note.text
        return ""

    def _agent_name(self, kind: str) -> str:
        found = self.root.xpath(f"//mets:metsHdr/mets:agent[@TYPE='{kind}']/mets:name")
        return (found[0].text or "") if found else ""

    def _created(self) -> datetime | None:
        text = "" if self.header is None else self.header.get("CREATEDATE", "")
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            self._say("read.created", f"Ngày tạo gói «{text}» không đọc được", names.ROOT_METS)
            return None

    # --- descriptions

    def _describe(self, path: str, fields: Table) -> dict[str, Any]:
        try:
            root = parse_xml(self.folder / path)
        except (UnsafeXml, OSError) as error:
            self._say("read.ead", f"Không đọc được: {error}", path)
            return {}
        found = {}
        for element in root:
            known = fields.field(local(element))
            if known:
                found[known.attribute] = values.value_of(known, element.text or "")
        return found

    def _dossier(self) -> DossierDescription:
        paths = [ref.path for ref in self.root.references() if ref.section == "dmdSec" and ref.path]
        path = next((p for p in [*paths, names.ROOT_EAD] if (self.folder / p).is_file()), names.ROOT_EAD)
        return DossierDescription(**self._describe(path, table(self.kind, "EAD")))

    def _items(self, roots: list[etree._Element]) -> tuple[tuple[AnyItem, ...], dict[str, str]]:
        if self.rep is None:
            return (), {}
        references = {_holder_id(ref): ref for ref in self.rep.references()}
        attached = self._attached()
        readings = {_holder_id(r): r for r in self.rep.references() if r.section == "techMD"}
        originals: dict[str, tuple[str, str]] = {}
        for root in roots:
            originals |= premis.read_originals(root)
        notes = self.notes.get("items", [])
        noted = {str(n.get("file_name")): n for n in notes if isinstance(n, dict)} if isinstance(notes, list) else {}
        items, identities = [], {}
        for div in self.rep.xpath("//mets:div[starts-with(@LABEL, 'MetadataLink/')]"):
            data = next((references.get(p.get("FILEID", "")) for p in div if local(p) == "fptr"), None)
            description = references.get(div.get("DMDID", ""))
            if data is None or description is None:
                self._say("read.link", "Liên kết mô tả với tệp bị đứt", f"{self.rep.path}:{div.sourceline}")
                continue
            item = self._item(description, data, noted)
            value = f"uuid-{data.get('ID').removeprefix('ID-')}"
            original, pronom = originals.get(value, ("", ""))
            extra = [self._attachment(r, "attachment") for r in attached.get(data.get("ID"), [])]
            for section in div.get("ADMID", "").split():
                if section in readings:
                    extra.append(self._attachment(readings[section], "reading"))
            item = replace(item, original_name=original, pronom=pronom, attachments=tuple(extra))
            identities[value] = item.doc_id or item.reference_code
            items.append(item)
        return tuple(items), identities

    def _attached(self) -> dict[str, list[Reference]]:
        assert self.rep is not None
        files = {r.get("ID"): r for r in self.rep.references() if r.section == "file"}
        found: dict[str, list[Reference]] = {}
        for div in self.rep.xpath("//mets:div[@LABEL='AttachmentFile']/mets:div"):
            pointed = [files[p.get("FILEID", "")] for p in div if p.get("FILEID", "") in files]
            found.setdefault(div.get("LABEL", ""), []).extend(pointed)
        return found

    def _attachment(self, ref: Reference, role: str) -> AttachedFile:
        path = self.folder / ref.path
        return AttachedFile(file=path, file_name=path.name, mime=ref.get("MIMETYPE"), role=role)

    def _item(self, description: Reference, data: Reference, noted: dict[Any, Any]) -> AnyItem:
        match = _EAD_FILE.match(Path(description.path).name)
        name = {"ead_pic": "EAD_pic", "ead_media": "EAD_media"}.get(match.group(1).lower() if match else "", "EAD_doc")
        found = self._describe(description.path, table(self.kind, name))
        file = self.folder / data.path
        note = noted.get(file.name, {})
        found["doc_id"] = found.get("doc_id") or note.get("doc_id") or ""
        kept = {k: note[k] for k in ("confirmed_by_person", "reading_confidence", "extras") if k in note}
        kind = ITEM_OF.get(name, ItemDescription)
        return kind(**found, **kept, file=file, file_name=file.name, mime=data.get("MIMETYPE"))

    def _supporting(self) -> tuple[SupportingFile, ...]:
        found = []
        for ref in self.root.references():
            group = ref.holder.getparent()
            if ref.section == "file" and group is not None and group.get("USE", "").lower() == "documentation":
                path = self.folder / ref.path
                found.append(SupportingFile(file=path, file_name=path.name, mime=ref.get("MIMETYPE")))
        return tuple(found)

    # --- preservation

    def _premis(self) -> list[etree._Element]:
        roots = []
        for document in filter(None, (self.root, self.rep)):
            for ref in document.references():
                if ref.section != "digiprovMD" or not ref.path:
                    continue
                try:
                    roots.append(parse_xml(self.folder / ref.path))
                except (UnsafeXml, OSError) as error:
                    self._say("read.premis", f"Không đọc được: {error}", ref.path)
        return roots

    @staticmethod
    def _events(roots: list[etree._Element], identities: dict[str, str]) -> tuple[PremisEvent, ...]:
        found: dict[object, PremisEvent] = {}
        for root in roots:
            for event, value in premis.read_events(root):
                # The package's creation is told again in the representation, under the same identifier.
                found.setdefault(event.id or len(found), replace(event, object=identities.get(value, "")))
        return tuple(found.values())

    def _files(self) -> tuple[FileFact, ...]:
        found = {}
        for document in filter(None, (self.root, self.rep)):
            for ref in document.references():
                if ref.path and ref.section != "mptr":
                    size = ref.get("SIZE")
                    sha256 = ref.get("CHECKSUM").lower() if ref.get("CHECKSUMTYPE") == "SHA-256" else ""
                    mime = ref.get("MIMETYPE")
                    found[ref.path] = FileFact(
                        ref.path, int(size) if size.isascii() and size.isdigit() else None, sha256, mime
                    )
        return tuple(found[path] for path in sorted(found))


def _holder_id(ref: Reference) -> str:
    """The ID other parts of METS use for a reference: of the file, or of the section around an mdRef."""
    if ref.section in ("file", "mptr"):
        return ref.get("ID")
    parent = ref.holder.getparent()
    return parent.get("ID", "") if parent is not None else ""


def _fonds(objid: str) -> str:
    parts = objid.split(":")
    return parts[1] if len(parts) > 2 and parts[0] == "urn" else ""


def _unique_agents(roots: list[etree._Element]) -> tuple[PremisAgent, ...]:
    found: dict[str, PremisAgent] = {}
    for root in roots:
        for agent in premis.read_agents(root):
            found.setdefault(agent.id, agent)
    return tuple(found.values())
