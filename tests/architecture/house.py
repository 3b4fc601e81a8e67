"""The source as a set of modules and what each imports, read without running it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SOURCE = PROJECT / "src" / "khoso"


@cache
def modules() -> dict[str, Path]:
    """Dotted name → file, of every module but the migrations."""
    found = {}
    for file in sorted(SOURCE.rglob("*.py")):
        if "migrations" in file.parts:
            continue
        parts = file.relative_to(SOURCE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


@cache
def imports() -> list[tuple[str, str]]:
    """(importing module, imported module) for every import, those inside functions too."""
    return [(name, target) for name, file in modules().items() for target in _targets(file)]


def _targets(file: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            # `from room import actions` means room.actions when that is a module.
            found += [
                whole if (whole := f"{node.module}.{alias.name}") in modules() else node.module for alias in node.names
            ]
    return found


def room_of(module: str) -> str | None:
    """`khoso.stages.catalogue` of `khoso.stages.catalogue.compute.rows`; None outside the stages and instruments."""
    parts = module.split(".")
    return ".".join(parts[:3]) if parts[:2] in (["khoso", "stages"], ["khoso", "instruments"]) and parts[2:] else None
