"""Putting papers of the law on record, with their files, and taking them back.

# Luật: TT 05/2025 Đ.7; NĐ 31/2026 Đ.12, Đ.14-15
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from khoso.engines import blobs
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.permissions import holds
from khoso.foundation.identity.roles import CONTRACTORS
from khoso.foundation.web.opening import fitting_name
from khoso.foundation.web.uploads import on_disk, opened
from khoso.foundation.web.words import told
from khoso.kernel import clock, news
from khoso.kernel.text_vi import nfc, one_space
from khoso.stages.digitisation import states
from khoso.stages.digitisation.batches import gates, queries, rules
from khoso.stages.digitisation.batches.errors import BatchNotAllowed, PaperRefused
from khoso.stages.digitisation.events import GateRecorded
from khoso.stages.digitisation.models import Batch, BatchDocument, Gate, GateKind, SiteDevice, SitePerson
from khoso.stages.digitisation.permissions import can_bring_paper, can_plan_batch


@dataclass(frozen=True, slots=True)
class Told:
    """What a paper says of itself. `devices`, `people`: whom it speaks of; `for_all`: every batch of the agency."""

    kind: str
    number: str
    issued_by: str
    issued_on: date | None
    valid_from: date
    valid_to: date | None = None
    devices: Sequence[SiteDevice] = ()
    people: Sequence[SitePerson] = ()
    for_all: bool = False


def may_bring(person: Any, kind: str, batch: Batch) -> bool:
    """The agency brings every paper; the contractor brings its own two for its own batch."""
    if not can_bring_paper(person, batch):
        return False
    if not holds(person, CONTRACTORS, batch):
        return True
    firm = queries.firm_of(person)
    return kind in gates.OF_CONTRACTOR and (firm is None or firm == batch.contractor_id)


@transaction.atomic
def keep_document(upload: UploadedFile, batch: Batch, *, by: Any, shared: bool = False) -> BatchDocument:
    """Keep a file somebody brought. Asks no right: the action that attaches it does. Raises FileRefused, DiskFull."""
    seen = opened(upload)
    with on_disk(upload) as path:
        kept = blobs.store().put_file(path)
    made = BatchDocument.objects.create(
        agency_id=batch.agency_id,
        batch=None if shared else batch,
        contractor_id=batch.contractor_id,
        file_name=fitting_name(nfc(upload.name or ""), seen.media_type),
        media_type=seen.media_type,
        sha256=kept.sha256,
        size=kept.size,
        added_by=by,
        added_at=clock.now(),
    )
    details = {"name": made.file_name, "sha256": made.sha256}
    record("digitisation.document.keep", subject=("batch_document", made.pk), agency=batch.agency.code, details=details)
    return made


def record_fetched(document: BatchDocument) -> None:
    """Somebody takes a copy away."""
    details = {"name": document.file_name, "sha256": document.sha256}
    record(
        "digitisation.document.fetch",
        subject=("batch_document", document.pk),
        agency=document.agency.code,
        details=details,
    )


@transaction.atomic
def bring_paper(batch: Batch, paper: Told, upload: UploadedFile | None, *, by: Any) -> Gate:
    """Put a paper with its file on record for a batch, or for every batch of the agency.

    Raises PaperRefused, BatchNotAllowed, FileRefused; then nothing is kept.
    """
    if paper.kind not in GateKind.values:
        raise PaperRefused(_("Chưa ghi: không có loại giấy tờ này."))
    if not may_bring(by, paper.kind, batch):
        raise BatchNotAllowed
    if batch.state in (states.CLOSED, states.CANCELLED):
        raise PaperRefused(_("Chưa ghi: đợt đã kết thúc hoặc hủy."))
    _check(batch, paper, upload)
    assert upload is not None
    made = Gate.objects.create(
        agency_id=batch.agency_id,
        batch=None if paper.for_all else batch,
        contractor_id=batch.contractor_id if paper.kind in gates.OF_CONTRACTOR else None,
        kind=paper.kind,
        document_number=one_space(paper.number)[:60],
        issued_by=one_space(paper.issued_by)[:200],
        issued_on=paper.issued_on,
        valid_from=paper.valid_from,
        valid_to=paper.valid_to,
        document=keep_document(upload, batch, by=by, shared=paper.for_all),
        recorded_by=by,
        recorded_at=clock.now(),
    )
    made.devices.set(paper.devices)
    made.people.set(paper.people)
    details = {"kind": paper.kind, "paper": made.document_number, "batch": batch.title, "all": paper.for_all}
    record("digitisation.gate.bring", subject=("gate", made.pk), agency=batch.agency.code, details=details)
    news.publish(GateRecorded(agency_code=batch.agency.code))
    return made


def _check(batch: Batch, paper: Told, upload: UploadedFile | None) -> None:
    number = one_space(paper.number)[:60]
    if not number:
        raise PaperRefused(_("Chưa ghi: giấy tờ cần có số, ký hiệu."), "number")
    if not one_space(paper.issued_by):
        raise PaperRefused(_("Chưa ghi: hãy ghi cơ quan, người ban hành."), "issued_by")
    if upload is None:
        raise PaperRefused(_("Chưa ghi: hãy chọn tệp bản scan của giấy tờ."), "file")
    if paper.issued_on and paper.issued_on > clock.today():
        raise PaperRefused(_("Chưa ghi: ngày ban hành còn ở phía trước; hãy xem lại."), "issued_on")
    if why := rules.why_not_period(paper.valid_from, paper.valid_to):
        raise PaperRefused(told(why), "valid_to")
    speaks_of_own = paper.kind in (gates.DEVICES, gates.UNDERTAKING)
    if speaks_of_own and paper.for_all:
        raise PaperRefused(_("Chưa ghi: giấy này chỉ dùng cho người và thiết bị của một đợt."), "for_all")
    if paper.kind == gates.DEVICES:
        _covers(batch, paper.devices, _("Chưa ghi: chọn thiết bị mà biên bản này kiểm tra."), "devices")
    if paper.kind == gates.UNDERTAKING:
        _covers(batch, paper.people, _("Chưa ghi: chọn người đã ký cam kết này."), "people")
    if paper.kind == gates.LICENCE and batch.contractor_id is None:
        raise PaperRefused(_("Chưa ghi: đợt này cơ quan tự số hóa, không cần giấy của đơn vị số hóa."))
    there = Gate.objects.filter(agency_id=batch.agency_id, kind=paper.kind, document_number=number)
    there = there.filter(withdrawn_at__isnull=True, batch=None if paper.for_all else batch)
    if there.exists():
        raise PaperRefused(_("Chưa ghi: giấy tờ mang số này đã có; hãy rút bản cũ nếu ghi nhầm."), "number")


def _covers(batch: Batch, rows: Sequence[SiteDevice] | Sequence[SitePerson], why: str, field: str) -> None:
    if not rows or any(one.batch_id != batch.pk for one in rows):
        raise PaperRefused(why, field)


@transaction.atomic
def withdraw_paper(batch: Batch, paper: Gate, reason: str, *, by: Any) -> Gate:
    """Take a paper back: it stays on record with the reason and opens nothing from now on.

    A running batch that lacks it now is suspended at once.
    """
    paper = Gate.objects.select_for_update(of=("self",)).select_related("agency").get(pk=paper.pk)
    if paper.agency_id != batch.agency_id or not may_bring(by, paper.kind, batch):
        raise BatchNotAllowed
    if paper.batch_id is None and not can_plan_batch(by, batch):
        # What holds for every batch of the agency is the agency's to take back.
        raise BatchNotAllowed
    if paper.withdrawn_at is not None:
        raise PaperRefused(_("Chưa ghi: giấy tờ này đã rút trước đó."))
    if not (said := one_space(reason)[:500]):
        raise PaperRefused(_("Chưa rút: hãy nêu lý do."), "reason")
    paper.withdrawn_at, paper.withdrawn_by, paper.withdrawn_reason = clock.now(), by, said
    paper.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    details = {"kind": paper.kind, "paper": paper.document_number, "reason": said}
    record("digitisation.gate.withdraw", subject=("gate", paper.pk), agency=paper.agency.code, details=details)
    _look_again(paper.agency)
    return paper


def _look_again(agency: Agency) -> None:
    from khoso.stages.digitisation.batches.actions import suspend_lapsed

    for one in Batch.objects.filter(agency=agency, state=states.RUNNING):
        suspend_lapsed(one)
