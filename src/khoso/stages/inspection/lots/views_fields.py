"""Looking at index fields one after another: the value beside the page it stands on, answered by a key."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.instruments.quality import queries as seen
from khoso.instruments.quality.queries import SampleUnit, Severity
from khoso.kernel.errors import KhosoError
from khoso.kernel.states import WrongState
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.inspection.lots import actions, kinds, queries, views
from khoso.stages.inspection.lots.rules import FIELD
from khoso.stages.inspection.models import Lot
from khoso.stages.inspection.permissions import can_inspect
from khoso.stages.recognition import queries as recognition


@allow(can_inspect)
@require_http_methods(["GET", "POST"])
def fields(request: HttpRequest, lot_id: int) -> HttpResponse:
    """One field at a time, the next that nobody has looked at first; `?o=` shows one again."""
    lot = views.found(request, lot_id)
    if lot.units != FIELD or not can_inspect(request.user, lot.agency):
        raise Http404(_("Không có lô kiểm tra trường thông tin này trong phạm vi của anh/chị."))
    if request.method == "POST":
        return _answer(request, lot)
    assert lot.inspection is not None
    unit = _unit(lot, views.number(request.GET.get("o", "")))
    if unit is None:
        messages.success(request, _("Đã xem hết các trường của lô này. Có thể kết luận."))
        return redirect("inspection:lot", lot.pk)
    return render(request, "inspection/lot_fields.html", _context(lot, unit))


def _unit(lot: Lot, ordinal: int | None) -> SampleUnit | None:
    assert lot.inspection is not None
    sample = seen.sample_of(lot.inspection)
    if ordinal is not None:
        return sample.filter(ordinal=ordinal).first()
    return sample.filter(verdict=SampleUnit.Verdict.WAITING).first()


def _context(lot: Lot, unit: SampleUnit) -> dict[str, Any]:
    assert lot.inspection is not None
    owner, _colon, name = unit.key.rpartition(":")
    item = catalogue.find_item(uuid.UUID(owner))
    if item is None:
        raise Http404(_("Không còn tài liệu này."))
    column = recognition.FIELD_COLUMNS.get(name, name)
    proposal = recognition.proposals_of(item.pk).get(name)
    shown = getattr(item, f"get_{column}_display", None)
    value = getattr(item, column, "")
    page = (proposal.page if proposal else None) or 1
    return {
        "lot": lot,
        "unit": unit,
        "item": item,
        "name": recognition.FIELD_LABELS.get(name, name),
        "value": f"{value} · {shown()}" if shown and value else value,
        "proposal": proposal,
        "page": page,
        "image_url": reverse("access:iiif-image", args=[item.pk, page, "full", "!1400,1400", "0", "default.jpg"]),
        "kinds": list(enumerate(kinds.kinds_of(FIELD), start=1)),
        "severities": Severity.choices,
        "progress": seen.progress_of(lot.inspection),
        "marked": seen.defects_of_units(queries.SCANS, [unit.key]).get(unit.key, []),
        "kind_label": kinds.label_of,
        "crumbs": views.crumbs(lot, _("Trường thông tin")),
    }


def _answer(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Good, or bad with what is wrong; then the next one."""
    said = request.POST
    by: Any = request.user
    try:
        if said.get("verdict") == "good":
            actions.look(lot, [said.get("key", "")], "good", by)
        else:
            kind, severity = said.get("kind", ""), said.get("severity", "")
            actions.mark(lot, said.get("key", ""), kind, by, severity=severity, note=said.get("note", ""))
    except WrongState:
        messages.error(request, _("Chưa ghi: lô chưa mở hoặc đã kết luận."))
        return redirect("inspection:lot", lot.pk)
    except KhosoError as refused:
        messages.error(request, told(refused.message))
        return redirect(f"{reverse('inspection:lot-fields', args=[lot.pk])}?o={views.number(said.get('o', '')) or ''}")
    return redirect("inspection:lot-fields", lot.pk)
