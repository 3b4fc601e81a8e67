"""Checking a package against the E-ARK CSIP and SIP tables, and the folder rules CSIPSTR."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import etree

from khoso.kernel.findings import Finding, Severity
from khoso.stages.packages.compute import names
from khoso.stages.packages.compute.csip_rules import CSIP_RULES, Rule
from khoso.stages.packages.compute.metsread import MetsDocument, checksum, files_of
from khoso.stages.packages.compute.sip_rules import SIP_RULES
from khoso.stages.packages.compute.xmlstream import UnsafeXml

_NS = {
    "mets": names.METS,
    "xlink": names.XLINK,
    "csip": names.CSIP,
    "sip": names.SIP,
    "k": "khoso:check",
}
_TIME = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$")
_MIME = re.compile(
    r"^(application|audio|font|haptics|image|message|model|multipart|text|video)/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}$"
)
_MAX_TEXT = 64 << 20
_HEX_LENGTH = {"MD5": 32, "SHA-1": 40, "SHA-224": 56, "SHA-256": 64, "SHA-384": 96, "SHA-512": 128}


def _words(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split("|"))


_VOCABULARY = {
    "category": _words(
        "textual works - print|textual works - digital|textual works - electronic serials"
        "|digital musical composition (score-based representations)|photographs - print|photographs - digital"
        "|other graphic images - print|other graphic images - digital|microforms"
        "|audio - on tangible medium (digital or analog)|audio - media-independent (digital)"
        "|motion pictures - digital and physical media|video - file-based and physical media|software|datasets"
        "|geospatial data|database|databases|websites|collection|event|interactive resource|physical object|service"
        "|mixed|other"
    ),
    "content": _words(
        "ERMS|SIARD1|SIARD2|SIARDDK|GeoData|citscarchival_v1_0|citcarchival_v1_0|citserms_v2_1|citspremis_v1_0"
        "|citsehpj_v1_0|citsehcr_v1_0|citssiard_v1_0|citsgeospatial_v3_0|MIXED|OTHER"
    ),
    "package": _words("SIP|AIP|DIP|AIU|AIC"),
    "status": _words("SUPERSEDED|CURRENT"),
    # The published vocabulary spells one word wrongly; both spellings are in use.
    "record": _words("NEW|SUPPLEMENT|REPLACEMENT|REPLEACEMENT|TEST|VERSION|DELETE|OTHER"),
    "party": _words("ORGANIZATION|INDIVIDUAL"),
    "checksum": _words("Adler-32|CRC32|HAVAL|MD5|MNP|SHA-1|SHA-256|SHA-384|SHA-512|TIGER|WHIRLPOOL"),
    "mdtype": _words(
        "MARC|MODS|EAD|DC|NISOIMG|LC-AV|VRA|TEIHDR|DDI|FGDC|LOM|PREMIS|PREMIS:OBJECT|PREMIS:AGENT|PREMIS:RIGHTS"
        "|PREMIS:EVENT|TEXTMD|METSRIGHTS|ISO 19115:2003 NAP|EAC-CPF|LIDO|OTHER"
    ),
}
_ADMIN = ("techMD", "rightsMD", "sourceMD", "digiprovMD")
_SIP_PROFILE = re.compile(r"^https?://earksip\.dilcis\.eu/profile/E-ARK-SIP(-v\d+-\d+-\d+)?\.xml$", re.IGNORECASE)


def check_csip(folder: Path, given_name: str) -> list[Finding]:
    """Findings against CSIP. `given_name` is the folder's or ZIP's name as it was handed in."""
    return _check(folder, given_name, CSIP_RULES)


def check_sip(folder: Path, given_name: str) -> list[Finding]:
    """Findings against CSIP and SIP. A SIP's PROFILE replaces the one CSIP names."""
    return _check(folder, given_name, CSIP_RULES + SIP_RULES)


