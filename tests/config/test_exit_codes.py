"""The exit code a shell sees: 0 ok, 1 findings, 2 usage. Run as programs are run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def _code(*arguments: str) -> int:
    command = [sys.executable, "-m", "khoso.config.cli", *arguments]
    return subprocess.run(command, capture_output=True, check=False, timeout=120).returncode


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--version"], 0),
        (["check", "{file}"], 1),
        (["package", "validate", "{file}", "--profile", "tt05"], 1),
        (["check", "{file}.none"], 2),
        (["package", "validate", "{file}"], 2),
        (["no-such-verb"], 2),
    ],
)
def test_exit_code(arguments: list[str], code: int, tmp_path: Path) -> None:
    file = tmp_path / "khong-phai-trang-quet.txt"
    file.write_text("x")
    assert _code(*(argument.format(file=file) for argument in arguments)) == code
