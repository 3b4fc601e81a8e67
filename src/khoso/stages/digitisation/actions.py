"""Taking deliveries in: the only way to write deliveries, files, pages, findings and gates."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from khoso.engines import disk, jobs
from khoso.foundation.audit.actions import present_actor, record
from khoso.foundation.identity.models import Agency
from khoso.foundation.provenance import agents
from khoso.foundation.provenance.actions import record_event
from khoso.foundation.provenance.events import DIGITISATION, EventType, Outcome
from khoso.kernel import clock, ids, news
from khoso.kernel.errors import KhosoError
from khoso.kernel.findings import Finding
from khoso.kernel.words import Sentence, noop
from khoso.stages.catalogue import actions as catalogue
from khoso.stages.digitisation import rules, spans, states
from khoso.stages.digitisation.batches.doors import *  # noqa: F403 - the doors of batches and sites
from khoso.stages.digitisation.batches.doors import must_run
from khoso.stages.digitisation.checking import ask_for_checks
from khoso.stages.digitisation.errors import BatchChanged, LegacyChanged
from khoso.stages.digitisation.events import DossierRegistered, FileChecked, FileStopped, GateRecorded
from khoso.stages.digitisation.findings import replace_findings
from khoso.stages.digitisation.models import Batch, Delivery, DeliveryFile, Gate, PageImage
from khoso.stages.digitisation.quarantine import keeping

# The libraries that look into a file when it is checked.
CHECKERS = ("pypdfium2", "opencv-python-headless")


@dataclass(frozen=True)
class FileEntry:
    """One file to register: its path in the delivery, what it is, where its bytes are kept."""

    path: str
    role: str
    sha256: str
    size: int
    ordinal: int | None = None


@dataclass(frozen=True)
class ItemEntry:
    """One item to register: its ordinal, the fields its row gives ({} when no row does)."""

    ordinal: int
    fields: Mapping[str, Any]


@transaction.atomic
def record_gate(
    agency: Agency, *, kind: str, document_number: str, valid_from: date, valid_to: date | None = None
) -> Gate:
    """Put on record one paper that the law wants before scanning."""
    gate, made = Gate.objects.get_or_create(
        agency=agency,
        batch=None,
        contractor=None,
        withdrawn_at=None,
        kind=kind,
        document_number=document_number,
        defaults={"valid_from": valid_from, "valid_to": valid_to, "recorded_at": clock.now()},
    )
    if made:
        record("digitisation.gate.record", subject=("gate", gate.pk), details={"kind": kind, "paper": document_number})
        news.publish(GateRecorded(agency_code=agency.code))
    return gate


@transaction.atomic
def open_delivery(
    agency: Agency,
    *,
    folder: Path,
    catalogue_path: Path | None,
    catalogue_sha256: str = "",
    legacy_reason: str = "",
    confirm: str = "person",
    batch: Batch | None = None,
) -> Delivery:
    """Take a folder in, or go on with it where it stopped. `catalogue_path` lies inside it. Its reading becomes a job.

    Without a workbook the rows are those of the catalogue, named by the files. `batch`: the production batch it was
    scanned in, which must run: raises BatchNotRunning, BatchOfAnother. Raises LegacyChanged when the folder was taken
    in before under the other regime, DiskLow when there is too little
    room to take anything in.
    """
    if batch is not None:
        must_run(batch, agency)
    disk.require_room()
    workbook = catalogue_path.relative_to(folder).as_posix() if catalogue_path else ""
    delivery, made = Delivery.objects.get_or_create(
        agency=agency,
        folder=str(folder),
        defaults={
            "id": ids.new("delivery", agency.code, folder.name),
            "folder_name": folder.name,
            "catalogue_name": workbook,
            "catalogue_sha256": catalogue_sha256,
            "legacy_reason": legacy_reason,
            "confirm": confirm,
            "batch": batch,
            "registered_at": clock.now(),
            "registered_by": present_actor().username,
        },
    )
    if not made and bool(delivery.legacy_reason) != bool(legacy_reason):
        raise LegacyChanged(
            Sentence(
                "Thư mục «{name}» đã được nhập trước đây {how}; không đổi được nữa. Hãy chạy lại đúng như lần đầu.",
                name=folder.name,
                how=noop("là tài liệu số hóa cũ") if delivery.legacy_reason else noop("theo quy trình mới"),
            )
        )
    if not made and batch is not None and delivery.batch_id != batch.pk:
        raise BatchChanged(folder.name)
    if delivery.batch is not None and batch is None:
        # Going on with what came for a batch asks what beginning it asked.
        must_run(delivery.batch, agency)
    if made:
        details = {"folder": folder.name, "agency": agency.code, "legacy_reason": legacy_reason}
        if batch is not None:
            details["batch"] = batch.title
        record("digitisation.delivery.open", subject=("delivery", delivery.pk), details=details)
    else:
        Delivery.objects.filter(pk=delivery.pk).update(
            catalogue_name=workbook,
            catalogue_sha256=catalogue_sha256,
            confirm=confirm,
            failure="",
        )
        delivery.refresh_from_db()
    read_again(delivery.pk)
    return delivery


def read_again(delivery_id: object) -> None:
    """Ask for the reading of a delivery's files and catalogue, in the present transaction."""
    jobs.enqueue(
        "digitisation.register_delivery",
        delivery_id=str(delivery_id),
        lock=f"delivery:{delivery_id}",
        once=f"register:{delivery_id}",
    )


