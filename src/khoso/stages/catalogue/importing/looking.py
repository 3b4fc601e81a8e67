"""What the catalogue has of the rows of a sheet: asked for thousands of rows at once, found by place and by code."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from khoso.kernel.text_vi import fold
from khoso.stages.catalogue.importing import rules
from khoso.stages.catalogue.importing.rules import Place
from khoso.stages.catalogue.models import Dossier, Fonds, Item


def with_fonds(options: Mapping[str, Any], agency_id: int) -> dict[str, Any]:
    """The options of an import with the fonds the agency has; see `rules.fonds_of`."""
    there = Fonds.objects.filter(agency=agency_id).values_list("title", "code")
    return {**options, "known_fonds": {fold(title): code for title, code in there}}


_BY_PLACE = """
SELECT dossier.id FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS said (code, register, box, number)
JOIN catalogue_fonds fonds ON fonds.agency_id = %s AND fonds.code = said.code
JOIN catalogue_dossier dossier ON dossier.fonds_id = fonds.id AND dossier.register_number = said.register
 AND dossier.box = said.box AND dossier.number = said.number
"""
_ITEMS = """
SELECT item.id FROM unnest(%s::uuid[], %s::int[]) AS said (dossier, ordinal)
JOIN catalogue_item item ON item.dossier_id = said.dossier AND item.ordinal = said.ordinal
"""


@dataclass
class Known:
    """The dossiers of one agency that a batch of rows speaks of, and codes that other agencies use."""

    by_place: dict[Place, Dossier] = field(default_factory=dict)
    by_code: dict[str, Dossier] = field(default_factory=dict)
    # Code → name of the agency that has it.
    elsewhere: dict[str, str] = field(default_factory=dict)

    def find(self, place: Place, said: Mapping[str, Any]) -> Dossier | None:
        """The dossier at this place, else the one with the code the row gives."""
        return self.by_place.get(place) or self.by_code.get(str(said.get("reference_code") or ""))


def known_dossiers(agency_id: int, said: Mapping[Place, Mapping[str, Any]]) -> Known:
    """What the catalogue has of these dossiers."""
    known = Known()
    places = list(said)
    with connection.cursor() as cursor:
        cursor.execute(_BY_PLACE, [*([list(column) for column in zip(*places, strict=True)] or [[]] * 4), agency_id])
        found = [row[0] for row in cursor.fetchall()]
    for dossier in Dossier.objects.select_related("fonds").filter(pk__in=found):
        known.by_place[_place(dossier)] = dossier
    typed = [code for one in said.values() if (code := str(one.get("reference_code") or ""))]
    if typed:
        for dossier in Dossier.objects.select_related("fonds__agency").filter(reference_code__in=typed):
            if dossier.fonds.agency_id == agency_id:
                known.by_code[dossier.reference_code] = dossier
            else:
                known.elsewhere[dossier.reference_code] = dossier.fonds.agency.name
    return known


def _place(dossier: Dossier) -> Place:
    return Place(dossier.fonds.code, dossier.register_number, dossier.box, dossier.number)


def known_items(wanted: Collection[tuple[uuid.UUID, int]]) -> dict[tuple[uuid.UUID, int], Item]:
    """The items with these ordinals of these dossiers."""
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, [[dossier for dossier, _ in wanted], [ordinal for _, ordinal in wanted]])
        found = [row[0] for row in cursor.fetchall()]
    return {(item.dossier_id, item.ordinal): item for item in Item.objects.filter(pk__in=found)}


def taken_codes(codes: Iterable[str]) -> set[str]:
    """Those of `codes` some dossier has."""
    return set(Dossier.objects.filter(reference_code__in=list(codes)).values_list("reference_code", flat=True))


def values(thing: Dossier | Item) -> dict[str, Any]:
    """What a description says, by the names of its columns; what photos and recordings have besides among them."""
    said = {one.attname: getattr(thing, one.attname) for one in thing._meta.concrete_fields}
    return said | dict(thing.details) if isinstance(thing, Item) else said


def flat(said: Mapping[str, Any]) -> dict[str, Any]:
    """A row's item with its details beside its columns, as `values` gives what is there."""
    return {**said, **(said.get("details") or {})}


def differing(thing: Dossier | Item, said: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """field → (catalogue, sheet) where they do not agree."""
    return rules.differences(values(thing), flat(said))
