"""The tree as text: sizes, words that do not belong, the glossary, and documents that are drawn from the code."""

from __future__ import annotations

import ast
import re
import subprocess
import warnings
from pathlib import Path

from devtools.maps import MISSION, mission
from tests.architecture.house import PROJECT, SOURCE, modules

LONGEST_FILE, LONG_FILE, LONG_FUNCTION = 600, 400, 50


def _tracked() -> list[Path]:
    """The text files of the project."""
    try:
        command = ["git", "ls-files", "-co", "--exclude-standard"]
        names = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        # Not a checkout, or no git here: the folders that hold what people write.
        folders = ("src", "tests", "docs", "bench", "devtools")
        names = [str(f.relative_to(PROJECT)) for folder in folders for f in (PROJECT / folder).rglob("*")]
        names = [name for name in names if "/built/" not in name]
    kinds = {".py", ".md", ".toml", ".ts", ".css", ".html", ".json", ".yaml", ".yml", ".sh", ""}
    found = [PROJECT / name for name in names]
    return [f for f in found if f.is_file() and f.suffix in kinds and f.name not in ("uv.lock", "package-lock.json")]


def test_no_file_is_longer_than_600_lines() -> None:
    sizes = {file.relative_to(SOURCE).as_posix(): len(file.read_bytes().splitlines()) for file in modules().values()}
    long = sorted(f"{name}: {lines}" for name, lines in sizes.items() if lines > LONG_FILE)
    if long:
        warnings.warn(f"files over {LONG_FILE} lines: {', '.join(long)}", stacklevel=1)
    assert [name for name, lines in sizes.items() if lines > LONGEST_FILE] == []


def test_functions_over_50_lines_are_told() -> None:
    long = []
    for name, file in modules().items():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONG_FUNCTION:
                    long.append(f"{name}.{node.name}: {lines}")
    if long:
        warnings.warn(f"functions over {LONG_FUNCTION} lines: {', '.join(sorted(long))}", stacklevel=1)
    assert [one for one in long if int(one.rsplit(" ", 1)[1]) > 2 * LONG_FUNCTION] == []


def test_no_text_names_a_machine() -> None:
    """Paths of whoever wrote it work on no other machine."""
    private = re.compile(r"(?<![\w.])/" + r"(?:work|home/\w+|Users/\w+)/")
    found = [
        f"{file.relative_to(PROJECT)}: {match.group()}"
        for file in _tracked()
        for match in private.finditer(file.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_every_type_ignore_says_which_error() -> None:
    bare = re.compile(r"#\s*type:\s*ignore(?!\[)")
    found = [name for name, file in modules().items() if bare.search(file.read_text(encoding="utf-8"))]
    assert found == []


def test_every_module_has_a_sign() -> None:
    """Migrations and empty packages aside, a module says on its first line what it is."""
    silent = []
    for name, file in modules().items():
        text = file.read_text(encoding="utf-8")
        if text.strip() and not ast.get_docstring(ast.parse(text)) and file.name not in ("apps.py", "urls.py"):
            silent.append(name)
    assert silent == []


def test_every_model_is_in_the_glossary() -> None:
    from django.apps import apps

    from khoso.config import start

    start.django_ready()
    words = (PROJECT / "docs" / "glossary.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"`(\w+)`", words))
    ours = {model.__name__ for model in apps.get_models() if model.__module__.startswith("khoso.")}
    assert sorted(ours - explained) == []


def test_the_mission_page_is_fresh() -> None:
    assert MISSION.read_text(encoding="utf-8") == mission(), "chạy ./dev map --mission"
