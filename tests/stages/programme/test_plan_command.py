"""`khoso programme`: from the file without a database, and from what was loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from khoso.config.cli import cli
from khoso.foundation.identity import actions as identity
from khoso.kernel.errors import KhosoError
from khoso.stages.programme import actions
from khoso.stages.programme.models import PlanTask, Programme
from khoso.stages.programme.plan.builtin import plan_82
from khoso.stages.programme.plan.telling import task_json
from khoso.stages.programme.plan.template import as_sheet

pytestmark = pytest.mark.mission("P2")
MEMBERS = ["group", "number", "title", "lead", "support", "deadline", "product", "six_clear", "six_missing", "notes"]


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["programme", *words])


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is ready; the console need not make it so again."""
    monkeypatch.setattr("khoso.config.start.database_ready", lambda: None)
    identity.load_reference()


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "ke-hoach.xlsx"
    path.write_bytes(as_sheet(plan_82()))
    return path


def test_tasks_of_a_file_are_told_a_line_each_without_a_database(sheet: Path) -> None:
    told = run("tasks", str(sheet), "--json")
    lines = [json.loads(line) for line in told.output.splitlines()]
    assert told.exit_code == 0 and len(lines) == 43
    assert all(list(line) == MEMBERS for line in lines)
    assert lines[0]["deadline"] == {"kind": "day", "from": "2026-06-12", "to": "2026-06-12", "text": "Ngày 12/6/2026"}
    assert [f"{line['group']}.{line['number']}" for line in lines if not line["six_clear"]] == ["II.10"]


@pytest.mark.samples
def test_tasks_of_the_printed_text_are_those_of_the_plan_that_comes_with_the_house(shared: Path) -> None:
    path = shared / "mission" / "000_0dd80dfe470fc6b2.txt"
    if not path.is_file():
        pytest.skip("không có văn bản kế hoạch bên cạnh mã nguồn")
    lines = [json.loads(line) for line in run("tasks", str(path), "--json").output.splitlines()]
    assert lines == [task_json(row) for row in plan_82().rows]


def test_the_table_for_people_says_traps_and_what_is_missing(sheet: Path) -> None:
    told = run("tasks", str(sheet)).output
    assert "! chưa đủ 06 rõ: thời gian" in told and "đổi chỗ cột thời gian" in told
    assert max(map(len, told.splitlines())) < 320


@pytest.mark.usefixtures("house")
def test_loading_the_builtin_plan_giving_it_and_reading_it_back() -> None:
    first = run("load", "--builtin", "--json")
    told = json.loads(first.output)
    assert (first.exit_code, told["tasks"], len(told["new"]), told["loaded"]) == (0, 43, 43, True)
    assert told["given"] > 2000
    again = json.loads(run("load", "--builtin", "--json").output)
    assert {**again, "code": "", "tasks": 0} == {
        "code": "",
        "tasks": 0,
        "new": [],
        "changed": [],
        "gone": [],
        "given": 0,
        "loaded": True,
    }
    lines = [json.loads(line) for line in run("tasks", "--json").output.splitlines()]
    assert lines == [task_json(row) for row in plan_82().rows]
    shown = json.loads(run("show", "ii.13", "--json").output)
    assert shown["waits_for"] == ["II.12", "V.1", "V.3"] and shown["is_critical"] is True
    assert "Dự báo xong" in run("show", "II.13").output


@pytest.mark.usefixtures("house")
def test_a_look_before_loading_changes_nothing_and_tells_what_would(sheet: Path) -> None:
    actions.load_programme(plan_82(), by=None)
    PlanTask.objects.filter(group="IV", number=2).update(product="Công văn")
    told = run("load", str(sheet), "--dry-run")
    assert "IV.2 đổi" in told.output and "product: Công văn → Văn bản hướng dẫn" in told.output
    assert PlanTask.objects.get(group="IV", number=2).product == "Công văn"
    run("load", str(sheet))
    assert PlanTask.objects.get(group="IV", number=2).product == "Văn bản hướng dẫn"


@pytest.mark.usefixtures("house")
def test_what_cannot_be_answered_says_so_and_touches_nothing(tmp_path: Path) -> None:
    wrong: list[tuple[list[str], int]] = [
        (["load"], 2),
        (["tasks"], 2),
        (["show", "II.1"], 2),
        (["template", str(tmp_path / "mau.ods")], 2),
    ]
    for words, code in wrong:
        error: Any = run(*words).exception
        assert isinstance(error, KhosoError) and error.exit_code == code, words
    (tmp_path / "la.txt").write_text("không có bảng", encoding="utf-8")
    error = run("load", str(tmp_path / "la.txt")).exception
    assert isinstance(error, KhosoError) and (error.code, error.exit_code) == ("programme.plan_unreadable", 1)
    assert not Programme.objects.exists()


def test_the_template_is_written_once_and_not_over_another_file(tmp_path: Path) -> None:
    path = tmp_path / "mau.xlsx"
    assert run("template", str(path)).exit_code == 0
    size = path.stat().st_size
    assert isinstance(run("template", str(path)).exception, KhosoError)
    assert path.stat().st_size == size and run("template", str(path), "--force").exit_code == 0
