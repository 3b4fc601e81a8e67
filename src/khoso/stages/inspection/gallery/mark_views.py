"""Saying what one saw: good, a defect, better words for it, no defect after all; a photo of the paper."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.inspection.gallery import actions, marking
from khoso.stages.inspection.gallery.page_views import facts_of, found_page, wants_json
from khoso.stages.inspection.gallery.views import lot_of
from khoso.stages.inspection.permissions import can_inspect


def _page_to_mark(request: HttpRequest, delivery_id: uuid.UUID, file_id: uuid.UUID, number: int) -> tuple[Any, Any]:
    delivery, file = found_page(request, delivery_id, file_id, number)
    if not can_inspect(request.user, delivery):
        raise Http404(_("Ghi kết quả kiểm tra của cơ quan này không thuộc phạm vi của anh/chị."))
    return delivery, file


def _saved(request: HttpRequest, delivery: Any, file: Any, number: int, act: Callable[[], Any]) -> HttpResponse:
    """Do it and say so: in data to the gallery, by the page again to a browser without scripts."""
    refusal, made = "", None
    try:
        made = act()
    except KhosoError as why:
        refusal = told(why.message)
    if wants_json(request):
        if refusal:
            return JsonResponse({"refused": refusal}, status=422)
        facts = facts_of(delivery, file, number, request.user)
        unit = marking.unit_of(lot_of(request, delivery), file.pk, number)
        return JsonResponse(
            {"defects": facts["defects"], "photos": facts["photos"], "unit": unit, "made": getattr(made, "pk", None)}
        )
    if refusal:
        messages.error(request, refusal)
    else:
        messages.success(request, _("Đã ghi."))
    lot_asked = f"?lo={request.GET['lo']}" if request.GET.get("lo", "").isdecimal() else ""
    return redirect(reverse("inspection:gallery-page", args=[delivery.pk, file.pk, number]) + lot_asked)


@allow(can_inspect)
@require_POST
def good(request: HttpRequest, delivery_id: uuid.UUID, file_id: uuid.UUID, number: int) -> HttpResponse:
    """Looked at, and nothing is wrong with it."""
    delivery, file = _page_to_mark(request, delivery_id, file_id, number)
    lot, by = lot_of(request, delivery), _person(request)
    return _saved(request, delivery, file, number, lambda: marking.good(delivery, file, number, lot=lot, by=by))


@allow(can_inspect)
@require_POST
def mark(request: HttpRequest, delivery_id: uuid.UUID, file_id: uuid.UUID, number: int) -> HttpResponse:
    """A defect of this page."""
    delivery, file = _page_to_mark(request, delivery_id, file_id, number)
    lot, by, sent = lot_of(request, delivery), _person(request), request.POST

    def act() -> Any:
        # What is sent again may have arrived the first time, its answer lost.
        if sent.get("again") and (made := marking.own_mark(delivery, file, number, sent.get("kind", ""), by)):
            return made
        return marking.mark(
            delivery,
            file,
            number,
            lot=lot,
            by=by,
            kind=sent.get("kind", ""),
            severity=sent.get("severity", ""),
            note=sent.get("note", ""),
            box=_box(sent.get("box", "")),
        )

    return _saved(request, delivery, file, number, act)


@allow(can_inspect)
@require_POST
def change(
    request: HttpRequest, delivery_id: uuid.UUID, file_id: uuid.UUID, number: int, defect_id: int
) -> HttpResponse:
    """Better words for a defect: what is sent is changed, what is not stays."""
    delivery, file = _page_to_mark(request, delivery_id, file_id, number)
    defect = marking.find(delivery, file, number, defect_id)
    if defect is None:
        raise Http404(_("Không có lỗi này ở trang này."))
    given: dict[str, Any] = {name: request.POST[name] for name in ("kind", "severity", "note") if name in request.POST}
    if "box" in request.POST:
        box = _box(request.POST["box"])
        given |= {"box": box} if box else {"without_box": True}
    by = _person(request)
    return _saved(request, delivery, file, number, lambda: marking.change(delivery, defect, by=by, **given))


@allow(can_inspect)
@require_POST
def undo(request: HttpRequest, delivery_id: uuid.UUID, file_id: uuid.UUID, number: int, defect_id: int) -> HttpResponse:
    """Take back one's own mark."""
    delivery, file = _page_to_mark(request, delivery_id, file_id, number)
    defect = marking.find(delivery, file, number, defect_id)
    if defect is None:
        raise Http404(_("Không có lỗi này ở trang này."))
    by = _person(request)
    return _saved(request, delivery, file, number, lambda: marking.undo(delivery, defect, by=by))


@allow(can_inspect)
@require_POST
def add_photo(request: HttpRequest, delivery_id: uuid.UUID, file_id: uuid.UUID, number: int) -> HttpResponse:
    """A photo of the paper of this page."""
    delivery, file = _page_to_mark(request, delivery_id, file_id, number)
    by, upload = _person(request), request.FILES.get("photo")

    def act() -> Any:
        if upload is None:
            raise marking.MarkRefused(_("Chưa có ảnh nào được chọn."))
        return actions.add_photo(file, number, upload, by=by, note=request.POST.get("note", ""))

    return _saved(request, delivery, file, number, act)


def _person(request: HttpRequest) -> Any:
    return request.user


def _box(text: str) -> list[float] | None:
    """`left,top,right,bottom` in shares of the page as left, top, width, height; None for no box."""
    if not text.strip():
        return None
    try:
        x0, y0, x1, y1 = (float(part) for part in text.split(","))
    except ValueError:
        return [-1.0, 0.0, 0.0, 0.0]  # the instrument says what is wrong with it
    return [x0, y0, x1 - x0, y1 - y0]
