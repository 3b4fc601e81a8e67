"""Run inside a running system: how many questions each screen asks the database, with one row and with three.

Copies of the invented delivery are made in a transaction that is rolled back. Prints one JSON object.
"""

# ruff: noqa: E402, T201

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khoso.config.settings")

import django

django.setup()

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from khoso.foundation.identity.models import Person
from khoso.kernel import clock
from khoso.stages.access.searching import Filters, find
from khoso.stages.catalogue.models import Dossier, Item
from khoso.stages.digitisation.models import Delivery, DeliveryFile, DeliveryFinding
from khoso.stages.inspection.models import Passing
from khoso.stages.recognition.models import ItemFields

ARCHIVIST = "luutru"


def copied(row: Any, **changes: Any) -> Any:
    """The same row once more, under another key."""
    twin = type(row).objects.get(pk=row.pk)
    twin.pk = uuid.uuid4() if isinstance(row.pk, uuid.UUID) else None
    for name, value in changes.items():
        setattr(twin, name, value)
    twin.save(force_insert=True)
    return twin


def copy_dossier(delivery: Delivery, target: Delivery) -> None:
    """A dossier of `delivery` with its items, files and findings, once more in `target`; it waits for confirmation."""
    file = DeliveryFile.objects.filter(delivery=delivery, item__isnull=False).first()
    assert file is not None
    mark = uuid.uuid4().hex[:8]
    dossier = copied(file.dossier, number=mark, reference_code=mark)
    Passing.objects.create(dossier=dossier, delivery=target, state="collecting", waits_for=[], changed_at=clock.now())
    for item in Item.objects.filter(dossier=file.dossier):
        copy_item(item, dossier, target, item.ordinal)


def copy_item(item: Item, dossier: Dossier, target: Delivery, ordinal: int) -> None:
    twin = copied(item, dossier=dossier, ordinal=ordinal, reference_code=uuid.uuid4().hex)
    came = DeliveryFile.objects.filter(item=item).first()
    assert came is not None
    file = copied(came, delivery=target, dossier=dossier, item=twin, path=f"{twin.pk}.pdf")
    for finding in DeliveryFinding.objects.filter(file=came):
        copied(finding, delivery=target, dossier=dossier, file=file)
    ItemFields.objects.create(item=twin, delivery=target, state="waiting", doubts=1)


def questions(ask: Callable[[], Any]) -> int:
    ask()  # what is asked once per process is asked now
    with CaptureQueriesContext(
        connection,
    ) as seen:
        ask()
    return len(seen)


def is_busy() -> bool:
    """Whether jobs of the house are under way, or wait for a hand."""
    with connection.cursor() as asked:
        asked.execute(
            "SELECT count(*) FROM procrastinate_jobs"
            " WHERE status IN ('todo', 'doing') AND (scheduled_at IS NULL OR scheduled_at <= now())"
        )
        return bool(asked.fetchone()[0])


def main() -> None:
    settings.ALLOWED_HOSTS = ["*"]
    person = Person.objects.get(username=ARCHIVIST)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    delivery = Delivery.objects.order_by("registered_at").first()
    assert delivery is not None
    delivered = Dossier.objects.filter(pk__in=DeliveryFile.objects.filter(delivery=delivery).values("dossier"))
    # The house may still be taking its first delivery in.
    until = time.monotonic() + 240
    while not Item.objects.filter(dossier__in=delivered).exists() and time.monotonic() < until:
        time.sleep(0.5)
    dossier = delivered.get()
    item = Item.objects.filter(dossier=dossier).order_by("ordinal").first()
    assert item is not None
    while client.get(f"/tai-lieu/{item.pk}").status_code != 200 and time.monotonic() < until:
        time.sleep(0.5)
    # What the machine gets done between two counts would show as questions of the second.
    while is_busy() and time.monotonic() < until:
        time.sleep(0.5)
    screens = {
        "home": "/",
        "deliveries": "/lo-giao-nop",
        "delivery": f"/lo-giao-nop/{delivery.pk}",
        "queue": "/xac-nhan",
        "dossier": f"/ho-so/{dossier.pk}",
        "viewer": f"/tai-lieu/{item.pk}?q=xe",
    }

    def count() -> dict[str, int]:
        told = {}
        for name, path in screens.items():
            answer = client.get(path)
            assert answer.status_code == 200, (path, answer.status_code)
            told[name] = questions(lambda path=path: client.get(path))
        return told

    with transaction.atomic():
        copy_dossier(delivery, delivery)
        # What a person looked at stands on the home page from now on, with few rows as with many.
        count()
        few = count()
        for _ in range(2):
            target = copied(delivery, folder=uuid.uuid4().hex)
            copy_dossier(delivery, target)
            copy_dossier(delivery, delivery)
        for ordinal in range(50, 54):
            copy_item(item, dossier, delivery, ordinal)
        many = count()
        transaction.set_rollback(True)
    few["search"] = questions(lambda: find(person, "xe", Filters(), limit=1))
    many["search"] = questions(lambda: find(person, "xe", Filters(), limit=3))
    print(json.dumps({"few": few, "many": many}))


main()
