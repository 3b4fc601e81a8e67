"""The page of finding codes in the manual, the names on the screen and the codes in the source are the same list."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from khoso.stages.digitisation.labels import FINDING_LABELS

PROJECT = Path(__file__).resolve().parents[3]
PAGE = PROJECT / "docs" / "huong-dan" / "ma-phat-hien.md"
ROOMS = ("catalogue", "digitisation", "recognition", "inspection")
FAMILIES = ("gate.", "pairing.", "count.", "inventory.", "catalogue.", "file.", "page.", "read.")
# Reasons inside the message of `read.failed`; they are no findings of their own.
INSIDE_READ_FAILED = {"file.changed", "file.empty", "file.unknown_type"}


def _rows() -> list[tuple[str, str]]:
    row = re.compile(r"^\| `([a-z_.]+)` \| ([^|]+) \| [^|]+ \| [^|]+ \|$", re.MULTILINE)
    return [(code, name) for code, name in row.findall(PAGE.read_text(encoding="utf-8"))]


def _said_by(source: Path) -> Iterator[str]:
    """First arguments of calls that look like a finding's code."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        says = called in {"Finding", "FileRefused", "error", "warning", "info", "note", "_finding", "_disagree"}
        if says and str(node.args[0].value).startswith(FAMILIES):
            yield str(node.args[0].value)


def test_the_manual_has_one_row_for_each_name_on_the_screen() -> None:
    assert sorted(_rows()) == sorted(FINDING_LABELS.items())


def test_every_code_in_the_source_has_a_name() -> None:
    files = [path for room in ROOMS for path in (PROJECT / "src/khoso/stages" / room).rglob("*.py")]
    said = {code for path in files for code in _said_by(path)} - INSIDE_READ_FAILED
    assert sorted(said - set(FINDING_LABELS)) == []
