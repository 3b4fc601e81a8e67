"""A workbook that comes with the scans through a browser: it is read, and speaks of the dossiers the catalogue has."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from tests.house import House, person
from tests.stages.digitisation import batch_house
from tests.stages.digitisation.test_intake_receiving import bundle_of, listed

from khoso.demo.delivery import WORKBOOK, make_delivery
from khoso.foundation.identity.models import Agency
from khoso.stages.catalogue import actions as catalogue
from khoso.stages.catalogue.compute.workbook import read_workbook
from khoso.stages.catalogue.models import Dossier
from khoso.stages.digitisation.intake import actions, receiving
from khoso.stages.digitisation.models import Delivery, DeliveryFile

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D3")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One dossier of one page, its workbook naming the fonds by title alone."""
    made = tmp_path / "quet"
    make_delivery(made, dossiers=1, items_per_dossier=1, pages_per_item=1, dpi=72)
    (made / "truth.json").unlink()
    return made


def deliver(house: House, agency: Agency, folder: Path) -> Delivery:
    """The folder as a browser sends it."""
    batch = batch_house.running(agency)
    lead = person("phu-trach", (agency, "contractor_lead"))
    upload = actions.open_upload(agency, title="Hộp 01", batch=batch, by=lead)
    sent = {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*.*") if one.is_file()}
    told = receiving.declare(upload, [listed(path, data) for path, data in sent.items()], by=lead)
    body = bundle_of(*((one.id, data) for one, data in zip(told, sent.values(), strict=True)))
    receiving.take_bundle(upload, BytesIO(body), by=lead)
    delivery = actions.deliver(upload, by=lead, workbook=WORKBOOK)
    house.queue.run_all(only="digitisation.register_delivery")
    delivery.refresh_from_db()
    return delivery


def brought(delivery: Delivery) -> set[Any]:
    rows = DeliveryFile.objects.filter(delivery=delivery, dossier__isnull=False)
    return set(rows.values_list("dossier_id", flat=True))


def test_a_workbook_is_read_though_the_store_keeps_no_name(house: House, commune: Agency, folder: Path) -> None:
    delivery = deliver(house, commune, folder)
    # The item, its cover and its inventory.
    assert (delivery.failure, delivery.file_count) == ("", 3)


def test_what_the_catalogue_lists_is_what_is_scanned(house: House, commune: Agency, folder: Path) -> None:
    """The dossier that was listed, approved and handed out on paper is the one the scans belong to."""
    row = read_workbook(folder / WORKBOOK).dossiers[0]
    fonds = catalogue.register_fonds(commune, code="P.07", title=f"  {row.fonds_name.upper()} ")
    place = {"number": row.dossier_number, "register_number": row.register_number, "box": row.box}
    listed_before = catalogue.register_dossier(fonds, **place, year=row.start.year if row.start else None, title="Cũ")
    assert brought(deliver(house, commune, folder)) == {listed_before.pk}
    assert Dossier.objects.filter(fonds__agency=commune).count() == 1


def test_a_fonds_of_another_agency_is_not_taken(house: House, commune: Agency, neighbour: Agency, folder: Path) -> None:
    row = read_workbook(folder / WORKBOOK).dossiers[0]
    theirs = catalogue.register_fonds(neighbour, code="P.07", title=row.fonds_name)
    [made] = Dossier.objects.filter(pk__in=brought(deliver(house, commune, folder)))
    assert (made.fonds.agency, made.fonds == theirs) == (commune, False)
