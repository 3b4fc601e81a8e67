"""The screens where a person looks over the places with personal data."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.recognition import queries as readings
from khoso.stages.recognition.models import PersonalMark
from khoso.stages.recognition.personal import actions, queries
from khoso.stages.recognition.personal.permissions import can_mark_personal

PER_PAGE = 50


@allow(can_mark_personal)
@require_GET
def personal_queue(request: HttpRequest) -> HttpResponse:
    """Items with places nobody looked at yet, the least sure first."""
    page = Paginator(queries.waiting(request.user), PER_PAGE).get_page(request.GET.get("trang"))
    page.object_list = [queries.WaitingItem(*row) for row in page.object_list]
    context = {
        "items": page,
        "counts": queries.counts(request.user),
        "crumbs": [{"label": _("Dữ liệu cá nhân"), "url": ""}],
    }
    return render(request, "recognition/personal/queue.html", context)


@allow(can_mark_personal)
@never_cache
@require_http_methods(["GET", "POST"])
def personal_item(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """One item: its pages with the places marked; right, none, or one that was missed."""
    file = digitisation.file_of_item(item_id)
    if file is None or file.is_put_away or not can_mark_personal(request.user, file.delivery):
        raise Http404(_("Không có tài liệu này trong phạm vi của anh/chị, hoặc máy chưa đọc xong nó."))
    texts = {page.number: page for page in readings.page_texts(file.pk)}
    if not texts:
        raise Http404(_("Không có tài liệu này trong phạm vi của anh/chị, hoặc máy chưa đọc xong nó."))
    number = _page_number(request, texts)
    if request.method == "POST":
        return _act(request, item_id, number)
    return render(request, "recognition/personal/item.html", _context(request, file, texts, number))


def _page_number(request: HttpRequest, texts: dict[int, Any]) -> int:
    asked = request.GET.get("trang", "") if request.method == "GET" else request.POST.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 and int(asked) in texts else 0


def _act(request: HttpRequest, item_id: uuid.UUID, number: int) -> HttpResponse:
    here = reverse("recognition:personal-item", args=[item_id]) + (f"?trang={number}" if number else "")
    act = request.POST.get("act", "")
    try:
        if act == "draw":
            actions.draw(item_id, number, request.POST.get("kind", ""), _fractions(request), by=request.user)
            messages.success(request, _("Đã thêm chỗ có dữ liệu cá nhân."))
        elif act == "page":
            done = actions.judge_page(item_id, number, by=request.user)
            said = ngettext("Đã xác nhận {count} chỗ trên trang.", "Đã xác nhận {count} chỗ trên trang.", done)
            messages.success(request, said.format(count=done))
        elif act in ("right", "wrong") and (mark := request.POST.get("mark", "")).isdecimal() and len(mark) < 19:
            actions.judge(item_id, [int(mark)], is_right=act == "right", by=request.user)
    except KhosoError as refused:
        messages.error(request, told(refused.message))
    return redirect(here)


def _fractions(request: HttpRequest) -> list[float]:
    """The four sides as typed or drawn, in per cent of the page; an empty list when one is no number."""
    try:
        return [float(request.POST.get(side, "").replace(",", ".")) / 100 for side in ("x0", "y0", "x1", "y1")]
    except ValueError:
        return []


def _context(request: HttpRequest, file: Any, texts: dict[int, Any], number: int) -> dict[str, Any]:
    marks = queries.marks_of(file.item_id)
    waiting = [mark for mark in marks if mark.is_right is None]
    number = number or next((mark.page for mark in [*waiting, *marks]), min(texts))
    page = texts[number]
    after = next((mark.page for mark in waiting if mark.page > number), None)
    return {
        "item": file.item,
        "page": _page(file, page),
        "pages": [
            {
                "number": one,
                "waiting": sum(mark.page == one for mark in waiting),
                "marks": sum(mark.page == one and mark.is_right is not False for mark in marks),
                "here": one == number,
            }
            for one in texts
        ],
        "marks": [_row(mark, page) for mark in marks if mark.page == number],
        "kinds": PersonalMark.Kind.choices,
        "waiting": len(waiting),
        "waiting_here": sum(mark.page == number for mark in waiting),
        "next_page": after,
        "viewer_url": reverse("access:viewer", args=[file.item_id]),
        "crumbs": [
            {"label": _("Dữ liệu cá nhân"), "url": reverse("recognition:personal-queue")},
            {"label": file.item.reference_code, "url": ""},
        ],
    }


def _page(file: Any, page: Any) -> dict[str, Any]:
    return {
        "number": page.number,
        "width": page.width,
        "height": page.height,
        "info_url": reverse("access:iiif-info", args=[file.item_id, page.number]),
    }


def _row(mark: PersonalMark, page: Any) -> dict[str, Any]:
    x0, y0, x1, y1 = mark.box
    return {
        "id": mark.pk,
        "kind": mark.kind,
        "label": mark.get_kind_display(),
        "confidence": mark.confidence,
        "is_right": mark.is_right,
        "by": mark.looked_by.full_name if mark.looked_by else "",
        "at": mark.looked_at,
        "box": [x0 / page.width, y0 / page.height, x1 / page.width, y1 / page.height],
    }
