"""Sealed heads, carried out of the database: whoever rewrites, cuts or restores an older state is found."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from tests.house import House, furnished

from khoso.engines import signatures
from khoso.foundation.audit import chain as chains
from khoso.foundation.audit import checking, replicas, sealing
from khoso.foundation.audit.actions import record
from khoso.foundation.audit.errors import DatabaseIsOlder
from khoso.foundation.audit.models import AuditEntry, AuditSeal
from khoso.foundation.audit.proving import prove

pytestmark = [pytest.mark.django_db, pytest.mark.mission("R7")]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with furnished(tmp_path) as made:
        yield made


def write(count: int, room: str = "room") -> None:
    for number in range(count):
        record(f"{room}.thing.touch", subject=("thing", number), details={"number": [number, number + 1]})


def as_owner(sql: str, *values: object) -> None:
    """Change rows as somebody with the keys of the database could: with the triggers switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def rewrite_from(position: int, room: str = "room") -> None:
    """Write a chain anew from a row on, every hash made right again, as somebody who knows the code could."""
    rows = list(AuditEntry.objects.filter(chain=room).order_by("position"))
    head = rows[position - 2].hash if position > 1 else chains.GENESIS
    for row in rows[position - 1 :]:
        content = row.content.replace('"number":', '"Number":')
        fresh = chains.text_hash(head, content)
        as_owner(
            "UPDATE audit_auditentry SET content = %s, previous_hash = %s, hash = %s WHERE id = %s",
            content,
            head,
            fresh,
            row.pk,
        )
        head = fresh


def faults() -> list[str]:
    return [fault.where for fault in prove().faults]


def carried(house: House) -> list[str]:
    return [path for path in house.repository() if "khoso-audit-seals" in path]


def test_a_seal_names_every_head_and_lies_in_every_replica(house: House) -> None:
    write(3)
    write(2, "other")
    done = sealing.seal()
    assert done.seal is not None
    assert [(head["chain"], head["position"]) for head in done.seal.facts["heads"]] == [("other", 2), ("room", 3)]
    assert (done.seal.rows, done.troubles) == (5, {})
    assert carried(house) == [
        f"repository/{root}/extensions/khoso-audit-seals/2026-11/000000000001-20261122T030000Z.json"
        for root in ("chinh", "du-phong")
    ]
    proof = prove()
    assert (proof.faults, proof.checked, proof.unsealed, proof.sealed_until) == ([], 5, 0, done.seal.at)
    assert proof.replicas == {"chinh": 1, "du-phong": 1}


def test_nothing_new_needs_no_seal(house: House) -> None:
    write(1)
    sealing.seal()
    assert sealing.seal().seal is None
    write(2)
    assert prove().unsealed == 2


