"""Rows for measuring the audit trail, and the processes that add them."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from typing import Any

BATCH = 500
COLUMNS = "chain, position, at, actor, agency, verb, subject_kind, subject_id, address, content, previous_hash, hash"


def reads(count: int, worker: int = 0) -> list[Any]:
    from khoso.foundation.audit.actions import Actor, Entry

    actor = Actor("vanthu", "Nguyễn Thị Mẫu", "H19.99", "10.0.0.7", "0123456789abcdef", 7)
    return [
        Entry("access.page.show", ("item", item(worker * count + number // 9)), {"page": number % 9 + 1}, actor=actor)
        for number in range(count)
    ]


def item(number: int) -> str:
    digest = hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:]}"


def append_batches(worker: int, batches: int) -> float:
    from khoso.config import start

    start.django_ready()
    from khoso.foundation.audit.actions import record_many

    entries = reads(BATCH, worker)
    record_many(entries)
    began = time.perf_counter()
    for _ in range(batches):
        record_many(entries)
    return time.perf_counter() - began


def generated(chain: str, first: int, last: int, head: str) -> Iterator[tuple[Any, ...]]:
    """Rows with right hashes, as fast as Python makes them."""
    at = "2026-11-22T03:00:00.123456Z"
    for position in range(first, last + 1):
        verb, actor = f"{chain}.page.show", f"vanthu{position % 300}"
        subject, page = item(position // 9), position % 9 + 1
        content = (
            f'{{"actor":"{actor}","actor_id":{position % 300},"actor_name":"Nguyễn Thị Mẫu","address":"10.0.0.7",'
            f'"agency":"H19.99","at":"{at}","chain":"{chain}","details":{{"page":{page}}},"position":{position},'
            f'"request_id":"0123456789abcdef","subject_id":"{subject}","subject_kind":"item","verb":"{verb}"}}'
        )
        made = hashlib.sha256(f"{head}\n{content}".encode()).hexdigest()
        yield (
            chain, position, at, actor, "H19.99", verb, "item", subject, "10.0.0.7", content, head, made,
        )  # fmt: skip
        head = made


def fill(chain: str, rows: int) -> None:
    from khoso.config import start

    start.django_ready()
    from django.db import connection

    connection.ensure_connection()
    first, head = 1, "0" * 64
    while first <= rows:
        last = min(rows, first + 99_999)
        with connection.cursor() as cursor:
            with cursor.cursor.copy(f"COPY audit_auditentry ({COLUMNS}) FROM STDIN") as copy:
                for row in generated(chain, first, last, head):
                    copy.write_row(row)
            head = row[-1]
        first = last + 1
