"""The screens of registers: choose, draw, take."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from khoso.engines import blobs
from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.catalogue.models import RegisterExport
from khoso.stages.catalogue.permissions import can_see_catalogue
from khoso.stages.catalogue.queries import dossiers_seen_by
from khoso.stages.catalogue.registers import actions, drawing, layouts, queries, scope
from khoso.stages.catalogue.registers.scope import Scope
from khoso.stages.catalogue.registers.showing import FORMS, form_label, scope_words


@allow(can_see_catalogue)
@require_http_methods(["GET", "POST"])
def registers(request: HttpRequest) -> HttpResponseBase:
    """Choose what and how; a short register comes at once, a long one is offered when it is ready."""
    chosen = scope.asked(request.POST if request.method == "POST" else request.GET)
    refused = ""
    # Without a form this is dossiers ticked in the table: what to make of them is chosen here.
    if request.POST.get("lap"):
        form, _separator, file_format = request.POST.get("lap", "").partition(".")
        try:
            asked = actions.ask(chosen, form, file_format, by=request.user)
        except KhosoError as why:
            refused = told(why.message)
        else:
            if asked.state == RegisterExport.State.READY:
                return _file(asked)
            messages.success(request, _("Mục lục dài: đang lập ở phía sau. Anh/chị cứ làm việc khác."))
            return redirect("catalogue:register", asked.pk)
    return _page(request, chosen, refused)


def _page(request: HttpRequest, chosen: Scope, refused: str) -> HttpResponse:
    rows = scope.dossiers_of(_known(request, chosen), request.user)
    # With one fonds there is nothing to choose: the fonds gives the agency away.
    context = {
        "chosen": chosen,
        "filters": QueryDict(chosen.filters).lists(),
        "count": rows.order_by().count(),
        "words": scope_words(chosen, request.user),
        "forms": FORMS,
        "agencies": queries.agencies_to_choose(request.user),
        "fonds": queries.fonds_to_choose(request.user, chosen.agency),
        "series": queries.series_to_choose(request.user, chosen.fonds),
        "views": queries.views_of(request.user),
        "recent": [{"export": one, "label": form_label(one.form)} for one in queries.recent_of(request.user)],
        "most_printed": drawing.MOST_PRINTED,
        "refused": refused,
        "crumbs": _crumbs(),
    }
    return render(request, "catalogue/registers.html", context, status=422 if refused else 200)


def _known(request: HttpRequest, chosen: Scope) -> Scope:
    """A view that is no longer there narrows nothing on the page; drawing by it is refused."""
    mine = {one.pk for one in queries.views_of(request.user)}
    if chosen.view is None or chosen.view in mine:
        return chosen
    return replace(chosen, view=None)


def _crumbs(last: str = "") -> list[dict[str, str]]:
    said = [{"label": _("Xuất mục lục"), "url": reverse("catalogue:registers") if last else ""}]
    return said + ([{"label": last, "url": ""}] if last else [])


def _found(request: HttpRequest, export_id: int) -> RegisterExport:
    found = queries.export_of(request.user, export_id)
    if found is None:
        raise Http404(_("Không có mục lục này trong những mục lục anh/chị đã lập."))
    return found


@allow(can_see_catalogue)
@require_GET
def register(request: HttpRequest, export_id: int) -> HttpResponse:
    """How far a long register is; the file when it is ready."""
    asked = _found(request, export_id)
    context = {
        "export": asked,
        "label": form_label(asked.form),
        "words": scope_words(scope.read(asked.scope), request.user),
        "file_name": queries.file_name(asked),
        "is_open": asked.state in (RegisterExport.State.WAITING, RegisterExport.State.DRAWING),
        "crumbs": _crumbs(form_label(asked.form)),
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "catalogue/_register_state.html" if part else "catalogue/register.html", context)


@allow(can_see_catalogue)
@require_GET
def register_file(request: HttpRequest, export_id: int) -> HttpResponseBase:
    asked = _found(request, export_id)
    if asked.state != RegisterExport.State.READY:
        raise Http404(_("Mục lục này chưa lập xong."))
    actions.fetch(asked)
    return _file(asked)


@allow(can_see_catalogue)
@require_GET
def dossier_register(request: HttpRequest, dossier_id: Any, paper: str) -> HttpResponseBase:
    """Mục lục văn bản of one dossier, straight from its page."""
    if not dossiers_seen_by(request.user).filter(pk=dossier_id).exists():
        raise Http404(_("Không có hồ sơ này trong phạm vi của anh/chị."))
    try:
        asked = actions.ask(Scope(dossiers=(str(dossier_id),)), layouts.ITEMS, paper, by=request.user)
    except KhosoError as why:
        raise Http404(told(why.message)) from why
    if asked.state != RegisterExport.State.READY:
        return redirect("catalogue:register", asked.pk)
    return _file(asked)


def _file(asked: RegisterExport) -> FileResponse:
    return FileResponse(
        blobs.store().open(asked.sha256),
        as_attachment=True,
        filename=queries.file_name(asked),
        content_type=drawing.MEDIA_TYPES[asked.file_format],
    )
