"""The agencies every Kho Số of this city knows from its first start, from the tables in `tables/`.

What people changed since is theirs: an agency that is there already is left as it is, and only what is missing is
added. All of it in one transaction, in bulk.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db import transaction

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.agencies.words import committee_of, search_text
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency, AgencyName, Succession

TABLES = Path(__file__).parent / "tables"
# Luật: QĐ 20/2020/QĐ-TTg, phụ lục: H19 is UBND Đồng Nai. Sub-codes are issued by the city and are never invented.
CITY = "H19"
PROVINCE_CODE = "75"
ARCHIVE_CENTRE = "DN.TTLTLS"
# Luật: NQ 1662/NQ-UBTVQH15, in force from 01/7/2025: two levels of local government instead of three.
MERGED_ON = date(2025, 7, 1)
LAST_DAY_BEFORE = date(2025, 6, 30)
_REORDERING = "NQ 1662/NQ-UBTVQH15"
_KEPT_AT_THE_CENTRE = "KH 82/KH-UBND mục II.3 (tài liệu cấp huyện)"


@dataclass(frozen=True, slots=True)
class _Name:
    name: str
    kind: str
    valid_from: date | None = None
    valid_to: date | None = None
    decision: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Heir:
    code: str
    is_partial: bool
    decision: str


@dataclass(frozen=True, slots=True)
class Known:
    """One agency of the reference: what is known of it, and nothing more."""

    code: str
    name: str
    kind: str
    source: str
    parent: str = ""
    identifier_code: str = ""
    statistics_code: str = ""
    is_unconfirmed: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    names: tuple[_Name, ...] = ()
    heirs: tuple[_Heir, ...] = ()


def former_code(province: str, statistics_code: str = "") -> str:
    """Our key of a unit that ended in 2025: its province and its own code of that time, `C` for cũ."""
    return f"{province}C.{statistics_code}" if statistics_code else f"{province}C"


def code_of(statistics_code: str) -> str:
    """Our key of a ward or commune of today."""
    return f"{PROVINCE_CODE}.{statistics_code}"


@cache
def known_agencies() -> tuple[Known, ...]:
    """Every agency of the reference, those above before those below."""
    earlier: dict[str, list[_Name]] = defaultdict(list)
    for row in _rows("earlier_names"):
        earlier[row["code"]].append(
            _Name(
                row["name"], row["kind"], _day(row["valid_from"]), _day(row["valid_to"]), row["decision"], row["note"]
            )
        )
    return tuple(_with_names(one, earlier[one.code]) for one in (*_bodies(), *_districts(), *_communes(), *_former()))


def _with_names(one: Known, earlier: list[_Name]) -> Known:
    # The day a name followed another is not known for any of them; nobody guesses it.
    start = None if earlier else one.valid_from
    present = _Name(one.name, one.kind, start, one.valid_to)
    fields = {field: getattr(one, field) for field in Known.__dataclass_fields__ if field != "names"}
    return Known(**fields, names=(*earlier, present))


def _bodies() -> Iterator[Known]:
    for row in _rows("bodies"):
        yield Known(
            row["code"],
            row["name"],
            row["kind"],
            _source(row["source"]),
            parent=row["parent"],
            identifier_code=row["identifier_code"],
            statistics_code=row["statistics_code"],
            is_unconfirmed=row["is_unconfirmed"] == "1",
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            heirs=(_Heir(row["heir"], False, row["decision"]),) if row["heir"] else (),
        )


def _districts() -> Iterator[Known]:
    """Former districts. Each commune of today with land of one has a part of it; its records lie at the Centre."""
    heirs: dict[str, set[str]] = defaultdict(set)
    for row in _rows("former_communes"):
        heirs[row["district"]] |= {*row["heirs"].split(), *row["heirs_in_part"].split()}
    for row in _rows("communes"):
        heirs[row["district_until_2025"]].add(row["statistics_code"])
    for row in _rows("former_districts"):
        parts = [_Heir(code_of(code), True, _REORDERING) for code in sorted(heirs[row["statistics_code"]])]
        yield Known(
            former_code(row["province"], row["statistics_code"]),
            committee_of(row["kind"], row["place"]),
            row["kind"],
            _source(row["source"]),
            parent=former_code(row["province"]),
            statistics_code=row["statistics_code"],
            valid_to=LAST_DAY_BEFORE,
            heirs=(*parts, _Heir(ARCHIVE_CENTRE, True, _KEPT_AT_THE_CENTRE)),
        )


def _communes() -> Iterator[Known]:
    for row in _rows("communes"):
        yield Known(
            code_of(row["statistics_code"]),
            committee_of(row["kind"], row["place"]),
            row["kind"],
            _source(row["source"]),
            parent=CITY,
            statistics_code=row["statistics_code"],
            # Seven were not reordered: they are older than the merger, by how much is not known.
            valid_from=None if row["district_until_2025"] else MERGED_ON,
        )


def _former() -> Iterator[Known]:
    provinces = {row["statistics_code"]: row["province"] for row in _rows("former_districts")}
    for row in _rows("former_communes"):
        province, whole = provinces[row["district"]], row["heirs"].split()
        yield Known(
            former_code(province, row["statistics_code"]),
            committee_of(row["kind"], row["place"]),
            row["kind"],
            _source(row["source"]),
            parent=former_code(province, row["district"]),
            statistics_code=row["statistics_code"],
            valid_to=LAST_DAY_BEFORE,
            heirs=tuple(
                _Heir(code_of(code), code not in whole, _REORDERING) for code in whole + row["heirs_in_part"].split()
            ),
        )


def load_reference() -> int:
    """Add what is missing of the reference; returns how many agencies were added. One question when nothing is."""
    known = known_agencies()
    codes = [one.code for one in known]
    if AgencyName.objects.filter(agency__code__in=codes).values("agency_id").distinct().count() == len(codes):
        return 0
    return _load(known)


@transaction.atomic
def _load(known: tuple[Known, ...]) -> int:
    there = set(Agency.objects.values_list("code", flat=True))
    new = [one for one in known if one.code not in there]
    ids = _insert(new)
    # An older Kho Số knew some of these without their history.
    named = set(AgencyName.objects.values_list("agency__code", flat=True).distinct())
    without = [one for one in known if one.code not in named]
    AgencyName.objects.bulk_create(
        AgencyName(
            agency_id=ids[one.code],
            name=said.name,
            kind=said.kind,
            valid_from=said.valid_from,
            valid_to=said.valid_to,
            decision=said.decision,
            note=said.note,
        )
        for one in without
        for said in one.names
    )
    Succession.objects.bulk_create(
        Succession(
            predecessor_id=ids[one.code],
            heir_id=ids[heir.code],
            is_partial=heir.is_partial,
            on=MERGED_ON,
            decision=heir.decision,
        )
        for one in new
        for heir in one.heirs
    )
    _name_the_rest()
    record("identity.agency.load", subject=("agency", "*"), details={"added": [0, len(new)]})
    return len(new)


def _insert(new: list[Known]) -> dict[str, int]:
    """Put the agencies in, those above first; returns every agency's serial number by its code."""
    issued = set(Agency.objects.exclude(identifier_code="").values_list("identifier_code", flat=True))
    ids = dict(Agency.objects.values_list("code", "pk"))
    waiting = list(new)
    while waiting:
        ready = [one for one in waiting if not one.parent or one.parent in ids]
        if not ready:
            raise ValueError(f"nothing above {', '.join(one.code for one in waiting)} is known")
        rows = Agency.objects.bulk_create([_row(one, issued, ids.get(one.parent)) for one in ready])
        ids |= {row.code: row.pk for row in rows}
        waiting = [one for one in waiting if one.code not in ids]
    return ids


