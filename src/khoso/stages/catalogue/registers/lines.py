"""The lines of a register, read in portions: however long it is, only a few hundred dossiers are in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count, groupby, islice

from django.db.models import QuerySet

from khoso.stages.catalogue.models import Dossier, Item
from khoso.stages.catalogue.registers.layouts import Line

PORTION = 500


def dossier_lines(rows: QuerySet[Dossier]) -> Iterator[Line]:
    """One line for each dossier."""
    for number, dossier in enumerate(rows.iterator(chunk_size=2000), start=1):
        yield Line(number, dossier)


def item_lines(rows: QuerySet[Dossier], *, material: str = "", with_empty: bool = False) -> Iterator[Line]:
    """One line for each item, dossier by dossier; `with_empty`: one for a dossier that has none."""
    numbers = count(1)
    for dossier, items in with_items(rows.iterator(chunk_size=2000), material=material):
        for item in items:
            yield Line(next(numbers), dossier, item)
        if with_empty and not items:
            yield Line(next(numbers), dossier)


def with_items(dossiers: Iterable[Dossier], *, material: str = "") -> Iterator[tuple[Dossier, list[Item]]]:
    """Each dossier with its items in their order."""
    waiting = iter(dossiers)
    while portion := list(islice(waiting, PORTION)):
        found = Item.objects.filter(dossier__in=[one.pk for one in portion])
        if material:
            found = found.filter(material=material)
        rows = found.defer("catalogue_row").order_by("dossier_id", "ordinal")
        by_dossier = {key: list(items) for key, items in groupby(rows, key=lambda one: one.dossier_id)}
        for dossier in portion:
            yield dossier, by_dossier.get(dossier.pk, [])
