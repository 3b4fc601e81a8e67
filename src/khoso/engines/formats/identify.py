"""PRONOM signatures say what a file is; libmagic fills what they leave open; PDF/A is read from the file itself."""

from __future__ import annotations

import functools
import re
import xml.etree.ElementTree as ET  # only types; the signatures are part of the library
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from khoso.engines.formats.pdfa import pdfa_claim
from khoso.kernel.errors import EngineMissing

_ENDS_READ = 128 * 1024
_PDFA_PUIDS = {
    "1a": "fmt/95",
    "1b": "fmt/354",
    "2a": "fmt/476",
    "2b": "fmt/477",
    "2u": "fmt/478",
    "3a": "fmt/479",
    "3b": "fmt/480",
    "3u": "fmt/481",
}


@dataclass(frozen=True, slots=True)
class Format:
    """A file's format. `puid` is None when PRONOM knows none; `pdfa` is "2b" for PDF/A-2b, None for no claim."""

    puid: str | None
    name: str
    mime: str
    version: str | None = None
    pdfa: str | None = None

    @property
    def is_pdf(self) -> bool:
        return self.mime == "application/pdf"


def identify(path: Path) -> Format:
    """The format of a file by its content. Reads hostile bytes: call it under limits.

    Raises EngineMissing when the signature library is not there.
    """
    size = path.stat().st_size
    if size == 0:
        return Format(None, "Tệp rỗng", "inode/x-empty")
    with path.open("rb") as stream:
        head = stream.read(_ENDS_READ)
        stream.seek(max(0, size - _ENDS_READ))
        tail = stream.read(_ENDS_READ)
    puid, name, version, mime = _by_pronom(head, tail)
    mime = mime or _by_magic(head)
    if mime != "application/pdf":
        return Format(puid, name or mime, mime, version)
    claim = pdfa_claim(path)
    if claim in _PDFA_PUIDS:
        puid, name, version = _PDFA_PUIDS[claim], "PDF/A", claim
    return Format(puid, name or "PDF", mime, version, claim)


def _by_pronom(head: bytes, tail: bytes) -> tuple[str | None, str, str | None, str]:
    fido = _fido()
    best = _best_match(head, tail)
    if best is None:
        return None, "", None, ""
    puid = str(fido.get_puid(best))
    mime = best.findtext("mime") or ""
    return (
        puid if "fido" not in puid else None,
        best.findtext("name") or "",
        best.findtext("version") or None,
        mime.split(",")[0].strip(),
    )


def _best_match(head: bytes, tail: bytes) -> ET.Element | None:
    """The first format fido would name, by its own rules of which goes before which.

    fido walks its XML anew for each file and keeps too few compiled patterns: most of the time of a small file.
    """
    fido = _fido()
    result: list[tuple[ET.Element, str]] = []
    for form, signatures in _signatures():
        if not fido.as_good_as_any(form, result):
            continue
        for patterns in signatures:
            if all(found(head) if at_start else found(tail) for at_start, found in patterns):
                result.append((form, ""))
    return next((form for form, _ in result if fido.as_good_as_any(form, result)), None)


_Finder = Callable[[bytes], re.Match[bytes] | None]


@functools.cache
def _signatures() -> list[tuple[ET.Element, list[list[tuple[bool, _Finder]]]]]:
    """Each format with its signatures: whether the beginning or the end of a file is asked, and how."""
    fido = _fido()

    def finder(pattern: ET.Element) -> tuple[bool, _Finder]:
        place, expression = fido.get_pos(pattern), re.compile(fido.get_regex(pattern))
        return place != "EOF", expression.match if place == "BOF" else expression.search

    return [
        (form, [[finder(one) for one in fido.get_patterns(signature)] for signature in fido.get_signatures(form)])
        for form in fido.formats
    ]


@functools.cache
def _fido() -> Any:
    try:
        from fido import CONFIG_DIR
        from fido.fido import Fido
    except ImportError:
        raise EngineMissing("Thiếu thư viện opf-fido; hãy cài đặt lại Kho Số bằng `./dev setup`.") from None
    versions = ET.parse(Path(CONFIG_DIR) / "versions.xml").getroot()  # noqa: S314 - part of the library
    signatures = [versions.findtext("pronomSignature"), versions.findtext("fidoExtensionSignature")]
    return Fido(quiet=True, nocontainer=True, format_files=signatures)


def _by_magic(head: bytes) -> str:
    try:
        import magic
    except ImportError:
        raise EngineMissing("Thiếu libmagic; hãy cài gói Debian libmagic1.") from None
    return str(magic.from_buffer(head, mime=True))
