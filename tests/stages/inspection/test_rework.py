"""From a mark on a page to a mended page: who may, what is kept, what the other side sees."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from tests.house import House, signed_in
from tests.stages.digitisation.batch_house import running
from tests.stages.inspection.scans import Scans, scans
from tests.stages.inspection.test_page_replacing import packed, pdf_of, picture

from khoso.engines import blobs
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.foundation.provenance.models import PremisEvent
from khoso.instruments.quality.models import Defect
from khoso.kernel import clock
from khoso.kernel.errors import FileRefused
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.digitisation.events import FileChecked
from khoso.stages.digitisation.models import DeliveryFile
from khoso.stages.inspection.gallery import marking
from khoso.stages.inspection.handlers import on_file_checked
from khoso.stages.inspection.lots import actions as lots
from khoso.stages.inspection.lots import queries as lot_queries
from khoso.stages.inspection.models import PageMending, Passing
from khoso.stages.inspection.rework import actions, cards, queries
from khoso.stages.inspection.rework.errors import ReworkRefused

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D7")]


class Desk:
    """One delivery with one real PDF of three pages, who inspects it and who scanned it."""

    def __init__(self, folder: Path) -> None:
        self.scans: Scans = scans()
        self.delivery = self.scans.delivery("lo", files=1, pages=3)
        kept = blobs.store().put_file(pdf_of(folder / "cu.pdf"))
        self.file: DeliveryFile = self.delivery.files.get()
        self.file.sha256, self.file.size = kept.sha256, kept.size
        self.file.save()
        self.inspector = self.scans.staff("giamsat", "supervisor")
        self.scanner = self.scans.staff("quet", "contractor_operator")
        self.due = clock.today() + timedelta(days=5)

    def mark(self, page: int, kind: str = "blur", **more: Any) -> Defect:
        made: Defect = marking.mark(self.delivery, self.file, page, lot=None, by=self.inspector, kind=kind, **more)
        return made

    def returned(self, *pages: int) -> list[Defect]:
        made = [self.mark(page) for page in pages]
        actions.return_many([one.pk for one in made], self.due, by=self.inspector)
        return [Defect.objects.get(pk=one.pk) for one in made]

    def checked(self) -> None:
        """The machine check of whatever came last is over."""
        DeliveryFile.objects.filter(pk=self.file.pk).update(state="checked", pages=3)
        self.file.refresh_from_db()


@pytest.fixture
def desk(house: House, tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def scan(grey: int = 40, name: str = "2.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(grey))


def test_a_page_is_replaced_and_only_what_was_asked_comes_back_to_be_looked_at(desk: Desk, tmp_path: Path) -> None:
    one, other = desk.returned(2, 3)
    before = desk.file.sha256
    made = actions.bring_pages(desk.file.pk, {2: scan()}, by=desk.scanner, note="quét lại")
    now = DeliveryFile.objects.get(pk=desk.file.pk)
    assert (now.state, now.sha256, made.before_sha256, made.pages) == ("registered", made.after_sha256, before, [2])
    states = dict(Defect.objects.values_list("pk", "state"))
    assert states == {one.pk: "mended", other.pk: "returned"}
    # The old bytes are kept, the new file holds the other pages as they were packed.
    store = blobs.store()
    assert store.verify(before)
    old, new = store.path_of(before), store.path_of(now.sha256)
    assert old is not None and new is not None
    assert [packed(new)[number] for number in (0, 2)] == [packed(old)[number] for number in (0, 2)]
    event = PremisEvent.objects.get(type="modification", object_id=str(desk.file.pk))
    assert before in event.detail and now.sha256 in event.detail and "Thay trang 2" in event.detail
    assert [one.verb for one in AuditEntry.objects.filter(verb="inspection.page.replace")] == [
        "inspection.page.replace"
    ]


def test_the_machine_looks_at_the_new_file_and_a_person_closes(desk: Desk, house: House) -> None:
    [one] = desk.returned(2)
    house.queue.waiting.clear()
    actions.bring_pages(desk.file.pk, {2: scan()}, by=desk.scanner)
    assert next(job.name for job, _ids in house.queue.waiting) == "digitisation.check_file"
    with pytest.raises(ReworkRefused, match="chưa kiểm tra xong"):
        actions.close(one.pk, by=desk.inspector)
    desk.checked()
    actions.close(one.pk, by=desk.inspector)
    assert Defect.objects.get(pk=one.pk).state == "closed"


def test_what_is_still_wrong_goes_back_and_the_rounds_are_counted(desk: Desk) -> None:
    [one] = desk.returned(2)
    for number, grey in enumerate((40, 50), start=1):
        actions.bring_pages(desk.file.pk, {2: scan(grey)}, by=desk.scanner)
        desk.checked()
        if number == 1:
            actions.return_again(one.pk, desk.due, by=desk.inspector, note="vẫn mờ")
    told = Defect.objects.get(pk=one.pk)
    assert (told.state, told.rounds, "vẫn mờ" in told.note) == ("mended", 2, True)
    assert [len(row.pages) for row in queries.mendings_of(told)] == [1, 1]


@pytest.mark.parametrize("wrong", ["page", "same", "stranger", "signed", "checking", "kind"])
def test_what_does_not_mend_is_refused_and_nothing_is_changed(desk: Desk, wrong: str) -> None:
    desk.returned(2)
    by, brought, error = desk.scanner, {2: scan()}, ReworkRefused
    if wrong == "page":
        brought = {1: scan()}
    elif wrong == "same":
        actions.bring_pages(desk.file.pk, {2: scan()}, by=by)
        desk.checked()
        actions.return_again(Defect.objects.get().pk, desk.due, by=desk.inspector)
        brought = {2: scan()}
    elif wrong == "stranger":
        by = desk.inspector
    elif wrong == "signed":
        Passing.objects.create(
            dossier=desk.file.dossier, delivery=desk.delivery, state="signed", changed_at=clock.now()
        )
    elif wrong == "checking":
        DeliveryFile.objects.update(state="registered")
    else:
        brought, error = {2: SimpleUploadedFile("2.docx", b"PK\x03\x04 rac")}, FileRefused
    before = DeliveryFile.objects.values_list("sha256", "state").get()
    with pytest.raises(error):
        actions.bring_pages(desk.file.pk, brought, by=by)
    assert DeliveryFile.objects.values_list("sha256", "state").get() == before
    assert set(Defect.objects.values_list("state", flat=True)) == {"returned"}


def test_a_whole_file_answers_all_that_was_returned_of_it(desk: Desk, tmp_path: Path) -> None:
    desk.returned(1, 3)
    whole = pdf_of(tmp_path / "moi.pdf", (60, 70, 80)).read_bytes()
    made = actions.bring_file(desk.file.pk, SimpleUploadedFile("moi.pdf", whole), by=desk.scanner)
    assert (made.way, made.pages) == ("file", [1, 3])
    assert set(Defect.objects.values_list("state", flat=True)) == {"mended"}
    desk.checked()
    desk.returned(2)
    with pytest.raises(ReworkRefused, match="cùng định dạng"):
        actions.bring_file(desk.file.pk, SimpleUploadedFile("moi.jpg", picture(9)), by=desk.scanner)


def test_a_file_delivered_again_in_the_ordinary_way_counts_as_mended(desk: Desk, tmp_path: Path) -> None:
    [one] = desk.returned(2)
    kept = blobs.store().put_file(pdf_of(tmp_path / "moi.pdf", (60, 70, 80)))
    DeliveryFile.objects.update(sha256=kept.sha256)
    for _again in range(2):
        on_file_checked(FileChecked(file_id=str(desk.file.pk)))
    told = Defect.objects.get(pk=one.pk)
    assert (told.state, told.mended_in, told.mended_by) == ("mended", kept.sha256, None)
    assert PageMending.objects.count() == 1


def test_a_page_brought_alone_says_nothing_of_the_others(desk: Desk) -> None:
    _one, other = desk.returned(2, 3)
    actions.bring_pages(desk.file.pk, {2: scan()}, by=desk.scanner)
    desk.checked()
    on_file_checked(FileChecked(file_id=str(desk.file.pk)))
    assert Defect.objects.get(pk=other.pk).state == "returned"


def test_the_contractor_sees_what_was_returned_and_not_what_is_only_marked(desk: Desk) -> None:
    desk.mark(1)
    [back] = desk.returned(2)
    assert [one.pk for one in queries.defects_seen_by(desk.scanner)] == [back.pk]
    assert queries.counts(queries.defects_seen_by(desk.inspector)) == {
        "moi": 1, "phai-sua": 1, "kiem-lai": 0, "xong": 0
    }  # fmt: skip
    cards_of = lambda who: {card.name: card.count for card in cards.home_cards(who)}  # noqa: E731
    assert cards_of(desk.scanner) == {"rework-mend": 1}
    assert cards_of(desk.inspector) == {"rework-new": 1}
    Defect.objects.filter(pk=back.pk).update(due_on=clock.today() - timedelta(days=1))
    assert cards_of(desk.scanner) == {"rework-late": 1, "rework-mend": 1}
    assert cards_of(desk.inspector) == {"rework-late": 1, "rework-new": 1}


def test_many_are_returned_at_once_after_being_asked_twice(desk: Desk) -> None:
    made = [desk.mark(page) for page in (1, 2)]
    client = signed_in(Client(), desk.inspector)
    sent = {"loi": [one.pk for one in made], "due_on": desk.due.isoformat()}
    asked = client.post(reverse("inspection:rework-return"), sent)
    assert asked.status_code == 200
    assert set(Defect.objects.values_list("state", flat=True)) == {"found"}
    done = client.post(reverse("inspection:rework-return"), {**sent, "chac": "1"})
    assert done.status_code == 302
    assert set(Defect.objects.values_list("state", "due_on", "rounds")) == {("returned", desk.due, 1)}


def test_the_list_as_a_workbook_says_file_page_kind_place_note_and_day(desk: Desk) -> None:
    one = desk.mark(2, note="mất chữ", box=[0.7, 0.05, 0.2, 0.1])
    actions.return_many([one.pk], desk.due, by=desk.inspector)
    answer = signed_in(Client(), desk.scanner).get(reverse("inspection:rework-download"))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    line = next(row for row in rows if row and row[0] == 1)
    assert line[1:7] == [desk.file.path, 2, "Mờ, nhòe", "Nặng", "trên, phải (cách trái 70%, trên 5%)", "mất chữ"]
    assert line[8:] == [1, "Đã trả để sửa"]


def test_before_and_after_are_shown_and_written_down_but_unchecked_bytes_are_not(desk: Desk) -> None:
    [one] = desk.returned(2)
    client = signed_in(Client(), desk.inspector)
    before = lambda: client.get(reverse("inspection:rework-picture", args=[one.pk, "truoc"]))  # noqa: E731
    after = lambda: client.get(reverse("inspection:rework-picture", args=[one.pk, "sau"]))  # noqa: E731
    assert (before().status_code, after().status_code) == (200, 404)
    actions.bring_pages(desk.file.pk, {2: scan()}, by=desk.scanner)
    assert (before().status_code, after().status_code) == (200, 404)
    desk.checked()
    assert before().content != after().content
    looks = AuditEntry.objects.filter(verb="inspection.page.show")
    assert {row.details["which"] for row in looks} == {"before", "after"}
    DeliveryFile.objects.update(state="quarantined")
    assert (before().status_code, after().status_code) == (404, 404)


def test_a_contractor_sees_its_own_batches_alone(desk: Desk) -> None:
    [one] = desk.returned(2)
    other = Agency.objects.create(code="NT.2", name="Công ty Số hóa Khác", kind="contractor")
    stranger = desk.scans.staff("quet-khac", "contractor_operator")
    for who, firm in ((desk.scanner, desk.scans.contractor), (stranger, other)):
        who.employer = firm
        who.save()
    lots.draw_lot([desk.delivery.pk], "page", desk.inspector, seed="x")
    seen = {
        who.username: (
            queries.defects_seen_by(who).count(),
            digitisation.deliveries_seen_by(who).count(),
            lot_queries.lots_seen_by(who).count(),
        )
        for who in (desk.scanner, stranger, desk.inspector)
    }
    assert seen == {"quet": (1, 1, 1), "quet-khac": (0, 0, 0), "giamsat": (1, 1, 1)}
    client = signed_in(Client(), stranger)
    for name, ids in (("rework-defect", [one.pk]), ("gallery", [desk.delivery.pk])):
        assert client.get(reverse(f"inspection:{name}", args=ids)).status_code == 404
    with pytest.raises(ReworkRefused):
        actions.bring_pages(desk.file.pk, {2: scan()}, by=stranger)


def test_whoever_works_through_a_batch_stays_in_it(desk: Desk) -> None:
    """The next defect and the list afterwards are of the batch of this one, not of all batches."""
    batch = running(desk.delivery.agency)
    elsewhere = desk.scans.delivery("lo-khac", files=1, pages=1)
    desk.delivery.batch = batch
    desk.delivery.save(update_fields=["batch"])
    (mine,) = desk.returned(1)
    other = marking.mark(elsewhere, elsewhere.files.get(), 1, lot=None, by=desk.inspector, kind="blur")
    actions.return_many([other.pk], desk.due, by=desk.inspector)
    other.refresh_from_db()
    assert list(queries.alike(desk.inspector, mine)) == [mine]
    assert set(queries.alike(desk.inspector, other)) == {mine, other}
    page = signed_in(Client(), desk.inspector).get(reverse("inspection:rework-defect", args=[mine.pk]))
    assert f'href="/kiem-tra/phai-sua?dot={batch.pk}"' in page.content.decode()
