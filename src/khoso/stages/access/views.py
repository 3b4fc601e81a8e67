"""Search, and the page of a dossier."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import can_search, can_see_descriptions
from khoso.foundation.web.asked import whole_number
from khoso.foundation.web.words import told
from khoso.kernel import codes
from khoso.stages.access import actions
from khoso.stages.access.dossier_page import dossier_context
from khoso.stages.access.searching import Filters, find
from khoso.stages.catalogue import queries as catalogue

PER_PAGE = 20
# Nobody reads further down a list of results; whoever needs all of them narrows the search.
MOST_PAGES = 500


@allow(can_search)
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:300]
    filters = Filters(request.GET.get("loai", "")[:2], request.GET.get("nam", "")[:4])
    page = max(1, whole_number(request.GET.get("trang", ""), otherwise=1, most=MOST_PAGES))
    context: dict[str, Any] = {"query": query, "hits": [], "total": 0, "facets": [], "took_ms": None}
    if query:
        found = find(request.user, query, filters, limit=PER_PAGE, offset=PER_PAGE * (page - 1))
        actions.record_search(query, found.total)
        context |= {
            "hits": found.hits,
            "total": found.total,
            "took_ms": found.took_ms,
            "facets": _facets(found.facets, query, filters),
            "pagination": Paginator(range(min(found.total, MOST_PAGES * PER_PAGE)), PER_PAGE).get_page(page),
        }
    return render(request, "access/search.html", context)


def _facets(counts: dict[str, dict[str, int]], query: str, filters: Filters) -> list[dict[str, Any]]:
    base = reverse("access:search")

    def options(facet: str, parameter: str, chosen: str, labels: dict[str, str] | None) -> list[dict[str, Any]]:
        rows = sorted(counts.get(facet, {}).items(), key=lambda row: (-row[1], row[0]))
        kept = {"q": query, "loai": filters.kind, "nam": filters.year}
        return [
            {
                "label": told(labels.get(value, value)) if labels else value,
                "count": count,
                "active": value == chosen,
                "url": base
                + "?"
                + urlencode({k: v for k, v in {**kept, parameter: "" if value == chosen else value}.items() if v}),
            }
            for value, count in rows[:12]
            if value
        ]

    kinds = options("kind_code", "loai", filters.kind, codes.KIND)
    years = options("year", "nam", filters.year, None)
    return [
        facet
        for facet in ({"label": _("Tên loại"), "options": kinds}, {"label": _("Năm"), "options": years})
        if facet["options"]
    ]


@allow(can_see_descriptions)
@require_GET
def dossier(request: HttpRequest, dossier_id: uuid.UUID) -> HttpResponse:
    if not catalogue.dossiers_seen_by(request.user).filter(pk=dossier_id).exists():
        raise Http404(_("Không có hồ sơ này trong phạm vi của anh/chị."))
    return render(request, "access/dossier.html", dossier_context(dossier_id, request.user))
