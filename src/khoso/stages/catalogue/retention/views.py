"""The screens of retention: what ends when, the yearly lists, their files."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.web.formats import number
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.catalogue.models import ExpiryEntry, ExpiryList
from khoso.stages.catalogue.permissions import DESCRIBERS, can_list_expired, can_see_catalogue
from khoso.stages.catalogue.registers.cells import day_text, term_text
from khoso.stages.catalogue.registers.drawing import MEDIA_TYPES
from khoso.stages.catalogue.registers.queries import agencies_to_choose
from khoso.stages.catalogue.retention import actions, papers, queries
from khoso.stages.catalogue.retention.drawing import chart_of

PER_PAGE = 50


@allow(can_see_catalogue)
@require_GET
def expired(request: HttpRequest) -> HttpResponse:
    """What ends this year and in the years to come, what cannot be reckoned, and the yearly lists."""
    year = clock.today().year
    agency, which = _agency_asked(request), request.GET.get("khi", queries.EXPIRED)[:16]
    rows = queries.within(request.user, agency)
    counts = queries.overview(rows, year)
    unlisted = queries.not_listed_by_agency(queries.within(request.user, agency, DESCRIBERS), year)
    page = Paginator(queries.narrowed(rows, which, year), PER_PAGE).get_page(request.GET.get("trang"))
    review = queries.under_review([one.pk for one in page.object_list])
    done = set(queries.lists_of(request.user).filter(year=year).values_list("agency_id", flat=True))
    context = {
        "year": year,
        "agency": agency,
        "agencies": agencies_to_choose(request.user),
        "which": which,
        "which_label": _which_label(which, year),
        "counts": counts,
        "chart": chart_of(counts),
        "unlisted": [
            {"agency": pk, "name": name, "count": count, "has_list": pk in done} for pk, name, count in unlisted[:20]
        ],
        "unlisted_more": max(0, len(unlisted) - 20),
        "page": page,
        "rows": [_dossier_row(one, year, one.pk in review) for one in page.object_list],
        "lists": list(queries.lists_of(request.user, agency)[:40]),
    }
    return render(request, "catalogue/expired.html", context)


def _agency_asked(request: HttpRequest) -> int | None:
    """The agency of the address when it is within reach; anything else narrows nothing."""
    text = request.GET.get("co-quan", "")
    if not text.isdecimal() or len(text) > 9:
        return None
    found = Agency.objects.filter(pk=int(text)).first()
    return found.pk if found is not None and can_see_catalogue(request.user, found) else None


def _which_label(which: str, year: int) -> str:
    if which.isdecimal() and len(which) == 4:
        return _("Hết thời hạn năm {year}").format(year=which)
    labels = {
        queries.ENDS_NOW: _("Hết thời hạn trong năm {year}").format(year=year),
        queries.NO_TERM: _("Thiếu thời hạn"),
        queries.NO_YEAR: _("Thiếu năm kết thúc"),
        queries.NOT_LISTED: _("Hết thời hạn, chưa vào danh mục"),
    }
    return labels.get(which, _("Đã hết thời hạn"))


def _dossier_row(one: Any, year: int, is_under_review: bool) -> dict[str, Any]:
    return {
        "dossier": one,
        "term": term_text(one.retention_code, one.retention_years),
        "end": day_text(one.end),
        "is_past": one.retention_ends is not None and one.retention_ends < year,
        "is_under_review": is_under_review,
    }


def _found(request: HttpRequest, list_id: int, *, to_keep: bool = False) -> ExpiryList:
    found = queries.list_of(request.user, list_id)
    if found is None or (to_keep and not can_list_expired(request.user, found.agency)):
        raise Http404(_("Không có danh mục này trong phạm vi của anh/chị."))
    return found


@allow(can_list_expired)
@require_POST
def expired_make(request: HttpRequest) -> HttpResponse:
    """Make this year's list of an agency."""
    asked = request.POST.get("co-quan", "")
    reach = agencies_of(request.user, DESCRIBERS)
    rows = Agency.objects.all() if reach is None else Agency.objects.filter(pk__in=reach)
    agency = rows.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None
    if agency is None:
        raise Http404(_("Không có cơ quan này trong phạm vi của anh/chị."))
    try:
        made = actions.make_list(agency, by=request.user)
    except KhosoError as why:
        messages.error(request, told(why.message))
        return redirect("catalogue:expired")
    messages.success(request, _("Đã lập danh mục, các hồ sơ chuyển sang «Xem xét hủy». Chưa hủy gì."))
    return redirect("catalogue:expiry-list", made.pk)


