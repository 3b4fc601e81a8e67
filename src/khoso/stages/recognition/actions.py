"""Recording what was read and what a person confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from khoso.engines import jobs
from khoso.foundation.audit.actions import record
from khoso.foundation.provenance import agents
from khoso.foundation.provenance.actions import record_event
from khoso.foundation.provenance.events import EventType, Outcome
from khoso.kernel import clock, news
from khoso.kernel.errors import KhosoError
from khoso.kernel.findings import Finding, Severity
from khoso.stages.catalogue import actions as catalogue
from khoso.stages.catalogue import queries as catalogue_queries
from khoso.stages.digitisation import actions as digitisation
from khoso.stages.digitisation import queries as digitisation_queries
from khoso.stages.recognition import states
from khoso.stages.recognition.compute.reading import PersonalPlace
from khoso.stages.recognition.confirming import actions as confirming
from khoso.stages.recognition.events import FileRead
from khoso.stages.recognition.models import ItemFields, PageText, ProposedField, Reading
from khoso.stages.recognition.personal.keeping import keep_marks
from khoso.stages.recognition.proposing import Proposal as Proposal
from khoso.stages.recognition.proposing import propose


@dataclass(frozen=True)
class PageRead:
    """The text of one page and the size of its image."""

    number: int
    width: int
    height: int
    dpi: float
    text: str


@transaction.atomic
def record_reading(
    file_id: object,
    *,
    source_sha256: str,
    engine: str,
    confidence: float,
    reading_sha256: str,
    pdfa_sha256: str,
    text_layer: str,
    pages: list[PageRead],
    proposals: list[Proposal],
    findings: list[Finding],
    personal: Sequence[tuple[int, PersonalPlace]] = (),
    layer_sha256: str = "",
) -> None:
    """Record the reading of a file. A reading of other bytes than the delivered ones changes nothing.

    `layer_sha256` is the blob with the text of the file's own layer, when ours took its place.
    """
    file = digitisation_queries.file(file_id)
    if file.sha256 != source_sha256 or file.is_put_away:
        return
    before = Reading.objects.filter(file_id=file.pk).values_list("source_sha256", flat=True).first()
    is_new_scan = before is not None and before != source_sha256
    reading, _ = Reading.objects.update_or_create(
        file_id=file.pk,
        defaults={
            "source_sha256": source_sha256,
            "engine": engine,
            "read_at": clock.now(),
            "pages": len(pages),
            "confidence": confidence,
            "reading_sha256": reading_sha256,
            "pdfa_sha256": pdfa_sha256,
            "text_layer": text_layer[:300],
            "failure": "",
        },
    )
    reading.page_texts.all().delete()
    PageText.objects.bulk_create(PageText(reading=reading, **vars(page)) for page in pages)
    keep_marks(reading, personal, is_new_scan=is_new_scan)
    digitisation.replace_findings(file.delivery_id, "read", findings, dossier_id=file.dossier_id, file_id=file.pk)
    record_event(
        # The Library of Congress has no word of its own for OCR: taking the words out is extracting metadata.
        EventType.METADATA_EXTRACTION,
        subject=("file", file.pk),
        agents=[agents.program(engine), agents.house()],
        once=source_sha256,
        detail=f"Nhận dạng {len(pages)} trang, độ tin cậy {confidence:.2f}",
        outcomes=[("reading", reading_sha256)],
    )
    if pdfa_sha256:
        record_event(
            EventType.NORMALIZATION,
            subject=("file", file.pk),
            agents=[agents.house(), agents.engine("imaging", "pikepdf")],
            once=source_sha256,
            detail=f"PDF/A hai lớp {pdfa_sha256}. {text_layer}" + _kept_layer(layer_sha256),
            sources=[("reading", reading_sha256)] + ([("layer", layer_sha256)] if layer_sha256 else []),
            outcomes=[("pdfa", pdfa_sha256)],
        )
    if file.item_id:
        catalogue.record_text_likeness(file.item_id, "\n".join(page.text for page in pages))
        _propose(file.item_id, file.delivery, proposals, is_new_scan=is_new_scan)
    # After what the catalogue recorded: everyone who holds several chains takes them in the order of the rooms.
    record("recognition.file.read", subject=("file", file.pk), details={"engine": engine, "pages": len(pages)})
    news.publish(FileRead(file_id=str(file.pk), dossier_id=str(file.dossier_id or "")))


def _kept_layer(layer_sha256: str) -> str:
    return f" Chữ của lớp cũ giữ ở {layer_sha256}." if layer_sha256 else ""


def _propose(item_id: Any, delivery: Any, proposals: list[Proposal], *, is_new_scan: bool) -> None:
    fields, _ = ItemFields.objects.select_for_update().get_or_create(item_id=item_id, defaults={"delivery": delivery})
    if fields.state in (states.CONFIRMED, states.PASSED):
        return
    # A job may run twice: the same bytes read again take nothing from who keyed them.
    if fields.state in (states.KEYED, states.DISPUTED) and not is_new_scan:
        return
    rows = ProposedField.objects.filter(item_id=item_id)
    told = propose(catalogue_queries.item(item_id), delivery, proposals, {row.name: row for row in rows})
    rows.delete()
    ProposedField.objects.bulk_create(told.rows)
    fields.state = states.FIELD_STATES.next(fields.state, "read")
    fields.doubts, fields.keyings_wanted = told.stops, told.keyings
    fields.save()
    if delivery.confirm == "auto":
        confirming.decide(
            fields, {choice.name: choice.value for choice in told.choices}, move="pass_on", described_by="machine"
        )


@transaction.atomic
def confirm_fields(item_id: object, values: Mapping[str, str], by: Any = None) -> None:
    """A person says what the index fields of an item are; where two must, one of their keyings.

    Raises FieldsRefused when a mandatory field is empty or a value cannot be; see `confirming.actions.confirm`.
    """
    confirming.confirm(item_id, values, by)


@transaction.atomic
def record_failure(file_id: object, *, message: str) -> None:
    """A file could not be read; its dossier says why and waits. A reading of the same bytes that is there stays."""
    file = digitisation_queries.file(file_id)
    # A job may run twice, and the second time out of time: that takes nothing away.
    if Reading.objects.filter(file_id=file.pk, source_sha256=file.sha256, failure="").exists():
        return
    Reading.objects.update_or_create(
        file_id=file.pk,
        defaults={
            "source_sha256": file.sha256,
            "engine": "",
            "read_at": clock.now(),
            "pages": 0,
            "confidence": 0.0,
            "reading_sha256": "",
            "pdfa_sha256": "",
            "failure": message[:1000],
        },
    )
    record_event(
        EventType.METADATA_EXTRACTION,
        subject=("file", file.pk),
        agents=[agents.house()],
        once=f"{file.sha256}/{clock.now().isoformat()}",
        outcome=Outcome.FAIL,
        detail=message,
    )
    finding = Finding("read.failed", Severity.ERROR, f"Không đọc được {file.path}: {message}", where=file.path)
    digitisation.replace_findings(file.delivery_id, "read", [finding], dossier_id=file.dossier_id, file_id=file.pk)
    news.publish(FileRead(file_id=str(file.pk), dossier_id=str(file.dossier_id or "")))


def record_hindrance(file_id: object, error: KhosoError) -> None:
    """The machine could not read a file yet; its dossier waits for it."""
    file = digitisation_queries.file(file_id)
    digitisation.record_hindrance("read", error, delivery_id=file.delivery_id, file=file)


def record_comparison_hindrance(dossier_id: object, error: KhosoError) -> None:
    """The machine could not compare the papers of a dossier yet."""
    delivery = digitisation_queries.delivery_of_dossier(dossier_id)
    if delivery is not None:
        digitisation.record_hindrance("compare", error, delivery_id=delivery.pk, dossier_id=dossier_id)


@transaction.atomic
def resume(delivery_id: object) -> None:
    """Ask again for every reading and comparison of a delivery that is not done."""
    files = digitisation_queries.readable_files(delivery_id)
    read = set(
        Reading.objects.filter(file_id__in=[file.pk for file in files], failure="").values_list("file_id", flat=True)
    )
    for file in files:
        if file.pk not in read:
            ask_for_reading(file)
    for finding in digitisation_queries.findings(delivery_id, code="compare.failed"):
        ask_for_comparison(finding.dossier_id)


def ask_for_reading(file: Any) -> None:
    jobs.enqueue("recognition.read_file", file_id=str(file.pk), once=f"read:{file.pk}:{file.sha256[:16]}")


def ask_for_comparison(dossier_id: object) -> None:
    jobs.enqueue("recognition.compare_dossier", dossier_id=str(dossier_id), once=f"compare:{dossier_id}")


@transaction.atomic
def record_dossier_comparison(dossier_id: object, findings: list[Finding]) -> None:
    """What comparing cover, inventory, catalogue and files of a dossier found."""
    delivery = digitisation_queries.delivery_of_dossier(dossier_id)
    if delivery is not None:
        digitisation.replace_findings(delivery.pk, "compare", findings, dossier_id=dossier_id)
