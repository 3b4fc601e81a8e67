"""The screens of minutes: writing them with their sides, looking, signing, refusing, signed paper, files."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.engines.office import MEDIA_TYPES
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import is_signed_in
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.acceptance import evidence
from khoso.stages.acceptance.models import SignedMinutes, SigningSide
from khoso.stages.acceptance.permissions import can_open_round, can_sign_round
from khoso.stages.acceptance.rounds import drawing, figures, papers, queries, showing, signing
from khoso.stages.acceptance.rounds.forms import MinutesForm, ScanForm, refuse
from khoso.stages.acceptance.rounds.minutes import HANDING, SUBJECT, next_number
from khoso.stages.acceptance.rounds.views import crumbs, found, kept_file
from khoso.stages.acceptance.states import OPEN, WAITING


@allow(can_open_round)
@require_http_methods(["GET", "POST"])
def round_minute(request: HttpRequest, round_id: int) -> HttpResponse:
    """Write the minutes of a round: number, place, who signs for each side."""
    one = found(request, round_id, can_open_round)
    first = {"number": next_number(one.agency, papers.NOTATION, "acceptance")}
    form = MinutesForm(request.POST or None, batch=one.batch, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = drawing.minute_round(
                one,
                said["number"],
                form.sides(),
                place=said["place"],
                note=said["note"],
                seen=request.POST.get("seen", ""),
                by=request.user,
            )
        except KhosoError as why:
            refuse(form, why)
        else:
            messages.success(request, _("Đã lập biên bản; số liệu đã chốt. Các bên vào ký."))
            return redirect("acceptance:minutes", made.pk)
    accepted, rejected = (figures.volume([one.pk], is_accepted=yes) for yes in (True, False))
    context = {
        "round": one,
        "form": form,
        "accepted": accepted,
        "rejected": rejected,
        "title": _("Lập biên bản nghiệm thu"),
        "seen": one.digest,
        "confirm": _("Lập biên bản? Từ lúc này số liệu kiểm đếm không đổi nữa."),
        "crumbs": crumbs(one, _("Lập biên bản")),
    }
    return render(request, "acceptance/minutes_write.html", context, status=422 if form.is_bound else 200)


@allow(can_open_round)
@require_http_methods(["GET", "POST"])
def handing_minute(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    """Write the minutes of the hand-over of one delivery of a batch."""
    delivery = evidence.delivery_of_a_batch(request.user, delivery_id)
    if delivery is None or not can_open_round(request.user, delivery.agency):
        raise Http404(_("Không có lô giao nộp này trong phạm vi của anh/chị."))
    first = {"number": next_number(delivery.agency, papers.HANDING_NOTATION, HANDING)}
    form = MinutesForm(request.POST or None, batch=delivery.batch, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = drawing.minute_handing(
                delivery.batch,
                delivery,
                said["number"],
                form.sides(),
                place=said["place"],
                note=said["note"],
                by=request.user,
            )
        except KhosoError as why:
            refuse(form, why)
        else:
            messages.success(request, _("Đã lập biên bản bàn giao. Các bên vào ký."))
            return redirect("acceptance:minutes", made.pk)
    context = {
        "delivery": delivery,
        "form": form,
        "title": _("Lập biên bản bàn giao sản phẩm số hóa"),
        "confirm": _("Lập biên bản bàn giao?"),
        "crumbs": crumbs(last=_("Biên bản bàn giao")),
    }
    return render(request, "acceptance/minutes_write.html", context, status=422 if form.is_bound else 200)


def _minutes(request: HttpRequest, minutes_id: int) -> SignedMinutes:
    one = queries.minutes_for(request.user, minutes_id)
    if one is None:
        raise Http404(_("Không có biên bản này trong phạm vi của anh/chị."))
    return one


def _side(request: HttpRequest, minutes_id: int, order: int) -> SigningSide:
    one = _minutes(request, minutes_id)
    side = one.sides.filter(order=order).first()
    if side is None:
        raise Http404(_("Biên bản không có bên này."))
    side.minutes = one
    return side


# Wider than the room: an invited body has no role in this agency. The query asks again about these very minutes.
@allow(is_signed_in)
@require_GET
def minutes_page(request: HttpRequest, minutes_id: int) -> HttpResponse:
    """What is signed, by whom, and whether every digest still comes out the same."""
    one = _minutes(request, minutes_id)
    sides = list(one.sides.select_related("agency", "person", "acted_by").order_by("order"))
    is_open = one.state == OPEN
    may_open = can_open_round(request.user, one.agency)
    rows = []
    for side in sides:
        side.minutes = one
        waits = is_open and side.state == WAITING
        is_mine = side.person_id == request.user.pk
        why = signing.why_not_sign(side, request.user) if waits and is_mine else ""
        rows.append(
            {
                "side": side,
                "tone": showing.SIDE_TONES[side.state],
                "may_sign": waits and is_mine and not why,
                "why_not": why,
                "may_file": waits and side.person_id is None and may_open,
            }
        )
    context = {
        "minutes": one,
        "tone": showing.MINUTES_TONES[one.state],
        "rows": rows,
        "problems": signing.problems_of(one, sides),
        "facts": showing.facts_rows(one),
        "signed": sum(side.state == "signed" for side in sides),
        "may_withdraw": is_open and may_open and one.kind != "liquidation",
        "crumbs": crumbs(one.round, str(one)) if one.round else crumbs(last=str(one)),
    }
    return render(request, "acceptance/minutes.html", context)


def _acted(request: HttpRequest, minutes_id: int, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
    except KhosoError as why:
        messages.error(request, told(why.message))
    else:
        messages.success(request, done)
    return redirect("acceptance:minutes", minutes_id)


@allow(can_sign_round)
@require_POST
def side_sign(request: HttpRequest, minutes_id: int, side: int) -> HttpResponse:
    one = _side(request, minutes_id, side)
    if one.person_id != request.user.pk:
        raise Http404(_("Biên bản này do người khác ký."))
    if request.POST.get("da-doc") != "1":
        messages.error(request, _("Chưa ký: hãy đánh dấu đã đọc và đồng ý với số liệu."))
        return redirect("acceptance:minutes", minutes_id)
    seen = request.POST.get("seen", "")
    return _acted(request, minutes_id, lambda: signing.sign(one, seen, by=request.user), _("Đã ký biên bản."))


@allow(is_signed_in)
@require_POST
def side_refuse(request: HttpRequest, minutes_id: int, side: int) -> HttpResponse:
    one = _side(request, minutes_id, side)
    is_theirs = one.person_id == request.user.pk if one.person_id else can_open_round(request.user, one.minutes.agency)
    if not is_theirs:
        raise Http404(_("Biên bản này do người khác ký."))
    reason = request.POST.get("reason", "")
    done = _("Đã ghi từ chối ký và lý do; biên bản chấm dứt.")
    return _acted(request, minutes_id, lambda: signing.refuse(one, reason, by=request.user), done)


@allow(can_open_round)
@require_POST
def side_paper(request: HttpRequest, minutes_id: int, side: int) -> HttpResponse:
    """Keep the scan of the paper a side signed by hand."""
    one = _side(request, minutes_id, side)
    if not can_open_round(request.user, one.minutes.agency):
        raise Http404(_("Không có biên bản này trong phạm vi của anh/chị."))
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Chưa ghi: hãy chọn tệp bản quét biên bản đã ký."))
        return redirect("acceptance:minutes", minutes_id)
    seen = request.POST.get("seen", "")
    done = _("Đã ghi bản giấy đã ký của bên này.")
    return _acted(request, minutes_id, lambda: signing.record_paper(one, form.upload(), seen, by=request.user), done)


@allow(can_open_round)
@require_POST
def minutes_withdraw(request: HttpRequest, minutes_id: int) -> HttpResponse:
    one = _minutes(request, minutes_id)
    if not can_open_round(request.user, one.agency) or one.kind == "liquidation":
        raise Http404(_("Không có biên bản này trong phạm vi của anh/chị."))
    reason = request.POST.get("reason", "")
    done = _("Đã rút biên bản; có thể kiểm đếm lại.")
    return _acted(request, minutes_id, lambda: signing.withdraw(one, reason, by=request.user), done)


@allow(is_signed_in)
@require_GET
def minutes_file(request: HttpRequest, minutes_id: int, paper: str) -> HttpResponse:
    """The minutes as they were drawn, with the signatures so far in the PDF."""
    one = _minutes(request, minutes_id)
    sha256 = {"docx": one.docx, "pdf": one.signed_pdf or one.drawn_pdf}.get(paper, "")
    if not sha256:
        raise Http404(_("Không có dạng tệp này."))
    _told_fetched(one, paper, sha256)
    return kept_file(sha256, MEDIA_TYPES[paper], f"bien-ban-{one.pk}.{paper}")


@allow(is_signed_in)
@require_GET
def side_scan(request: HttpRequest, minutes_id: int, side: int) -> HttpResponse:
    """The scan of what a side signed by hand. Never shown inside a page of ours: whoever made it is a stranger."""
    one = _side(request, minutes_id, side)
    if not one.scan_sha256:
        raise Http404(_("Bên này không có bản giấy."))
    _told_fetched(one.minutes, "scan", one.scan_sha256)
    ending = one.scan_name.rpartition(".")[2][:5] or "bin"
    return kept_file(one.scan_sha256, one.scan_type, f"ban-giay-{one.minutes_id}-{one.order}.{ending}")


def _told_fetched(one: SignedMinutes, paper: str, sha256: str) -> None:
    record(
        "acceptance.minutes.fetch",
        subject=(SUBJECT, one.pk),
        agency=one.agency.code,
        details={"number": one.number, "paper": paper, "sha256": sha256},
    )
