"""What the storage root promises: versions kept, the same content stored once, nothing half listed."""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from khoso.kernel.errors import DiskFull, FileRefused, UsageError
from khoso.kernel.findings import Finding
from khoso.stages.repository.compute.digests import hash_file
from khoso.stages.repository.compute.ocfl_errors import ObjectDamaged, ObjectMissing, VersionConflict
from khoso.stages.repository.compute.ocfl_layout import HASH_AND_ID, HASHED, Layout
from khoso.stages.repository.compute.ocfl_root import StorageRoot, StoredFile
from khoso.stages.repository.compute.ocfl_validate import validate_path

ID = "urn:khoso:aip:Hồ-sơ-01"
WHY: dict[str, Any] = {
    "message": "Nhập kho",
    "user_name": "Kho Số",
    "user_address": "mailto:kho@example.vn",
    "created": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
}


@pytest.fixture
def root(tmp_path: Path) -> StorageRoot:
    return StorageRoot.create(tmp_path / "kho")


@pytest.fixture
def make(tmp_path: Path) -> Callable[[dict[str, bytes]], Path]:
    made = iter(range(100))

    def build(files: dict[str, bytes]) -> Path:
        folder = tmp_path / f"nguon{next(made)}"
        for name, data in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        return folder

    return build


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def content(root: StorageRoot, object_id: str, version: str | None = None) -> dict[str, bytes]:
    listed = root.files(object_id, version)
    return {file.logical_path: root.read(object_id, file.logical_path, version).read_bytes() for file in listed}


def test_first_version_is_a_whole_valid_object(root: StorageRoot, make: Callable[..., Path]) -> None:
    stored = root.put(ID, make({"METS.xml": b"<mets/>", "đại diện/Tờ 1.pdf": b"%PDF"}), **WHY)
    assert (stored.version, stored.files, stored.bytes, stored.new) == ("v1", 2, 11, True)
    assert stored.object_path == Layout(HASH_AND_ID).path_for(ID)
    assert content(root, ID) == {"METS.xml": b"<mets/>", "đại diện/Tờ 1.pdf": b"%PDF"}
    assert list(root.verify()) == []
    assert list(root.objects()) == [ID]


def test_files_carry_both_digests(root: StorageRoot, make: Callable[..., Path]) -> None:
    source = make({"a": b"noi dung"})
    root.put(ID, source, **WHY)
    digests = hash_file(source / "a").digests
    assert root.files(ID) == [StoredFile("a", "v1/content/a", digests["sha512"], digests["sha256"], 8)]


def test_each_version_is_kept_and_content_is_stored_once(root: StorageRoot, make: Callable[..., Path]) -> None:
    one = {"a": b"mot", "b": b"hai", "bản sao của b": b"hai"}
    two = {"a moved": b"mot", "b": b"ba"}
    root.put(ID, make(one), **WHY)
    assert root.put(ID, make(two), **WHY).version == "v2"
    assert (content(root, ID, "v1"), content(root, ID, "v2"), content(root, ID)) == (one, two, two)
    kept = [path for path in tree(root.place(ID)) if "/content/" in path]
    assert sorted(kept) == ["v1/content/a", "v1/content/b", "v2/content/b"]
    assert list(root.verify()) == []


def test_the_same_content_again_gives_the_version_that_is_there(root: StorageRoot, make: Callable[..., Path]) -> None:
    first = root.put(ID, make({"a": b"mot"}), **WHY)
    before = tree(root.path)
    again = root.put(ID, make({"a": b"mot"}), **WHY | {"message": "Lần hai"}, expect_version="v0")
    assert (again.version, again.sha512, again.new) == (first.version, first.sha512, False)
    assert tree(root.path) == before


def test_what_was_there_before_can_come_back_as_a_new_version(root: StorageRoot, make: Callable[..., Path]) -> None:
    for data in (b"mot", b"hai", b"mot"):
        root.put(ID, make({"a": data}), **WHY)
    assert (root.inventory(ID).head, content(root, ID)) == ("v3", {"a": b"mot"})
    assert list(root.verify()) == []


def test_same_input_gives_the_same_bytes(tmp_path: Path, make: Callable[..., Path]) -> None:
    trees = []
    for name in ("mot", "hai"):
        root = StorageRoot.create(tmp_path / name)
        root.put(ID, make({"b": b"2", "a": b"1", "c": b"1"}), **WHY)
        root.put(ID, make({"b": b"3", "a": b"1"}), **WHY)
        trees.append(tree(root.path))
    assert trees[0] == trees[1]


def test_a_mapping_chooses_the_logical_paths(root: StorageRoot, make: Callable[..., Path]) -> None:
    source = make({"x": b"1"})
    root.put(ID, {"đại diện/một.pdf": source / "x", "hai.pdf": source / "x"}, **WHY)
    assert content(root, ID) == {"đại diện/một.pdf": b"1", "hai.pdf": b"1"}


