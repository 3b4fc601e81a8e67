"""Folders that are dropped and come to rest become deliveries, and are told so in the folder itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.house import House, person
from tests.stages.digitisation import batch_house
from tests.stages.digitisation.intake_samples import dossier_in_catalogue, one_page_pdf

from khoso.kernel import clock
from khoso.stages.digitisation import states
from khoso.stages.digitisation.intake import watching
from khoso.stages.digitisation.intake.errors import UploadNotAllowed, WatchRefused
from khoso.stages.digitisation.intake.sources import REPORT_NAME
from khoso.stages.digitisation.models import Batch, Delivery, DeliveryFile, WatchedArrival

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D3")]


@pytest.fixture
def batch(house: House, commune: Any) -> Batch:
    return batch_house.running(commune)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "theo-doi"
    root.mkdir()
    monkeypatch.setenv("KHOSO_WATCH", str(root))
    return root


def drop(folder: Path, code: str, *, number: int = 1) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{code}.{number:03d}.pdf").write_bytes(one_page_pdf(number))
    return folder


def report(folder: Path) -> str:
    return (folder / REPORT_NAME).read_text(encoding="utf-8-sig")


def test_nothing_is_watched_unless_said(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KHOSO_WATCH", raising=False)
    assert watching.look_around() == 0


def test_a_folder_is_taken_in_when_it_has_come_to_rest(house: House, batch: Batch, place: Path) -> None:
    code = dossier_in_catalogue(batch.agency, items=2).reference_code
    folder = drop(place / batch.agency.code / "hop-01", code)
    start = clock.now()
    assert watching.look_around() == 0
    with clock.frozen_at(start + watching.STILL_FOR - timedelta(seconds=1)):
        drop(folder, code, number=2)
        assert watching.look_around() == 0
    with clock.frozen_at(start + watching.STILL_FOR + timedelta(seconds=1)):
        assert watching.look_around() == 0
    with clock.frozen_at(start + 3 * watching.STILL_FOR):
        assert (watching.look_around(), watching.look_around()) == (1, 0)
    delivery = Delivery.objects.get()
    assert (delivery.batch, delivery.folder) == (batch, str(folder))


def test_a_marker_says_it_is_complete_and_findings_are_told_there(house: House, batch: Batch, place: Path) -> None:
    code = dossier_in_catalogue(batch.agency, items=2).reference_code
    folder = drop(place / batch.agency.code / "hop-01", code)
    (folder / ".done").touch()
    assert watching.look_around() == 1
    house.queue.run_all(only="digitisation.register_delivery")
    house.queue.run_all(only="digitisation.check_file")
    watching.look_around()
    told = report(folder)
    assert told.startswith("ĐÃ NHẬN")
    assert "pairing.row_without_file" in told
    # The report is no file of the delivery, and writing it is no change of the folder.
    assert watching.look_around() == 0
    assert DeliveryFile.objects.filter(path__contains="KET-QUA").count() == 0
    drop(folder, code, number=2)
    assert watching.look_around() == 1
    house.queue.run_all(only="digitisation.register_delivery")
    assert DeliveryFile.objects.count() == 2


def test_what_cannot_be_taken_in_is_told_in_the_folder(house: House, batch: Batch, place: Path) -> None:
    strange = drop(place / "la-hoac" / "hop", "X.2020.1")
    (strange / ".done").touch()
    two = drop(place / batch.agency.code / "hai-bang", "X.2020.1")
    for name in ("a.xlsx", "b.xlsx", ".done"):
        (two / name).touch()
    assert watching.look_around() == 0
    assert "mã cơ quan" in report(strange)
    assert "nhiều bảng kê" in report(two)
    batch.state = states.SUSPENDED
    batch.save()
    assert watching.look_around() == 0
    assert not Delivery.objects.exists()


def test_links_are_not_followed(house: House, batch: Batch, place: Path, tmp_path: Path) -> None:
    outside = drop(tmp_path / "ngoai", "X.2020.1")
    (outside / ".done").touch()
    (place / batch.agency.code).mkdir()
    (place / batch.agency.code / "hop").symlink_to(outside)
    watching.look_around()
    assert not WatchedArrival.objects.exists()


def test_a_batch_has_a_folder_of_its_own_name(house: House, batch: Batch, place: Path, neighbour: Any) -> None:
    keeper = person("vt", (batch.agency, "clerk"))
    for bad in ("../x", "", "a/b", ".", neighbour.code):
        with pytest.raises(WatchRefused):
            watching.set_folder(batch, bad, is_on=True, by=keeper)
    with pytest.raises(UploadNotAllowed):
        watching.set_folder(batch, "hop", is_on=True, by=person("qs", (batch.agency, "contractor_lead")))
    watching.set_folder(batch, "Đợt một", is_on=True, by=keeper)
    code = dossier_in_catalogue(batch.agency, items=1).reference_code
    (drop(place / "Đợt một" / "hop-01", code) / ".done").touch()
    assert watching.look_around() == 1
