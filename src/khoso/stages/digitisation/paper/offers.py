"""Which boxes may go which way now: out of the batch's approved list, back what is out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation.models import Batch
from khoso.stages.digitisation.paper import queries, rules
from khoso.stages.selection import queries as selection


@dataclass(slots=True)
class Offered:
    """One dossier that may go: what is known of it, what is expected when it is counted."""

    dossier: Any
    sheets: int | None
    condition: str


@dataclass(slots=True)
class Offer:
    """One box that may go, with the dossiers of it that may."""

    fonds: Any
    register_number: str
    box: str
    store: str
    shelf: str
    dossiers: list[Offered] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.fonds.pk}|{self.register_number}|{self.box}"

    @property
    def sheets(self) -> int:
        return sum(one.sheets or 0 for one in self.dossiers)

    @property
    def untreated(self) -> int:
        """Dossiers that may not be digitised before they are treated. # Luật: TT 05/2025 Đ.6.4"""
        return sum(one.condition == rules.UNTREATED for one in self.dossiers)

    @property
    def uncounted(self) -> int:
        """Dossiers of which the catalogue does not say how many sheets they have."""
        return sum(one.sheets is None for one in self.dossiers)


def offers(batch: Batch, way: str) -> list[Offer]:
    """The boxes that may go this way now, in the order they stand in the store."""
    return _back(batch) if way == queries.BACK else _out(batch)


def _out(batch: Batch) -> list[Offer]:
    if batch.selection_list_id is None:
        return []
    listed = selection.dossiers_on(batch.selection_list_id)
    gone = queries.away(listed)
    there = catalogue.dossiers([one for one in listed if one not in gone])
    return _boxed(
        Offered(dossier, dossier.declared_sheet_count, dossier.physical_condition_code) for dossier in there.values()
    )


def _back(batch: Batch) -> list[Offer]:
    went = queries.returnable(batch.pk)
    there = catalogue.dossiers(went)
    found: dict[tuple[Any, ...], Offer] = {}
    # Back into the box it left, whatever the catalogue says by now.
    for pk, line in went.items():
        held = found.setdefault(
            (line.box.fonds_id, line.box.register_number, line.box.box),
            Offer(line.box.fonds, line.box.register_number, line.box.box, line.box.store, line.box.shelf),
        )
        held.dossiers.append(Offered(there[pk], line.giver_sheets, line.giver_condition))
    return _ordered(found.values())


def _boxed(rows: Any) -> list[Offer]:
    found: dict[tuple[Any, ...], Offer] = {}
    for one in rows:
        of = one.dossier
        held = found.setdefault(
            (of.fonds_id, of.register_number, of.box),
            Offer(of.fonds, of.register_number, of.box, of.store, of.shelf),
        )
        held.dossiers.append(one)
    return _ordered(found.values())


def _ordered(boxes: Any) -> list[Offer]:
    ordered = sorted(
        boxes,
        key=lambda one: (
            one.fonds.code,
            _natural(one.store),
            _natural(one.shelf),
            _natural(one.register_number),
            _natural(one.box),
        ),
    )
    for box in ordered:
        box.dossiers.sort(key=lambda one: (_natural(one.dossier.number), one.dossier.reference_code))
    return ordered


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """«Giá 2» before «Giá 10»."""
    parts: list[str] = []
    for letter in text:
        if parts and parts[-1].isdigit() == letter.isdigit():
            parts[-1] += letter
        else:
            parts.append(letter)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)