def test_names_that_fall_together_elsewhere_are_kept_apart(root: StorageRoot, make: Callable[..., Path]) -> None:
    source = make({"1": b"1", "2": b"2", "3": b"3", "4": b"4"})
    names = ["Hồ sơ.pdf", "HỒ SƠ.pdf", "Hô\u0300 sơ.pdf", "dài" * 400]
    root.put(ID, dict(zip(names, [source / str(number) for number in (1, 2, 3, 4)], strict=True)), **WHY)
    assert content(root, ID) == dict(zip(names, [b"1", b"2", b"3", b"4"], strict=True))
    plain = [file.logical_path for file in root.files(ID) if file.path == f"v1/content/{file.logical_path}"]
    assert len(plain) == 1
    assert list(root.verify()) == []


def test_an_unknown_version_expected_is_a_conflict(root: StorageRoot, make: Callable[..., Path]) -> None:
    root.put(ID, make({"a": b"1"}), **WHY, expect_version="v0")
    with pytest.raises(VersionConflict):
        root.put(ID, make({"a": b"2"}), **WHY, expect_version="v0")
    assert root.put(ID, make({"a": b"2"}), **WHY, expect_version="v1").version == "v2"


@pytest.mark.parametrize("bad", ["", "/a", "a/", "a//b", "../a", "a/./b", "a\0b", "\udcff"])
def test_bad_logical_paths_are_refused(root: StorageRoot, make: Callable[..., Path], bad: str) -> None:
    source = make({"a": b"1"})
    with pytest.raises(FileRefused) as refused:
        root.put(ID, {bad: source / "a"}, **WHY)
    assert (refused.value.code, list(root.objects())) == ("file.bad_name", [])


def test_a_file_cannot_also_be_a_folder(root: StorageRoot, make: Callable[..., Path]) -> None:
    source = make({"a": b"1"})
    with pytest.raises(FileRefused):
        root.put(ID, {"a": source / "a", "a/b": source / "a"}, **WHY)


def test_links_and_devices_are_refused(root: StorageRoot, make: Callable[..., Path]) -> None:
    linked, piped = make({"a": b"1"}), make({"a": b"1"})
    (linked / "lien-ket").symlink_to("a")
    os.mkfifo(piped / "ong")
    codes = []
    for source in (linked, piped):
        with pytest.raises(FileRefused) as refused:
            root.put(ID, source, **WHY)
        codes.append(refused.value.code)
    assert codes == ["file.link", "file.not_regular"]


def test_what_is_not_there_is_said(root: StorageRoot, make: Callable[..., Path]) -> None:
    with pytest.raises(ObjectMissing):
        root.verify_object(ID)
    root.put(ID, make({"a": b"1"}), **WHY)
    for ask in (lambda: root.read(ID, "b"), lambda: root.read(ID, "a", "v2"), lambda: root.files("urn:khac")):
        with pytest.raises(ObjectMissing):
            ask()


def test_usage_is_checked_before_anything_is_touched(root: StorageRoot, make: Callable[..., Path]) -> None:
    source, before = make({"a": b"1"}), tree(root.path)
    for change in ({"created": datetime(2026, 1, 1)}, {"user_name": ""}):  # noqa: DTZ001
        with pytest.raises(UsageError):
            root.put(ID, source, **WHY | change)
    (source / "a").unlink()
    with pytest.raises(UsageError):
        root.put(ID, source, **WHY)
    assert tree(root.path) == before


def test_a_full_folder_cannot_become_a_root_and_a_plain_one_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    for ask in (StorageRoot.create, StorageRoot.open):
        with pytest.raises(UsageError):
            ask(tmp_path)


@pytest.mark.parametrize("extension", [HASH_AND_ID, HASHED])
def test_a_root_is_opened_with_the_layout_it_was_made_with(
    tmp_path: Path, make: Callable[..., Path], extension: str
) -> None:
    StorageRoot.create(tmp_path / "r", extension=extension).put(ID, make({"a": b"1"}), **WHY)
    root = StorageRoot.open(tmp_path / "r")
    assert (root.layout, list(root.objects()), list(root.verify())) == (Layout(extension), [ID], [])


# The mappings printed in the extensions' own documents.
@pytest.mark.parametrize(
    ("layout", "object_id", "path"),
    [
        (Layout(HASH_AND_ID), "object-01", "3c0/ff4/240/object-01"),
        (Layout(HASH_AND_ID), "..Hor/rib:lè-$id", "373/529/21a/%2e%2eHor%2frib%3al%c3%a8-%24id"),
        (Layout(HASH_AND_ID, "md5", 2, 15), "object-01", "ff/75/53/44/92/48/5e/ab/b3/9f/86/35/67/28/88/object-01"),
        (Layout(HASH_AND_ID, "md5", 0, 0), "object-01", "object-01"),
        (
            Layout(HASH_AND_ID),
            "abcdefghij" * 26,
            f"55b/432/806/{'abcdefghij' * 10}-55b432806f4e270da0cf23815ed338742179002153cd8d896f23b3e2d8a14359",
        ),
        (
            Layout(HASHED),
            "object-01",
            "3c0/ff4/240/3c0ff4240c1e116dba14c7627f2319b58aa3d77606d0d90dfc6161608ac987d4",
        ),
        (Layout(HASHED, "md5", 2, 15, True), "object-01", "ff/75/53/44/92/48/5e/ab/b3/9f/86/35/67/28/88/4e"),
    ],
)
def test_objects_lie_where_the_registered_layouts_say(layout: Layout, object_id: str, path: str) -> None:
    assert layout.path_for(object_id) == path


