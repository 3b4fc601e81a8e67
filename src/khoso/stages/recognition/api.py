"""What programs may ask about index fields that wait for a person, and the one thing they may do: confirm them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import can_confirm_fields
from khoso.stages.recognition import actions, queries
from khoso.stages.recognition.choosing import FIELDS, MORE
from khoso.stages.recognition.models import ItemFields, ProposedField

router = Router(tags=["recognition"])

Text = Annotated[str, Field(max_length=1000)]


class ProposalOut(Schema):
    """What the machine read for one field, where on the page and how sure it is."""

    name: str
    value: str | None
    confidence: float
    page: int | None
    is_handwritten: bool


class FieldsOut(Schema):
    """The index fields of an item as they stand, and what the machine proposes."""

    item_id: uuid.UUID
    reference_code: str
    state: str
    doubts: int
    decided_by: str
    values: dict[str, str]
    proposals: list[ProposalOut]


class FieldsPage(Schema):
    items: list[FieldsOut]
    total: int


class FieldsIn(Schema):
    """What the fields of an item are; `kind` is a code of the table of kinds, `issued_date` a day."""

    kind: Text
    number: Text = ""
    notation: Text = ""
    issued_date: Text
    issuer: Text
    subject: Text
    signer: Text = ""
    urgency: Text = ""
    # Left out: what they say stays.
    language: Text | None = None
    autograph: Text | None = None
    keywords: Text | None = None
    information_mark: Text | None = None
    note: Text | None = None


def _told(fields: ItemFields, proposals: Mapping[str, ProposedField]) -> dict[str, Any]:
    item = fields.item
    return {
        "item_id": item.pk,
        "reference_code": item.reference_code,
        "state": fields.state,
        "doubts": fields.doubts,
        "decided_by": fields.decided_by,
        "values": {name: getattr(item, column) for name, column in {**FIELDS, **MORE}.items()},
        "proposals": [
            {
                "name": one.name,
                "value": one.value,
                "confidence": one.confidence,
                "page": one.page,
                "is_handwritten": one.is_handwritten,
            }
            for one in proposals.values()
        ],
    }


def _seen(request: HttpRequest, item_id: uuid.UUID) -> ItemFields:
    found = queries.fields_confirmed_by(request.user).filter(item_id=item_id).first()
    if found is None:
        raise Http404(_("Không có tài liệu này trong phạm vi của anh/chị, hoặc máy chưa đọc xong nó."))
    return found


@router.get("/confirmations", response=FieldsPage, url_name="confirmations")
@allow(can_confirm_fields)
def list_waiting(
    request: HttpRequest,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Any:
    """Items of the caller's agencies that wait for somebody to confirm their fields, the most doubtful first."""
    rows = queries.waiting(request.user)
    found = queries.described(rows.values_list("pk", flat=True)[offset : offset + limit])
    proposals = queries.proposals_of_items([row.item_id for row in found])
    return {"items": [_told(row, proposals[row.item_id]) for row in found], "total": rows.count()}


@router.get("/items/{uuid:item_id}/fields", response=FieldsOut, url_name="item-fields")
@allow(can_confirm_fields)
def show_fields(request: HttpRequest, item_id: uuid.UUID) -> Any:
    """The index fields of one item."""
    return _told(_seen(request, item_id), queries.proposals_of(item_id))


@router.put("/items/{uuid:item_id}/fields", response=FieldsOut, url_name="item-fields")
@allow(can_confirm_fields)
def confirm(request: HttpRequest, item_id: uuid.UUID, sent: FieldsIn) -> Any:
    """Say what the index fields of an item are; what they said before is kept as a revision."""
    fields = _seen(request, item_id)
    actions.confirm_fields(fields.item_id, sent.model_dump(exclude_none=True))
    return _told(_seen(request, item_id), queries.proposals_of(item_id))
