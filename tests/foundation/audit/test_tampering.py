"""Whatever somebody with the keys of the database does to rows that are sealed, verification finds it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.house import House, furnished

from khoso.foundation.audit import sealing
from khoso.foundation.audit.actions import record
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.audit.proving import prove

pytestmark = [pytest.mark.django_db, pytest.mark.mission("R7")]
ROWS = 5
patient = settings(
    deadline=None,
    database=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with furnished(tmp_path) as made:
        for number in range(ROWS):
            record("room.thing.touch", subject=("thing", number), details={"ghi chú": [f"cũ {number}", "mới"]})
        sealing.seal()
        # Whoever owns the database can take its guards away; the chain and the seals must do without them.
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_auditentry DROP CONSTRAINT content_says_the_same")
            cursor.execute("ALTER TABLE audit_auditentry DROP CONSTRAINT one_entry_per_position")
            cursor.execute("SET LOCAL session_replication_role = replica")
        yield made


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def flip(data: st.DataObject, row: AuditEntry) -> None:
    """Another letter, anywhere in what the row keeps."""
    column = data.draw(st.sampled_from(["content", "hash", "previous_hash"]))
    text = str(getattr(row, column))
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("0z\\ễ").filter(lambda one: one != text[place]))
    changed = text[:place] + letter + text[place + 1 :]
    run(f"UPDATE audit_auditentry SET {column} = %s WHERE id = %s", changed, row.pk)


def drop(data: st.DataObject, row: AuditEntry) -> None:
    run("DELETE FROM audit_auditentry WHERE id = %s", row.pk)


def cut(data: st.DataObject, row: AuditEntry) -> None:
    run("DELETE FROM audit_auditentry WHERE chain = 'room' AND position >= %s", row.position)


def swap(data: st.DataObject, row: AuditEntry) -> None:
    other = row.position % ROWS + 1
    run(
        "UPDATE audit_auditentry SET position = CASE position WHEN %s THEN %s ELSE %s END"
        " WHERE chain = 'room' AND position IN (%s, %s)",
        row.position, other, row.position, row.position, other,
    )  # fmt: skip


def double(data: st.DataObject, row: AuditEntry) -> None:
    insert(row, row.position, row.content)


def insert(row: AuditEntry, position: int, content: str) -> None:
    run(
        "INSERT INTO audit_auditentry (chain, position, at, actor, agency, verb, subject_kind, subject_id, address,"
        " content, previous_hash, hash) SELECT chain, %s, at, actor, agency, verb, subject_kind, subject_id, address,"
        " %s, previous_hash, hash FROM audit_auditentry WHERE id = %s",
        position, content, row.pk,
    )  # fmt: skip


def push_in(data: st.DataObject, row: AuditEntry) -> None:
    """A row between two others, those after it moved on."""
    run("UPDATE audit_auditentry SET position = position + 1 WHERE chain = 'room' AND position > %s", row.position)
    insert(row, row.position + 1, row.content.replace("mới", "khác"))


@patient
@given(data=st.data())
@pytest.mark.parametrize("way", [flip, drop, cut, swap, double, push_in], ids=lambda way: str(way.__name__))
def test_every_way_of_tampering_is_found(house: House, way: object, data: st.DataObject) -> None:
    row = AuditEntry.objects.get(chain="room", position=data.draw(st.integers(1, ROWS)))
    point = transaction.savepoint()
    try:
        way(data, row)  # type: ignore[operator]
        found = [fault.where for fault in prove().faults if fault.where.startswith("room#")]
        assert len(found) == 1
        # Where it begins, or the row before when its neighbour is the one that does not fit any more.
        assert 1 <= int(found[0].removeprefix("room#")) <= row.position + 1
    finally:
        transaction.savepoint_rollback(point)
    assert [fault.where for fault in prove().faults] == ["database"]
