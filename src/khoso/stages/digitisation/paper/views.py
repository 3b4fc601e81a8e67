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
from khoso.stages.digitisation.models import Batch, PaperBox, PaperHandOver, PaperLine, Presence
from khoso.stages.digitisation.paper import actions, queries, rules
from khoso.stages.digitisation.paper.forms import HeadForm, LabelForm, WordsForm, read_counts
from khoso.stages.digitisation.paper.offers import offers
from khoso.stages.digitisation.paper.queries import BACK, OUT
from khoso.stages.digitisation.permissions import can_count_paper, can_see_batches

BOXES, LINES = 100, 100
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
    done = actions.count_boxes(one, ids, by=request.user)
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


@allow(can_see_batches)
@require_GET
def handing_box(request: HttpRequest, hand_over_id: int, box_id: int) -> HttpResponse:
    """One box dossier by dossier, or one dossier of it when its label was scanned."""
    one = found_hand_over(request, hand_over_id)
    box = found_box(one, box_id)
    return _box_page(request, one, box, *_shown_lines(request, box), set())


@allow(can_count_paper)
@require_POST
def handing_count(request: HttpRequest, hand_over_id: int, box_id: int) -> HttpResponse:
    """Keep what this side counted of a box."""
    one = found_hand_over(request, hand_over_id, to_count=True)
    box = found_box(one, box_id)
    page, _every, alone = _shown_lines(request, box)
    side = queries.side_of(request.user, one)
    answer, wrong = _save(request, one, box, side, list(page), alone)
    return answer or _box_page(request, one, box, page, queries.lines_of(box), alone, wrong)


def found_box(one: PaperHandOver, box_id: int) -> PaperBox:
    """The box of the address. Raises Http404."""
    box = queries.box_of(one, box_id)
    if box is None:
        raise Http404(_("Không có hộp này trong lần giao nhận."))
    return box


def _shown_lines(request: HttpRequest, box: PaperBox) -> tuple[Any, list[PaperLine], PaperLine | None]:
    """The page of dossiers that is asked for, all of the box, and the one whose label was scanned."""
    every = queries.lines_of(box)
    asked = request.GET.get("ho-so", "")
    alone = next((line for line in every if str(line.pk) == asked), None)
    page = Paginator([alone] if alone else every, LINES).get_page(request.GET.get("trang"))
    return page, every, alone


def _box_page(
    request: HttpRequest,
    one: PaperHandOver,
    box: PaperBox,
    page: Any,
    every: list[PaperLine],
    alone: PaperLine | None,
    wrong: set[int],
) -> HttpResponse:
    side = queries.side_of(request.user, one)
    context = {
        "one": one,
        "title": title_of(one),
        "box": box,
        "side": side,
        "may_count": bool(side) and one.is_open and getattr(one, f"{side}_id") is None,
        "page": page,
        "alone": alone,
        "rows": [_row(line, one, side or rules.GIVER, request.POST, line.pk in wrong) for line in page],
        "box_photos": queries.box_photos(box),
        "code": queries.box_code(box),
        "counted": sum(bool(getattr(line, f"{side or rules.GIVER}_presence")) for line in every),
        "total": len(every),
        "presences": _presences(one),
        "conditions": list(codes.FORMAT.items()),
        "crumbs": crumbs_of(one, (_box_name(box), "")),
    }
    return render(request, "digitisation/paper_box.html", context, status=422 if wrong else 200)


def _presences(one: PaperHandOver) -> list[tuple[str, str]]:
    left = _("Để lại") if one.is_out else _("Chưa trả")
    return [(rules.HERE, _("Có")), (rules.LEFT, left), (rules.MISSING, _("Không thấy"))]


def _box_name(box: PaperBox) -> str:
    return _("Hộp %(box)s") % {"box": box.box} if box.box else _("Hồ sơ không có hộp")


