"""Proving the trail: every row, every seal in the database, every seal carried out of it."""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from khoso.engines import signatures
from khoso.engines.signatures import Seal
from khoso.foundation.audit import guards, replicas, segments
from khoso.foundation.audit.chain import GENESIS, text_hash
from khoso.foundation.audit.models import AuditEntry, AuditSeal
from khoso.foundation.audit.replicas import Kept
from khoso.foundation.audit.sealing import kept, sealed_bytes
from khoso.foundation.audit.segments import Checked, Piece

# Fewer rows than this are hashed faster than a second process starts.
_WORTH_PROCESSES = 200_000


@dataclass(frozen=True)
class Fault:
    """What is not as it was written: where (`chain#position`, `seal#n`, a file) and what, in Vietnamese."""

    where: str
    message: str


@dataclass
class Proof:
    """What is proven, until when, and what is not."""

    checked: int = 0
    chains: int = 0
    faults: list[Fault] = field(default_factory=list)
    # What is no fault of the trail but weakens the next proof: a replica away, a seal not carried yet.
    notes: list[str] = field(default_factory=list)
    seals: int = 0
    stamped: int = 0
    # The last seal that agrees with the rows: until then nobody with the database alone can have rewritten anything.
    sealed_until: datetime | None = None
    sealed_by: str = ""
    last_seal: int = 0
    unsealed: int = 0
    replicas: dict[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.faults


def prove(
    *, chain: str = "", seal_folders: Sequence[Path] = (), columns: bool = False, processes: int | None = None
) -> Proof:
    """Prove all chains, or one, and hold them against every seal there is.

    `seal_folders`: more folders with seals, say from a medium nobody can write. `columns` also compares every
    searched column with the hashed text, row by row, instead of asking whether the database's own guard stands.
    """
    proof = Proof()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(guards.HEADS)
            heads = {name: last for name, last, _ in cursor.fetchall() if chain in ("", name)}
            if not columns:
                proof.faults += [Fault("database", message) for message in guards.missing(cursor)]
        proof.chains = len(heads)
        _prove_rows(proof, heads, guards.SAME if columns else "", processes)
        _prove_seals(proof, heads, chain, seal_folders)
    return proof


def _prove_rows(proof: Proof, heads: dict[str, int], same: str, processes: int | None) -> None:
    wanted = segments.pieces(sorted(heads.items()))
    looked = _look(wanted, same, processes)
    by_chain: dict[str, list[Checked]] = {}
    for one in looked:
        by_chain.setdefault(one.piece.chain, []).append(one)
    for name in sorted(by_chain):
        head, good = GENESIS, 0
        for one in by_chain[name]:
            broken = segments.UNLINKED if one.before != head else one.reason
            good += 0 if one.before != head else one.good
            if broken:
                proof.faults.append(Fault(f"{name}#{good + 1}", broken))
                break
            head = one.head
        proof.checked += good


def _look(wanted: list[Piece], same: str, processes: int | None) -> list[Checked]:
    rows = sum(piece.last - piece.first + 1 for piece in wanted)
    count = min(processes or os.cpu_count() or 1, len(wanted))
    if count < 2 or (processes is None and rows < _WORTH_PROCESSES):
        raw = connection.connection
        with raw.cursor() as cursor:
            return [segments.check(cursor, piece, same) for piece in wanted]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
    info = connection.get_connection_params()
    keep = ("dbname", "user", "password", "host", "port")
    address = make_conninfo(**{key: info[key] for key in keep if info.get(key)})
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        every = len(wanted)
        return list(pool.map(segments.check_with, [address] * every, [snapshot] * every, wanted, [same] * every))


def _prove_seals(proof: Proof, heads: dict[str, int], chain: str, folders: Sequence[Path]) -> None:
    ours = [kept(one) for one in AuditSeal.objects.order_by("position").iterator()]
    proof.seals = len(ours)
    proof.last_seal = ours[-1].position if ours else 0
    sound = _prove_seal_chain(proof, ours)
    known = {one.hash: one for one in ours}
    forgiven = _restored()
    elsewhere: dict[str, Kept] = {}
    for name, found in _carried(proof, folders):
        proof.replicas[name] = len(found)
        for one in found:
            if one.hash in known or one.hash in elsewhere or one.hash in forgiven:
                continue
            if _is_sound(proof, one, f"{name}: niêm phong số {one.position}"):
                elsewhere[one.hash] = one
                message = f"Niêm phong có ở «{name}» nhưng không có trong cơ sở dữ liệu."
                proof.faults.append(Fault(f"seal#{one.position}", message))
        lacking = len(set(known) - {one.hash for one in found})
        if lacking:
            proof.notes.append(f"«{name}» thiếu {lacking} niêm phong mà cơ sở dữ liệu có.")
    if forgiven:
        proof.notes.append(
            f"Có {len(forgiven)} niêm phong của phần nhật ký đã mất khi khôi phục, ghi trong việc «Khôi phục nhật ký»."
        )
    _hold_against_rows(proof, [*sound, *elsewhere.values()], heads, chain)


def _prove_seal_chain(proof: Proof, ours: list[Kept]) -> list[Kept]:
    """Look at the seals of the database one after the other; gives those that can be believed."""
    head, sound = GENESIS, []
    for one in ours:
        if one.previous_hash != head:
            proof.faults.append(Fault(f"seal#{one.position}", "Niêm phong không nối với niêm phong trước."))
        if _is_sound(proof, one, f"seal#{one.position}"):
            sound.append(one)
        head = one.hash
    return sound


def _is_sound(proof: Proof, one: Kept, where: str) -> bool:
    """Whether a seal is one this house made over what it says; adds what is wrong with it."""
    if text_hash(one.previous_hash, one.content) != one.hash:
        proof.faults.append(Fault(where, "Nội dung niêm phong đã bị sửa."))
        return False
    try:
        seal = Seal(base64.b64decode(one.signature), one.key_id, base64.b64decode(one.timestamp))
    except (binascii.Error, ValueError):
        proof.faults.append(Fault(where, "Chữ ký niêm phong không đọc được."))
        return False
    verdict = signatures.seal_keys().verify(sealed_bytes(one.previous_hash, one.content), seal)
    if verdict.error or not verdict.is_ours:
        proof.faults.append(Fault(where, verdict.error))
        return False
    if verdict.stamped_at is not None:
        proof.stamped += 1
    return True


def _restored() -> set[str]:
    """Hashes of seals whose rows were lost and named so when the database was restored."""
    rows = AuditEntry.objects.filter(verb="audit.trail.restore")
    return {lost["hash"] for row in rows for lost in row.details["lost"]}


def _carried(proof: Proof, folders: Sequence[Path]) -> Iterable[tuple[str, list[Kept]]]:
    for name, folder, trouble in replicas.folders():
        if folder is None:
            proof.notes.append(f"Không đọc được bản sao «{name}»: {trouble}")
        else:
            yield name, _read_all(proof, name, folder)
    for folder in folders:
        yield str(folder), _read_all(proof, str(folder), folder)


def _read_all(proof: Proof, name: str, folder: Path) -> list[Kept]:
    found = []
    for path in replicas.newest_first(folder):
        one = replicas.read(path)
        if one is None:
            proof.faults.append(Fault(f"{name}/{path.name}", "Tệp niêm phong không đọc được."))
        else:
            found.append(one)
    return found


def _hold_against_rows(proof: Proof, seals: list[Kept], heads: dict[str, int], chain: str) -> None:
    """Every head ever sealed must be the row at its place."""
    last_good: Kept | None = None
    sealed: dict[str, int] = {}
    accused = {fault.where.split("#")[0] for fault in proof.faults}
    for one in sorted(seals, key=lambda one: (one.position, one.at)):
        wrong = _wrong_heads(one, chain)
        for name, position, is_there in wrong:
            if name in accused:
                continue
            accused.add(name)
            proof.faults.append(_head_fault(name, position, is_there, sealed.get(name, 0), heads.get(name, 0), one))
        if not wrong and not proof.faults:
            last_good = one
        for head in _heads_of(one, chain):
            if head["chain"] not in accused:
                sealed[head["chain"]] = head["position"]
    if last_good is not None:
        proof.sealed_until = last_good.at
        proof.sealed_by = "dấu thời gian và khóa của kho" if last_good.timestamp else "khóa của kho"
    proof.unsealed = sum(max(0, last - sealed.get(name, 0)) for name, last in heads.items())


def _head_fault(name: str, position: int, is_there: bool, good: int, last: int, one: Kept) -> Fault:
    when = f"{one.at:%d/%m/%Y %H:%M} UTC"
    if not is_there:
        return Fault(
            f"{name}#{last + 1}",
            f"Thiếu các dòng cuối: niêm phong số {one.position} lúc {when} ghi chuỗi có {position} dòng, nay còn "
            f"{last}.",
        )
    return Fault(
        f"{name}#{good + 1}",
        f"Lịch sử đã bị viết lại: từ dòng {good + 1} đến dòng {position} không còn như niêm phong số {one.position} "
        f"lúc {when}.",
    )


def _heads_of(one: Kept, chain: str) -> list[dict[str, Any]]:
    return [head for head in json.loads(one.content)["heads"] if chain in ("", head["chain"])]


def _wrong_heads(one: Kept, chain: str) -> list[tuple[str, int, bool]]:
    """(chain, position, whether a row is there) of the sealed heads that are not the rows of today."""
    heads = _heads_of(one, chain)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.chain, s.position, e.hash IS NOT NULL"
            "  FROM unnest(%s::text[], %s::bigint[], %s::text[]) AS s(chain, position, hash)"
            "  LEFT JOIN audit_auditentry e ON e.chain = s.chain AND e.position = s.position"
            " WHERE e.hash IS DISTINCT FROM s.hash ORDER BY 1",
            [[h["chain"] for h in heads], [h["position"] for h in heads], [h["hash"] for h in heads]],
        )
        return list(cursor.fetchall())
