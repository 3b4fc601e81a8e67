"""Figures of a round and the lists behind them: one predicate for both, so a list is as long as its figure says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet, Sum

from khoso.kernel import codes
from khoso.stages.acceptance.models import AcceptanceRound, RoundDossier, RoundItem
from khoso.stages.acceptance.rounds import sizes
from khoso.stages.acceptance.rules import REASONS

DOSSIERS, ITEMS, PAGES, FIELDS = "ho-so", "tai-lieu", "trang", "truong"
UNITS = (DOSSIERS, ITEMS, PAGES, FIELDS)
ACCEPTED, REJECTED = "dat", "khong-dat"
NO_CONDITION = "-"
CONDITIONS = (*codes.FORMAT, NO_CONDITION)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of a round: the unit counted, and what narrows it. Every figure of the screen is one of these."""

    unit: str = DOSSIERS
    result: str = ""
    size: str = ""
    condition: str = ""
    reason: str = ""
    delivery: str = ""
    dossier: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Asked:
        """What the address asks; what it says in unknown words is left out."""
        unit, result, size = query.get("muc", ""), query.get("ket-qua", ""), query.get("kho", "")
        condition, reason = query.get("tinh-trang", ""), query.get("ly-do", "")
        return cls(
            unit if unit in UNITS else DOSSIERS,
            result if result in (ACCEPTED, REJECTED) else "",
            size if size in sizes.CODES else "",
            condition if condition in CONDITIONS else "",
            reason if reason in REASONS else "",
            query.get("lo", "")[:40],
            query.get("thuoc", "")[:40],
        )

    def address(self, **changes: str) -> str:
        """The query of the address that asks this."""
        one = replace(self, **changes)
        told = {
            "muc": one.unit,
            "ket-qua": one.result,
            "kho": one.size,
            "tinh-trang": one.condition,
            "ly-do": one.reason,
            "lo": one.delivery,
            "thuoc": one.dossier,
        }
        return urlencode({name: value for name, value in told.items() if value})


@dataclass(frozen=True, slots=True)
class Line:
    """One thing behind a figure; `page` of its item, or the `field` of it."""

    entry: RoundDossier
    line: RoundItem | None = None
    page: int | None = None
    size: str = ""
    field: str = ""


def _dossiers(one: AcceptanceRound, asked: Asked) -> QuerySet[RoundDossier]:
    rows = RoundDossier.objects.filter(round=one)
    if asked.result:
        rows = rows.filter(is_accepted=asked.result == ACCEPTED)
    if asked.reason:
        rows = rows.filter(reasons__contains=[[asked.reason]])
    if asked.delivery:
        rows = rows.filter(delivery_id__in=as_ids(asked.delivery))
    if asked.dossier:
        rows = rows.filter(dossier_id__in=as_ids(asked.dossier))
    if asked.size or asked.condition:
        rows = rows.filter(pk__in=_narrowed(RoundItem.objects.filter(round=one), asked).values("entry_id"))
    return rows


def as_ids(text: str) -> list[Any]:
    from uuid import UUID

    try:
        return [UUID(text)]
    except ValueError:
        return []


def _narrowed(rows: QuerySet[RoundItem], asked: Asked) -> QuerySet[RoundItem]:
    if asked.condition:
        rows = rows.filter(condition="" if asked.condition == NO_CONDITION else asked.condition)
    if asked.size:
        rows = rows.filter(**{f"{asked.size}__gt": 0})
    return rows


def _items(one: AcceptanceRound, asked: Asked) -> QuerySet[RoundItem]:
    rows = RoundItem.objects.filter(round=one)
    if asked.result or asked.reason or asked.delivery or asked.dossier:
        rows = rows.filter(entry__in=_dossiers(one, replace(asked, size="", condition="")))
    return _narrowed(rows, asked)


