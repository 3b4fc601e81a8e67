"""A city's catalogue of any size, written by the database itself: agencies, fonds, series, dossiers, items.

The same numbers make the same holdings. What is there already stays; a build that was stopped goes on fonds by fonds.
Fonds 1 has a series of 10,000 dossiers, fonds 2 has 10,000 series.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

AGENCIES, FONDS, WIDE = 160, 200, 10_000
_KINDS = "Hồ sơ về|Tập tài liệu về|Công văn trao đổi về|Báo cáo tổng kết|Quyết định phê duyệt|Biên bản họp bàn|Kế hoạch"
_MATTERS = (
    "giao đất làm nhà ở|xây dựng đường liên thôn|bổ nhiệm cán bộ|khen thưởng tập thể|thu thuế nông nghiệp"
    "|giải quyết khiếu nại|phòng chống lụt bão|nghiệm thu công trình thủy lợi|hộ tịch, khai sinh"
    "|cấp giấy phép kinh doanh"
    "|điều tra dân số|sửa chữa trường học|bồi thường giải phóng mặt bằng|vệ sinh môi trường|hợp tác xã nông nghiệp"
)
_PLACES = (
    "Minh Đức|An Dương|Thủy Nguyên|Kiến Thụy|Vĩnh Bảo|Tiên Lãng|Hồng Bàng|Lê Chân|Cát Hải|Đồ Sơn|Kim Thành|Nam Sách"
)


@dataclass(frozen=True)
class Size:
    dossiers: int
    items: int


def _words(table: str, number: str) -> str:
    count = table.count("|") + 1
    return f"(string_to_array('{table}', '|'))[1 + ({number}) %% {count}]"


def _share(size: Size) -> list[int]:
    """Dossiers of each fonds: a few large ones, many small."""
    weights = [1 / (10 + place) for place in range(FONDS)]
    whole = sum(weights)
    shares = [max(20, int(size.dossiers * weight / whole)) for weight in weights]
    shares[0] += size.dossiers - sum(shares)
    return shares


def build(size: Size) -> None:
    """Write what is missing of `size`."""
    started = time.monotonic()
    _agencies_and_fonds()
    with connection.cursor() as cursor:
        cursor.execute("SELECT fonds_id, count(*) FROM catalogue_dossier GROUP BY fonds_id")
        there = dict(cursor.fetchall())
        cursor.execute("SELECT id FROM catalogue_fonds WHERE note = 'bench' ORDER BY code")
        fonds = [row[0] for row in cursor.fetchall()]
    done = 0
    for place, (one, dossiers) in enumerate(zip(fonds, _share(size), strict=True)):
        done += dossiers
        if there.get(one, 0) >= dossiers:
            continue
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
            cursor.execute(
                _SERIES, {"fonds": one, "place": place, "series": WIDE if place == 1 else dossiers // 500 + 1}
            )
            cursor.execute(_DOSSIERS, {"fonds": one, "place": place, "dossiers": dossiers, "wide": WIDE})
        if place % 10 == 0:
            print(f"  {done:>9,} dossiers  {time.monotonic() - started:6.0f} s", flush=True)
    _items(size, started)
    with connection.cursor() as cursor:
        cursor.execute("SELECT khoso_tally_fold()")
        for table in ("dossier", "item", "tally", "series", "fonds"):
            cursor.execute(f"VACUUM ANALYZE catalogue_{table}")
    print(f"  built in {time.monotonic() - started:.0f} s", flush=True)


def _agencies_and_fonds() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        from khoso.foundation.identity.actions import register_agency

        for number in range(AGENCIES):
            register_agency(f"BENCH.{number:03d}", f"Ủy ban nhân dân xã Mẫu {number}")
        cursor.execute(
            """INSERT INTO catalogue_fonds (id, code, title, agency_id, kind, origin, is_closed, history, "start",
                      "end", classification, languages, has_reserve, note, archive_code)
               SELECT md5('fonds' || n)::uuid, 'B' || lpad(n::text, 4, '0'), 'Phông ' || a.name, a.id, 'fonds',
                      CASE n %% 7 WHEN 0 THEN 'former_district' WHEN 1 THEN 'historical' ELSE 'created' END,
                      false, '', '', '', '', '[]', false, 'bench', ''
                 FROM generate_series(0, %s - 1) n
                 JOIN identity_agency a ON a.code = 'BENCH.' || lpad((n %% %s)::text, 3, '0')
               ON CONFLICT DO NOTHING""",
            [FONDS, AGENCIES],
        )


_SERIES = """
INSERT INTO catalogue_series (id, fonds_id, parent_id, code, title, note)
SELECT md5('series' || %(place)s || '/' || n)::uuid, %(fonds)s, NULL, lpad(n::text, 5, '0'), 'Mục lục số ' || n, ''
  FROM generate_series(0, %(series)s - 1) n ON CONFLICT DO NOTHING
