"""Loading a plan on screen: the file is read, what it would change is shown, and only then it is done."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.programme.permissions import can_edit_programme
from khoso.stages.programme.plan import actions, queries, showing
from khoso.stages.programme.plan.builtin import plan_82
from khoso.stages.programme.plan.checks import check_document
from khoso.stages.programme.plan.compare import PlanChanges
from khoso.stages.programme.plan.errors import PlanRefused
from khoso.stages.programme.plan.files import MAX_BYTES, read_content
from khoso.stages.programme.plan.rows import PlanDocument
from khoso.stages.programme.plan.template import template
from khoso.stages.programme.plan.views import XLSX, _crumbs

BUILTIN = "builtin"
# How long a plan that was shown waits to be confirmed.
_KEPT_SECONDS = 3600


@allow(can_edit_programme)
@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _asked(request)
    try:
        content, name = _given(request)
        plan = _read(content, name)
        check_document(plan)
    except KhosoError as refused:
        return _asked(request, refused)
    token = secrets.token_urlsafe(24)
    cache.set(_key(request, token), (content, name), _KEPT_SECONDS)
    return render(
        request,
        "programme/plan_preview.html",
        {"plan": plan, "token": token, "crumbs": _crumbs(_("Nạp kế hoạch")), **_preview(queries.plan_changes(plan))},
    )


@allow(can_edit_programme)
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Load what was shown; it is read again, since the plan may have changed in between."""
    kept = cache.get(_key(request, request.POST.get("token", "")))
    if kept is None:
        messages.error(request, _("Đã quá một giờ kể từ khi xem trước, hoặc tệp đã được nạp. Hãy chọn lại tệp."))
        return redirect("programme:plan-load")
    try:
        plan = _read(*kept)
        programme = actions.load_programme(plan, by=request.user)  # type: ignore[arg-type]
        given = actions.give_to_agencies(programme)
    except KhosoError as refused:
        return _asked(request, refused)
    cache.delete(_key(request, request.POST.get("token", "")))
    messages.success(
        request,
        ngettext(
            "Đã nạp kế hoạch %(code)s; giao thêm %(given)d nhiệm vụ cho các cơ quan.",
            "Đã nạp kế hoạch %(code)s; giao thêm %(given)d nhiệm vụ cho các cơ quan.",
            given,
        )
        % {"code": programme.code, "given": given},
    )
    return redirect("programme:plan")


@allow(can_edit_programme)
@require_GET
def blank(request: HttpRequest) -> HttpResponse:
    """The spreadsheet to write another plan into."""
    return HttpResponse(
        template(), content_type=XLSX, headers={"Content-Disposition": 'attachment; filename="mau-ke-hoach.xlsx"'}
    )


def _asked(request: HttpRequest, refused: KhosoError | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "current": queries.current(),
        "builtin": plan_82(),
        "crumbs": _crumbs(_("Nạp kế hoạch")),
        "back": reverse("programme:plan"),
    }
    if refused is not None:
        is_listed = isinstance(refused, PlanRefused)
        context["refused"] = told(refused.headline if is_listed else refused.message)  # type: ignore[attr-defined]
        context["lines"] = [told(line) for line in refused.lines] if is_listed else []  # type: ignore[attr-defined]
    return render(request, "programme/plan_load.html", context, status=422 if refused else 200)


def _given(request: HttpRequest) -> tuple[bytes | None, str]:
    """The file that was chosen; no bytes for the plan that comes with the house."""
    if request.POST.get("nguon") == BUILTIN:
        return None, BUILTIN
    file = request.FILES.get("tep")
    if file is None:
        raise PlanRefused(_("Chưa chọn tệp nào."))
    return file.read(MAX_BYTES + 1), file.name or ""


def _read(content: bytes | None, name: str) -> PlanDocument:
    return plan_82() if content is None else read_content(content, name)


def _key(request: HttpRequest, token: str) -> str:
    return f"programme.plan.preview:{request.user.pk}:{token[:64]}"


def _preview(changes: PlanChanges) -> dict[str, Any]:
    """What would change, in words."""
    return {
        "changes": changes,
        "is_nothing": not changes,
        "head": [_change(one) for one in changes.head],
        "added": changes.of("new"),
        "gone": changes.of("gone"),
        "moved": len(changes.of("moved")),
        "changed": [
            {"key": row.key, "title": row.title, "fields": [_change(one) for one in row.fields]}
            for row in changes.of("changed")
        ],
        "kept_for_their_work": changes.kept_for_their_work,
    }


def _change(one: Any) -> dict[str, str]:
    return {
        "label": showing.field_label(one.name),
        "before": showing.value_words(one.name, one.before),
        "after": showing.value_words(one.name, one.after),
    }
