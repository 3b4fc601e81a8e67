"""Reading approved lists."""

from __future__ import annotations

from khoso.stages.catalogue import queries as catalogue
from khoso.stages.selection.models import SelectionEntry, SelectionList
from khoso.stages.selection.rules import dossier_key


def is_approved(dossier_id: object) -> bool:
    """Whether an approved list of the dossier's agency names it.

    # Luật: TT 05/2025 Đ.5; KH 82 III.2.b
    """
    dossier = catalogue.dossier(dossier_id)
    key = dossier_key(dossier.fonds.title, dossier.box, dossier.number)
    return SelectionEntry.objects.filter(list__agency_id=dossier.fonds.agency_id, key=key).exists()


def agency_code_of(list_id: int) -> str:
    """The agency whose head approved this list."""
    return SelectionList.objects.values_list("agency__code", flat=True).get(pk=list_id)
