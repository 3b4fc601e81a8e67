"""How columns are understood: as the machine guesses, as a person confirmed them for such a workbook before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from khoso.foundation.identity.models import Agency, Person
from khoso.kernel import clock
from khoso.stages.catalogue.compute.columns import heading_key
from khoso.stages.catalogue.compute.sheets import FIELDS, SheetSurvey
from khoso.stages.catalogue.compute.workbooks.targets import ORIGINAL_ROW
from khoso.stages.catalogue.importing import rules
from khoso.stages.catalogue.models import CatalogueImport, ColumnMapping

Column = dict[str, Any]
# From here on the machine is believed unless somebody says otherwise.
SURE = 0.8


def sheet_json(found: SheetSurvey) -> dict[str, Any]:
    """What is known of a sheet before anybody confirmed anything."""
    said = asdict(found)
    said["columns"] = [
        {**one, "field": one["field"] or "", "samples": list(one["samples"])[:3], "guess": one["field"] or ""}
        for one in said["columns"]
    ]
    # A register of dossiers with one odd column is no register of documents.
    of_items = [one for one in said["columns"] if one["field"].startswith("item.")]
    if all(one["confidence"] < SURE for one in of_items):
        for one in of_items:
            one["field"] = ""
    return said


def applied(
    agency: Agency, columns: list[Column], follows: CatalogueImport | None
) -> tuple[list[Column], dict[str, Any]]:
    """The columns as they were confirmed before for such headings, and who did it; {} when nobody did."""
    kept = ColumnMapping.objects.select_related("confirmed_by").filter(agency=agency, signature=_signature(columns))
    before = kept.first()
    if before is not None:
        told = {
            "by": before.confirmed_by.full_name if before.confirmed_by else "",
            "at": before.confirmed_at.isoformat(),
        }
        return [_as_said(one, before.mapping.get(one["letter"])) for one in columns], told
    if follows is not None and follows.mapping:
        headed = {heading_key(one["heading"]): follows.mapping.get(one["letter"]) for one in follows.columns}
        told = {"by": follows.by.full_name if follows.by else "", "at": follows.created_at.isoformat()}
        return [_as_said(one, headed.get(heading_key(one["heading"]))) for one in columns], told
    return columns, {}


def _signature(columns: Sequence[Column]) -> str:
    """The layout a person confirms. The column we add to what goes back is none of it."""
    ours = heading_key(ORIGINAL_ROW)
    return rules.signature([one["heading"] for one in columns if heading_key(one["heading"]) != ours])


def _as_said(column: Column, field: str | None) -> Column:
    if field is None or (field not in FIELDS and field not in rules.LEFT_OUT):
        return column
    return {**column, "field": field, "confidence": 1.0, "is_confirmed": True}


def remember(agency: Agency, columns: Sequence[Column], mapping: Mapping[str, str], by: Person | None) -> None:
    """Keep how this layout is to be understood, for the next workbook."""
    ColumnMapping.objects.update_or_create(
        agency=agency,
        signature=_signature(columns),
        defaults={"mapping": dict(mapping), "confirmed_by": by, "confirmed_at": clock.now()},
    )
