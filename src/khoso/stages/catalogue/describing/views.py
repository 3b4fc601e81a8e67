"""The pages of a fonds, a series, a dossier and an item."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from khoso.foundation.identity.access import allow
from khoso.kernel.errors import KhosoError
from khoso.stages.catalogue.describing import actions, pages, queries, shapes, showing
from khoso.stages.catalogue.describing.forms import ReasonForm
from khoso.stages.catalogue.models import Arrangement, Dossier
from khoso.stages.catalogue.permissions import (
    can_describe,
    can_release_held,
    can_report_arrangement,
    can_see_catalogue,
)

# What a page shows in a place of its own: where the dossier lies.
_ELSEWHERE = {"dossier": frozenset({"store", "shelf", "box"})}


def _described(request: HttpRequest, subject: Any) -> dict[str, Any]:
    """What every page of a description shows."""
    level, values = shapes.level_of(subject), shapes.values_of(subject)
    agency = shapes.agency_id_of(subject)
    return {
        "subject": subject,
        "kind": shapes.kind_of(subject),
        "level": level,
        "sections": showing.sections(level, values, without=_ELSEWHERE.get(level.name, frozenset())),
        "missing": showing.missing(level, values),
        "wrong": showing.wrong(level, values),
        "crumbs": pages.crumbs(subject),
        "may_describe": can_describe(request.user, agency),
        "may_arrange": can_report_arrangement(request.user, agency),
        "revisions": queries.revision_count(subject),
    }


def _arrangement_rows(counts: dict[str, Any]) -> list[dict[str, Any]]:
    """Dossiers by state, in the order of the work."""
    return [
        {"state": state, "label": label, "count": counts["by_state"].get(state, 0), "total": counts["dossiers"]}
        for state, label in Arrangement.choices
    ]


@allow(can_see_catalogue)
@require_GET
def fonds(request: HttpRequest, fonds_id: uuid.UUID) -> HttpResponse:
    subject = pages.get_or_404(request, "fonds", fonds_id)
    counts = queries.counts_of(subject)
    context = {
        **_described(request, subject),
        "counts": counts,
        "arrangement": _arrangement_rows(counts),
        "series": queries.series_of(subject),
        "heaps": queries.heaps_of(subject),
        "browse": pages.browse_url(phong=subject.pk),
    }
    return render(request, "catalogue/fonds.html", context)


@allow(can_see_catalogue)
@require_GET
def series(request: HttpRequest, series_id: uuid.UUID) -> HttpResponse:
    subject = pages.get_or_404(request, "series", series_id)
    counts = queries.counts_of(subject)
    rows = Paginator(queries.dossiers_in(subject), pages.PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        **_described(request, subject),
        "counts": counts,
        "arrangement": _arrangement_rows(counts),
        "page": rows,
        "browse": pages.browse_url(phong=subject.fonds_id, muc=subject.pk),
    }
    return render(request, "catalogue/series.html", context)


@allow(can_see_catalogue)
@require_GET
def dossier(request: HttpRequest, dossier_id: uuid.UUID) -> HttpResponse:
    return _dossier_page(request, pages.get_or_404(request, "dossier", dossier_id), None)


def _dossier_page(request: HttpRequest, subject: Dossier, release: ReasonForm | None) -> HttpResponse:
    rows = Paginator(queries.items_of(subject), pages.PER_PAGE).get_page(request.GET.get("trang"))
    is_held = bool(subject.secrecy_held_for) and subject.secrecy_cleared_at is None
    may_release = is_held and can_release_held(request.user, shapes.agency_id_of(subject))
    context = {
        **_described(request, subject),
        "page": rows,
        "is_held": is_held,
        "arrangement_tone": {"arranged": "good", "arranging": "busy"}.get(subject.arrangement, "warn"),
        "release": (release or ReasonForm()) if may_release else None,
        "places": [(_("Kho"), subject.store), (_("Giá"), subject.shelf), (_("Hộp"), subject.box)],
        "places_missing": not (subject.store or subject.shelf or subject.box),
    }
    wrong = release is not None and bool(release.errors)
    return render(request, "catalogue/dossier.html", context, status=422 if wrong else 200)


@allow(can_see_catalogue)
@require_GET
def item(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    subject = pages.get_or_404(request, "item", item_id)
    context = {**_described(request, subject), "neighbours": queries.neighbours_of(subject)}
    return render(request, "catalogue/item.html", context)


@allow(can_release_held)
@require_http_methods(["POST"])
def release(request: HttpRequest, dossier_id: uuid.UUID) -> HttpResponse:
    """A person says that the words which hold a dossier mean nothing secret."""
    subject = pages.get_or_404(request, "dossier", dossier_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.release_held(subject.pk, reason=form.cleaned_data["reason"], by=request.user)
        except KhosoError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Đã kết luận; hồ sơ không còn bị giữ."))
            return redirect(pages.page_of(subject))
    return _dossier_page(request, subject, form)
