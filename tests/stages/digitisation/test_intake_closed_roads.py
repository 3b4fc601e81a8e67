"""What no road of intake lets through: deliveries of a batch that does not run, and sight of what is in quarantine."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook
from tests.house import House, person, signed_in
from tests.stages.digitisation import batch_house
from tests.stages.digitisation.intake_samples import dossier_in_catalogue, one_page_pdf, page, picture_pdf

from khoso.config.commands.intake import intake
from khoso.engines import blobs
from khoso.kernel import clock
from khoso.stages.digitisation import actions, states
from khoso.stages.digitisation.errors import BatchNotRunning
from khoso.stages.digitisation.intake import actions as intake_actions
from khoso.stages.digitisation.intake import pairing, queries, receiving, splitting, watching
from khoso.stages.digitisation.intake.errors import PairingRefused, SplitRefused
from khoso.stages.digitisation.intake.rules import Announced
from khoso.stages.digitisation.intake.sources import REPORT_NAME
from khoso.stages.digitisation.models import (
    Batch,
    Delivery,
    DeliveryFile,
    FileSplit,
    Gate,
    PairingLine,
    QuarantineCase,
    SplitPart,
    Upload,
)
from khoso.stages.digitisation.quarantine import actions as quarantine

pytestmark = [pytest.mark.django_db]
NOT_RUNNING = sorted(set(states.BATCH_STATES.states) - {states.RUNNING})


@pytest.fixture
def batch(house: House, commune: Any) -> Batch:
    return batch_house.running(commune)


def stopped(batch: Batch, state: str) -> Batch:
    Batch.objects.filter(pk=batch.pk).update(state=state)
    return Batch.objects.select_related("agency").get(pk=batch.pk)


@pytest.mark.mission("D1")
@pytest.mark.luat("TT05 Đ.7")
@pytest.mark.parametrize("state", NOT_RUNNING)
def test_the_browser_opens_nothing_for_a_batch_that_does_not_run(batch: Batch, state: str) -> None:
    lead = person("qs", (batch.agency, "contractor_lead"))
    with pytest.raises(BatchNotRunning):
        intake_actions.open_upload(batch.agency, title="Hộp 01", batch=stopped(batch, state), by=lead)
    said = {"batch": batch.pk, "title": "Hộp 01"}
    assert signed_in(Client(), lead).post(reverse("digitisation:uploads"), said).status_code == 422
    assert not Upload.objects.exists()


@pytest.mark.mission("D1")
@pytest.mark.luat("TT05 Đ.7")
def test_what_was_sent_waits_until_the_batch_goes_on(batch: Batch) -> None:
    lead = person("qs", (batch.agency, "contractor_lead"))
    upload = intake_actions.open_upload(batch.agency, title="Hộp 01", batch=batch, by=lead)
    data = one_page_pdf(1)
    digest = hashlib.sha256(data).hexdigest()
    [one] = receiving.declare(upload, [Announced("X.001.pdf", len(data), 1, digest)], by=lead)
    receiving.take_piece(upload, one.id, 0, BytesIO(data), len(data), by=lead)
    stopped(batch, states.SUSPENDED)
    client, address = signed_in(Client(), lead), reverse("digitisation:upload-finish", args=[upload.pk])
    refused = client.post(address, {"workbook": "none", "into": "new"})
    assert (refused.status_code, "Tạm dừng" in refused.content.decode()) == (422, True)
    assert (Delivery.objects.count(), Upload.objects.get().state) == (0, states.RECEIVING)
    assert blobs.store().verify(digest)
    stopped(batch, states.RUNNING)
    assert client.post(address, {"workbook": "none", "into": "new"}).status_code == 302
    assert Delivery.objects.get().batch == batch


@pytest.mark.mission("D1")
@pytest.mark.luat("TT05 Đ.7")
def test_a_paper_that_ran_out_closes_every_road_before_the_daily_look(batch: Batch) -> None:
    Gate.objects.filter(kind="licence").update(valid_to=clock.today() - timedelta(days=1))
    with pytest.raises(BatchNotRunning) as refused:
        intake_actions.open_upload(batch.agency, title="Hộp", batch=batch, by=batch_house.clerk_of(batch.agency))
    assert len(refused.value.papers) == 1


@pytest.mark.mission("D1")
@pytest.mark.luat("TT05 Đ.7")
@pytest.mark.parametrize("state", NOT_RUNNING)
def test_a_watched_folder_of_a_batch_that_does_not_run_takes_nothing_and_says_so(
    batch: Batch, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHOSO_WATCH", str(tmp_path))
    watching.set_folder(batch, "Đợt một", is_on=True, by=batch_house.clerk_of(batch.agency))
    stopped(batch, state)
    for name in ("Đợt một", batch.agency.code):
        folder = tmp_path / name / "hop-01"
        folder.mkdir(parents=True)
        (folder / "X.001.pdf").write_bytes(one_page_pdf(1))
        (folder / ".done").touch()
    assert watching.look_around() == 0
    assert not Delivery.objects.exists()
    for name in ("Đợt một", batch.agency.code):
        told = (tmp_path / name / "hop-01" / REPORT_NAME).read_text(encoding="utf-8-sig")
        assert told.startswith("CHƯA NHẬN")


@pytest.mark.mission("D1")
@pytest.mark.luat("TT05 Đ.7")
@pytest.mark.parametrize("state", NOT_RUNNING)
def test_the_command_takes_nothing_for_a_batch_that_does_not_run(
    batch: Batch, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("khoso.config.start.database_ready", lambda: None)
    Workbook().save(tmp_path / "bk.xlsx")
    stopped(batch, state)
    said = ["--catalogue", "bk.xlsx", "--agency", batch.agency.code, "--batch", str(batch.pk)]
    done = CliRunner().invoke(intake, [str(tmp_path), *said])
    assert isinstance(done.exception, BatchNotRunning)
    assert not Delivery.objects.exists()


@pytest.fixture
def delivery(house: House, commune: Any, tmp_path: Path) -> Delivery:
    """Two items with files of their names, and a file of two documents that a person says where to cut."""
    code = dossier_in_catalogue(commune, items=3).reference_code
    folder = tmp_path / "lo"
    folder.mkdir()
    (folder / f"{code}.001.pdf").write_bytes(one_page_pdf(1))
    (folder / "ca-hop.pdf").write_bytes(picture_pdf([page(2), page(0, blank=True), page(3)]))
    made = actions.open_delivery(commune, folder=folder, catalogue_path=None, legacy_reason="Thử")
    read(house)
    [split] = FileSplit.objects.all()
    row = PairingLine.objects.filter(delivery=made).exclude(row_key="").first()
    assert row is not None
    key = row.row_key.rpartition("#")[0]
    splitting.confirm(split, [(2, 1, 1), (3, 3, 3)], dossier=key, code=code, by=person("qs", (commune, "clerk")))
    read(house)
    return made


def read(house: House) -> None:
    house.queue.run_all(only="digitisation.register_delivery")


def put_away(file: DeliveryFile) -> QuarantineCase:
    DeliveryFile.objects.filter(pk=file.pk).update(state=states.CHECKED)
    return quarantine.put_away(file.pk, by=person("vt", (file.delivery.agency, "clerk")), why="Trang 1 có dấu MẬT")


def part(delivery: Delivery) -> DeliveryFile:
    return DeliveryFile.objects.select_related("delivery__agency").get(delivery=delivery, path__endswith=".003.pdf")


@pytest.mark.mission("S3")
@pytest.mark.luat("KH 82 II")
def test_what_is_in_quarantine_is_in_no_column_of_the_pairing(delivery: Delivery) -> None:
    clerk = person("vt", (delivery.agency, "clerk"))
    client, address = signed_in(Client(), clerk), reverse("digitisation:pairing", args=[delivery.pk])
    file = DeliveryFile.objects.get(delivery=delivery, path__endswith=".001.pdf")
    assert file.path in client.get(address).content.decode()
    put_away(file)
    said = client.get(address).content.decode()
    assert [words in said for words in (file.path, "Tờ trình thứ 1", "Tờ trình thứ 2")] == [False, False, True]
    assert client.get(address, {"q": "Tờ trình thứ 1"}).content.decode().count(file.path) == 0
    assert queries.line_counts(delivery)["paired"] == 2


@pytest.mark.mission("S3")
@pytest.mark.luat("KH 82 II")
def test_a_leftover_in_quarantine_is_paired_with_nothing(house: House, delivery: Delivery) -> None:
    clerk = person("vt", (delivery.agency, "clerk"))
    dossier_in_catalogue(delivery.agency, items=4)
    (Path(delivery.folder) / "la.pdf").write_bytes(one_page_pdf(9))
    actions.read_again(delivery.pk)
    read(house)
    put_away(DeliveryFile.objects.select_related("delivery__agency").get(delivery=delivery, path="la.pdf"))
    assert list(queries.lines_of(delivery, "file")) == []
    [row] = queries.lines_of(delivery, "row")
    with pytest.raises(PairingRefused):
        pairing.choose(delivery, row.row_key, "la.pdf", by=clerk)


@pytest.mark.mission("S3")
@pytest.mark.luat("KH 82 II")
def test_a_file_with_a_part_in_quarantine_is_neither_shown_nor_cut_again(delivery: Delivery) -> None:
    clerk = person("vt", (delivery.agency, "clerk"))
    [split] = FileSplit.objects.filter(delivery=delivery)
    client = signed_in(Client(), clerk)
    address = reverse("digitisation:split", args=[delivery.pk, split.pk])
    assert client.get(address).status_code == 200
    put_away(part(delivery))
    assert client.get(address).status_code == 404
    assert client.post(address, {"viec": "decline"}).status_code == 404
    assert "ca-hop.pdf" not in client.get(reverse("digitisation:pairing", args=[delivery.pk])).content.decode()
    with pytest.raises(SplitRefused):
        splitting.confirm(split, [(2, 1, 1), (3, 2, 3)], dossier=split.dossier, code=split.code, by=clerk)
    assert SplitPart.objects.filter(split=split).count() == 2


@pytest.mark.mission("S3")
@pytest.mark.luat("KH 82 II")
def test_what_was_handed_over_leaves_with_the_file_it_was_cut_from_and_is_not_taken_in_again(
    house: House, delivery: Delivery, django_capture_on_commit_callbacks: Any
) -> None:
    [split] = FileSplit.objects.filter(delivery=delivery)
    away, other = part(delivery), DeliveryFile.objects.get(delivery=delivery, path__endswith=".002.pdf")
    officer = person("antoan", (delivery.agency, "security_officer"))
    blobs.store().put_file(Path(delivery.folder) / "ca-hop.pdf")
    with django_capture_on_commit_callbacks(execute=True):
        quarantine.hand_over(put_away(away).pk, by=officer, reason="Là tài liệu mật", minutes_number="12/BB-BG")
    kept = [blobs.store().exists(one) for one in (away.sha256, split.sha256, other.sha256)]
    assert kept == [False, False, True]
    actions.read_again(delivery.pk)
    read(house)
    assert [blobs.store().exists(one) for one in (away.sha256, split.sha256, other.sha256)] == kept
    assert DeliveryFile.objects.get(pk=away.pk).state == states.HANDED_OVER
    assert not DeliveryFile.objects.filter(delivery=delivery, path="ca-hop.pdf").exists()
