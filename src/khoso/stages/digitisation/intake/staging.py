"""Where the pieces of large files lie until the file is whole: a folder beside what is kept."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from khoso.engines.blobs.durable import make_dirs, room_for, sync_dir

_root: Path | None = None


def use(root: Path) -> None:
    """Set the folder. Called once at start-up."""
    global _root
    _root = root


def root() -> Path:
    """The folder of all pieces."""
    if _root is None:
        raise RuntimeError("Chưa biết nơi để phần tệp đang gửi: config chưa nối dây.")
    return _root


def part_of(upload_id: Any, file_id: int) -> Path:
    """Where the pieces of one file lie; it need not be there."""
    return root() / str(upload_id) / f"{file_id}.part"


def write_piece(place: Path, offset: int, data: bytes) -> None:
    """Put a piece behind the first `offset` bytes, on the disk when this returns. Raises DiskFull.

    What a dying server wrote beyond `offset` was never acknowledged, and is cut off first.
    """
    with room_for("tệp đang gửi"):
        root().mkdir(parents=True, exist_ok=True)
        make_dirs(place.parent, inside=root())
        is_new = not place.exists()
        fd = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.ftruncate(fd, offset)
            view = memoryview(data)
            while view:
                written = os.pwrite(fd, view, offset)
                view, offset = view[written:], offset + written
            os.fsync(fd)
        finally:
            os.close(fd)
        if is_new:
            sync_dir(place.parent)


def size_of(place: Path) -> int:
    """How many bytes lie there; 0 when none."""
    try:
        return place.stat().st_size
    except FileNotFoundError:
        return 0


def forget(place: Path) -> None:
    """Remove the pieces of one file."""
    place.unlink(missing_ok=True)


def left_behind(before: datetime) -> list[str]:
    """The uploads of which pieces lie here that nobody touched since."""
    if not root().is_dir():
        return []
    return sorted(one.name for one in root().iterdir() if one.stat().st_mtime < before.timestamp())


def forget_upload(upload_id: Any) -> None:
    """Remove every piece of an upload."""
    shutil.rmtree(root() / str(upload_id), ignore_errors=True)
