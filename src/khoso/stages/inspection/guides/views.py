"""The screens of the checking guide: read it, acknowledge it, issue a new version."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.engines import blobs
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import WORKERS
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.inspection.guides import actions, queries
from khoso.stages.inspection.guides.first import texts
from khoso.stages.inspection.models import CheckingGuide
from khoso.stages.inspection.permissions import can_inspect, can_plan_inspection, can_see_inspection

SECTION_TITLES = {
    "scan_errors": gettext_lazy("Lỗi quét"),
    "cataloguing_errors": gettext_lazy("Lỗi biên mục"),
    "frequent_cases": gettext_lazy("Trường hợp thường gặp"),
    "risky_cases": gettext_lazy("Trường hợp nguy cơ cao"),
}


def _agencies(person: Any) -> list[Agency]:
    """The agencies in a person's scope, at most as many as a list shows well."""
    scope = agencies_of(person, WORKERS)
    rows = Agency.objects.all() if scope is None else Agency.objects.filter(pk__in=scope)
    return list(rows.order_by("name")[:300])


def _chosen(request: HttpRequest, agency_id: int | None) -> tuple[list[Agency], Agency | None]:
    agencies = _agencies(request.user)
    if agency_id is None:
        # Where somebody checks or writes comes before where they only look.
        first = sorted(agencies, key=lambda one: not (can_inspect(request.user, one)))
        return agencies, first[0] if first else None
    return agencies, next((one for one in agencies if one.pk == agency_id), None)


def _sections(guide: CheckingGuide) -> list[tuple[str, Any, str]]:
    return [(name, label, getattr(guide, name)) for name, label in SECTION_TITLES.items() if getattr(guide, name)]


@allow(can_see_inspection)
@require_GET
def guides(request: HttpRequest) -> HttpResponse:
    """The guide in force at an agency, who acknowledged it, and the versions before."""
    text = request.GET.get("co-quan", "")
    agencies, agency = _chosen(request, int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None)
    if agency is None and agencies:
        raise Http404(_("Không có cơ quan này trong phạm vi của anh/chị."))
    present = queries.in_force(agency.pk if agency else None)
    context = {
        "agencies": agencies,
        "agency": agency,
        "guide": present,
        "sections": _sections(present) if present else [],
        "said": queries.acknowledged(request.user, present),
        "may_inspect": agency is not None and can_inspect(request.user, agency),
        "may_issue": agency is not None and can_plan_inspection(request.user, agency),
        "checkers": queries.checkers(present, agency.pk) if present and agency else [],
        "versions": queries.versions(agency.pk) if agency else [],
        "crumbs": [],
    }
    return render(request, "inspection/guides.html", context)


def _url(agency: Agency) -> str:
    return f"{reverse('inspection:guides')}?co-quan={agency.pk}"


@allow(can_inspect)
@require_POST
def guide_acknowledge(request: HttpRequest, agency_id: int) -> HttpResponse:
    _all, agency = _chosen(request, agency_id)
    if agency is None or not can_inspect(request.user, agency):
        raise Http404(_("Không có cơ quan này trong phạm vi của anh/chị."))
    said = request.POST.get("guide", "")
    try:
        actions.acknowledge(agency, int(said) if said.isdigit() and len(said) < 10 else 0, request.user)  # type: ignore[arg-type]
    except KhosoError as refused:
        messages.error(request, told(refused.message))
    else:
        messages.success(request, _("Đã ghi anh/chị đã học hướng dẫn này. Có thể bắt đầu kiểm tra."))
    return redirect(_url(agency))


@allow(can_plan_inspection)
@require_http_methods(["GET", "POST"])
def guide_issue(request: HttpRequest, agency_id: int) -> HttpResponse:
    """A new version, beginning with the words of the one in force."""
    _all, agency = _chosen(request, agency_id)
    if agency is None or not can_plan_inspection(request.user, agency):
        raise Http404(_("Không có cơ quan này trong phạm vi của anh/chị."))
    present = queries.in_force(agency.pk)
    first = texts()
    values = {name: getattr(present, name) if present else first[name] for name in ("title", *SECTION_TITLES)}
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = {name: request.POST.get(name, "") for name in values}
        try:
            file = request.FILES.get("file")
            actions.issue(agency, values["title"], values, request.user, file=file)  # type: ignore[arg-type]
        except KhosoError as refused:
            code = getattr(refused, "field", "") or ("file" if refused.code.startswith("attachment") else "")
            errors[code or "title"] = told(refused.message)
        else:
            messages.success(request, _("Đã ban hành bản mới. Người kiểm tra cần học và xác nhận lại."))
            return redirect(_url(agency))
    context = {
        "agency": agency,
        "title_value": values["title"],
        "rows": [(name, label, values[name], errors.get(name, "")) for name, label in SECTION_TITLES.items()],
        "errors": errors,
        "crumbs": [
            {"label": _("Hướng dẫn kiểm tra"), "url": _url(agency)},
            {"label": _("Bản mới"), "url": ""},
        ],
    }
    return render(request, "inspection/guide_issue.html", context, status=422 if errors else 200)


@allow(can_see_inspection)
@require_GET
def guide_file(request: HttpRequest, agency_id: int, guide_id: int) -> HttpResponseBase:
    """The signed paper of a version."""
    _all, agency = _chosen(request, agency_id)
    kept = queries.guide(guide_id)
    if agency is None or kept is None or kept.agency_id not in (agency.pk, None) or not kept.file_sha256:
        raise Http404(_("Không có tệp này trong phạm vi của anh/chị."))
    path = blobs.store().path_of(kept.file_sha256)
    if path is None:
        raise Http404(_("Không còn tệp này trong kho."))
    return FileResponse(path.open("rb"), as_attachment=True, filename=kept.file_name, content_type=kept.media_type)
