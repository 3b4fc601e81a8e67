"""The whole line, run once in a session over a small invented delivery; each test gets the outcome as its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from tests.house import House, Ran, furnished, register_gates

AGENCY = "DEMO.01"
WORKBOOK = "danh-muc.xlsx"


@dataclass
class Line:
    """A delivery of one dossier with two items that went all the way, and every job that took it there."""

    house: House
    agency: Any
    folder: Path
    delivery: Any
    before_confirmation: list[Ran]
    after_confirmation: list[Ran]

    @property
    def jobs(self) -> list[Ran]:
        return self.before_confirmation + self.after_confirmation

    @property
    def dossier(self) -> Any:
        from khoso.stages.catalogue.models import Dossier

        # What tests put beside the line has no items.
        return Dossier.objects.select_related("fonds__agency").filter(items__isnull=False).distinct().get()

    @property
    def items(self) -> list[Any]:
        from khoso.stages.catalogue.queries import items_of

        return items_of(self.dossier.pk)


@dataclass
class _Kept:
    root: Path
    folder: Path
    rows: list[Any]
    delivery: Any
    before: list[Ran]
    after: list[Ran]


def take_in(agency: Any, folder: Path, *, confirm: str = "person", legacy_reason: str = "") -> Any:
    """Approve what the workbook names (new material only) and open the delivery."""
    from khoso.config.demo_seed import approve_everything
    from khoso.config.intake import open_intake

    if not legacy_reason:
        approve_everything(agency, folder / WORKBOOK)
    delivery, _ = open_intake(folder, WORKBOOK, agency.code, legacy_reason=legacy_reason, confirm=confirm)
    return delivery


def values_of(item: Any, **changes: str) -> dict[str, str]:
    """The fields of an item as the screen where they are confirmed sends them."""
    from khoso.stages.recognition.choosing import FIELDS

    return {**{name: getattr(item, column) for name, column in FIELDS.items()}, **changes}


def confirm_all(delivery: Any) -> None:
    """A person confirms every item that waits."""
    from khoso.stages.recognition import actions
    from khoso.stages.recognition.models import ItemFields

    rows = ItemFields.objects.filter(delivery=delivery, state="waiting").select_related("item")
    for fields in rows.order_by("item__ordinal"):
        subject = f"Tờ trình thứ {fields.item.ordinal} về việc xây dựng cầu"
        actions.confirm_fields(fields.item_id, values_of(fields.item, subject=subject))


@pytest.fixture(scope="session")
def made_delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One dossier, two items of one page, a cover and an inventory."""
    from khoso.demo.delivery import make_delivery

    folder = tmp_path_factory.mktemp("giao-nop") / "lo-01"
    make_delivery(folder, dossiers=1, seed=5, items_per_dossier=2, pages_per_item=1)
    return folder


@pytest.fixture(scope="session")
def kept_line(
    made_delivery: Path, tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> _Kept:
    """Registered, checked, read, confirmed by a person, signed, packaged, stored twice, searchable."""
    from django.apps import apps
    from django.core import serializers
    from django.db import transaction

    from khoso.foundation.identity.actions import register_agency

    root = tmp_path_factory.mktemp("nha")
    with django_db_blocker.unblock(), furnished(root) as house, transaction.atomic():
        agency = register_agency(AGENCY, "Ủy ban nhân dân xã Mẫu An", kind="commune")
        register_gates(agency)
        delivery = take_in(agency, made_delivery)
        before = house.run()
        confirm_all(delivery)
        after = house.run()
        # What triggers write comes again by itself when the rows it is about come.
        by_triggers = {"catalogue.tally", "catalogue.fingerprintdue"}
        models = [
            model
            for model in apps.get_models()
            if model.__module__.startswith("khoso.") and model._meta.label_lower not in by_triggers
        ]
        rows = [row for model in models for row in model.objects.all()]  # type: ignore[attr-defined]
        kept = serializers.serialize("python", rows)
        transaction.set_rollback(True)
    return _Kept(root, made_delivery, kept, delivery.pk, before, after)


@pytest.fixture
def line(kept_line: _Kept, tmp_path: Path, db: None) -> Iterator[Line]:
    """The outcome of the line as this test's own: rows that are rolled back, a copy of the house's files."""
    from django.core import serializers

    from khoso.foundation.identity.models import Agency
    from khoso.stages.digitisation.models import Delivery

    root = tmp_path / "nha"
    shutil.copytree(kept_line.root, root)
    objects = [row.object for row in serializers.deserialize("python", kept_line.rows)]
    for model, rows in groupby(objects, key=type):
        model.objects.bulk_create(list(rows))  # type: ignore[attr-defined]
    with furnished(root) as house:
        agency, delivery = Agency.objects.get(code=AGENCY), Delivery.objects.get(pk=kept_line.delivery)
        yield Line(house, agency, kept_line.folder, delivery, kept_line.before, kept_line.after)


@pytest.fixture
def house(tmp_path: Path, db: None) -> Iterator[House]:
    """An empty house with an empty database."""
    with furnished(tmp_path / "nha") as empty:
        yield empty


@pytest.fixture
def commune(db: None) -> Any:
    """An agency of its own."""
    from khoso.foundation.identity.actions import register_agency

    return register_agency("H19.99", "Ủy ban nhân dân xã Mẫu", kind="commune")


@pytest.fixture
def neighbour(db: None) -> Any:
    """Another agency, whose papers are none of the first one's business."""
    from khoso.foundation.identity.actions import register_agency

    return register_agency("H19.98", "Ủy ban nhân dân xã Bên", kind="commune")
