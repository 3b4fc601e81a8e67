"""Counting every declared figure over a city's holdings, and the curve of the city, against one bare scan of the rows.

Run: ./dev bench figures [dossiers] [agencies] [days]. Everything is written in one transaction and taken back.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khoso.config.settings")
ROUNDS = 5
CURVE_LIMIT, COUNT_LIMIT = 150, 1000
NAME = "digitisation.pages_passed"
FIRST = date(2026, 7, 1)

_AGENCIES = """
INSERT INTO identity_agency (code, name, kind, identifier_code, statistics_code, head_name, head_title, address, phone,
    email, is_unconfirmed, source, search_text)
SELECT 'BENCH.' || n, 'Xã đo ' || n, 'commune', '', '', '', '', '', '', '', false, '', ''
  FROM generate_series(1, %(agencies)s) n
"""
_FONDS = """
INSERT INTO catalogue_fonds (id, code, title, agency_id, is_closed, history)
SELECT md5('f' || a.id)::uuid, 'BENCH', a.name, a.id, false, '' FROM identity_agency a WHERE a.code LIKE 'BENCH.%%'
"""
_DOSSIERS = """
INSERT INTO catalogue_dossier (id, fonds_id, register_number, box, number, reference_code, title, retention_code,
    access_code, language_code, start, "end", keywords, declared_sheet_count, physical_condition_code,
    information_mark, trust_code, paper_reference_code, note, legacy_reason, registered_at)
SELECT md5('d' || n)::uuid, f.id, '', '1', n::text, 'BENCH.' || n, 'Hồ sơ đo ' || n, '01', '02', '01', '', '', '', 50,
       '', '', '02', '', '', '', %(first)s::timestamptz + n %% 120 * interval '1 day'
  FROM generate_series(1, %(dossiers)s) n
  JOIN (SELECT id, row_number() OVER () - 1 AS place FROM catalogue_fonds WHERE code = 'BENCH') f
    ON f.place = n %% %(agencies)s
"""
_DELIVERIES = """
INSERT INTO digitisation_delivery (id, agency_id, folder, folder_name, catalogue_name, catalogue_sha256, legacy_reason,
    confirm, registered_at, registered_by, failure)
SELECT md5('v' || a.id)::uuid, a.id, '/do/' || a.id, 'do', 'b.xlsx', '', '', 'person', now(), '', ''
  FROM identity_agency a WHERE a.code LIKE 'BENCH.%%'
"""
_OF_DOSSIERS = "FROM catalogue_dossier d JOIN catalogue_fonds f ON f.id = d.fonds_id WHERE f.code = 'BENCH'"
_FILES = """
INSERT INTO digitisation_deliveryfile (id, delivery_id, path, role, dossier_id, sha256, size, state, format, pages,
    checked_at, registered_at)
SELECT md5(d.id::text || n)::uuid, md5('v' || f.agency_id)::uuid, d.number || '/' || n, 'item', d.id, '', 1, 'checked',
       'PDF/A', 10, d.registered_at, d.registered_at
  FROM generate_series(1, 5) n, catalogue_dossier d JOIN catalogue_fonds f ON f.id = d.fonds_id WHERE f.code = 'BENCH'
"""
_CHECKS = """
INSERT INTO digitisation_filecheck (file_id, delivery_id, dossier_id, checked_at, is_passed, pages)
SELECT id, delivery_id, dossier_id, checked_at, true, 10 FROM digitisation_deliveryfile WHERE path LIKE '%%/_'
"""
_ACCEPTED = f"""
INSERT INTO acceptance_accepteddossier (dossier_id, accepted_at, accepted_by, items, pages)
SELECT d.id, d.registered_at, '', 5, 50 {_OF_DOSSIERS}
"""
_PACKAGES = f"""
INSERT INTO packages_package (id, dossier_id, object_id, version, stored_at, first_stored_at, pages, files, bytes,
    item_paths)
SELECT d.id, d.id, 'bench:' || d.id, 'v1', d.registered_at, d.registered_at, 50, 9, 9, '{{}}' {_OF_DOSSIERS}
"""
_SIGNED = f"""
INSERT INTO inspection_passing (dossier_id, delivery_id, state, waits_for, changed_at)
SELECT d.id, md5('v' || f.agency_id)::uuid, 'signed', '[]', d.registered_at {_OF_DOSSIERS}
"""
_READINGS = """
INSERT INTO reporting_figurereading (day, agency_id, name, value, read_at)
SELECT %(first)s::date + n, a.id, %(name)s, n * 37, now()
  FROM generate_series(0, %(days)s - 1) n, identity_agency a WHERE a.code LIKE 'BENCH.%%'
"""
STEPS = (_AGENCIES, _FONDS, _DOSSIERS, _DELIVERIES, _FILES, _CHECKS, _ACCEPTED, _PACKAGES, _SIGNED, _READINGS)


def _milliseconds(work: Callable[[], Any]) -> float:
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - start))
    return median(taken)


def _fill(dossiers: int, agencies: int, days: int) -> None:
    from django.db import connection

    from khoso.foundation.identity.models import Agency
    from khoso.kernel import clock
    from khoso.stages.programme.models import PlanTask, Programme, Task
    from khoso.stages.reporting.models import VolumePlan

    told = {"dossiers": dossiers, "agencies": agencies, "days": days, "first": FIRST, "name": NAME}
    with connection.cursor() as cursor:
        for step in STEPS:
            cursor.execute(step, told)
        cursor.execute("ANALYZE")
    Programme.objects.update(is_current=False)
    last = FIRST + timedelta(days=200)
    plan = Programme.objects.create(
        code="BENCH", title="Đo", starts_on=FIRST, ends_on=last, first_period_starts_on=FIRST, loaded_at=clock.now(),
        is_current=True,
    )  # fmt: skip
    row = PlanTask.objects.create(
        programme=plan, group="II", group_title="II", number=1, order=1, title="Đo", lead="", agency_kinds=["commune"],
        deadline_kind="before",
    )  # fmt: skip
    ours = list(Agency.objects.filter(code__startswith="BENCH."))
    Task.objects.bulk_create(Task(plan_task=row, agency=one) for one in ours)
    VolumePlan.objects.bulk_create(
        VolumePlan(programme=plan, agency=one, name=NAME, starts_on=FIRST + timedelta(days=place % 20), ends_on=last,
                   total=9000, set_at=clock.now())
        for place, one in enumerate(ours)
    )  # fmt: skip


def main() -> None:
    from khoso.config import start

    start.database_ready()
    from django.db import connection, transaction

    from khoso.kernel import clock, figures
    from khoso.stages.reporting.readings import progress

    asked = [int(text) for text in sys.argv[1:4]]
    dossiers, agencies, days = [*asked, *(100_000, 150, 180)[len(asked) :]]
    with transaction.atomic():
        _fill(dossiers, agencies, days)

        def scan() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM digitisation_deliveryfile")

        bare = _milliseconds(scan)
        print(f"{dossiers} hồ sơ, {5 * dossiers} tệp, {agencies} cơ quan; quét trơn các tệp {bare:.0f} ms")
        for name, one in figures.figures().items():
            taken = _milliseconds(lambda one=one: one.counted(clock.now()))  # type: ignore[misc]
            print(f"{name}: {taken:.0f} ms · tỉ lệ {taken / bare:.1f} · đích ≤ {COUNT_LIMIT} ms")
        taken = _milliseconds(lambda: progress.curve(NAME))
        print(f"đường tiến độ cả thành phố, {agencies} cơ quan × {days} ngày: {taken:.0f} ms · đích ≤ {CURVE_LIMIT} ms")
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
