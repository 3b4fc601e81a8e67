"""Of a delivery with thousands of files: what is left, why, doing only that again, and the list to take home."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from tests.house import House, person, signed_in
from tests.stages.digitisation import batch_house
from tests.stages.digitisation.intake_samples import dossier_in_catalogue, one_page_pdf
from tests.stages.digitisation.test_intake_receiving import listed

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.kernel.errors import DiskFull
from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation import actions, states
from khoso.stages.digitisation.intake import actions as intake
from khoso.stages.digitisation.intake import going_on, receiving
from khoso.stages.digitisation.intake.errors import UploadNotAllowed
from khoso.stages.digitisation.models import Batch, Delivery, DeliveryFile, WatchedArrival, WatchedFolder
from khoso.stages.digitisation.quarantine import keeping

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D3")]


@pytest.fixture
def delivery(house: House, commune: Agency, tmp_path: Path) -> Delivery:
    """Three registered files of which none is checked; no job waits."""
    code = dossier_in_catalogue(commune, items=3).reference_code
    folder = tmp_path / "lo"
    folder.mkdir()
    for number in (1, 2, 3):
        (folder / f"{code}.{number:03d}.pdf").write_bytes(one_page_pdf(number))
    made = actions.open_delivery(commune, folder=folder, catalogue_path=None, legacy_reason="Thử")
    house.queue.run_all(only="digitisation.register_delivery")
    house.queue.waiting.clear()
    house.queue._once.clear()
    made.refresh_from_db()
    return made


def files_of(delivery: Delivery) -> list[DeliveryFile]:
    return list(DeliveryFile.objects.filter(delivery=delivery).order_by("path"))


def checked(file: DeliveryFile, *findings: Finding, verdict: str = "check") -> None:
    actions.record_check(
        file.pk,
        verdict=verdict,
        file_format="PDF",
        pages=[],
        findings=list(findings),
        checked_sha256=file.sha256,
    )


def test_only_what_the_machine_could_not_do_is_asked_again(house: House, delivery: Delivery) -> None:
    clerk = person("van-thu", (delivery.agency, "clerk"))
    first, second, third = files_of(delivery)
    checked(first)
    for file in (second, third):
        actions.record_hindrance("check", DiskFull("Hết chỗ trên đĩa."), delivery_id=delivery.pk, file=file)
    client = signed_in(Client(), clerk)
    page = reverse("digitisation:delivery", args=[delivery.pk])
    again = reverse("digitisation:delivery-again", args=[delivery.pk])
    shown = client.get(page).content.decode()
    assert "Máy chưa kiểm tra được 2 tệp" in shown and "Hết chỗ trên đĩa." in shown and again in shown
    house.queue.waiting.clear()
    assert client.post(again).status_code == 302
    asked = [(job.name, ids) for job, ids in house.queue.waiting]
    assert asked == [("digitisation.check_file", {"file_id": f"{second.pk},{third.pk}"})]
    house.queue.run_all(only="digitisation.check_file")
    assert [file.state for file in files_of(delivery)] == [states.CHECKED] * 3
    assert not going_on.undone_of(delivery)
    shown = client.get(page).content.decode()
    assert "Máy chưa kiểm tra được" not in shown and again not in shown
    # Asked once more there is nothing to do, and nothing is asked.
    assert client.post(again).status_code == 302
    assert [row.verb for row in AuditEntry.objects.filter(verb="digitisation.delivery.resume")] == [
        "digitisation.delivery.resume"
    ]


def test_a_delivery_that_could_not_be_read_is_read_again(house: House, delivery: Delivery) -> None:
    clerk = person("van-thu", (delivery.agency, "clerk"))
    actions.fail_delivery(delivery.pk, message="Không còn thấy thư mục.")
    delivery.refresh_from_db()
    with pytest.raises(UploadNotAllowed):
        going_on.go_on(delivery, by=person("doc-gia", (delivery.agency, "reader")))
    going_on.go_on(delivery, by=clerk)
    delivery.refresh_from_db()
    assert delivery.failure == ""
    assert [job.name for job, _ids in house.queue.waiting] == ["digitisation.register_delivery"]


def test_the_list_to_mend_names_every_fault_and_nothing_that_was_put_away(house: House, delivery: Delivery) -> None:
    first, second, third = files_of(delivery)
    checked(first, Finding("page.skewed", Severity.WARNING, "Trang 1 nghiêng 2°.", page=1))
    checked(second, Finding("file.encrypted", Severity.ERROR, "Tệp đặt mật khẩu."), verdict="refuse")
    keeping.put_away(third, [Finding("page.secrecy_mark", Severity.ERROR, "Dấu MẬT.", page=1)], pages=1)
    actions.replace_findings(
        delivery.pk, "catalogue", [Finding("catalogue.empty_cell", Severity.ERROR, "Thiếu tiêu đề.", where="B7")]
    )
    client = signed_in(Client(), person("van-thu", (delivery.agency, "clerk")))
    answer = client.get(reverse("digitisation:delivery-mending", args=[delivery.pk]))
    book = openpyxl.load_workbook(BytesIO(answer.content))
    rows = [row[:5] for row in book["Phải sửa"].iter_rows(min_row=2, values_only=True)]
    assert rows == [
        (delivery.folder_name, None, "Lỗi", "catalogue.empty_cell", "B7: Thiếu tiêu đề."),
        (first.path, 1, "Cảnh báo", "page.skewed", "Trang 1 nghiêng 2°."),
        (second.path, None, "Lỗi", "file.encrypted", "Tệp đặt mật khẩu."),
    ]
    assert third.path.encode() not in answer.content
    assert AuditEntry.objects.filter(verb="digitisation.delivery.export").count() == 1


def test_the_sending_says_which_files_have_not_come(house: House, commune: Agency) -> None:
    lead = person("qs-truong", (commune, "contractor_lead"))
    upload = intake.open_upload(commune, title="Hộp 01", legacy_reason="Thử", by=lead)
    receiving.declare(upload, [listed("hop-1/001.tif", b"mot"), listed("hop-1/002.tif", b"hai")], by=lead)
    shown = signed_in(Client(), lead).get(reverse("digitisation:upload", args=[upload.pk])).content.decode()
    assert "Tệp chưa gửi xong" in shown
    assert [name in shown for name in ("hop-1/001.tif", "hop-1/002.tif")] == [True, True]


def test_the_watched_folder_says_what_it_took(house: House, delivery: Delivery) -> None:
    batch: Batch = batch_house.running(delivery.agency)
    WatchedFolder.objects.create(name="hop-01", batch=batch, set_at=clock.now())
    first, second, _third = files_of(delivery)
    checked(first)
    checked(second, Finding("file.encrypted", Severity.ERROR, "Mật khẩu."), verdict="refuse")
    WatchedArrival.objects.create(path="/x/hop-01/a", look="1", still_since=clock.now(), delivery=delivery)
    client = signed_in(Client(), person("van-thu", (delivery.agency, "clerk")))
    shown = client.get(reverse("digitisation:watched")).content.decode()
    assert "3 tệp, đã kiểm tra 2, không nhận 1" in shown
