"""Blobs in this process's memory: for a demonstration or a test that should leave nothing behind."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from khoso.engines.blobs.port import BlobRef, checked_digest, missing


class MemoryBlobStore:
    """A `BlobStore` that lasts as long as the object."""

    def __init__(self) -> None:
        self._blobs: dict[str, bytes] = {}
        self._claimed: dict[str, datetime] = {}

    def put_file(self, path: Path) -> BlobRef:
        """Keep a copy of the file."""
        return self.put_bytes(path.read_bytes())

    def put_bytes(self, data: bytes) -> BlobRef:
        """Keep these bytes."""
        ref = BlobRef(hashlib.sha256(data).hexdigest(), len(data))
        self._blobs.setdefault(ref.sha256, bytes(data))
        self.claim(ref.sha256)
        return ref

    def open(self, sha256: str) -> BinaryIO:
        """The bytes as a stream. Raises `BlobMissing`."""
        if not self.exists(sha256):
            raise missing(sha256)
        return io.BytesIO(self._blobs[sha256])

    def path_of(self, sha256: str) -> Path | None:
        """Always None: nothing is on a disk."""
        checked_digest(sha256)
        return None

    def exists(self, sha256: str) -> bool:
        """Whether the bytes are kept."""
        return checked_digest(sha256) in self._blobs

    def claim(self, sha256: str) -> bool:
        """Whether the bytes are kept; their time is now."""
        if not self.exists(sha256):
            return False
        self._claimed[sha256] = datetime.now(UTC)
        return True

    def verify(self, sha256: str) -> bool:
        """Whether the bytes are kept and give their digest."""
        return self.exists(sha256) and hashlib.sha256(self._blobs[sha256]).hexdigest() == sha256

    def delete(self, sha256: str) -> bool:
        """Forget the bytes; True when there were any."""
        return self._blobs.pop(checked_digest(sha256), None) is not None

    def delete_unclaimed(self, sha256: str, *, since: datetime) -> bool:
        """Forget the bytes when their time is before `since`."""
        return self.exists(sha256) and self._claimed[sha256] < since and self.delete(sha256)

    def iter_digests(self) -> Iterator[str]:
        """Every digest kept, in ascending order."""
        yield from sorted(self._blobs)
