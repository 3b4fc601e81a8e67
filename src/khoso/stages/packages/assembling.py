"""From what the rooms upstream know of a dossier to the description its package is built from."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from khoso import __version__
from khoso.engines import blobs
from khoso.foundation.provenance import queries as provenance
from khoso.foundation.provenance.events import EventType
from khoso.kernel import dates, ids
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection import queries as inspection
from khoso.stages.packages.compute.spec import (
    AgentLink,
    AipSpec,
    AttachedFile,
    DossierDescription,
    ItemDescription,
    PremisAgent,
    PremisEvent,
    SupportingFile,
)
from khoso.stages.recognition import queries as recognition
from khoso.stages.recognition.compute.alto import write_alto
from khoso.stages.recognition.compute.reading import FileReading

UNKNOWN = "[không xác định]"


@dataclass(frozen=True)
class Assembled:
    """The description of a package, and the path in it of each item's file by item id."""

    spec: AipSpec
    item_paths: dict[str, str]


def assemble(dossier_id: Any, scratch: Path) -> Assembled:
    """Describe the AIP of a signed dossier. Files for it that exist nowhere yet (ALTO) are written to `scratch`."""
    dossier = catalogue.dossier(dossier_id)
    passing = inspection.passing_of(dossier_id)
    assert passing is not None and passing.signing_at is not None
    signed = inspection.signed_files(dossier_id)
    files = [file for file in digitisation.files_of_dossier(dossier_id) if file.pk in signed]
    items = catalogue.items([file.item_id for file in files if file.item_id])
    readings = recognition.readings_of([file.pk for file in files])
    decided = recognition.states_of(list(items))
    descriptions = []
    for file in sorted((f for f in files if f.item_id), key=lambda f: items[f.item_id].ordinal):
        item = items[file.item_id]
        descriptions.append(
            _describe(item, file, signed[file.pk], readings[file.pk], decided.get(item.pk) == "confirmed", scratch)
        )
    package_id = ids.derived(dossier.pk, "aip")
    events, agents = _events({file.pk: items[file.item_id] for file in files if file.item_id})
    spec = AipSpec(
        package_id=package_id,
        fonds_code=dossier.fonds.code,
        archive_agency_code=dossier.fonds.agency.identifier_code or dossier.fonds.agency.code,
        producer_name=dossier.fonds.agency.name,
        created=passing.signing_at,
        software_version=__version__,
        dossier=_describe_dossier(dossier, descriptions),
        items=descriptions,
        supporting_files=tuple(
            SupportingFile(_blob(signed[file.pk]), Path(file.path).name) for file in files if not file.item_id
        ),
        events=events,
        agents=agents,
        extras={**catalogue.as_restorable(dossier_id), "legacy_reason": dossier.legacy_reason},
    )
    paths = {
        str(file.item_id): f"representations/rep1/data/{items[file.item_id].reference_code}.pdf"
        for file in files
        if file.item_id
    }
    return Assembled(spec, paths)


def doc_id(item: Any) -> str:
    """Mã định danh tài liệu: 25 signs of the item's id. The Circular gives a length and no composition.

    # Luật: TT 05/2025 Phụ lục I.II.2.b (docId, String 25)
    """
    return str(item.pk.hex[:25].upper())


def _blob(sha256: str) -> Path:
    path = blobs.store().path_of(sha256)
    assert path is not None
    return path


def _describe_dossier(dossier: Any, items: list[ItemDescription]) -> DossierDescription:
    sheets = dossier.declared_sheet_count
    pages = sum(item.page_count or 0 for item in items)
    legacy = f"Tài liệu số hóa trước đây, nhập theo diện: {dossier.legacy_reason}." if dossier.legacy_reason else ""
    starts = sorted(item.issued_date for item in items if item.issued_date)
    return DossierDescription(
        reference_code=dossier.reference_code,
        title=dossier.title,
        retention_code=dossier.retention_code,
        access_code=dossier.access_code,
        languages=(dossier.language_code,),
        start=dates.parse(dossier.start) or (starts[0] if starts else None),
        end=dates.parse(dossier.end) or (starts[-1] if starts else None),
        keywords=(dossier.keywords,) if dossier.keywords else (),
        item_count=len(items),
        # Luật: TT 05/2025 Phụ lục I: numberOfPaper is mandatory for digitised dossiers; two pages to a sheet at most
        sheet_count=sheets if sheets is not None else pages,
        page_count=pages,
        physical_condition_code=dossier.physical_condition_code,
        information_mark=dossier.information_mark,
        trust_code=dossier.trust_code,
        paper_reference_code=dossier.paper_reference_code,
        has_backup=True,
        backup_state="01",
        note=" ".join(part for part in (dossier.note, legacy) if part)[:2000],
    )


