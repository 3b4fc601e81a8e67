"""One bit changed anywhere in one of two copies is found and mended from the other."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from khoso.kernel.findings import Severity, worst
from khoso.stages.repository.compute.fixity import check_object, repair
from khoso.stages.repository.compute.ocfl_replica import copy_object
from khoso.stages.repository.compute.ocfl_root import StorageRoot

IDS = [f"urn:khoso:aip:{number}" for number in range(3)]


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.chmod(0o644)
    path.write_bytes(data)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[StorageRoot, StorageRoot]:
    chance = random.Random(1)
    first, second = StorageRoot.create(tmp_path / "chinh"), StorageRoot.create(tmp_path / "sao")
    for object_id in IDS:
        for _ in range(2):
            source = tmp_path / "nguon"
            (source / "ảnh").mkdir(parents=True, exist_ok=True)
            (source / "METS.xml").write_bytes(chance.randbytes(200))
            (source / "ảnh" / "Tờ 1.tif").write_bytes(chance.randbytes(5_000))
            first.put(object_id, source, message="Lưu", user_name="Kho", created=datetime(2026, 1, 1, tzinfo=UTC))
        copy_object(first, second, object_id)
    return first, second


@pytest.mark.mission("R2")
def test_sixty_flips_are_all_found_and_mended(pair: tuple[StorageRoot, StorageRoot]) -> None:
    chance = random.Random(2)
    whole = tree(pair[0].path)
    for number in range(60):
        damaged, good = pair if number % 2 else pair[::-1]
        object_id = chance.choice(IDS)
        path = chance.choice(sorted(tree(damaged.place(object_id))))
        flip(damaged.place(object_id) / path, chance)
        assert not check_object(damaged, object_id).passed, path
        assert repair(object_id, good, damaged) == [path]
    assert tree(pair[0].path) == tree(pair[1].path) == whole


def test_many_flips_at_once_name_each_file(pair: tuple[StorageRoot, StorageRoot]) -> None:
    chance, (first, second) = random.Random(3), pair
    content = sorted(path for path in tree(first.place(IDS[0])) if "/content/" in path)
    for path in content:
        flip(first.place(IDS[0]) / path, chance)
    found = check_object(first, IDS[0]).findings
    assert sorted({one.where for one in found if one.severity is Severity.ERROR}) == content
    assert repair(IDS[0], second, first) == content
    assert worst(list(first.verify())) is not Severity.ERROR
