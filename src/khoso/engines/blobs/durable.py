"""Writing so that a power cut or a full disk never leaves half a file under a final name."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from khoso.kernel.errors import DiskFull

CHUNK = 1 << 20
READ_ONLY = 0o444

# EFBIG is what a process under a file-size limit is told instead of ENOSPC.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Hasher(Protocol):
    """The part of a hashlib object that is used here."""

    def update(self, data: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


@contextmanager
def room_for(what: str) -> Iterator[None]:
    """Turn "no space" into `DiskFull`, which names what was being written."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise DiskFull(
            f"Hết chỗ trên đĩa khi ghi {what}; phần ghi dở đã được gỡ bỏ. Giải phóng dung lượng rồi làm lại."
        ) from error


def sync_dir(path: Path) -> None:
    """Make the names inside a directory survive a power cut."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def make_dirs(path: Path, *, inside: Path) -> None:
    """Create `path` below the existing folder `inside`, syncing each parent that got a new name."""
    fresh = []
    while path != inside and not path.is_dir():
        fresh.append(path)
        path = path.parent
    for folder in reversed(fresh):
        folder.mkdir(exist_ok=True)
        sync_dir(folder.parent)


def copy_stream(source: BinaryIO, target: BinaryIO | None, hashers: Iterable[Hasher]) -> int:
    """Feed `source` to every hasher and, when given, to `target`. Returns the bytes read."""
    feeds = [hasher.update for hasher in hashers]
    size = 0
    while chunk := source.read(CHUNK):
        for feed in feeds:
            feed(chunk)
        if target is not None:
            target.write(chunk)
        size += len(chunk)
    return size


def settle(handle: BinaryIO) -> None:
    """Push an open file to the disk, then forget its cached pages so that reading back reads the disk."""
    handle.flush()
    os.fsync(handle.fileno())
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(handle.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def settle_path(path: Path) -> None:
    """`settle` for a file that was written and closed."""
    with path.open("rb") as handle:
        os.fsync(handle.fileno())
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(handle.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def sha256_of(path: Path) -> tuple[str, int]:
    """(hex digest, size in bytes) of a file, read in pieces."""
    hasher = hashlib.sha256()
    with path.open("rb") as source:
        size = copy_stream(source, None, [hasher])
    return hasher.hexdigest(), size


def write_synced(path: Path, data: bytes) -> None:
    """Create `path`, which must not exist, with these bytes, on the disk when this returns."""
    with path.open("xb") as handle:
        handle.write(data)
        settle(handle)


@contextmanager
def lock_file(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold an exclusive lock on a file that exists only while someone holds or wants it.

    Yields False, holding nothing, when `wait` is False and another holder lives. The kernel lets go when a
    holder dies, so a lock is never left behind. The file's folder must exist.
    """
    while True:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            yield False
            return
        # The holder before us unlinks the file as it leaves: a lock on an unlinked file protects nothing.
        if _is_same_file(fd, path):
            break
        os.close(fd)
    try:
        yield True
    finally:
        path.unlink(missing_ok=True)
        os.close(fd)


@contextmanager
def held(path: Path, *, alone: bool) -> Iterator[int | None]:
    """Hold a kept file, with others or alone; None when it is not there, or when it is wanted alone and others hold it.

    Whoever waited for a holder that removed the file gets None, not a file without a name.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        yield None
        return
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
        except BlockingIOError:
            yield None
            return
        yield fd if _is_same_file(fd, path) else None
    finally:
        os.close(fd)


@contextmanager
def locked_temp(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A fresh locked file for writing, removed at the end unless it was renamed away.

    The lock tells a living writer's file from one left by a dead writer: see `sweep`.
    """
    while True:
        path = folder / f"{secrets.token_hex(16)}.tmp"
        handle = path.open("xb")
        fcntl.flock(handle.fileno(), fcntl.LOCK_EX)
        if _is_same_file(handle.fileno(), path):
            break
        handle.close()
    try:
        with handle:
            yield path, handle
    finally:
        path.unlink(missing_ok=True)


def sweep(folder: Path) -> list[str]:
    """Remove the temporary files in `folder` whose writer is dead. Returns their names."""
    gone = []
    for path in sorted(folder.glob("*.tmp")):
        try:
            fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)
            gone.append(path.name)
        except BlockingIOError:
            continue
        finally:
            os.close(fd)
    return gone


def _is_same_file(fd: int, path: Path) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    mine = os.fstat(fd)
    return (mine.st_dev, mine.st_ino) == (there.st_dev, there.st_ino)
