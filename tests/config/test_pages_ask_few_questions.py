"""A page asks the database as often for three deliveries in every state as for one, whoever looks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bench.web import holdings
from bench.web.papers import Library, Paper
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.house import furnished, person, signed_in

from khoso.engines import blobs
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.roles import Role
from khoso.stages.access.models import IndexedDossier
from khoso.stages.digitisation import tallies
from khoso.stages.digitisation.models import Delivery, DeliveryFile
from khoso.stages.packages.models import Package
from khoso.stages.recognition.models import ItemFields

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P3")]
DOSSIERS = 3
ROLES = list(Role)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with furnished(tmp_path):
        kept = blobs.store().put_bytes(b"{}").sha256
        paper = Paper("02", "QĐ-UBND", "UBND xã Mẫu", "Về việc mua xe", "Lê Thị Mẫu", 0, ("Mua xe",), kept, kept)
        yield Library([paper], paper, [(10, 10, kept)], kept)


@pytest.fixture
def agency() -> Any:
    found = Agency.objects.create(code="BENCH.001", name="Xã Mẫu", kind="commune")
    holdings.register_fonds_and_papers([found])
    return found


def deliver(agency: Any, library: Library, first: int) -> None:
    """One delivery of every fate, as the load run makes them, with what is stored made searchable."""
    plans = [holdings.Plan(first + n, agency, DOSSIERS, fate, days_ago=40) for n, fate in enumerate(holdings.FATES)]
    list(holdings.write_deliveries(plans, library))
    for package in Package.objects.exclude(dossier_id__in=IndexedDossier.objects.values("dossier_id")):
        IndexedDossier.objects.create(
            dossier_id=package.dossier_id, package_version="v1", pages=1, indexed_at=package.stored_at
        )


def clients(agency: Any) -> dict[Role, Client]:
    made = {}
    for role in ROLES:
        who = person(f"one-{role.value}", (agency, role))
        made[role] = signed_in(Client(), who)
    return made


def addresses() -> dict[str, tuple[list[Role], str]]:
    delivery = Delivery.objects.get(folder_name="lo-giao-nop-0000")
    dossier = Package.objects.filter(dossier_id__in=dossiers_of(delivery)).order_by("id").first()
    waiting = ItemFields.objects.filter(state="waiting").order_by("pk").first()
    assert dossier is not None and waiting is not None
    return {
        "home": (ROLES, reverse("web:home")),
        "deliveries": ([Role.CLERK, Role.HOME_AFFAIRS], reverse("digitisation:delivery-list")),
        "delivery": ([Role.CLERK, Role.CONTRACTOR_LEAD], reverse("digitisation:delivery", args=[delivery.pk])),
        "progress": ([Role.HEAD], reverse("digitisation:delivery-progress", args=[delivery.pk])),
        "queue": ([Role.CLERK, Role.ARCHIVIST], reverse("recognition:confirm-queue")),
        "confirm": ([Role.CLERK], reverse("recognition:confirm", args=[waiting.item_id])),
        "dossier": ([Role.HEAD, Role.ARCHIVIST], reverse("access:dossier", args=[dossier.dossier_id])),
    }


def dossiers_of(delivery: Any) -> Any:
    return DeliveryFile.objects.filter(delivery=delivery).values("dossier_id")


def questions(client: Client, address: str) -> int:
    assert client.get(address).status_code == 200, address  # what is asked once per process is asked now
    tallies.forget()
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def test_three_deliveries_of_each_fate_cost_no_more_questions_than_one(agency: Any, library: Library) -> None:
    people = clients(agency)
    deliver(agency, library, first=0)
    where = addresses()

    def count() -> dict[str, int]:
        return {
            f"{name} · {role.value}": questions(people[role], address)
            for name, (roles, address) in where.items()
            for role in roles
        }

    few = count()
    for first in (100, 200):
        deliver(agency, library, first=first)
    many = count()

    assert many == few
    # Counted once and unchanged since: the list asks for marks, not for numbers.
    people[Role.CLERK].get(where["deliveries"][1])
    with CaptureQueriesContext(connection) as again:
        people[Role.CLERK].get(where["deliveries"][1])
    assert len(again) < many["deliveries · clerk"]