"""
_DOSSIERS = f"""
INSERT INTO catalogue_dossier (id, fonds_id, series_id, origin, register_number, box, store, shelf, number,
  reference_code, title, retention_code, access_code, language_code, "start", "end", keywords, declared_item_count,
  declared_sheet_count, declared_page_count, physical_condition_code, information_mark, trust_code,
  paper_reference_code, note, has_reserve, reserve_status, arrangement, secrecy_mark, secrecy_held_for,
  secrecy_cleared_by, is_digitally_signed, digitised_at, digitised_how, legacy_reason, registered_at)
SELECT md5('dossier' || %(place)s || '/' || n)::uuid, %(fonds)s, md5('series' || %(place)s || '/' || s)::uuid,
  (SELECT origin FROM catalogue_fonds WHERE id = %(fonds)s), lpad(s::text, 3, '0'), (n / 20 + 1)::text,
  'K' || n / 5000, 'G' || n / 200, (n + 1)::text,
  'BENCH.' || %(place)s || '.' || y || '.' || lpad(n::text, 7, '0'),
  {_words(_KINDS, "h")} || ' ' || {_words(_MATTERS, "h / 7")} || ' xã ' || {_words(_PLACES, "h / 105")}
    || ' năm ' || y || ' số ' || n,
  CASE WHEN s %% 3 = 0 THEN '01' WHEN h %% 5 = 0 THEN '04' WHEN h %% 5 = 1 THEN '06' ELSE '05' END,
  CASE WHEN h %% 400 = 0 THEN '03' WHEN h %% 20 = 1 THEN '01' ELSE '02' END, '01', y || '-01-15',
  (y + h %% 2) || '-12-20', '', 10, 40 + h %% 200, 80 + 2 * (h %% 200),
  CASE WHEN h %% 17 = 0 THEN '03' WHEN s %% 4 = 0 THEN '01' ELSE '02' END, '', '02', '', '', false, '',
  CASE s %% 12 WHEN 5 THEN 'unarranged' WHEN 7 THEN 'arranging' ELSE 'arranged' END, '',
  CASE WHEN h %% 997 = 0 THEN 'mật' ELSE '' END, '', false,
  CASE WHEN s %% 6 = 1 THEN timestamptz '2026-03-01 08:00+07' END, '', '', timestamptz '2026-01-05 08:00+07'
  FROM (SELECT n, s, abs(hashint4(n + %(place)s * 7919)) AS h, 1956 + (s * 7 + %(place)s) %% 62 + n %% 3 AS y
          FROM (SELECT n, CASE WHEN %(place)s = 1 THEN n %% %(wide)s WHEN %(place)s = 0 AND n < %(wide)s THEN 0
                               ELSE n / 500 END AS s
                  FROM generate_series(0, %(dossiers)s - 1) n) a) b
ON CONFLICT DO NOTHING
"""
_ITEMS = """
INSERT INTO catalogue_item (id, dossier_id, ordinal, reference_code, material, details, identifier, kind_code, number,
  notation, issued_date, issuer, subject, signer, urgency, language_code, page_count, sheet_count, sheet,
  retention_code, access_code, trust_code, autograph, physical_condition_code, keywords, information_mark, has_reserve,
  reserve_status, note, described_by, catalogue_row)
SELECT md5(d.id::text || i)::uuid, d.id, i, d.reference_code || '.' || lpad(i::text, 7, '0'), 'text', '{}', '', '02',
  i::text, 'QĐ-UBND', d."start", 'Ủy ban nhân dân xã', 'V/v ' || d.title, '', '', '01', 8, 4, '', d.retention_code,
  d.access_code, '02', '', '', '', '', false, '', '', 'catalogue', '{}'
  FROM catalogue_dossier d CROSS JOIN generate_series(1, %(each)s) i WHERE d.fonds_id = %(fonds)s
"""


def _items(size: Size, started: float) -> None:
    each = size.items // size.dossiers
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT fonds_id FROM catalogue_dossier ORDER BY 1")
        fonds = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT f.id FROM catalogue_fonds f WHERE EXISTS (SELECT FROM catalogue_dossier d JOIN catalogue_item i"
            " ON i.dossier_id = d.id WHERE d.fonds_id = f.id)"
        )
        there = {row[0] for row in cursor.fetchall()}
    missing = [one for one in fonds if one not in there]
    if not missing:
        return
    with _without_indexes("catalogue_item"):
        for place, one in enumerate(missing):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit = off")
                cursor.execute(_ITEMS, {"fonds": one, "each": each})
            if place % 20 == 0:
                print(
                    f"  items of {place + 1} of {len(missing)} fonds  {time.monotonic() - started:6.0f} s", flush=True
                )


@contextmanager
def _without_indexes(table: str) -> Iterator[None]:
    """Keys and indexes of a table are built once, after it is filled; those others point at stay."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND contype IN ('u', 'f')",
            [table],
        )
        constraints: list[Any] = cursor.fetchall()
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = %s::regclass"
            " AND NOT indisprimary AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)",
            [table],
        )
        indexes: list[Any] = cursor.fetchall()
        for name, _ in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '512MB'")
            for name, definition in constraints:
                cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
            for _, definition in indexes:
                cursor.execute(definition)
