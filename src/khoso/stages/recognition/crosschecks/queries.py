"""Gathering what is known of an item besides its page. A handful of bounded questions for each item that is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from khoso.foundation.identity.models import AgencyName
from khoso.kernel import clock, dates
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.recognition import states
from khoso.stages.recognition.choosing import FIELDS
from khoso.stages.recognition.compute.reading import FieldReading
from khoso.stages.recognition.crosschecks.facts import Facts, Neighbour
from khoso.stages.recognition.crosschecks.likeness import bare
from khoso.stages.recognition.models import ItemFields, ProposedField
from khoso.stages.recognition.models.fields import CHANGED

# How far up and down the run of numbers is looked at; how much of what was confirmed before.
AROUND = 30
MOST_RUN = 400
MOST_CONFIRMED = 2000
# So many wrong values that the register shares with the machine, and this share of all, show that it was copied.
COPIED_FROM = 4
COPIED_SHARE = 0.5
HABITS = ("notation", "issuer", "signer")
# Beside those, what a paper has of its own.
SINGLE = ("number", "issued_date")
MOST_WRONG = 300
# A register names these by a code of its own or not at all.
NOT_TYPED = ("urgency",)
_COLUMNS = ("ordinal", "kind_code", "number", "notation", "issued_date", "issuer", "subject")


def facts_of(item: Any, read: Mapping[str, FieldReading] | None = None) -> Facts:
    """The facts around an item. `read` is what its page says; without it, what was proposed for it before."""
    fields = read if read is not None else _proposed(item)
    dossier = item.dossier
    own = ItemFields.objects.filter(item=item).select_related("delivery").first()
    agency_id = own.delivery.agency_id if own else dossier.fonds.agency_id
    day = dates.parse((fields["issued_date"].value or "") if "issued_date" in fields else "")
    year = day.year if day else None
    beside = _beside(item)
    run = _run(item, own, fields, year, {one.ordinal for one in beside}) if own and year else []
    then, other = _names(agency_id, _full(day))
    return Facts(
        register=register_of(item),
        register_is_copied=bool(own) and register_is_copied(own.delivery_id),
        ordinal=item.ordinal,
        neighbours=(*beside, *run),
        used=_used(agency_id, year, item) if year else {},
        dossier_start=_first_day(dossier.start),
        dossier_end=_last_day(dossier.end),
        names_then=then,
        names_at_other_times=other,
        read_on=clock.today(),
    )


def _proposed(item: Any) -> dict[str, FieldReading]:
    rows = ProposedField.objects.filter(item=item)
    return {row.name: FieldReading(row.value, row.page_confidence, row.page) for row in rows}


def register_of(item: Any) -> dict[str, str]:
    """What the register's row says, by field name; nothing once the columns hold somebody else's words."""
    if item.described_by != "catalogue":
        return {}
    told = {name: getattr(item, column) for name, column in FIELDS.items() if name not in NOT_TYPED}
    return {name: value for name, value in told.items() if value}


def register_is_copied(delivery_id: Any) -> bool:
    """Whether the register of a delivery repeats what the machine misread.

    Two who read for themselves seldom make the same mistake: where people corrected the machine, a register typed from
    the paper was mostly right already.
    """
    rows = ProposedField.objects.filter(CHANGED, delivery_id=delivery_id, name__in=HABITS + SINGLE)
    wrong = shared = 0
    for name, value, decided, row in rows.values_list("name", "value", "decided", "item__catalogue_row")[:MOST_WRONG]:
        said = _said(name, row)
        # What says neither is no copy of anything.
        if _written(name, value) in said:
            wrong, shared = wrong + 1, shared + 1
        elif _written(name, decided) in said:
            wrong += 1
    return shared >= COPIED_FROM and shared >= COPIED_SHARE * wrong


def _said(name: str, row: Any) -> set[str]:
    """What the cells of a register's row say, whole and each side of a slash (139/TTr-CC)."""
    cells = [str(cell) for cell in row.values()] if isinstance(row, dict) else []
    parts = cells if name == "issued_date" else [part for cell in cells for part in (cell, *cell.split("/", 1))]
    return {_written(name, part) for part in parts} - {""}


