"""The screens of lots: what waits to be drawn, each lot with its plan, progress and verdict, and the report."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from khoso.engines import office
from khoso.engines.office import MEDIA_TYPES, OfficialPaper
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.instruments.quality import queries as seen
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.kernel.states import WrongState
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection.guides import queries as guides
from khoso.stages.inspection.lots import actions, papers, queries, showing
from khoso.stages.inspection.lots.errors import LotRefused
from khoso.stages.inspection.models import Lot, Units
from khoso.stages.inspection.permissions import can_inspect, can_mend, can_plan_inspection, can_see_inspection

PER_PAGE = 30
# How long the contractor usually has to mend what was found.
DAYS_TO_MEND = 7


def found(request: HttpRequest, lot_id: int) -> Lot:
    """The lot, for who may see it. Raises Http404."""
    one = queries.lots_seen_by(request.user).filter(pk=lot_id).first()
    if one is None or not can_see_inspection(request.user):
        raise Http404(_("Không có lô kiểm tra này trong phạm vi của anh/chị."))
    return queries.lot(one.pk)


def number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def crumbs(lot: Lot | None = None, last: str = "") -> list[dict[str, str]]:
    told_ = [{"label": _("Kiểm tra"), "url": reverse("inspection:lots")}]
    if lot is not None:
        name = _("Lô %(number)s") % {"number": lot.pk}
        told_.append({"label": name, "url": reverse("inspection:lot", args=[lot.pk])})
    return told_ + ([{"label": last, "url": ""}] if last else [])


@allow(can_see_inspection)
@require_GET
def lots(request: HttpRequest) -> HttpResponse:
    """Lots under way and decided, and the deliveries that wait to be drawn into one."""
    batch_id = number(request.GET.get("dot", ""))
    rows = queries.lots_seen_by(request.user).prefetch_related("deliveries")
    rows = rows.filter(batch_id=batch_id) if batch_id else rows
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    to_draw = []
    if can_plan_inspection(request.user):
        for units in Units.values:
            waiting = queries.deliveries_to_draw(request.user, units, batch_id)
            allowed = [one for one in waiting if can_plan_inspection(request.user, one.agency)]
            to_draw.append({"units": units, "deliveries": allowed[:50], "count": len(allowed)})
    agencies = {one.agency_id: one.agency for row in to_draw for one in row["deliveries"]}
    context = {
        "rows": showing.lot_rows(list(page.object_list)),
        "page": page,
        "to_draw": [row for row in to_draw if row["deliveries"]],
        "plans": list(agencies.values()),
        "batch_id": batch_id,
        "crumbs": [],
    }
    return render(request, "inspection/lots.html", context)


def _do(request: HttpRequest, act: Callable[[], Any], done: str) -> Any:
    """Do, and say what came of it; None when it was refused."""
    try:
        made = act()
    except WrongState:
        messages.error(request, _("Chưa làm được: lô đã sang bước khác. Hãy xem lại trang này."))
    except KhosoError as refused:
        messages.error(request, told(refused.message))
    else:
        messages.success(request, done)
        return made
    return None


@allow(can_plan_inspection)
@require_POST
def lot_draw(request: HttpRequest) -> HttpResponse:
    units = request.POST.get("units", "")
    asked = []
    for one in request.POST.getlist("deliveries"):
        try:
            asked.append(uuid.UUID(one))
        except ValueError:
            raise Http404(_("Không có lô giao nộp này.")) from None
    shown = digitisation.deliveries_seen_by(request.user).filter(pk__in=asked)
    deliveries = [one for one in shown if can_plan_inspection(request.user, one.agency)]
    if len(deliveries) != len(set(asked)):
        raise Http404(_("Không có lô giao nộp này trong phạm vi của anh/chị."))

    def act() -> Lot:
        if units not in Units.values:
            raise LotRefused(_("Chưa lấy mẫu: hãy chọn trang hoặc trường thông tin."), "units")
        seed = request.POST.get("seed", "").strip()[:64] or None
        return actions.draw_lot(asked, units, request.user, seed=seed)  # type: ignore[arg-type]

    made = _do(request, act, _("Đã lấy mẫu. Người kiểm tra có thể mở lô."))
    return redirect("inspection:lot", made.pk) if made else redirect("inspection:lots")


@allow(can_see_inspection)
@require_GET
def lot(request: HttpRequest, lot_id: int) -> HttpResponse:
    one, person = found(request, lot_id), request.user
    inspection = one.inspection
    assert inspection is not None
    bad = inspection.plan.get("found") or seen.bad_units(inspection)
    may_inspect = can_inspect(person, one.agency) and person.get_username() not in inspection.makers
    deliveries = list(one.deliveries.all())
    standing, rests_on = queries.standing_of(one.agency_id, one.batch.contractor_id if one.batch else None, one.units)
    context = {
        "lot": one,
        "inspection": inspection,
        "row": showing.lot_rows([one])[0],
        "words": showing.plan_words(one),
        "classes": showing.classes_of(inspection.plan, bad),
        "defects": showing.defect_rows(one),
        "deliveries": [{"row": row, "origins": said} for row, said in _with_origins(deliveries)],
        "unit": showing.unit_word(one.units),
        "is_pages": one.units == Units.PAGE,
        "may_inspect": may_inspect,
        "may_plan": can_plan_inspection(person, one.agency),
        "may_say_origin": can_mend(person, one.agency) or can_plan_inspection(person, one.agency),
        "is_maker": person.get_username() in inspection.makers,
        "guide_to_learn": guides.must_acknowledge(person, one.agency_id) if may_inspect else None,
        "standing": standing,
        "standing_label": showing.KIND_LABELS[standing.kind],
        "ordered": next((told_ for told_ in rests_on if "ordered" in told_), None),
        "due_on": clock.today() + timedelta(days=DAYS_TO_MEND),
        "next": Lot.objects.filter(after=one).first(),
        "crumbs": crumbs(one),
    }
    return render(request, "inspection/lot.html", context)


def _with_origins(deliveries: list[Any]) -> list[tuple[Any, list[Any]]]:
    said = queries.origins_of([one.pk for one in deliveries])
    return [(one, said[one.pk]) for one in deliveries]


def _for_inspector(request: HttpRequest, lot_id: int) -> Lot:
    one = found(request, lot_id)
    if not can_inspect(request.user, one.agency):
        raise Http404(_("Không có lô kiểm tra này trong phạm vi của anh/chị."))
    return one


def _for_planner(request: HttpRequest, lot_id: int) -> Lot:
    one = found(request, lot_id)
    if not can_plan_inspection(request.user, one.agency):
        raise Http404(_("Không có lô kiểm tra này trong phạm vi của anh/chị."))
    return one


@allow(can_inspect)
@require_POST
def lot_open(request: HttpRequest, lot_id: int) -> HttpResponse:
    one = _for_inspector(request, lot_id)
    _do(request, lambda: actions.open_lot(one, request.user), _("Đã mở lô. Hãy bắt đầu xem."))  # type: ignore[arg-type]
    return redirect("inspection:lot", lot_id)


@allow(can_inspect)
@require_POST
def lot_decide(request: HttpRequest, lot_id: int) -> HttpResponse:
    """The verdict; what was found goes back to be mended by the day chosen."""
    one = _for_inspector(request, lot_id)
    try:
        due = date.fromisoformat(request.POST.get("due_on", ""))
    except ValueError:
        due = clock.today() + timedelta(days=DAYS_TO_MEND)
    done = _("Đã kết luận. Lỗi đã ghi được trả để sửa.")
    _do(request, lambda: actions.decide(one, request.user, due_on=due), done)  # type: ignore[arg-type]
    return redirect("inspection:lot", lot_id)


@allow(can_plan_inspection)
@require_POST
def lot_cancel(request: HttpRequest, lot_id: int) -> HttpResponse:
    one, reason = _for_planner(request, lot_id), request.POST.get("reason", "")
    _do(request, lambda: actions.cancel_lot(one, reason, request.user), _("Đã hủy lô."))  # type: ignore[arg-type]
    return redirect("inspection:lot", lot_id)


@allow(can_plan_inspection)
@require_POST
def lot_again(request: HttpRequest, lot_id: int) -> HttpResponse:
    one = _for_planner(request, lot_id)
    again = lambda: actions.draw_again(one, request.user)  # type: ignore[arg-type] # noqa: E731
    made = _do(request, again, _("Đã lấy mẫu lại sau khi sửa."))
    return redirect("inspection:lot", made.pk if made else lot_id)


def _paper(paper: OfficialPaper, form: str, name: str) -> HttpResponse:
    made = office.docx(paper) if form == "docx" else office.pdf(paper, at=clock.now())
    answer = HttpResponse(made, content_type=MEDIA_TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


@allow(can_see_inspection)
@require_GET
def lot_report(request: HttpRequest, lot_id: int, form: str) -> HttpResponse:
    """The check report of a lot as DOCX or PDF. # Luật: TT 05/2025 Đ.9.5"""
    one = found(request, lot_id)
    if form not in ("docx", "pdf"):
        raise Http404(_("Không có văn bản này."))
    record("inspection.lot.report", subject=("lot", one.pk), agency=one.agency.code, details={"format": form})
    return _paper(papers.lot_report(one), form, f"bao-cao-kiem-tra-lo-{one.pk}")


@allow(can_see_inspection)
@require_GET
def delivery_report(request: HttpRequest, delivery_id: uuid.UUID, form: str) -> HttpResponse:
    """The check report of a delivery, over every lot it was in."""
    delivery = digitisation.deliveries_seen_by(request.user).filter(pk=delivery_id).first()
    own = [one for one in queries.lots_of_deliveries([delivery_id]) if one.inspection]
    if delivery is None or not own or form not in ("docx", "pdf"):
        raise Http404(_("Không có báo cáo kiểm tra của lô giao nộp này."))
    details = {"format": form, "lots": [one.pk for one in own]}
    record("inspection.lot.report", subject=("delivery", delivery.pk), agency=delivery.agency.code, details=details)
    return _paper(papers.delivery_report(delivery, own), form, "bao-cao-kiem-tra-lo-giao")
