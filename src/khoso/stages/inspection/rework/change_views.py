"""What is sent from the work list of rework."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.web.asked import whole_number
from khoso.foundation.web.words import told
from khoso.instruments.quality.labels import FOUND, MENDED
from khoso.kernel.errors import KhosoError
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection.permissions import can_inspect, can_mend, can_plan_inspection
from khoso.stages.inspection.rework import actions, queries
from khoso.stages.inspection.rework.forms import DueForm
from khoso.stages.inspection.rework.views import found_defect, list_url


def _tried(request: HttpRequest, act: Callable[[], Any], said: str) -> bool:
    try:
        act()
    except KhosoError as why:
        messages.error(request, told(why.message))
        return False
    messages.success(request, said)
    return True


@allow(can_plan_inspection)
@require_POST
def return_many(request: HttpRequest) -> HttpResponse:
    """Send what is ticked, or all that is new, to the contractor; asked once more before it goes."""
    person, sent = _person(request), request.POST
    batch = whole_number(sent.get("dot", ""), otherwise=0)
    rows = queries.defects_seen_by(person).filter(state=FOUND)
    rows = queries.of_batch(rows, batch) if batch else rows
    ticked = [int(one) for one in sent.getlist("loi") if one.isdecimal()]
    chosen = list((rows if sent.get("tat-ca") else rows.filter(pk__in=ticked)).values_list("pk", flat=True))
    form = DueForm(sent)
    if not chosen or not form.is_valid():
        wrong = _("Chưa trả: chưa chọn lỗi nào.") if not chosen else _("Chưa trả: hãy chọn hạn sửa.")
        messages.error(request, wrong)
        return redirect(list_url("moi", batch))
    due_on = form.cleaned_data["due_on"]
    if not sent.get("chac"):
        # Many at once cannot be called back from the contractor: it is asked twice.
        context = {"count": len(chosen), "due_on": due_on, "chosen": chosen, "batch": batch, "crumbs": []}
        return render(request, "inspection/rework_sure.html", context)
    words = ngettext("Đã trả %(count)d lỗi để sửa.", "Đã trả %(count)d lỗi để sửa.", len(chosen))
    done = _tried(request, lambda: actions.return_many(chosen, due_on, by=person), words % {"count": len(chosen)})
    return redirect(list_url("phai-sua" if done else "moi", batch))


@allow(can_mend)
@require_POST
def bring(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Rescanned pages of one file, or the whole file anew."""
    person = _person(request)
    file = digitisation.find_file(file_id)
    if file is None or not queries.may_mend(person, file):
        raise Http404(_("Không có tệp này trong phạm vi của anh/chị."))
    whole, note = request.FILES.get("tep"), request.POST.get("note", "")
    pages = {
        int(name.removeprefix("trang-")): upload
        for name, upload in request.FILES.items()
        if name.startswith("trang-") and name.removeprefix("trang-").isdecimal()
    }

    def act() -> Any:
        if whole is not None and not pages:
            return actions.bring_file(file.pk, whole, by=person, note=note)
        return actions.bring_pages(file.pk, pages, by=person, note=note)

    _tried(request, act, _("Đã nhận bản quét lại. Máy kiểm tra xong thì người kiểm tra xem lại."))
    return redirect(list_url("phai-sua", queries.batch_id_of(file.delivery_id)))


@allow(can_inspect)
@require_POST
def close(request: HttpRequest, defect_id: int) -> HttpResponse:
    """Mended: on to the next that waits."""
    one, person = _mine(request, defect_id, can_inspect)
    following = _following(person, one)
    if _tried(request, lambda: actions.close(one.pk, by=person), _("Đã đóng lỗi.")):
        return redirect(following)
    return redirect("inspection:rework-defect", one.pk)


@allow(can_inspect)
@require_POST
def return_again(request: HttpRequest, defect_id: int) -> HttpResponse:
    """Still there, or returned for the first time from its own page."""
    one, person = _mine(request, defect_id, can_inspect)
    form = DueForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Chưa trả: hãy chọn hạn sửa."))
        return redirect("inspection:rework-defect", one.pk)
    due_on, note, following = form.cleaned_data["due_on"], form.cleaned_data["note"], _following(person, one)

    def act() -> Any:
        if one.state == FOUND:
            return actions.return_many([one.pk], due_on, by=person)
        return actions.return_again(one.pk, due_on, by=person, note=note)

    if _tried(request, act, _("Đã trả để sửa.")):
        return redirect(following)
    return redirect("inspection:rework-defect", one.pk)


@allow(can_plan_inspection)
@require_POST
def waive(request: HttpRequest, defect_id: int) -> HttpResponse:
    """No defect after all."""
    one, person = _mine(request, defect_id, can_plan_inspection)
    reason = request.POST.get("reason", "")
    _tried(request, lambda: actions.waive(one.pk, reason, by=person), _("Đã ghi: không phải lỗi."))
    return redirect("inspection:rework-defect", one.pk)


def _mine(request: HttpRequest, defect_id: int, may: Any) -> tuple[Any, Any]:
    one, person = found_defect(request, defect_id), _person(request)
    if not may(person, one):
        raise Http404(_("Việc này của cơ quan khác, không thuộc phạm vi của anh/chị."))
    return one, person


def _following(person: Any, one: Any) -> str:
    """Where to go after this one: the next that waits for the same, else the list."""
    around = list(queries.alike(person, one).values_list("pk", flat=True)[:2000])
    place = around.index(one.pk) if one.pk in around else -1
    left = around[place + 1 :] + around[:place] if place >= 0 else around
    if left:
        return reverse("inspection:rework-defect", args=[left[0]])
    return list_url("kiem-lai" if one.state == MENDED else "moi", queries.batch_id_of(one.subject_id))


def _person(request: HttpRequest) -> Any:
    return request.user