def _describe(item: Any, file: Any, sha256: str, reading: Any, is_confirmed: bool, scratch: Path) -> ItemDescription:
    issued = dates.parse(item.issued_date)
    doubts = [] if is_confirmed else ["Trường thông tin chưa có người xác nhận."]
    if issued is None:
        # The Circular wants a date. The year the dossier begins is the only one that is known, and it is said so.
        issued = dates.parse((item.dossier.start or item.dossier.end)[:4])
        doubts.append("Ngày văn bản chưa xác định; ghi theo năm của hồ sơ.")
    return ItemDescription(
        doc_id=doc_id(item),
        reference_code=item.reference_code,
        retention_code=item.retention_code,
        access_code=item.access_code,
        kind_code=item.kind_code or "32",
        number=item.number,
        notation=item.notation,
        issued_date=issued,
        issuer=item.issuer or UNKNOWN,
        subject=item.subject or UNKNOWN,
        languages=(item.language_code,),
        page_count=file.pages,
        information_mark=item.information_mark,
        keywords=(item.keywords,) if item.keywords else (),
        trust_code=item.trust_code,
        handwritten_notes=item.autograph,
        physical_condition_code=item.physical_condition_code,
        has_workflow=False,
        has_backup=True,
        backup_state="01",
        note=" ".join([item.note, *doubts]).strip()[:500],
        file=_blob(sha256),
        # Luật: TT 05/2025 Đ.8.1.d: mã hồ sơ "." số thứ tự
        file_name=f"{item.reference_code}.pdf",
        original_name=Path(file.path).name,
        attachments=tuple(_alto_files(item, reading, scratch)),
        confirmed_by_person=is_confirmed,
        reading_confidence=round(reading.confidence, 4),
        extras={"item_id": str(item.pk)},
    )


def _alto_files(item: Any, reading: Any, scratch: Path) -> Iterator[AttachedFile]:
    with blobs.store().open(reading.reading_sha256) as stored:
        kept = FileReading.from_json(json.loads(gzip.decompress(stored.read())))
    for page in kept.pages:
        name = f"{item.reference_code}.p{page.number:04d}.alto.xml"
        path = scratch / name
        write_alto(page, path)
        yield AttachedFile(file=path, file_name=name, mime="application/xml", role="reading")


def _events(items: Mapping[Any, Any]) -> tuple[list[PremisEvent], tuple[PremisAgent, ...]]:
    """The events of the delivered files (`items`: file id → item) and of the items that came from them.

    Object after object, each from its first event on: whatever was done meanwhile, the package is the same.
    """
    told = {("file", str(file_id)): doc_id(item) for file_id, item in items.items()}
    told |= {("item", str(item.pk)): doc_id(item) for item in items.values()}
    rows = provenance.events_of("file", items) + provenance.events_of("item", [item.pk for item in items.values()])
    # Pictures to look at are no part of a package, and may be drawn before or after it is built.
    rows = [row for row in rows if row.type != EventType.CREATION]
    rows.sort(key=lambda row: (told[row.object_kind, row.object_id], row.object_kind, row.at, row.sequence))
    agents = {
        link.agent.identifier: PremisAgent(
            link.agent.identifier, link.agent.name, link.agent.type, link.agent.version, link.agent.note
        )
        for row in rows
        for link in row.links.all()
    }
    events = [
        PremisEvent(
            id=str(row.id),
            type=row.type,
            at=row.at,
            outcome=row.outcome,
            detail=row.detail,
            object=told[row.object_kind, row.object_id],
            links=tuple(AgentLink(link.agent.identifier, link.role) for link in row.links.all()),
        )
        for row in rows
    ]
    return events, tuple(agents[identifier] for identifier in sorted(agents))
