"""Names and places of delivered files: what they must look like and where they may lead."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath, PureWindowsPath

from khoso.kernel.findings import Finding, Severity
from khoso.kernel.text_vi import nfc

_GROUP = re.compile(r"^[0-9A-ZĐ][0-9A-Za-zĐđ_-]*$")
_YEAR = re.compile(r"^(18|19|20)\d\d$")
_COMPANION = re.compile(r"^(bia|bìa|mlvb|mucluc|muc[_ ]luc|mục lục)([_ .-]|$)", re.IGNORECASE)
_LEAST_GROUPS = 4
_BAD_CHARACTERS = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """A name as it may be shown and logged: no control signs, no bytes that are no text."""
    return _BAD_CHARACTERS.sub("?", text).encode("utf-8", "replace").decode()


def is_companion(name: str) -> bool:
    """Whether a file is a cover (Bia_…) or an inventory (MLVB_…) that goes with a dossier and is no item of it."""
    return bool(_COMPANION.match(nfc(Path(name).stem)))


def check_name(name: str) -> list[Finding]:
    """file.name: a delivered item is called mã hồ sơ + "." + số thứ tự; an undivided dossier just mã hồ sơ.

    A dossier code has at least four groups of letters and digits parted by dots, one of them a year.
    # Luật: TT 05/2025 Đ.8.1.d
    """
    if is_companion(name):
        return []
    groups = nfc(Path(name).stem).split(".")
    well_formed = all(_GROUP.match(group) for group in groups)
    if len(groups) >= _LEAST_GROUPS and well_formed and any(_YEAR.match(group) for group in groups):
        return []
    message = (
        f"Tên tệp «{printable(name)}» không theo mẫu «mã hồ sơ.số thứ tự» (ví dụ H19.2024.01.TCCB.001.pdf); "
        "hãy đổi tên theo TT 05/2025/TT-BNV Điều 8.1.d."
    )
    return [Finding("file.name", Severity.ERROR, message)]


def leads_out(shown_as: str) -> bool:
    """Whether a name within a delivery climbs out of it: absolute, with a drive, or with a `..`."""
    if _BAD_CHARACTERS.search(shown_as):
        return True
    windows = PureWindowsPath(shown_as)
    if PurePosixPath(shown_as).is_absolute() or windows.is_absolute() or windows.drive or windows.root:
        return True
    return ".." in windows.parts or ".." in PurePosixPath(shown_as).parts


def link_leads_out(path: Path, root: Path) -> bool:
    """Whether `path`, or a folder between it and `root`, is a link to a place outside `root`."""
    try:
        return not path.resolve(strict=True).is_relative_to(root.resolve(strict=True))
    except (OSError, RuntimeError):
        return True


def unsafe_path(shown_as: str) -> Finding:
    """The finding for a name or link that leads out of the delivery."""
    message = f"Đường dẫn «{printable(shown_as)}» dẫn ra ngoài thư mục giao nộp; hãy giao lại tệp thật, đúng thư mục."
    return Finding("file.unsafe_path", Severity.ERROR, message)
