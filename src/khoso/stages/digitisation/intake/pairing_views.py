"""The screens where a person pairs rows and files, and says where a file is cut."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.digitisation import queries as room
from khoso.stages.digitisation import states
from khoso.stages.digitisation.intake import pairing, queries, splitting
from khoso.stages.digitisation.models import Delivery, FileSplit, PairingLine
from khoso.stages.digitisation.permissions import can_deliver

PER_PAGE = 50


def _found(request: HttpRequest, delivery_id: uuid.UUID) -> Delivery:
    delivery = room.deliveries_seen_by(request.user).filter(pk=delivery_id).first()
    if delivery is None or not can_deliver(request.user, delivery):
        raise Http404(_("Không có lô giao nộp này trong phạm vi của anh/chị."))
    return delivery


def _crumbs(delivery: Delivery, last: str) -> list[dict[str, str]]:
    return [
        {"label": _("Lô giao nộp"), "url": reverse("digitisation:delivery-list")},
        {"label": delivery.folder_name, "url": reverse("digitisation:delivery", args=[delivery.pk])},
        {"label": last, "url": ""},
    ]


@allow(can_deliver)
@require_GET
def pairing_page(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    """Three columns: paired, files without row, rows without file."""
    return _pairing(request, _found(request, delivery_id))


def _pairing(request: HttpRequest, delivery: Delivery, *, refused: str = "", status: int = 200) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    columns = {}
    for kind, parameter in (("row", "dong"), ("file", "tep"), ("paired", "trang")):
        rows = queries.lines_of(delivery, kind)
        if words:
            rows = queries.lines_with(rows, words)
        columns[kind] = Paginator(rows, PER_PAGE).get_page(request.GET.get(parameter))
    splits = queries.splits_of(delivery)
    context = {
        "delivery": delivery,
        "columns": columns,
        "counts": queries.line_counts(delivery),
        "words": words,
        "refused": refused,
        "waiting_splits": [one for one in splits if one.state == states.PROPOSED],
        "decided_splits": [one for one in splits if one.state != states.PROPOSED],
        "crumbs": _crumbs(delivery, _("Ghép tệp và dòng")),
    }
    return render(request, "digitisation/pairing.html", context, status=status)


@allow(can_deliver)
@require_POST
def pairing_choose(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    """Pair a row with a file, say it has no scan, or take either back."""
    delivery = _found(request, delivery_id)
    key, what = request.POST.get("row", "")[:300], request.POST.get("viec", "")
    try:
        if what == "pair":
            pairing.choose(delivery, key, request.POST.get("path", "")[:1000], by=request.user)
        elif what == "no_scan":
            pairing.mark_no_scan(delivery, key, request.POST.get("reason", ""), by=request.user)
        else:
            pairing.undo(delivery, key, by=request.user)
    except KhosoError as refused:
        return _pairing(request, delivery, refused=told(refused.message), status=422)
    messages.success(request, _("Đã ghi. Máy đang đọc lại lô; các lần giao sau vẫn theo cách ghép này."))
    return redirect("digitisation:pairing", delivery.pk)


@allow(can_deliver)
@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, delivery_id: uuid.UUID, split_id: int) -> HttpResponse:
    """Where one file is cut: as the machine proposes, or as a person says."""
    delivery = _found(request, delivery_id)
    one = next((row for row in queries.splits_of(delivery) if row.pk == split_id), None)
    if one is None:
        raise Http404(_("Không có tệp này trong lô giao nộp."))
    refused = ""
    if request.method == "POST":
        try:
            _decide(request, one)
        except KhosoError as error:
            refused = told(error.message)
        else:
            messages.success(request, _("Đã ghi. Máy đang đọc lại lô."))
            return redirect("digitisation:pairing", delivery.pk)
    context = {
        "delivery": delivery,
        "split": one,
        "parts": _shown_parts(one),
        "dossiers": _dossiers(delivery),
        "may_decide": states.SPLIT_STATES.allows(one.state, "confirm"),
        "may_decline": states.SPLIT_STATES.allows(one.state, "decline"),
        "refused": refused,
        "crumbs": _crumbs(delivery, _("Tách tệp")),
    }
    return render(request, "digitisation/split.html", context, status=422 if refused else 200)


def _decide(request: HttpRequest, one: FileSplit) -> None:
    if request.POST.get("viec") == "decline":
        splitting.decline(one, by=request.user)
        return
    columns = [request.POST.getlist(name) for name in ("ordinal", "first", "last")]
    said = [row for row in zip(*columns, strict=False) if any(str(cell).strip() for cell in row)]
    dossier = request.POST.get("dossier", "")
    splitting.confirm(one, said, dossier=dossier, code=_code_of(one.delivery, dossier), by=request.user)


def _dossiers(delivery: Delivery) -> list[tuple[str, str]]:
    """(key, name) of the dossiers that have rows without file, or any rows at all."""
    rows = PairingLine.objects.filter(delivery=delivery).exclude(row_key="").order_by("row_key")
    told_: dict[str, str] = {}
    for key, name in rows.values_list("row_key", "dossier"):
        told_.setdefault(key.rpartition("#")[0], name)
    return list(told_.items())[:500]


def _code_of(delivery: Delivery, dossier: str) -> str:
    """The reference code, where the dossier is named by one: it names the parts."""
    return dict(_dossiers(delivery)).get(dossier, "") if "." in dict(_dossiers(delivery)).get(dossier, "") else ""


def _shown_parts(one: FileSplit) -> list[dict[str, Any]]:
    """The parts, and free lines for more."""
    spare: list[dict[str, Any]] = [{"ordinal": "", "first": "", "last": ""} for _line in range(3)]
    return [*one.parts, *(spare if states.SPLIT_STATES.allows(one.state, "confirm") else [])]
