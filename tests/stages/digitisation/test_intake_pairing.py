"""Rows and files that do not find each other: both leftovers are shown, a person pairs them, and it holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.house import House, person, signed_in
from tests.stages.digitisation.intake_samples import dossier_in_catalogue, one_page_pdf

from khoso.stages.digitisation import actions
from khoso.stages.digitisation.intake import pairing, queries
from khoso.stages.digitisation.intake.errors import PairingRefused, UploadNotAllowed
from khoso.stages.digitisation.models import Delivery, DeliveryFile, DeliveryFinding, PairingLine

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D3")]


@pytest.fixture
def delivery(house: House, commune: Any, tmp_path: Path) -> Delivery:
    """Three items; a file for the first, and a file nobody knows."""
    code = dossier_in_catalogue(commune, items=3).reference_code
    folder = tmp_path / "lo"
    folder.mkdir()
    (folder / f"{code}.001.pdf").write_bytes(one_page_pdf(1))
    (folder / "quet-lai.pdf").write_bytes(one_page_pdf(2))
    made = actions.open_delivery(commune, folder=folder, catalogue_path=None, legacy_reason="Thử")
    read(house)
    return made


def read(house: House) -> None:
    house.queue.run_all(only="digitisation.register_delivery")


def lines(delivery: Delivery, kind: str) -> list[tuple[int | None, str, str]]:
    return list(queries.lines_of(delivery, kind).values_list("ordinal", "path", "how"))


def key(delivery: Delivery, ordinal: int) -> str:
    return PairingLine.objects.get(delivery=delivery, ordinal=ordinal).row_key


def test_both_leftovers_are_told(delivery: Delivery) -> None:
    code = DeliveryFile.objects.get(delivery=delivery, path__endswith=".001.pdf").path
    assert lines(delivery, "paired") == [(1, code, "exact")]
    assert lines(delivery, "row") == [(2, "", ""), (3, "", "")]
    assert lines(delivery, "file") == [(None, "quet-lai.pdf", "")]
    assert queries.line_counts(delivery) == {"paired": 1, "row": 2, "file": 1}


def test_paired_by_hand_it_holds_when_the_folder_comes_again(delivery: Delivery, house: House, commune: Any) -> None:
    clerk = person("vt", (commune, "clerk"))
    pairing.choose(delivery, key(delivery, 2), "quet-lai.pdf", by=clerk)
    read(house)
    assert DeliveryFile.objects.get(delivery=delivery, path="quet-lai.pdf").item.ordinal == 2
    assert lines(delivery, "file") == []
    actions.open_delivery(commune, folder=Path(delivery.folder), catalogue_path=None, legacy_reason="Thử")
    read(house)
    assert (2, "quet-lai.pdf", "person") in lines(delivery, "paired")
    pairing.undo(delivery, key(delivery, 2), by=clerk)
    read(house)
    assert [one[0] for one in lines(delivery, "row")] == [2, 3]
    assert lines(delivery, "file") == [(None, "quet-lai.pdf", "")]


def test_a_row_without_scan_says_why_and_is_no_error(delivery: Delivery, house: House, commune: Any) -> None:
    clerk = person("vt", (commune, "clerk"))
    with pytest.raises(PairingRefused):
        pairing.mark_no_scan(delivery, key(delivery, 3), " ", by=clerk)
    pairing.mark_no_scan(delivery, key(delivery, 3), "Bản gốc đã mất năm 1999", by=clerk)
    read(house)
    told = DeliveryFinding.objects.get(delivery=delivery, code="pairing.no_scan")
    assert (told.severity, "Bản gốc đã mất năm 1999" in told.message) == ("info", True)
    assert DeliveryFinding.objects.filter(delivery=delivery, code="pairing.row_without_file").count() == 1
    assert [one[0] for one in lines(delivery, "row")] == [2]


def test_what_cannot_be_is_refused(delivery: Delivery, commune: Any, neighbour: Any) -> None:
    clerk = person("vt", (commune, "clerk"))
    paired = lines(delivery, "paired")[0][1]
    for row, path in ((key(delivery, 2), "khong-co.pdf"), (key(delivery, 2), paired), ("lạ#9", "quet-lai.pdf")):
        with pytest.raises(PairingRefused):
            pairing.choose(delivery, row, path, by=clerk)
    with pytest.raises(UploadNotAllowed):
        pairing.choose(delivery, key(delivery, 2), "quet-lai.pdf", by=person("xa", (neighbour, "clerk")))


def test_no_known_dossier_is_said_in_words(house: House, commune: Any, tmp_path: Path) -> None:
    (tmp_path / "lo").mkdir()
    (tmp_path / "lo" / "scan001.pdf").write_bytes(one_page_pdf(1))
    made = actions.open_delivery(commune, folder=tmp_path / "lo", catalogue_path=None, legacy_reason="Thử")
    read(house)
    made.refresh_from_db()
    assert "mã hồ sơ.số thứ tự" in made.failure


def test_a_dossier_without_items_gets_one_for_each_file(house: House, commune: Any, tmp_path: Path) -> None:
    dossier = dossier_in_catalogue(commune, items=0)
    (tmp_path / "lo").mkdir()
    for number in (1, 2):
        (tmp_path / "lo" / f"{dossier.reference_code}.{number:03d}.pdf").write_bytes(one_page_pdf(number))
    made = actions.open_delivery(commune, folder=tmp_path / "lo", catalogue_path=None, legacy_reason="Thử")
    read(house)
    files = DeliveryFile.objects.filter(delivery=made, dossier=dossier).order_by("path")
    assert [(one.item.ordinal, one.item.described_by) for one in files] == [(1, "machine"), (2, "machine")]


def test_the_screen_shows_three_columns_and_takes_a_choice(client: Client, delivery: Delivery, commune: Any) -> None:
    signed_in(client, person("vt", (commune, "clerk")))
    address = f"/lo-giao-nop/{delivery.pk}/ghep"
    shown = client.get(address).content.decode()
    assert all(words in shown for words in ("Dòng chưa có tệp", "Tệp chưa có dòng", "Đã ghép", "quet-lai.pdf"))
    said = {"viec": "pair", "row": key(delivery, 3), "path": "quet-lai.pdf"}
    assert client.post(f"{address}/chon", said).status_code == 302
    assert lines(delivery, "file") == []
    assert client.post(f"{address}/chon", said).status_code == 422
