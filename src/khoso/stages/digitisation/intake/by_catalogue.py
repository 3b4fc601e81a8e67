"""A delivery without a workbook: its rows are what the city's catalogue holds, found by the names of the files."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from khoso.kernel.dates import parse
from khoso.kernel.text_vi import nfc
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.catalogue.compute.rows import CatalogueReading, DossierRow, ItemRow
from khoso.stages.digitisation.compute.names import is_companion
from khoso.stages.digitisation.compute.plan import DeliveryPlan

# Luật: TT 05/2025 Đ.8.1.d: mã hồ sơ, a dot, số thứ tự; an undivided dossier just mã hồ sơ.
_NUMBERED = re.compile(r"^(?P<code>.+)\.(?P<ordinal>\d{1,7})$")


def codes_in(path: str) -> list[tuple[str, int | None]]:
    """(dossier code, ordinal) a file's name may speak of, the likeliest first."""
    stem = nfc(PurePosixPath(path).stem).strip().upper()
    match = _NUMBERED.match(stem)
    numbered: list[tuple[str, int | None]] = [(match["code"], int(match["ordinal"]))] if match else []
    return [*numbered, (stem, None)]


def read(agency_id: int, paths: Sequence[str]) -> CatalogueReading:
    """The dossiers of the agency that files are named after, with all their items."""
    wanted = {code for path in paths for code, _ordinal in codes_in(path)}
    known = catalogue.dossiers_by_code(agency_id, wanted)
    items = catalogue.items_of_dossiers([dossier.pk for dossier in known.values()])
    named = _named(paths, known)
    rows: list[ItemRow] = []
    for code, dossier in known.items():
        rows += _item_rows(code, items.get(dossier.pk, []), named.get(code, {}), first=len(rows) + 1)
    dossiers = [_dossier_row(code, dossier) for code, dossier in known.items()]
    return CatalogueReading(dossiers, rows, [], [])


def _named(paths: Sequence[str], known: dict[str, Any]) -> dict[str, dict[int, str]]:
    told: dict[str, dict[int, str]] = defaultdict(dict)
    for path in paths:
        for code, ordinal in codes_in(path):
            if code in known and ordinal and not is_companion(PurePosixPath(path).name):
                told[code].setdefault(ordinal, path)
                break
    return told


def _item_rows(code: str, items: Sequence[Any], named: dict[int, str], *, first: int) -> list[ItemRow]:
    """A row for each item of the catalogue; for a dossier described without items, one for each file."""
    by_ordinal = {item.ordinal: item for item in items}
    ordinals = sorted(by_ordinal) if by_ordinal else sorted(named)
    rows = []
    for place, ordinal in enumerate(ordinals):
        item = by_ordinal.get(ordinal)
        path = named.get(ordinal)
        row = ItemRow(row=first + place, dossier=code, ordinal=ordinal, file_path=path, file_path_typed=path or "")
        if item is not None:
            row.subject, row.sheet = item.subject, item.sheet
            row.sheet_count, row.page_count = item.sheet_count, item.page_count
        rows.append(row)
    return rows


def _dossier_row(code: str, dossier: Any) -> DossierRow:
    return DossierRow(
        key=code,
        rows=(0, 0),
        fonds_name=dossier.fonds.title,
        fonds_code=dossier.fonds.code,
        register_number=dossier.register_number,
        box=dossier.box,
        dossier_number=dossier.number,
        dossier_code=code,
        title=dossier.title,
        start=parse(dossier.start) if dossier.start else None,
        declared_item_count=dossier.declared_item_count,
        declared_sheet_count=dossier.declared_sheet_count,
    )


def keep_fonds(plan: DeliveryPlan, reading: CatalogueReading) -> None:
    """Name each planned dossier by the fonds and place it has in the catalogue, so that it is found there again."""
    known = {row.key: row for row in reading.dossiers}
    common = Counter(row.fonds_code for row in reading.dossiers).most_common(1)
    for dossier in plan.dossiers:
        row = known.get(dossier.key)
        if row is None:
            if common:
                dossier.fonds_code = common[0][0]
            continue
        dossier.fonds_code, dossier.fonds_title = row.fonds_code, row.fonds_name[:300]
        dossier.fields |= {"number": row.dossier_number, "register_number": row.register_number, "box": row.box}
        for fields in dossier.items.values():
            # What the catalogue has it keeps; what is new was described by nobody.
            fields["described_by"] = "machine"
            fields.pop("catalogue_row", None)
