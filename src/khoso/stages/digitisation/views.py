"""The screens of deliveries."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import can_see_deliveries
from khoso.stages.digitisation import queries
from khoso.stages.digitisation.cards import delivery_card, dossier_rows, finding_line
from khoso.stages.digitisation.labels import finding_label
from khoso.stages.digitisation.models import Delivery

PER_PAGE = 100
EXAMPLES = 3


def _crumbs(delivery: Delivery | None = None) -> list[dict[str, str]]:
    crumbs = [{"label": "Lô giao nộp", "url": reverse("digitisation:delivery-list")}]
    return crumbs + ([{"label": delivery.folder_name, "url": ""}] if delivery else [])


@allow(can_see_deliveries)
@require_GET
def delivery_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.deliveries_seen_by(request.user), 20).get_page(request.GET.get("trang"))
    return render(
        request,
        "digitisation/delivery_list.html",
        {"deliveries": [delivery_card(delivery) for delivery in page], "page": page, "crumbs": []},
    )


@allow(can_see_deliveries)
@require_GET
def delivery(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(queries.deliveries_seen_by(request.user), pk=delivery_id)
    code = request.GET.get("ma", "")
    context: dict[str, Any] = {
        **_progress_context(found),
        "finding_groups": _groups(found),
        "active_code": code,
        "dossiers": Paginator(dossier_rows(found), PER_PAGE).get_page(request.GET.get("ho-so")),
        "crumbs": _crumbs(found),
    }
    if code:
        page = Paginator(queries.findings(found.pk, code=code), PER_PAGE).get_page(request.GET.get("trang"))
        page.object_list = [finding_line(row) for row in page.object_list]
        context["findings"] = page
    return render(request, "digitisation/delivery.html", context)


@allow(can_see_deliveries)
@require_GET
def delivery_progress(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(queries.deliveries_seen_by(request.user), pk=delivery_id)
    return render(request, "digitisation/_progress.html", _progress_context(found))


def _progress_context(found: Delivery) -> dict[str, Any]:
    card = delivery_card(found)
    return {
        "delivery": card,
        "is_running": card.state == "running",
        "progress_url": reverse("digitisation:delivery-progress", args=[found.pk]),
    }


def _groups(found: Delivery) -> list[dict[str, Any]]:
    base = reverse("digitisation:delivery", args=[found.pk])
    return [
        {
            "code": code,
            "label": finding_label(code),
            "severity": severity,
            "count": count,
            "url": f"{base}?ma={code}#phat-hien",
            "examples": [finding_line(row) for row in queries.findings(found.pk, code=code)[:EXAMPLES]],
        }
        for code, severity, count in queries.finding_counts(found.pk)
    ]
