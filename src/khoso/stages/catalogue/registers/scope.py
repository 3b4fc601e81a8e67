"""Which dossiers a register is about: an agency, a fonds, a series, a kept view, or dossiers somebody ticked."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, F, Func, Q, QuerySet
from django.http import QueryDict

from khoso.stages.catalogue.models import Dossier, Series
from khoso.stages.catalogue.queries import dossiers_seen_by
from khoso.stages.catalogue.registers.errors import NothingToList

# More than a screen lets anybody tick; a longer choice is a filter.
MOST_CHOSEN = 5_000


@dataclass(frozen=True, slots=True)
class Scope:
    """What was chosen; everything named narrows it further. Nothing named: all the person sees."""

    agency: int | None = None
    fonds: str = ""
    series: str = ""
    view: int | None = None
    dossiers: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """The scope as JSON; `read` is its opposite."""
        told = {
            "agency": self.agency,
            "fonds": self.fonds,
            "series": self.series,
            "view": self.view,
            "dossiers": list(self.dossiers),
        }
        return {name: value for name, value in told.items() if value}


def read(told: Mapping[str, Any]) -> Scope:
    """A scope from the JSON of `plain`."""
    return Scope(
        told.get("agency"),
        told.get("fonds", ""),
        told.get("series", ""),
        told.get("view"),
        tuple(told.get("dossiers", ())),
    )


def asked(query: QueryDict) -> Scope:
    """A scope from an address or a form: `co-quan`, `phong`, `muc`, `xem`, `ho-so` (many). What is no id is ignored."""
    return Scope(
        _number(query.get("co-quan")),
        _uuid(query.get("phong")),
        _uuid(query.get("muc")),
        _number(query.get("xem")),
        tuple(dict.fromkeys(one for one in map(_uuid, query.getlist("ho-so")) if one))[:MOST_CHOSEN],
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def _uuid(text: str | None) -> str:
    try:
        return str(uuid.UUID(text or ""))
    except ValueError:
        return ""


def dossiers_of(scope: Scope, person: Any) -> QuerySet[Dossier]:
    """The dossiers of the scope that the person sees, in the order of a register. `person` None: the machine's own."""
    rows = Dossier.objects.select_related("fonds__agency") if person is None else dossiers_seen_by(person)
    if scope.agency:
        rows = rows.filter(fonds__agency_id=scope.agency)
    if scope.fonds:
        rows = rows.filter(fonds_id=scope.fonds)
    if scope.series:
        rows = rows.filter(series_id__in=_with_children(scope.series))
    if scope.dossiers:
        rows = rows.filter(pk__in=scope.dossiers)
    if scope.view:
        rows = _narrowed(rows, scope.view, person)
    return in_register_order(rows)


def _with_children(series: str) -> list[uuid.UUID]:
    """The series and all below it: a group of the classification has groups of its own."""
    found, level = [uuid.UUID(series)], [uuid.UUID(series)]
    while level:
        level = list(Series.objects.filter(parent_id__in=level).exclude(pk__in=found).values_list("pk", flat=True))
        found += level
    return found


def _narrowed(rows: QuerySet[Dossier], view: int, person: Any) -> QuerySet[Dossier]:
    """The rows a kept view shows; a view is its owner's alone."""
    from khoso.stages.catalogue.models import SavedView

    kept = SavedView.objects.filter(pk=view, person=person).first()
    if kept is None:
        raise NothingToList
    return narrowed_by(rows, kept.filters)


def narrowed_by(rows: QuerySet[Dossier], filters: Mapping[str, Any]) -> QuerySet[Dossier]:
    """`rows` narrowed by plain columns of a dossier: a value, or several of which any will do."""
    columns = {field.attname for field in Dossier._meta.concrete_fields}
    wanted = Q()
    for name, value in filters.items():
        if name not in columns:
            continue
        wanted &= Q(**{f"{name}__in": value}) if isinstance(value, list) else Q(**{name: value})
    return rows.filter(wanted)


class _Leading(Func):
    """The number a text begins with: 2 stands before 10."""

    template = "NULLIF(LEFT(SUBSTRING(%(expressions)s FROM '^[^0-9]*([0-9]+)'), 15), '')::bigint"
    output_field = BigIntegerField()


def in_register_order(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Fonds, register, box, number: each by the number it begins with, then by its letters."""
    order: list[Any] = [F("fonds__code").asc()]
    for name in ("register_number", "box", "number"):
        order += [_Leading(name).asc(nulls_first=True), F(name).asc()]
    return rows.order_by(*order, "pk")


def agencies_among(rows: Iterable[Any]) -> set[int]:
    """The agencies whose dossiers stand in a register."""
    return {row.fonds.agency_id for row in rows}