def count(one: AcceptanceRound, asked: Asked) -> int:
    """How many there are, out of the rows' own columns."""
    if asked.unit == DOSSIERS:
        return _dossiers(one, asked).count()
    if asked.unit == ITEMS:
        return _items(one, asked).count()
    columns = (asked.size,) if asked.size else sizes.COUNTED
    if asked.unit == FIELDS:
        columns = ("field_count",)
    told = _items(one, asked).aggregate(**{f"sum_{name}": Sum(name) for name in columns})
    return sum(value or 0 for value in told.values())


def lines(one: AcceptanceRound, asked: Asked, offset: int = 0, limit: int | None = None) -> list[Line]:
    """The things behind the figure `count` tells, dossier by dossier in the order of their codes."""
    if asked.unit == DOSSIERS:
        rows = _dossiers(one, asked).select_related("dossier").order_by("dossier__reference_code", "pk")
        stop = None if limit is None else offset + limit
        return [Line(entry) for entry in rows[offset:stop]]
    stop = None if limit is None else offset + limit
    return list(islice(_expanded(one, asked), offset, stop))


def _expanded(one: AcceptanceRound, asked: Asked) -> Iterator[Line]:
    rows = _items(one, asked).select_related("entry__dossier", "item")
    ordered = rows.order_by("entry__dossier__reference_code", "item__ordinal", "pk")
    if asked.unit == FIELDS:
        ordered = ordered.filter(field_count__gt=0)
    wanted = {sizes.CODES[asked.size]} if asked.size else {sizes.CODES[size] for size in sizes.COUNTED}
    for row in ordered.iterator(chunk_size=500):
        if asked.unit == ITEMS:
            yield Line(row.entry, row)
        elif asked.unit == FIELDS:
            for name in row.fields:
                yield Line(row.entry, row, field=name)
        else:
            for number, letter in enumerate(row.sizes, start=1):
                if letter in wanted:
                    yield Line(row.entry, row, number, sizes.OF_CODE[letter])


@dataclass(frozen=True, slots=True)
class Volume:
    """What of a round was accepted or rejected, by what prices depend on."""

    dossiers: int
    items: int
    pages: int
    blanks: int
    fields: int
    # (size, condition) → pages, for every pair that has any.
    classes: dict[tuple[str, str], int]

    def of_size(self, size: str) -> int:
        return sum(count for (one, _), count in self.classes.items() if one == size)

    def of_condition(self, condition: str) -> int:
        return sum(count for (size, one), count in self.classes.items() if one == condition and size != sizes.BLANK)


def volume(rounds: Any, *, is_accepted: bool) -> Volume:
    """The volume of one round, or of many together, in two questions."""
    rows = RoundDossier.objects.filter(round__in=rounds, is_accepted=is_accepted)
    told = rows.aggregate(items=Sum("items"), pages=Sum("pages"), blanks=Sum("blanks"), fields=Sum("fields"))
    lines_ = RoundItem.objects.filter(round__in=rounds, entry__is_accepted=is_accepted).order_by()
    by_condition = lines_.values("condition").annotate(**{f"sum_{size}": Sum(size) for size in sizes.CODES})
    classes = {
        (size, row["condition"] or NO_CONDITION): row[f"sum_{size}"]
        for row in by_condition
        for size in sizes.CODES
        if row[f"sum_{size}"]
    }
    sums = {name: value or 0 for name, value in told.items()}
    return Volume(dossiers=rows.count(), classes=classes, **sums)


def reasons(one: AcceptanceRound) -> list[tuple[str, int]]:
    """Each reason with how many dossiers were rejected for it, in the order of the rules."""
    counted = dict.fromkeys(REASONS, 0)
    for told in RoundDossier.objects.filter(round=one, is_accepted=False).values_list("reasons", flat=True):
        for code in {reason[0] for reason in told}:
            counted[code] = counted.get(code, 0) + 1
    return [(code, number) for code, number in counted.items() if number]
