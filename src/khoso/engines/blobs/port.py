"""What the rest of the house may ask of a store of bytes, whoever keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from khoso.kernel.errors import KhosoError, UsageError

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class BlobRef:
    """The name of kept bytes: `sha256` in lowercase hex, `size` in bytes."""

    sha256: str
    size: int


class BlobMissing(KhosoError):
    """No bytes are kept under that digest."""

    code = "blobs.missing"


class BlobDamaged(KhosoError):
    """The bytes read back are not the bytes handed in; the store cannot be trusted now."""

    code = "blobs.damaged"


class BlobStore(Protocol):
    """Content-addressed bytes. Every method that takes a digest raises `UsageError` when it is not one."""

    def put_file(self, path: Path) -> BlobRef:
        """Keep a copy of the file. Keeping it again changes nothing. Raises `DiskFull`, `BlobDamaged`."""

    def put_bytes(self, data: bytes) -> BlobRef:
        """Keep these bytes. Raises as `put_file`."""

    def open(self, sha256: str) -> BinaryIO:
        """The bytes as a readable stream, which the caller closes. Raises `BlobMissing`."""

    def path_of(self, sha256: str) -> Path | None:
        """A file to read in place when the bytes are on this machine, else None. Never write to it."""

    def exists(self, sha256: str) -> bool:
        """Whether bytes are kept under this digest (not whether they are still sound)."""

    def claim(self, sha256: str) -> bool:
        """Whether bytes are kept under this digest; they count as kept anew, as if they had been put now."""

    def verify(self, sha256: str) -> bool:
        """Read the bytes again: True when they are there and still give this digest."""

    def delete(self, sha256: str) -> bool:
        """Forget the bytes; True when there were any."""

    def delete_unclaimed(self, sha256: str, *, since: datetime) -> bool:
        """Forget the bytes unless they were put or claimed since; True when there were any and they are gone.

        Whoever puts or claims them at this very moment keeps them.
        """

    def iter_digests(self) -> Iterator[str]:
        """Every digest kept, in ascending order."""


def checked_digest(sha256: str) -> str:
    """The digest itself when it is 64 lowercase hex digits. Raises `UsageError`: anything else could name a path."""
    if not _SHA256.fullmatch(sha256):
        raise UsageError(f"“{sha256}” không phải mã băm SHA-256 (64 chữ số hexa viết thường); kiểm tra lại nơi gọi.")
    return sha256


def missing(sha256: str) -> BlobMissing:
    """The error that says nothing is kept under this digest."""
    return BlobMissing(f"Kho tệp không có nội dung mã {sha256}; khôi phục từ bản sao hoặc nạp lại tệp gốc.")
