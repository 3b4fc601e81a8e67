"""The screens of Home Affairs: a period's reports, receiving, sending back, the days it decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.reporting import actions
from khoso.stages.reporting.models import Period
from khoso.stages.reporting.permissions import can_consolidate
from khoso.stages.reporting.reports import desk, plan, queries, views
from khoso.stages.reporting.reports.terms import terms_of
from khoso.stages.reporting.reports.write_views import done


def _programme() -> Any:
    programme = plan.current()
    if programme is None:
        raise Http404(_("Chưa nạp kế hoạch nào."))
    return programme


def _chosen(request: HttpRequest) -> str:
    asked = request.GET.get("loc", "")
    return asked if asked in desk.FILTERS else ""


@allow(can_consolidate)
@require_GET
def period(request: HttpRequest, number: int) -> HttpResponse:
    """Every agency's report of one period."""
    one = Period.objects.filter(programme=_programme(), number=number).first()
    if one is None:
        raise Http404(_("Kế hoạch không có kỳ này."))
    title = _("Kỳ %(number)s") % {"number": one.number}
    context = {
        "period": one,
        "title": title,
        "flags": list(queries.overtyped(one)[:200]),
        "crumbs": views.crumbs(title),
        **desk.listed(desk.of_period(one), _chosen(request)),
    }
    return render(request, "reporting/report_period.html", context)


@allow(can_consolidate)
@require_GET
def finals(request: HttpRequest) -> HttpResponse:
    """Every agency's final report."""
    programme = _programme()
    title = _("Báo cáo tổng kết")
    context = {
        "period": None,
        "title": title,
        "flags": [],
        "crumbs": views.crumbs(title),
        **desk.listed(desk.of_finals(programme), _chosen(request)),
    }
    return render(request, "reporting/report_period.html", context)


@allow(can_consolidate)
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Receive several reports at once."""
    ids = [int(one) for one in request.POST.getlist("report") if one.isascii() and one.isdigit() and len(one) < 18]
    count = actions.lock_reports(ids[:1000], by=request.user)
    if count:
        words = ngettext("Đã tiếp nhận %(count)s báo cáo.", "Đã tiếp nhận %(count)s báo cáo.", count)
        messages.success(request, words % {"count": count})
    else:
        messages.info(request, _("Chưa chọn báo cáo nào đang chờ tiếp nhận."))
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_ours and back.startswith("/bao-cao") else reverse("reporting:reports"))


@allow(can_consolidate)
@require_POST
def send_back(request: HttpRequest, report_id: int) -> HttpResponse:
    one = views.found(request, report_id)
    reason = request.POST.get("reason", "")
    said = _("Đã trả lại, kèm lý do.")
    return done(request, one.pk, lambda: actions.return_report(one.pk, reason, by=request.user), said)


@allow(can_consolidate)
@require_POST
def lock(request: HttpRequest, report_id: int) -> HttpResponse:
    one = views.found(request, report_id)
    said = _("Đã tiếp nhận và khóa báo cáo.")
    return done(request, one.pk, lambda: actions.lock_report(one.pk, by=request.user), said)


class TermsForm(forms.Form):
    """The days Home Affairs decides."""

    grace_days = forms.IntegerField(
        label=gettext_lazy("Số ngày làm việc cho thêm sau khi hết kỳ"),
        min_value=0,
        max_value=20,
        help_text=gettext_lazy(
            "Hạn là 17 giờ ngày làm việc đầu tiên sau khi hết kỳ, cộng thêm số ngày này. Hạn đã qua không đổi."
        ),
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )
    again_days = forms.IntegerField(
        label=gettext_lazy("Báo cáo bị trả lại phải gửi lại trong (ngày làm việc)"),
        min_value=1,
        max_value=20,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )


@allow(can_consolidate)
@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """Days of grace, and by when a returned report comes again."""
    programme = _programme()
    known = terms_of(programme.pk)
    initial = {"grace_days": known.grace_days, "again_days": known.again_days}
    form = TermsForm(request.POST or None, initial=initial, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_terms(programme.pk, by=request.user, **form.cleaned_data)
        except KhosoError as why:
            messages.error(request, told(why.message))
        else:
            messages.success(request, _("Đã lưu thời hạn; báo cáo chưa đến hạn theo thời hạn mới."))
        return redirect("reporting:reports")
    context = {"form": form, "terms": known, "crumbs": views.crumbs(_("Thời hạn báo cáo"))}
    return render(request, "reporting/report_terms.html", context)
