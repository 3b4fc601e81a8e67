"""Which dossiers a register is about: an agency, a fonds, a series, a kept view, or dossiers somebody ticked."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import BigIntegerField, F, Func, QuerySet
from django.db.models.expressions import RawSQL
from django.http import QueryDict

from khoso.stages.catalogue.browsing import asking, conditions, pages
from khoso.stages.catalogue.browsing.asking import SHELF, Asked
from khoso.stages.catalogue.browsing.saved import address
from khoso.stages.catalogue.models import Dossier, SavedView, Series
from khoso.stages.catalogue.queries import dossiers_seen_by
from khoso.stages.catalogue.registers.errors import NothingToList

# More than a screen lets anybody tick; a longer choice is a filter.
MOST_CHOSEN = 5_000
_VALUE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Scope:
    """What was chosen; everything named narrows it further. Nothing named: all the person sees."""

    agency: int | None = None
    fonds: str = ""
    series: str = ""
    view: int | None = None
    dossiers: tuple[str, ...] = ()
    # What the table of the catalogue was filtered by, as its address says it.
    filters: str = ""

    def plain(self) -> dict[str, Any]:
        """The scope as JSON; `read` is its opposite."""
        told = {
            "agency": self.agency,
            "fonds": self.fonds,
            "series": self.series,
            "view": self.view,
            "dossiers": list(self.dossiers),
            "filters": self.filters,
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
        told.get("filters", ""),
    )


def asked(query: QueryDict) -> Scope:
    """A scope from an address or a form: `co-quan`, `phong`, `muc`, `xem`, `ho-so` (many), and the catalogue's own
    filters. What makes no sense is ignored."""
    return Scope(
        _number(query.get("co-quan")),
        _uuid(query.get("phong")),
        _uuid(query.get("muc")),
        _number(query.get("xem")),
        tuple(dict.fromkeys(one for one in map(_uuid, query.getlist("ho-so")) if one))[:MOST_CHOSEN],
        _filters(asking.read(query)),
    )


def _filters(asked: Asked) -> str:
    """The filters alone: where is looked, the order and the columns are said elsewhere."""
    if not asked.is_narrowed:
        return ""
    return replace(asked, agency=None, fonds=None, series=None, order=SHELF, falling=False, columns=()).address()[1:]


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
        rows = _of_view(rows, scope.view, person)
    if scope.filters:
        rows = _asked_for(rows, asking.read(QueryDict(scope.filters)), person)
    return in_register_order(rows)


def _with_children(series: str) -> list[uuid.UUID]:
    """The series and all below it: a group of the classification has groups of its own."""
    found, level = [uuid.UUID(series)], [uuid.UUID(series)]
    while level:
        level = list(Series.objects.filter(parent_id__in=level).exclude(pk__in=found).values_list("pk", flat=True))
        found += level
    return found


def _of_view(rows: QuerySet[Dossier], view: int, person: Any) -> QuerySet[Dossier]:
    """The rows a kept view shows; a view is its owner's alone."""
    kept = SavedView.objects.filter(pk=view, person=person).first()
    if kept is None:
        raise NothingToList
    return _asked_for(rows, asking.read(QueryDict(address(kept)[1:])), person)


def _asked_for(rows: QuerySet[Dossier], asked: Asked, person: Any) -> QuerySet[Dossier]:
    """The rows the table of the catalogue shows for this asking."""
    place = conditions.reach(person, asked)
    if place.is_nowhere:
        return rows.none()
    where, said = pages.condition_of(place, asked)
    # Django passes values by place, the table by name.
    values = [said[name] for name in _VALUE.findall(where)]
    # What stands in the condition is the table's own text; what a person typed is among the values.
    chosen = RawSQL(f"SELECT d.id FROM catalogue_dossier d WHERE {_VALUE.sub('%s', where)}", values)  # noqa: S608, S611
    return rows.filter(pk__in=chosen)


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