@pytest.mark.parametrize("sql", ["UPDATE {} SET hash = hash", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_to_change_a_seal(house: House, sql: str) -> None:
    write(1)
    sealing.seal()
    with pytest.raises(DatabaseError, match="chỉ được ghi thêm"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format("audit_auditseal"))
    assert AuditSeal.objects.count() == 1


def test_a_cut_tail_is_found_by_the_seal(house: House) -> None:
    write(5)
    sealing.seal()
    as_owner("DELETE FROM audit_auditentry WHERE chain = 'room' AND position > 3")
    assert faults() == ["room#4"]


def test_a_chain_taken_away_whole_is_found_by_the_seal(house: House) -> None:
    write(2)
    sealing.seal()
    as_owner("DELETE FROM audit_auditentry WHERE chain = 'room'")
    assert faults() == ["room#1"]


def test_a_history_written_anew_with_right_hashes_is_found_between_two_seals(house: House) -> None:
    write(3)
    sealing.seal()
    write(3)
    sealing.seal()
    write(2)
    rewrite_from(5)
    proof = prove()
    assert [(fault.where, "từ dòng 4 đến dòng 6" in fault.message) for fault in proof.faults] == [("room#4", True)]
    assert proof.sealed_until is not None


def test_rows_after_the_last_seal_are_said_to_be_unproven(house: House) -> None:
    write(3)
    sealing.seal()
    write(2)
    rewrite_from(4)
    proof = prove()
    assert (proof.faults, proof.unsealed) == ([], 2)
    assert any("Chưa được niêm phong: 2 dòng" in line for line in checking.in_words(proof))


def test_seals_removed_from_the_database_are_found_in_the_replicas(house: House) -> None:
    write(3)
    sealing.seal()
    write(3)
    sealing.seal()
    rewrite_from(2)
    as_owner("DELETE FROM audit_auditseal")
    assert faults() == ["seal#2", "seal#1", "room#1"]


def test_seals_made_anew_by_another_key_are_found(house: House, tmp_path: Path) -> None:
    write(3)
    sealing.seal()
    seal = AuditSeal.objects.get()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    signature = Ed25519PrivateKey.generate().sign(sealing.sealed_bytes(seal.previous_hash, seal.content))
    as_owner("UPDATE audit_auditseal SET signature = %s", base64.b64encode(signature).decode())
    assert faults() == ["seal#1"]
    as_owner("UPDATE audit_auditseal SET key_id = %s", "0" * 64)
    assert [fault.message for fault in prove().faults] == ["Khóa niêm phong lạ: không phải khóa của kho này."]


def test_a_changed_seal_is_found(house: House) -> None:
    write(3)
    sealing.seal()
    as_owner("UPDATE audit_auditseal SET content = replace(content, '\"version\":1', '\"version\":2')")
    assert "seal#1" in faults()


def test_a_database_from_an_older_backup_is_found_and_does_not_seal_over_it(house: House) -> None:
    write(2)
    sealing.seal()
    write(2)
    lost = sealing.seal().seal
    assert lost is not None
    as_owner("DELETE FROM audit_auditentry WHERE position > 2")
    as_owner("DELETE FROM audit_auditseal WHERE position > 1")
    for number in range(5):
        record("room.thing.move", subject=("thing", number))
    assert "room#3" in faults()
    with pytest.raises(DatabaseIsOlder):
        sealing.seal()
    assert AuditSeal.objects.count() == 1
    # Said to be a restore, it is an act on the trail like any other, and the trail goes on.
    done = sealing.seal(after_restore="Ổ cứng hỏng, khôi phục bản sao đêm trước")
    assert done.seal is not None and done.seal.position == 3
    proof = prove()
    assert (proof.faults, proof.unsealed) == ([], 0)
    assert any("đã mất khi khôi phục" in note for note in proof.notes)
    assert AuditEntry.objects.get(verb="audit.trail.restore").details["lost"][0]["hash"] == lost.hash


def test_one_broken_replica_does_not_stop_the_other_and_catches_up(house: House) -> None:
    write(1)
    root = house.root / "repository"
    sealing.seal()
    (root / "du-phong").rename(root / "mat")
    (root / "du-phong").write_text("không phải thư mục")
    write(1)
    done = sealing.seal()
    assert (done.seal is not None, list(done.troubles)) == (True, ["du-phong"])
    assert any("du-phong" in note for note in prove().notes)
    (root / "du-phong").unlink()
    (root / "mat").rename(root / "du-phong")
    assert sealing.carry() == {}
    assert prove().replicas == {"chinh": 2, "du-phong": 2}


def test_a_file_of_a_seal_is_never_written_over(house: House) -> None:
    write(1)
    sealing.seal()
    path = house.root / carried(house)[0]
    before = (path.stat().st_ino, path.read_bytes())
    sealing.carry()
    assert (path.stat().st_ino, path.read_bytes()) == before


def test_a_changed_file_of_a_seal_is_found(house: House) -> None:
    write(1)
    sealing.seal()
    path = house.root / carried(house)[0]
    told = json.loads(path.read_text())
    path.chmod(0o644)
    path.write_text(json.dumps(told | {"hash": "0" * 64}))
    assert len(faults()) == 1
    path.write_text("{}")
    assert faults() == [f"chinh/{path.name}"]


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("ALTER TABLE audit_auditentry DISABLE TRIGGER refuse_change", "refuse_change"),
        ("DROP TRIGGER refuse_truncate ON audit_auditseal", "refuse_truncate"),
        ("ALTER TABLE audit_auditentry DROP CONSTRAINT content_says_the_same", "content_says_the_same"),
    ],
)
def test_a_guard_of_the_database_that_was_taken_away_is_missed(house: House, sql: str, words: str) -> None:
    write(1)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    found = prove().faults
    assert [(fault.where, words in fault.message) for fault in found] == [("database", True)]


def test_a_column_that_tells_another_story_than_the_row_is_found(house: House) -> None:
    write(3)
    as_owner("ALTER TABLE audit_auditentry DROP CONSTRAINT content_says_the_same")
    as_owner("UPDATE audit_auditentry SET actor = 'ai-khac' WHERE position = 2")
    assert [fault.where for fault in prove(columns=True).faults] == ["room#2"]


def test_several_processes_see_what_one_sees(house: House) -> None:
    """Pieces of a chain looked at side by side join to the same verdict."""
    from khoso.foundation.audit import segments

    write(7)
    heads = [("room", 7)]
    raw = connection.connection
    pieces = segments.pieces(heads, rows=3)
    assert [(piece.first, piece.last) for piece in pieces] == [(1, 3), (4, 6), (7, 7)]
    with raw.cursor() as cursor:
        looked = [segments.check(cursor, piece) for piece in pieces]
    assert [one.good for one in looked] == [3, 3, 1]
    assert [one.before for one in looked[1:]] == [one.head for one in looked[:-1]]


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KHOSO_SIGNER")
    keys = signatures.SealKeys(tmp_path / "keys")
    seal = keys.seal(b"x")
    assert oct((tmp_path / "keys" / "niem-phong.pem").stat().st_mode)[-3:] == "600"
    assert keys.verify(b"x", seal).is_ours
    assert keys.verify(b"y", seal).error == "Chữ ký niêm phong không khớp nội dung."
    assert signatures.SealKeys(tmp_path / "keys").seal(b"x").key_id == seal.key_id
    assert Path("extensions/khoso-audit-seals") == replicas.FOLDER