@transaction.atomic
def record_hindrance(
    step: str,
    error: KhosoError,
    *,
    delivery_id: object,
    dossier_id: object | None = None,
    file: DeliveryFile | None = None,
) -> None:
    """The machine, not the material, hindered `step`: a finding says so until the step is done after all."""
    finding = rules.hindrance(step, error.message, where=file.path if file else "")
    replace_findings(
        delivery_id,
        step,
        [finding],
        dossier_id=file.dossier_id if file else dossier_id,
        file_id=file.pk if file else None,
    )
    record("digitisation.step.hinder", subject=("delivery", delivery_id), details={"step": step, "code": error.code})


@transaction.atomic
def resume(delivery_id: object) -> None:
    """Ask again for the check of every file that still waits for one."""
    ask_for_checks(DeliveryFile.objects.filter(delivery_id=delivery_id, state=states.REGISTERED))


def ask_to_compare(delivery_id: object) -> None:
    """Ask for the comparison of a delivery's files with each other."""
    jobs.enqueue(
        "digitisation.compare_files",
        delivery_id=str(delivery_id),
        lock=f"compare:{delivery_id}",
        once=f"compare:{delivery_id}",
    )


@transaction.atomic
def register_dossier(
    delivery: Delivery,
    *,
    fonds_code: str,
    fonds_title: str,
    dossier_fields: Mapping[str, Any],
    items: Iterable[ItemEntry],
    files: Iterable[FileEntry],
    findings: Iterable[Finding],
) -> uuid.UUID:
    """Register one dossier of a delivery with its items and files, all or nothing. Doing it again adds what is new."""
    fonds = catalogue.register_fonds(delivery.agency, code=fonds_code, title=fonds_title)
    dossier = catalogue.register_dossier(fonds, **dossier_fields, legacy_reason=delivery.legacy_reason)
    by_ordinal = {
        entry.ordinal: catalogue.register_item(dossier, ordinal=entry.ordinal, **entry.fields) for entry in items
    }
    fresh = []
    for file in files:
        item = by_ordinal.get(file.ordinal) if file.ordinal is not None else None
        fresh += _register_file(delivery, file, dossier_id=dossier.pk, item_id=item.pk if item else None)
    ask_for_checks(fresh)
    replace_findings(delivery.pk, "pairing", findings, dossier_id=dossier.pk)
    news.publish(DossierRegistered(dossier_id=str(dossier.pk)))
    return dossier.pk