def _save(
    request: HttpRequest, one: PaperHandOver, box: PaperBox, side: str, lines: list[PaperLine], alone: PaperLine | None
) -> tuple[HttpResponse | None, set[int]]:
    """Keep what was typed; an answer when all of it made sense."""
    posted: Any = request.POST
    if request.POST.get("viec") == "du" and alone is not None:
        sheets = _prefilled(alone, one, side or rules.GIVER)["sheets"]
        posted = {f"co-{alone.pk}": "here", f"to-{alone.pk}": str(sheets if sheets is not None else "")}
        posted |= {f"tt-{alone.pk}": request.POST.get(f"tt-{alone.pk}", "")}
        posted |= {f"gc-{alone.pk}": request.POST.get(f"gc-{alone.pk}", alone.note)}
    counted, wrong = read_counts(posted, lines, side)
    try:
        done = actions.count_lines(one, counted, by=request.user)
    except KhosoError as why:
        messages.error(request, told(why.message))
        return redirect("digitisation:handing-box", one.pk, box.pk), set()
    if wrong:
        text = ngettext(
            "%(count)s hồ sơ chưa ghi được số tờ; các hồ sơ khác đã lưu.",
            "%(count)s hồ sơ chưa ghi được số tờ; các hồ sơ khác đã lưu.",
            len(wrong),
        )
        messages.error(request, text % {"count": len(wrong)})
        return None, wrong
    text = ngettext("Đã lưu %(count)s hồ sơ.", "Đã lưu %(count)s hồ sơ.", done)
    messages.success(request, text % {"count": shown_number(done)})
    return _onward(request, one, box, side, alone), set()


def _onward(
    request: HttpRequest, one: PaperHandOver, box: PaperBox, side: str, alone: PaperLine | None
) -> HttpResponse:
    if alone is not None:
        return redirect("digitisation:handing-scan", one.pk)
    if request.POST.get("viec") == "luu":
        return redirect("digitisation:handing-box", one.pk, box.pk)
    place = request.GET.get("trang", "1")
    held = PaperLine.objects.filter(box=box, **{f"{side}_presence": ""}).exists()
    if held and place.isdecimal():
        return redirect(reverse("digitisation:handing-box", args=[one.pk, box.pk]) + f"?trang={int(place) + 1}")
    following = queries.next_box(one, box, side)
    if following is None:
        return redirect("digitisation:handing", one.pk)
    return redirect("digitisation:handing-box", one.pk, following.pk)


def _prefilled(line: PaperLine, one: PaperHandOver, side: str) -> dict[str, Any]:
    """What stands in the fields before anything is typed: this side's count, the other's, else what is expected."""
    there = rules.other(side)
    for who in (side, there):
        if presence := getattr(line, f"{who}_presence"):
            return {
                "presence": presence,
                "sheets": getattr(line, f"{who}_sheets"),
                "condition": getattr(line, f"{who}_condition"),
            }
    stays = one.is_out and line.expected_condition == rules.UNTREATED
    return {
        "presence": Presence.LEFT if stays else Presence.HERE,
        "sheets": line.expected_sheets,
        "condition": line.expected_condition,
    }


def _row(line: PaperLine, one: PaperHandOver, side: str, posted: Any, is_wrong: bool) -> dict[str, Any]:
    there = rules.other(side)
    typed = f"to-{line.pk}" in posted
    filled = _prefilled(line, one, side)
    if typed:
        filled = {
            "presence": posted.get(f"co-{line.pk}", ""),
            "sheets": posted.get(f"to-{line.pk}", "")[:6],
            "condition": posted.get(f"tt-{line.pk}", ""),
        }
    both = bool(line.giver_presence and line.receiver_presence)
    mine, theirs = (
        (getattr(line, f"{who}_presence"), getattr(line, f"{who}_sheets"), getattr(line, f"{who}_condition"))
        for who in (side, there)
    )
    return {
        "line": line,
        **filled,
        "note": posted.get(f"gc-{line.pk}", line.note) if typed else line.note,
        "is_counted": bool(mine[0]),
        "is_wrong": is_wrong,
        "differs": both and mine != theirs,
        "theirs": theirs,
        "theirs_condition": codes.FORMAT.get(theirs[2], ""),
        "theirs_presence": dict(_presences(one)).get(theirs[0], ""),
        "mine_condition": codes.FORMAT.get(mine[2], ""),
        "mine_presence": dict(_presences(one)).get(mine[0], ""),
        "mine_sheets": mine[1],
        "expected_condition": codes.FORMAT.get(line.expected_condition, ""),
        "untreated": one.is_out and rules.UNTREATED in (line.expected_condition, mine[2]),
        "code": rules.label_code("dossier", line.dossier_id),
    }
