"""What a dossier says of itself in four places: cover, inventory, catalogue row, files. Do they agree?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from khoso.kernel.findings import Finding, Severity
from khoso.stages.recognition.compute.covers import CoverFacts, InventoryRow
from khoso.stages.recognition.compute.reading import FieldReading

# An outgoing register runs in order, so a number used twice stands a few rows from its first use.
NEAR_ROWS = 3


@dataclass(frozen=True)
class DossierClaims:
    """The counts of one dossier. `catalogue_…` is what the workbook declares, None when it does not."""

    name: str
    catalogue_items: int | None
    catalogue_sheets: int | None
    files: int
    cover: CoverFacts | None
    inventory: Sequence[InventoryRow]


def compare_dossier_papers(claims: DossierClaims) -> list[Finding]:
    """Findings where two of the four places disagree, and numbers the inventory uses twice."""
    findings = []
    cover = claims.cover
    if cover is not None:
        findings += _disagree(
            "count.sheets_disagree", claims.name, "tờ", _count(cover.sheet_count), claims.catalogue_sheets
        )
        findings += _disagree(
            "count.items_disagree", claims.name, "văn bản", _count(cover.item_count), claims.catalogue_items
        )
    if claims.catalogue_items is not None and claims.catalogue_items != claims.files:
        findings.append(
            _finding(
                "count.files_disagree",
                f"{claims.name}: bảng kê khai {claims.catalogue_items} văn bản nhưng giao nộp {claims.files} tệp. "
                "Hãy giao nốt tệp còn thiếu hoặc sửa số trên bảng kê.",
            )
        )
    findings += _unread(claims)
    findings += _duplicates(claims)
    return findings


def _count(field: FieldReading) -> int | None:
    """A count the machine is sure of."""
    return int(field.value) if field.value and field.value.isdigit() else None


def _disagree(code: str, name: str, unit: str, on_cover: int | None, in_catalogue: int | None) -> list[Finding]:
    if on_cover is None or in_catalogue is None or on_cover == in_catalogue:
        return []
    message = (
        f"{name}: bìa ghi {on_cover} {unit}, bảng kê ghi {in_catalogue} {unit}. "
        f"Hãy đếm lại trên bản giấy và sửa nơi ghi sai."
    )
    return [_finding(code, message)]


def _unread(claims: DossierClaims) -> list[Finding]:
    """A count written by hand is not guessed: a person is shown where it stands."""
    cover = claims.cover
    if cover is None or cover.sheet_count.value is not None or claims.catalogue_sheets is None:
        return []
    message = (
        f"{claims.name}: số tờ trên bìa viết tay, máy không đọc chắc; bảng kê ghi {claims.catalogue_sheets} tờ. "
        "Hãy mở bìa và đối chiếu."
    )
    return [_finding("count.cover_unread", message)]


def _duplicates(claims: DossierClaims) -> list[Finding]:
    findings = []
    used = Counter(row.ordinal for row in claims.inventory if row.ordinal is not None)
    twice = sorted(ordinal for ordinal, count in used.items() if count > 1)
    if twice:
        numbers = ", ".join(map(str, twice))
        message = f"{claims.name}: mục lục văn bản dùng hai lần số thứ tự {numbers}. Hãy đối chiếu với bản giấy."
        findings.append(_finding("inventory.duplicate_ordinal", message))
    for first, second in _numbers_used_twice(claims.inventory):
        number = first.partition("/")[0]
        message = (
            f"{claims.name}: mục lục ghi hai văn bản cùng số {number} ({first}; {second}). Hãy đối chiếu bản giấy."
        )
        findings.append(_finding("inventory.duplicate_number", message))
    return findings


def _numbers_used_twice(rows: Sequence[InventoryRow]) -> list[tuple[str, str]]:
    """Pairs of entries near each other with one number. Far apart, a misread digit is the likelier reason."""
    pairs = []
    for place, row in enumerate(rows):
        number = (row.number_notation or "").partition("/")[0].strip()
        for other in rows[place + 1 : place + 1 + NEAR_ROWS]:
            if number and (other.number_notation or "").partition("/")[0].strip() == number:
                pairs.append((row.number_notation or "", other.number_notation or ""))
    return pairs


def _finding(code: str, message: str) -> Finding:
    return Finding(code, Severity.WARNING, message)
