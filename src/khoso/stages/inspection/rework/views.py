"""The work list of rework and one defect before and after it was mended."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.access import allow
from khoso.foundation.web.asked import whole_number
from khoso.instruments.quality.labels import DEFECT_LABELS, FOUND, MENDED, RETURNED
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection.gallery import actions as gallery
from khoso.stages.inspection.gallery import queries as shown_pages
from khoso.stages.inspection.gallery.page_views import drawn_or_404, shown
from khoso.stages.inspection.gallery.views import looker
from khoso.stages.inspection.lots.kinds import label_of
from khoso.stages.inspection.lots.rules import page_of
from khoso.stages.inspection.permissions import can_inspect, can_mend, can_plan_inspection, can_see_inspection
from khoso.stages.inspection.rework import papers, queries
from khoso.stages.inspection.rework.forms import DueForm

PER_PAGE = 60
BEFORE, AFTER = "truoc", "sau"


def found_defect(request: HttpRequest, defect_id: int) -> Any:
    """A defect the person may see; otherwise there is none."""
    one = queries.find(request.user, defect_id)
    if one is None:
        raise Http404(_("Không có lỗi này trong phạm vi của anh/chị."))
    return one


def asked_rows(request: HttpRequest) -> tuple[Any, int]:
    """What the address asks for: the defects a person sees, of one batch when one is named."""
    rows = queries.defects_seen_by(request.user)
    batch = whole_number(request.GET.get("dot", ""), otherwise=0)
    return (queries.of_batch(rows, batch) if batch else rows), batch


def _part(request: HttpRequest, counts: dict[str, int]) -> str:
    """The part an address names, else the first where this person has something to do."""
    asked = request.GET.get("phan", "")
    person: Any = request.user
    if asked in queries.PARTS and not (asked == "moi" and queries.is_contractor(person)):
        return asked
    if queries.is_contractor(person):
        return "phai-sua"
    mine = [part for part, may in (("kiem-lai", can_inspect), ("moi", can_plan_inspection)) if may(person)]
    return next((part for part in mine if counts[part]), "phai-sua")


def list_url(part: str, batch: int = 0) -> str:
    """The address of one part of the list, of one batch when it is known."""
    asked = [f"phan={part}"] * bool(part) + [f"dot={batch}"] * bool(batch)
    return reverse("inspection:rework") + ("?" + "&".join(asked) if asked else "")


@allow(can_see_inspection)
@require_GET
def work_list(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    rows, batch = asked_rows(request)
    counts = queries.counts(rows)
    part = _part(request, counts)
    page = Paginator(
        rows.filter(state__in=queries.PARTS[part]).order_by("subject_id", "unit_key", "pk"), PER_PAGE
    ).get_page(request.GET.get("trang"))
    files = queries.by_file(page.object_list)
    labels = {
        "moi": _("Mới ghi"),
        "phai-sua": _("Phải sửa"),
        "kiem-lai": _("Chờ kiểm lại"),
        "xong": _("Đã xong"),
    }
    context = {
        "part": part,
        "parts": [
            (name, label, counts[name])
            for name, label in labels.items()
            if not (name == "moi" and queries.is_contractor(person))
        ],
        "page": page,
        "files": files,
        "total": counts[part],
        "late": queries.overdue(rows).count(),
        "batch": batch,
        "may_return": can_plan_inspection(person),
        "may_mend": {one.file.pk for one in files if one.file and can_mend(person, one.file.delivery)},
        "form": DueForm(),
        "crumbs": [],
    }
    return render(request, "inspection/rework.html", context)


@allow(can_see_inspection)
@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """The work list as a workbook: what a scanning room pins to the wall."""
    rows, batch = asked_rows(request)
    part = request.GET.get("phan", "")
    chosen = rows.filter(state__in=queries.PARTS.get(part, (RETURNED,))).order_by("subject_id", "unit_key", "pk")
    content, count = papers.work_list(chosen)
    record(
        "inspection.rework.fetch", subject=("batch", batch or "-"), details={"rows": count, "part": part or "phai-sua"}
    )
    answer = HttpResponse(content, content_type=papers.XLSX)
    answer["Content-Disposition"] = 'attachment; filename="danh-sach-phai-sua.xlsx"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@allow(can_see_inspection)
@require_GET
def defect(request: HttpRequest, defect_id: int) -> HttpResponse:
    """One defect: the page as it was, beside it as it is, and what may be done about it."""
    one, person = found_defect(request, defect_id), request.user
    return render(request, "inspection/rework_defect.html", _facts(one, person))


def _facts(one: Any, person: Any) -> dict[str, Any]:
    file_id, number = page_of(one.unit_key)
    file = digitisation.find_file(file_id)
    mendings = queries.mendings_of(one)
    is_shown = file is not None and shown_pages.is_open_to_eyes(file)
    has_new = bool(is_shown and mendings and file is not None and file.is_readable and number <= file.pages)
    address = lambda which: reverse("inspection:rework-picture", args=[one.pk, which])  # noqa: E731
    around = list(queries.alike(person, one).values_list("pk", flat=True)[:2000])
    place = around.index(one.pk) if one.pk in around else 0
    return {
        "defect": one,
        "name": str(label_of(one.kind)),
        "said": str(DEFECT_LABELS[one.state]),
        "file": file,
        "number": number,
        "box": queries.box_of(one),
        "before_url": f"{address(BEFORE)}?v={(mendings[0].before_sha256 if mendings else one.seen_in)[:12]}"
        if is_shown
        else "",
        "after_url": f"{address(AFTER)}?v={file.sha256[:12]}" if has_new and file else "",
        "is_checking": bool(file and file.is_open),
        "is_refused": bool(file and file.state == "refused"),
        "mendings": mendings,
        "may_close": one.state == MENDED and can_inspect(person, one),
        "may_waive": one.state in (FOUND, RETURNED) and can_plan_inspection(person, one),
        "may_return": one.state == FOUND and can_plan_inspection(person, one),
        "may_mend": one.state == RETURNED and file is not None and can_mend(person, file.delivery),
        "previous": around[place - 1] if place > 0 else None,
        "next": around[place + 1] if place + 1 < len(around) else None,
        "form": DueForm(),
        "crumbs": [
            {"label": _("Phải sửa"), "url": list_url("", queries.batch_id_of(one.subject_id))},
            {"label": f"{label_of(one.kind)}", "url": ""},
        ],
    }


@allow(can_see_inspection)
@require_GET
def picture(request: HttpRequest, defect_id: int, which: str) -> HttpResponse:
    """The page with the defect: `truoc` as it was, `sau` as it is now."""
    one = found_defect(request, defect_id)
    file_id, number = page_of(one.unit_key)
    file = digitisation.find_file(file_id)
    if file is None or not shown_pages.is_open_to_eyes(file) or which not in (BEFORE, AFTER):
        raise Http404(_("Không có ảnh này."))
    mendings = queries.mendings_of(one)
    if which == AFTER:
        # Bytes the machine has not checked yet may bear a secrecy mark: nobody sees them before.
        if not mendings or not file.is_readable:
            raise Http404(_("Máy chưa kiểm tra xong bản mới."))
        sha256 = file.sha256
    else:
        sha256 = mendings[0].before_sha256 if mendings else one.seen_in or file.sha256
    drawn = drawn_or_404(sha256, number)
    gallery.note_look(file.pk, number, looker=looker(request), which="before" if which == BEFORE else "after")
    return shown(drawn)
