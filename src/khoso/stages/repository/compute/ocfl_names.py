"""The files handed in: which names are taken, and the name each file gets inside the object."""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from khoso.kernel.errors import FileRefused, UsageError
from khoso.stages.repository.compute.ocfl_inventory import clashes

Source = Path | Mapping[str, Path]

_LONGEST_PART = 255  # bytes; what nearly every file system allows
_LONGEST_PATH = 1024  # bytes; leaves room for the storage root's own path under the usual limit of 4096


def gather(source: Source) -> dict[str, Path]:
    """{logical path: file} in ascending logical path, from a folder or a mapping.

    Raises `FileRefused` (`file.link`, `file.not_regular`, `file.bad_name`, `file.missing`) and `UsageError` when
    there is nothing to store. Empty folders are left out: OCFL keeps files only.
    """
    found = dict(source) if isinstance(source, Mapping) else _walk(source)
    if not found:
        raise UsageError("Không có tệp nào để lưu; kiểm tra lại thư mục nguồn.")
    for logical, path in found.items():
        _check_name(logical)
        _check_file(logical, path)
    for logical in clashes(found):
        raise FileRefused("file.bad_name", f"“{logical}” vừa là tệp vừa là thư mục; đổi tên một trong hai.")
    return dict(sorted(found.items()))


def content_name(logical: str, taken: set[str]) -> str:
    """The path below the content folder for one logical path; adds to `taken` what may not be used again.

    It is the logical path itself wherever every file system can hold it beside the others: two names that differ
    only by letter case or by composed/decomposed accents would fall together on other machines.
    """
    key = unicodedata.normalize("NFC", logical).casefold()
    short = all(len(part.encode()) <= _LONGEST_PART for part in logical.split("/"))
    plain = short and len(logical.encode()) <= _LONGEST_PATH and not _has_control(logical) and key not in taken
    taken.add(key)
    return logical if plain else f"khoso-{hashlib.sha256(logical.encode()).hexdigest()}"


def _walk(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        raise UsageError(f"“{folder.name}” không phải thư mục; kiểm tra lại đường dẫn nguồn.")
    found = {}
    for base, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            path = Path(base, name)
            if name in files or path.is_symlink():
                found[path.relative_to(folder).as_posix()] = path
    return found


def _check_name(logical: str) -> None:
    try:
        logical.encode()
    except UnicodeEncodeError as error:
        shown = logical.encode("utf-8", "replace").decode()
        message = f"Tên tệp “{shown}” không phải UTF-8; đổi tên tệp rồi nạp lại."
        raise FileRefused("file.bad_name", message) from error
    if "\0" in logical or any(part in ("", ".", "..") for part in logical.split("/")):
        raise FileRefused("file.bad_name", f"Đường dẫn “{logical}” không hợp lệ (rỗng, “.” hoặc “..”); đổi tên tệp.")


def _check_file(logical: str, path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError as error:
        raise FileRefused("file.missing", f"Không thấy tệp “{logical}”; kiểm tra lại nguồn.") from error
    if stat.S_ISLNK(mode):
        raise FileRefused("file.link", f"“{logical}” là liên kết; thay bằng tệp thật rồi nạp lại.")
    if not stat.S_ISREG(mode):
        raise FileRefused("file.not_regular", f"“{logical}” không phải tệp thường; bỏ ra khỏi nguồn rồi nạp lại.")


def _has_control(text: str) -> bool:
    return any(unicodedata.category(char) == "Cc" for char in text)
