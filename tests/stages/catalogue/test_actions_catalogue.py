"""Registering and describing: once, within the law's lengths, with what was there before kept."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from khoso.foundation.audit.actions import Actor, acting_as
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.kernel import news
from khoso.stages.catalogue import queries, rules
from khoso.stages.catalogue.actions import describe_item, register_dossier, register_fonds, register_item, restore
from khoso.stages.catalogue.models import Dossier, Fonds, Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def fonds(commune: Agency) -> Fonds:
    return register_fonds(commune, code="P01", title="Ủy ban nhân dân xã Mẫu")


def dossier(fonds: Fonds, number: str = "01.VP", **place: Any) -> Dossier:
    return register_dossier(fonds, number=number, year=place.pop("year", 2011), title="Hồ sơ", **place)


def test_registering_twice_is_registering_once(fonds: Fonds, commune: Agency) -> None:
    assert register_fonds(commune, code="P01", title="Tên gõ lại khác") == fonds
    first = dossier(fonds, box="3")
    assert dossier(fonds, box="3") == first
    item = register_item(first, ordinal=1, subject="Về việc xây cầu")
    assert register_item(first, ordinal=1, subject="gõ lại khác") == item
    assert (Fonds.objects.count(), Dossier.objects.count(), Item.objects.get().subject) == (1, 1, "Về việc xây cầu")
    assert AuditEntry.objects.filter(chain="catalogue").count() == 3


def test_a_fonds_code_typed_by_one_agency_never_opens_the_fonds_of_another(fonds: Fonds, neighbour: Agency) -> None:
    other = register_fonds(neighbour, code="P01", title="Ủy ban nhân dân xã Bên")
    assert (other.pk != fonds.pk, other.agency, fonds.agency.code) == (True, neighbour, "H19.99")


@pytest.mark.luat("TT05 Phụ lục I.II.2")
def test_the_codes_are_composed_as_the_circular_shows(fonds: Fonds) -> None:
    one = dossier(fonds, "01/VP", register_number="ML 2", box="15")
    assert one.reference_code == "H19.99.2011.01-VP.ML-2.15"
    assert register_item(one, ordinal=62).reference_code == "H19.99.2011.01-VP.ML-2.15.0000062"
    assert dossier(fonds, "01.TCCB").reference_code == "H19.99.2011.01.TCCB"
    assert dossier(fonds, "7", year=None).reference_code == "H19.99.0000.7"


def test_dossiers_whose_places_spell_alike_get_codes_of_their_own(fonds: Fonds, commune: Agency) -> None:
    other = register_fonds(commune, code="P02", title="Hội đồng nhân dân xã Mẫu")
    codes = [
        dossier(fonds, "01/VP").reference_code,
        dossier(fonds, "01-VP").reference_code,
        dossier(fonds, "01 VP").reference_code,
        dossier(other, "01/VP").reference_code,
        dossier(fonds, "5", register_number="2").reference_code,
        dossier(fonds, "5", box="2").reference_code,
    ]
    assert codes == [
        "H19.99.2011.01-VP",
        "H19.99.2011.01-VP.P01",
        "H19.99.2011.01-VP.P01.2",
        "H19.99.2011.01-VP.P02",
        "H19.99.2011.5.2",
        "H19.99.2011.5.2.P01",
    ]


def test_two_places_of_the_longest_names_fit_the_column_and_stay_apart(fonds: Fonds) -> None:
    first = dossier(fonds, "a" * 60, register_number="b" * 40, box="c" * 40)
    second = dossier(fonds, "a" * 59 + "á", register_number="b" * 40, box="c" * 40)
    codes = [register_item(each, ordinal=9_999_999).reference_code for each in (first, second)]
    assert len(set(codes)) == 2
    assert [len(code) <= 100 for code in codes] == [True, True]


@given(st.text(max_size=200))
def test_a_group_of_an_identifier_holds_capital_letters_digits_and_hyphens_only(text: str) -> None:
    part = rules.code_part(text)
    assert set(part) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-")
    assert part == part.strip("-")


@pytest.mark.luat("TT05 Phụ lục I.II.2.b")
@pytest.mark.parametrize(("field", "most"), sorted(rules.LENGTHS.items()))
def test_no_field_is_longer_than_the_law_allows(field: str, most: int) -> None:
    assert rules.fit(field, " x " + "y" * 3000) == "x " + "y" * (most - 2)


def test_a_description_that_changes_leaves_what_it_said_before(fonds: Fonds) -> None:
    item = register_item(dossier(fonds), ordinal=1, subject="Cũ", number="7")
    with acting_as(Actor("vanthu", "Nguyễn Thị Mẫu")):
        describe_item(item.pk, {"subject": "Mới", "number": "7"}, described_by="person", reason="Sửa trích yếu")
    (kept,) = queries.revisions_of("item", item.pk)
    assert (kept.author, kept.reason, kept.before, kept.after) == (
        "vanthu",
        "Sửa trích yếu",
        {"subject": "Cũ", "described_by": "catalogue"},
        {"subject": "Mới", "described_by": "person"},
    )
    assert queries.item(item.pk).subject == "Mới"


def test_a_description_that_stays_leaves_nothing(fonds: Fonds) -> None:
    item = register_item(dossier(fonds), ordinal=1, subject="Cũ")
    before = AuditEntry.objects.count()
    describe_item(item.pk, {"subject": "Cũ"}, described_by="catalogue", reason="Không đổi")
    assert (queries.revisions_of("item", item.pk), AuditEntry.objects.count()) == ([], before)


def test_a_field_nobody_knows_is_a_fault_of_the_program(fonds: Fonds) -> None:
    item = register_item(dossier(fonds), ordinal=1)
    with pytest.raises(KeyError, match="reference_code"):
        describe_item(item.pk, {"reference_code": "X"}, described_by="person", reason="")


def test_whoever_listens_hears_of_a_changed_description(fonds: Fonds, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[news.News] = []
    monkeypatch.setattr(news, "_deliver", heard.append)
    item = register_item(dossier(fonds), ordinal=1)
    describe_item(item.pk, {"subject": "Mới"}, described_by="person", reason="")
    assert [one.payload() for one in heard] == [{"item_id": str(item.pk)}]


def test_what_a_package_tells_writes_the_same_dossier_back_and_never_over_one_that_is_there(fonds: Fonds) -> None:
    one = dossier(fonds, box="3", access_code="01")
    for ordinal in (1, 2):
        register_item(one, ordinal=ordinal, subject=f"Văn bản {ordinal}")
    told = queries.as_restorable(one.pk)
    Item.objects.all().delete()
    Dossier.objects.all().delete()
    Fonds.objects.all().delete()
    restore(told["fonds"], told["dossier"], told["items"])
    assert queries.as_restorable(one.pk) == told
    describe_item(uuid.UUID(told["items"][0]["id"]), {"subject": "Đã sửa"}, described_by="person", reason="")
    restore(told["fonds"], told["dossier"], told["items"])
    assert [item.subject for item in queries.items_of(one.pk)] == ["Đã sửa", "Văn bản 2"]


def test_two_deliveries_that_bring_the_same_dossiers_at_once_register_each_once() -> None:
    """Two workers, each on a connection of its own: every dossier is there once, and neither worker fails."""
    failures: list[BaseException] = []

    def deliver() -> None:
        try:
            with transaction.atomic():
                mine = register_fonds(Agency.objects.get(code="H19.77"), code="P01", title="Cùng lúc")
            for number in range(8):
                with transaction.atomic():
                    register_item(dossier(mine, f"{number}.VP"), ordinal=1)
        except BaseException as error:
            failures.append(error)

    try:
        elsewhere(lambda: Agency.objects.create(code="H19.77", name="Xã đồng thời"))
        together = [threading.Thread(target=lambda: (deliver(), connection.close())) for _ in range(2)]
        for thread in together:
            thread.start()
        for thread in together:
            thread.join()
        assert (failures, Dossier.objects.count(), Item.objects.count()) == ([], 8, 8)
    finally:
        elsewhere(forget_what_was_committed)


def elsewhere(work: Callable[[], object]) -> None:
    """Do `work` on another connection, for good."""
    thread = threading.Thread(target=lambda: (work(), connection.close()))
    thread.start()
    thread.join()


def forget_what_was_committed() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in ("catalogue_item", "catalogue_dossier", "catalogue_fonds", "identity_agency", "audit_auditentry"):
            cursor.execute(f"DELETE FROM {table}")