@transaction.atomic
def register_extras(delivery: Delivery, files: Iterable[FileEntry]) -> None:
    """Register files that belong to no dossier, so that each is checked and told about."""
    ask_for_checks([one for file in files for one in _register_file(delivery, file, dossier_id=None, item_id=None)])


def _register_file(delivery: Delivery, file: FileEntry, *, dossier_id: object, item_id: object) -> list[DeliveryFile]:
    """The file, when these are bytes that nobody has asked to check yet; else nothing."""
    existing = DeliveryFile.objects.select_for_update().filter(delivery=delivery, path=file.path).first()
    if existing is None:
        existing = DeliveryFile(
            id=ids.new("file", delivery.pk, file.path), delivery=delivery, path=file.path, sha256=""
        )
    if existing.sha256 == file.sha256:
        _put_in_place(existing, file.role, dossier_id, item_id)
        return []
    if existing.state == states.QUARANTINED:
        # Luật: KH 82 II: nothing under this name is looked at again before whoever guards the secret has decided.
        replace_findings(delivery.pk, "keeping", [rules.in_quarantine(file.path)], file_id=existing.pk)
        return []
    if existing.sha256:
        existing.state = states.FILE_STATES.next(existing.state, "deliver_again")
        existing.page_images.all().delete()
        existing.findings.all().delete()
        spans.end_check(existing)
        spans.end_findings_of(existing)
    existing.role, existing.dossier_id, existing.item_id = file.role, dossier_id, item_id
    existing.sha256, existing.size = file.sha256, file.size
    existing.save()
    record_event(
        DIGITISATION,
        subject=("file", existing.pk),
        agents=[agents.acting(), agents.organization(delivery.agency.code, delivery.agency.name)],
        once=file.sha256,
        detail=f"Nhận từ lô {delivery.folder_name}: {file.path}"[:1000],
    )
    record_event(
        EventType.MESSAGE_DIGEST_CALCULATION,
        subject=("file", existing.pk),
        agents=[agents.house()],
        once=file.sha256,
        detail=f"SHA-256 {file.sha256}",
    )
    record("digitisation.file.register", subject=("file", existing.pk), details={"sha256": file.sha256})
    return [existing]


def _put_in_place(file: DeliveryFile, role: str, dossier_id: Any, item_id: Any) -> None:
    """The same bytes, but a mended workbook says they are something else: move them there, and read what was not."""
    if (file.role, file.dossier_id, file.item_id) == (role, dossier_id, item_id):
        return
    file.role, file.dossier_id, file.item_id = role, dossier_id, item_id
    file.save(update_fields=["role", "dossier", "item"])
    file.findings.update(dossier_id=dossier_id)
    spans.note_place(file, is_checked=file.state != states.REGISTERED)
    if item_id and file.pages:
        catalogue.record_page_count(item_id, file.pages)
    record("digitisation.file.place", subject=("file", file.pk), details={"role": role})
    if file.state == states.CHECKED:
        news.publish(FileChecked(file_id=str(file.pk)))


@transaction.atomic
def finish_registration(delivery_id: object, *, file_count: int) -> None:
    """The whole folder and catalogue have been read."""
    Delivery.objects.filter(pk=delivery_id).update(file_count=file_count, failure="")
    record("digitisation.delivery.register", subject=("delivery", delivery_id), details={"files": file_count})


@transaction.atomic
def fail_delivery(delivery_id: object, *, message: str) -> None:
    """The delivery as a whole cannot go on; the screen says why."""
    Delivery.objects.filter(pk=delivery_id).update(failure=message[:1000])
    record("digitisation.delivery.fail", subject=("delivery", delivery_id), details={"message": message[:300]})


