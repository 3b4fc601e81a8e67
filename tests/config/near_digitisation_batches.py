"""Batches, their papers and their sites, for the table of who opens what from near and far."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.stages.digitisation.batch_house import firm

from khoso.engines import blobs
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.digitisation.models import Batch, BatchDocument, Gate, SiteDevice, SitePerson, WipeRecord

Row = tuple[Callable[..., list[Any]], set[str], set[str], set[str]]
WORKING = {"clerk", "council_member", "supervisor", "head", "contractor_operator", "contractor_lead"}
KEEPING = {"clerk", "supervisor", "head"}
ANSWERING = {"supervisor", "head"}
GET, BOTH = {"get"}, {"get", "post"}


def a_batch(agency: Agency) -> Batch:
    """A batch that is being prepared, found again or made."""
    made, _ = Batch.objects.get_or_create(
        agency=agency,
        contractor=firm("DV.GAN"),
        contract_number="12/HĐ",
        number=1,
        defaults={"title": "Số hóa đợt 1", "made_at": clock.now()},
    )
    return made


def _document(batch: Batch) -> BatchDocument:
    kept = blobs.store().put_bytes(b"%PDF-1.7")
    return BatchDocument.objects.create(
        agency=batch.agency,
        batch=batch,
        file_name="bb.pdf",
        media_type="application/pdf",
        sha256=kept.sha256,
        size=kept.size,
        added_at=clock.now(),
    )


def _gate(agency: Agency) -> list[Any]:
    batch = a_batch(agency)
    made = Gate.objects.create(
        agency=agency,
        batch=batch,
        kind="site",
        document_number=f"{Gate.objects.count()}/BB",
        valid_from=clock.today(),
        document=_document(batch),
    )
    return [batch.pk, made.pk]


def _on_site(batch: Batch) -> dict[str, Any]:
    day = clock.today() - timedelta(1)
    return {"batch": batch, "agency": batch.agency, "arrived_on": day, "recorded_at": clock.now()}


def a_device(batch: Batch) -> SiteDevice:
    """A wiped device that is still there."""
    serial = f"SN-{SiteDevice.objects.count()}"
    made = SiteDevice.objects.create(kind="scanner", name="Máy quét", serial=serial, **_on_site(batch))
    WipeRecord.objects.create(
        device=made,
        agency=batch.agency,
        method="no_storage",
        minutes_number="1/BB",
        wiped_at=clock.now(),
        proof_after=_document(batch),
        witness_of_agency="A",
        witness_of_contractor="B",
        recorded_at=clock.now(),
    )
    return made


def _device(agency: Agency) -> list[Any]:
    batch = a_batch(agency)
    return [batch.pk, a_device(batch).pk]


def _person(agency: Agency) -> list[Any]:
    batch = a_batch(agency)
    number = f"0790900{SitePerson.objects.count():05d}"
    made = SitePerson.objects.create(name="Phạm Văn Mẫu", identity_number=number, **_on_site(batch))
    return [batch.pk, "nguoi", made.pk]


def _of(make: Callable[[Agency], list[Any]]) -> Callable[..., list[Any]]:
    return lambda line, held, lent: make(line.agency)


_a_batch = _of(lambda agency: [a_batch(agency).pk])

ROWS: dict[str, Row] = {
    "digitisation:batch": (_a_batch, GET, WORKING, {"home_affairs", "archivist"}),
    "digitisation:batch-change": (_a_batch, BOTH, KEEPING, {"archivist"}),
    "digitisation:batch-move": (
        _of(lambda agency: [a_batch(agency).pk, "bat-dau"]),
        BOTH,
        ANSWERING,
        set(),
    ),
    # The site is the agency's to prove; its contractor brings two papers of its own.
    "digitisation:batch-paper": (_of(lambda agency: [a_batch(agency).pk, "site"]), BOTH, KEEPING, {"archivist"}),
    "digitisation:batch-paper-withdraw": (_of(_gate), BOTH, KEEPING, {"archivist"}),
    "digitisation:batch-document": (
        _of(lambda agency: [a_batch(agency).pk, _document(a_batch(agency)).pk]),
        GET,
        WORKING,
        {"home_affairs", "archivist"},
    ),
    "digitisation:site": (_a_batch, GET, WORKING, {"home_affairs", "archivist"}),
    "digitisation:site-add": (
        _of(lambda agency: [a_batch(agency).pk, "nguoi"]),
        BOTH,
        KEEPING | {"contractor_lead"},
        {"archivist"},
    ),
    "digitisation:site-leave": (_of(_person), BOTH, KEEPING | {"contractor_lead"}, {"archivist"}),
    "digitisation:site-file": (
        _of(lambda agency: [a_batch(agency).pk, "docx"]),
        GET,
        WORKING,
        {"home_affairs", "archivist"},
    ),
    "digitisation:device-seal": (_of(_device), BOTH, KEEPING | {"contractor_lead"}, {"archivist"}),
    "digitisation:device-wipe": (_of(_device), BOTH, ANSWERING, set()),
    "digitisation:device-leave": (_of(_device), BOTH, ANSWERING, set()),
    "digitisation:wipe-file": (
        _of(lambda agency: [*_device(agency), "docx"]),
        GET,
        WORKING,
        {"home_affairs", "archivist"},
    ),
}
