"""What is stored also satisfies `ocfl-py`, which is not ours and runs in an environment of its own.

`./dev setup` makes that environment from `ocfl-requirements.txt`; `KHOSO_OCFL_PY` may name the program instead.
"""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from khoso.stages.repository.compute.ocfl_replica import copy_object
from khoso.stages.repository.compute.ocfl_root import StorageRoot

PROJECT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("KHOSO_OCFL_PY", PROJECT / ".venv-ocfl/bin/ocfl-validate.py"))
pytestmark = pytest.mark.skipif(not PROGRAM.is_file(), reason="chưa cài ocfl-py (đặt KHOSO_OCFL_PY hoặc ./dev setup)")


def judge(path: Path) -> tuple[int, str]:
    # Run by its own interpreter: the installed script's first line may name a path that has moved.
    done = subprocess.run(
        [PROGRAM.parent / "python", PROGRAM, path], capture_output=True, text=True, env={"PATH": os.environ["PATH"]}
    )
    return done.returncode, done.stdout


@pytest.fixture
def root(tmp_path: Path) -> StorageRoot:
    root = StorageRoot.create(tmp_path / "kho")
    source = tmp_path / "nguon"
    for number in range(3):
        (source / "đại diện").mkdir(parents=True, exist_ok=True)
        (source / "đại diện" / f"Tờ {number}.pdf").write_bytes(b"%PDF" + bytes(number))
        (source / "METS.xml").write_text(f"<mets>{number}</mets>")
        for object_id in ("urn:khoso:aip:Một", "urn:khoso:aip:hai"):
            root.put(
                object_id,
                source,
                message="Nhập kho",
                user_name="Kho Số",
                user_address="mailto:kho@example.vn",
                created=datetime(2026, 1, number + 1, tzinfo=UTC),
            )
    return root


def test_each_object_satisfies_the_other_validator(root: StorageRoot) -> None:
    for object_id in root.objects():
        code, said = judge(root.place(object_id))
        assert (code, said.strip()) == (0, f"OCFL v1.1 Object at {root.place(object_id)} is VALID")


# For a root the other validator's exit code speaks of the hierarchy only; its objects are judged one by one above.
def test_the_root_satisfies_the_other_validator(root: StorageRoot) -> None:
    assert judge(root.path)[0] == 0


def test_a_replica_satisfies_the_other_validator(root: StorageRoot, tmp_path: Path) -> None:
    replica = StorageRoot.create(tmp_path / "sao")
    for object_id in root.objects():
        copy_object(root, replica, object_id)
    assert judge(replica.path)[0] == 0


def test_the_other_validator_does_see_damage(root: StorageRoot) -> None:
    place = root.place("urn:khoso:aip:hai")
    path = place / "v1/content/METS.xml"
    path.chmod(0o644)
    path.write_bytes(b"<khac/>")
    (root.path / "000").mkdir()
    assert (judge(place)[0], judge(root.path)[0]) == (1, 1)
