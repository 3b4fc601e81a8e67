"""Background work of recognition: read a file, compare what a dossier says of itself."""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from khoso.engines import blobs
from khoso.engines.jobs import is_of_the_machine, job
from khoso.engines.limits import Limits, run_limited
from khoso.kernel.errors import KhosoError
from khoso.kernel.findings import Finding, Severity
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import actions as digitisation_actions
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.recognition import actions, queries
from khoso.stages.recognition.actions import PageRead, Proposal
from khoso.stages.recognition.compute.apart import read_apart
from khoso.stages.recognition.compute.comparing import DossierClaims, compare_dossier_papers
from khoso.stages.recognition.compute.covers import read_cover, read_inventory
from khoso.stages.recognition.compute.pages import render_pages
from khoso.stages.recognition.compute.pdfa import write_pdfa
from khoso.stages.recognition.compute.read import UNREAD
from khoso.stages.recognition.compute.reading import FileReading
from khoso.stages.recognition.compute.secrecy import SecrecyMark, marks_in

DRAW_LIMITS = Limits(seconds=900)


def _tell_failure(*, error: KhosoError, file_id: str) -> None:
    if is_of_the_machine(error):
        actions.record_hindrance(file_id, error)
    else:
        actions.record_failure(file_id, message=error.message)


@job("recognition.read_file", on_failure=_tell_failure, label=_("Đọc chữ"), needs_room=True)
def read_one_file(file_id: str) -> None:
    """Read the pages of a file, write its two-layer PDF/A, propose its index fields.

    # Luật: TT 05/2025 Đ.8.2.a
    """
    file = digitisation.file(file_id)
    store = blobs.store()
    source = store.path_of(file.sha256)
    assert source is not None
    with tempfile.TemporaryDirectory(prefix="read-") as folder:
        pages = run_limited(render_pages, source, Path(folder), limits=DRAW_LIMITS)
        reading = read_apart(pages, file.path).reading
        if is_put_away(file, reading):
            return
        out = Path(folder) / "hai-lop.pdf"
        made = run_limited(
            write_pdfa, source, reading, out, title=Path(file.path).stem, created=file.checked_at, limits=DRAW_LIMITS
        )
        pdfa = store.put_file(out)
    old_layer = "\f".join(page.layer_text for page in reading.pages)
    kept = json.dumps(reading.as_json(full=True), ensure_ascii=False, sort_keys=True).encode()
    actions.record_reading(
        file_id,
        source_sha256=file.sha256,
        engine=reading.engine,
        confidence=_mean([page.mean_confidence for page in reading.pages]),
        reading_sha256=store.put_bytes(gzip.compress(kept, mtime=0)).sha256,
        pdfa_sha256=pdfa.sha256,
        text_layer=made.reason,
        layer_sha256=store.put_bytes(old_layer.encode()).sha256 if old_layer.strip() else "",
        pages=[PageRead(page.number, page.width, page.height, page.dpi, page.text) for page in reading.pages],
        proposals=_proposals(reading),
        findings=_findings(reading, file.path),
        personal=[(page.number, place) for page in reading.pages for place in page.personal],
    )


def is_put_away(file: Any, reading: FileReading) -> bool:
    """Whether the words say it is secret and so the file goes to quarantine: then nothing of the reading is kept.

    # Luật: KH 82 II
    """
    findings = [
        Finding("page.secrecy_mark", Severity.ERROR, _secret(mark), page=mark.page, box=mark.box)
        for mark in marks_in(reading)
    ]
    return bool(findings) and digitisation_actions.put_away_read(file.pk, sha256=file.sha256, findings=findings)


def _secret(mark: SecrecyMark) -> str:
    """What the security officer is told; nobody else is told anything, and of the text nothing is told at all."""
    if mark.is_declassified:
        return (
            f"Trang {mark.page} có dấu giải mật; vẫn chờ cán bộ an toàn thông tin xem quyết định giải mật rồi mới "
            "cho đi tiếp."
        )
    return (
        f"Trang {mark.page} có chữ chỉ độ mật «{mark.mark}», thấy khi đọc chữ; không được đưa tài liệu mật vào hệ "
        "thống, hãy xem và quyết định."
    )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _proposals(reading: FileReading) -> list[Proposal]:
    """The fields of the first document: one file is one item."""
    if not reading.documents:
        return []
    return [
        Proposal(
            name=name,
            value=field.value,
            confidence=field.confidence,
            page=field.page,
            box=list(field.box) if field.box else None,
            is_handwritten=field.handwritten,
            reason=field.reason,
        )
        for name, field in reading.documents[0].fields.items()
    ]


def _findings(reading: FileReading, path: str) -> list[Finding]:
    found = [
        Finding("read.page_unread", Severity.WARNING, f"{path}: {page.reason}", where=path, page=page.number)
        for page in reading.pages
        if page.reason.startswith(UNREAD)
    ]
    if len(reading.documents) > 1:
        starts = ", ".join(str(document.first) for document in reading.documents[1:])
        message = (
            f"{path} có vẻ chứa {len(reading.documents)} văn bản; văn bản sau bắt đầu ở trang {starts}. Hãy tách tệp."
        )
        first = reading.documents[1].first
        found.append(Finding("read.many_documents", Severity.WARNING, message, where=path, page=first))
    return found


def _tell_comparison_failure(*, error: KhosoError, dossier_id: str) -> None:
    actions.record_comparison_hindrance(dossier_id, error)


@job("recognition.compare_dossier", on_failure=_tell_comparison_failure, label=_("Đối chiếu bìa, mục lục"))
def compare_dossier(dossier_id: str) -> None:
    """Hold cover, inventory, catalogue and files of a dossier against each other, when all of them are read."""
    files = digitisation.files_of_dossier(dossier_id)
    readings = queries.readings_of([file.pk for file in files])
    if any(file.is_open or (file.is_readable and file.pk not in readings) for file in files):
        return
    covers = [_kept_reading(readings[f.pk]) for f in files if f.role == "cover" and _was_read(readings.get(f.pk))]
    lists = [_kept_reading(readings[f.pk]) for f in files if f.role == "inventory" and _was_read(readings.get(f.pk))]
    dossier = catalogue.dossier(dossier_id)
    claims = DossierClaims(
        name=f"Hồ sơ {dossier.number}",
        catalogue_items=dossier.declared_item_count,
        catalogue_sheets=dossier.declared_sheet_count,
        files=sum(file.role == "item" for file in files),
        cover=read_cover(covers[0]) if covers else None,
        inventory=[row for each in lists for row in read_inventory(each)],
    )
    actions.record_dossier_comparison(dossier_id, compare_dossier_papers(claims))


def _was_read(reading: Any) -> bool:
    return reading is not None and bool(reading.reading_sha256)


def _kept_reading(reading: Any) -> FileReading:
    with blobs.store().open(reading.reading_sha256) as stored:
        return FileReading.from_json(json.loads(gzip.decompress(stored.read())))
