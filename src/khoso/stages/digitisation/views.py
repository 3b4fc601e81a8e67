"""The screens of deliveries."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import can_see_deliveries, can_see_descriptions
from khoso.foundation.identity.sign_in.sessions import background
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import queries, rates
from khoso.stages.digitisation.cards import delivery_cards, dossier_rows, finding_line
from khoso.stages.digitisation.intake import going_on
from khoso.stages.digitisation.labels import finding_label
from khoso.stages.digitisation.levels import shown
from khoso.stages.digitisation.models import Delivery
from khoso.stages.digitisation.permissions import can_deliver

PER_PAGE = 50
EXAMPLES = 3


def _crumbs(delivery: Delivery | None = None) -> list[dict[str, str]]:
    crumbs = [{"label": _("Lô giao nộp"), "url": reverse("digitisation:delivery-list")}]
    return crumbs + ([{"label": delivery.folder_name, "url": ""}] if delivery else [])


def _found(request: HttpRequest, delivery_id: uuid.UUID) -> Delivery:
    found = queries.deliveries_seen_by(request.user).filter(pk=delivery_id).first()
    if found is None:
        raise Http404(_("Không có lô giao nộp này trong phạm vi của anh/chị."))
    return found


@allow(can_see_deliveries)
@require_GET
def delivery_list(request: HttpRequest) -> HttpResponse:
    rows, batch = queries.deliveries_seen_by(request.user), None
    asked = request.GET.get("dot", "")
    if asked.isdecimal() and len(asked) < 10:
        batch = queries.batches_seen_by(request.user).filter(pk=int(asked)).first()
        if batch is None:
            raise Http404(_("Không có đợt số hóa này trong phạm vi của anh/chị."))
        rows = rows.filter(batch=batch)
    page = Paginator(rows, 20).get_page(request.GET.get("trang"))
    return render(
        request,
        "digitisation/delivery_list.html",
        {
            "deliveries": delivery_cards(list(page)),
            "page": page,
            "batch": batch,
            "crumbs": [],
            "actions": _list_actions(request),
        },
    )


def _list_actions(request: HttpRequest) -> list[dict[str, Any]]:
    if not can_deliver(request.user):
        return []
    return [{"label": _("Giao scan"), "url": reverse("digitisation:uploads"), "icon": "upload", "primary": True}]


@allow(can_see_deliveries)
@require_GET
def delivery(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    found = _found(request, delivery_id)
    code = request.GET.get("ma", "")
    opens_pages = can_see_descriptions(request.user)
    # In the order of their codes, as the catalogue keeps them; only one screenful is counted and shown.
    dossiers = Paginator(catalogue.in_order(queries.dossiers_named(found.pk)), PER_PAGE).get_page(
        request.GET.get("ho-so")
    )
    dossiers.object_list = dossier_rows(found, dossiers.object_list, with_links=opens_pages)
    context: dict[str, Any] = {
        **_progress_context(found),
        "finding_groups": _groups(found, with_links=opens_pages),
        "active_code": code,
        "dossiers": dossiers,
        "crumbs": _crumbs(found),
        "defects": shown(rates.rate_of_delivery(found.pk)),
    }
    if may_deliver := can_deliver(request.user, found):
        context["pairing_url"] = reverse("digitisation:pairing", args=[found.pk])
    context["undone"] = going_on.undone_of(found)
    context["actions"] = _delivery_actions(found, may_go_on=may_deliver and bool(context["undone"]))
    if code:
        page = Paginator(queries.findings(found.pk, code=code), PER_PAGE).get_page(request.GET.get("trang"))
        page.object_list = [finding_line(row, with_links=opens_pages) for row in page.object_list]
        context["findings"] = page
    return render(request, "digitisation/delivery.html", context)


def _delivery_actions(found: Delivery, *, may_go_on: bool) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    if may_go_on:
        again = reverse("digitisation:delivery-again", args=[found.pk])
        told.append(
            {"label": _("Làm lại phần chưa được"), "url": again, "icon": "refresh", "method": "post", "primary": True}
        )
    if found.file_count is not None:
        mending = reverse("digitisation:delivery-mending", args=[found.pk])
        told.append({"label": _("Danh sách phải sửa (Excel)"), "url": mending, "icon": "download"})
    return told


@allow(can_see_deliveries)
@background
@require_GET
def delivery_progress(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    found = _found(request, delivery_id)
    return render(request, "digitisation/_progress.html", _progress_context(found))


def _progress_context(found: Delivery) -> dict[str, Any]:
    [card] = delivery_cards([found])
    return {
        "delivery": card,
        "is_running": card.state == "running",
        "progress_url": reverse("digitisation:delivery-progress", args=[found.pk]),
    }


def _groups(found: Delivery, *, with_links: bool) -> list[dict[str, Any]]:
    first = queries.first_findings(found.pk, of_each=EXAMPLES)
    base = reverse("digitisation:delivery", args=[found.pk])
    return [
        {
            "code": code,
            "label": finding_label(code),
            "severity": severity,
            "count": count,
            "url": f"{base}?ma={code}#phat-hien",
            "examples": [finding_line(row, with_links=with_links) for row in first[code]],
        }
        for code, severity, count in queries.finding_counts(found.pk)
    ]
