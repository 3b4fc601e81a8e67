"""`khoso check` as a person and as a program meets it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from tests.stages.digitisation import paper
from tests.stages.digitisation.paper import text_page

from khoso.stages.digitisation.commands import check


def test_each_file_is_one_line_of_json(tmp_path: Path) -> None:
    good = paper.save_pdf([text_page(1)], tmp_path / "H19.2024.01.TCCB.001.pdf")
    bad = tmp_path / "bad.txt"
    bad.write_text("x")
    done = CliRunner().invoke(check, ["--json", str(good), str(bad)])
    lines = [json.loads(line) for line in done.output.splitlines()]
    assert lines[0] == {"path": str(good), "pages": 1, "findings": []}
    assert (lines[1]["path"], lines[1]["pages"]) == (str(bad), 0)
    assert [sorted(finding) for finding in lines[1]["findings"]] == [["box", "code", "message", "page", "severity"]]
    assert done.exit_code == 1


def _documented() -> dict[str, set[str]]:
    """Field → types, as the table of docs/cli.md says."""
    page = (Path(__file__).resolve().parents[3] / "docs" / "cli.md").read_text(encoding="utf-8")
    section = page.partition("## `khoso check`")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z\[\].]+)` \| ([a-z ]+) \|", section, re.MULTILINE)
    return {name: set(types.split(" or ")) for name, types in rows}


def _written(value: Any, name: str, told: dict[str, set[str]]) -> None:
    kinds = {str: "string", int: "integer", list: "array", type(None): "null"}
    if name:
        told.setdefault(name, set()).add(kinds.get(type(value), "object"))
    if isinstance(value, dict):
        for key, one in value.items():
            _written(one, f"{name}.{key}" if name else key, told)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for one in value:
            _written(one, f"{name}[]", told)


def test_the_fields_written_are_those_the_page_documents_and_of_these_types(tmp_path: Path) -> None:
    faulty = paper.save_pdf([paper.streaked(text_page(1))], tmp_path / "H19.2024.01.TCCB.001.pdf")
    bad = tmp_path / "bad.txt"
    bad.write_text("x")
    done = CliRunner().invoke(check, ["--json", str(faulty), str(bad)])
    told: dict[str, set[str]] = {}
    for line in done.output.splitlines():
        _written(json.loads(line), "", told)
    # An element of a list is no field of its own.
    assert {name: types for name, types in told.items() if not name.endswith("[]")} == _documented()


def test_a_person_reads_vietnamese(tmp_path: Path) -> None:
    good = paper.save_pdf([text_page(1)], tmp_path / "H19.2024.01.TCCB.001.pdf")
    done = CliRunner().invoke(check, [str(good)])
    assert done.output == f"{good}: 1 trang, đạt\nĐã kiểm tra 1 tệp, 1 trang; 0 tệp cần xem lại.\n"
    assert done.exit_code == 0


def test_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    assert CliRunner().invoke(check, [str(tmp_path / "none.pdf")]).exit_code == 2


def test_a_name_that_is_no_text_is_still_reported(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xe0i \x1b[31m.pdf"))
    path.write_text("x")
    for options in ([], ["--json"]):
        done = CliRunner().invoke(check, [*options, str(tmp_path)])
        assert done.exit_code == 1, done.exception
        assert "\x1b" not in done.output
        assert "file.wrong_format" in done.output


def test_the_module_starts_fast_for_it_imports_no_library_of_images() -> None:
    code = (
        "import sys, khoso.stages.digitisation.commands\n"
        "print([n for n in ('cv2', 'numpy', 'PIL', 'pikepdf') if n in sys.modules])"
    )
    env = {"PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True)
    assert done.stdout == "[]\n"
