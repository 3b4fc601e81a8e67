"""`khoso catalogue export`: the register of an agency or of one fonds, written where it was asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from tests.house import House, furnished
from tests.stages.catalogue.registers_house import dossiers_of, fonds_of

from khoso.config import start
from khoso.config.commands.catalogue import catalogue
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.kernel.errors import UsageError

pytestmark = [pytest.mark.django_db, pytest.mark.mission("S1")]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with furnished(tmp_path) as made:
        yield made


@pytest.fixture
def holding(house: House, commune: Agency, monkeypatch: pytest.MonkeyPatch) -> Agency:
    """A commune with a fonds of three dossiers and an empty one."""
    monkeypatch.setattr(start, "database_ready", lambda: None)
    dossiers_of(commune)
    fonds_of(commune, "P02")
    return commune


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(catalogue, ["export", *arguments], catch_exceptions=False)


def test_the_register_is_written_where_it_was_asked_for(holding: Agency, tmp_path: Path) -> None:
    path = tmp_path / "muc-luc.xlsx"
    told = _run("--agency", holding.code, "--fonds", "P01", "--to", str(path))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert (told.exit_code, told.stdout) == (0, f"{path}  3 dòng  sha256 {digest}\n")
    words = {str(cell.value) for row in openpyxl.load_workbook(path).worksheets[0] for cell in row}
    assert words >= {"Hồ sơ xây dựng cầu", "Hồ sơ bầu cử"}
    kept = AuditEntry.objects.get(verb="catalogue.register.export")
    assert (kept.actor, kept.address, digest in kept.content) == ("system", "cli", True)


def test_the_name_of_the_file_says_which_paper(holding: Agency, tmp_path: Path) -> None:
    path = tmp_path / "muc-luc.docx"
    assert _run("--agency", holding.code, "--to", str(path)).exit_code == 0
    assert path.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--agency", "KHONG-CO"), "Không có cơ quan «KHONG-CO»"),
        (("--agency", "{code}", "--fonds", "P99"), "không có phông «P99»"),
    ],
)
def test_what_is_not_there_is_named(holding: Agency, tmp_path: Path, arguments: tuple[str, ...], why: str) -> None:
    path = tmp_path / "a.xlsx"
    with pytest.raises(UsageError) as refused:
        _run(*(one.format(code=holding.code) for one in arguments), "--to", str(path))
    assert (why in refused.value.message, path.exists()) == (True, False)