@allow(can_see_catalogue)
@require_GET
def expiry_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """The list as it was frozen, and what changed since."""
    shown = _found(request, list_id)
    entries = queries.entries_of(shown)
    changed = entries.filter(queries.CHANGED)
    only_changed = request.GET.get("khac") == "1"
    page = Paginator(changed if only_changed else entries, PER_PAGE).get_page(request.GET.get("trang"))
    late = queries.not_listed(queries.within(request.user, shown.agency_id), shown.year).count()
    volumes = papers.volumes_of(shown)
    context = {
        "list": shown,
        "page": page,
        "rows": [_entry_row(one) for one in page.object_list],
        "changed": changed.count(),
        "only_changed": only_changed,
        "late": late,
        "volumes": range(1, volumes + 1) if volumes > 1 else [],
        "may_keep": can_list_expired(request.user, shown.agency),
        "crumbs": [
            {"label": _("Hết thời hạn"), "url": reverse("catalogue:expired")},
            {"label": str(shown.year), "url": ""},
        ],
    }
    return render(request, "catalogue/expiry_list.html", context)


def _entry_row(entry: ExpiryEntry) -> dict[str, Any]:
    """The entry, and how its dossier differs today."""
    now = entry.dossier
    differs = []
    if now.retention_code != entry.retention_code or now.retention_ends != entry.ended_in:
        term = term_text(now.retention_code, now.retention_years)
        if now.retention_ends:
            differs.append(_("nay: {term}, hết năm {year}").format(term=term, year=now.retention_ends))
        else:
            differs.append(_("nay: {term}").format(term=term))
    if now.title != entry.title:
        differs.append(_("tiêu đề đã sửa"))
    return {"entry": entry, "term": actions.term_of(entry.retention_code), "differs": differs}


@allow(can_list_expired)
@require_POST
def expiry_supplement(request: HttpRequest, list_id: int) -> HttpResponse:
    shown = _found(request, list_id, to_keep=True)
    try:
        added = actions.supplement_list(shown, by=request.user)
    except KhosoError as why:
        messages.error(request, told(why.message))
    else:
        said = ngettext("Đã bổ sung {count} hồ sơ.", "Đã bổ sung {count} hồ sơ.", added)
        messages.success(request, said.format(count=number(added)))
    return redirect("catalogue:expiry-list", shown.pk)


@allow(can_list_expired)
@require_POST
def expiry_receive(request: HttpRequest, list_id: int) -> HttpResponse:
    shown = _found(request, list_id, to_keep=True)
    actions.receive_list(shown, by=request.user)
    messages.success(request, _("Đã ghi tiếp nhận danh mục."))
    return redirect("catalogue:expiry-list", shown.pk)


@allow(can_see_catalogue)
@require_GET
def expiry_file(request: HttpRequest, list_id: int, paper: str) -> HttpResponse:
    """The list as XLSX, DOCX or PDF; `?quyen=` one volume of a long printed one."""
    shown = _found(request, list_id)
    if paper not in MEDIA_TYPES:
        raise Http404(_("Không có dạng tệp này."))
    asked = request.GET.get("quyen", "1")
    volume = int(asked) if asked.isdecimal() and len(asked) < 5 else 1
    if not 1 <= volume <= papers.volumes_of(shown):
        raise Http404(_("Danh mục không có quyển này."))
    with tempfile.TemporaryDirectory(prefix="khoso-expiry-") as folder:
        path = Path(folder) / f"danh-muc.{paper}"
        lines = papers.write(shown, paper, path, volume=volume)
        made = path.read_bytes()
    actions.fetch_list(shown, paper, lines, hashlib.sha256(made).hexdigest())
    answer = HttpResponse(made, content_type=MEDIA_TYPES[paper])
    name = f"het-thoi-han-{shown.year}-{shown.agency.code}"
    name += f"-quyen-{volume}" if volume > 1 else ""
    answer["Content-Disposition"] = f'attachment; filename="{name}.{paper}"'
    return answer
