"""The check at the contractor's desk says what the system will say and lists what to mend."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from tests.house import House
from tests.line import WORKBOOK
from tests.stages.digitisation import paper
from tests.stages.digitisation.paper import text_page

from khoso.foundation.identity.models import Agency
from khoso.stages.digitisation import actions, queries
from khoso.stages.digitisation.commands import check
from khoso.stages.digitisation.compute.check import check_paths
from khoso.stages.digitisation.models import Batch

Said = list[tuple[str, str, str, int | None, str]]
OF_THE_LINE = ("digitisation.register_delivery", "digitisation.check_file", "digitisation.compare_files")


@pytest.fixture
def folder(made_delivery: Path, tmp_path: Path) -> Path:
    """A small delivery with a page in two files, a gap, images out of order, a damaged file and one badly named."""
    here = Path(shutil.copytree(made_delivery, tmp_path / "lo"))
    (here / "truth.json").unlink(missing_ok=True)
    first = next(path for path in sorted(here.rglob("*.pdf")) if not path.name.startswith(("Bia", "MLVB")))
    shutil.copy(first, here / "ban sao.pdf")
    (here / "hong.pdf").write_bytes(first.read_bytes()[:3000])
    images = here / "anh"
    images.mkdir()
    for name, number in (("0001", 2), ("0002", 4), ("0003", 3), ("0005", None)):
        paper.save_jpeg(text_page(int(name), lines=6, number=number), images / f"{name}.jpg")
    return here


def at_the_desk(folder: Path, *options: str) -> tuple[Said, int]:
    done = CliRunner().invoke(check, ["--json", *options, str(folder)])
    rows = [json.loads(line) for line in done.output.splitlines()]
    told = [
        ("" if row["path"].endswith(".xlsx") else Path(row["path"]).relative_to(folder).as_posix(), *_said(found))
        for row in rows
        for found in row["findings"]
    ]
    return sorted(told, key=str), done.exit_code  # type: ignore[arg-type]


def _said(found: dict[str, Any]) -> tuple[str, str, int | None, str]:
    return found["code"], found["severity"], found["page"], found["message"]


def in_the_system(house: House, agency: Agency, folder: Path, profile: str = "") -> Said:
    delivery = actions.open_delivery(agency, folder=folder, catalogue_path=folder / WORKBOOK, catalogue_sha256="0" * 64)
    if profile:
        batch = Batch.objects.create(
            agency=agency, number=1, title="Đợt", profile=profile, made_at=delivery.registered_at
        )
        delivery.batch = batch
        delivery.save()
    while house.queue.waiting:
        job, ids = house.queue.waiting.pop(0)
        house.queue._once.clear()
        if job.name in OF_THE_LINE:
            job.run(**ids)
    told = []
    for row in queries.findings(delivery.pk):
        where = row.file.path if row.file else ""
        about = "" if row.file or not row.where or row.where in row.message else f"{row.where}: "
        told.append((where, row.code, row.severity, row.page, about + row.message))
    return sorted(told, key=str)


@pytest.mark.django_db
@pytest.mark.mission("D3")
@pytest.mark.parametrize("profile", ["map"])
def test_desk_and_system_say_the_same_of_a_delivery(house: House, commune: Agency, folder: Path, profile: str) -> None:
    told, exit_code = at_the_desk(folder, "--profile", profile)
    assert told == in_the_system(house, commune, folder, profile)
    codes = {code for _, code, *_ in told}
    assert {"page.duplicate", "page.missing", "page.out_of_order", "file.damaged", "file.name"} <= codes
    assert any(code.startswith("pairing.") for code in codes)
    assert ("page.low_resolution" in codes) is (profile == "map")
    assert exit_code == 1


def test_several_workers_say_the_same_in_the_same_order(folder: Path) -> None:
    def told(workers: int) -> Iterator[Any]:
        return ((one.path, one.as_json()) for one in check_paths([folder], workers=workers))

    assert list(told(3)) == list(told(1))


def test_the_list_of_what_to_mend_is_a_workbook(folder: Path, tmp_path: Path) -> None:
    report = tmp_path / "phai-sua.xlsx"
    done = CliRunner().invoke(check, ["--report", str(report), str(folder / "anh")])
    assert done.exit_code == 1
    book = openpyxl.load_workbook(report)
    rows = list(book["Phải sửa"].iter_rows(values_only=True))
    assert rows[0][:7] == ("Tệp", "Trang", "Mức", "Mã", "Phát hiện", "Việc cần làm", "Căn cứ")
    assert sorted((Path(str(row[0])).name, row[1], row[3]) for row in rows[1:]) == [
        ("0002.jpg", 1, "page.out_of_order"),
        ("0003.jpg", 1, "page.out_of_order"),
        ("0005.jpg", 1, "page.missing"),
    ]
    summary = {row[0]: row[1] for row in book["Tóm tắt"].iter_rows(values_only=True) if row[0]}
    assert (summary["Tệp đã kiểm tra"], summary["Trang"], summary["Tỷ lệ"]) == (4, 4, "0,00 %")
    assert "đạt" in done.output or "điểm cần xem" in done.output


def test_a_report_that_is_no_workbook_and_a_catalogue_without_its_folder_are_usage_errors(folder: Path) -> None:
    for options in (["--report", "a.html"], ["--catalogue", "khong-co.xlsx"]):
        assert CliRunner().invoke(check, [*options, str(folder)]).exit_code == 2


def test_a_photograph_is_not_asked_for_what_only_paper_has(tmp_path: Path) -> None:
    photo = text_page(1).convert("L").crop((0, 0, 1200, 700)).rotate(180)
    path = paper.save_jpeg(photo, tmp_path / "H19.2024.01.TCCB.001.jpg")
    assert [one.code for one in _checked(path, "photo")] == []
    coarse = paper.save_jpeg(photo, tmp_path / "anh.jpg", dpi=150)
    assert [one.code for one in _checked(coarse, "photo")] == ["file.name", "page.low_resolution"]


def _checked(path: Path, profile: str) -> list[Any]:
    from khoso.stages.digitisation.compute import PROFILES, check_file

    return check_file(path, profile=PROFILES[profile]).all_findings
