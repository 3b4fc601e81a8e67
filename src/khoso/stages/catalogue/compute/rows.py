"""What a catalogue workbook says, as plain rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from khoso.kernel.dates import ArchivalDate
from khoso.kernel.findings import Finding


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One column of the sheet and the field it was understood as.

    `field` is `dossier.title`, `item.issuer`…, or None when the column is kept only as typed.
    `confidence`: 1.0 by an unmistakable name, 0.9 by name and position, 0.7 by name in an unexpected place,
    0.6 by what its cells hold, 0.0 not understood.
    """

    letter: str
    heading: str
    field: str | None
    confidence: float


@dataclass(slots=True)
class DossierRow:
    """A dossier as its rows describe it; the first row that names it wins, disagreements become findings.

    `typed` holds the raw values of the first row by column letter. `rows` is (first, last) Excel row.
    """

    key: str
    rows: tuple[int, int]
    fonds_name: str = ""
    fonds_code: str = ""
    register_number: str = ""
    box: str = ""
    dossier_number: str = ""
    dossier_code: str = ""
    title: str = ""
    retention_code: str | None = None
    access_code: str | None = None
    language_code: str | None = None
    start: ArchivalDate | None = None
    end: ArchivalDate | None = None
    declared_item_count: int | None = None
    declared_sheet_count: int | None = None
    declared_page_count: int | None = None
    note: str = ""
    annotation: str = ""
    information_mark: str = ""
    keywords: str = ""
    physical_condition_code: str | None = None
    trust_code: str | None = None
    paper_reference_code: str = ""
    typed: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class ItemRow:
    """One item, from one row.

    `row` is the Excel row. `dossier` is the key of its DossierRow. `file_path` is relative with forward slashes, None
    when there is none or it is unsafe; `file_path_typed` is the cell as typed. `typed` holds the raw value of every
    filled cell by column letter; `other` the text of columns that were not understood, by heading.
    """

    row: int
    dossier: str
    ordinal: int | None = None
    kind_code: str | None = None
    kind_text: str = ""
    number: str = ""
    notation: str = ""
    issued_date: ArchivalDate | None = None
    issuer: str = ""
    subject: str = ""
    language_code: str | None = None
    page_count: int | None = None
    sheet_count: int | None = None
    sheet: str = ""
    file_path: str | None = None
    file_path_typed: str = ""
    note: str = ""
    information_mark: str = ""
    keywords: str = ""
    retention_code: str | None = None
    access_code: str | None = None
    trust_code: str | None = None
    autograph: str = ""
    physical_condition_code: str | None = None
    process: str = ""
    material: str = ""
    item_code: str = ""
    identifier: str = ""
    typed: dict[str, object] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class CatalogueReading:
    """All that one workbook says: nothing is dropped without a finding."""

    dossiers: list[DossierRow]
    items: list[ItemRow]
    findings: list[Finding]
    columns: list[ColumnMatch]
    sheet: str = ""
    header_row: int = 0
