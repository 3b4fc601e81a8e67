"""A dossier of tens of thousands of items: memory stays, and METS with PREMIS stays small."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def peak_and_bytes_per_file(folder: Path, count: int) -> tuple[int, int]:
    folder.mkdir()
    run = subprocess.run(
        [sys.executable, "-m", "tests.stages.packages.memory_probe", str(folder), str(count)],
        cwd=Path(__file__).resolve().parents[3],
        env={"PYTHONPATH": "src:."},
        capture_output=True,
        text=True,
        check=True,
    )
    peak, per_file = map(int, run.stdout.split())
    return peak, per_file


@pytest.mark.slow
@pytest.mark.mission("D3")
def test_memory_does_not_grow_with_the_dossier(tmp_path: Path) -> None:
    small, _ = peak_and_bytes_per_file(tmp_path / "2000", 2_000)
    large, per_file = peak_and_bytes_per_file(tmp_path / "20000", 20_000)
    sys.stdout.write(f"bộ nhớ đỉnh 2.000 tài liệu: {small} KiB; 20.000: {large} KiB; METS+PREMIS {per_file} byte/tệp\n")
    assert large / small < 1.6
    assert per_file <= 4096


def test_metadata_stays_under_4_kib_a_file(tmp_path: Path) -> None:
    _, per_file = peak_and_bytes_per_file(tmp_path / "100", 100)
    assert per_file <= 4096
