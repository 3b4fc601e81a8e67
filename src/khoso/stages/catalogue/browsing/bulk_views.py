"""The screens of an edit of many dossiers: what to set, what it would do, how far it is, giving it back."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.catalogue.browsing import bulk as many
from khoso.stages.catalogue.browsing.bulk_forms import LABELS, ChangesForm, ids_of, value_shown
from khoso.stages.catalogue.models import BulkEdit
from khoso.stages.catalogue.permissions import can_describe

LATEST = 50
_MOVES = {"dung": many.stop, "tiep": many.go_on, "hoan-tac": many.undo}


@allow(can_describe)
@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """My edits of many dossiers; or a new one, from what was ticked to its preview to its beginning."""
    if request.method != "POST":
        return _mine(request)
    scope = _scope(request)
    total = scope.total(request.user)
    if not total:
        messages.error(request, _("Chưa chọn hồ sơ nào."))
        return redirect(reverse("catalogue:browse") + _place_of(request))
    step = request.POST.get("buoc", "")
    form = ChangesForm(request.POST if step else None, scope=scope)
    context: dict[str, Any] = {
        "form": form,
        "ids": [str(one) for one in scope.ids],
        "filter": scope.filter,
        "loc": request.POST.get("loc", ""),
        "total": total,
        "back_url": reverse("catalogue:browse") + _place_of(request),
        "crumbs": _crumbs(_("Sửa nhiều hồ sơ")),
    }
    if not step or not form.is_valid():
        return render(request, "catalogue/browse_bulk.html", context, status=422 if step else 200)
    changes = form.changes()
    if step == "ghi":
        try:
            edit = many.begin(
                request.user,
                scope,
                changes,
                reason=request.POST.get("reason", ""),
                seen_at=_seen_at(request),
                once=_once(request),
            )
            return redirect("catalogue:bulk-edit", edit.pk)
        except KhosoError as why:
            context["refused"] = told(why.message)
    context |= _previewed(request, scope, changes)
    return render(request, "catalogue/browse_bulk_preview.html", context, status=422 if "refused" in context else 200)


def _previewed(request: HttpRequest, scope: many.Scope, changes: dict[str, Any]) -> dict[str, Any]:
    shown = many.preview(request.user, scope, changes)
    return {
        "preview": shown,
        "samples": [
            (
                dossier,
                [
                    (LABELS.get(name, name), value_shown(name, before), value_shown(name, after))
                    for name, before, after in pairs
                ],
            )
            for dossier, pairs in shown.samples
        ],
        "refused_samples": [(dossier, told(why)) for dossier, why in shown.refused_samples],
        "refused_counts": [(told(why), number) for why, number in shown.refused.items()],
        "refused_total": sum(shown.refused.values()),
        "changes": list(changes.items()),
        "typed": {name: request.POST.get(name, "") for name in changes},
        "told_changes": [(LABELS[name], value_shown(name, value)) for name, value in changes.items()],
        "reason": request.POST.get("reason", ""),
        "seen_at": clock.now().isoformat(),
        "once": str(_once(request)),
    }


def _scope(request: HttpRequest) -> many.Scope:
    if request.POST.get("pham-vi") == "tat-ca":
        return many.Scope(filter=request.POST.get("loc", "") or "?tat-ca=1")
    return many.Scope(ids=ids_of(request.POST.getlist("ho-so")))


def _place_of(request: HttpRequest) -> str:
    loc = request.POST.get("loc", "")
    return loc if loc.startswith("?") else ""


def _seen_at(request: HttpRequest) -> datetime:
    try:
        found = parse_datetime(request.POST.get("xem-luc", ""))
    except ValueError:
        found = None
    now = clock.now()
    # Nobody saw a preview that is still to come.
    return min(found, now) if found is not None and found.tzinfo else now


def _once(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("lan", ""))
    except ValueError:
        return uuid.uuid4()


def _crumbs(last: str) -> list[dict[str, str]]:
    return [{"label": _("Danh mục hồ sơ"), "url": reverse("catalogue:browse")}, {"label": last, "url": ""}]


def _mine(request: HttpRequest) -> HttpResponse:
    edits = BulkEdit.objects.filter(author_id=request.user.pk)[:LATEST]
    context = {"edits": [_shown(one) for one in edits], "crumbs": _crumbs(_("Các lần sửa nhiều hồ sơ"))}
    return render(request, "catalogue/browse_bulk_list.html", context)


def _shown(edit: BulkEdit) -> dict[str, Any]:
    scope = edit.scope
    return {
        "edit": edit,
        "changes": [(LABELS.get(name, name), value_shown(name, value)) for name, value in edit.changes.items()],
        "changed": scope.get("changed", 0),
        "given_back": scope.get("given_back", 0),
        "kept_count": scope.get("kept_count", 0) if edit.kept else 0,
        "is_running": edit.state in (many.State.WAITING, many.State.RUNNING, many.State.UNDOING),
        "may_stop": edit.state in (many.State.WAITING, many.State.RUNNING),
        "may_go_on": edit.state == many.State.STOPPED,
        "may_undo": edit.state in (many.State.DONE, many.State.STOPPED),
        "tone": {"done": "good", "stopped": "warn", "undone": "calm"}.get(edit.state, "busy"),
    }


def _found(request: HttpRequest, edit_id: uuid.UUID) -> BulkEdit:
    edit = BulkEdit.objects.filter(pk=edit_id, author_id=request.user.pk).first()
    if edit is None:
        raise Http404(_("Không có lần sửa hàng loạt này của anh/chị."))
    return edit


@allow(can_describe)
@require_GET
def bulk_edit(request: HttpRequest, edit_id: uuid.UUID) -> HttpResponse:
    """How far one edit is, what was left as it was, what can be done with it."""
    edit = _found(request, edit_id)
    context = _shown(edit) | {"kept": edit.kept[:200], "crumbs": _crumbs(_("Sửa nhiều hồ sơ"))}
    part = request.headers.get("HX-Target") == "browse-bulk"
    return render(request, "catalogue/_browse_bulk_state.html" if part else "catalogue/browse_bulk_edit.html", context)


@allow(can_describe)
@require_POST
def move_bulk(request: HttpRequest, edit_id: uuid.UUID) -> HttpResponse:
    """Stop it, go on, or give everything back."""
    edit = _found(request, edit_id)
    move = _MOVES.get(request.POST.get("viec", ""))
    if move is not None:
        try:
            move(request.user, edit.pk)
        except KhosoError as why:
            messages.error(request, told(why.message))
    return redirect("catalogue:bulk-edit", edit.pk)
