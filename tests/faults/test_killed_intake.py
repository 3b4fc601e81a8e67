"""Killed at any moment, the line picks up where it stopped: nothing is lost, doubled, half listed or left lying."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests import laid
from tests.faults.line import KINDS, THE_INTAKE, Killing, Line, intake_under_kills, summary

from khoso.demo.delivery import make_delivery

pytestmark = pytest.mark.slow

DAMAGED = b"%PDF-1.7\n%%EOF\n"


def delivery_with_a_damaged_file(folder: Path) -> Path:
    """Two small dossiers; one item of the first cannot be opened."""
    make_delivery(folder, dossiers=2, items_per_dossier=2, pages_per_item=1, seed=82)
    items = sorted(path for path in folder.rglob("*.pdf") if path.name.startswith("DEMO"))
    items[0].write_bytes(DAMAGED)
    return folder


SEALS = "extensions/khoso-audit-seals"


def everything(line: Line) -> dict[str, Any]:
    """What must be equal between two runs: database, index, and every kept byte."""
    # Seals tell of acts, and a run that was started again acted once more; what they seal is compared by `told`.
    kept = {path: digest for path, digest in line.files("repository", "blobs").items() if SEALS not in path}
    return {
        **line.told(),
        "kept": kept,
        "leftovers": [path for path in kept if "/tmp/" in path or "khoso-work" in path or path.endswith(".lock")]
        + list(line.files("scratch"))
        + line.empty_folders("repository", "scratch"),
    }


def differences(one: dict[str, Any], other: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What differs, small enough to read."""
    found = {}
    for name in one:
        left, right = one[name], other[name]
        if left == right:
            continue
        if isinstance(left, dict) and isinstance(right, dict):
            left, right = list(left.items()), list(right.items())
        if isinstance(left, list) and isinstance(right, list):
            left, right = [x for x in left if x not in right], [x for x in right if x not in left]
        found[name] = (left, right)
    return found


def compare_runs(
    place: Path, owed: list[str], seed: int, *, patience: float = 400
) -> tuple[Killing, dict[str, Any], dict[str, Any]]:
    """One undisturbed run and one under kills, of the same delivery: (the killing, what each left behind)."""
    folder = delivery_with_a_damaged_file(place / "lo-thu")
    calm, killed = Line(place / "yen"), Line(place / "giet")
    for line in (calm, killed):
        laid.lay(line.home)
    done = calm.run(calm.intake(folder))
    assert (done.returncode, summary(done.stdout)["searchable"]) == (1, 2), done.stderr
    killing = intake_under_kills(killed, folder, owed, seed, patience=patience)
    return killing, everything(calm), everything(killed)


@pytest.mark.mission("D3")
def test_killed_at_every_stage_the_end_is_the_same(tmp_path: Path) -> None:
    owed = [*KINDS, THE_INTAKE]
    killing, calm, killed = compare_runs(tmp_path, owed, seed=7)
    assert killing.last.returncode == 1, killing.last.stdout
    assert killing.last.stdout.count('{"refused": ') == 1
    assert differences(calm, killed) == {}
    assert calm["leftovers"] == []
    assert (calm["audit"], calm["object_faults"], calm["replica_differences"]) == ([], [], [])
    assert calm["jobs"] == {"todo": 0, "doing": 0, "failed": 0}
    # The run is worth its name only when the kills did come.
    assert sum(killing.killed.values()) >= 6, killing
