"""The screens of paper: what is out and back of a batch, a hand-over box by box, a box dossier by dossier."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import holds
from khoso.foundation.identity.roles import CONTRACTORS
from khoso.foundation.web.formats import number as shown_number
from khoso.foundation.web.words import told
from khoso.kernel import clock, codes
from khoso.kernel.errors import KhosoError
from khoso.stages.digitisation import states
from khoso.stages.digitisation.models import Batch, PaperHandOver
from khoso.stages.digitisation.paper import actions, queries, rules
from khoso.stages.digitisation.paper.forms import HeadForm, LabelForm, WordsForm
from khoso.stages.digitisation.paper.offers import offers
from khoso.stages.digitisation.paper.queries import BACK, OUT
from khoso.stages.digitisation.permissions import can_count_paper, can_see_batches

BOXES = 100
WAYS = {"giao": OUT, "tra": BACK}
TONES = {
    states.COUNTING: "running",
    states.GIVEN: "waiting",
    states.RECEIVED: "waiting",
    states.CONFIRMED: "ok",
    states.CANCELLED: "ended",
}
DIFFERENCE_TONES = {
    states.DIFF_OPEN: "error",
    states.EXPLAINED: "warning",
    states.FOUND: "ok",
    states.SETTLED: "ended",
}


@allow(can_see_batches)
@require_GET
def paper(request: HttpRequest, batch_id: int) -> HttpResponse:
    """What of a batch's paper is out, what is back, what differs; every hand-over there was."""
    batch = found_batch(request, batch_id)
    differences = queries.differences_of(batch.pk)
    context = {
        "batch": batch,
        "balance": queries.paper_balance(batch.pk),
        "hand_overs": [(one, TONES[one.one.state]) for one in queries.hand_overs_of(batch.pk)],
        "differences": [(one, DIFFERENCE_TONES[one.state]) for one in differences],
        "today": clock.today(),
        "may_out": may_make(request.user, batch, OUT),
        "may_back": may_make(request.user, batch, BACK),
        "crumbs": [*_crumbs(batch)],
    }
    return render(request, "digitisation/paper.html", context)


def may_make(person: Any, batch: Batch, way: str) -> bool:
    """Whether a person may make a hand-over this way now."""
    if batch.state not in actions.PREPARED_IN[way] or not can_count_paper(person, batch):
        return False
    return way == BACK or not (batch.contractor_id and holds(person, CONTRACTORS, batch))


def found_batch(request: HttpRequest, batch_id: int) -> Batch:
    """The batch of the address. Raises Http404."""
    found = queries.batch_for(request.user, batch_id)
    if found is None:
        raise Http404(_("Không có đợt số hóa này trong phạm vi của anh/chị."))
    return found


def found_hand_over(request: HttpRequest, hand_over_id: int, *, to_count: bool = False) -> PaperHandOver:
    """The hand-over of the address. Raises Http404."""
    found = queries.hand_over_for(request.user, hand_over_id)
    if found is None or (to_count and not can_count_paper(request.user, found.batch)):
        raise Http404(_("Không có lần giao nhận này trong phạm vi của anh/chị."))
    return found


def _crumbs(batch: Batch, *more: tuple[str, str]) -> list[dict[str, str]]:
    here = [(batch.title, ""), (_("Giao nhận tài liệu giấy"), reverse("digitisation:paper", args=[batch.pk])), *more]
    return [{"label": label, "url": url} for label, url in here]


