"""Building AIP_hoso and SIP_hoso: descriptions and files in, one folder out, or nothing.

# Luật: TT 05/2025 Đ.17, Đ.25, Phụ lục I, Phụ lục III
"""

from __future__ import annotations

import json
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from khoso.kernel import ids
from khoso.kernel.findings import Finding, Severity
from khoso.stages.packages.compute import names, premis, values
from khoso.stages.packages.compute.fields import PackageKind, table
from khoso.stages.packages.compute.files import FileList, PackageFile, Placer, half_built
from khoso.stages.packages.compute.mets import MetsBuilder
from khoso.stages.packages.compute.spec import (
    CREATION,
    RECORD_STATUS,
    SOFTWARE_NAME,
    TABLE_OF,
    AgentLink,
    AipSpec,
    AnyItem,
    AttachedFile,
    PremisAgent,
    PremisEvent,
    SpecRefused,
)
from khoso.stages.packages.compute.spool import PlacedFile, PlacedItem, Spool

_MAX_FINDINGS = 1000
_EXTRA_FIELDS = ("confirmed_by_person", "reading_confidence", "extras")


@dataclass(frozen=True, slots=True)
class BuiltPackage:
    """A finished package. `files` has every file with size, SHA-256 and SHA-512; `bytes_total` is their sum."""

    path: Path
    package_id: uuid.UUID
    object_id: str
    folder_name: str
    files: FileList
    bytes_total: int


def build_aip(spec: AipSpec, out_dir: Path, *, link: bool = False) -> BuiltPackage:
    """Build the AIP_hoso of `spec` in `out_dir`. `link` shares bytes with the sources by hard links when possible.

    Raises SpecRefused (nothing written) when the description breaks the Circular, FileRefused when a file cannot be
    read or the package is already there, DiskFull when the disk has no room.
    """
    return _Build(spec, PackageKind.AIP, out_dir, link).run()


def build_sip(spec: AipSpec, out_dir: Path, *, link: bool = False) -> BuiltPackage:
    """Build the SIP_hoso of `spec`: the same without PREMIS, readings and our own notes. Raises as build_aip."""
    return _Build(spec, PackageKind.SIP, out_dir, link).run()


