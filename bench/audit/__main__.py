"""The audit trail measured: appending, a page view with and without its row, proving all of it.

    KHOSO_HOME=/tmp/bench-audit python -m bench.audit [--rows 1000000] [--processes 2]

Limits stand beside the figures, from the same run: bare SHA-256 and bare COPY of the same bytes for appending and for
proving. Rows for proving are generated with right hashes and copied in. Needs a home of its own: rows of the trail
cannot be deleted.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from bench.audit.rows import BATCH, append_batches, fill, item


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows to generate and prove")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--views", type=int, default=300, help="page views timed each way")
    options = parser.parse_args()
    if "KHOSO_HOME" not in os.environ:
        sys.exit("Hãy đặt KHOSO_HOME tới một thư mục riêng: dòng nhật ký không xóa được.")
    from khoso.config import start

    start.database_ready()
    _appending(options.processes)
    _page_view(options.views)
    _proving(options.rows, options.processes)


def _say(name: str, ours: float, unit: str, limit: float, peer: str, target: str) -> None:
    print(f"{name}: {ours:,.0f} {unit} · {peer}: {limit:,.0f} · ratio {ours / limit:.2f} · target {target}", flush=True)


# --- appending ---------------------------------------------------------------------------------------------------


def _appending(processes: int) -> None:
    from django.db import connection

    from khoso.foundation.audit.actions import Actor, acting_as, record

    batches = 40
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        list(pool.map(append_batches, range(processes), [1] * processes))
        began = time.perf_counter()
        slowest = max(pool.map(append_batches, range(processes), [batches] * processes))
        whole = min(slowest, time.perf_counter() - began)
    rate = processes * batches * BATCH / whole
    _say(
        f"batches of {BATCH}, {processes} processes",
        rate,
        "rows/s",
        _bare_copy(),
        "bare COPY of the same bytes",
        "≥ 5,000",
    )

    with acting_as(Actor("vanthu", "Nguyễn Thị Mẫu", "H19.99", "10.0.0.7", "0123456789abcdef", 7)):
        rounds = 500
        began = time.perf_counter()
        for number in range(rounds):
            record("access.page.show", subject=("item", item(number)), details={"page": 1})
        single = rounds / (time.perf_counter() - began)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_bare (content text)")
        began = time.perf_counter()
        for _ in range(rounds):
            cursor.execute("INSERT INTO bench_bare VALUES (%s)", ["x" * 400])
        bare = rounds / (time.perf_counter() - began)
        cursor.execute("DROP TABLE bench_bare")
    _say("single action, one commit each", single, "rows/s", bare, "bare INSERT with a commit", "printed")


def _bare_copy() -> float:
    """Rows a second into a table without index, check or hash: what the database can take at all."""
    from django.db import connection

    count, line = 100_000, "x" * 640
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (content text)")
        began = time.perf_counter()
        with cursor.cursor.copy("COPY bench_bare FROM STDIN") as copy:
            for _ in range(count):
                copy.write_row([line])
        rate = count / (time.perf_counter() - began)
        cursor.execute("DROP TABLE bench_bare")
    return rate


# --- a page view -------------------------------------------------------------------------------------------------


def _page_view(views: int) -> None:
    from django.test import Client
    from django.urls import reverse

    from khoso.stages.access import actions

    shown, person = _an_item()
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    address = reverse("access:viewer", args=[shown.pk])
    with_row: Callable[..., None] = actions.record_page_shown
    number = iter(range(10**9))

    def every_view_is_new(item_id: Any, page: int, *, looker: str, is_part: bool = False) -> None:
        with_row(item_id, page, looker=f"{looker} {next(number)}", is_part=is_part)

    def without_row(*_: Any, **__: Any) -> None:
        return

    took: dict[Callable[..., None], list[float]] = {every_view_is_new: [], without_row: []}
    worked: dict[Callable[..., None], list[float]] = {every_view_is_new: [], without_row: []}
    backend = _backend()
    # Turn and turn about, so that what else the machine does falls on both.
    for turn in range(2 * views + 20):
        way = (every_view_is_new, without_row)[turn % 2]
        actions.record_page_shown = way  # type: ignore[assignment]
        began, before = time.perf_counter(), _cpu(backend)
        answer = client.get(address, {"trang": str(turn % 9 + 1)})
        spent = time.perf_counter() - began
        assert answer.status_code == 200, answer.status_code
        if turn >= 20:
            took[way].append(spent)
            worked[way].append(_cpu(backend) - before)
    actions.record_page_shown = with_row  # type: ignore[assignment]
    ours, bare = (statistics.median(took[way]) * 1000 for way in (every_view_is_new, without_row))
    print(
        f"page view: {ours:.2f} ms with its row · without: {bare:.2f} ms · cost {ours - bare:.2f} ms,"
        f" {100 * (ours / bare - 1):.1f} % · target ≤ 10 %",
        flush=True,
    )
    ours, bare = (statistics.median(worked[way]) * 1000 for way in (every_view_is_new, without_row))
    print(
        f"  processor time of the same: {ours:.2f} ms with · {bare:.2f} ms without · {100 * (ours / bare - 1):.1f} %",
        flush=True,
    )


def _backend() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _cpu(backend: int) -> float:
    """Seconds this process and its backend have worked: says more than the clock while others use the machine."""
    from pathlib import Path

    return time.process_time() + int(Path(f"/proc/{backend}/schedstat").read_text().split()[0]) / 1e9


def _an_item() -> tuple[Any, Any]:
    """An item of nine pages and somebody who may see it."""
    import gzip
    import json
    import uuid

    from khoso.engines import blobs
    from khoso.foundation.identity.models import Agency, Membership, Person
    from khoso.stages.access.models import ReadableItem, ReadablePage
    from khoso.stages.catalogue import actions as catalogue

    stem = uuid.uuid4().hex[:8]
    agency = Agency.objects.create(code=f"B.{stem}", name="Ủy ban nhân dân xã Mẫu")
    person = Person.objects.create(username=f"bench-{stem}", full_name="Nguyễn Thị Mẫu")
    Membership.objects.create(person=person, agency=agency, role="archivist")
    fonds = catalogue.register_fonds(agency, code=f"P{stem}", title="Phông mẫu")
    dossier = catalogue.register_dossier(fonds, number="1", year=2020, title="Hồ sơ mẫu")
    shown = catalogue.register_item(dossier, ordinal=1, subject="Về việc mẫu", access_code="01")
    kept = blobs.store().put_bytes(gzip.compress(json.dumps({}).encode(), mtime=0)).sha256
    readable = ReadableItem.objects.create(item_id=shown.pk, words_sha256=kept)
    ReadablePage.objects.bulk_create(
        ReadablePage(
            readable=readable, number=number, width=1654, height=2339, text="chữ của trang " * 100, picture_sha256=kept
        )
        for number in range(1, 10)
    )
    return shown, person


# --- proving -----------------------------------------------------------------------------------------------------


def _proving(rows: int, processes: int) -> None:
    from khoso.foundation.audit.models import AuditEntry
    from khoso.foundation.audit.proving import prove

    have = AuditEntry.objects.count()
    if have < rows:
        stem = hashlib.md5(str(time.time()).encode(), usedforsecurity=False).hexdigest()[:6]
        chains = [f"bench{stem}{letter}" for letter in "ab"[:processes]]
        each = (rows - have) // len(chains)
        began = time.perf_counter()
        with ProcessPoolExecutor(len(chains), mp_context=get_context("spawn")) as pool:
            list(pool.map(fill, chains, [each] * len(chains)))
        print(f"generated {each * len(chains):,} rows in {time.perf_counter() - began:,.0f} s", flush=True)
    began = time.perf_counter()
    proof = prove(processes=processes)
    took = time.perf_counter() - began
    assert proof.ok, proof.faults
    limit = min(_bare_hashing() * processes, _bare_copy_out() * processes)
    _say(
        f"proving {proof.checked:,} rows in {took:.1f} s",
        proof.checked / took,
        "rows/s",
        limit,
        f"bare SHA-256 or COPY, the slower, × {processes}",
        "10 million in < 120 s (83,334 rows/s)",
    )


def _bare_hashing() -> float:
    data, count = b"x" * 460, 300_000
    began = time.perf_counter()
    for _ in range(count):
        hashlib.sha256(data).hexdigest()
    return count / (time.perf_counter() - began)


def _bare_copy_out() -> float:
    from django.db import connection

    count, seen = 300_000, 0
    with connection.cursor() as cursor:
        began = time.perf_counter()
        with cursor.cursor.copy(f"COPY (SELECT content FROM audit_auditentry LIMIT {count}) TO STDOUT") as copy:
            for _ in copy:
                seen += 1
        return seen / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
