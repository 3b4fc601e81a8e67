"""How quickly and how surely twins are found among a million items: `python -m bench.catalogue likeness`.

A catalogue is written with its fingerprints by COPY (kept in its folder, made once). Into it are planted, in other
agencies, copies of dossiers as another clerk would have typed them, and innocent neighbours: the same dossier of
another year, under other numbers. Limit: under a second for one dossier (S6).
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LIMIT_SECONDS = 1.0
ITEMS = 1_000_000
_PLANTED = 400
_TIMED = 120
_AGENCIES = 150
_KINDS = [
    ("QĐ-UBND", "Quyết định về việc"),
    ("BC-UBND", "Báo cáo"),
    ("TTr-UBND", "Tờ trình về việc"),
    ("TB-UBND", "Thông báo về việc"),
    ("KH-UBND", "Kế hoạch"),
    ("CV-UBND", "V/v"),
    ("BB-UBND", "Biên bản"),
]


def _listed(words: str, between: str = "|") -> list[str]:
    return words.split(between)


_WHAT = _listed(
    "giao đất|thu hồi đất|xây dựng trường tiểu học|sửa chữa cầu|nạo vét kênh mương|"
    "bổ nhiệm trưởng ấp|khen thưởng|phòng chống lụt bão|tiêm phòng gia súc|vận động quỹ|"
    "điều tra dân số|kiểm kê rừng|thanh tra tài chính|giải quyết khiếu nại|cấp phép kinh doanh|"
    "quyết toán ngân sách|tuyển quân|bầu cử|xóa đói giảm nghèo|phổ cập giáo dục|xây dựng trạm y tế|"
    "lắp đặt đường điện|cấp nước sinh hoạt|trồng cao su|thu thuế nông nghiệp|"
    "bồi thường giải phóng mặt bằng|nghiệm thu công trình|thành lập tổ hòa giải|củng cố hợp tác xã|"
    "chia tách khu phố"
)
_ABOUT = _listed(
    "trên địa bàn|tại khu vực suối|ven sông|thuộc dự án đường|của tổ sản xuất|của hợp tác xã|"
    "cho các hộ dân|theo chỉ tiêu bổ sung|đợt hai|sau kiểm tra|của đội quản lý|theo đơn của bà con"
)
_SYLLABLES = _listed(
    "An Bình Minh Tân Phú Lộc Hòa Thạnh Long Phước Thuận Mỹ Lợi Hưng Đông Tây Nam Bắc Trung Sơn Thới Vĩnh "
    "Định Hiệp Thành Thanh Tuyền Cường Lai Uyên Dầu Tiếng Bến Cát Bàu Sắn Trảng Lạc Chánh Khánh Hội Nghĩa "
    "Đất Cuốc Lái Thiêu Rạch",
    " ",
)
_SURNAMES = ["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô"]
_GIVEN = _listed(
    "An Bé Cúc Dũng Em Hai Hùng Khanh Lan Mười Năm Phúc Quý Sáu Tám Út Vinh Xuân Yến Đào",
    " ",
)

Item = dict[str, Any]
Dossier = tuple[dict[str, Any], list[Item]]


def run(options: Any) -> int:
    """The part of `bench.catalogue`: in a process and a database of its own."""
    home = Path(options.home) / "likeness"
    command = [sys.executable, "-m", "bench.catalogue.likeness", "--home", str(home)]
    items = min(ITEMS, options.items)
    return subprocess.run([*command, "--items", str(items)], check=False).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--items", type=int, default=ITEMS)
    options = parser.parse_args()
    options.home.mkdir(parents=True, exist_ok=True)
    os.environ["KHOSO_HOME"] = str(options.home)
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khoso.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    planted = _build(options.items)
    return _measure(planted, options.items)


# What is written


def _place(chance: random.Random) -> str:
    return " ".join(chance.sample(_SYLLABLES, 2))


def _subject(chance: random.Random, lead: str, year: int) -> str:
    if chance.random() < 0.15:
        name = f"{chance.choice(_SURNAMES)} {chance.choice(['Văn', 'Thị'])} {chance.choice(_GIVEN)}"
        return f"{lead} cấp giấy chứng nhận quyền sử dụng đất cho ông {name}, xã {_place(chance)}"
    tail = f" năm {year}" if chance.random() < 0.5 else ""
    return f"{lead} {chance.choice(_WHAT)} {chance.choice(_ABOUT)} {_place(chance)} xã {_place(chance)}{tail}"


def _dossier(chance: random.Random, agency: int, size: int) -> Dossier:
    year = chance.randrange(1976, 2016)
    issuer = f"Ủy ban nhân dân xã {_SYLLABLES[agency % 40]} {_SYLLABLES[agency // 40 + 7]}"
    if chance.random() < 0.1:
        title = f"Tập lưu công văn đi năm {year}"
    else:
        title = _subject(chance, "Hồ sơ", year)
    items = []
    for _each in range(size):
        notation, lead = chance.choice(_KINDS)
        day = f"{year}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
        number = str(chance.randrange(1, 400))
        said = {"number": number, "notation": notation, "issued_date": day, "issuer": issuer}
        items.append({**said, "subject": _subject(chance, lead, year)})
    return {"title": title, "start": f"{year}", "end": f"{year}", "agency": agency}, items


def _retyped(chance: random.Random, text: str) -> str:
    """What another clerk makes of a title."""
    from khoso.kernel.text_vi import fold

    words = text.split()
    match chance.randrange(6):
        case 0:
            return fold(text).upper() if chance.random() < 0.5 else fold(text)
        case 1:
            at = chance.choice([n for n, word in enumerate(words) if len(word) > 3] or [0])
            cut = chance.randrange(1, len(words[at]))
            words[at] = words[at][:cut] + words[at][cut + 1 :]
        case 2:
            words.insert(chance.randrange(2, len(words)), chance.choice(["và", "các", "công tác", "về"]))
        case 3:
            return text.replace("Ủy ban nhân dân", "UBND").replace("Quyết định về việc", "QĐ v/v")
        case 4:
            at = chance.randrange(2, len(words) - 1)
            words[at - 1 : at + 1] = words[at - 1 : at + 1][::-1]
        case _:
            return text.replace("oà", "òa").replace("uỷ", "ủy").replace("giấy chứng nhận quyền sử dụng đất", "GCN QSDĐ")
    return " ".join(words)


def _copy_of(chance: random.Random, of: Dossier, agency: int) -> Dossier:
    """The same dossier as another agency describes it, a fifth of its papers missing."""
    head, items = of
    kept = [dict(item) for item in items if chance.random() < 0.8] or [dict(items[0])]
    for item in kept:
        item["subject"] = _retyped(chance, item["subject"])
        item["issuer"] = item["issuer"].replace("Ủy ban nhân dân", chance.choice(["UBND", "Uỷ ban nhân dân"]))
        item["number"] = chance.choice([item["number"], item["number"].zfill(3), f" {item['number']}"])
        item["notation"] = chance.choice([item["notation"], item["notation"].replace("-", " - ").replace("Đ", "D")])
        if chance.random() < 0.2:
            item["number"] = item["notation"] = ""
    return {**head, "title": _retyped(chance, head["title"]), "agency": agency}, kept


def _neighbour_of(chance: random.Random, of: Dossier, agency: int) -> Dossier:
    """The same kind of dossier of the year after, under other numbers: innocent."""
    head, items = of
    year = int(head["start"])

    def later(text: str) -> str:
        return text.replace(str(year), str(year + 1))

    moved = [
        {
            **item,
            "issued_date": later(item["issued_date"]),
            "subject": later(item["subject"]),
            "number": str(int(item["number"]) + chance.randrange(1, 9)),
        }
        for item in items
    ]
    return {"title": later(head["title"]), "start": f"{year + 1}", "end": f"{year + 1}", "agency": agency}, moved


def _all(items: int) -> Iterator[tuple[str, int, Dossier]]:
    """(role, number of the planted dossier, dossier) until there are so many items."""
    chance = random.Random(20)
    written = 0
    for number in range(_PLANTED):
        size = 80 if number % 2 else 10
        agency = chance.randrange(_AGENCIES)
        original = _dossier(chance, agency, size)
        copy = _copy_of(chance, original, (agency + 1) % _AGENCIES)
        innocent = _neighbour_of(chance, original, chance.choice([agency, (agency + 2) % _AGENCIES]))
        for role, one in (("original", original), ("copy", copy), ("innocent", innocent)):
            written += len(one[1])
            yield role, number, one
    number = _PLANTED
    while written < items:
        one = _dossier(chance, chance.randrange(_AGENCIES), chance.choice([5, 10, 20, 30, 50, 80]))
        written += len(one[1])
        yield "other", number, one
        number += 1


def _id(*parts: object) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, ("bench", *parts))))


def _build(items: int) -> list[tuple[int, uuid.UUID, uuid.UUID, uuid.UUID]]:
    """Write what is not there yet. Returns the planted dossiers: how large, original, copy, innocent neighbour."""
    from django.db import connection

    from khoso.stages.catalogue.models import Item as Row

    if Row.objects.count() < items:
        started = time.monotonic()
        fonds = _fonds()
        with connection.cursor() as cursor:
            for table in ("dossier", "item", "fingerprint"):
                cursor.execute(f"TRUNCATE catalogue_{table} CASCADE")
            # Triggers and foreign keys rest while this is copied in, indexes are made at the end.
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute("DROP INDEX IF EXISTS fingerprint_by_keys")
        for table, file in _written(items, fonds, Path(os.environ["KHOSO_HOME"]) / "copied"):
            with connection.cursor() as cursor, file.open("rb") as rows, cursor.copy(table) as copy:
                while part := rows.read(1 << 20):
                    copy.write(part)
            file.unlink()
            print(f"  {table.split()[1]} {time.monotonic() - started:.0f} s", flush=True)
        with connection.cursor() as cursor:
            cursor.execute("CREATE INDEX fingerprint_by_keys ON catalogue_fingerprint USING gin (keys)")
            for table in ("dossier", "item", "fingerprint"):
                cursor.execute(f"ANALYZE catalogue_{table}")
            cursor.execute("SET session_replication_role = DEFAULT")
        from khoso.stages.catalogue.likeness.keeping import count_common_keys

        print(f"  index {time.monotonic() - started:.0f} s", flush=True)
        print(f"  common keys: {count_common_keys():,}; built in {time.monotonic() - started:.0f} s", flush=True)
    return [
        (80 if number % 2 else 10, _id("original", number), _id("copy", number), _id("innocent", number))
        for number in range(_PLANTED)
    ]


def _fonds() -> list[uuid.UUID]:
    from khoso.foundation.identity.actions import register_agency
    from khoso.stages.catalogue.models import Fonds

    found = []
    for number in range(_AGENCIES):
        agency = register_agency(f"LIKE.{number:03d}", f"Ủy ban nhân dân xã Mẫu {number}")
        one, _made = Fonds.objects.get_or_create(id=_id("fonds", number), agency=agency, code="P01", title="Phông")
        found.append(one.pk)
    return found


_DOSSIER_COLUMNS = {
    "origin": "created",
    "register_number": "",
    "box": "",
    "store": "",
    "shelf": "",
    "retention_code": "05",
    "access_code": "02",
    "language_code": "01",
    "keywords": "",
    "physical_condition_code": "",
    "information_mark": "",
    "trust_code": "02",
    "paper_reference_code": "",
    "note": "",
    "has_reserve": "f",
    "reserve_status": "",
    "arrangement": "arranged",
    "secrecy_mark": "",
    "secrecy_held_for": "",
    "secrecy_cleared_by": "",
    "is_digitally_signed": "f",
    "digitised_how": "",
    "legacy_reason": "",
    "registered_at": "2026-01-01",
}
_ITEM_COLUMNS = {
    "material": "text",
    "details": "{}",
    "identifier": "",
    "kind_code": "",
    "signer": "",
    "urgency": "",
    "language_code": "01",
    "page_count": "1",
    "sheet": "",
    "retention_code": "05",
    "access_code": "02",
    "trust_code": "02",
    "autograph": "",
    "physical_condition_code": "",
    "keywords": "",
    "information_mark": "",
    "has_reserve": "f",
    "reserve_status": "",
    "note": "",
    "described_by": "catalogue",
    "catalogue_row": "{}",
}
_D = ("id", "fonds_id", "number", "reference_code", "title", "start", "end")
_I = ("id", "dossier_id", "ordinal", "reference_code", "number", "notation", "issued_date", "issuer", "subject")
_F = ("kind", "dossier_id", "item_id", "page", "value", "keys")


def _written(items: int, fonds: list[uuid.UUID], folder: Path) -> list[tuple[str, Path]]:
    """The rows of the three tables as files for COPY."""
    from khoso.stages.catalogue.compute import likeness

    folder.mkdir(exist_ok=True)
    names = [folder / f"{table}.copy" for table in ("dossier", "item", "fingerprint")]
    with names[0].open("w") as dossiers, names[1].open("w") as rows, names[2].open("w") as prints:

        def keep(found: list[likeness.Print], dossier: uuid.UUID, item: object) -> None:
            for one in found:
                keys = "{" + ",".join(map(str, one.keys)) + "}"
                prints.write(f"{one.kind}\t{dossier}\t{item}\t0\t{one.value}\t{keys}\n")

        for role, number, (head, papers) in _all(items):
            dossier = _id(role, number)
            code = f"LIKE.{role}.{number}"
            said = (dossier, fonds[head["agency"]], f"{role}{number}", code, head["title"], head["start"], head["end"])
            dossiers.write("\t".join(map(str, (*said, *_DOSSIER_COLUMNS.values()))) + "\n")
            keep(
                likeness.of_dossier({"title": head["title"], "reference_code": code, "paper_reference_code": ""}),
                dossier,
                r"\N",
            )
            for ordinal, paper in enumerate(papers, start=1):
                item = _id(role, number, ordinal)
                words = [paper[name] for name in ("number", "notation", "issued_date", "issuer", "subject")]
                line = (item, dossier, ordinal, f"{code}.{ordinal:07d}", *words, *_ITEM_COLUMNS.values())
                rows.write("\t".join(map(str, line)) + "\n")
                keep(likeness.of_item({**paper, "identifier": ""}), dossier, item)
    columns = [(*_D, *_DOSSIER_COLUMNS), (*_I, *_ITEM_COLUMNS), _F]
    return [
        (f"COPY catalogue_{file.stem} ({', '.join(f'{chr(34)}{name}{chr(34)}' for name in each)}) FROM STDIN", file)
        for file, each in zip(names, columns, strict=True)
    ]


# What is measured


def _measure(planted: list[tuple[int, uuid.UUID, uuid.UUID, uuid.UUID]], items: int) -> int:
    from django.db import connection

    from khoso.stages.catalogue.likeness import searching

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), pg_relation_size('fingerprint_by_keys') FROM catalogue_fingerprint")
        prints, size = cursor.fetchone()
    print(
        f"{items:,} items, {prints:,} fingerprints, index of keys {size / 2**20:.0f} MB; load {os.getloadavg()[0]:.1f}"
    )
    worst = 0.0
    found = missed = alarms = strangers = 0
    for wanted in (10, 80):
        seconds = []
        of_size = [row for row in planted if row[0] == wanted][:_TIMED]
        for _size, original, copy, innocent in of_size:
            started = time.perf_counter()
            twins = {twin.other: twin.score for twin in searching.twins_of(original)}
            seconds.append(time.perf_counter() - started)
            found += copy in twins
            missed += copy not in twins
            alarms += innocent in twins
            strangers += len(twins.keys() - {copy, innocent})
        p50, p95 = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
        worst = max(worst, p95)
        print(
            f"twins of one dossier of {wanted} items: p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms,"
            f" most {max(seconds) * 1000:.0f} ms; limit {LIMIT_SECONDS * 1000:.0f} ms ({p95 / LIMIT_SECONDS:.2f})"
        )
    asked = found + missed
    print(f"planted copies found: {found} of {asked} ({100 * found / asked:.1f} %)")
    print(f"innocent neighbours taken for twins: {alarms} of {asked}; others: {strangers / asked:.2f} a dossier")
    return int(worst > LIMIT_SECONDS)


if __name__ == "__main__":
    raise SystemExit(main())