def test_many_writers_of_one_object_make_one_line_of_versions(root: StorageRoot, make: Callable[..., Path]) -> None:
    sources = [make({"a": str(number).encode()}) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda source: root.put(ID, source, **WHY), sources))
    assert sorted(one.version for one in stored) == [f"v{number}" for number in range(1, 9)]
    assert list(root.verify()) == []
    assert not (root.path / "extensions/khoso-work").exists()


def test_no_room_leaves_what_was_there(root: StorageRoot, make: Callable[..., Path]) -> None:
    root.put(ID, make({"a": b"1"}), **WHY)
    before = tree(root.path)
    big = make({"to": b"x" * 3_000_000})
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        for object_id in (ID, "urn:moi"):
            with pytest.raises(DiskFull):
                root.put(object_id, big, **WHY)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (tree(root.path), list(root.verify())) == (before, [])


def test_nothing_is_built_on_a_damaged_object(root: StorageRoot, make: Callable[..., Path]) -> None:
    root.put(ID, make({"a": b"1"}), **WHY)
    inventory = root.place(ID) / "inventory.json"
    inventory.chmod(0o644)
    inventory.write_bytes(inventory.read_bytes().replace(b"Nh\xe1\xba\xadp", b"Xu\xe1\xba\xa5t"))
    for ask in (lambda: root.put(ID, make({"a": b"2"}), **WHY), lambda: root.files(ID)):
        with pytest.raises(ObjectDamaged):
            ask()
    assert [found.code for found in root.verify_object(ID)] == ["E060", "E064"]


def _codes(found: list[Finding]) -> list[tuple[str, str]]:
    return sorted((one.code, one.where) for one in found)


def test_the_root_itself_is_judged(root: StorageRoot, make: Callable[..., Path]) -> None:
    stored = root.put(ID, make({"a": b"1"}), **WHY)
    parent = root.place(ID).parent
    (parent / "la.txt").write_bytes(b"")
    (root.path / "000/111").mkdir(parents=True)
    (root.path / "lien-ket").symlink_to(parent)
    (root.path / "ghi-chu.txt").write_bytes(b"tep o goc duoc phep")
    (root.path / "extensions/tep").write_bytes(b"")
    (root.path / "extensions/chua-dang-ky").mkdir()
    moved = parent / "cho-khac"
    root.place(ID).rename(moved)
    place = Path(stored.object_path).parent.as_posix()
    assert _codes(validate_path(root.path)) == [
        ("E072", f"{place}/la.txt"),
        ("E073", "000/111"),
        ("E083", f"{place}/cho-khac"),
        ("E090", "lien-ket"),
        ("E112", "extensions/tep"),
        ("W016", "extensions/chua-dang-ky"),
    ]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("0=ocfl_1.1", b"ocfl_1.1", "E080"),
        ("1=ocfl_1.1", b"ocfl_1.1\n", "E076"),
        ("ocfl_layout.json", b"{", "E070"),
        ("ocfl_layout.json", b'{"extension": "la", "description": ""}', "E071"),
    ],
)
def test_the_roots_declarations_are_judged(root: StorageRoot, name: str, data: bytes, code: str) -> None:
    (root.path / name).write_bytes(data)
    assert [found.code for found in validate_path(root.path)] == [code] + (["E079"] if code == "E076" else [])


def test_a_root_without_declaration_is_none(root: StorageRoot) -> None:
    (root.path / "0=ocfl_1.1").unlink()
    assert [found.code for found in validate_path(root.path)] == ["E069"]


def test_links_among_content_are_found(root: StorageRoot, make: Callable[..., Path], tmp_path: Path) -> None:
    root.put(ID, make({"a": b"1", "b": b"2"}), **WHY)
    folder = root.place(ID) / "v1/content"
    os.link(folder / "a", tmp_path / "lien-ket-cung")
    (folder / "b").unlink()
    (folder / "b").symlink_to("a")
    assert [(one.code, one.where) for one in root.verify_object(ID)][:2] == [
        ("E090", "v1/content/a"),
        ("E090", "v1/content/b"),
    ]


@pytest.mark.parametrize("change", [("versions", "v1", "created"), ("versions", "v1", "state"), ("manifest",)])
def test_a_missing_block_is_found(root: StorageRoot, make: Callable[..., Path], change: tuple[str, ...]) -> None:
    root.put(ID, make({"a": b"1"}), **WHY)
    path = root.place(ID) / "inventory.json"
    data = json.loads(path.read_bytes())
    block = data
    for key in change[:-1]:
        block = block[key]
    del block[change[-1]]
    path.chmod(0o644)
    path.write_text(json.dumps(data))
    expected = {"created": "E048", "state": "E048", "manifest": "E041"}[change[-1]]
    assert expected in {found.code for found in root.verify_object(ID)}
