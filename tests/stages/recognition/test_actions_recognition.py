"""What was read and what a person said of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.house import House, person

from khoso.foundation.audit.actions import Actor, acting_as
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.roles import Role
from khoso.stages.catalogue.models import Item
from khoso.stages.digitisation import actions as digitisation
from khoso.stages.digitisation.actions import FileEntry, ItemEntry, PageFacts
from khoso.stages.digitisation.models import DeliveryFile
from khoso.stages.recognition import queries
from khoso.stages.recognition.actions import PageRead, Proposal, confirm_fields, record_failure, record_reading
from khoso.stages.recognition.errors import FieldsRefused
from khoso.stages.recognition.models import ItemFields, Keying

pytestmark = pytest.mark.django_db
GOOD = {"kind": "15", "number": "139", "notation": "TTr-CC", "issued_date": "05/07/2010", "issuer": "Công ty Mẫu"}
GOOD |= {"subject": "Về việc xây cầu", "signer": "", "urgency": ""}


@dataclass
class Desk:
    """One checked file of one item."""

    file: DeliveryFile

    def read(self, sha256: str = "a" * 64, subject: str = "Về việc xây cầu", confidence: float = 0.95) -> None:
        record_reading(
            self.file.pk,
            source_sha256=sha256,
            engine="tesseract 5",
            confidence=0.9,
            reading_sha256="c" * 64,
            pdfa_sha256="d" * 64,
            text_layer="",
            pages=[PageRead(1, 100, 100, 200.0, "Tờ trình về việc xây cầu")],
            proposals=[Proposal("subject", subject, confidence, 1, [0, 0, 10, 10], False)],
            findings=[],
        )

    def deliver_again(self, sha256: str) -> None:
        delivery = self.file.delivery
        digitisation.register_dossier(delivery, **registered(sha256))
        digitisation.record_check(
            self.file.pk,
            verdict="check",
            file_format="PDF/A",
            pages=[PageFacts(1, 100, 100, 200.0, True, False)],
            findings=[],
            checked_sha256=sha256,
        )

    @property
    def item(self) -> Item:
        return Item.objects.get()

    @property
    def state(self) -> str:
        fields = queries.fields_of(self.item.pk)
        return fields.state if fields else "chưa đọc"


def registered(sha256: str) -> dict[str, Any]:
    return {
        "fonds_code": "P01",
        "fonds_title": "Ủy ban nhân dân xã Mẫu",
        "dossier_fields": {"number": "7", "year": 2011, "title": "Hồ sơ"},
        "items": [ItemEntry(1, {})],
        "files": [FileEntry("hs/1.pdf", "item", sha256, 10, 1)],
        "findings": [],
    }


def desk_with(commune: Agency, folder: Path, confirm: str) -> Desk:
    delivery = digitisation.open_delivery(
        commune, folder=folder, catalogue_path=folder / "a.xlsx", catalogue_sha256="0" * 64, confirm=confirm
    )
    digitisation.register_dossier(delivery, **registered("a" * 64))
    desk = Desk(DeliveryFile.objects.get())
    desk.deliver_again("a" * 64)
    return desk


@pytest.fixture
def desk(house: House, commune: Agency, tmp_path: Path) -> Desk:
    return desk_with(commune, tmp_path, "person")


@pytest.fixture
def passing_on(house: House, commune: Agency, tmp_path: Path) -> Desk:
    return desk_with(commune, tmp_path, "auto")


def test_what_was_read_waits_for_a_person(desk: Desk) -> None:
    desk.read()
    assert (desk.state, desk.item.subject, desk.item.described_by) == ("waiting", "", "catalogue")


@pytest.mark.mission("D5")
def test_what_is_passed_on_says_that_nobody_looked_and_can_be_confirmed_later(passing_on: Desk) -> None:
    passing_on.read()
    assert (passing_on.state, passing_on.item.described_by) == ("passed", "machine")
    assert queries.confirmed_by_person([passing_on.item.pk]) == set()
    with acting_as(Actor("vanthu", "Nguyễn Thị Mẫu")):
        confirm_fields(passing_on.item.pk, GOOD)
    fields = queries.fields_of(passing_on.item.pk)
    assert fields is not None
    assert (fields.state, fields.decided_by, passing_on.item.described_by) == ("confirmed", "vanthu", "person")
    assert queries.confirmed_by_person([passing_on.item.pk]) == {passing_on.item.pk}


@pytest.mark.parametrize(
    ("changes", "by_field"),
    [
        ({"kind": ""}, ["kind"]),
        ({"issuer": " ", "subject": ""}, ["issuer", "subject"]),
        ({"kind": "99"}, ["kind"]),
        ({"issued_date": "31/02/2010"}, ["issued_date"]),
        ({"number": "123456789012"}, ["number"]),
        ({"subject": "x" * 501}, ["subject"]),
    ],
)
@pytest.mark.luat("TT05 Phụ lục I.II.2.b")
def test_what_the_circular_does_not_allow_is_refused_field_by_field(
    desk: Desk, changes: dict[str, str], by_field: list[str]
) -> None:
    desk.read()
    with pytest.raises(FieldsRefused) as refused:
        confirm_fields(desk.item.pk, {**GOOD, **changes})
    assert (sorted(refused.value.by_field), desk.state, desk.item.subject) == (by_field, "waiting", "")


def test_a_confirmed_item_is_described_as_the_person_said(desk: Desk) -> None:
    desk.read()
    confirm_fields(desk.item.pk, GOOD)
    item = desk.item
    assert (item.kind_code, item.number_notation, item.issued_date, item.issuer, item.subject) == (
        "15",
        "139/TTr-CC",
        "2010-07-05",
        "Công ty Mẫu",
        "Về việc xây cầu",
    )
    assert AuditEntry.objects.filter(verb="recognition.fields.confirm").count() == 1


def test_reading_a_confirmed_item_again_never_overrules_the_person(desk: Desk) -> None:
    desk.read()
    confirm_fields(desk.item.pk, GOOD)
    desk.read(subject="Máy đọc khác")
    assert (desk.state, desk.item.subject) == ("confirmed", "Về việc xây cầu")


def test_a_reading_of_other_bytes_than_the_delivered_ones_changes_nothing(desk: Desk) -> None:
    desk.read("b" * 64)
    assert (desk.state, queries.reading_of(desk.file.pk)) == ("chưa đọc", None)


def test_the_reading_of_a_scan_that_was_replaced_counts_no_more(desk: Desk) -> None:
    desk.read()
    desk.deliver_again("b" * 64)
    assert (queries.reading_of(desk.file.pk), queries.readings_of([desk.file.pk])) == (None, {})
    assert (queries.page_texts(desk.file.pk), queries.page_text(desk.file.pk, 1)) == ([], None)
    desk.read("b" * 64)
    assert [page.text for page in queries.page_texts(desk.file.pk)] == ["Tờ trình về việc xây cầu"]


def test_a_file_that_could_not_be_read_says_so_until_it_is_read(desk: Desk) -> None:
    record_failure(desk.file.pk, message="máy đọc dừng giữa chừng")
    (finding,) = desk.file.findings.filter(code="read.failed")
    assert finding.message == "Không đọc được hs/1.pdf: máy đọc dừng giữa chừng"
    desk.read()
    assert not desk.file.findings.filter(code="read.failed").exists()


def test_reading_the_same_bytes_twice_loses_no_keying(desk: Desk, commune: Agency) -> None:
    desk.read()
    ItemFields.objects.update(keyings_wanted=2)
    confirm_fields(desk.item.pk, GOOD, person("mot", (commune, Role.CLERK)))
    assert desk.state == "keyed"
    # The worker was killed after the reading was recorded, and the job ran again.
    desk.read()
    assert (desk.state, Keying.objects.count()) == ("keyed", 1)
    desk.deliver_again("b" * 64)
    desk.read("b" * 64)
    assert desk.state == "waiting"


def test_a_second_run_that_fails_takes_no_reading_away(desk: Desk) -> None:
    desk.read()
    record_failure(desk.file.pk, message="Hết giờ")
    reading = queries.reading_of(desk.file.pk)
    assert reading is not None
    assert (reading.reading_sha256, reading.pages, reading.failure) == ("c" * 64, 1, "")
