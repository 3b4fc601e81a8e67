"""What programs may search and read, by the same rules and with the same traces as the screens."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import anyone, can_search, can_see_deliveries, can_see_descriptions
from khoso.foundation.web.words import told
from khoso.kernel import codes, figures
from khoso.stages.access import actions, history_page, queries
from khoso.stages.access.permissions import can_view_item, viewable_items
from khoso.stages.access.searching import Filters, find
from khoso.stages.access.views_history import file_seen_by, item_seen_by
from khoso.stages.access.views_pages import note_look
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.packages import queries as packages

router = Router(tags=["access"])

Limit = Annotated[int, Query(ge=1, le=50)]


class HitOut(Schema):
    """One item that answers, with its best page."""

    item_id: uuid.UUID
    dossier_id: uuid.UUID
    reference_code: str
    title: str
    dossier_title: str
    date_text: str
    kind_label: str
    issuer: str
    page: int
    score: float


class FoundOut(Schema):
    items: list[HitOut]
    total: int


class ItemLine(Schema):
    """One item in its dossier."""

    id: uuid.UUID
    ordinal: int
    reference_code: str
    subject: str
    page_count: int | None
    access_code: str


class PackageOut(Schema):
    """The package a dossier is kept in."""

    id: uuid.UUID
    object_id: str
    version: str
    stored_at: datetime


class DossierOut(Schema):
    """A dossier of the caller's agencies and where it stands."""

    id: uuid.UUID
    reference_code: str
    title: str
    fonds_code: str
    fonds_title: str
    agency_code: str
    retention_label: str
    access_label: str
    stage: str
    stage_label: str
    waits_for: str
    items: list[ItemLine]
    package: PackageOut | None


class PageLine(Schema):
    number: int
    width: int
    height: int


class ItemOut(Schema):
    """An item the caller may read, and its pages."""

    id: uuid.UUID
    dossier_id: uuid.UUID
    reference_code: str
    kind_code: str
    number: str
    notation: str
    issued_date: str
    issuer: str
    subject: str
    signer: str
    access_code: str
    pages: list[PageLine]


class PageOut(Schema):
    """The text of one page. Asking for it is reading it, and leaves a trace."""

    item_id: uuid.UUID
    number: int
    width: int
    height: int
    text: str


class AgentOut(Schema):
    """An agent's part in an event; `role` and `type` are words of the Library of Congress."""

    name: str
    version: str
    type_label: str
    role: str
    role_label: str


class EventOut(Schema):
    """One preservation event; `word` is of the Library of Congress vocabulary."""

    word: str
    label: str
    at: datetime
    outcome: str
    outcome_label: str
    object_kind: str
    object_label: str
    object_id: str
    detail: str
    agents: list[AgentOut]


def _readable(request: HttpRequest, item_id: uuid.UUID) -> Any:
    item = catalogue.find_item(item_id)
    if item is None or not can_view_item(request.user, item):
        raise Http404(_("Không có tài liệu này trong phạm vi của anh/chị."))
    return item


@router.get("/search", response=FoundOut, url_name="search")
@allow(can_search)
def search(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=1, max_length=300)],
    kind: Annotated[str, Query(max_length=2)] = "",
    year: Annotated[int | None, Query(ge=1, le=9999)] = None,
    limit: Limit = 20,
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> Any:
    """Items whose pages answer `q`, as far as the caller may see them. A search leaves a trace."""
    query = q.strip()
    if not query:
        return {"items": [], "total": 0}
    found = find(request.user, query, Filters(kind, str(year or "")), limit=limit, offset=offset)
    actions.record_search(query, found.total)
    fields = list(HitOut.model_fields)
    return {
        "items": [{name: _plain(getattr(hit, name)) for name in fields} for hit in found.hits],
        "total": found.total,
    }


def _plain(value: Any) -> Any:
    return told(value) if isinstance(value, str) else value


