"""The numbers of a delivery in a list: counted once, and again as soon as something about it changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bench.web import holdings
from bench.web.papers import Library, Paper
from tests.house import furnished

from khoso.engines import blobs
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.access.models import IndexedDossier
from khoso.stages.digitisation import tallies
from khoso.stages.digitisation.cards import delivery_cards
from khoso.stages.digitisation.models import Delivery, DeliveryFile, DeliveryFinding
from khoso.stages.inspection.models import Passing
from khoso.stages.packages.models import Package, PackageFailure
from khoso.stages.recognition.models import ItemFields, Reading

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P3")]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Makes a delivery of one fate; nothing is taken for unchanged without a look at its marks."""
    monkeypatch.setattr(tallies, "SAME_SECONDS", 0.0)
    monkeypatch.setattr(tallies, "BUSY_SECONDS", 0.0)
    tallies.forget()
    agency = Agency.objects.create(code="BENCH.001", name="Xã Mẫu", kind="commune")
    holdings.register_fonds_and_papers([agency])
    with furnished(tmp_path):
        kept = blobs.store().put_bytes(b"{}").sha256
        paper = Paper("02", "QĐ-UBND", "UBND xã Mẫu", "Về việc mua xe", "Lê Thị Mẫu", 0, ("Mua xe",), kept, kept)
        library = Library([paper], paper, [(10, 10, kept)], kept)

        def make(fate: str, *, dossiers: int = 6, number: int = 0) -> Delivery:
            plan = holdings.Plan(number, agency, dossiers, fate, days_ago=40)
            list(holdings.write_deliveries([plan], library))
            DeliveryFile.objects.filter(delivery_id=plan.id, state="refused").update(state="checked")
            for package in Package.objects.all():
                IndexedDossier.objects.get_or_create(
                    dossier_id=package.dossier_id,
                    defaults={"package_version": "v1", "pages": 1, "indexed_at": clock.now()},
                )
            return Delivery.objects.select_related("agency").get(pk=plan.id)

        yield make
    tallies.forget()


def card(delivery: Delivery) -> Any:
    return delivery_cards([delivery])[0]


def all_read(delivery: Delivery) -> None:
    """Files the load run made as refused have no reading; give every checked file one."""
    for file in DeliveryFile.objects.filter(delivery=delivery, state="checked"):
        Reading.objects.get_or_create(
            file=file,
            defaults={
                "source_sha256": file.sha256,
                "engine": "",
                "read_at": clock.now(),
                "pages": 1,
                "confidence": 1,
                "reading_sha256": "",
            },
        )


@pytest.mark.parametrize(
    ("fate", "state"),
    [("done", "done"), ("lacking", "lacking_gate"), ("failed", "failed"), ("opening", "running")],
)
def test_the_state_follows_from_where_the_dossiers_are(made: Any, fate: str, state: str) -> None:
    delivery = made(fate)
    all_read(delivery)
    assert card(delivery).state == state


def test_numbers_are_those_of_the_rows(made: Any) -> None:
    delivery = made("done")
    shown = card(delivery)
    files = DeliveryFile.objects.filter(delivery=delivery)
    assert shown.dossiers == files.values("dossier_id").distinct().count() == 6
    assert shown.items == files.filter(role="item").count()
    assert shown.findings_error == DeliveryFinding.objects.filter(delivery=delivery, severity="error").count()
    assert {stage.name: stage.done for stage in shown.progress}["index"] == 6


def test_a_file_that_waits_for_its_check_keeps_the_delivery_running(made: Any) -> None:
    delivery = made("done")
    all_read(delivery)
    assert card(delivery).state == "done"
    passing = Passing.objects.filter(delivery=delivery).first()
    assert passing is not None
    Passing.objects.filter(pk=passing.pk).update(state="collecting")
    IndexedDossier.objects.filter(dossier_id=passing.dossier_id).delete()
    Package.objects.filter(dossier_id=passing.dossier_id).delete()
    DeliveryFile.objects.filter(dossier_id=passing.dossier_id, role="cover").update(state="registered")
    assert card(delivery).state == "running"


def test_a_dossier_with_every_field_decided_is_not_at_rest(made: Any) -> None:
    delivery = made("confirming", dossiers=1)
    all_read(delivery)
    if not Passing.objects.filter(delivery=delivery, state="collecting").exists():
        Passing.objects.filter(delivery=delivery).update(state="collecting")
        IndexedDossier.objects.all().delete()
        Package.objects.all().delete()
    ItemFields.objects.filter(delivery=delivery).update(state="waiting")
    assert card(delivery).state == "collecting"
    ItemFields.objects.filter(delivery=delivery).update(state="confirmed")
    assert card(delivery).state == "running"


def test_what_changes_shows_at_once(made: Any) -> None:
    delivery = made("done")
    all_read(delivery)
    before = card(delivery)
    file = DeliveryFile.objects.filter(delivery=delivery, role="item").first()
    assert file is not None
    DeliveryFinding.objects.create(
        delivery=delivery,
        source="check",
        dossier_id=file.dossier_id,
        code="page.blank",
        severity="warning",
        message="x",
    )
    assert card(delivery).findings_warning == before.findings_warning + 1
    DeliveryFile.objects.filter(pk=file.pk).update(pages=file.pages + 7)
    assert card(delivery).pages == before.pages + 7


def test_numbers_stand_while_no_mark_changes(made: Any, django_assert_num_queries: Any) -> None:
    delivery = made("done")
    all_read(delivery)
    card(delivery)
    # Files, findings, fields, passings: one mark each.
    with django_assert_num_queries(4):
        card(delivery)


def test_a_package_that_comes_after_a_failure_is_seen(made: Any) -> None:
    delivery = made("done")
    all_read(delivery)
    package = Package.objects.order_by("id").first()
    assert package is not None
    IndexedDossier.objects.filter(dossier_id=package.dossier_id).delete()
    Package.objects.filter(pk=package.pk).delete()
    failure = PackageFailure.objects.create(dossier_id=package.dossier_id, message="Đĩa đầy", at=clock.now())
    assert {stage.name: stage.done for stage in card(delivery).progress}["store"] == 5
    failure.delete()
    package.save(force_insert=True)
    assert {stage.name: stage.done for stage in card(delivery).progress}["store"] == 6


def test_a_delivery_on_which_the_machine_works_is_counted_once_for_all_who_watch(
    made: Any, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    delivery = made("arriving")
    assert card(delivery).state == "running"
    monkeypatch.setattr(tallies, "BUSY_SECONDS", 60.0)
    with django_assert_num_queries(0):
        card(delivery)
