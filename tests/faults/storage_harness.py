"""Processes that store objects without end, killed at a moment nobody chose; then the root is judged.

Run as a program it is the child: `python storage_harness.py ROOT SEED`. It prints a line for each version the store
said was kept, so that whoever kills it knows what may never be lost.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from khoso.kernel.findings import Severity
from khoso.stages.repository.compute.ocfl_root import StorageRoot

OBJECTS = 4


@dataclass(frozen=True, slots=True)
class Killed:
    """What was found after one kill: all lists are empty when the storage kept its promises."""

    kept: int
    recovered: list[str]
    errors: list[str]
    lost: list[str]
    left: list[str]


def kill_once(root: StorageRoot, seed: int, *, writers: int = 2, longest: float = 0.25) -> Killed:
    """Start children on one `root`, kill them within `longest` seconds after their first word, recover and judge."""
    chance = random.Random(seed)
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with tempfile.TemporaryFile("w+") as said:
        children = [
            subprocess.Popen(
                [sys.executable, __file__, str(root.path), f"{seed}.{number}"],
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                env=env,
            )
            for number in range(writers)
        ]
        outputs = [child.stdout for child in children if child.stdout is not None]
        lines = [output.readline() for output in outputs]
        time.sleep(chance.uniform(0, longest))
        for child in children:
            child.kill()
        lines += [line for output in outputs for line in output]
        codes = [child.wait() for child in children]
        said.seek(0)
        # A child that stopped by itself tested nothing.
        assert codes == [-9] * writers, said.read()
    kept = [line.split() for line in lines if line.endswith("\n") and line.startswith("kept ")]
    recovered = root.recover()
    return Killed(
        kept=len(kept),
        recovered=recovered,
        errors=[f"{one.code} {one.where}" for one in root.verify() if one.severity is Severity.ERROR],
        lost=_lost(root, [(object_id, version, word) for _, object_id, version, word in kept]),
        left=[path.name for path in (root.path / "extensions").iterdir() if path.name.startswith("khoso")],
    )


def _lost(root: StorageRoot, kept: list[tuple[str, str, str]]) -> list[str]:
    """The versions the child was told are kept and that do not read back."""
    listed = set(root.objects())
    lost = []
    for object_id, version, word in kept:
        try:
            whole = object_id in listed and root.read(object_id, "Từ khóa.txt", version).read_text() == word
        except Exception as error:
            lost.append(f"{object_id} {version}: {error}")
            continue
        if not whole:
            lost.append(f"{object_id} {version}")
    return lost


def _store_without_end(root: StorageRoot, seed: str) -> None:
    chance = random.Random(seed)
    sys.stdout.write("start\n")
    sys.stdout.flush()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder)
        (source / "ảnh").mkdir()
        while True:
            for number in range(3):
                (source / "ảnh" / f"{number}.bin").write_bytes(chance.randbytes(chance.randrange(200_000)))
            word = f"{chance.randrange(10**12)}"
            (source / "Từ khóa.txt").write_text(word)
            object_id = f"urn:khoso:thu:{chance.randrange(OBJECTS)}"
            made = root.put(
                object_id,
                source,
                message="Thử",
                user_name="Kho",
                user_address="mailto:kho@example.vn",
                created=datetime(2026, 1, 1, tzinfo=UTC),
            )
            sys.stdout.write(f"kept {object_id} {made.version} {word}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    _store_without_end(StorageRoot.open(Path(sys.argv[1])), sys.argv[2])