@router.get("/dossiers/{uuid:dossier_id}", response=DossierOut, url_name="dossier")
@allow(can_see_descriptions)
def show_dossier(request: HttpRequest, dossier_id: uuid.UUID) -> Any:
    """One dossier of the caller's agencies, the items in it the caller may read, and where it is kept."""
    dossier = catalogue.dossiers_seen_by(request.user).filter(pk=dossier_id).first()
    if dossier is None:
        raise Http404(_("Không có hồ sơ này trong phạm vi của bạn."))
    stage = figures.stages_of([dossier.pk]).get(dossier.pk)
    package = packages.package_of(dossier.pk)
    items = viewable_items(request.user, dossier, catalogue.items_of(dossier.pk))
    return {
        "id": dossier.pk,
        "reference_code": dossier.reference_code,
        "title": dossier.title,
        "fonds_code": dossier.fonds.code,
        "fonds_title": dossier.fonds.title,
        "agency_code": dossier.fonds.agency.code,
        "retention_label": told(codes.MAINTENANCE.get(dossier.retention_code, "")),
        "access_label": told(codes.MODE.get(dossier.access_code, "")),
        "stage": stage.name if stage else "",
        "stage_label": told(stage.label) if stage else "",
        "waits_for": told(stage.waits_for) if stage else "",
        "items": [{name: getattr(item, name) for name in ItemLine.model_fields} for item in items],
        "package": {name: getattr(package, name) for name in PackageOut.model_fields} if package else None,
    }


@router.get("/items/{uuid:item_id}", response=ItemOut, url_name="item")
@allow(anyone)
def show_item(request: HttpRequest, item_id: uuid.UUID) -> Any:
    """One item the caller may read: its description and which pages it has."""
    item = _readable(request, item_id)
    fields = [name for name in ItemOut.model_fields if name not in ("id", "pages")]
    return {
        "id": item.pk,
        **{name: getattr(item, name) for name in fields},
        "pages": [
            {"number": page.number, "width": page.width, "height": page.height} for page in queries.pages_of(item.pk)
        ],
    }


@router.get("/items/{uuid:item_id}/pages/{number}", response=PageOut, url_name="page")
@allow(anyone)
def show_page(request: HttpRequest, item_id: uuid.UUID, number: Annotated[int, Path(ge=1, le=100_000)]) -> Any:
    """The text of one page, in reading order. Leaves a trace like looking at it does."""
    item = _readable(request, item_id)
    page = queries.readable_page(item.pk, number)
    if page is None:
        raise Http404(_("Không có trang này."))
    note_look(request, item.pk, number, is_part=False)
    return {
        "item_id": item.pk,
        "number": page.number,
        "width": page.width,
        "height": page.height,
        "text": page.text,
    }


@router.get("/items/{uuid:item_id}/events", response=list[EventOut], url_name="item-events", tags=["provenance"])
@allow(can_see_descriptions)
def item_events(request: HttpRequest, item_id: uuid.UUID) -> Any:
    """What happened to an item, the file it came as and the package it is kept in, oldest first."""
    item = item_seen_by(request.user, item_id)
    if item is None:
        raise Http404(_("Không có tài liệu này trong phạm vi của anh/chị."))
    return [_event(one) for one in history_page.happenings(history_page.objects_of_item(item))]


@router.get("/files/{uuid:file_id}/events", response=list[EventOut], url_name="file-events", tags=["provenance"])
@allow(can_see_deliveries)
def file_events(request: HttpRequest, file_id: uuid.UUID) -> Any:
    """What happened to a delivered file, a refused or put-away one too, oldest first."""
    file = file_seen_by(request.user, file_id)
    if file is None:
        raise Http404(_("Không có tệp này trong phạm vi của anh/chị."))
    return [_event(one) for one in history_page.happenings(history_page.objects_of_file(file))]


def _event(one: history_page.Happening) -> dict[str, Any]:
    agents = [{name: getattr(part, name) for name in AgentOut.model_fields} for part in one.parts]
    return {**{name: getattr(one, name) for name in EventOut.model_fields if name != "agents"}, "agents": agents}