def _written(name: str, value: str) -> str:
    if name == "issued_date":
        found = dates.parse(value)
        return found.iso if found else ""
    return bare(value).lstrip("0")


def _beside(item: Any) -> list[Neighbour]:
    """The other items of the dossier."""
    rows = catalogue.every_item().filter(dossier_id=item.dossier_id).exclude(pk=item.pk)
    told = list(rows.order_by("ordinal").values_list("pk", *_COLUMNS)[:MOST_RUN])
    confirmed = _confirmed([pk for pk, *_ in told])
    return [_neighbour(columns, pk in confirmed, is_beside=True) for pk, *columns in told]


def _run(item: Any, own: ItemFields, fields: Mapping[str, FieldReading], year: int, seen: set[int]) -> list[Neighbour]:
    """What of the same delivery has a number near this one, of the same kind and year, in other dossiers."""
    number = (fields["number"].value or "") if "number" in fields else ""
    if not number.isdecimal():
        return []
    near = range(max(1, int(number) - AROUND), int(number) + AROUND + 1)
    rows = catalogue.every_item().filter(
        pk__in=ItemFields.objects.filter(delivery_id=own.delivery_id).values("item_id"),
        number__in=[written for one in near for written in {f"{one}", f"{one:02d}", f"{one:03d}"}],
        issued_date__startswith=f"{year}",
    )
    told = list(rows.exclude(dossier_id=item.dossier_id).values_list("pk", *_COLUMNS)[:MOST_RUN])
    confirmed = _confirmed([pk for pk, *_ in told])
    return [_neighbour(columns, pk in confirmed, is_beside=False) for pk, *columns in told]


def _confirmed(item_ids: list[Any]) -> set[Any]:
    rows = ItemFields.objects.filter(item_id__in=item_ids, state=states.CONFIRMED)
    return set(rows.values_list("item_id", flat=True))


def _neighbour(columns: Iterable[Any], is_confirmed: bool, *, is_beside: bool) -> Neighbour:
    ordinal, kind, number, notation, issued, issuer, subject = columns
    return Neighbour(
        ordinal, kind, number, notation, _full(dates.parse(issued)), issuer, subject, is_confirmed, is_beside
    )


def _used(agency_id: int, year: int, item: Any) -> dict[str, dict[str, int]]:
    """Notations and names people confirmed for this agency among papers of that year."""
    rows = ItemFields.objects.filter(
        delivery__agency_id=agency_id, state=states.CONFIRMED, item__issued_date__startswith=f"{year}"
    ).exclude(item_id=item.pk)
    counted: dict[str, Counter[str]] = {name: Counter() for name in HABITS}
    columns = [f"item__{FIELDS[name]}" for name in HABITS]
    for values in rows.order_by("-pk").values_list(*columns)[:MOST_CONFIRMED]:
        for name, value in zip(HABITS, values, strict=True):
            if value:
                counted[name][value] += 1
    return {name: dict(counts) for name, counts in counted.items() if counts}


def _names(agency_id: int, day: date | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the agency, what is above it and whom it took over from: those of that day, and the others."""
    family = (
        Q(agency_id=agency_id)
        | Q(agency__children=agency_id)
        | Q(agency__parent=agency_id)
        | Q(agency__heirs__heir=agency_id)
    )
    then: list[str] = []
    other: list[str] = []
    for name, start, end in AgencyName.objects.filter(family).values_list("name", "valid_from", "valid_to")[:MOST_RUN]:
        held = day is None or ((start is None or start <= day) and (end is None or day <= end))
        (then if held else other).append(name)
    return tuple(dict.fromkeys(then)), tuple(name for name in dict.fromkeys(other) if name not in then)


def _full(told: dates.ArchivalDate | None) -> date | None:
    return date(told.year, told.month, told.day) if told and told.month and told.day else None


def _first_day(text: str) -> date | None:
    told = dates.parse(text)
    return date(told.year, told.month or 1, told.day or 1) if told else None


def _last_day(text: str) -> date | None:
    """The last day a beginning-or-end of a dossier may mean: a year alone means all of it."""
    told = dates.parse(text)
    if told is None:
        return None
    if told.day:
        return _full(told)
    month = told.month or 12
    return date.fromordinal(date(told.year + month // 12, month % 12 + 1, 1).toordinal() - 1)