def _check(folder: Path, given_name: str, rules: tuple[Rule, ...]) -> list[Finding]:
    plain, odd = files_of(folder)
    findings = [
        Finding("CSIPSTR1", Severity.ERROR, "Gói có liên kết hoặc tệp đặc biệt; hãy thay bằng tệp thật", name)
        for name in odd
    ]
    findings += _check_folders(folder, plain)
    for path in [p for p in plain if p == "METS.xml" or re.fullmatch(r"representations/[^/]+/METS\.xml", p)]:
        try:
            document = MetsDocument(folder, path)
        except UnsafeXml as error:
            findings.append(Finding("METS", Severity.ERROR, f"METS.xml không đọc được: {error}", path))
            continue
        findings += _Rules(document, plain, {folder.name, given_name}).run(rules)
    return findings


def _check_folders(folder: Path, plain: list[str]) -> list[Finding]:
    found = []

    def want(code: str, present: bool, message: str, where: str, severity: Severity = Severity.WARNING) -> None:
        if not present:
            found.append(Finding(code, severity, message, where))

    want("CSIPSTR4", "METS.xml" in plain, "Gói phải có METS.xml ở thư mục gốc", "METS.xml", Severity.ERROR)
    want("CSIPSTR5", _is_folder(folder, "metadata"), "Gói nên có thư mục metadata", "metadata")
    want("CSIPSTR9", _is_folder(folder, "representations"), "Gói nên có thư mục representations", "representations")
    want("CSIPSTR15", _is_folder(folder, "schemas"), "Gói nên có thư mục schemas", "schemas")
    want("CSIPSTR16", _is_folder(folder, "documentation"), "Gói nên có thư mục documentation", "documentation")
    if not _is_folder(folder, "representations"):
        return found
    reps = sorted(p for p in (folder / "representations").iterdir() if p.is_dir())
    want("CSIPSTR10", bool(reps), "representations nên có thư mục con cho mỗi bản đại diện", "representations")
    for rep in reps:
        where = f"representations/{rep.name}"
        want("CSIPSTR11", (rep / "data").is_dir(), "Bản đại diện nên có thư mục data", where)
        want("CSIPSTR12", (rep / "METS.xml").is_file(), "Bản đại diện nên có METS.xml", where)
        want("CSIPSTR13", (rep / "metadata").is_dir(), "Bản đại diện nên có thư mục metadata", where)
    return found


def _is_folder(folder: Path, name: str) -> bool:
    # Names are compared letter by letter even where the disk does not.
    return any(p.name == name and p.is_dir() for p in folder.iterdir())