@dataclass(frozen=True)
class PageFacts:
    """What the check measured of one page image; see PageImage."""

    number: int
    width: int
    height: int
    dpi: float
    is_colour: bool
    is_blank: bool
    digest: str = ""
    # The picture hash by which the same page is found elsewhere; None for a page that says too little.
    likeness: int | None = None
    look: bytes | None = None
    printed_number: int | None = None


@transaction.atomic
def record_check(
    file_id: object,
    *,
    verdict: str,
    file_format: str,
    pages: list[PageFacts],
    findings: list[Finding],
    checked_sha256: str,
) -> None:
    """Record what the machine check of a file found. `verdict` is an action of FILE_STATES.

    A check of bytes that are no longer the delivered ones, or one recorded before, changes nothing.
    """
    file = DeliveryFile.objects.select_for_update().get(pk=file_id)
    if file.sha256 != checked_sha256 or file.state != states.REGISTERED:
        return
    if verdict == "quarantine" and keeping.was_released(checked_sha256):
        # Somebody has looked at these very bytes and found nothing secret: a mark seen again changes nothing.
        findings = [one for one in findings if one.code != "page.secrecy_mark"]
        verdict = rules.verdict(findings)
    if verdict == "quarantine":
        keeping.put_away(file, findings, pages=len(pages))
        return
    file.state = states.FILE_STATES.next(file.state, verdict)
    file.format, file.pages, file.checked_at = file_format[:20], len(pages), clock.now()
    file.save(update_fields=["state", "format", "pages", "checked_at"])
    PageImage.objects.bulk_create(
        PageImage(file=file, **{name: value for name, value in vars(page).items() if name != "likeness"})
        for page in pages
    )
    spans.note_check(file)
    replace_findings(file.delivery_id, "check", findings, dossier_id=file.dossier_id, file_id=file.pk)
    if file.item_id:
        catalogue.record_page_count(file.item_id, len(pages))
        if file.state == states.CHECKED:
            _hand_in_likeness(file, pages)
    _tell_check(file, file_format, findings)
    record("digitisation.file.check", subject=("file", file.pk), details={"state": file.state, "pages": len(pages)})
    passed = file.state == states.CHECKED
    news.publish(FileChecked(file_id=str(file.pk)) if passed else FileStopped(file_id=str(file.pk)))


def _hand_in_likeness(file: DeliveryFile, pages: list[PageFacts]) -> None:
    """How the pages of this item look: what was scanned already is found before it is paid for again.

    # Luật: KH 82 I.2.e (tránh trùng lặp)
    """
    catalogue.record_likeness(
        file.item_id, pages=[(page.number, page.likeness) for page in pages if page.likeness is not None]
    )


def _tell_check(file: DeliveryFile, file_format: str, findings: list[Finding]) -> None:
    """The PREMIS events of one machine check: what the file is, and whether it holds what the law asks."""
    codes = "; ".join(sorted({finding.code for finding in findings}))
    record_event(
        EventType.FORMAT_IDENTIFICATION,
        subject=("file", file.pk),
        agents=[agents.engine("formats", "opf-fido")],
        once=file.sha256,
        outcome=Outcome.SUCCESS if file_format else Outcome.FAIL,
        detail=file_format,
    )
    passed = Outcome.WARNING if findings else Outcome.SUCCESS
    record_event(
        # The Library of Congress has no word of its own for a quality check: comparing with a standard is validation.
        EventType.VALIDATION,
        subject=("file", file.pk),
        agents=[agents.house(), *(agents.engine("imaging", name) for name in CHECKERS)],
        once=file.sha256,
        outcome=passed if file.state == states.CHECKED else Outcome.FAIL,
        detail=codes,
    )


from khoso.stages.digitisation.again import deliver_again as deliver_again  # noqa: E402 - a door of the room
from khoso.stages.digitisation.quarantine.reading import put_away_read as put_away_read  # noqa: E402 - a door of the room
