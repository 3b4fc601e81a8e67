"""What programs may ask about deliveries: how far they are, and what was found wrong with them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import can_see_deliveries
from khoso.foundation.web.words import told
from khoso.stages.digitisation import queries
from khoso.stages.digitisation.cards import DeliveryCard, delivery_cards
from khoso.stages.digitisation.labels import finding_label
from khoso.stages.digitisation.models import Delivery, DeliveryFinding

router = Router(tags=["digitisation"])

Limit = Annotated[int, Query(ge=1, le=100)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]


class StageOut(Schema):
    """How far a delivery is in one stage of the line."""

    name: str
    label: str
    done: int
    total: int
    unit: str


class DeliveryOut(Schema):
    """A contractor's delivery and how far it is."""

    id: uuid.UUID
    folder_name: str
    agency_code: str
    agency_name: str
    registered_at: datetime
    state: str
    state_label: str
    is_legacy: bool
    dossiers: int
    items: int
    pages: int
    findings_error: int
    findings_warning: int
    failure: str
    missing_papers: list[str]
    progress: list[StageOut]


class DeliveryPage(Schema):
    items: list[DeliveryOut]
    total: int


class FindingOut(Schema):
    """One thing found wrong; `box` is in pixels of the page image."""

    code: str
    label: str
    severity: str
    file_id: uuid.UUID | None
    path: str
    page: int | None
    box: list[float] | None
    message: str


class FindingPage(Schema):
    items: list[FindingOut]
    total: int


def _seen(request: HttpRequest, delivery_id: uuid.UUID) -> Delivery:
    found = queries.deliveries_seen_by(request.user).filter(pk=delivery_id).first()
    if found is None:
        raise Http404(_("Không có lô giao nộp này trong phạm vi của anh/chị."))
    return found


def _told(delivery: Delivery, card: DeliveryCard) -> dict[str, Any]:
    return {
        "id": delivery.pk,
        "folder_name": delivery.folder_name,
        "agency_code": delivery.agency.code,
        "agency_name": delivery.agency.name,
        "registered_at": delivery.registered_at,
        "state": card.state,
        "state_label": told(card.state_label),
        "is_legacy": card.is_legacy,
        "dossiers": card.dossiers,
        "items": card.items,
        "pages": card.pages,
        "findings_error": card.findings_error,
        "findings_warning": card.findings_warning,
        "failure": told(card.failure),
        "missing_papers": card.gate_missing,
        "progress": [
            {
                "name": one.name,
                "label": told(one.label),
                "done": one.done,
                "total": one.total,
                "unit": told(one.unit),
            }
            for one in card.progress
        ],
    }


def _tell(deliveries: list[Delivery]) -> list[dict[str, Any]]:
    return [_told(delivery, card) for delivery, card in zip(deliveries, delivery_cards(deliveries), strict=True)]


@router.get("/deliveries", response=DeliveryPage, url_name="deliveries")
@allow(can_see_deliveries)
def list_deliveries(request: HttpRequest, limit: Limit = 20, offset: Offset = 0) -> Any:
    """The deliveries of the caller's agencies, the newest first."""
    rows = queries.deliveries_seen_by(request.user)
    return {"items": _tell(list(rows[offset : offset + limit])), "total": rows.count()}


@router.get("/deliveries/{uuid:delivery_id}", response=DeliveryOut, url_name="delivery")
@allow(can_see_deliveries)
def show_delivery(request: HttpRequest, delivery_id: uuid.UUID) -> Any:
    """One delivery and how far it is in every stage."""
    return _tell([_seen(request, delivery_id)])[0]


@router.get("/deliveries/{uuid:delivery_id}/findings", response=FindingPage, url_name="delivery-findings")
@allow(can_see_deliveries)
def list_findings(
    request: HttpRequest,
    delivery_id: uuid.UUID,
    code: Annotated[str, Query(max_length=60)] = "",
    limit: Limit = 20,
    offset: Offset = 0,
) -> Any:
    """What was found wrong with a delivery, or only what has this code."""
    rows = queries.findings(_seen(request, delivery_id).pk, code=code or None)
    return {"items": [_finding(row) for row in rows[offset : offset + limit]], "total": rows.count()}


def _finding(row: DeliveryFinding) -> dict[str, Any]:
    return {
        "code": row.code,
        "label": str(finding_label(row.code)),
        "severity": row.severity,
        "file_id": row.file_id,
        "path": row.file.path if row.file else row.where,
        "page": row.page,
        "box": row.box,
        "message": told(row.message),
    }
