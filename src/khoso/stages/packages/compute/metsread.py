"""Reading METS files as they come: what they point at, without trusting it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from khoso.stages.packages.compute.names import METS, XLINK
from khoso.stages.packages.compute.xmlstream import parse_xml

_NS = {"mets": METS, "xlink": XLINK}
_ALGORITHMS = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-224": "sha224",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """Something METS points at. `section`: dmdSec, techMD, rightsMD, sourceMD, digiprovMD, file or mptr.

    `href` as written; `path` inside the package ("" when it leads outside or is no path).
    `holder` is the element with size and checksum, `line` its line in the METS file.
    """

    section: str
    href: str
    path: str
    holder: etree._Element
    line: int

    def get(self, name: str) -> str:
        """An attribute of the holder; "" when it has none."""
        return self.holder.get(name, "")


class MetsDocument:
    """One METS file of a package. `base` is the folder of the METS file inside the package ("" for the root)."""

    def __init__(self, root_folder: Path, path: str) -> None:
        self.package, self.path = root_folder, path
        self.base = path.rpartition("/")[0]
        self.root = parse_xml(root_folder / path)

    def xpath(self, expression: str) -> list[etree._Element]:
        """Elements of an XPath with the prefixes mets and xlink."""
        return self.root.xpath(expression, namespaces=_NS)

    def references(self) -> Iterator[Reference]:
        """Every mdRef, file and mptr, in the order of the file."""
        for element in self.root.iter(f"{{{METS}}}mdRef", f"{{{METS}}}FLocat", f"{{{METS}}}Flocat", f"{{{METS}}}mptr"):
            name = etree.QName(element).localname
            parent = element.getparent()
            if parent is None:
                continue
            holder = parent if name.lower() == "flocat" else element
            section = {"mdRef": etree.QName(parent).localname, "mptr": "mptr"}.get(name, "file")
            href = element.get(f"{{{XLINK}}}href", "")
            yield Reference(section, href, self.resolve(href), holder, element.sourceline or 0)

    def resolve(self, href: str) -> str:
        """The path inside the package of an href, raw or percent-encoded; "" when it leads outside."""
        raw = href.removeprefix("file:///").removeprefix("./")
        tried = [_inside(self.base, text) for text in (raw, unquote(raw))]
        present = [path for path in tried if path and (self.package / path).is_file()]
        return present[0] if present else tried[-1]

    def ids(self) -> dict[str, etree._Element]:
        """Every element with an ID."""
        return {element.get("ID", ""): element for element in self.root.iter() if element.get("ID")}


def _inside(base: str, href: str) -> str:
    if not href or "://" in href or href.startswith("/") or "\\" in href or "\x00" in href:
        return ""
    parts: list[str] = base.split("/") if base else []
    for part in href.split("/"):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def checksum(path: Path, kind: str) -> str | None:
    """The file's checksum in upper-case hex by a METS CHECKSUMTYPE; None when the kind is not known here."""
    algorithm = _ALGORITHMS.get(kind.upper().replace("SHA256", "SHA-256").replace("SHA512", "SHA-512"))
    if not algorithm:
        return None
    with path.open("rb") as source:
        return hashlib.file_digest(source, algorithm).hexdigest().upper()


def files_of(folder: Path) -> tuple[list[str], list[str]]:
    """Plain files and links (or special files) under a folder, as sorted relative paths; links are never followed."""
    plain, odd = [], []
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            odd.append(name)
        elif path.is_file():
            plain.append(name)
        elif not path.is_dir():
            odd.append(name)
    return sorted(plain), sorted(odd)
