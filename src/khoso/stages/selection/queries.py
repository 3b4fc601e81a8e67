"""Reading approved lists."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from khoso.stages.catalogue import queries as catalogue
from khoso.stages.selection import states
from khoso.stages.selection.assessing.queries import blocks_of as blocks_of
from khoso.stages.selection.assessing.queries import current_assessments as current_assessments
from khoso.stages.selection.assessing.queries import selectable as selectable
from khoso.stages.selection.handover.queries import listed_for_handover as listed_for_handover
from khoso.stages.selection.models import SelectionEntry, SelectionList
from khoso.stages.selection.proposing.queries import proofs as proofs
from khoso.stages.selection.rules import dossier_key


def is_approved(dossier_id: object) -> bool:
    """Whether an approved list of the dossier's agency names it.

    # Luật: TT 05/2025 Đ.5; KH 82 III.2.b
    """
    return uuid.UUID(str(dossier_id)) in approved_among([dossier_id])


def approved_among(dossier_ids: list[Any]) -> set[Any]:
    """Those of the dossiers that an approved list of their agency names; see `is_approved`."""
    asked = catalogue.dossiers(dossier_ids)
    keys = {
        dossier.pk: (dossier.fonds.agency_id, dossier_key(dossier.fonds.title, dossier.box, dossier.number))
        for dossier in asked.values()
    }
    standing = SelectionEntry.objects.filter(
        list__agency_id__in={agency for agency, _ in keys.values()}, list__state=states.APPROVED, is_struck=False
    )
    # An entry that knows its dossier speaks for that one alone, wherever it stands by now.
    own = set(standing.filter(dossier_id__in=list(asked)).values_list("list__agency_id", "dossier_id"))
    on_paper = standing.filter(dossier=None, key__in={key for _, key in keys.values()})
    named = set(on_paper.values_list("list__agency_id", "key"))
    return {dossier for dossier, key in keys.items() if key in named or (key[0], dossier) in own}


def agency_code_of(list_id: int) -> str:
    """The agency whose head approved this list."""
    return SelectionList.objects.values_list("agency__code", flat=True).get(pk=list_id)


# The figure that counts the dossiers approved lists name.
COUNTED_BY = "selection.dossiers_selected"


def lists_of(agency_ids: Iterable[int]) -> list[SelectionList]:
    """The approved lists of these agencies, oldest first."""
    rows = SelectionList.objects.filter(agency_id__in=list(agency_ids), recorded_at__isnull=False)
    return list(rows.order_by("recorded_at", "pk"))


def approved_lists(agency_ids: Iterable[int]) -> list[SelectionList]:
    """The lists of these agencies that are in force by decision, latest decision first."""
    rows = SelectionList.objects.filter(agency_id__in=list(agency_ids), state=states.APPROVED)
    return list(rows.order_by("-decision_date", "-pk"))


def standing_approved(list_ids: Iterable[int]) -> dict[int, str]:
    """Those of the lists approved by decision, with its number. One that a newer version replaced stays approved for
    what works off it: its dossiers are asked one by one, see `approved_among`.
    """
    rows = SelectionList.objects.filter(pk__in=list(list_ids), state__in=(states.APPROVED, states.SUPERSEDED))
    return dict(rows.values_list("pk", "decision_number"))


def dossiers_on(list_id: int) -> list[uuid.UUID]:
    """The dossiers of the catalogue that a list names and nobody struck out; by their place where it names no more."""
    standing = SelectionEntry.objects.filter(list_id=list_id, is_struck=False)
    known = set(standing.exclude(dossier=None).values_list("dossier_id", flat=True))
    on_paper = set(standing.filter(dossier=None).values_list("key", flat=True))
    if on_paper:
        agency = SelectionList.objects.values_list("agency_id", flat=True).get(pk=list_id)
        every = catalogue.dossiers(catalogue.dossier_ids_of([agency]))
        known |= {one.pk for one in every.values() if dossier_key(one.fonds.title, one.box, one.number) in on_paper}
    return sorted(known)
