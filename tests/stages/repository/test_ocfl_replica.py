"""A replica follows its source byte for byte, never takes damage over, and gives back what the source lost."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from khoso.stages.repository.compute.fixity import check_object, repair
from khoso.stages.repository.compute.ocfl_errors import ObjectDamaged, ObjectMissing, ReplicaDiffers
from khoso.stages.repository.compute.ocfl_replica import compare, copy_object
from khoso.stages.repository.compute.ocfl_root import StorageRoot

ID = "urn:khoso:aip:1"
WHY: dict[str, Any] = {
    "message": "Nhập kho",
    "user_name": "Kho Số",
    "user_address": "mailto:kho@example.vn",
    "created": datetime(2026, 1, 1, tzinfo=UTC),
}


class Pair:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.first = StorageRoot.create(folder / "chinh")
        self.second = StorageRoot.create(folder / "sao")

    def put(self, root: StorageRoot, data: bytes, object_id: str = ID) -> None:
        source = self.folder / "nguon"
        source.mkdir(exist_ok=True)
        (source / "a").write_bytes(data)
        (source / "chung").write_bytes(b"khong doi")
        root.put(object_id, source, **WHY)

    def codes(self) -> list[tuple[str, str]]:
        return [(found.code, found.where) for found in compare(self.first, self.second)]


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return Pair(tmp_path)


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def spoil(path: Path) -> None:
    path.chmod(0o644)
    data = path.read_bytes()
    path.write_bytes(bytes([data[0] ^ 4]) + data[1:])


@pytest.mark.mission("R3")
def test_a_copy_is_the_same_bytes(pair: Pair) -> None:
    pair.put(pair.first, b"1")
    pair.put(pair.first, b"2")
    assert copy_object(pair.first, pair.second, ID) == ["v1", "v2"]
    assert tree(pair.first.path) == tree(pair.second.path)
    assert (pair.codes(), list(pair.second.verify())) == ([], [])


def test_later_versions_follow(pair: Pair) -> None:
    pair.put(pair.first, b"1")
    copy_object(pair.first, pair.second, ID)
    pair.put(pair.first, b"2")
    pair.put(pair.first, b"3")
    assert pair.codes() == [("replica.behind", ID)]
    assert copy_object(pair.first, pair.second, ID) == ["v2", "v3"]
    assert copy_object(pair.first, pair.second, ID) == []
    assert tree(pair.first.path) == tree(pair.second.path)


def test_two_histories_are_never_mixed(pair: Pair) -> None:
    pair.put(pair.first, b"1")
    pair.put(pair.second, b"2")
    before = tree(pair.second.path)
    for ask in (copy_object, lambda first, second, object_id: repair(object_id, first, second)):
        with pytest.raises(ReplicaDiffers):
            ask(pair.first, pair.second, ID)
    assert (pair.codes(), tree(pair.second.path)) == ([("replica.differs", ID)], before)


def test_compare_names_what_one_side_lacks(pair: Pair) -> None:
    pair.put(pair.first, b"1", "urn:a")
    pair.put(pair.second, b"1", "urn:b")
    assert pair.codes() == [("replica.missing", "urn:a"), ("replica.extra", "urn:b")]


@pytest.mark.parametrize("path", ["v1/content/a", "inventory.json", "v1/inventory.json"])
def test_damage_is_not_copied(pair: Pair, path: str) -> None:
    pair.put(pair.first, b"1")
    spoil(pair.first.place(ID) / path)
    with pytest.raises(ObjectDamaged):
        copy_object(pair.first, pair.second, ID)
    assert (list(pair.second.objects()), list(pair.second.verify())) == ([], [])


def test_damage_in_a_later_version_is_not_copied(pair: Pair) -> None:
    pair.put(pair.first, b"1")
    copy_object(pair.first, pair.second, ID)
    before = tree(pair.second.path)
    pair.put(pair.first, b"2")
    spoil(pair.first.place(ID) / "v2/content/a")
    with pytest.raises(ObjectDamaged):
        copy_object(pair.first, pair.second, ID)
    assert tree(pair.second.path) == before


@pytest.mark.mission("R2")
def test_every_file_can_be_mended_from_the_replica(pair: Pair) -> None:
    pair.put(pair.first, b"1")
    pair.put(pair.first, b"2")
    copy_object(pair.first, pair.second, ID)
    whole = tree(pair.first.place(ID))
    for path in sorted(whole):
        spoil(pair.first.place(ID) / path)
        assert not check_object(pair.first, ID).passed, path
        assert repair(ID, pair.second, pair.first) == [path]
        assert tree(pair.first.place(ID)) == whole
        (pair.first.place(ID) / path).unlink()
        assert repair(ID, pair.second, pair.first) == [path]
    found = check_object(pair.first, ID)
    assert (found.passed, found.version, found.files, found.bytes) == (True, "v2", 2, 10)


def test_a_lost_object_comes_back_whole(pair: Pair) -> None:
    pair.put(pair.first, b"1")
    assert repair(ID, pair.first, pair.second) == sorted(tree(pair.first.place(ID)))
    assert tree(pair.first.path) == tree(pair.second.path)


def test_a_damaged_replica_mends_nothing(pair: Pair) -> None:
    pair.put(pair.first, b"1")
    copy_object(pair.first, pair.second, ID)
    for root in (pair.first, pair.second):
        spoil(root.place(ID) / "v1/content/a")
    before = tree(pair.first.path)
    with pytest.raises(ObjectDamaged):
        repair(ID, pair.second, pair.first)
    assert tree(pair.first.path) == before


def test_no_replica_is_said(pair: Pair) -> None:
    pair.put(pair.first, b"1")
    with pytest.raises(ObjectMissing):
        repair(ID, pair.second, pair.first)


def test_a_bit_that_changes_no_meaning_is_still_found(pair: Pair) -> None:
    pair.put(pair.first, b"1")
    path = pair.first.place(ID) / "v1/inventory.json.sha512"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"a", b"A", 1))
    assert [found.code for found in check_object(pair.first, ID).findings] == ["storage.sidecar_changed"]


def test_an_older_replica_never_takes_a_newer_version_away(pair: Pair) -> None:
    pair.put(pair.first, b"1")
    copy_object(pair.first, pair.second, ID)
    pair.put(pair.first, b"2")
    spoil(pair.first.place(ID) / "inventory.json")
    before = tree(pair.first.path)
    with pytest.raises(ReplicaDiffers):
        repair(ID, pair.second, pair.first)
    assert tree(pair.first.path) == before
