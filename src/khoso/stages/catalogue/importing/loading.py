"""Good rows into the catalogue, so many at a time: each chunk is one transaction that also moves the count of rows.

A chunk that was cut off never happened; the next attempt begins at the count. What is there already is found by its
place, so no row makes a second dossier whoever else loads the same workbook.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Max

from khoso.kernel import clock, ids
from khoso.stages.catalogue import rules as identifiers
from khoso.stages.catalogue.importing import looking, rules
from khoso.stages.catalogue.importing.copying import copy_in
from khoso.stages.catalogue.importing.revising import Revising
from khoso.stages.catalogue.importing.rules import Place
from khoso.stages.catalogue.models import Arrangement, CatalogueImport, Dossier, Fonds, Item, Series

CHUNK = 2_000
Row = dict[str, Any]

_DOSSIER_COLUMNS = {one.attname for one in Dossier._meta.concrete_fields} - {
    *("id", "fonds_id", "series_id", "reference_code", "catalogue_import_id", "registered_at", "arranged_at"),
    *("arrangement_report_id", "start_year", "end_year", "retention_ends", "secrecy_cleared_by"),
}
_ITEM_COLUMNS = {one.attname for one in Item._meta.concrete_fields} - {"id", "dossier_id", "reference_code"}


@dataclass
class Loaded:
    """What one chunk did. `ids` are those of new dossiers and items, for the digest of the trail."""

    dossiers: int = 0
    items: int = 0
    skipped: int = 0
    kept: int = 0
    updated: int = 0
    ids: list[uuid.UUID] = field(default_factory=list)

    @property
    def digest(self) -> str:
        return hashlib.sha256("\n".join(map(str, self.ids)).encode()).hexdigest()


@dataclass
class _Known:
    """A dossier the chunk speaks of, there already or made by it."""

    pk: uuid.UUID
    reference_code: str
    access_code: str
    retention_code: str
    is_ours: bool
    thing: Dossier | None = None


class Chunk:
    """Loads one list of rows for an import. Call in a transaction that holds the row of the import."""

    def __init__(self, run: CatalogueImport) -> None:
        self._run, self._options = run, looking.with_fonds(run.options, run.agency_id)
        self._agency = run.agency
        self._now: datetime = clock.now()
        self.done = Loaded()
        self._revising = Revising(run, self.done)
        self._known: dict[Place, _Known] = {}

    def load(self, rows: list[Row]) -> Loaded:
        """Everything the rows say that is not there yet; what differs as the person chose."""
        placed = [(row, self._place(row)) for row in rows]
        fonds = self._fonds(placed)
        first: dict[Place, Row] = {}
        for row, place in placed:
            first.setdefault(place, row)
        self._dossiers(first, fonds)
        self._items([(row, self._known[place]) for row, place in placed if row.get("item")])
        self._revising.finish()
        return self.done

    def _place(self, row: Row) -> Place:
        return rules.place_of(row["dossier"], rules.fonds_of(row["dossier"], self._options)[0])

    # fonds and series ------------------------------------------------------------------------------

    def _fonds(self, placed: list[tuple[Row, Place]]) -> dict[str, Fonds]:
        titles: dict[str, str] = {}
        for row, place in placed:
            titles.setdefault(place.fonds_code, rules.fonds_of(row["dossier"], self._options)[1])
        for code, title in sorted(titles.items()):
            Fonds.objects.get_or_create(
                agency=self._agency,
                code=code,
                defaults={
                    "id": ids.new("fonds", self._agency.code, code),
                    "title": title or self._agency.name,
                    "origin": self._options.get("origin") or "created",
                },
            )
        # Two imports may bring the same dossier at once: whoever comes second finds it there.
        held = Fonds.objects.select_for_update().filter(agency=self._agency, code__in=titles).order_by("pk")
        return {one.code: one for one in held}

    def _series(self, first: Mapping[Place, Row], fonds: Mapping[str, Fonds]) -> dict[tuple[str, str], uuid.UUID]:
        """The series of each register number, made where it is new."""
        wanted: dict[tuple[str, str], str] = {}
        for place, row in first.items():
            title = str(row["dossier"].get("series_title") or "")
            code = place.register_number or identifiers.code_part(title)[:60]
            if code:
                wanted.setdefault((place.fonds_code, code), title)
        there = Series.objects.filter(fonds__in=fonds.values(), code__in={code for _, code in wanted})
        found = {(one.fonds.code, one.code): one.pk for one in there.select_related("fonds")}
        new = [
            Series(id=ids.new("series", self._agency.code, *key), fonds=fonds[key[0]], code=key[1], title=title[:1000])
            for key, title in wanted.items()
            if key not in found
        ]
        Series.objects.bulk_create(new)
        return found | {(one.fonds.code, one.code): one.pk for one in new}

    # dossiers --------------------------------------------------------------------------------------

    def _dossiers(self, first: dict[Place, Row], fonds: Mapping[str, Fonds]) -> None:
        said = {place: row["dossier"] for place, row in first.items()}
        known = looking.known_dossiers(self._agency.pk, said)
        fresh: dict[Place, Row] = {}
        for place, row in first.items():
            there = known.find(place, row["dossier"])
            if there is None:
                fresh[place] = row
                continue
            is_ours = there.catalogue_import_id == self._run.pk
            self._known[place] = _Known(
                there.pk, there.reference_code, there.access_code, there.retention_code, is_ours, there
            )
            if not is_ours:
                self._revising.dossier(row, there)
        series = self._series(fresh, fonds)
        codes = self._codes(fresh)
        copy_in(
            Dossier,
            [self._new_dossier(place, row["dossier"], fonds, series, codes[place]) for place, row in fresh.items()],
        )
        self.done.dossiers += len(fresh)

    def _codes(self, fresh: Mapping[Place, Row]) -> dict[Place, str]:
        """A code of its own for each new dossier."""
        wanted = {place: rules.wanted_code(self._agency.code, row["dossier"], place) for place, row in fresh.items()}
        taken = looking.taken_codes(wanted.values())
        codes: dict[Place, str] = {}
        for place, code in wanted.items():
            if code in taken:
                candidates = identifiers.told_apart(code, place.fonds_code)
                code = next(one for one in candidates if one not in taken and not looking.taken_codes([one]))
            taken.add(code)
            codes[place] = code
        return codes

    def _new_dossier(
        self,
        place: Place,
        said: Mapping[str, Any],
        fonds: Mapping[str, Fonds],
        series: Mapping[tuple[str, str], uuid.UUID],
        code: str,
    ) -> dict[str, Any]:
        home = fonds[place.fonds_code]
        group = place.register_number or identifiers.code_part(str(said.get("series_title") or ""))[:60]
        pk = ids.new("dossier", self._agency.code, *place)
        row = {name: value for name, value in said.items() if name in _DOSSIER_COLUMNS and value is not None}
        row |= {
            "id": pk,
            "fonds_id": home.pk,
            "series_id": series.get((place.fonds_code, group)),
            "register_number": place.register_number,
            "box": place.box,
            "number": place.number,
            "reference_code": code,
            "origin": self._options.get("origin") or home.origin,
            "catalogue_import_id": self._run.pk,
            "registered_at": self._now,
            "secrecy_mark": "",
            "secrecy_held_for": rules.secrecy_of(said).held_for or str(said.get("secrecy_held_for") or "")[:200],
            **self._arrangement(),
        }
        self.done.ids.append(pk)
        self._known[place] = _Known(
            pk, code, row.get("access_code", "02"), row.get("retention_code", "01"), is_ours=True
        )
        return row

    def _arrangement(self) -> dict[str, Any]:
        """What the person said of the whole. # Luật: KH 82 III.1.a (chỉ tài liệu đã chỉnh lý hoàn chỉnh)"""
        state = self._options.get("arrangement") or Arrangement.UNARRANGED
        is_arranged = state == Arrangement.ARRANGED
        return {
            "arrangement": state,
            "arranged_at": self._now if is_arranged else None,
            "arrangement_report_id": self._options.get("report_id") if is_arranged else None,
        }

    # items -----------------------------------------------------------------------------------------

    def _items(self, rows: list[tuple[Row, _Known]]) -> None:
        ordinals = self._ordinals(rows)
        there = looking.known_items(
            [(home.pk, ordinal) for (_, home), ordinal in zip(rows, ordinals, strict=True) if home.thing is not None]
        )
        new: list[dict[str, Any]] = []
        held: dict[uuid.UUID, str] = {}
        for (row, home), ordinal in zip(rows, ordinals, strict=True):
            kept = there.get((home.pk, ordinal))
            if kept is not None:
                if not home.is_ours:
                    self._revising.item(row, kept)
                continue
            new.append(self._new_item(row["item"], home, ordinal))
            if words := rules.secrecy_of(row["item"]).held_for:
                held.setdefault(home.pk, words)
        copy_in(Item, new)
        self.done.items += len(new)
        for pk, words in held.items():
            # A word of an item's subject holds the whole dossier: nobody scans it before somebody looked.
            Dossier.objects.filter(pk=pk, secrecy_held_for="", secrecy_cleared_at=None).update(
                secrecy_held_for=words[:200]
            )

    def _ordinals(self, rows: list[tuple[Row, _Known]]) -> list[int]:
        """The ordinals the sheet gives; the next free ones, in the order of rows, where it gives none."""
        without = {home.pk for row, home in rows if not row["item"].get("ordinal")}
        last = dict(Item.objects.filter(dossier__in=without).order_by().values_list("dossier").annotate(Max("ordinal")))
        for row, home in rows:
            if home.pk in without and (given := row["item"].get("ordinal")):
                last[home.pk] = max(last.get(home.pk, 0), given)
        found = []
        for row, home in rows:
            ordinal = row["item"].get("ordinal")
            if not ordinal:
                ordinal = last[home.pk] = last.get(home.pk, 0) + 1
            found.append(int(ordinal))
        return found

    def _new_item(self, said: Mapping[str, Any], home: _Known, ordinal: int) -> dict[str, Any]:
        row = {name: value for name, value in said.items() if name in _ITEM_COLUMNS and value is not None}
        pk = ids.new("item", home.pk, ordinal)
        self.done.ids.append(pk)
        return row | {
            "id": pk,
            "dossier_id": home.pk,
            "ordinal": ordinal,
            "reference_code": identifiers.item_reference_code(home.reference_code, ordinal),
            "retention_code": said.get("retention_code") or home.retention_code,
            "access_code": identifiers.stricter(home.access_code, said.get("access_code") or ""),
            "details": dict(said.get("details") or {}),
        }


def take(rows: Iterable[Any], count: int = CHUNK) -> list[Any]:
    """The next rows of an open file."""
    return list(islice(rows, count))
