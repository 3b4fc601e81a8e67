"""A full disk says so, takes back what was begun, and leaves every stored object as it was."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from khoso.engines.blobs.local import LocalBlobStore
from khoso.kernel.errors import DiskFull
from khoso.stages.repository.compute.ocfl_replica import copy_object
from khoso.stages.repository.compute.ocfl_root import StorageRoot

WHY: dict[str, Any] = {
    "message": "Nhập kho",
    "user_name": "Kho Số",
    "user_address": "mailto:kho@example.vn",
    "created": datetime(2026, 1, 1, tzinfo=UTC),
}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB."""
    place = tmp_path / "dia"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "khoso", str(place)], capture_output=True)
    if made.returncode:
        pytest.skip("không được phép gắn tmpfs; giới hạn kích thước tệp được thử ở nơi khác")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _source(folder: Path, files: int, size: int) -> Path:
    folder.mkdir()
    for number in range(files):
        (folder / f"Tờ {number}.bin").write_bytes(bytes([number]) * size)
    return folder


@pytest.mark.parametrize(("files", "size"), [(1, 3_000_000), (40, 60_000)])
def test_an_object_too_big_leaves_no_trace(small_disk: Path, tmp_path: Path, files: int, size: int) -> None:
    root = StorageRoot.create(small_disk / "kho")
    root.put("urn:a", _source(tmp_path / "nho", 2, 1000), **WHY)
    before = tree(root.path)
    for object_id in ("urn:a", "urn:b"):
        with pytest.raises(DiskFull):
            root.put(object_id, _source(tmp_path / object_id, files, size), **WHY)
    assert (tree(root.path), list(root.verify()), list(root.objects())) == (before, [], ["urn:a"])
    assert not (root.path / "extensions/khoso-work").exists()
    assert root.put("urn:c", _source(tmp_path / "vua", 2, 1000), **WHY).new


def test_a_replica_without_room_leaves_no_trace(small_disk: Path, tmp_path: Path) -> None:
    first, second = StorageRoot.create(tmp_path / "kho"), StorageRoot.create(small_disk / "sao")
    first.put("urn:a", _source(tmp_path / "lon", 3, 1_000_000), **WHY)
    before = tree(second.path)
    with pytest.raises(DiskFull):
        copy_object(first, second, "urn:a")
    assert (tree(second.path), list(second.objects())) == (before, [])


def test_filling_to_the_last_byte_never_spoils_an_object(small_disk: Path, tmp_path: Path) -> None:
    root = StorageRoot.create(small_disk / "kho")
    source, kept = _source(tmp_path / "nguon", 3, 7_000), []
    with pytest.raises(DiskFull):
        for number in range(1000):
            (source / "Tờ 0.bin").write_bytes(str(number).encode() * 3_000)
            object_id = f"urn:{number % 5}"
            root.put(object_id, source, **WHY)
            kept.append(object_id)
    assert list(root.verify()) == []
    heads = [int(root.inventory(object_id).head[1:]) for object_id in set(kept)]
    assert (sorted(root.objects()), sum(heads)) == (sorted(set(kept)), len(kept))


def test_a_blob_too_big_leaves_no_trace(small_disk: Path, tmp_path: Path) -> None:
    store = LocalBlobStore(small_disk / "kho")
    ref = store.put_bytes(b"da co")
    with pytest.raises(DiskFull):
        store.put_file(_source(tmp_path / "lon", 1, 3_000_000) / "Tờ 0.bin")
    assert (list(store.iter_digests()), store.verify(ref.sha256)) == ([ref.sha256], True)
    assert list((small_disk / "kho/tmp").iterdir()) == []
