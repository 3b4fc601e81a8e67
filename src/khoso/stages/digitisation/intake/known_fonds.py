"""Which fonds a workbook speaks of that names it by title alone: the one the agency's catalogue already has."""

from __future__ import annotations

from typing import Any

from khoso.kernel.text_vi import fold, one_space
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.catalogue.compute.rows import CatalogueReading
from khoso.stages.digitisation.compute.plan import DeliveryPlan, DossierPlan


def name_as_known(plan: DeliveryPlan, reading: CatalogueReading, agency_id: int) -> None:
    """Give the dossiers of fonds without a code in the workbook the code the catalogue knows their fonds by.

    What was listed, approved and handed out on paper is then what is scanned, and not a second dossier beside it.
    """
    coded = {row.key for row in reading.dossiers if row.fonds_code.strip()}
    open_ones = [dossier for dossier in plan.dossiers if dossier.key not in coded]
    by_title: dict[str, list[Any]] = {}
    for one in catalogue.fonds_of(agency_id) if open_ones else ():
        by_title.setdefault(_key(one.title), []).append(one)
    known = {dossier.key: by_title.get(_key(dossier.fonds_title), []) for dossier in open_ones}
    there = catalogue.places_of(
        {one.pk for some in known.values() for one in some}, {str(dossier.fields["number"]) for dossier in open_ones}
    )
    for dossier in open_ones:
        if candidates := known[dossier.key]:
            best = max(candidates, key=lambda one, dossier=dossier: _fits(one, dossier, there))  # type: ignore[misc]
            dossier.fonds_code, dossier.fonds_title = best.code, best.title


def _key(title: str) -> str:
    return fold(one_space(title))


def _fits(fonds: Any, dossier: DossierPlan, there: set[tuple[Any, ...]]) -> tuple[bool, bool]:
    """A fonds that has the dossier before one that has not; then the one deliveries named before."""
    place = tuple(str(dossier.fields[name]) for name in ("register_number", "box", "number"))
    return (fonds.pk, *place) in there, fonds.code == dossier.fonds_code
