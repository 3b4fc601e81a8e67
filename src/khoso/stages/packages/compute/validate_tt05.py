"""The Circular's rules for AIP_hoso and SIP_hoso: structure, METS, bytes, links; descriptions are checked next door.

What the Circular's own annexes contradict, or known producers write otherwise, is a warning with its clause.

# Luật: TT 05/2025 Phụ lục I, Phụ lục III
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from khoso.kernel.findings import Finding, Severity
from khoso.stages.packages.compute import names
from khoso.stages.packages.compute.fields import PackageKind
from khoso.stages.packages.compute.metsread import MetsDocument, Reference, checksum, files_of
from khoso.stages.packages.compute.spec import RECORD_STATUS
from khoso.stages.packages.compute.tt05_descriptions import check_descriptions
from khoso.stages.packages.compute.tt05_premis import check_premis
from khoso.stages.packages.compute.xmlstream import UnsafeXml, local, schema

_UUID = r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}"
_OBJID = {
    PackageKind.AIP: re.compile(rf"^urn:[^:]+:uuid:{_UUID}$"),
    PackageKind.SIP: re.compile(rf"^uuid-{_UUID}$"),
}
_ANY_UUID = re.compile(_UUID, re.IGNORECASE)
_TIME = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$")
_PROFILES = {
    PackageKind.AIP: {names.AIP_PROFILE, names.CSIP_PROFILE},
    PackageKind.SIP: {names.CSIP_PROFILE},
}
_MD_KINDS = {"OTHER", "DC", "EAD", "PREMIS"}
_MAX_SCHEMA_ERRORS = 20


class Tt05Check:
    """One validation; `say` collects findings."""

    def __init__(self, folder: Path, given_name: str) -> None:
        self.folder, self.given_name = folder, given_name
        self.findings: list[Finding] = []
        self.kind = PackageKind.AIP
        self.plain, self.odd = files_of(folder)
        self._present = frozenset(self.plain)

    @property
    def annex(self) -> str:
        """The annex of the Circular that rules this kind of package."""
        return "TT05 Phụ lục " + ("I" if self.kind is PackageKind.AIP else "III")

    def say(self, code: str, message: str, where: str, *, warning: bool = False) -> None:
        """Add a finding `tt05.<code>`."""
        severity = Severity.WARNING if warning else Severity.ERROR
        self.findings.append(Finding(f"tt05.{code}", severity, message, where))

    def has(self, path: str) -> bool:
        """Whether a plain file stands at a path of the package; links do not count and are never read."""
        return path in self._present

    def run(self) -> list[Finding]:
        """Every finding, structure first."""
        for name in self.odd:
            self.say("file.link", "Là liên kết hoặc tệp đặc biệt, không được có trong gói", name)
        root = self._document(names.ROOT_METS, "structure.mets")
        if root is None:
            return self.findings
        self._decide_kind(root)
        rep_path = next((r.path for r in root.references() if r.section == "mptr" and r.path), names.REP_METS)
        rep = self._document(rep_path, "structure.rep_mets")
        self._check_structure()
        documents = [d for d in (root, rep) if d is not None]
        for document in documents:
            self._check_mets(document)
        self._check_root(root)
        self._check_bytes(documents)
        if rep is not None:
            self._check_rep(rep)
        check_descriptions(self, root, rep)
        if self.kind is PackageKind.AIP:
            check_premis(self, documents)
        return self.findings

    def _document(self, path: str, code: str) -> MetsDocument | None:
        if not self.has(path):
            self.say(code, f"Thiếu tệp {path}, là tệp bắt buộc (TT05 Phụ lục I, III mục I.2)", path)
            return None
        try:
            return MetsDocument(self.folder, path)
        except (UnsafeXml, OSError) as error:
            self.say("mets.xml", f"Không đọc được: {error}", path)
            return None

    def _decide_kind(self, root: MetsDocument) -> None:
        header = next(iter(root.xpath("//mets:metsHdr")), None)
        declared = "" if header is None else header.get(f"{{{names.CSIP}}}OAISPACKAGETYPE", "")
        if declared in ("AIP", "SIP"):
            self.kind = PackageKind(declared)
        else:
            message = f"csip:OAISPACKAGETYPE là «{declared}», cần AIP hoặc SIP ({self.annex} mục II.1.b)"
            self.say("mets.package_type", message, f"{names.ROOT_METS}#metsHdr")

    # --- structure

    def _check_structure(self) -> None:
        here = set(self._present)
        clause = f"({self.annex} mục I.2)"
        if names.ROOT_EAD not in here:
            self.say("structure.ead", f"Thiếu {names.ROOT_EAD} {clause}", names.ROOT_EAD)
        if not any(n.startswith(f"{names.REP_DESCRIPTIVE}/") for n in here):
            self.say("structure.item_ead", f"Thiếu mô tả tài liệu EAD_doc/pic/media {clause}", names.REP_DESCRIPTIVE)
        if not any(n.startswith(f"{names.REP_DATA}/") for n in here):
            self.say("structure.data", f"Thư mục data không có tài liệu nào {clause}", names.REP_DATA)
        if self.kind is PackageKind.AIP:
            for path in (names.ROOT_PREMIS, names.REP_PREMIS):
                # The Circular's own example names this file after the representation's identifier.
                folder = path.rpartition("/")[0]
                if path not in here:
                    other = any(n.startswith(f"{folder}/PREMIS") for n in here)
                    self.say("structure.premis", f"Thiếu {path} {clause}", path, warning=other)
        self._check_schemas(here, clause)

    def _check_schemas(self, here: set[str], clause: str) -> None:
        schemas = {n.removeprefix("schemas/") for n in here if n.startswith("schemas/")}
        lower = {n.lower() for n in schemas}
        if not schemas:
            self.say("structure.schemas", f"Thiếu thư mục schemas {clause}", "schemas")
            return
        if "METS.xsd" not in schemas:
            near = any(n.startswith("mets") for n in lower)
            self.say("structure.schemas", f"Thiếu schemas/METS.xsd đúng tên {clause}", "schemas/METS.xsd", warning=near)
        if not any(n.startswith("EAD") and n.endswith(".xsd") for n in schemas):
            near = any(n.startswith("ead") for n in lower)
            self.say("structure.schemas", f"Thiếu schemas/EAD*.xsd đúng tên {clause}", "schemas/EAD.xsd", warning=near)

    # --- METS

    def _check_mets(self, document: MetsDocument) -> None:
        self._check_schema(document)
        counted = Counter(e.get("ID") for e in document.root.iter() if e.get("ID"))
        for identity in (i for i, n in counted.items() if n > 1):
            self.say("mets.duplicate_id", f"ID «{identity}» dùng nhiều lần", document.path)
        for element in document.root.iter():
            for name in ("CREATED", "CREATEDATE", "LASTMODDATE"):
                text = element.get(name)
                if text is not None and not _TIME.match(text):
                    where = f"{document.path}:{element.sourceline}"
                    message = f"{name}=«{text}» không đúng YYYY-MM-DDThh:mm:ss.s+07:00 ({self.annex} mục II.1.b)"
                    self.say("mets.date", message, where, warning=True)
        content = document.root.get(f"{{{names.CSIP}}}CONTENTINFORMATIONTYPE")
        if document.base and not content:
            message = f"METS của bản đại diện thiếu csip:CONTENTINFORMATIONTYPE ({self.annex} mục II.1.c)"
            self.say("mets.content_type", message, document.path)
        if document.root.get("TYPE") != "Mixed":
            message = f"mets/@TYPE là «{document.root.get('TYPE')}», cần Mixed ({self.annex} mục II.1)"
            self.say("mets.type", message, document.path, warning=bool(document.root.get("TYPE")))
        self._check_header(document)
        for ref in document.references():
            self._check_attributes(document, ref)
        self._check_links(document)

    def _check_schema(self, document: MetsDocument) -> None:
        tree = copy.deepcopy(document.root)
        odd = list(tree.iter(f"{{{names.METS}}}Flocat"))
        for element in odd:
            element.tag = f"{{{names.METS}}}FLocat"
        if odd:
            message = f"Viết Flocat thay cho FLocat {len(odd)} lần (bảng của {self.annex} in sai)"
            self.say("mets.flocat", message, document.path, warning=True)
        rules = schema(names.SCHEMAS / "METS.xsd")
        if rules.validate(tree):
            return
        errors = [e for e in rules.error_log if "dateTime" not in e.message]
        for error in errors[:_MAX_SCHEMA_ERRORS]:
            self.say("mets.schema", f"Sai lược đồ METS: {error.message}", f"{document.path}:{error.line}")

    def _check_header(self, document: MetsDocument) -> None:
        where = f"{document.path}#metsHdr"
        header = next(iter(document.xpath("mets:metsHdr")), None)
        if header is None:
            self.say("mets.header", f"Thiếu metsHdr ({self.annex} mục II.1)", where)
            return
        if not header.get("CREATEDATE"):
            self.say("mets.header", f"Thiếu metsHdr/@CREATEDATE ({self.annex} mục II.1)", where)
        if header.get("RECORDSTATUS", "") not in ("", *RECORD_STATUS):
            self.say("mets.record_status", f"RECORDSTATUS «{header.get('RECORDSTATUS')}» lạ", where)
        declared = header.get(f"{{{names.CSIP}}}OAISPACKAGETYPE")
        if declared != str(self.kind):
            self.say("mets.package_type", f"csip:OAISPACKAGETYPE «{declared}» khác gói ({self.annex} mục II.1)", where)
        if not document.xpath("mets:metsHdr/mets:agent[@ROLE='CREATOR'][mets:name/text()]"):
            self.say("mets.agent", f"Thiếu agent ROLE=CREATOR có tên ({self.annex} mục II.1)", where)

    def _check_attributes(self, document: MetsDocument, ref: Reference) -> None:
        if ref.section == "mptr":
            return
        where = f"{document.path}:{ref.line}"
        required = ["ID", "MIMETYPE", "CREATED", "CHECKSUM", "CHECKSUMTYPE"]
        required += [] if ref.section == "file" else ["MDTYPE", "SIZE"]
        for name in required:
            if not ref.get(name):
                self.say("mets.attribute", f"{ref.section} thiếu @{name} ({self.annex} mục II.1)", where)
        if ref.get("CHECKSUMTYPE") not in ("", "SHA-256"):
            message = f"CHECKSUMTYPE «{ref.get('CHECKSUMTYPE')}», mặc định là SHA-256 ({self.annex} mục II.1)"
            self.say("mets.checksum_type", message, where, warning=True)
        if ref.section == "dmdSec":
            if ref.get("MDTYPE") not in _MD_KINDS:
                self.say("mets.mdtype", f"MDTYPE «{ref.get('MDTYPE')}» lạ, cần OTHER hoặc DC", where, warning=True)
            if ref.get("MIMETYPE") not in ("", "text/xml"):
                message = f"MIMETYPE «{ref.get('MIMETYPE')}» của tệp mô tả, ví dụ của TT05 là text/xml"
                self.say("mets.mimetype", message, where, warning=True)

    def _check_links(self, document: MetsDocument) -> None:
        known = document.ids()
        for element in document.root.iter():
            for name in ("DMDID", "ADMID", "FILEID"):
                for pointed in element.get(name, "").split():
                    if pointed not in known:
                        where = f"{document.path}:{element.sourceline}"
                        self.say("link.broken", f"@{name} trỏ tới ID «{pointed}» không có trong METS", where)

    def _check_root(self, root: MetsDocument) -> None:
        objid = root.root.get("OBJID", "")
        where = f"{names.ROOT_METS}#OBJID"
        form = "urn:{mã phông}:uuid:{UUID}" if self.kind is PackageKind.AIP else "uuid-{UUID}"
        if not _OBJID[self.kind].match(objid):
            near = bool(_ANY_UUID.search(objid))
            message = f"OBJID «{objid}» không đúng {form}, UUID viết hoa ({self.annex} mục II.1.b)"
            self.say("mets.objid", message, where, warning=near)
        expected = names.folder_name(objid)
        if self.folder.name != expected:
            message = f"Thư mục gói «{self.folder.name}» khác OBJID, cần «{expected}» ({self.annex} mục I.2)"
            self.say("name.folder", message, self.folder.name, warning=True)
        if self.given_name.lower().endswith(".zip") and expected not in self.given_name:
            message = f"Tên ZIP «{self.given_name}» không chứa mã gói ({self.annex} mục 5)"
            self.say("name.zip", message, self.given_name, warning=True)
        if root.root.get("PROFILE") not in _PROFILES[self.kind]:
            message = f"PROFILE «{root.root.get('PROFILE')}» khác TT05 ({self.annex} mục II.1.b)"
            self.say("mets.profile", message, f"{names.ROOT_METS}#PROFILE", warning=bool(root.root.get("PROFILE")))
        self._check_root_map(root)
        if self.kind is PackageKind.SIP:
            self._check_transfer(root)

    def _check_transfer(self, root: MetsDocument) -> None:
        where = f"{names.ROOT_METS}#altRecordID"
        found = root.xpath("mets:metsHdr/mets:altRecordID")
        if not found or not (found[0].text or "").strip():
            self.say("mets.alt_record", f"Thiếu altRecordID, mã đăng ký nộp ({self.annex} mục II.1.b)", where)
        elif found[0].get("TYPE") != "SUBMISSIONAGREEMENT":
            message = f"altRecordID TYPE «{found[0].get('TYPE')}», ví dụ của TT05 là SUBMISSIONAGREEMENT"
            self.say("mets.alt_record", message, where, warning=True)

    def _check_root_map(self, root: MetsDocument) -> None:
        where = f"{names.ROOT_METS}#structMap"
        divs = root.xpath("mets:structMap[@LABEL='CSIP']/mets:div/mets:div")
        labels = {div.get("LABEL", "") for div in divs}
        for label in ("Metadata", "Schemas", "Representations/rep1"):
            if label not in {name if name != "Representations" else "Representations/rep1" for name in labels}:
                self.say("mets.struct_map", f"structMap thiếu div «{label}» ({self.annex} mục II.1.b)", where)
        if not any(local(child) == "mptr" for div in divs for child in div):
            self.say("mets.struct_map", f"structMap thiếu mptr tới METS của rep1 ({self.annex} mục II.1.b)", where)

    # --- bytes

    def _check_bytes(self, documents: Iterable[MetsDocument]) -> None:
        listed = {names.ROOT_METS}
        for document in documents:
            for ref in document.references():
                listed.add(ref.path)
                self._check_one(document, ref)
        for name in self.plain:
            if name not in listed:
                self.say("file.unlisted", f"Có tệp {name} không nêu trong METS; xóa hoặc khai báo", name)

    def _check_one(self, document: MetsDocument, ref: Reference) -> None:
        where = f"{document.path}:{ref.line}"
        if not ref.path:
            self.say("file.outside", f"Đường dẫn «{ref.href}» trống hoặc ra ngoài gói", where)
            return
        path = self.folder / ref.path
        if not self.has(ref.path):
            self.say("file.missing", f"METS nêu {ref.path} nhưng gói không có tệp này", ref.path)
            return
        size, digest = ref.get("SIZE"), ref.get("CHECKSUM")
        if size and size != str(path.stat().st_size):
            self.say("file.size", f"{ref.path} dài {path.stat().st_size} byte, METS ghi {size}", ref.path)
        if digest:
            actual = checksum(path, ref.get("CHECKSUMTYPE") or "SHA-256")
            if actual is None:
                self.say("mets.checksum_type", f"Không biết cách tính {ref.get('CHECKSUMTYPE')}", where)
            elif actual != digest.strip().upper():
                self.say("file.checksum", f"{ref.path} đã đổi: mã băm khác METS", ref.path)

    # --- representation

    def _check_rep(self, rep: MetsDocument) -> None:
        objid = rep.root.get("OBJID", "")
        if not re.match(rf"^uuid-{_UUID}$", objid):
            message = f"OBJID «{objid}» của bản đại diện không đúng uuid-{{UUID}} viết hoa ({self.annex} mục II.1.c)"
            self.say("mets.rep_objid", message, f"{rep.path}#OBJID", warning=True)
        links = rep.xpath("//mets:div[starts-with(@LABEL, 'MetadataLink/')]")
        linked = {pointer.get("FILEID") for div in links for pointer in div if local(pointer) == "fptr"}
        attached = {
            pointer.get("FILEID")
            for div in rep.xpath("//mets:div[@LABEL='AttachmentFile']/mets:div")
            for pointer in div
            if local(pointer) == "fptr"
        }
        described = {identity for div in links for identity in div.get("DMDID", "").split()}
        for ref in rep.references():
            if ref.section == "file" and ref.path.startswith(f"{names.REP_DATA}/"):
                if ref.get("ID") not in linked | attached:
                    message = f"{ref.path} không nối với mô tả nào ({self.annex} mục II.1.c, MetadataLink)"
                    self.say("link.file", message, ref.path)
            elif ref.section == "dmdSec":
                parent = ref.holder.getparent()
                if parent is not None and parent.get("ID") not in described:
                    message = f"{ref.path} không nối với tệp nào ({self.annex} mục II.1.c, MetadataLink)"
                    self.say("link.description", message, ref.path)


def check_tt05(folder: Path, given_name: str) -> list[Finding]:
    """Findings of an AIP_hoso or SIP_hoso folder. `given_name`: the folder's or ZIP's name as it was handed in."""
    return Tt05Check(folder, given_name).run()
