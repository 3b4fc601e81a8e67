"""Heaps on shelves, the work of arranging, and the reports that say it is done."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from khoso.engines import blobs
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.people.queries import acting_for
from khoso.kernel.errors import KhosoError
from khoso.kernel.words import noop
from khoso.stages.catalogue import states
from khoso.stages.catalogue.describing import arranging, pages, queries
from khoso.stages.catalogue.describing.forms import HeapForm, ReasonForm, ReportForm
from khoso.stages.catalogue.models import Accumulation, Arrangement, ArrangementReport
from khoso.stages.catalogue.permissions import can_report_arrangement, can_see_catalogue

MOVES = {
    "begin": noop("Bắt đầu chỉnh lý"),
    "stop": noop("Dừng, để lại chưa chỉnh lý"),
    "reopen": noop("Mở lại: báo cáo không đúng, chỉnh lý tiếp"),
}
_FORM = "catalogue/plain_form.html"


def _crumbs(last: str = "", url: str = "") -> list[dict[str, str]]:
    told = [{"label": _("Khối chưa chỉnh lý"), "url": reverse("catalogue:accumulations")}]
    return told + ([{"label": last, "url": url}] if last else [])


@allow(can_see_catalogue)
@require_GET
def accumulations(request: HttpRequest) -> HttpResponse:
    """What lies on shelves and is no dossier yet, how far its arranging is, and the reports."""
    seen = queries.heaps_seen_by(request.user)
    state = request.GET.get("tinh-trang", "")
    rows = seen.filter(arrangement=state) if state in Arrangement.values else seen
    page = Paginator(rows.order_by("agency__name", "title"), pages.PER_PAGE).get_page(request.GET.get("trang"))
    tally = {
        one["arrangement"]: one
        for one in seen.order_by().values("arrangement").annotate(heaps=Count("pk"), metres=Sum("metres"))
    }
    context = {
        "page": page,
        "state": state,
        "tally": [
            {"state": value, "label": label, **tally.get(value, {"heaps": 0, "metres": 0})}
            for value, label in Arrangement.choices
        ],
        "reports": queries.reports_seen_by(request.user)[:20],
        "may_arrange": can_report_arrangement(request.user),
    }
    return render(request, "catalogue/accumulations.html", context)


def _heap(request: HttpRequest, accumulation_id: int, *, to_change: bool = False) -> Accumulation:
    found = queries.heaps_seen_by(request.user).filter(pk=accumulation_id).first()
    if found is None or (to_change and not can_report_arrangement(request.user, found)):
        raise Http404(_("Không có khối tài liệu này trong phạm vi của anh/chị."))
    return found


def _said(form: HeapForm) -> arranging.Heap:
    names = ("title", "metres", "fonds", "origin", "boxes", "place", "start", "end", "note")
    return arranging.Heap(**{name: form.cleaned_data[name] for name in names})


@allow(can_report_arrangement)
@require_http_methods(["GET", "POST"])
def accumulation_new(request: HttpRequest) -> HttpResponse:
    agencies, acting = pages.agencies_described_by(request.user), acting_for(request.user)
    form = HeapForm(
        request.POST or None,
        agencies=agencies,
        fonds=queries.fonds_held_by(agencies),
        is_new=True,
        initial={"agency": acting.agency.pk if acting else None, "fonds": _asked_id(request, "phong")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = arranging.register_heap(form.cleaned_data["agency"], _said(form), by=request.user)
        except KhosoError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Đã ghi khối tài liệu {name}.").format(name=made.title))
            return redirect("catalogue:accumulation", made.pk)
    title = _("Ghi khối chưa chỉnh lý")
    context = {"title": title, "button": _("Ghi"), "back": reverse("catalogue:accumulations"), "crumbs": _crumbs(title)}
    return pages.form_page(request, _FORM, form, context)


def _asked_id(request: HttpRequest, name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get(name, ""))
    except ValueError:
        return None


@allow(can_see_catalogue)
@require_GET
def accumulation(request: HttpRequest, accumulation_id: int) -> HttpResponse:
    heap = _heap(request, accumulation_id)
    context = {
        "heap": heap,
        "crumbs": _crumbs(heap.title),
        "may_arrange": can_report_arrangement(request.user, heap),
        "moves": _moves_from({heap.arrangement}),
        "form": ReasonForm(),
    }
    return render(request, "catalogue/accumulation.html", context)


@allow(can_report_arrangement)
@require_http_methods(["GET", "POST"])
def accumulation_edit(request: HttpRequest, accumulation_id: int) -> HttpResponse:
    heap = _heap(request, accumulation_id, to_change=True)
    names = ("title", "metres", "fonds", "origin", "boxes", "place", "start", "end", "note")
    form = HeapForm(
        request.POST or None,
        agencies=pages.agencies_described_by(request.user),
        fonds=queries.fonds_held_by([heap.agency_id]),
        is_new=False,
        initial={name: getattr(heap, name) for name in names},
    )
    if request.method == "POST" and form.is_valid():
        try:
            arranging.change_heap(heap, _said(form), reason=form.cleaned_data["reason"], by=request.user)
        except KhosoError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Đã sửa; số liệu trước đó còn trong nhật ký."))
            return redirect("catalogue:accumulation", heap.pk)
    back = reverse("catalogue:accumulation", args=[heap.pk])
    context = {"title": _("Sửa khối tài liệu"), "about": heap.title, "button": _("Ghi thay đổi"), "back": back}
    return pages.form_page(request, _FORM, form, {**context, "crumbs": _crumbs(heap.title, back)})


@allow(can_report_arrangement)
@require_http_methods(["POST"])
def accumulation_move(request: HttpRequest, accumulation_id: int) -> HttpResponse:
    """Begin or stop arranging a heap."""
    heap = _heap(request, accumulation_id, to_change=True)
    form, action = ReasonForm(request.POST), request.POST.get("viec", "")
    if form.is_valid() and action in MOVES:
        try:
            arranging.move(heap, action, reason=form.cleaned_data["reason"], by=request.user)
        except KhosoError as refused:
            messages.error(request, str(refused.message))
        else:
            messages.success(request, _("Đã ghi tình trạng chỉnh lý."))
    else:
        messages.error(request, _("Chưa ghi: hãy chọn việc và nêu lý do."))
    return redirect("catalogue:accumulation", heap.pk)


def _moves_from(held: set[str]) -> list[tuple[str, str]]:
    """What can be done from these states, for a form."""
    table = states.ARRANGEMENT_STATES
    return [(action, _(label)) for action, label in MOVES.items() if any(table.allows(one, action) for one in held)]


@allow(can_report_arrangement)
@require_http_methods(["GET", "POST"])
def arrangement_move(request: HttpRequest, kind: str, identifier: uuid.UUID) -> HttpResponse:
    """Begin, stop or reopen the arranging of a fonds, a series or one dossier."""
    if kind not in ("fonds", "series", "dossier"):
        raise Http404(_("Không có phông, hồ sơ, tài liệu này trong phạm vi của anh/chị."))
    scope = pages.get_or_404(request, kind, identifier)
    if not can_report_arrangement(request.user, arranging.agency_of(scope)):
        raise Http404(_("Không có phông, hồ sơ, tài liệu này trong phạm vi của anh/chị."))
    counts = dict(
        arranging.dossiers_of(scope).order_by().values_list("arrangement").annotate(Count("pk"))  # type: ignore[arg-type]
    )
    form, action = ReasonForm(request.POST or None), request.POST.get("viec", "")
    if request.method == "POST" and form.is_valid():
        try:
            moved = arranging.move(
                scope, action if action in MOVES else "", reason=form.data["reason"], by=request.user
            )
        except KhosoError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Đã chuyển {count} hồ sơ.").format(count=moved))
            return redirect(pages.page_of(scope))
    title = _("Đổi tình trạng chỉnh lý")
    context = {
        "title": title,
        "about": pages.name_of(scope),
        "back": pages.page_of(scope),
        "crumbs": pages.crumbs(scope, title),
        "moves": _moves_from(set(counts)),
        "counts": [(label, counts.get(value, 0)) for value, label in Arrangement.choices],
        "report_url": f"{reverse('catalogue:report-new')}?{kind}={scope.pk}",
    }
    return pages.form_page(request, "catalogue/arrangement_move.html", form, context)


def _scopes(request: HttpRequest) -> list[arranging.Scope]:
    """What a report is about, from the address: ?fonds=…&series=…&dossier=…&khoi=…, each as often as wanted."""
    found: list[arranging.Scope] = []
    for kind in ("fonds", "series", "dossier"):
        for text in request.GET.getlist(kind)[:200]:
            try:
                found.append(pages.get_or_404(request, kind, uuid.UUID(text)))
            except ValueError:
                raise Http404(_("Không có phông, hồ sơ, tài liệu này trong phạm vi của anh/chị.")) from None
    for text in request.GET.getlist("khoi")[:200]:
        found.append(_heap(request, int(text) if text.isdecimal() and len(text) < 10 else 0))
    for scope in found:
        if not can_report_arrangement(request.user, arranging.agency_of(scope)):
            raise Http404(_("Không có phông, hồ sơ, tài liệu này trong phạm vi của anh/chị."))
    return found


@allow(can_report_arrangement)
@require_http_methods(["GET", "POST"])
def report_new(request: HttpRequest) -> HttpResponse:
    """The report that says a fonds, series, dossier or heap is arranged; without any, the report alone."""
    scopes = _scopes(request)
    acting = acting_for(request.user)
    agency = arranging.agency_of(scopes[0]) if scopes else (acting.agency if acting else None)
    if agency is None or not can_report_arrangement(request.user, agency):
        raise Http404(_("Không có cơ quan này trong phạm vi của anh/chị."))
    form = ReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            report, moved = arranging.report_arranged(
                agency, arranging.Report(**form.cleaned_data), scopes, by=request.user
            )
        except KhosoError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Đã ghi báo cáo; {count} hồ sơ đã chỉnh lý.").format(count=moved))
            return redirect("catalogue:report", report.pk)
    title = _("Báo cáo tổng kết chỉnh lý")
    context = {
        "title": title,
        "about": agency.name,
        "button": _("Ghi báo cáo"),
        "back": reverse("catalogue:accumulations"),
        "crumbs": _crumbs(title),
        "scopes": [_scope_row(scope) for scope in scopes],
        "confirm": _("Ghi báo cáo này và coi những gì nó nói tới là đã chỉnh lý hoàn chỉnh?") if scopes else "",
    }
    return pages.form_page(request, "catalogue/report_form.html", form, context)


def _scope_row(scope: arranging.Scope) -> dict[str, Any]:
    if isinstance(scope, Accumulation):
        return {"name": scope.title, "metres": scope.metres, "waiting": None}
    rows = arranging.dossiers_of(scope).exclude(arrangement=states.ARRANGED)
    return {"name": pages.name_of(scope), "metres": None, "waiting": rows.count()}


def _report(request: HttpRequest, report_id: int) -> ArrangementReport:
    found = queries.reports_seen_by(request.user).filter(pk=report_id).first()
    if found is None:
        raise Http404(_("Không có báo cáo này trong phạm vi của anh/chị."))
    return found


@allow(can_see_catalogue)
@require_GET
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    found = _report(request, report_id)
    context = {"report": found, "covered": queries.covered_by(found), "crumbs": _crumbs(found.number)}
    return render(request, "catalogue/report.html", context)


@allow(can_see_catalogue)
@require_GET
def report_file(request: HttpRequest, report_id: int) -> FileResponse:
    """The report itself. It is never shown inside a page of ours: whoever made it is a stranger."""
    found = _report(request, report_id)
    if not found.file_digest:
        raise Http404(_("Báo cáo này chưa kèm tệp."))
    try:
        stored = blobs.store().open(found.file_digest)
    except blobs.BlobMissing as missing:
        raise Http404(missing.message) from None
    arranging.record_fetched(found)
    answer = FileResponse(stored, as_attachment=True, filename=found.file_name, content_type="application/octet-stream")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
