"""Whatever the files are called and however they change, every version reads back as it went in."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khoso.kernel.findings import Severity, worst
from khoso.stages.repository.compute.ocfl_root import StorageRoot

# Names are what is tried here, not the disk: in memory the many syncs cost nothing.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None

_VIETNAMESE = st.sampled_from(
    [
        "Hồ sơ",
        "Hô\u0300 sơ",
        "hồ sơ",
        "Quyết định số 12",
        "tờ trình (bản sao).pdf",
        "%20",
        "a:b?*",
        " đầu",
        "cuối ",
        "😀",
    ]
)
_ANY = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=12)
_LONG = st.sampled_from(["dài" * 63, "x" * 255])
_PART = st.one_of(_VIETNAMESE, _ANY, _LONG).filter(lambda part: part not in (".", "..") and len(part.encode()) <= 255)
_PATH = st.lists(_PART, min_size=1, max_size=3).map("/".join)
_TREE = st.dictionaries(_PATH, st.binary(max_size=40), min_size=1, max_size=6)


def _apart(tree: dict[str, bytes]) -> bool:
    folders = {path[:at] for path in tree for at, char in enumerate(path) if char == "/"}
    return not folders & tree.keys()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.lists(_TREE.filter(_apart), min_size=1, max_size=4), st.text(min_size=1, max_size=30).filter(str.isprintable))
def test_every_version_reads_back(trees: list[dict[str, bytes]], name: str) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        root = StorageRoot.create(Path(folder, "kho"))
        object_id = f"urn:khoso:{name}"
        stored = {}
        for number, tree in enumerate(trees):
            source = Path(folder, str(number))
            for path, data in tree.items():
                (source / path).parent.mkdir(parents=True, exist_ok=True)
                (source / path).write_bytes(data)
            made = root.put(object_id, source, message="Lưu", user_name="Kho", created=datetime(2026, 1, 1, tzinfo=UTC))
            stored[made.version] = tree
        for version, tree in stored.items():
            listed = [file.logical_path for file in root.files(object_id, version)]
            assert {path: root.read(object_id, path, version).read_bytes() for path in listed} == tree
        assert {found.code for found in root.verify()} <= {"W005", "W008"}


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["v1", "v2", "content", "/", ".."]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_KEYS = st.sampled_from(
    ["id", "type", "digestAlgorithm", "head", "contentDirectory", "fixity", "manifest", "versions", "v1", "state", "v9"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(_KEYS, _JSON, st.booleans()), min_size=1, max_size=3), st.sampled_from(["", "v1", "v2"]))
def test_whatever_an_inventory_says_it_is_judged(changes: list[tuple[str, object, bool]], where: str) -> None:
    """No inventory, however wrong, stops the validator; a changed one is never found sound."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        root = StorageRoot.create(Path(folder, "kho"))
        for number in range(2):
            Path(folder, "a").write_text(str(number))
            root.put("urn:a", {"a": Path(folder, "a")}, message="", user_name="Kho", created=datetime.now(UTC))
        path = root.place("urn:a") / where / "inventory.json"
        data = json.loads(path.read_bytes())
        for key, value, inside in changes:
            (_block_with(data, key) if inside else data)[key] = value
        path.unlink()
        path.write_text(json.dumps(data))
        assert worst(root.verify_object("urn:a")) is Severity.ERROR


def _block_with(data: object, key: str) -> dict[str, object]:
    """The first object inside `data` that has the key, the outermost when none has."""
    waiting = [data]
    for block in waiting:
        if isinstance(block, dict):
            if key in block and block is not data:
                return block
            waiting += block.values()
    assert isinstance(data, dict)
    return data