class _Build:
    def __init__(self, spec: AipSpec, kind: PackageKind, out_dir: Path, link: bool) -> None:
        self.spec, self.kind, self.link = spec, kind, link
        self.mets = MetsBuilder(spec, kind)
        self.folder = names.folder_name(self.mets.objid)
        self.final = out_dir / self.folder
        self.findings: list[Finding] = []

    @property
    def is_aip(self) -> bool:
        """An AIP carries PREMIS, readings and notes; a SIP does not."""
        return self.kind is PackageKind.AIP

    def run(self) -> BuiltPackage:
        """Build, or raise and leave nothing."""
        self._check_package()
        with half_built(self.final) as work, tempfile.TemporaryDirectory(dir=work.parent) as scratch:
            self.placer = Placer(work, link=self.link)
            self.spool = Spool(Path(scratch) / "notes.sqlite")
            try:
                with (Path(scratch) / "items.jsonl").open("w+b") as self.notes:
                    self._place_items()
                    self._note_events()
                    if self.findings:
                        raise SpecRefused(self.findings)
                    self._write_sections()
            finally:
                self.spool.close()
        files = self.placer.files
        return BuiltPackage(self.final, self.spec.package_id, self.mets.objid, self.folder, files, files.bytes_total)

    def _say(self, code: str, message: str, where: str) -> None:
        if len(self.findings) < _MAX_FINDINGS:
            self.findings.append(Finding(code, Severity.ERROR, message, where))

    def _check_package(self) -> None:
        spec = self.spec
        required = {
            "fonds_code": spec.fonds_code,
            "archive_agency_code": spec.archive_agency_code or not self.is_aip,
            "producer_name": spec.producer_name,
            "software_version": spec.software_version,
            "transfer_code": spec.transfer_code or self.is_aip,
        }
        for name, value in required.items():
            if not value:
                self._say("tt05.mets.header", f"Thiếu {name} của gói (TT05 Phụ lục I, III mục II.1.b)", name)
        if spec.fonds_code and names.unsafe_reason(spec.fonds_code):
            self._say(
                "tt05.mets.header", f"Mã phông «{spec.fonds_code}» không dùng được trong tên thư mục", "fonds_code"
            )
        header = (*map(str, required.values()), *(t for a in spec.agents for t in (a.id, a.name, a.type, a.version)))
        if not values.is_xml_text(*header):
            self._say("tt05.mets.text", "Tên hoặc mã của gói, của tác nhân có ký tự điều khiển; hãy gõ lại", "header")
        if spec.record_status not in RECORD_STATUS:
            self._say("tt05.mets.record_status", f"RECORDSTATUS «{spec.record_status}» lạ", "record_status")
        if spec.created.tzinfo is None:
            self._say("tt05.mets.date", "Thời gian tạo gói thiếu múi giờ", "created")
        fields = table(self.kind, "EAD")
        texts = values.texts_of(fields, spec.dossier)
        self.findings += values.check_texts(fields, texts, names.ROOT_EAD, strict=True)
        for file in spec.supporting_files:
            self._check_name(file.file_name, "documentation")
        if self.findings:
            raise SpecRefused(self.findings)

    def _check_name(self, name: str, where: str) -> bool:
        reason = names.unsafe_reason(name)
        if reason:
            self._say("tt05.file.name", f"Tên tệp «{name}»: {reason}; hãy đổi tên (TT05 Đ.8.1.d)", where)
        return reason is None

    # --- items

    def _place_items(self) -> None:
        count = 0
        for count, item in enumerate(self.spec.items, start=1):
            self._place_item(item, count)
        if not count:
            self._say("tt05.data.empty", "Hồ sơ không có tài liệu nào; cần ít nhất 1 tệp", names.REP_DATA)
        if self.spec.dossier.item_count != count:
            message = f"totalDoc ghi {self.spec.dossier.item_count} nhưng hồ sơ có {count} tài liệu"
            self._say("tt05.ead.total_doc", message, f"{names.ROOT_EAD}#totalDoc")

    def _place_item(self, item: AnyItem, number: int) -> None:
        where = item.file_name or f"tài liệu thứ {number}"
        name = TABLE_OF[type(item)]
        fields = table(self.kind, name)
        texts = values.texts_of(fields, item)
        found = values.check_texts(fields, texts, where, strict=True)
        dossier_code = self.spec.dossier.reference_code
        found += values.check_item_code(fields, self.kind, texts, dossier_code, where, strict=True)
        self.findings += found[: _MAX_FINDINGS - len(self.findings)]
        key = item.doc_id or item.reference_code
        named = [self._check_name(n, where) for n in (item.file_name, *(a.file_name for a in item.attachments))]
        if not values.is_xml_text(key, item.mime, item.original_name, item.pronom, *(a.mime for a in item.attachments)):
            self._say("tt05.mets.text", "Kiểu hoặc tên gốc của tệp có ký tự điều khiển; hãy gõ lại", where)
        if self.spool.knows(key):
            self._say("tt05.file.duplicate", f"Mã tài liệu «{key}» xuất hiện hai lần trong hồ sơ", where)
        if self.findings or not all(named):
            return
        taken = [path for path in self._paths(item) if self.placer.has(path)]
        if taken:
            self._say("tt05.file.duplicate", f"Hai tệp cùng tên {taken[0]}; hãy đổi tên một tệp", where)
            return
        self.spool.add_item(self._placed(item, key, name, texts))
        self._note_extras(item, key)

    def _paths(self, item: AnyItem) -> list[str]:
        return [f"{names.REP_DATA}/{item.file_name}", *(self._attached_path(a) for a in item.attachments)]

    @staticmethod
    def _attached_path(attached: AttachedFile) -> str:
        folder = names.REP_OTHER if attached.role == "reading" else names.REP_DATA
        return f"{folder}/{attached.file_name}"

    def _placed(self, item: AnyItem, key: str, name: str, texts: dict[str, str]) -> PlacedItem:
        data = self.placer.place(item.file, f"{names.REP_DATA}/{item.file_name}")
        attached = [
            (a, _noted(self.placer.place(a.file, self._attached_path(a)), a.mime))
            for a in item.attachments
            if self.is_aip or a.role != "reading"
        ]
        description = self.placer.write(self._description_path(name, item.file_name), _simple_dc(texts))
        return PlacedItem(
            key=key,
            table=name,
            data=_noted(data, item.mime),
            description=_noted(description, "text/xml"),
            attachments=tuple(file for a, file in attached if a.role != "reading"),
            readings=tuple(file for a, file in attached if a.role == "reading"),
            original_name=item.original_name,
            pronom=item.pronom,
        )

    def _description_path(self, name: str, file_name: str) -> str:
        # Luật: TT 05/2025 Phụ lục I mục I.2: [chuẩn]_[loại tài liệu]_[tên file]
        path = f"{names.REP_DESCRIPTIVE}/{name}_{Path(file_name).stem}.xml"
        return f"{names.REP_DESCRIPTIVE}/{name}_{file_name}.xml" if self.placer.has(path) else path

    def _note_extras(self, item: AnyItem, key: str) -> None:
        note: dict[str, Any] = {"key": key, "doc_id": item.doc_id, "file_name": item.file_name}
        note |= {f: getattr(item, f) for f in _EXTRA_FIELDS if getattr(item, f) not in (None, {})}
        self.notes.write(json.dumps(note, ensure_ascii=False, sort_keys=True).encode() + b"\n")

    # --- events

    def _note_events(self) -> None:
        if not self.is_aip:
            return
        kinds = set()
        agents = {agent.id for agent in self.spec.agents}
        for event in self.spec.events:
            kinds.add(event.type)
            named = [name for name in (event.agent, *(link.agent for link in event.links)) if name]
            for stranger in sorted(set(named) - agents):
                self._say("tt05.premis.agent", f"Sự kiện {event.id} nêu tác nhân lạ «{stranger}»", names.ROOT_PREMIS)
            if not event.id or not event.type or not values.is_xml_text(*map(str, astuple(event))):
                self._say(
                    "tt05.premis.mandatory", f"Sự kiện «{event.id}» thiếu mã, loại hoặc có ký tự lạ", names.ROOT_PREMIS
                )
                continue
            if event.at.tzinfo is None:
                self._say("tt05.premis.date", f"Sự kiện {event.id} thiếu múi giờ", names.ROOT_PREMIS)
                continue
            self._note_event(event)
        if CREATION not in kinds:
            made = ids.derived(self.spec.package_id, "event", CREATION)
            by = (AgentLink(self._software().id, "executing program"),)
            self._note_event(PremisEvent(str(made), CREATION, self.spec.created, "success", links=by))

    def _note_event(self, event: PremisEvent) -> None:
        if event.object and not self.spool.knows(event.object):
            if not self.findings:
                self._say(
                    "tt05.premis.object", f"Sự kiện {event.id} nêu tài liệu lạ «{event.object}»", names.REP_PREMIS
                )
            return
        linked = ("Doc", event.object) if event.object else ("URN", self.mets.objid)
        self.spool.add_event(about_item=bool(event.object), body=premis.event_body(event, linked))

    def _software(self) -> PremisAgent:
        found = [agent for agent in self.spec.agents if agent.type.lower() == "software"]
        found.sort(key=lambda agent: agent.name != SOFTWARE_NAME)
        return found[0] if found else PremisAgent("khoso", SOFTWARE_NAME, "software", self.spec.software_version)

    def _agents(self) -> tuple[PremisAgent, ...]:
        software = self._software()
        return self.spec.agents if software in self.spec.agents else (*self.spec.agents, software)

    # --- the files about the files

    def _write_sections(self) -> None:
        spec = self.spec
        texts = values.texts_of(table(self.kind, "EAD"), spec.dossier)
        ead = _noted(self.placer.write(names.ROOT_EAD, _simple_dc(texts)), "text/xml")
        groups = [("Schemas", self._place_schemas())]
        if spec.supporting_files:
            placed = [
                _noted(self.placer.place(f.file, f"documentation/{f.file_name}"), f.mime) for f in spec.supporting_files
            ]
            groups.append(("Documentation", placed))
        root_premis, rep_premis, extras = self._write_preservation() if self.is_aip else (None, None, None)
        rep = self.placer.write(names.REP_METS, lambda out: self.mets.write_representation(out, self.spool, rep_premis))
        groups.append(("Representations/rep1", [_noted(rep, "text/xml")]))
        self.placer.write(names.ROOT_METS, lambda out: self.mets.write_root(out, ead, root_premis, extras, groups))

    def _place_schemas(self) -> list[PlacedFile]:
        shared = ("METS.xsd", "xlink.xsd", "DILCISExtensionMETS.xsd", "DILCISExtensionSIPMETS.xsd")
        own = [names.SCHEMAS / self.kind.lower() / f"{n}.xsd" for n in ("EAD", "EAD_doc", "EAD_pic", "EAD_media")]
        placer = Placer(self.placer.root, link=False)
        placer.files = self.placer.files
        sources = [*own, *(names.SCHEMAS / n for n in shared)]
        return [_noted(placer.place(source, f"schemas/{source.name}"), "application/xml") for source in sources]

    def _write_preservation(self) -> tuple[PlacedFile, PlacedFile, PlacedFile]:
        package, rep = self.mets.id("package"), self.mets.id("rep1")
        objects = premis.package_objects(self.mets.objid, package, rep)
        events = self.spool.events(about_item=False)
        agents = self._agents()
        root = self.placer.write(names.ROOT_PREMIS, lambda out: premis.write(out, objects, events, agents))
        of_items = (o for item in self.spool.items() for o in premis.file_objects(item, self._object_value))
        rep_events = self._rep_events(rep)
        rep_file = self.placer.write(names.REP_PREMIS, lambda out: premis.write(out, of_items, rep_events, agents))
        extras = self.placer.write(names.EXTRAS, self._write_extras)
        return _noted(root, "text/xml"), _noted(rep_file, "text/xml"), _noted(extras, "application/json")

    def _rep_events(self, rep: str) -> Iterator[dict[str, Any]]:
        for body in self.spool.events(about_item=True):
            yield self._about_item(body)
        # Luật: TT 05/2025 Phụ lục I mục II.3: event là bắt buộc, cả khi chưa tài liệu nào có sự kiện riêng.
        for body in self.spool.events(about_item=False):
            if body["type"] == CREATION:
                yield body | {"object": ["Representation", rep]}

    def _object_value(self, path: str) -> str:
        # The same UUID as the file's ID in METS, so that both can be joined without a lookup table.
        return names.section_id(self.spec.package_id, path)

    def _about_item(self, body: dict[str, Any]) -> dict[str, Any]:
        item = self.spool.item(body["object"][1])
        return body | {"object": [body["object"][0], self._object_value(item.data.path)]}

    def _write_extras(self, out: BinaryIO) -> None:
        spec = self.spec
        package = {
            "package_id": str(spec.package_id),
            "fonds_code": spec.fonds_code,
            "archive_agency_code": spec.archive_agency_code,
            "producer_name": spec.producer_name,
            "extras": dict(spec.extras),
        }
        head = json.dumps(package, ensure_ascii=False, sort_keys=True)
        out.write(f'{{"format": "khoso-package", "version": 1,\n"package": {head},\n"items": [\n'.encode())
        self.notes.seek(0)
        for number, line in enumerate(self.notes):
            out.write((b",\n" if number else b"") + line.rstrip(b"\n"))
        out.write(b"\n]}\n")


def _noted(file: PackageFile, mime: str) -> PlacedFile:
    return PlacedFile(file.path, file.size, file.sha256, mime)


def _simple_dc(texts: dict[str, str]) -> Any:
    """A function that writes the `simpledc` document of these texts."""

    def fill(out: BinaryIO) -> None:
        root = etree.Element("simpledc")
        for element, text in texts.items():
            etree.SubElement(root, element).text = text
        etree.indent(root)
        out.write(etree.tostring(root, encoding="UTF-8", xml_declaration=True))

    return fill