def _row(one: Known, issued: set[str], parent: int | None) -> Agency:
    identifier = "" if one.identifier_code in issued else one.identifier_code
    return Agency(
        code=one.code,
        name=one.name,
        kind=one.kind,
        parent_id=parent,
        identifier_code=identifier,
        statistics_code=one.statistics_code,
        is_unconfirmed=one.is_unconfirmed,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        source=one.source,
        search_text=search_text(
            (said.name for said in one.names), (one.code, one.identifier_code, one.statistics_code)
        ),
    )


def _name_the_rest() -> None:
    """Names and words to search by for agencies of an older Kho Số, which kept neither."""
    bare = list(Agency.objects.filter(names__isnull=True))
    AgencyName.objects.bulk_create(
        AgencyName(agency=one, name=one.name, kind=one.kind, valid_from=one.valid_from, valid_to=one.valid_to)
        for one in bare
    )
    unsearched = list(Agency.objects.filter(search_text="").prefetch_related("names"))
    for one in unsearched:
        names = [one.name, *(row.name for row in one.names.all())]
        one.search_text = search_text(names, (one.code, one.identifier_code, one.statistics_code))
        one.is_unconfirmed = one.is_unconfirmed or one.kind == AgencyKind.UNCONFIRMED
    Agency.objects.bulk_update(unsearched, ["search_text", "is_unconfirmed"])


def _rows(table: str) -> list[dict[str, str]]:
    with (TABLES / f"{table}.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _said() -> dict[str, str]:
    return {row["key"]: row["says"] for row in _rows("sources")}


def _source(keys: str) -> str:
    return ". ".join(_said()[key] for key in keys.split())


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