class _Rules:
    def __init__(self, document: MetsDocument, plain: list[str], package_names: set[str]) -> None:
        self.document, self.plain, self.package_names = document, set(plain), package_names
        self.folded = {p.casefold(): p for p in plain}
        self.ids = Counter(e.get("ID") for e in document.root.iter() if e.get("ID"))
        self.digests: dict[tuple[Path, str], str | None] = {}
        self.pointers = {
            i
            for e in document.root.iter(f"{{{names.METS}}}fptr", f"{{{names.METS}}}mptr")
            for i in (e.get("FILEID", "") + " " + e.get(f"{{{names.XLINK}}}title", "")).split()
        }
        functions: dict[str, Callable[..., Any]] = {
            "folder": self._folder,
            "word": self._word,
            "lower": lambda _, value: _text(value).lower(),
            "url": lambda _, value: bool(re.match(r"^https?://\S+$", _text(value))),
            "time": lambda _, value: bool(_TIME.match(_text(value))),
            "mime": lambda _, value: bool(_MIME.match(_text(value))),
            "holds": self._holds,
            "unique": lambda _, value: self.ids[_text(value)] == 1,
            "file": self._file,
            "same-case": self._same_case,
            "line-endings": self._line_endings,
            "size": self._size,
            "digest": self._digest,
            "points": self._points,
            "covers": self._covers,
            "pointed": lambda _, value: _text(value) in self.pointers,
            "group": self._group,
            "software-lacks": self._software_lacks,
            "software": self._software,
            "all-reps-mentioned": self._all_reps_mentioned,
            "rep-label": self._rep_label,
            "sip-profile": lambda _, value: bool(_SIP_PROFILE.match(_text(value))),
        }
        extensions = {("khoso:check", name): function for name, function in functions.items()}
        self.evaluate = etree.XPathEvaluator(document.root.getroottree(), namespaces=_NS, extensions=extensions)
        self.extensions = extensions

    def run(self, rules: tuple[Rule, ...]) -> list[Finding]:
        """Findings of every rule that applies to this METS file."""
        found: list[Finding] = []
        for rule in rules:
            if self.document.base and rule.scope != "all":
                continue
            # Rules carry different functions of this package, so each expression is bound here.
            test = etree.XPath(rule.test, namespaces=_NS, extensions=self.extensions)
            for element in self.evaluate(rule.context):
                if not _true(test(element)):
                    where = f"{self.document.path}:{element.sourceline}"
                    found.append(Finding(rule.code, rule.severity, rule.message, where))
        return found

    # --- k: functions; the first argument is lxml's evaluation context

    def _folder(self, _: Any, value: Any) -> bool:
        objid = _text(value)
        return bool(self.package_names & {objid, names.folder_name(objid), f"{objid}.zip"})

    @staticmethod
    def _word(_: Any, vocabulary: str, value: Any) -> bool:
        text = _text(value)
        if vocabulary == "category":
            text = text.replace("–", "-").lower()
        return text in _VOCABULARY[vocabulary]

    def _holds(self, _: Any, folder: str) -> bool:
        return any(p.startswith(f"{folder}/") and not p.endswith("/.gitkeep") for p in self.plain)

    def _path(self, nodes: Any) -> tuple[etree._Element, str]:
        """The element with facts and the path inside the package it points at."""
        element = nodes[0] if isinstance(nodes, list) else nodes
        link = element
        if etree.QName(element).localname == "file":
            link = next(iter(element.iter(f"{{{names.METS}}}FLocat")), element)
        return element, self.document.resolve(link.get(f"{{{names.XLINK}}}href", ""))

    def _file(self, _: Any, nodes: Any) -> bool:
        return bool(nodes) and self._found(nodes)[1] is not None

    def _same_case(self, _: Any, nodes: Any) -> bool:
        return self._found(nodes)[1] is None or self._path(nodes)[1] in self.plain

    def _found(self, nodes: Any) -> tuple[etree._Element, Path | None]:
        # A wrong case in the href is a fault of its own; size and digest are still compared.
        element, path = self._path(nodes)
        actual = path if path in self.plain else self.folded.get(path.casefold(), "")
        return element, (self.document.package / actual if actual else None)

    def _size(self, context: Any, nodes: Any) -> bool:
        element, path = self._found(nodes)
        size = element.get("SIZE", "")
        if not (size.isascii() and size.isdigit()):
            return False
        return path is None or path.stat().st_size == int(size) or self._line_endings(context, nodes)

    def _digest(self, context: Any, nodes: Any) -> bool:
        element, path = self._found(nodes)
        digest, kind = element.get("CHECKSUM", "").strip().upper(), element.get("CHECKSUMTYPE", "")
        length = _HEX_LENGTH.get(kind)
        if length and not re.fullmatch(rf"[0-9A-F]{{{length}}}", digest):
            return False
        if path is None or not length:
            return True
        return self._actual(path, kind) == digest or self._line_endings(context, nodes)

    def _actual(self, path: Path, kind: str) -> str | None:
        if (path, kind) not in self.digests:
            self.digests[path, kind] = checksum(path, kind)
        return self.digests[path, kind]

    def _line_endings(self, _: Any, nodes: Any) -> bool:
        """Whether the file is the packed one but for its line endings, as the checksum of the turned-back text proves.

        Version control and text-mode transfers do this to packages; it is told apart from other damage.
        """
        element, path = self._found(nodes)
        kind, digest = element.get("CHECKSUMTYPE", ""), element.get("CHECKSUM", "").strip().upper()
        if (
            path is None
            or kind not in _HEX_LENGTH
            or path.stat().st_size > _MAX_TEXT
            or self._actual(path, kind) == digest
        ):
            return False
        unix = path.read_bytes().replace(b"\r\n", b"\n")
        algorithm = kind.replace("-", "").lower()
        for text in (unix, unix.replace(b"\n", b"\r\n")):
            if hashlib.new(algorithm, text).hexdigest().upper() == digest:
                return element.get("SIZE", str(len(text))) == str(len(text))
        return False

    def _sections(self, what: str) -> list[set[str]]:
        """For each section the identifiers that may stand for it."""
        if what == "descriptive":
            return [{e.get("ID", "")} for e in self.document.xpath("mets:dmdSec")]
        found = []
        for section in self.document.xpath("mets:amdSec"):
            for child in section:
                if isinstance(child.tag, str) and etree.QName(child).localname in _ADMIN:
                    found.append({child.get("ID", ""), section.get("ID", "")} - {""})
            if not len(section) and section.get("ID"):
                found.append({section.get("ID", "")})
        return found

    def _points(self, _: Any, value: Any, what: str) -> bool:
        known = set().union(*self._sections(what)) if self._sections(what) else set()
        return all(pointed in known for pointed in _text(value).split())

    def _covers(self, context: Any, value: Any, what: str) -> bool:
        pointed = set(_text(value).split())
        return self._points(context, value, what) and all(section & pointed for section in self._sections(what))

    def _group(self, _: Any, value: Any, use: str) -> bool:
        wanted = _text(value)
        for group in self.document.root.iter(f"{{{names.METS}}}fileGrp"):
            if group.get("ID") == wanted and wanted:
                return group.get("USE", "").startswith(use)
        return False

    def _agents(self) -> list[tuple[etree._Element, set[str]]]:
        wanted = {"ROLE": "CREATOR", "TYPE": "OTHER", "OTHERTYPE": "SOFTWARE"}
        agents = self.document.xpath("mets:metsHdr/mets:agent")
        return [(a, {name for name, word in wanted.items() if a.get(name) != word}) for a in agents]

    def _software_lacks(self, _: Any, name: str) -> bool:
        # Nobody says which agent was meant to be the software: those nearest to it are judged.
        agents = self._agents()
        fewest = min((len(lacking) for _agent, lacking in agents), default=0)
        return any(name in lacking for _agent, lacking in agents if len(lacking) == fewest)

    def _software(self, _: Any, part: str) -> bool:
        agents = sorted(self._agents(), key=lambda pair: len(pair[1]))
        if not agents:
            return True
        parts = agents[0][0].findall(f"{{{names.METS}}}{'name' if part == 'name' else 'note'}")
        if part == "version":
            return not parts or parts[0].get(f"{{{names.CSIP}}}NOTETYPE") == "SOFTWARE VERSION"
        return len(parts) == 1 and bool((parts[0].text or "").strip())

    def _reps_with_mets(self) -> set[str]:
        return {p for p in self.plain if re.fullmatch(r"representations/[^/]+/METS\.xml", p)}

    def _all_reps_mentioned(self, _: Any) -> bool:
        pointed = {ref.path for ref in self.document.references() if ref.section == "mptr"}
        return self._reps_with_mets() <= pointed

    def _rep_label(self, _: Any, nodes: Any) -> bool:
        div = nodes[0]
        pointer = div.find(f"{{{names.METS}}}mptr")
        path = self.document.resolve(pointer.get(f"{{{names.XLINK}}}href", ""))
        return div.get("LABEL", "").lower().strip("/") == path.rpartition("/")[0].lower()


def _text(value: Any) -> str:
    """The string of an XPath argument: a string or a list of attributes."""
    if isinstance(value, list):
        return str(value[0]).strip() if value else ""
    return str(value).strip()


def _true(value: Any) -> bool:
    """XPath's own idea of truth."""
    return bool(value)
