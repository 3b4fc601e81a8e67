"""The screens on which an agency writes, signs and sends its report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.web.asked import whole_number
from khoso.foundation.web.formats import number
from khoso.foundation.web.words import told
from khoso.kernel import figures
from khoso.kernel.errors import KhosoError
from khoso.stages.reporting import actions
from khoso.stages.reporting.errors import SomebodyElseWrote
from khoso.stages.reporting.models import Report
from khoso.stages.reporting.permissions import can_sign_reports, can_write_reports
from khoso.stages.reporting.reports import cards, views
from khoso.stages.reporting.reports.content import TEXTS, live_content, seen_mark
from khoso.stages.reporting.reports.signing import check_signable

PAGE = "reporting/report.html"


def found_for(request: HttpRequest, report_id: int, right: Callable[..., bool]) -> Report:
    """The report, when the person has this right to it."""
    one = views.found(request, report_id)
    if not right(request.user, one):
        raise Http404(_("Không có báo cáo này trong phạm vi của anh/chị."))
    return one


def done(request: HttpRequest, report_id: int, do: Callable[[], Any], said: str) -> HttpResponse:
    """Do it and tell, or tell why not; then back to the report."""
    try:
        do()
    except KhosoError as why:
        messages.error(request, told(why.message))
    else:
        messages.success(request, said)
    return redirect("reporting:report", report_id)


@allow(can_write_reports)
@require_POST
def save(request: HttpRequest, report_id: int) -> HttpResponse:
    """Keep what was written: by itself while somebody types, or when the button is pressed."""
    one = found_for(request, report_id, can_write_reports)
    texts = {name: request.POST[name] for name in TEXTS if name in request.POST}
    answers = {
        place: request.POST[f"answer-{place}"]
        for place in range(len(one.request.questions) if one.request else 0)
        if f"answer-{place}" in request.POST
    }
    by_itself = bool(request.headers.get("HX-Request"))
    # «Giữ phần của tôi»: over what the other person saved, having seen it.
    saves = whole_number(request.POST.get("over") or request.POST.get("saves", ""), otherwise=one.saves)
    try:
        kept = actions.save_report(
            one.pk, texts, saves=saves, by=request.user, answers=answers, number=request.POST.get("number")
        )
    except KhosoError as why:
        context = {"report": one, "why": told(why.message), "is_conflict": isinstance(why, SomebodyElseWrote)}
        if by_itself:
            return render(request, "reporting/_report_saved.html", context)
        if not isinstance(why, SomebodyElseWrote):
            messages.error(request, told(why.message))
            return redirect("reporting:report", one.pk)
        typed = {**texts, **{f"answer-{place}": text for place, text in answers.items()}}
        page = views.page_context(request, one, typed=typed) | {"conflict": context["why"]}
        return render(request, PAGE, page, status=409)
    if by_itself:
        answer = render(request, "reporting/_report_saved.html", {"report": kept})
        answer["HX-Trigger"] = "khoso:kept"
        return answer
    messages.success(request, _("Đã lưu."))
    return redirect("reporting:report", one.pk)


@allow(can_write_reports)
@require_POST
def recount(request: HttpRequest, report_id: int) -> HttpResponse:
    """Count again and say what changed."""
    one = found_for(request, report_id, can_write_reports)
    try:
        changed = actions.recount(one.pk, by=request.user)
    except KhosoError as why:
        messages.error(request, told(why.message))
        return redirect("reporting:report", one.pk)
    known = figures.figures()
    lines = [
        f"{known[line.name].label}: {number(line.before)} → {number(line.after)}"
        for line in changed
        if line.name in known
    ]
    if lines:
        words = ngettext(
            "Đã đếm lại, %(count)s số liệu thay đổi:", "Đã đếm lại, %(count)s số liệu thay đổi:", len(lines)
        )
        messages.success(request, f"{words % {'count': len(lines)}} {'; '.join(lines)}.")
    else:
        messages.success(request, _("Đã đếm lại: không số liệu nào thay đổi."))
    return redirect("reporting:report", one.pk)


@allow(can_write_reports)
@require_POST
def figure(request: HttpRequest, report_id: int, name: str) -> HttpResponse:
    """Type another number over a counted one, with the reason; or take it back."""
    one = found_for(request, report_id, can_write_reports)
    if not one.figures.filter(name=name).exists():
        raise Http404(_("Báo cáo không có số liệu này."))
    typed, reason = request.POST.get("typed", "").strip(), request.POST.get("reason", "")
    if request.POST.get("take_back"):
        return done(
            request,
            one.pk,
            lambda: actions.take_back_figure(one.pk, name, by=request.user),
            _("Đã trở lại số hệ thống đếm được."),
        )
    if not typed and not reason.strip():
        messages.info(request, _("Chưa nhập số nào; số hệ thống đếm được vẫn giữ nguyên."))
        return redirect("reporting:report", one.pk)
    try:
        actions.overtype_figure(one.pk, name, typed, reason, by=request.user)
    except KhosoError as why:
        refused = {"name": name, "why": told(why.message), "typed": typed[:40], "reason": reason[:500]}
        return render(request, PAGE, views.page_context(request, one, refused=refused), status=422)
    messages.success(request, _("Đã ghi số liệu khác, cùng lý do. Sở Nội vụ thấy cả hai số."))
    return redirect("reporting:report", one.pk)


@allow(can_sign_reports)
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, report_id: int) -> HttpResponse:
    """What will be signed is shown first, whole; what was shown is what is signed."""
    one = found_for(request, report_id, can_sign_reports)
    seen = request.POST.get("seen", "")
    if request.method == "POST" and seen:
        return done(
            request,
            one.pk,
            lambda: actions.sign_report(one.pk, by=request.user, seen=seen),
            _("Đã ký. Báo cáo chưa gửi: kiểm tra rồi gửi Sở Nội vụ."),
        )
    if not cards.rights_of(request.user, one)["may_sign"]:
        messages.info(request, _("Báo cáo này không chờ ký."))
        return redirect("reporting:report", one.pk)
    content = live_content(one)
    against = ""
    try:
        check_signable(one, content)
    except KhosoError as why:
        against = told(why.message)
    page = views.page_context(request, one)
    shown = {"seen": seen_mark(content), "against": against, "signs": True, "may_write": False}
    return render(request, "reporting/report_sign.html", page | shown)


@allow(can_sign_reports)
@require_POST
def unsign(request: HttpRequest, report_id: int) -> HttpResponse:
    one = found_for(request, report_id, can_sign_reports)
    said = _("Đã bỏ chữ ký; báo cáo lại là bản nháp.")
    return done(request, one.pk, lambda: actions.unsign_report(one.pk, by=request.user), said)


@allow(can_write_reports)
@require_POST
def submit(request: HttpRequest, report_id: int) -> HttpResponse:
    one = found_for(request, report_id, can_write_reports)
    said = _("Đã gửi Sở Nội vụ.")
    return done(request, one.pk, lambda: actions.submit_report(one.pk, by=request.user), said)


@allow(can_write_reports)
@require_POST
def correct(request: HttpRequest, report_id: int) -> HttpResponse:
    """Begin the next version; the old one stays readable."""
    one = found_for(request, report_id, can_write_reports)
    try:
        fresh = actions.correct_report(one.pk, request.POST.get("reason", ""), by=request.user)
    except KhosoError as why:
        messages.error(request, told(why.message))
        return redirect("reporting:report", one.pk)
    messages.success(request, _("Đã lập bản %(version)s từ bản trước; sửa, ký rồi gửi.") % {"version": fresh.version})
    return redirect("reporting:report", fresh.pk)
