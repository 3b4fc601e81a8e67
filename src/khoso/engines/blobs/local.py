"""Blobs as read-only files under `ab/cd/<sha256>` of one local folder."""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from khoso.engines.blobs.durable import (
    READ_ONLY,
    copy_stream,
    held,
    locked_temp,
    make_dirs,
    room_for,
    settle,
    sha256_of,
    sweep,
    sync_dir,
)
from khoso.engines.blobs.port import BlobDamaged, BlobRef, checked_digest, missing

_PAIR = re.compile(r"[0-9a-f]{2}")
_TEMP = "tmp"


class LocalBlobStore:
    """A `BlobStore` on a local file system. Many processes may use one folder at the same time.

    `read_back` reads each new blob again from the disk before it gets its name.
    """

    def __init__(self, root: Path, *, read_back: bool = False) -> None:
        """Open the store in `root`, creating it, and sweep what writers killed earlier left behind."""
        self.root = root
        self.read_back = read_back
        self._temp = root / _TEMP
        with room_for(str(root)):
            self._temp.mkdir(parents=True, exist_ok=True)
        self.swept = sweep(self._temp)

    def put_file(self, path: Path) -> BlobRef:
        """Keep a copy of the file."""
        with path.open("rb") as source:
            return self._put(source, path.name)

    def put_bytes(self, data: bytes) -> BlobRef:
        """Keep these bytes."""
        return self._put(io.BytesIO(data), "dữ liệu")

    def open(self, sha256: str) -> BinaryIO:
        """The bytes as a stream. Raises `BlobMissing`."""
        try:
            return self._place(sha256).open("rb")
        except FileNotFoundError as error:
            raise missing(sha256) from error

    def path_of(self, sha256: str) -> Path | None:
        """The file in the store, None when not kept."""
        place = self._place(sha256)
        return place if place.is_file() else None

    def exists(self, sha256: str) -> bool:
        """Whether the file is there."""
        return self._place(sha256).is_file()

    def claim(self, sha256: str) -> bool:
        """Whether the file is there; its time is now."""
        with held(self._place(sha256), alone=False) as fd:
            if fd is not None:
                os.utime(fd)
            return fd is not None

    def verify(self, sha256: str) -> bool:
        """Whether the file is there and still gives its digest."""
        try:
            return sha256_of(self._place(sha256))[0] == sha256
        except FileNotFoundError:
            return False

    def delete(self, sha256: str) -> bool:
        """Remove the file; True when there was one."""
        place = self._place(sha256)
        try:
            place.unlink()
        except FileNotFoundError:
            return False
        sync_dir(place.parent)
        return True

    def delete_unclaimed(self, sha256: str, *, since: datetime) -> bool:
        """Remove the file when its time is before `since`. Whoever claims it meanwhile waits, and finds none."""
        place = self._place(sha256)
        with held(place, alone=True) as fd:
            if fd is None or os.fstat(fd).st_mtime >= since.timestamp():
                return False
            place.unlink()
        sync_dir(place.parent)
        return True

    def iter_digests(self) -> Iterator[str]:
        """Every digest kept, in ascending order."""
        for first in _pairs(self.root):
            for second in _pairs(first):
                yield from sorted(path.name for path in second.iterdir())

    @staticmethod
    def _has_size(place: Path, size: int) -> bool:
        try:
            return place.stat().st_size == size
        except FileNotFoundError:
            return False

    def _place(self, sha256: str) -> Path:
        digest = checked_digest(sha256)
        return self.root / digest[:2] / digest[2:4] / digest

    def _put(self, source: BinaryIO, what: str) -> BlobRef:
        hasher = hashlib.sha256()
        with room_for(what), locked_temp(self._temp) as (temp, handle):
            size = copy_stream(source, handle, [hasher])
            ref = BlobRef(hasher.hexdigest(), size)
            place = self._place(ref.sha256)
            if self.claim(ref.sha256) and self._has_size(place, size):
                return ref
            os.fchmod(handle.fileno(), READ_ONLY)
            settle(handle)
            if self.read_back and sha256_of(temp) != (ref.sha256, ref.size):
                raise BlobDamaged(f"Đọc lại {what} không giống lúc ghi; kiểm tra đĩa của kho tệp rồi làm lại.")
            make_dirs(place.parent, inside=self.root)
            temp.replace(place)
            sync_dir(place.parent)
        return ref


def _pairs(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if _PAIR.fullmatch(path.name) and path.is_dir())
