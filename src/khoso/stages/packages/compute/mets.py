"""METS of the package and of its representation, streamed.

# Luật: TT 05/2025 Phụ lục I mục II.1, Phụ lục III mục II.1
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, Protocol

from lxml import etree

from khoso.kernel.clock import vietnam_iso
from khoso.stages.packages.compute import names
from khoso.stages.packages.compute.fields import PackageKind
from khoso.stages.packages.compute.spec import SOFTWARE_NAME, AipSpec
from khoso.stages.packages.compute.spool import PlacedFile, PlacedItem
from khoso.stages.packages.compute.xmlstream import XmlStream

_NSMAP = {None: names.METS, "xlink": names.XLINK, "csip": names.CSIP, "xsi": names.XSI}
_LOCATIONS = (
    (names.METS, "METS.xsd"),
    (names.XLINK, "xlink.xsd"),
    (names.CSIP, "DILCISExtensionMETS.xsd"),
    (names.SIP, "DILCISExtensionSIPMETS.xsd"),
)


def tag(name: str) -> str:
    """A METS element name with its namespace."""
    return f"{{{names.METS}}}{name}"


class SpoolItems(Protocol):
    """What the representation's METS reads: items in order, any number of times."""

    def items(self) -> Iterator[PlacedItem]: ...


def _make(name: str, attributes: dict[str, str]) -> etree._Element:
    return etree.Element(tag(name), attributes, nsmap=_NSMAP)


