"""The screens where a person confirms what the machine read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import can_confirm_fields
from khoso.foundation.web.words import told
from khoso.kernel import codes, dates
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.recognition import actions, queries
from khoso.stages.recognition.choosing import FIELDS, LABELS, choose, same
from khoso.stages.recognition.errors import FieldsRefused
from khoso.stages.recognition.models import ItemFields

INPUT_TYPES = {"kind": "select", "issued_date": "date", "subject": "textarea"}


@dataclass
class ConfirmField:
    """One field on the workbench; see the template for what each part shows."""

    name: str
    label: str
    value: str
    confidence: float | None
    page: int | None
    box: list[float] | None
    handwritten: bool
    is_doubt: bool
    input_type: str
    choices: list[tuple[str, str]] = field(default_factory=list)
    error: str = ""
    register_value: str = ""
    accepted: bool = False


@allow(can_confirm_fields)
@require_GET
def confirm_queue(request: HttpRequest) -> HttpResponse:
    keys = queries.waiting(request.user).values_list("pk", flat=True)
    page = Paginator(keys, 50).get_page(request.GET.get("trang"))
    rows = queries.described(page.object_list)
    untitled = queries.proposed_subjects([row.item_id for row in rows if not row.item.subject])
    page.object_list = [
        {
            "subject": row.item.subject or untitled.get(row.item_id, ""),
            "reference_code": row.item.reference_code,
            "doubts": row.doubts,
            "delivery_title": row.delivery.folder_name,
            "url": reverse("recognition:confirm", args=[row.item_id]),
        }
        for row in rows
    ]
    return render(request, "recognition/confirm_queue.html", {"items": page, "filters": [], "crumbs": []})


@allow(can_confirm_fields)
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    fields = queries.fields_confirmed_by(request.user).filter(item_id=item_id).first()
    if fields is None:
        raise Http404(_("Không có tài liệu này trong phạm vi của anh/chị, hoặc máy chưa đọc xong nó."))
    errors: dict[str, str] = {}
    entered: dict[str, str] = {}
    if request.method == "POST":
        entered = {name: request.POST.get(name, "") for name in FIELDS}
        try:
            actions.confirm_fields(item_id, entered)
        except FieldsRefused as refused:
            errors = refused.by_field
        else:
            messages.success(request, _("Đã xác nhận {code}.").format(code=fields.item.reference_code))
            return redirect(_next_url(request.user, fields) or "recognition:confirm-queue")
    return render(request, "recognition/confirm.html", _context(request, fields, entered, errors))


def _next_url(person: Any, fields: ItemFields) -> str:
    """The item after this one in the queue, from the beginning again after the last; "" when none is left."""
    following = queries.waiting_after(person, fields)
    return reverse("recognition:confirm", args=[following.item_id]) if following else ""


def _context(
    request: HttpRequest, fields: ItemFields, entered: dict[str, str], errors: dict[str, str]
) -> dict[str, Any]:
    item = fields.item
    file = digitisation.file_of_item(item.pk)
    texts = {page.number: page for page in queries.page_texts(file.pk)} if file else {}
    pages = [
        {
            "number": page.number,
            "width": page.width,
            "height": page.height,
            "info_url": reverse("access:iiif-info", args=[item.pk, page.number]),
        }
        for page in texts.values()
    ]
    waiting = queries.waiting(request.user).count()
    return {
        "item": item,
        "page": pages[0] if pages else None,
        "pages": pages,
        "fields": _fields(item, texts, entered, errors),
        "form_action": reverse("recognition:confirm", args=[item.pk]),
        "next_url": _next_url(request.user, fields),
        "progress_text": ngettext("còn {count} tài liệu chờ", "còn {count} tài liệu chờ", waiting).format(
            count=waiting
        ),
        "crumbs": [
            {"label": _("Xác nhận"), "url": reverse("recognition:confirm-queue")},
            {"label": item.reference_code, "url": ""},
        ],
    }


def _fields(item: Any, texts: dict[int, Any], entered: dict[str, str], errors: dict[str, str]) -> list[ConfirmField]:
    proposals = queries.proposals_of(item.pk)
    shown = []
    for name, column in FIELDS.items():
        proposal = proposals.get(name)
        kept = getattr(item, column)
        chosen = choose(
            name,
            proposed=proposal.value if proposal else None,
            confidence=proposal.confidence if proposal else 0.0,
            catalogued=kept,
        )
        value = entered.get(name, chosen.value)
        catalogued = kept if kept and not same(kept, value) and item.described_by == "catalogue" else ""
        shown.append(
            ConfirmField(
                name=name,
                label=str(LABELS[name]),
                value=_for_eyes(name, value),
                confidence=proposal.confidence if proposal else None,
                page=proposal.page if proposal else None,
                box=_fractions(proposal, texts),
                handwritten=bool(proposal and proposal.is_handwritten),
                is_doubt=chosen.is_doubt or name in errors,
                input_type=INPUT_TYPES.get(name, "text"),
                choices=[(code, told(kind)) for code, kind in codes.KIND.items()] if name == "kind" else [],
                error=errors.get(name, ""),
                register_value=_for_eyes(name, catalogued) if name != "kind" else catalogued,
                accepted=not chosen.is_doubt,
            )
        )
    return shown


def _for_eyes(name: str, value: str) -> str:
    if name == "issued_date" and (read := dates.parse(value)):
        return read.vietnamese
    return value


def _fractions(proposal: Any, texts: dict[int, Any]) -> list[float] | None:
    if proposal is None or not proposal.box or proposal.page not in texts:
        return None
    page = texts[proposal.page]
    x0, y0, x1, y1 = proposal.box
    return [x0 / page.width, y0 / page.height, x1 / page.width, y1 / page.height]
