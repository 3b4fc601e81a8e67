"""The audit trail in the database: only ever added to, one chain a room, and whoever tampers is named."""

from __future__ import annotations

import json
import threading

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction

from khoso.config.commands.audit import audit as audit_command
from khoso.foundation.audit import queries
from khoso.foundation.audit.actions import SYSTEM, Actor, acting_as, present_actor, record
from khoso.foundation.audit.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.mission("R7")]


def write(chain: str, count: int) -> None:
    for number in range(count):
        record(f"{chain}.thing.touch", subject=("thing", number), details={"number": number, "nhãn": "Đã xem"})


def tamper(sql: str, *values: object) -> None:
    """Change rows as somebody with the keys of the database could: with the triggers switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_an_entry_says_who_did_what_to_which_subject_from_where() -> None:
    with acting_as(Actor("vanthu", "Nguyễn Thị Mẫu", "H19.99", "10.0.0.7", "abc")):
        entry = record("room.thing.touch", subject=("thing", 7), details={"page": 3})
    kept = AuditEntry.objects.get(pk=entry.pk)
    assert (kept.chain, kept.position, kept.actor, kept.actor_name, kept.agency, kept.address, kept.request_id) == (
        "room",
        1,
        "vanthu",
        "Nguyễn Thị Mẫu",
        "H19.99",
        "10.0.0.7",
        "abc",
    )
    assert (kept.verb, kept.subject_kind, kept.subject_id, kept.details) == (
        "room.thing.touch",
        "thing",
        "7",
        {"page": 3},
    )


def test_who_acts_is_who_acts_in_the_innermost_block() -> None:
    outer, inner = Actor("a", "A"), Actor("b", "B")
    with acting_as(outer):
        with acting_as(inner, address="10.0.0.1"):
            assert present_actor() == Actor("b", "B", address="10.0.0.1")
        assert present_actor() == outer
    assert present_actor() == SYSTEM


def test_what_a_stranger_typed_never_stops_the_record() -> None:
    record("room.thing.touch", subject=("query", "a\0b" + "x" * 500), details={"k\0": ["\0", {"n": 1}]})
    kept = AuditEntry.objects.get(chain="room")
    assert kept.subject_id == "a\ufffdb" + "x" * 197
    assert kept.details == {"k\ufffd": ["\ufffd", {"n": 1}]}
    assert queries.verify("room").ok


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_auditentry SET actor = 'ai-khac'",
        "DELETE FROM audit_auditentry",
        "TRUNCATE audit_auditentry",
    ],
)
def test_the_database_itself_refuses_to_change_the_trail(sql: str) -> None:
    write("room", 1)
    with pytest.raises(DatabaseError, match="chỉ được ghi thêm"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert queries.verify("room").checked == 1


def test_each_room_has_a_chain_of_its_own() -> None:
    write("mot", 3)
    write("hai", 2)
    assert queries.chains() == ["hai", "mot"]
    assert [queries.verify(chain).checked for chain in ("hai", "mot")] == [2, 3]


def test_what_was_undone_leaves_no_gap() -> None:
    write("room", 1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write("room", 1)
        raise ZeroDivisionError
    write("room", 1)
    assert list(AuditEntry.objects.filter(chain="room").order_by("position").values_list("position", flat=True)) == [
        1,
        2,
    ]


def test_two_connections_that_write_at_once_leave_one_chain_without_gaps() -> None:
    chain, each, failures = "song-song", 25, []

    def work() -> None:
        try:
            for _ in range(each):
                with transaction.atomic():
                    write(chain, 1)
        except DatabaseError as error:
            failures.append(error)
        finally:
            connection.close()

    def clean() -> None:
        with transaction.atomic():
            tamper("DELETE FROM audit_auditentry WHERE chain = %s", chain)
        connection.close()

    together = [threading.Thread(target=work) for _ in range(2)]
    try:
        for thread in together:
            thread.start()
        for thread in together:
            thread.join()
        positions = AuditEntry.objects.filter(chain=chain).order_by("position").values_list("position", flat=True)
        assert (failures, list(positions)) == ([], list(range(1, 2 * each + 1)))
        assert queries.verify(chain).ok
    finally:
        # These rows are committed for good: no test after this one may meet them.
        last = threading.Thread(target=clean)
        last.start()
        last.join()


@pytest.mark.parametrize(
    ("sql", "first_bad", "reason"),
    [
        (
            "UPDATE audit_auditentry SET content = replace(content, '\"number\":2', '\"number\":9')"
            " WHERE chain = 'room' AND position = 3",
            "room#3",
            "Nội dung đã bị sửa sau khi ghi.",
        ),
        (
            "DELETE FROM audit_auditentry WHERE chain = 'room' AND position = 2",
            "room#2",
            "Không nối với dòng trước: có dòng bị xóa, chèn thêm hoặc đổi chỗ.",
        ),
    ],
)
def test_the_command_names_the_first_row_that_is_not_as_it_was_written(sql: str, first_bad: str, reason: str) -> None:
    write("aaa", 2)
    write("room", 5)
    tamper(sql)
    told = CliRunner().invoke(audit_command, ["verify", "--json"])
    assert told.exception is None or isinstance(told.exception, SystemExit), told.exc_info
    answer = json.loads(told.stdout)
    assert (told.exit_code, answer["ok"], answer["first_bad"], answer["reason"]) == (1, False, first_bad, reason)


def test_the_command_says_that_a_whole_trail_is_whole() -> None:
    write("room", 5)
    told = CliRunner().invoke(audit_command, ["verify", "--json"])
    assert told.exception is None or isinstance(told.exception, SystemExit), told.exc_info
    answer = json.loads(told.stdout)
    assert (told.exit_code, answer["ok"], answer["first_bad"]) == (0, True, None)
    # The look itself is recorded after it.
    assert answer["checked"] == AuditEntry.objects.count() - 1
