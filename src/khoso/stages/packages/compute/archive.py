"""A package as one ZIP file: written always the same, opened only when nothing in it can do harm."""

from __future__ import annotations

import errno
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from khoso.kernel.errors import DiskFull, FileRefused
from khoso.stages.packages.compute.names import unsafe_reason

MAX_ENTRIES = 200_000
MAX_TOTAL = 64 << 30
MAX_RATIO = 200
RATIO_FLOOR = 64 << 20
_EPOCH = (1980, 1, 1, 0, 0, 0)


def zip_package(folder: Path, out: Path) -> Path:
    """Put the package folder in the ZIP file `out`. The same folder gives the same bytes. Returns `out`.

    # Luật: TT 05/2025 Phụ lục I mục I.1, Phụ lục III mục 5
    Raises FileRefused when `out` is there or a file cannot be read, DiskFull when the disk has no room.
    """
    if out.exists():
        raise FileRefused("package.exists", f"Đã có {out.name}; hãy chọn tên khác.")
    half = out.with_name(f".{out.name}.dang-nen")
    try:
        with zipfile.ZipFile(half, "w", allowZip64=True) as archive:
            for path in sorted(p for p in folder.rglob("*") if p.is_file()):
                info = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", _EPOCH)
                info.external_attr = (stat.S_IFREG | 0o644) << 16
                info.create_system = 3
                # Scans are compressed already: deflating them again costs hours and saves nothing.
                text = path.suffix in (".xml", ".xsd", ".json", ".txt")
                info.compress_type = zipfile.ZIP_DEFLATED if text else zipfile.ZIP_STORED
                info.file_size = path.stat().st_size
                with path.open("rb") as source, archive.open(info, "w") as target:
                    shutil.copyfileobj(source, target, 1 << 20)
        half.rename(out)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(f"Hết chỗ trên đĩa khi nén {folder.name}; phần dở đã xóa.") from error
        raise FileRefused("file.unreadable", f"Không nén được {folder.name}: {error.strerror}.") from error
    finally:
        half.unlink(missing_ok=True)
    return out


def sip_zip_name(ordinal: int, object_id: str) -> str:
    """The name of a SIP's ZIP: ordinal of the dossier in this transfer and the package's identifier.

    # Luật: TT 05/2025 Phụ lục III mục 5. The Circular states no separator; "_" keeps both readable.
    """
    return f"{ordinal}_{object_id}.zip"


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """The folder of a package: the folder itself, or a ZIP taken apart in a temporary place.

    When METS.xml (or bagit.txt) stands one folder deeper, that folder is given.
    Raises FileRefused for what is no package or may do harm; then nothing has been written.
    """
    if path.is_dir():
        yield path
        return
    if not path.exists():
        raise FileRefused("package.missing", f"Không có {path.name}; kiểm tra đường dẫn.")
    if not zipfile.is_zipfile(path):
        raise FileRefused("package.not_a_package", f"{path.name} không phải thư mục và không phải tệp ZIP.")
    with tempfile.TemporaryDirectory(prefix="khoso-goi-") as scratch:
        yield _unpack(path, Path(scratch))


def package_root(folder: Path) -> Path:
    """The folder that holds METS.xml or bagit.txt: `folder`, or its only sub-folder when that one has it."""
    if any((folder / name).exists() for name in ("METS.xml", "bagit.txt")):
        return folder
    inner = [p for p in folder.iterdir() if p.is_dir()]
    if len(inner) == 1 and any((inner[0] / name).exists() for name in ("METS.xml", "bagit.txt")):
        return inner[0]
    return folder


def _unpack(path: Path, scratch: Path) -> Path:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _refuse_harm(path, entries)
            if sum(e.file_size for e in entries) > shutil.disk_usage(scratch).free:
                raise DiskFull(f"Không đủ chỗ trên đĩa để mở {path.name}.")
            for entry in entries:
                _extract(archive, entry, scratch)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError) as error:
        raise FileRefused("package.zip_broken", f"{path.name} là tệp ZIP hỏng hoặc đặt mật khẩu.") from error
    top = list(scratch.iterdir())
    return top[0] if len(top) == 1 and top[0].is_dir() else scratch


def _refuse_harm(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise FileRefused("package.zip_bomb", f"{path.name} có {len(entries)} mục, tối đa {MAX_ENTRIES}.")
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if total > MAX_TOTAL or (total > RATIO_FLOOR and total / packed > MAX_RATIO):
        raise FileRefused("package.zip_bomb", f"{path.name} bung ra {total} byte, nghi là bom nén; không mở.")
    seen = set()
    for entry in entries:
        reason = _entry_reason(entry)
        if reason:
            raise FileRefused("package.zip_unsafe", f"{path.name}: mục «{entry.filename[:120]}» {reason}; không mở.")
        key = entry.filename.rstrip("/").casefold()
        if key in seen:
            raise FileRefused("package.zip_unsafe", f"{path.name}: mục «{entry.filename[:120]}» có hai lần; không mở.")
        seen.add(key)


def _entry_reason(entry: zipfile.ZipInfo) -> str | None:
    name = entry.filename
    mode = entry.external_attr >> 16
    if stat.S_ISLNK(mode) or (stat.S_IFMT(mode) and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))):
        return "là liên kết hoặc tệp đặc biệt"
    if entry.flag_bits & 0x1:
        return "đặt mật khẩu"
    if name.startswith("/") or "\\" in name or ".." in PurePosixPath(name).parts:
        return "có đường dẫn trèo ra ngoài"
    if len(name.encode()) > 1000:
        return "có tên quá dài"
    # Hidden marker files of empty folders are common and harmless.
    parts = [part for part in name.rstrip("/").split("/") if part != ".gitkeep"]
    reasons = [reason for part in parts if (reason := unsafe_reason(part))]
    return reasons[0] if reasons else None


def _extract(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, scratch: Path) -> None:
    target = scratch / entry.filename
    if entry.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    left = entry.file_size
    with archive.open(entry) as source, target.open("xb") as out:
        while chunk := source.read(1 << 20):
            left -= len(chunk)
            if left < 0:
                raise FileRefused("package.zip_bomb", f"Mục «{entry.filename[:120]}» dài hơn đã khai; không mở.")
            out.write(chunk)
