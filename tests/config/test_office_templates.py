"""The doctor says over whose templates papers are drawn, and a set that does not pass is told, not used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from khoso.config import health, wiring
from khoso.config.home import places
from khoso.engines import office
from khoso.engines.office import templates
from khoso.kernel.figures import Health, Probe

pytestmark = pytest.mark.mission("P11")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder in which Kho Số looks for an office's templates; nothing is in it yet."""
    place = tmp_path / "mau"
    monkeypatch.setenv("KHOSO_TEMPLATES", str(place))
    wiring._plug_engines()
    yield place
    monkeypatch.undo()
    wiring._plug_engines()


def line() -> Probe:
    return health._office()


def test_without_templates_of_its_own_an_office_has_ours(folder: Path) -> None:
    probe = line()
    assert (probe.health, str(probe.remedy)) == (Health.GOOD, "")
    assert probe.seen.endswith("; bộ mẫu của Kho Số")
    assert [part.split()[0] for part in probe.seen.split(";")[0].split(", ")] == [
        "docxtpl", "typst", "xlsxwriter", "font",
    ]  # fmt: skip


def test_a_set_that_passes_is_used_and_one_that_does_not_is_told_with_what_to_do(folder: Path) -> None:
    templates.export(folder)
    assert places().templates == folder
    assert (line().health, line().seen.split("; ")[1]) == (Health.GOOD, f"bộ mẫu của cơ quan ở {folder}")
    document = Document(str(folder / templates.WORD))
    signer = document.tables[1].rows[0].cells[1].paragraphs[-1]
    assert signer.text == "{{ ho_ten }}"
    signer.runs[0].text = ""
    document.save(str(folder / templates.WORD))
    probe = line()
    assert probe.health is Health.WARN
    assert probe.seen.split("; ")[1] == f"bộ mẫu ở {folder} không dùng được, đang dùng bộ mẫu của Kho Số"
    assert str(probe.remedy) == (
        "van-ban.docx, ô ký bên phải, dưới khoảng trống để ký: thiếu trường «ho_ten» (1 lỗi). "
        f"Xem hết bằng `khoso office template check {folder}`, rồi sửa."
    )
    assert office.in_use().is_own is False


def test_the_line_stands_among_those_of_the_doctor(folder: Path, db: None) -> None:
    assert [probe.health for probe in health.probes() if probe.name == "office"] == [Health.GOOD]
