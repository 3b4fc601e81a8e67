"""What a package is made from: plain descriptions and files, no database.

Attributes left empty (None, "" or ()) are unknown. A description read from a foreign package may have many of them;
building refuses what the Circular makes mandatory.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from khoso.kernel.dates import ArchivalDate
from khoso.kernel.errors import KhosoError
from khoso.kernel.findings import Finding

SOFTWARE_NAME = "Kho Số"
CREATION = "information package creation"
TRANSFER = "transfer"
RECORD_STATUS = ("NEW", "SUPPLEMENT", "REPLACEMENT", "TEST", "OTHER")


class SpecRefused(KhosoError):
    """The description may not become a package; `findings` say which element breaks which clause."""

    code = "package.spec_refused"

    def __init__(self, findings: list[Finding]) -> None:
        first = findings[0].message if findings else ""
        rest = f" (và {len(findings) - 1} lỗi khác)" if len(findings) > 1 else ""
        super().__init__(f"Chưa đóng gói được: {first}{rest}")
        self.findings = findings


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierDescription:
    """The 18 fields of a dossier. `item_count`, `sheet_count`, `page_count` count things; codes are the Circular's.

    # Luật: TT 05/2025 Phụ lục I mục II.2.a
    """

    reference_code: str = ""
    title: str = ""
    retention_code: str = ""
    access_code: str = ""
    languages: tuple[str, ...] = ()
    start: ArchivalDate | None = None
    end: ArchivalDate | None = None
    keywords: tuple[str, ...] = ()
    item_count: int | None = None
    sheet_count: int | None = None
    page_count: int | None = None
    physical_condition_code: str = ""
    information_mark: str = ""
    trust_code: str = ""
    paper_reference_code: str = ""
    has_backup: bool | None = None
    backup_state: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedFile:
    """A file that goes with an item.

    `role` `attachment`: a file attached to the item, kept in data/ (AttachmentFile).
    `role` `reading`: what a machine read on its pages (ALTO), kept in metadata/other/.
    """

    file: Path = field(compare=False)
    file_name: str
    mime: str
    role: str = "attachment"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyItem:
    """What every item has, whatever it is: its file and what the Circular's XML has no place for.

    `file` is where the bytes are now; `file_name` their name in the package. `extras` is plain JSON.
    `confirmed_by_person`: False marks index fields that only a machine proposed. `reading_confidence`: 0..1.
    """

    doc_id: str = ""
    reference_code: str = ""
    retention_code: str = ""
    access_code: str = ""
    physical_condition_code: str = ""
    information_mark: str = ""
    has_backup: bool | None = None
    backup_state: str = ""
    note: str = ""
    file: Path = field(default=Path(), compare=False)
    file_name: str = ""
    mime: str = "application/pdf"
    original_name: str = ""
    pronom: str = ""
    attachments: tuple[AttachedFile, ...] = ()
    confirmed_by_person: bool | None = None
    reading_confidence: float | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDescription(AnyItem):
    """A text document: the 21 fields.

    # Luật: TT 05/2025 Phụ lục I mục II.2.b
    """

    kind_code: str = ""
    number: str = ""
    notation: str = ""
    issued_date: ArchivalDate | None = None
    issuer: str = ""
    subject: str = ""
    languages: tuple[str, ...] = ()
    page_count: int | None = None
    keywords: tuple[str, ...] = ()
    trust_code: str = ""
    handwritten_notes: str = ""
    has_workflow: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureDescription(AnyItem):
    """A negative or a photo."""

    picture_kind_code: str = ""
    special_number: str = ""
    event_name: str = ""
    title: str = ""
    author: str = ""
    place: str = ""
    taken_date: ArchivalDate | None = None
    colour_code: str = ""
    film_size: str = ""
    has_attached_document: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaDescription(AnyItem):
    """A sound or a film recording. `play_time` is hh:mm:ss."""

    media_kind_code: str = ""
    special_number: str = ""
    event_name: str = ""
    title: str = ""
    author: str = ""
    place: str = ""
    taken_date: ArchivalDate | None = None
    languages: tuple[str, ...] = ()
    play_time: str = ""
    has_attached_document: bool | None = None
    quality: str = ""


TABLE_OF: dict[type[AnyItem], str] = {
    ItemDescription: "EAD_doc",
    PictureDescription: "EAD_pic",
    MediaDescription: "EAD_media",
}
ITEM_OF: dict[str, type[AnyItem]] = {name: kind for kind, name in TABLE_OF.items()}


@dataclass(frozen=True, slots=True)
class AgentLink:
    """A PremisAgent's id and its part in an event, a word of the Library of Congress ("" when not told)."""

    agent: str
    role: str


@dataclass(frozen=True, slots=True)
class PremisEvent:
    """One event in the life of the package or of one item.

    `type` is a word of the Library of Congress vocabulary. `at` has a time zone; milliseconds are kept.
    `agent` is the id of the one PremisAgent whose part nobody told; `links` are those whose part is known.
    `object` is an item's doc_id, or "" for the package itself.
    """

    id: str
    type: str
    at: datetime
    outcome: str = ""
    detail: str = ""
    agent: str = ""
    object: str = ""
    links: tuple[AgentLink, ...] = ()


@dataclass(frozen=True, slots=True)
class PremisAgent:
    """Who or what did an event. `type`: person, organization, software or hardware."""

    id: str
    name: str
    type: str
    version: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SupportingFile:
    """A cover or an inventory: goes to documentation/."""

    file: Path = field(compare=False)
    file_name: str
    mime: str = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class AipSpec:
    """Everything an AIP_hoso or a SIP_hoso is made from. `items` and `events` may be generators; they are read once.

    `created` is the time written everywhere, so that the same description gives the same bytes.
    `extras` is plain JSON for what the Circular's XML has no place for. `transfer_code` is the registration code of
    the submission (altRecordID).
    """

    package_id: uuid.UUID
    fonds_code: str
    archive_agency_code: str
    producer_name: str
    created: datetime
    software_version: str
    dossier: DossierDescription
    items: Iterable[AnyItem]
    supporting_files: tuple[SupportingFile, ...] = ()
    events: Iterable[PremisEvent] = ()
    agents: tuple[PremisAgent, ...] = ()
    extras: Mapping[str, Any] = field(default_factory=dict)
    transfer_code: str = ""
    record_status: str = "NEW"
