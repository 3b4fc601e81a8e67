"""The security officer's screens: what is in quarantine, its pages, the decision."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.engines import blobs
from khoso.engines.limits import Limits, run_limited
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import can_see_deliveries
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.digitisation import queries as deliveries
from khoso.stages.digitisation.models import QuarantineCase
from khoso.stages.digitisation.permissions import can_see_quarantine
from khoso.stages.digitisation.quarantine import actions, queries
from khoso.stages.digitisation.quarantine.drawing import draw

PER_PAGE = 30
_LIMITS = Limits(seconds=60)


@allow(can_see_quarantine)
@never_cache
@require_GET
def quarantine(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, and what was decided."""
    open_cases = queries.open_cases(request.user)
    decided = queries.cases_seen_by(request.user).exclude(decided_at=None).order_by("-decided_at", "-pk")
    page = Paginator(decided, PER_PAGE).get_page(request.GET.get("trang"))
    return render(
        request,
        "digitisation/quarantine.html",
        {"cases": [_row(case) for case in open_cases[:200]], "waiting": open_cases.count(), "page": page},
    )


def _row(case: QuarantineCase) -> dict[str, Any]:
    marks = queries.marks_of(case)
    return {"case": case, "mark": marks[0] if marks else None}


def _found(request: HttpRequest, case_id: int) -> QuarantineCase:
    found = queries.cases_seen_by(request.user).filter(pk=case_id).first()
    if found is None:
        raise Http404(_("Không có tệp này."))
    return found


@allow(can_see_quarantine)
@never_cache
@require_GET
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One file: what was seen, its pages one at a time, the two decisions."""
    found = _found(request, case_id)
    marks = queries.marks_of(found)
    asked = request.GET.get("trang", "")
    first = next((mark.page for mark in marks if mark.page), 1)
    number = int(asked) if asked.isdecimal() and len(asked) < 6 and 1 <= int(asked) <= found.pages else first
    return render(
        request,
        "digitisation/quarantine_case.html",
        {
            "case": found,
            "marks": marks,
            "number": number,
            "has_pages": found.pages > 0 and blobs.store().exists(found.sha256),
            "before": number - 1 if number > 1 else None,
            "after": number + 1 if number < found.pages else None,
            "crumbs": [
                {"label": _("Cách ly"), "url": reverse("digitisation:quarantine")},
                {"label": found.file.path, "url": ""},
            ],
        },
    )


@allow(can_see_quarantine)
@never_cache
@require_GET
def case_page(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """The picture of a page. Each look is kept; the picture is kept nowhere."""
    found = _found(request, case_id)
    path = blobs.store().path_of(found.sha256) if blobs.store().exists(found.sha256) else None
    if path is None or not 1 <= number <= found.pages:
        raise Http404(_("Không có trang này."))
    box = next((mark.box for mark in queries.marks_of(found) if mark.page == number and mark.box), None)
    try:
        picture = run_limited(draw, path, number, tuple(box) if box else None, limits=_LIMITS)
    except KhosoError as why:
        raise Http404(told(why.message)) from None
    actions.note_look(found, number)
    return HttpResponse(picture, content_type="image/jpeg")


@allow(can_see_deliveries)
@never_cache
@require_http_methods(["GET", "POST"])
def report_secret(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Somebody who looks at a page sees a secrecy mark the machine missed: the file is put away at once.

    # Luật: KH 82 II
    """
    file = deliveries.find_file(file_id)
    # Who sees no page of it is told nothing of it, not even that it is in quarantine.
    is_seen = file is not None and deliveries.deliveries_seen_by(request.user).filter(pk=file.delivery_id).exists()
    if file is None or not is_seen or not file.is_readable:
        raise Http404(_("Không có tệp này trong phạm vi của anh/chị."))
    asked = request.GET.get("trang", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 and 1 <= int(asked) <= file.pages else 1
    refused = ""
    if request.method == "POST":
        refused = _report(request, file)
        if not refused:
            messages.success(request, _("Đã cách ly tệp. Không ai xem được nữa ngoài cán bộ an toàn thông tin."))
            return redirect("digitisation:delivery", file.delivery_id)
    context = {
        "file": file,
        "number": number,
        "refused": refused,
        "crumbs": [
            {"label": file.delivery.folder_name, "url": reverse("digitisation:delivery", args=[file.delivery_id])},
            {"label": _("Báo dấu mật"), "url": ""},
        ],
    }
    return render(request, "digitisation/report_secret.html", context, status=422 if refused else 200)


def _report(request: HttpRequest, file: Any) -> str:
    """Put the file away; why it was not, when it was not."""
    if request.POST.get("chac") != "1":
        return _("Chưa cách ly: hãy đánh dấu rằng anh/chị đã thấy dấu mật trên trang.")
    try:
        actions.put_away(file.pk, by=request.user, why=request.POST.get("da-thay", ""))
    except KhosoError as why:
        return told(why.message)
    return ""


@allow(can_see_quarantine)
@require_POST
def case_decide(request: HttpRequest, case_id: int) -> HttpResponse:
    """Let the file go, or hand it over. Both ask twice: a tick, and the browser's question."""
    found = _found(request, case_id)
    back = redirect("digitisation:quarantine-case", found.pk)
    if request.POST.get("chac") != "1":
        messages.error(request, _("Chưa quyết định gì: hãy đánh dấu rằng anh/chị đã xem trang."))
        return back
    reason = request.POST.get("ly-do", "")
    try:
        if request.POST.get("viec") == "cho-di-tiep":
            actions.release(found.pk, by=request.user, reason=reason)
            messages.success(request, _("Đã cho tệp đi tiếp; máy kiểm tra lại từ đầu."))
        else:
            number = request.POST.get("so-bien-ban", "")
            actions.hand_over(found.pk, by=request.user, reason=reason, minutes_number=number)
            messages.success(request, _("Đã ghi bàn giao; tệp không còn trong hệ thống."))
    except KhosoError as why:
        messages.error(request, told(why.message))
        return back
    return redirect("digitisation:quarantine")
