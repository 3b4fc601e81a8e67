"""What a hand-over list keeps of a dossier, and how it differs from what the catalogue says today."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from khoso.stages.catalogue import queries as catalogue
from khoso.stages.selection.models import HandoverEntry

# Ours → the name of the dossier's column. # Luật: TT 05/2025 Đ.20.3.k; NĐ 30/2020 Phụ lục V
COLUMNS = {
    "reference_code": "reference_code",
    "title": "title",
    "start": "start",
    "end": "end",
    "pages": "declared_page_count",
    "sheets": "declared_sheet_count",
    "items": "declared_item_count",
    "access_code": "access_code",
    "retention_code": "retention_code",
    "note": "note",
    "number": "number",
    "box": "box",
    "register_number": "register_number",
}


def snapshot_of(dossier: Any) -> dict[str, Any]:
    """The dossier as it stands now, as plain JSON."""
    told = {name: getattr(dossier, column) for name, column in COLUMNS.items()}
    return {**told, "fonds": dossier.fonds.title, "fonds_code": dossier.fonds.code}


def changed_since(entries: Iterable[HandoverEntry]) -> dict[uuid.UUID, list[str]]:
    """Of each entry whose dossier says something else today, the names of what differs."""
    held = list(entries)
    now = catalogue.dossiers([one.dossier_id for one in held])
    found = {}
    for entry in held:
        today = snapshot_of(now[entry.dossier_id])
        differs = [name for name, value in today.items() if entry.snapshot.get(name) != value]
        if differs:
            found[entry.dossier_id] = differs
    return found
