"""RFC 8493: is this folder a complete and valid bag? Nothing is fetched."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path
from urllib.parse import unquote

from khoso.kernel.findings import Finding, Severity
from khoso.stages.packages.compute.metsread import files_of

_MANIFEST = re.compile(r"^(tag)?manifest-([a-z0-9]+)\.txt$")
_LINE = re.compile(r"^([0-9A-Fa-f]+)[ \t]+\*?(.+)$")
_FETCH = re.compile(r"^(\S+)[ \t]+(\d+|-)[ \t]+(.+)$")
_KNOWN = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512"}
_MAX_TAG_FILE = 256 << 20


class _Bag:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.findings: list[Finding] = []
        plain, odd = files_of(folder)
        self.files = set(plain)
        # Producers differ in Unicode form; RFC 8493 5.2 asks readers to expect it.
        self.by_form = {unicodedata.normalize("NFC", name): name for name in plain}
        for name in odd:
            self.say("link", "Là liên kết hoặc tệp đặc biệt, không được có trong túi", name)

    def say(self, code: str, message: str, where: str, *, warning: bool = False) -> None:
        """Add a finding `bagit.<code>`."""
        severity = Severity.WARNING if warning else Severity.ERROR
        self.findings.append(Finding(f"bagit.{code}", severity, message, where))

    def run(self) -> list[Finding]:
        """Every finding of the bag."""
        encoding = self._declaration()
        if encoding is None:
            return self.findings
        self.encoding = encoding
        if not any(name.startswith("data/") for name in self.files) and not (self.folder / "data").is_dir():
            self.say("payload", "Thiếu thư mục data (RFC 8493 mục 2.1.2)", "data")
        manifests = self._manifests(tag=False)
        fetched = self._fetch()
        if not manifests:
            self.say("manifest", "Thiếu manifest-<thuật toán>.txt (RFC 8493 mục 2.1.3)", "manifest-sha512.txt")
        for name, listed in manifests.items():
            self._check_manifest(name, listed, fetched)
            self._check_payload_listed(name, listed)
        for url_path in sorted(fetched):
            if not any(url_path in listed for listed in manifests.values()):
                self.say("fetch", f"fetch.txt nêu {url_path} nhưng không manifest nào nêu", "fetch.txt")
        for name, listed in self._manifests(tag=True).items():
            self._check_manifest(name, listed, {})
            if any(path.startswith("data/") for path in listed):
                self.say("tagmanifest", "tagmanifest không được nêu tệp trong data", name)
        self._oxum()
        return self.findings

    def _read(self, name: str, encoding: str) -> str | None:
        path = self.folder / name
        if path.stat().st_size > _MAX_TAG_FILE:
            self.say("tag_file", f"{name} lớn bất thường, không đọc", name)
            return None
        try:
            return path.read_bytes().decode(encoding)
        except (UnicodeDecodeError, LookupError):
            self.say("encoding", f"{name} không đúng bảng mã {encoding}", name)
            return None

    def _declaration(self) -> str | None:
        if "bagit.txt" not in self.files:
            self.say("declaration", "Thiếu bagit.txt (RFC 8493 mục 2.1.1)", "bagit.txt")
            return None
        text = self._read("bagit.txt", "utf-8")
        if text is None:
            return None
        if text.startswith("\ufeff"):
            self.say("declaration", "bagit.txt không được có dấu BOM", "bagit.txt")
        match = re.fullmatch(
            r"\ufeff?BagIt-Version: (\d+\.\d+)\r?\n?Tag-File-Character-Encoding: (\S+)\s*",
            text.replace("\r", "\n").replace("\n\n", "\n"),
        )
        if not match:
            self.say("declaration", "bagit.txt phải có đúng hai dòng BagIt-Version và bảng mã", "bagit.txt")
            return None
        if match.group(1) not in ("0.93", "0.94", "0.95", "0.96", "0.97", "1.0"):
            self.say("declaration", f"Phiên bản BagIt {match.group(1)} không biết", "bagit.txt", warning=True)
        return match.group(2)

    def _manifests(self, *, tag: bool) -> dict[str, dict[str, str]]:
        found = {}
        for name in sorted(self.files):
            match = _MANIFEST.match(name)
            if match and bool(match.group(1)) is tag:
                found[name] = self._manifest(name)
        return found

    def _manifest(self, name: str) -> dict[str, str]:
        listed: dict[str, str] = {}
        for number, line in enumerate((self._read(name, self.encoding) or "").splitlines(), start=1):
            if not line.strip():
                continue
            match = _LINE.match(line)
            if not match:
                self.say("manifest_line", "Dòng không đúng «mã băm đường dẫn»", f"{name}:{number}")
                continue
            path = _decoded(match.group(2))
            if _unsafe(path):
                self.say("unsafe_path", f"Đường dẫn «{path[:120]}» ra ngoài túi, không đọc", f"{name}:{number}")
            elif path in listed:
                self.say("duplicate", f"{path} có hai dòng (RFC 8493 mục 2.1.3)", f"{name}:{number}")
            else:
                listed[path] = match.group(1).lower()
        return listed

    def _actual(self, path: str) -> str | None:
        return path if path in self.files else self.by_form.get(unicodedata.normalize("NFC", path))

    def _check_manifest(self, name: str, listed: dict[str, str], fetched: dict[str, str]) -> None:
        match = _MANIFEST.match(name)
        algorithm = match.group(2) if match else ""
        if algorithm not in _KNOWN:
            self.say("algorithm", f"Không biết thuật toán «{algorithm}»", name, warning=True)
        for path, digest in listed.items():
            actual = self._actual(path)
            if actual is None:
                hint = "; fetch.txt có nêu, hãy tải về rồi kiểm tra lại" if path in fetched else ""
                self.say("missing", f"{path} nêu trong {name} nhưng không có{hint}", path)
            elif algorithm in _KNOWN:
                with (self.folder / actual).open("rb") as source:
                    computed = hashlib.file_digest(source, algorithm).hexdigest()
                if computed != digest:
                    self.say("checksum", f"{path} đã đổi: mã băm khác {name}", path)

    def _check_payload_listed(self, name: str, listed: dict[str, str]) -> None:
        known = {self._actual(path) for path in listed}
        for path in sorted(p for p in self.files if p.startswith("data/")):
            if path not in known:
                self.say("unlisted", f"{path} không nêu trong {name}", path)

    def _fetch(self) -> dict[str, str]:
        fetched: dict[str, str] = {}
        if "fetch.txt" not in self.files:
            return fetched
        for number, line in enumerate((self._read("fetch.txt", self.encoding) or "").splitlines(), start=1):
            match = _FETCH.match(line)
            where = f"fetch.txt:{number}"
            if not line.strip():
                continue
            if not match:
                self.say("fetch_line", "Dòng không đúng «URL độ-dài đường-dẫn»", where)
                continue
            path = _decoded(match.group(3))
            if _unsafe(path) or not path.startswith("data/"):
                self.say("unsafe_path", f"Đường dẫn «{path[:120]}» không nằm trong data", where)
                continue
            fetched[path] = match.group(1)
        return fetched

    def _oxum(self) -> None:
        if "bag-info.txt" not in self.files:
            return
        found = re.findall(r"(?im)^Payload-Oxum\s*:\s*(.+?)\s*$", self._read("bag-info.txt", self.encoding) or "")
        if len(found) > 1:
            self.say("oxum", "Payload-Oxum có nhiều lần", "bag-info.txt")
        for text in found[:1]:
            payload = [p for p in self.files if p.startswith("data/")]
            total = sum((self.folder / p).stat().st_size for p in payload)
            if text != f"{total}.{len(payload)}":
                self.say("oxum", f"Payload-Oxum ghi {text}, thật có {total}.{len(payload)}", "bag-info.txt")


def _decoded(path: str) -> str:
    """Only LF, CR and % are percent-encoded in a bag (RFC 8493 2.1.3)."""
    cleaned = path.rstrip("\r\n").removeprefix("./")
    return re.sub(r"%(0[AaDd]|25)", lambda m: unquote(m.group()), cleaned)


def _unsafe(path: str) -> bool:
    parts = path.replace("\\", "/").split("/")
    return path.startswith(("/", "~", "\\")) or ".." in parts or bool(re.match(r"^[A-Za-z]:", path)) or "\x00" in path


def check_bagit(folder: Path, given_name: str) -> list[Finding]:
    """Findings of a bag folder; `given_name` is not used, a bag has no name rule."""
    return _Bag(folder).run()