def crumbs_of(one: PaperHandOver, *more: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a hand-over and to what lies below it."""
    return _crumbs(one.batch, (title_of(one), reverse("digitisation:handing", args=[one.pk])), *more)


def title_of(one: PaperHandOver) -> str:
    """«Giao đi số hóa, lần 2»."""
    return _("%(way)s, lần %(time)s") % {"way": one.get_way_display(), "time": one.ordinal}


@allow(can_count_paper)
@require_http_methods(["GET", "POST"])
def paper_new(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Choose the boxes of a new hand-over."""
    batch = found_batch(request, batch_id)
    if not can_count_paper(request.user, batch):
        raise Http404(_("Không có đợt số hóa này trong phạm vi của anh/chị."))
    way = WAYS.get(request.POST.get("chieu") or request.GET.get("chieu", ""), OUT)
    form = HeadForm(request.POST or None, initial={"ngay": clock.today()})
    if request.method == "POST" and form.is_valid():
        chosen = None if request.POST.get("tat-ca") else set(request.POST.getlist("hop"))
        try:
            made = actions.make_hand_over(batch, way, chosen, by=request.user, **form.head())
        except KhosoError as why:
            messages.error(request, told(why.message))
        else:
            messages.success(request, _("Đã lập lần giao nhận; hãy kiểm đếm từng hộp."))
            return redirect("digitisation:handing", made.pk)
    boxes = offers(batch, way)
    context = {
        "batch": batch,
        "way": "giao" if way == OUT else "tra",
        "is_out": way == OUT,
        "boxes": boxes,
        "dossiers": sum(len(one.dossiers) for one in boxes),
        "sheets": sum(one.sheets for one in boxes),
        "form": form,
        "chosen": set(request.POST.getlist("hop")),
        "may_make": may_make(request.user, batch, way),
        "crumbs": _crumbs(batch, (_("Lập lần giao") if way == OUT else _("Lập lần trả"), "")),
    }
    return render(request, "digitisation/paper_new.html", context, status=422 if request.method == "POST" else 200)


@allow(can_see_batches)
@require_GET
def handing(request: HttpRequest, hand_over_id: int) -> HttpResponse:
    """One hand-over: its boxes, how far each side is, what is still to be done."""
    one = found_hand_over(request, hand_over_id)
    side = queries.side_of(request.user, one)
    every = queries.boxes_of(one, side)
    only = request.GET.get("loc", "")
    shown = [box for box in every if _is_wanted(box, only)]
    page = Paginator(shown, BOXES).get_page(request.GET.get("trang"))
    counted, total = sum(box.mine for box in every), sum(box.dossiers for box in every)
    context = {
        "one": one,
        "title": title_of(one),
        "tone": TONES[one.state],
        "side": side,
        "may_count": bool(side) and one.is_open and getattr(one, f"{side}_id") is None,
        "may_confirm": bool(side) and states.HAND_OVER_STATES.allows(one.state, f"confirm_{side}"),
        "may_withdraw": bool(side) and states.HAND_OVER_STATES.allows(one.state, f"withdraw_{side}"),
        "may_cancel": bool(side) and states.HAND_OVER_STATES.allows(one.state, "cancel"),
        "page": page,
        "only": only,
        "boxes": len(every),
        "left_boxes": sum(not box.is_mine_done for box in every),
        "counted": counted,
        "total": total,
        "left": total - counted,
        "sheets": sum(box.sheets for box in every),
        "theirs": sum(box.theirs for box in every),
        "differing": sum(box.differing for box in every),
        "untreated": sum(box.untreated for box in every) if one.is_out else 0,
        "conditions": list(codes.FORMAT.items()),
        "usual": rules.USUAL,
        "sides": _sides(one),
        "label_form": LabelForm(auto_id="nhan_%s"),
        "cancel_form": WordsForm(auto_id="huy_%s"),
        "crumbs": crumbs_of(one),
    }
    return render(request, "digitisation/paper_handing.html", context)


def _is_wanted(box: queries.BoxSum, only: str) -> bool:
    return {"chua": not box.is_mine_done, "khac": bool(box.differing), "hong": bool(box.untreated)}.get(only, True)


def _sides(one: PaperHandOver) -> list[dict[str, Any]]:
    agency = one.batch.agency.name
    scans = one.batch.contractor.name if one.batch.contractor else agency
    names = (agency, scans) if one.is_out else (scans, agency)
    return [
        {"label": label, "name": name, "person": person, "at": at}
        for label, name, person, at in (
            (_("Bên giao"), names[0], one.giver, one.giver_at),
            (_("Bên nhận"), names[1], one.receiver, one.receiver_at),
        )
    ]


@allow(can_count_paper)
@require_POST
def handing_do(request: HttpRequest, hand_over_id: int) -> HttpResponse:
    """Count whole boxes, confirm, take a confirmation back, cancel."""
    one = found_hand_over(request, hand_over_id, to_count=True)
    task = request.POST.get("viec", "")
    try:
        if task == "xac-nhan":
            done = actions.confirm(one, by=request.user)
            _say_confirmed(request, done)
        elif task == "rut":
            actions.withdraw(one, by=request.user)
            messages.success(request, _("Đã rút xác nhận; bên anh/chị đếm lại được."))
        elif task == "huy":
            actions.cancel(one, request.POST.get("noi_dung", ""), by=request.user)
            messages.success(request, _("Đã hủy lần giao nhận; các hộp được giải phóng."))
            return redirect("digitisation:paper", one.batch_id)
        else:
            _count_boxes(request, one)
    except KhosoError as why:
        messages.error(request, told(why.message))
    back = request.POST.get("loc", "")
    query = f"?loc={back}" if back in ("chua", "khac", "hong") else ""
    return redirect(reverse("digitisation:handing", args=[one.pk]) + query)


def _say_confirmed(request: HttpRequest, done: PaperHandOver) -> None:
    if done.state != states.CONFIRMED:
        messages.success(request, _("Bên anh/chị đã xác nhận; chờ bên kia xác nhận."))
        return
    found = done.differences.count()
    if found:
        text = ngettext(
            "Hai bên đã xác nhận; có %(count)s chênh lệch phải giải trình.",
            "Hai bên đã xác nhận; có %(count)s chênh lệch phải giải trình.",
            found,
        )
        messages.warning(request, text % {"count": found})
    else:
        messages.success(request, _("Hai bên đã xác nhận; số liệu được giữ nguyên từ nay."))


def _count_boxes(request: HttpRequest, one: PaperHandOver) -> None:
    one_box = request.POST.get("mot-hop", "")
    asked = [one_box] if one_box else request.POST.getlist("hop")
    ids = [int(text) for text in asked if text.isdecimal() and len(text) < 12]
    if not ids:
        messages.error(request, _("Chưa chọn hộp nào."))
        return
    seen = request.POST.get("tinh-trang", "")
    done = actions.count_boxes(one, ids, condition=seen, by=request.user)
    text = ngettext("Đã ghi đủ %(count)s hồ sơ.", "Đã ghi đủ %(count)s hồ sơ.", done)
    messages.success(request, text % {"count": shown_number(done)})


@allow(can_count_paper)
@require_http_methods(["GET", "POST"])
def handing_head(request: HttpRequest, hand_over_id: int) -> HttpResponse:
    """Number and day of the minutes, place, note."""
    one = found_hand_over(request, hand_over_id, to_count=True)
    initial = {"so": one.number, "ngay": one.held_on, "noi": one.place, "ghi_chu": one.note}
    form = HeadForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_head(one, by=request.user, **form.head())
        except KhosoError as why:
            messages.error(request, told(why.message))
        else:
            messages.success(request, _("Đã lưu."))
        return redirect("digitisation:handing", one.pk)
    context = {"one": one, "title": title_of(one), "form": form, "crumbs": crumbs_of(one, (_("Sửa"), ""))}
    return render(request, "digitisation/paper_head.html", context, status=422 if request.method == "POST" else 200)
