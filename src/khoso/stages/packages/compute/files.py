"""Files of a package: placed once, hashed in the same read; a compact list of what was placed."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, overload

from khoso.kernel.errors import DiskFull, FileRefused

_CHUNK = 1 << 20


class PackageFile(NamedTuple):
    """One file of a package: path inside it, size in bytes, lower-case hex digests."""

    path: str
    size: int
    sha256: str
    sha512: str


class FileList(Sequence[PackageFile]):
    """Files of a package in a few bytes each: a dossier may have tens of thousands."""

    def __init__(self) -> None:
        self._rows: list[bytes] = []
        self.bytes_total = 0

    def add(self, file: PackageFile) -> None:
        """Put a file at the end of the list."""
        digests = bytes.fromhex(file.sha256) + bytes.fromhex(file.sha512)
        self._rows.append(digests + file.size.to_bytes(8, "big") + file.path.encode())
        self.bytes_total += file.size

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> PackageFile: ...
    @overload
    def __getitem__(self, index: slice) -> list[PackageFile]: ...
    def __getitem__(self, index: int | slice) -> PackageFile | list[PackageFile]:
        if isinstance(index, slice):
            return [self._unpack(row) for row in self._rows[index]]
        return self._unpack(self._rows[index])

    def __iter__(self) -> Iterator[PackageFile]:
        return map(self._unpack, self._rows)

    @staticmethod
    def _unpack(row: bytes) -> PackageFile:
        size = int.from_bytes(row[96:104], "big")
        return PackageFile(row[104:].decode(), size, row[:32].hex(), row[32:96].hex())


def digest_file(path: Path, name: str = "") -> PackageFile:
    """Size and digests of a file, read once in pieces."""
    with path.open("rb") as source:
        return _read_through(source, None, name or path.name)


def _read_through(source: BinaryIO, target: BinaryIO | None, name: str) -> PackageFile:
    sha256, sha512, size = hashlib.sha256(), hashlib.sha512(), 0
    while chunk := source.read(_CHUNK):
        sha256.update(chunk)
        sha512.update(chunk)
        size += len(chunk)
        if target:
            target.write(chunk)
    return PackageFile(name, size, sha256.hexdigest(), sha512.hexdigest())


class Placer:
    """Puts files under `root` and remembers each. `link` shares the bytes with the source when the disk allows it."""

    def __init__(self, root: Path, *, link: bool) -> None:
        self.root, self.link, self.files = root, link, FileList()

    def has(self, path: str) -> bool:
        """Whether something stands at a path."""
        return (self.root / path).exists()

    def place(self, source: Path, path: str) -> PackageFile:
        """Put the file `source` at `path`. Raises FileRefused when it is not a readable plain file."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_symlink() or not source.is_file():
            raise FileRefused("file.missing", f"Không có tệp {source.name}; kiểm tra đường dẫn rồi đóng gói lại.")
        if self.link and self._linked(source, target):
            file = digest_file(target, path)
        else:
            with source.open("rb") as reader, target.open("xb") as writer:
                file = _read_through(reader, writer, path)
        self.files.add(file)
        return file

    @staticmethod
    def _linked(source: Path, target: Path) -> bool:
        try:
            os.link(source, target)
        except OSError:
            return False
        return True

    def write(self, path: str, fill: Callable[[BinaryIO], None]) -> PackageFile:
        """Write the file at `path` with `fill` and remember it."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as out:
            fill(out)
        file = digest_file(target, path)
        self.files.add(file)
        return file


@contextmanager
def half_built(final: Path) -> Iterator[Path]:
    """A folder beside `final` that becomes `final` when the block ends well and vanishes when it does not.

    Raises FileRefused when `final` is already there, DiskFull when the disk has no room.
    """
    if final.exists():
        raise FileRefused("package.exists", f"Đã có {final.name}; hãy chọn thư mục khác hoặc dọn gói cũ.")
    final.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".dang-dong-goi-", dir=final.parent))
    work = temporary / final.name
    try:
        work.mkdir()
        yield work
        work.rename(final)
    except sqlite3.OperationalError as error:
        raise _disk_full(final) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _disk_full(final) from error
        raise FileRefused("file.unreadable", f"Không đọc hoặc ghi được: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _disk_full(final: Path) -> DiskFull:
    return DiskFull(f"Hết chỗ trên đĩa khi tạo {final.name}; phần dở đã xóa, hãy giải phóng đĩa.")
