"""What of a delivery the machine could not do yet, asking for it again, and the list of what people must mend."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.web.words import told
from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation import actions as room
from khoso.stages.digitisation import states
from khoso.stages.digitisation.checking import ask_for_checks
from khoso.stages.digitisation.compute import FileCheck, PageCheck
from khoso.stages.digitisation.compute.mending import MendingList
from khoso.stages.digitisation.compute.profile import profile_of
from khoso.stages.digitisation.intake.errors import UploadNotAllowed
from khoso.stages.digitisation.models import Delivery, DeliveryFile, DeliveryFinding
from khoso.stages.digitisation.permissions import can_deliver

CHECK, ACROSS = "check.failed", "across.failed"
_AT_A_TIME = 500
_A_PAGE = PageCheck(0, 0, 0, 0.0)


@dataclass(frozen=True, slots=True)
class Undone:
    """What stands still for the machine's sake, and nobody's paper is at fault."""

    is_unread: bool = False
    files: int = 0
    is_uncompared: bool = False
    why: str = ""

    def __bool__(self) -> bool:
        return self.is_unread or self.files > 0 or self.is_uncompared


def undone_of(delivery: Delivery) -> Undone:
    """What the machine gave up on in a delivery; one question."""
    rows = DeliveryFinding.objects.filter(delivery=delivery, code__in=(CHECK, ACROSS)).order_by("pk")
    found = list(rows.values_list("code", "message")[:10_000])
    return Undone(
        is_unread=bool(delivery.failure),
        files=sum(code == CHECK for code, _why in found),
        is_uncompared=any(code == ACROSS for code, _why in found),
        why=told(found[0][1]) if found else "",
    )


@transaction.atomic
def go_on(delivery: Delivery, *, by: Any) -> None:
    """Ask again for what the machine could not do: only that; what was done stays as it is.

    Raises UploadNotAllowed, BatchNotRunning.
    """
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("agency", "batch").get(pk=delivery.pk)
    if not can_deliver(by, delivery):
        raise UploadNotAllowed(_("Chưa làm lại: anh/chị không giao ảnh quét của cơ quan này."))
    if delivery.batch is not None:
        room.must_run(delivery.batch, delivery.agency)
    undone = undone_of(delivery)
    if undone.is_unread:
        Delivery.objects.filter(pk=delivery.pk).update(failure="")
        room.read_again(delivery.pk)
    if undone.files:
        ask_for_checks(DeliveryFile.objects.filter(delivery=delivery, state=states.REGISTERED).order_by("path"))
    if undone.is_uncompared:
        room.ask_to_compare(delivery.pk)
    details = {"files": undone.files, "reads_again": undone.is_unread}
    record(
        "digitisation.delivery.resume", subject=("delivery", delivery.pk), agency=delivery.agency.code, details=details
    )


def write_mending_list(delivery: Delivery, path: Path) -> None:
    """Everything of a delivery that somebody must mend, one line each, as a workbook. Traced.

    # Luật: KH 82 II: files put away are not in it: nobody but the security officer has anything to do with them.
    """
    profile = profile_of(delivery.batch.profile if delivery.batch else "administrative")
    with MendingList(path, profile) as listed:
        for result in (*_of_the_delivery(delivery), *_of_files(delivery)):
            listed.add(result)
    record("digitisation.delivery.export", subject=("delivery", delivery.pk), agency=delivery.agency.code)


def _of_the_delivery(delivery: Delivery) -> Iterator[FileCheck]:
    """Findings about rows, dossiers and files that are in none."""
    rows = DeliveryFinding.objects.filter(delivery=delivery, file__isnull=True).order_by("pk")
    if found := [_finding(row) for row in rows]:
        yield FileCheck(Path(delivery.catalogue_name or delivery.folder_name), findings=found)


def _of_files(delivery: Delivery) -> Iterator[FileCheck]:
    files = DeliveryFile.objects.filter(delivery=delivery).exclude(state__in=states.PUT_AWAY).order_by("path")
    keys = list(files.values_list("pk", "path", "pages"))
    for start in range(0, len(keys), _AT_A_TIME):
        part = keys[start : start + _AT_A_TIME]
        found = defaultdict(list)
        for row in DeliveryFinding.objects.filter(file_id__in=[key for key, *_rest in part]).order_by("page", "pk"):
            found[row.file_id].append(_finding(row))
        for key, path, pages in part:
            yield FileCheck(Path(path), pages=[_A_PAGE] * pages, findings=found[key])


def _finding(row: DeliveryFinding) -> Finding:
    message = told(row.message)
    if row.file_id is None and row.where and row.where not in message:
        message = f"{row.where}: {message}"
    return Finding(row.code, Severity(row.severity), message, where=row.where, page=row.page)