class MetsBuilder:
    """Writes both METS files of one package. `kind` decides profile, identifiers and agents."""

    def __init__(self, spec: AipSpec, kind: PackageKind) -> None:
        self.spec, self.kind = spec, kind
        self.objid = names.object_id(kind, spec.fonds_code, spec.package_id)
        self.created = vietnam_iso(spec.created)

    def id(self, *key: object) -> str:
        """`uuid-{UUID}` of a part of this package."""
        return names.section_id(self.spec.package_id, *key)

    # --- the package's METS

    def write_root(
        self,
        out: BinaryIO,
        ead: PlacedFile,
        premis: PlacedFile | None,
        extras: PlacedFile | None,
        groups: list[tuple[str, list[PlacedFile]]],
    ) -> None:
        """METS.xml of the package. `groups`: (USE, files) of each file group."""
        aip = self.kind is PackageKind.AIP
        profile = names.AIP_PROFILE if aip else names.CSIP_PROFILE
        with self._mets(out, self.objid, profile, "schemas/") as xf:
            xf.write(self._descriptive(ead, "", "root-dmd", {"MDTYPE": "OTHER", "OTHERMDTYPE": "EAD"}))
            if premis:
                with xf.element(tag("amdSec"), {"ID": self.id("root-amd")}):
                    if extras:
                        kind = {"MDTYPE": "OTHER", "OTHERMDTYPE": "KHOSO"}
                        xf.write(self._administrative("techMD", extras, "", kind))
                    xf.write(self._administrative("digiprovMD", premis, "", {"MDTYPE": "PREMIS"}))
            self._file_section(xf, "", ((use, files) for use, files in groups))
            xf.write(self._root_map(premis is not None, [use for use, _ in groups]))

    def _root_map(self, has_premis: bool, uses: list[str]) -> etree._Element:
        structure = _make("structMap", {"ID": self.id("root-map"), "TYPE": "PHYSICAL", "LABEL": "CSIP"})
        top = etree.SubElement(structure, tag("div"), {"ID": self.id("root-div"), "LABEL": self.objid})
        metadata = {"ID": self.id("root-div", "Metadata")}
        if has_premis:
            metadata["ADMID"] = self.id("root-amd")
        metadata |= {"DMDID": self.id("root-dmd"), "LABEL": "Metadata"}
        etree.SubElement(top, tag("div"), metadata)
        for use in uses:
            div = etree.SubElement(top, tag("div"), {"ID": self.id("root-div", use), "LABEL": use})
            group = self.id("", "group", use)
            if use.startswith("Representations/"):
                pointer = {
                    f"{{{names.XLINK}}}type": "simple",
                    f"{{{names.XLINK}}}href": names.REP_METS,
                    f"{{{names.XLINK}}}title": group,
                    "LOCTYPE": "URL",
                }
                etree.SubElement(div, tag("mptr"), pointer)
            else:
                etree.SubElement(div, tag("fptr"), {"FILEID": group})
        return structure

    # --- the representation's METS

    def write_representation(self, out: BinaryIO, items: SpoolItems, premis: PlacedFile | None) -> None:
        """METS.xml of rep1. `items.items()` is read once for each section."""
        with self._mets(out, self.id("rep1"), names.CSIP_PROFILE, "../../schemas/") as xf:
            for item in items.items():
                xf.write(self._descriptive(item.description, names.REP, f"dmd/{item.key}", {"MDTYPE": "DC"}))
            if premis:
                self._rep_administrative(xf, items, premis)
            self._file_section(
                xf, names.REP, [("Data", (f for item in items.items() for f in (item.data, *item.attachments)))]
            )
            self._rep_map(xf, items, premis is not None)

    def _rep_administrative(self, xf: XmlStream, items: SpoolItems, premis: PlacedFile) -> None:
        with xf.element(tag("amdSec"), {"ID": self.id("rep-amd")}):
            for item in items.items():
                for reading in item.readings:
                    kind = {"MDTYPE": "OTHER", "OTHERMDTYPE": "ALTO"}
                    xf.write(self._administrative("techMD", reading, names.REP, kind))
            xf.write(self._administrative("digiprovMD", premis, names.REP, {"MDTYPE": "PREMIS"}))

    def _rep_map(self, xf: XmlStream, items: SpoolItems, has_premis: bool) -> None:
        with (
            xf.element(tag("structMap"), {"ID": self.id("rep-map"), "TYPE": "PHYSICAL", "LABEL": "CSIP"}),
            xf.element(tag("div"), {"ID": self.id("rep-div"), "TYPE": "ORIGINAL", "LABEL": "rep1"}),
        ):
            metadata = {"ID": self.id("rep-div", "Metadata"), "LABEL": "Metadata"}
            if has_premis:
                metadata["ADMID"] = self.id("rep-amd")
            div = _make("div", metadata)
            if has_premis:
                etree.SubElement(div, tag("fptr"), {"FILEID": self.id("ref", names.REP_PREMIS)})
            xf.write(div)
            data = _make("div", {"ID": self.id("rep-div", "Data"), "LABEL": "Data"})
            etree.SubElement(data, tag("fptr"), {"FILEID": self.id(names.REP, "group", "Data")})
            xf.write(data)
            with xf.element(tag("div"), {"ID": self.id("rep-div", "MetadataLink"), "LABEL": "MetadataLink"}):
                for item in items.items():
                    xf.write(self._link(item, has_premis))
            self._attachments(xf, items)

    def _link(self, item: PlacedItem, has_premis: bool) -> etree._Element:
        link = {"ID": self.id("link", item.key), "DMDID": self.id(f"dmd/{item.key}")}
        if has_premis:
            sections = [self.id("md", file.path) for file in item.readings]
            link["ADMID"] = " ".join([self.id("md", names.REP_PREMIS), *sections])
        div = _make("div", link | {"LABEL": "MetadataLink/File"})
        etree.SubElement(div, tag("fptr"), {"FILEID": names.file_id(self.spec.package_id, item.data.path)})
        return div

    def _attachments(self, xf: XmlStream, items: SpoolItems) -> None:
        if not any(item.attachments for item in items.items()):
            return
        with xf.element(tag("div"), {"ID": self.id("rep-div", "AttachmentFile"), "LABEL": "AttachmentFile"}):
            for item in items.items():
                if not item.attachments:
                    continue
                label = names.file_id(self.spec.package_id, item.data.path)
                div = _make("div", {"ID": self.id("attach", item.key), "LABEL": label})
                for file in item.attachments:
                    etree.SubElement(div, tag("fptr"), {"FILEID": names.file_id(self.spec.package_id, file.path)})
                xf.write(div)

    # --- parts of both

    @contextmanager
    def _mets(self, out: BinaryIO, objid: str, profile: str, schemas: str) -> Iterator[XmlStream]:
        attributes = {
            "OBJID": objid,
            "LABEL": self.spec.dossier.title,
            "TYPE": "Mixed",
            f"{{{names.CSIP}}}CONTENTINFORMATIONTYPE": "MIXED",
            "PROFILE": profile,
            f"{{{names.XSI}}}schemaLocation": " ".join(f"{space} {schemas}{name}" for space, name in _LOCATIONS),
        }
        xf = XmlStream(out, _NSMAP)
        with xf.element(tag("mets"), attributes):
            xf.write(self._header())
            yield xf

    def _header(self) -> etree._Element:
        header = etree.Element(
            tag("metsHdr"),
            {
                "CREATEDATE": self.created,
                "RECORDSTATUS": self.spec.record_status,
                f"{{{names.CSIP}}}OAISPACKAGETYPE": str(self.kind),
            },
            nsmap=_NSMAP,
        )
        software = {"ROLE": "CREATOR", "TYPE": "OTHER", "OTHERTYPE": "SOFTWARE"}
        _agent(header, software, SOFTWARE_NAME, "SOFTWARE VERSION", self.spec.software_version)
        creator = {"ROLE": "CREATOR", "TYPE": "ORGANIZATION"}
        _agent(header, creator, self.spec.producer_name, "IDENTIFICATIONCODE", self.spec.fonds_code)
        if self.kind is PackageKind.AIP:
            archivist = {"ROLE": "ARCHIVIST", "TYPE": "ORGANIZATION"}
            code = self.spec.archive_agency_code
            _agent(header, archivist, self.spec.producer_name, "IDENTIFICATIONCODE", code)
        if self.spec.transfer_code:
            reference = etree.SubElement(header, tag("altRecordID"), {"TYPE": "SUBMISSIONAGREEMENT"})
            reference.text = self.spec.transfer_code
        return header

    def _descriptive(self, file: PlacedFile, base: str, key: str, kind: dict[str, str]) -> etree._Element:
        attributes = {"ID": self.id(key), "CREATED": self.created, "STATUS": "CURRENT"}
        section = _make("dmdSec", attributes)
        section.append(self._reference(file, base, kind | {"MDTYPEVERSION": "1.0"}))
        return section

    def _administrative(self, name: str, file: PlacedFile, base: str, kind: dict[str, str]) -> etree._Element:
        section = _make(name, {"ID": self.id("md", file.path), "STATUS": "CURRENT"})
        section.append(self._reference(file, base, kind))
        return section

    def _reference(self, file: PlacedFile, base: str, kind: dict[str, str]) -> etree._Element:
        attributes = {"ID": self.id("ref", file.path), "LOCTYPE": "URL"} | kind
        return _make("mdRef", attributes | _link_to(file, base) | {"MIMETYPE": file.mime} | self._facts(file))

    def _facts(self, file: PlacedFile) -> dict[str, str]:
        # Luật: TT 05/2025 Phụ lục I mục II.1.b: SHA-256, ví dụ viết chữ hoa
        return {
            "SIZE": str(file.size),
            "CREATED": self.created,
            "CHECKSUM": file.sha256.upper(),
            "CHECKSUMTYPE": "SHA-256",
        }

    def _file_section(self, xf: XmlStream, base: str, groups: Iterable[tuple[str, Iterable[PlacedFile]]]) -> None:
        with xf.element(tag("fileSec"), {"ID": self.id(base, "files")}):
            for use, files in groups:
                with xf.element(tag("fileGrp"), {"ID": self.id(base, "group", use), "USE": use}):
                    for file in files:
                        xf.write(self._file(file, base))

    def _file(self, file: PlacedFile, base: str) -> etree._Element:
        identity = {"ID": names.file_id(self.spec.package_id, file.path), "MIMETYPE": file.mime}
        element = _make("file", identity | self._facts(file))
        etree.SubElement(element, tag("FLocat"), _link_to(file, base) | {"LOCTYPE": "URL"})
        return element


def _agent(header: etree._Element, attributes: dict[str, str], name: str, note_type: str, note: str) -> None:
    agent = etree.SubElement(header, tag("agent"), attributes)
    etree.SubElement(agent, tag("name")).text = name
    etree.SubElement(agent, tag("note"), {f"{{{names.CSIP}}}NOTETYPE": note_type}).text = note


def _link_to(file: PlacedFile, base: str) -> dict[str, str]:
    path = file.path.removeprefix(f"{base}/") if base else file.path
    return {f"{{{names.XLINK}}}type": "simple", f"{{{names.XLINK}}}href": names.href(path)}
