"""A writer killed at any moment loses nothing that was said to be kept and leaves nothing half there."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.faults.storage_harness import kill_once

from khoso.stages.repository.compute import ocfl_work
from khoso.stages.repository.compute.ocfl_errors import ObjectDamaged
from khoso.stages.repository.compute.ocfl_replica import copy_object, repair
from khoso.stages.repository.compute.ocfl_root import StorageRoot

ID = "urn:khoso:aip:1"
WHY: dict[str, Any] = {
    "message": "Nhập kho",
    "user_name": "Kho Số",
    "user_address": "mailto:kho@example.vn",
    "created": datetime(2026, 1, 1, tzinfo=UTC),
}


def test_twelve_kills_on_one_root(tmp_path: Path) -> None:
    root = StorageRoot.create(tmp_path / "kho")
    for seed in range(12):
        found = kill_once(root, seed)
        assert (seed, found.errors, found.lost, found.left) == (seed, [], [], [])


# What the writer does between two steps of publishing the second version, in order.
STEPS = ["start", "version moved in", "inventory replaced", "sidecar replaced"]


def _leave(place: Path, work: Path, step: str) -> None:
    """Bring the object into the state a writer killed after `step` leaves: its work folder holds the rest."""
    if step == "start":
        return
    (work / "v2").rename(place / "v2")
    if step == "version moved in":
        return
    (work / "inventory.json").replace(place / "inventory.json")
    if step == "inventory replaced":
        return
    (work / "inventory.json.sha512").replace(place / "inventory.json.sha512")


@pytest.fixture
def torn(tmp_path: Path) -> tuple[StorageRoot, Path, Path]:
    """A root with v1 of an object, and a work folder with a complete v2 of it."""
    source = tmp_path / "nguon"
    source.mkdir()
    root, model = (StorageRoot.create(tmp_path / name) for name in ("kho", "mau"))
    (source / "a").write_bytes(b"1")
    root.put(ID, source, **WHY)
    model.put(ID, source, **WHY)
    (source / "a").write_bytes(b"2")
    model.put(ID, source, **WHY)
    work = root.path / ocfl_work.AREA / ocfl_work.key_of(ID)
    work.parent.mkdir()
    ocfl_work.start(work, ID)
    shutil.copytree(model.place(ID) / "v2", work / "v2")
    for name in ("inventory.json", "inventory.json.sha512"):
        shutil.copy(model.place(ID) / name, work / name)
    return root, work, source


@pytest.mark.parametrize(("step", "head"), list(zip(STEPS, ["v1", "v2", "v2", "v2"], strict=True)))
def test_each_step_of_publishing_can_be_the_last(torn: tuple[StorageRoot, Path, Path], step: str, head: str) -> None:
    root, work, _ = torn
    _leave(root.place(ID), work, step)
    assert len(root.recover()) == 1
    assert (root.inventory(ID).head, list(root.verify()), root.recover()) == (head, [], [])


@pytest.mark.parametrize("step", STEPS)
def test_the_next_put_recovers_by_itself(torn: tuple[StorageRoot, Path, Path], step: str) -> None:
    root, work, source = torn
    _leave(root.place(ID), work, step)
    stored = root.put(ID, source, **WHY)
    assert (stored.version, stored.new, list(root.verify())) == ("v2", step == "start", [])


def test_a_version_that_lost_bytes_in_a_power_cut_is_taken_back(torn: tuple[StorageRoot, Path, Path]) -> None:
    root, work, _ = torn
    _leave(root.place(ID), work, "version moved in")
    path = root.place(ID) / "v2/content/a"
    path.chmod(0o644)
    path.write_bytes(b"")
    root.recover()
    assert (root.inventory(ID).head, list(root.verify())) == ("v1", [])


def test_readers_see_a_whole_version_at_each_step(torn: tuple[StorageRoot, Path, Path]) -> None:
    root, work, _ = torn
    seen = []
    for name in ("v2", "inventory.json", "inventory.json.sha512"):
        seen.append(root.read(ID, "a").read_bytes())
        (work / name).replace(root.place(ID) / name)
    assert [*seen, root.read(ID, "a").read_bytes()] == [b"1", b"1", b"2", b"2"]


def test_what_no_killed_writer_leaves_is_not_touched(torn: tuple[StorageRoot, Path, Path]) -> None:
    root, work, source = torn
    _leave(root.place(ID), work, "version moved in")
    shutil.rmtree(work)
    with pytest.raises(ObjectDamaged):
        root.put(ID, source, **WHY)
    assert (root.recover(), (root.place(ID) / "v2/content/a").read_bytes()) == ([], b"2")


def test_folders_made_for_an_object_that_never_came_are_removed(tmp_path: Path) -> None:
    root = StorageRoot.create(tmp_path / "kho")
    work = root.path / ocfl_work.AREA / ocfl_work.key_of(ID)
    work.parent.mkdir()
    ocfl_work.start(work, ID)
    root.place(ID).parent.mkdir(parents=True)
    assert root.recover() == [f"Đối tượng {ID}: gỡ bản đang ghi dở, đối tượng chưa hình thành."]
    assert list(root.verify()) == []


def test_a_living_writer_is_left_alone(torn: tuple[StorageRoot, Path, Path]) -> None:
    root, work, _ = torn
    with ocfl_work.held(root.path, ocfl_work.key_of(ID)):
        assert root.recover() == []
        assert (work / "v2").is_dir()
    assert len(root.recover()) == 1


def test_one_damaged_object_does_not_stop_the_recovery_of_others(torn: tuple[StorageRoot, Path, Path]) -> None:
    root, work, source = torn
    root.put("urn:khoso:aip:khac", source, **WHY)
    (root.place(ID) / "inventory.json").unlink()
    other = root.path / ocfl_work.AREA / ocfl_work.key_of("urn:khoso:aip:khac")
    ocfl_work.start(other, "urn:khoso:aip:khac")
    said = root.recover()
    assert (len(said), work.exists(), other.exists()) == (2, True, False)


def test_repair_finishes_what_a_killed_writer_left(torn: tuple[StorageRoot, Path, Path]) -> None:
    root, work, source = torn
    replica = StorageRoot.create(root.path.parent / "sao")
    copy_object(root, replica, ID)
    replica.put(ID, source, **WHY)
    _leave(root.place(ID), work, "inventory replaced")
    assert repair(ID, replica, root) == []
    assert (root.inventory(ID).head, list(root.verify())) == ("v2", [])
