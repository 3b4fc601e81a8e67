"""Building the house of the load run: once, in steps, each of which goes on where it was stopped."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import Any

from django.db import connection

from bench.web import holdings, papers, people, searchable, trail
from khoso.foundation.identity.models import Membership
from khoso.stages.catalogue.models import Item

SAMPLE = 20_000


@dataclass(frozen=True)
class Size:
    """How big the house is to be."""

    dossiers: int
    audit_rows: int


def build(size: Size) -> bool:
    """Make what is missing; whether anything was."""
    started = time.perf_counter()
    agencies = people.register_agencies()
    people.register_people(agencies)
    holdings.register_fonds_and_papers(agencies)
    wanted = holdings.plans(agencies, size.dossiers)
    built = _deliveries(wanted)
    built = _index() or built
    built = _trail(size.audit_rows) or built
    if built:
        _say("thống kê của cơ sở dữ liệu / statistics …")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
        _say(f"xong sau / done in {time.perf_counter() - started:,.0f} s")
    return built


def _deliveries(wanted: list[holdings.Plan]) -> bool:
    left = holdings.missing(wanted)
    if not left:
        return False
    library = papers.make_library()
    rows = dossiers = 0
    started = time.perf_counter()
    for number, (plan, written) in enumerate(holdings.write_deliveries(left, library), 1):
        rows, dossiers = rows + written, dossiers + plan.dossiers
        if number % 10 == 0 or number == len(left):
            rate = rows / (time.perf_counter() - started)
            told = f"{dossiers:,} hồ sơ / dossiers · {rows:,} dòng / rows · {rate:,.0f}/s"
            _say(f"lô / deliveries {number}/{len(left)} · {told}")
    return True


def _index() -> bool:
    left = searchable.waiting()
    for done in searchable.write_index(left):
        _say(f"chỉ mục / index {done:,}/{len(left):,} hồ sơ / dossiers")
    return bool(left)


def _trail(wanted: int) -> bool:
    if trail.count() >= wanted * 0.999:
        return False
    who = list(
        Membership.objects.filter(person__username__startswith="bench-").values_list(
            "person_id", "person__username", "person__full_name", "agency__code"
        )
    )
    items: list[Any] = list(Item.objects.order_by("id").values_list("pk", flat=True)[:SAMPLE])
    for done in trail.write_trail(wanted, who, items):
        _say(f"nhật ký / audit rows {done:,}/{wanted:,}")
    return True


def _say(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)
