"""`khoso catalogue import`: a line for each finding, then what came of it; exit codes as documented."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from tests.house import House
from tests.stages.catalogue.import_books import book, dossier

from khoso.config import start
from khoso.config.commands.catalogue import catalogue
from khoso.foundation.identity.models import Agency
from khoso.kernel.errors import FileRefused, UsageError
from khoso.stages.catalogue.models import CatalogueImport, Dossier

pytestmark = pytest.mark.mission("S1")
MEMBERS = ["row", "column", "code", "severity", "message", "was", "now"]


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(catalogue, ["import", *arguments])


def _lines(told: Result) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    *findings, last = [json.loads(line) for line in told.stdout.splitlines()]
    return findings, last["summary"]


@pytest.fixture
def ready(house: House, commune: Agency, monkeypatch: pytest.MonkeyPatch) -> Agency:
    monkeypatch.setattr(start, "database_ready", lambda: None)
    return commune


def test_a_dry_run_needs_no_database(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [dossier(1), dossier(2, start="31/02/2010")])
    command = [sys.executable, "-m", "khoso.config.cli", "catalogue", "import", str(path), "--agency", "X", "--dry-run"]
    home = tmp_path / "home"
    done = subprocess.run(
        [*command, "--json"], capture_output=True, check=False, timeout=120, env={**os.environ, "KHOSO_HOME": str(home)}
    )
    *findings, last = [json.loads(line) for line in done.stdout.decode().splitlines()]
    wrong = [one for one in findings if one["severity"] == "error"]
    assert (done.returncode, list(wrong[0]), home.exists()) == (1, MEMBERS, False)
    assert [(one["row"], one["column"], one["code"], one["was"]) for one in wrong] == [
        (3, "F", "catalogue.wrong_date", "31/02/2010")
    ]
    summary = last["summary"]
    assert (summary["rows"], summary["good"], summary["bad"], summary["dossiers"]) == (2, 1, 1, 2)


@pytest.mark.django_db
def test_good_rows_are_loaded_and_bad_ones_written_out(ready: Agency, tmp_path: Path) -> None:
    path, marked = book(tmp_path / "a.xlsx", [dossier(1), dossier(2, start="31/02/2010")]), tmp_path / "tra.xlsx"
    options = ["--agency", ready.code, "--fonds", "P01", "--fonds-title", "Phông thử", "--json"]
    told = _run(str(path), *options, "--marked", str(marked))
    _findings, summary = _lines(told)
    assert (told.exit_code, summary["dossiers_made"], summary["bad"]) == (1, 1, 1)
    assert [one.number for one in Dossier.objects.all()] == ["01.VP"]
    assert openpyxl.load_workbook(marked).worksheets[0]["C2"].value == "02.VP"
    again = _lines(_run(str(path), *options))[1]
    assert (again["dossiers_made"], again["skipped"], Dossier.objects.count()) == (0, 1, 1)


@pytest.mark.django_db
def test_a_clean_workbook_ends_with_nought(ready: Agency, tmp_path: Path) -> None:
    report = ["--arrangement", "arranged", "--report", "12/BC-VP", "--report-on", "30/06/2025"]
    told = _run(str(book(tmp_path / "a.xlsx", [dossier(1)])), "--agency", ready.code, "--fonds", "P01", *report)
    assert (told.exit_code, Dossier.objects.get().arrangement) == (0, "arranged")


@pytest.mark.django_db
def test_a_mapping_file_names_columns_by_letter_or_heading(ready: Agency, tmp_path: Path) -> None:
    mapping = tmp_path / "cot.json"
    mapping.write_text(json.dumps({"I": "dossier.keywords", "Số lượng tờ": "ignore"}), encoding="utf-8")
    path = book(tmp_path / "a.xlsx", [dossier(1, note="cầu; đường")])
    _run(str(path), "--agency", ready.code, "--fonds", "P01", "--mapping", str(mapping))
    one = Dossier.objects.get()
    assert (one.keywords, one.note, one.declared_sheet_count) == ("cầu; đường", "", None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        ["--agency", "KHONG-CO"],
        ["--agency", "H19.99", "--arrangement", "arranged"],
        ["--agency", "H19.99", "--on-difference", "update"],
        ["--agency", "H19.99", "--report-on", "hôm qua"],
    ],
)
def test_what_cannot_be_answered_touches_nothing(ready: Agency, tmp_path: Path, wrong: list[str]) -> None:
    told = _run(str(book(tmp_path / "a.xlsx", [dossier(1)])), *wrong, "--fonds", "P01")
    assert (type(told.exception), CatalogueImport.objects.count()) == (UsageError, 0)


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"")
    told = _run(str(path), "--agency", "X", "--dry-run")
    assert (type(told.exception), getattr(told.exception, "code", "")) == (FileRefused, "file.empty")


@pytest.mark.django_db
def test_the_real_workbook_goes_in_whole(ready: Agency, shared: Path) -> None:
    path = shared / "samples/haugiang-hoso-so-hoa/metadata-nha-thau.xlsx"
    if not path.is_file():
        pytest.skip("không có bảng kê thật trong shared/samples")
    told = _run(str(path), "--agency", ready.code, "--fonds", "P01", "--json")
    findings, summary = _lines(told)
    codes = {one["code"] for one in findings}
    assert (summary["rows"], summary["good"], summary["bad"], summary["items_made"]) == (14, 13, 1, 13)
    assert (summary["dossiers_made"], Dossier.objects.count()) == (3, 3)
    # Nothing was dropped silently: the row that stayed out is told at its cell.
    assert {one["row"] for one in findings if one["severity"] == "error"} == {15}
    assert codes >= {"catalogue.impossible_number", "catalogue.total_disagrees", "catalogue.number_gap"}
