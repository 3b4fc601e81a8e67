"""PREMIS events in the database: written once, never changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.house import MOMENT

from khoso.foundation.provenance.actions import record_event, restore_event
from khoso.foundation.provenance.events import EventType
from khoso.foundation.provenance.models import PremisEvent
from khoso.foundation.provenance.queries import events_of
from khoso.kernel import clock

pytestmark = pytest.mark.django_db


def scanned(once: str = "sha", *, file: str = "tep-1") -> PremisEvent:
    return record_event(EventType.TRANSFER, subject=("file", file), agent="khoso", once=once, detail="Nhận")


def test_the_same_event_told_twice_is_one_event() -> None:
    first = scanned()
    assert scanned().pk == first.pk
    assert scanned("sha khác").pk != first.pk
    assert scanned(file="tep-2").pk != first.pk
    assert PremisEvent.objects.count() == 3


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE provenance_premisevent SET outcome = 'failure'",
        "DELETE FROM provenance_premisevent",
        "TRUNCATE provenance_premisevent",
    ],
)
def test_the_database_itself_refuses_to_change_an_event(sql: str) -> None:
    scanned()
    with pytest.raises(DatabaseError, match="chỉ được ghi thêm"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert PremisEvent.objects.get().outcome == "success"


def test_events_are_told_oldest_first() -> None:
    with clock.frozen_at(MOMENT):
        later = scanned("b")
    with clock.frozen_at(MOMENT - timedelta(hours=1)):
        earlier = scanned("a")
    scanned(file="tep khác")
    assert events_of("file", ["tep-1"]) == [earlier, later]


def test_an_event_told_by_a_package_is_written_back_once_and_never_over_one_that_is_there() -> None:
    known = scanned()
    for _ in range(2):
        restore_event(known.pk, "transfer", at=MOMENT, subject=("item", 1), agent="x", outcome="failure", detail="khác")
    assert [(event.pk, event.outcome, event.detail) for event in PremisEvent.objects.all()] == [
        (known.pk, "success", "Nhận")
    ]
