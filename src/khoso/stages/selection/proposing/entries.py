"""The entries of a list: what was known of each dossier, written in parts so that tens of thousands go in at once."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from khoso.stages.catalogue import queries as catalogue
from khoso.stages.selection.models import Assessment, SelectionEntry, SelectionList
from khoso.stages.selection.proposing.hindrances import batches
from khoso.stages.selection.rules import dossier_key

# What an entry says of its dossier: what the decision approves, what the digest proves.
SNAPSHOT = (
    "fonds_title",
    "box",
    "number",
    "key",
    "dossier_id",
    "reference_code",
    "title",
    "retention_code",
    "sheets",
    "pages",
    "group",
    "criteria",
    "risk_class",
)
PROVED = (*SNAPSHOT, "is_struck", "struck_reason")


def dossiers_of(ids: Collection[uuid.UUID], agency_id: int) -> list[Any]:
    """The dossiers of this agency among `ids`, in the order asked."""
    found: dict[uuid.UUID, Any] = {}
    for part in batches(list(ids)):
        found |= catalogue.dossiers(part)
    return [found[one] for one in ids if one in found and found[one].fonds.agency_id == agency_id]


def write(one: SelectionList, dossiers: Sequence[Any]) -> int:
    """Put these dossiers on the list as they stand now."""
    taken = set(one.entries.values_list("key", flat=True))
    made = []
    assessments = _assessments([dossier.pk for dossier in dossiers])
    for dossier in dossiers:
        entry = SelectionEntry(list=one, **_said_of(dossier, assessments.get(dossier.pk)))
        entry.key = _own_key(entry.key, dossier, taken)
        taken.add(entry.key)
        made.append(entry)
    SelectionEntry.objects.bulk_create(made, batch_size=1000)
    return len(made)


def _own_key(key: str, dossier: Any, taken: set[str]) -> str:
    """Two registers of a fonds may both have a dossier 5 in a box 1: the second is told apart by its id."""
    return key if key not in taken else f"{key[:460]}|{dossier.pk}"


def refresh(one: SelectionList) -> None:
    """Write what stands on an open list anew from the catalogue and the present assessments."""
    rows = {row.dossier_id: row for row in one.entries.exclude(dossier=None).filter(is_struck=False)}
    ids = list(rows)
    assessments = _assessments(ids)
    changed = []
    for dossier in dossiers_of(ids, one.agency_id):
        row = rows[dossier.pk]
        said = {**_said_of(dossier, assessments.get(dossier.pk)), "key": row.key}
        if any(getattr(row, name) != value for name, value in said.items()):
            for name, value in said.items():
                setattr(row, name, value)
            changed.append(row)
    SelectionEntry.objects.bulk_update(changed, [name.removesuffix("_id") for name in SNAPSHOT], batch_size=500)


def copy(source: SelectionList, to: SelectionList) -> int:
    """What stands on a list (nothing struck out) on another one."""
    made = [
        SelectionEntry(list=to, **{name: getattr(row, name) for name in SNAPSHOT})
        for row in source.entries.filter(is_struck=False).order_by("pk")
    ]
    SelectionEntry.objects.bulk_create(made, batch_size=1000)
    return len(made)


def digest(one: SelectionList) -> str:
    """What proves the entries: SHA-256 over every entry as a line of JSON, in the order of their keys."""
    reckoned = hashlib.sha256()
    for row in one.entries.order_by("key").values_list(*PROVED).iterator(chunk_size=5000):
        line = json.dumps(row, ensure_ascii=False, default=str, separators=(",", ":"))
        reckoned.update(line.encode() + b"\n")
    return reckoned.hexdigest()


def _assessments(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Assessment]:
    found: dict[uuid.UUID, Assessment] = {}
    for part in batches(ids):
        found |= {row.dossier_id: row for row in Assessment.objects.filter(dossier_id__in=part, is_current=True)}
    return found


def _said_of(dossier: Any, assessment: Assessment | None) -> dict[str, Any]:
    return {
        "fonds_title": dossier.fonds.title,
        "box": dossier.box,
        "number": dossier.number,
        "key": dossier_key(dossier.fonds.title, dossier.box, dossier.number),
        "dossier_id": dossier.pk,
        "reference_code": dossier.reference_code,
        "title": dossier.title,
        "retention_code": dossier.retention_code,
        "sheets": dossier.declared_sheet_count,
        "pages": dossier.declared_page_count,
        "group": assessment.group if assessment else None,
        "criteria": assessment.criteria if assessment else [],
        "risk_class": assessment.risk_class if assessment else "",
    }
