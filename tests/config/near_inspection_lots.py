"""Lots, their reports, plans and guides of an agency, for the table of who opens what from near and far."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from tests.house import person

from khoso.engines import blobs
from khoso.foundation.identity.models import Agency
from khoso.instruments.quality import actions as quality
from khoso.instruments.quality.actions import Plan
from khoso.kernel import clock
from khoso.stages.digitisation.models import Delivery
from khoso.stages.inspection.models import CheckingGuide, Lot

Row = tuple[Callable[..., list[Any]], set[str], set[str], set[str]]
# Who sees lots: staff, and the contractor its own.
SEEING = {"clerk", "council_member", "supervisor", "head", "contractor_operator", "contractor_lead"}
FAR = {"home_affairs", "archivist"}
CHECKING, PLANNING = {"clerk", "supervisor"}, {"supervisor", "head"}
WIDE = {"archivist"}
GET, POST, BOTH = {"get"}, {"post"}, {"get", "post"}


def _lot(agency: Agency, *, units: str = "page", key: str = "") -> list[Any]:
    delivery = Delivery.objects.create(
        id=uuid.uuid4(),
        agency=agency,
        folder=f"/{uuid.uuid4()}",
        folder_name="giao",
        registered_at=clock.now(),
        registered_by="nguoiquet",
        file_count=0,
    )
    made = Lot.objects.create(agency=agency, units=units, made_at=clock.now())
    made.deliveries.set([delivery])
    by = person("nguoilaymau")
    made.inspection = quality.draw("lot", made.pk, agency, units, [key or f"{uuid.uuid4()}:1"], Plan(), {}, [], by)
    made.save()
    return [made.pk]


def _delivery(agency: Agency) -> Any:
    (lot,) = _lot(agency)
    return Lot.objects.get(pk=lot).deliveries.get().pk


def _guide(agency: Agency) -> list[Any]:
    kept = blobs.store().put_bytes(b"%PDF-1.7")
    made = CheckingGuide.objects.create(
        agency=agency,
        version=1,
        title="Hướng dẫn",
        scan_errors="…",
        cataloguing_errors="…",
        file_name="hd.pdf",
        media_type="application/pdf",
        file_sha256=kept.sha256,
        issued_by=person("nguoilaymau"),
        issued_at=clock.now(),
    )
    return [agency.pk, made.pk]


def addresses(line: Any) -> dict[str, str]:
    """Where the pages of a lot, of its fields and of a guide are."""
    return {name: reverse(name, args=make(line, None, None)) for name, (make, *_) in ROWS.items()}


def _fields(line: Any, held: Any, lent: Any) -> list[Any]:
    return _lot(line.agency, units="field", key=f"{line.items[0].pk}:subject")


def _of(make: Callable[[Agency], list[Any]]) -> Callable[..., list[Any]]:
    return lambda line, held, lent: make(line.agency)


_a_lot = _of(_lot)
_an_agency = _of(lambda agency: [agency.pk])

ROWS: dict[str, Row] = {
    "inspection:lot": (_a_lot, GET, SEEING, FAR),
    "inspection:lot-report": (_of(lambda agency: [*_lot(agency), "docx"]), GET, SEEING, FAR),
    "inspection:delivery-report": (_of(lambda agency: [_delivery(agency), "docx"]), GET, SEEING, FAR),
    "inspection:lot-open": (_a_lot, POST, CHECKING, WIDE),
    "inspection:lot-fields": (_fields, BOTH, CHECKING, WIDE),
    "inspection:lot-decide": (_a_lot, POST, CHECKING, WIDE),
    "inspection:lot-cancel": (_a_lot, POST, PLANNING, WIDE),
    "inspection:lot-again": (_a_lot, POST, PLANNING, WIDE),
    "inspection:origin": (
        _of(lambda agency: [_delivery(agency)]),
        POST,
        PLANNING | {"contractor_operator", "contractor_lead"},
        WIDE,
    ),
    "inspection:plan": (_an_agency, BOTH, PLANNING, WIDE),
    "inspection:plan-kind": (_an_agency, POST, PLANNING, WIDE),
    "inspection:guide-acknowledge": (_an_agency, POST, CHECKING, WIDE),
    "inspection:guide-issue": (_an_agency, BOTH, PLANNING, WIDE),
    "inspection:guide-file": (_of(_guide), GET, SEEING, FAR),
}
