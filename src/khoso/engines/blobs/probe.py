"""Whether the store's disk is there, can be written, and how much room it has."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from khoso.engines.blobs.durable import locked_temp, settle
from khoso.engines.blobs.port import BlobStore
from khoso.kernel.words import Sentence


@dataclass(frozen=True, slots=True)
class BlobProbe:
    """`free_bytes` and `total_bytes` of the disk; `message` is Vietnamese and says what to do when not `writable`."""

    writable: bool
    free_bytes: int
    total_bytes: int
    message: str


def probe(root: Path) -> BlobProbe:
    """Write, sync and remove one small file in `root`."""
    try:
        usage = shutil.disk_usage(root)
    except OSError as error:
        return BlobProbe(
            False,
            0,
            0,
            Sentence("Không đọc được kho tệp ({reason}); kiểm tra ổ đĩa đã gắn chưa.", reason=error.strerror),
        )
    try:
        with locked_temp(root) as (_, handle):
            handle.write(b"khoso")
            settle(handle)
    except OSError as error:
        message = Sentence(
            "Không ghi được vào kho tệp ({reason}); kiểm tra quyền ghi và dung lượng.", reason=error.strerror
        )
        return BlobProbe(False, usage.free, usage.total, message)
    return BlobProbe(
        True, usage.free, usage.total, Sentence("Ghi được, còn trống {free} GB.", free=f"{usage.free / 1e9:.1f}")
    )


def sound(store: BlobStore) -> bool:
    """Whether the store keeps and gives back a known blob. Leaves that one blob in it."""
    return store.verify(store.put_bytes(b"khoso").sha256)
