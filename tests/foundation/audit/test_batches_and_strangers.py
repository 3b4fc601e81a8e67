"""Batches, looks and strangers: many rows at once, one row a look, and a robot that cannot fill the disk."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from khoso.foundation.audit import queries, strangers
from khoso.foundation.audit.actions import (
    Actor,
    Entry,
    acting_as,
    record,
    record_many,
    record_once,
    settle_strangers,
)
from khoso.foundation.audit.models import AuditEntry, StrangerCount
from khoso.foundation.audit.proving import prove
from khoso.kernel import clock

MOMENT = datetime(2026, 11, 22, 3, 0, 5, tzinfo=UTC)
WITHIN = timedelta(minutes=1)


def look(key: str = "a", within: timedelta = WITHIN) -> bool:
    return record_once(key, "access.page.show", within=within, subject=("item", 1), details={"page": 1})


@pytest.mark.django_db
def test_a_batch_is_as_good_as_one_after_the_other() -> None:
    record("room.thing.touch", subject=("thing", 0))
    actor = Actor("vanthu", "Nguyễn Thị Mẫu", "H19.99", "10.0.0.7", "abc", 7)
    several = [
        Entry(f"{room}.thing.touch", ("thing", n), {"tên": ['a\\b\t\n"', "ễ"]}, actor=actor, agency="H19.01")
        for n in range(3)
        for room in ("room", "other")
    ]
    assert record_many(several) == 6
    record("room.thing.touch", subject=("thing", 9))
    rows = AuditEntry.objects.filter(chain="room").order_by("position")
    assert [(row.position, row.subject_id, row.agency) for row in rows] == [
        (1, "0", ""),
        (2, "0", "H19.01"),
        (3, "1", "H19.01"),
        (4, "2", "H19.01"),
        (5, "9", ""),
    ]
    assert (rows[1].details, rows[1].actor_id, rows[1].actor_name) == (
        {"tên": ['a\\b\t\n"', "ễ"]},
        7,
        "Nguyễn Thị Mẫu",
    )
    assert prove(columns=True).faults == []
    assert record_many([]) == 0


@pytest.mark.django_db
def test_one_look_is_one_row_until_it_is_over() -> None:
    with clock.frozen_at(MOMENT):
        assert [look(), look(), look("b")] == [True, False, True]
    with clock.frozen_at(MOMENT - timedelta(milliseconds=3)):
        # Came a moment later than another process, with a clock read a moment earlier.
        assert look() is False
    with clock.frozen_at(MOMENT + timedelta(seconds=61)):
        assert [look(within=timedelta(minutes=15)), look()] == [False, True]
    assert AuditEntry.objects.filter(chain="access").count() == 3


@pytest.mark.django_db
def test_tiles_asked_for_side_by_side_leave_one_row() -> None:
    said: list[bool] = []

    def ask() -> None:
        said.append(look("side by side"))
        connection.close()

    try:
        at_once([threading.Thread(target=ask) for _ in range(4)])
        assert sorted(said) == [False, False, False, True]
    finally:
        forget()


@pytest.mark.django_db
def test_threads_that_record_at_once_leave_chains_without_gaps() -> None:
    failures: list[Exception] = []

    def work(name: str) -> None:
        try:
            for number in range(6):
                record("mot.thing.touch", subject=(name, number))
                record_many([Entry(f"{room}.thing.touch", (name, n)) for n in range(3) for room in ("hai", "mot")])
                with transaction.atomic():
                    record("hai.thing.touch", subject=(name, number))
        except Exception as error:  # told to the test, which is another thread
            failures.append(error)
        finally:
            connection.close()

    try:
        at_once([threading.Thread(target=work, args=[f"t{n}"]) for n in range(4)])
        assert failures == []
        for room, each in (("mot", 4), ("hai", 4)):
            rows = AuditEntry.objects.filter(chain=room).order_by("position")
            assert list(rows.values_list("position", flat=True)) == list(range(1, 4 * 6 * each + 1))
            assert queries.verify(room).ok
    finally:
        forget()


def at_once(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def forget() -> None:
    """Rows that threads committed for good: no test after this one may meet them."""

    def clean() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("DELETE FROM audit_auditentry WHERE chain IN ('mot', 'hai', 'access')")
            cursor.execute("DELETE FROM audit_recentlook")
        connection.close()

    at_once([threading.Thread(target=clean)])


@pytest.mark.django_db
def test_a_stranger_beyond_the_limit_is_counted_and_written_once() -> None:
    beyond = 7
    with clock.frozen_at(MOMENT), acting_as(Actor("", "Khách", "", "203.0.113.9")):
        for number in range(strangers.EACH + beyond):
            record("access.search.run", subject=("query", f"câu {number}"))
    rows = AuditEntry.objects.filter(verb="access.search.run")
    assert (rows.count(), strangers.waiting(), settle_strangers_at(MOMENT)) == (strangers.EACH, beyond, 0)
    assert settle_strangers_at(MOMENT + timedelta(minutes=1)) == 1
    last = rows.order_by("-position")[0]
    assert (last.subject_id, last.address, last.details["coalesced"]) == ("203.0.113.9", "203.0.113.9", beyond)
    assert (StrangerCount.objects.count(), queries.verify("access").ok) == (0, True)


def settle_strangers_at(moment: datetime) -> int:
    with clock.frozen_at(moment):
        return settle_strangers()


@pytest.mark.django_db
def test_many_addresses_together_have_a_limit_too_and_none_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strangers, "EACH", 3)
    monkeypatch.setattr(strangers, "TOGETHER", 5)
    with clock.frozen_at(MOMENT):
        for address in range(4):
            with acting_as(Actor("ai-do", "", "", f"203.0.113.{address}")):
                for _ in range(4):
                    record("identity.session.refuse", subject=("person", "ai-do"))
    written = AuditEntry.objects.filter(verb="identity.session.refuse").count()
    assert (written, written + strangers.waiting()) == (5, 16)
    settle_strangers_at(MOMENT + timedelta(minutes=2))
    told = AuditEntry.objects.filter(verb="identity.session.refuse").order_by("position")[5:]
    assert sum(row.details["coalesced"] for row in told) == 11


@pytest.mark.django_db
def test_who_is_signed_in_is_never_only_counted() -> None:
    with acting_as(Actor("vanthu", "Nguyễn Thị Mẫu", "", "203.0.113.9", "", 7)):
        for number in range(strangers.EACH + 2):
            record("access.search.run", subject=("query", number))
    assert AuditEntry.objects.filter(verb="access.search.run").count() == strangers.EACH + 2
