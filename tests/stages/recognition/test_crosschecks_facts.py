"""What is gathered around an item before its reading is judged."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.house import House

from khoso.foundation.identity.models import Agency, AgencyName
from khoso.stages.catalogue.models import Item
from khoso.stages.digitisation import actions as digitisation
from khoso.stages.digitisation.actions import FileEntry, ItemEntry
from khoso.stages.digitisation.models import Delivery
from khoso.stages.recognition.compute.reading import FieldReading
from khoso.stages.recognition.crosschecks.queries import facts_of, register_is_copied, register_of
from khoso.stages.recognition.models import ItemFields, ProposedField

pytestmark = pytest.mark.django_db


def deliver(agency: Agency, folder: Path, dossiers: dict[str, int]) -> Delivery:
    """A delivery of so many items in each dossier, all waiting to be confirmed."""
    delivery = digitisation.open_delivery(
        agency, folder=folder, catalogue_path=folder / "a.xlsx", catalogue_sha256="0" * 64, confirm="person"
    )
    for number, items in dossiers.items():
        digitisation.register_dossier(
            delivery,
            fonds_code="P01",
            fonds_title="Ủy ban nhân dân xã Mẫu",
            dossier_fields={"number": number, "year": 2015, "title": "Hồ sơ", "start": "2015-02", "end": "2015"},
            items=[ItemEntry(at, {}) for at in range(1, items + 1)],
            files=[FileEntry(f"{number}/{at}.pdf", "item", f"{number}{at:062d}", 10, at) for at in range(1, items + 1)],
            findings=[],
        )
    ItemFields.objects.bulk_create(
        ItemFields(item=item, delivery=delivery, state="waiting") for item in Item.objects.all()
    )
    return delivery


@pytest.fixture
def delivery(house: House, commune: Agency, tmp_path: Path) -> Delivery:
    return deliver(commune, tmp_path, {"07": 3, "08": 3})


def item(dossier: str, ordinal: int) -> Item:
    return Item.objects.select_related("dossier__fonds").get(dossier__number=dossier, ordinal=ordinal)


def describe(one: Item, *, confirmed: bool = False, **columns: Any) -> Item:
    Item.objects.filter(pk=one.pk).update(**columns)
    if confirmed:
        ItemFields.objects.filter(item=one).update(state="confirmed")
        Item.objects.filter(pk=one.pk).update(described_by="person")
    return Item.objects.get(pk=one.pk)


def decision(number: int, day: str) -> dict[str, str]:
    return {"kind_code": "02", "number": f"{number}", "notation": "QĐ-UBND", "issued_date": day}


READ = {
    "number": FieldReading("25", 0.8),
    "notation": FieldReading("QĐ-UBND", 0.8),
    "issued_date": FieldReading("2015-03-16", 0.8),
}


def test_the_register_speaks_until_somebody_else_described_the_item(delivery: Delivery):
    one = describe(item("07", 1), **decision(25, "2015-03-16"))
    assert register_of(one) == {"kind": "02", "number": "25", "notation": "QĐ-UBND", "issued_date": "2015-03-16"}
    assert register_of(describe(one, confirmed=True)) == {}


def test_beside_are_the_dossiers_and_in_the_run_what_lies_elsewhere(delivery: Delivery):
    describe(item("07", 2), confirmed=True, **decision(24, "2015-03-13"))
    describe(item("08", 1), **decision(26, "2015-03-17"))
    # Too far up the run, another year: of no use.
    describe(item("08", 2), **decision(90, "2015-06-17"))
    describe(item("08", 3), **decision(27, "2014-03-17"))
    facts = facts_of(item("07", 1), READ)
    told = [(one.number, one.issued, one.is_confirmed, one.is_beside) for one in facts.neighbours]
    assert told == [
        ("24", date(2015, 3, 13), True, True),
        ("", None, False, True),
        ("26", date(2015, 3, 17), False, False),
    ]
    assert (facts.dossier_start, facts.dossier_end) == (date(2015, 2, 1), date(2015, 12, 31))


def test_of_habits_only_what_people_confirmed_that_year_counts(delivery: Delivery):
    describe(item("07", 2), confirmed=True, signer="Lê Văn Mẫu", **decision(1, "2015-01-05"))
    describe(item("08", 1), confirmed=True, signer="Lê Văn Mẫu", **decision(2, "2015-01-06"))
    describe(item("08", 2), confirmed=True, **decision(3, "2014-01-06"))
    describe(item("08", 3), **decision(4, "2015-01-06"))
    assert facts_of(item("07", 1), READ).used == {"notation": {"QĐ-UBND": 2}, "signer": {"Lê Văn Mẫu": 2}}


def test_names_count_on_the_days_they_held(delivery: Delivery, commune: Agency):
    AgencyName.objects.filter(agency=commune).delete()
    for name, start, end in (("Tên cũ", None, date(2014, 12, 31)), ("Tên mới", date(2015, 1, 1), None)):
        AgencyName.objects.create(agency=commune, name=name, kind=commune.kind, valid_from=start, valid_to=end)
    facts = facts_of(item("07", 1), READ)
    assert ("Tên mới" in facts.names_then, "Tên cũ" in facts.names_then) == (True, False)
    assert facts.names_at_other_times == ("Tên cũ",)


def test_a_register_that_repeats_the_machines_mistakes_was_copied(delivery: Delivery):
    rows = [item(dossier, ordinal) for dossier in ("07", "08") for ordinal in (1, 2, 3)]
    for at, one in enumerate(rows[:4]):
        Item.objects.filter(pk=one.pk).update(catalogue_row={"C": f"1{at}/QĐ-UBND", "D": "16/03/2015"})
        ProposedField.objects.create(
            item=one, delivery=delivery, name="number", value=f"1{at}", decided=f"7{at}", confidence=0.9
        )
        assert register_is_copied(delivery.pk) is (at == 3)
    # Typed from the paper: where the machine was wrong the row was right.
    for one in rows:
        Item.objects.filter(pk=one.pk).update(catalogue_row={"C": "7/QĐ-UBND", "D": "16/03/2015"})
        ProposedField.objects.create(
            item=one, delivery=delivery, name="issued_date", value="2016-03-15", decided="2015-03-16", confidence=0.9
        )
    assert register_is_copied(delivery.pk) is False


def test_without_a_reading_what_was_proposed_before_is_judged(delivery: Delivery):
    one = item("07", 1)
    ProposedField.objects.create(
        item=one, delivery=delivery, name="issued_date", value="2015-03-16", confidence=0.9, page_confidence=0.8
    )
    describe(item("08", 1), confirmed=True, **decision(2, "2015-01-06"))
    assert facts_of(one).used == {"notation": {"QĐ-UBND": 1}}


def test_the_questions_do_not_grow_with_what_lies_around(delivery: Delivery, django_assert_max_num_queries: Any):
    for dossier, ordinal in (("07", 2), ("07", 3), ("08", 1), ("08", 2)):
        describe(item(dossier, ordinal), confirmed=True, **decision(20 + ordinal, "2015-03-13"))
    with django_assert_max_num_queries(9):
        facts_of(item("07", 1), READ)
