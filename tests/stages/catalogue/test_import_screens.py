"""The screens of an import: what a clerk is asked and shown, what a stranger does not see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.house import House, person, signed_in
from tests.stages.catalogue.import_books import book, checked, dossier

from khoso.foundation.identity.models import Agency
from khoso.stages.catalogue.importing import rules
from khoso.stages.catalogue.models import CatalogueImport, Dossier

pytestmark = [pytest.mark.django_db, pytest.mark.mission("S1"), pytest.mark.mission("A6")]


@pytest.fixture
def clerk(house: House, commune: Agency) -> Client:
    client: Client = signed_in(Client(), person("vt", (commune, "clerk")))
    return client


def _sent(client: Client, path: Path, **more: Any) -> Any:
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post(reverse("catalogue:import-new"), {"file": upload, **more})


def _page(client: Client, run: CatalogueImport, name: str = "import", **asked: Any) -> str:
    return str(client.get(reverse(f"catalogue:{name}", args=[run.pk]), asked).content.decode())


def test_a_clerk_takes_a_workbook_from_the_file_to_the_catalogue(
    clerk: Client, house: House, commune: Agency, tmp_path: Path
) -> None:
    answer = _sent(clerk, book(tmp_path / "muc-luc.xlsx", [dossier(1), dossier(2, start="31/02/2010")]))
    run = CatalogueImport.objects.get()
    assert (answer["Location"], run.agency) == (reverse("catalogue:import-columns", args=[run.pk]), commune)
    said = {f"cot-{one['letter']}": one["field"] for one in run.columns}
    refused = clerk.post(answer["Location"], said)
    assert (refused.status_code, "phông" in refused.content.decode()) == (422, True)
    clerk.post(answer["Location"], {**said, "fonds_code": "P01", "fonds_title": "Phông thử"})
    assert "data-poll" in _page(clerk, run)
    house.run()
    page = _page(clerk, run)
    assert "31/02/2010" in page
    load = reverse("catalogue:import-load", args=[run.pk])
    wrong = clerk.post(load, {})
    assert (wrong.status_code, Dossier.objects.count()) == (422, 0)
    clerk.post(load, {"arrangement": "arranged", "report_number": "12/BC", "report_on": "2025-06-30"})
    house.run()
    run.refresh_from_db()
    assert (run.state, Dossier.objects.get().arrangement) == ("loaded", "arranged")
    assert reverse("catalogue:import-marked", args=[run.pk]) in _page(clerk, run)
    assert "01.VP" in Dossier.objects.get().number
    assert Dossier.objects.get().title in _page(clerk, run, "import-dossiers")
    marked = clerk.get(reverse("catalogue:import-marked", args=[run.pk]))
    assert b"".join(marked.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]


def test_findings_are_narrowed_by_the_address(clerk: Client, house: House, commune: Agency, tmp_path: Path) -> None:
    rows = [dossier(1, start="31/02/2010"), dossier(2, sheets="nhiều"), dossier(3)]
    run = checked(book(tmp_path / "a.xlsx", rows), commune)
    told = [
        _page(clerk, run, **asked) for asked in ({}, {"ma": "catalogue.wrong_date"}, {"dong": "3"}, {"muc": "info"})
    ]
    assert [("31/02/2010" in page, "«nhiều»" in page) for page in told] == [
        (True, True),
        (True, False),
        (False, True),
        (False, False),
    ]


@pytest.mark.parametrize("asked", [{"trang": "999999999999"}, {"dong": "x" * 500}, {"ma": "<script>"}, {"muc": "?"}])
def test_whatever_is_typed_into_the_address_is_answered(
    clerk: Client, house: House, commune: Agency, tmp_path: Path, asked: dict[str, str]
) -> None:
    run = checked(book(tmp_path / "a.xlsx", [dossier(1)]), commune)
    answer = clerk.get(reverse("catalogue:import", args=[run.pk]), asked)
    assert (answer.status_code, b"<script>" in answer.content.split(b"noi-dung")[1]) == (200, False)


def test_a_file_that_is_no_workbook_is_refused_on_the_form(clerk: Client, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\x00\x01 khong phai bang")
    answer = _sent(clerk, path)
    assert (answer.status_code, CatalogueImport.objects.count()) == (422, 0)
    assert clerk.post(reverse("catalogue:import-new"), {}).status_code == 422


def test_the_neighbour_sees_nothing(house: House, commune: Agency, neighbour: Agency, tmp_path: Path) -> None:
    run = checked(book(tmp_path / "a.xlsx", [dossier(1)]), commune)
    stranger = signed_in(Client(), person("ben", (neighbour, "clerk")))
    for name in ("import", "import-columns", "import-file", "import-progress", "import-dossiers"):
        assert stranger.get(reverse(f"catalogue:{name}", args=[run.pk])).status_code == 404
    assert run.file_name not in stranger.get(reverse("catalogue:imports")).content.decode()


# decisions ---------------------------------------------------------------------------------------------


def test_headings_are_the_same_however_they_are_typed() -> None:
    assert rules.signature(["Số, ký hiệu", "TIÊU ĐỀ"]) == rules.signature(["số ký hiệu", "Tiêu đề"])
    assert rules.signature(["a", "b"]) != rules.signature(["b", "a"])


def test_an_empty_cell_differs_from_nothing() -> None:
    there = {"title": "Hồ sơ  A", "box": "1", "declared_sheet_count": 5}
    said = {"title": "Hồ sơ A", "box": "2", "declared_sheet_count": None, "note": "x"}
    assert rules.differences(there, said) == {}
    assert rules.differences(there, {"declared_sheet_count": 6}) == {"declared_sheet_count": (5, 6)}


def test_the_sheet_names_the_fonds_before_the_form_does() -> None:
    options = {"fonds_code": "P01", "fonds_title": "Chung", "known_fonds": {"phong rieng": "P09"}}
    assert rules.fonds_of({}, options) == ("P01", "Chung")
    assert rules.fonds_of({"fonds_title": "Phông riêng"}, options) == ("P09", "Phông riêng")
    assert rules.fonds_of({"fonds_code": "X"}, options) == ("X", "Chung")
    assert rules.fonds_of({}, {}) == ("", "")
