"""What is to be registered of a delivery, out of its workbook's rows and its folder's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from khoso.kernel.dates import ArchivalDate
from khoso.stages.catalogue.compute.rows import CatalogueReading, DossierRow, ItemRow
from khoso.stages.digitisation.compute.plan import DeliveryPlan, PlannedFile, list_files, plan_delivery

FOLDER = "Don vi/hopso01/hoso01"


def _plan(files: list[str], items: list[ItemRow]) -> DeliveryPlan:
    dossier = DossierRow(
        key="01/01",
        rows=(2, 2 + len(items)),
        fonds_name="Ủy ban nhân dân xã Mẫu",
        box="01",
        dossier_number="01",
        title="Tập văn bản đi",
        start=ArchivalDate(2010, 1, 1),
        declared_item_count=2,
    )
    return plan_delivery(CatalogueReading([dossier], items, [], []), files, agency_code="DEMO.01")


def _item(row: int, ordinal: int, file: str) -> ItemRow:
    return ItemRow(row=row, dossier="01/01", ordinal=ordinal, file_path=file, file_path_typed=file, subject="Xin xe")


@pytest.mark.mission("D3")
def test_rows_and_files_meet_and_companions_stay_beside_them():
    files = [f"{FOLDER}/A.001.pdf", f"{FOLDER}/A.002.pdf", f"{FOLDER}/Bia_hoso01.pdf", f"{FOLDER}/MLVB_01.pdf"]
    plan = _plan(files, [_item(2, 1, files[0]), _item(3, 2, files[1])])
    (dossier,) = plan.dossiers
    assert dossier.files == [
        PlannedFile(files[0], "item", 1),
        PlannedFile(files[1], "item", 2),
        PlannedFile(files[2], "cover"),
        PlannedFile(files[3], "inventory"),
    ]
    assert sorted(dossier.items) == [1, 2]
    assert dossier.findings == []
    assert plan.findings == []


def test_a_file_no_row_speaks_of_becomes_an_item_of_its_folder_s_dossier():
    files = [f"{FOLDER}/A.001.pdf", f"{FOLDER}/A.062.pdf"]
    (dossier,) = _plan(files, [_item(2, 1, files[0])]).dossiers
    assert dossier.files[1] == PlannedFile(files[1], "item", 62)
    assert dossier.items[62] == {"described_by": "machine"}
    assert "pairing.file_without_row" in {finding.code for finding in dossier.findings}


def test_a_row_without_a_file_is_an_item_that_waits_and_is_told():
    files = [f"{FOLDER}/A.001.pdf"]
    (dossier,) = _plan(files, [_item(2, 1, files[0]), _item(3, 2, f"{FOLDER}/A.002.pdf")]).dossiers
    assert sorted(dossier.items) == [1, 2]
    assert [file.ordinal for file in dossier.files] == [1]
    assert "pairing.row_without_file" in {finding.code for finding in dossier.findings}


def test_a_file_two_rows_claim_belongs_to_none_of_them():
    files = [f"{FOLDER}/A.001.pdf"]
    (dossier,) = _plan(files, [_item(2, 1, files[0]), _item(3, 2, files[0])]).dossiers
    assert dossier.files == [PlannedFile(files[0], "extra")]
    assert [finding.code for finding in dossier.findings].count("pairing.duplicate_file") == 2


@pytest.mark.luat("TT05 Phụ lục I.II.2.a")
def test_the_paper_dossier_is_named_by_archive_place_and_number():
    (dossier,) = _plan([], [_item(2, 1, "")]).dossiers
    assert dossier.fields["paper_reference_code"] == "DEMO.01.01.01"
    assert dossier.fonds_code == "P_DEMO.01_UBNDXM"


def test_links_are_not_followed_and_the_workbook_is_no_file_of_the_delivery(tmp_path: Path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1.pdf").write_bytes(b"%PDF")
    (tmp_path / "bang-ke.xlsx").write_bytes(b"PK")
    (tmp_path / "a" / "leo.pdf").symlink_to("/etc/hostname")
    (tmp_path / "ra-ngoai").symlink_to("/etc")
    files, findings = list_files(tmp_path, leave_out=[tmp_path / "bang-ke.xlsx"])
    assert files == ["a/1.pdf"]
    assert [(finding.code, finding.where) for finding in findings] == [
        ("file.unsafe_path", "ra-ngoai"),
        ("file.unsafe_path", "a/leo.pdf"),
    ]
