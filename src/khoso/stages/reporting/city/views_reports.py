"""The city's reports: made, worded, signed, submitted, taken away as papers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from khoso.engines import blobs
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.reporting import states
from khoso.stages.reporting.city import content, links, papers, reading, rendering, report_actions
from khoso.stages.reporting.city.asked import crumbs, plan_of, plan_or_404, tabs
from khoso.stages.reporting.city.changes import change_words
from khoso.stages.reporting.city.forms import WordsForm
from khoso.stages.reporting.city.views import no_plan
from khoso.stages.reporting.models import CityReport, Period
from khoso.stages.reporting.models.city import CityReportKind
from khoso.stages.reporting.permissions import can_consolidate, can_see_city

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
_WITHOUT = ("content",)


@allow(can_see_city)
@require_GET
def city_reports(request: HttpRequest) -> HttpResponse:
    plan = plan_of(request)
    if plan is None:
        return no_plan(request, "city-reports")
    made = list(
        CityReport.objects.filter(programme_id=plan.pk)
        .defer(*_WITHOUT)
        .select_related("period", "made_by", "signed_by")
        .order_by("-made_at", "-pk")
    )
    newest: dict[Any, CityReport] = {}
    for one in made:
        newest.setdefault((one.kind, one.period_id), one)
    over = [one for one in reversed(reading.periods_of(plan.pk)) if one.ends_on < clock.today()]
    context = {
        "plan": plan,
        "periods": [{"period": one, "newest": newest.get((CityReportKind.TWO_WEEKLY, one.pk))} for one in over],
        "final": newest.get((CityReportKind.FINAL, None)),
        "final_due": plan.city_final_due,
        "made": made,
        "may_make": can_consolidate(request.user),
        "tabs": tabs("city-reports"),
    }
    return render(request, "reporting/city_reports.html", context)


@allow(can_consolidate)
@require_POST
def city_consolidate(request: HttpRequest) -> HttpResponse:
    """One click: the next version of a period's report, or of the final one."""
    plan = plan_or_404(request)
    kind, period = CityReportKind.FINAL, None
    if request.POST.get("ky", "") != "tong-ket":
        kind = CityReportKind.TWO_WEEKLY
        asked = request.POST.get("ky", "")
        period = Period.objects.filter(programme_id=plan.pk, number=asked if asked.isdecimal() else -1).first()
        if period is None:
            raise Http404(_("Không có kỳ này."))
    try:
        made = report_actions.consolidate(plan, kind, period, by=request.user)
    except KhosoError as refused:
        messages.error(request, told(refused.message))
        return redirect("reporting:city-reports")
    messages.success(request, _("Đã tổng hợp bản %(version)s và chốt số liệu.") % {"version": made.version})
    return redirect("reporting:city-report", made.pk)


def _found(request: HttpRequest, report_id: int) -> CityReport:
    plan = plan_or_404(request)
    found = CityReport.objects.filter(programme_id=plan.pk, pk=report_id)
    report = found.select_related("period", "made_by", "signed_by", "programme").first()
    if report is None:
        raise Http404(_("Không có báo cáo này."))
    return report


@allow(can_see_city)
@require_GET
def city_report(request: HttpRequest, report_id: int) -> HttpResponse:
    report = _found(request, report_id)
    return render(request, "reporting/city_report.html", _context(request, report, _words_form(report)))


def _words_form(report: CityReport) -> WordsForm:
    return WordsForm(initial={"number": report.number, "foreword": report.foreword, "proposals": report.proposals})


def _context(request: HttpRequest, report: CityReport, form: WordsForm) -> dict[str, Any]:
    told_by = report.content
    versions = CityReport.objects.filter(programme_id=report.programme_id, kind=report.kind, period=report.period)
    before = versions.filter(version=report.version - 1).first()
    changes = content.differences(before.content, told_by) if before else []
    newest = versions.order_by("-version").values_list("version", flat=True)[0]
    agencies = told_by["agencies"]
    return {
        "report": report,
        "content": told_by,
        "title": papers.subject(told_by),
        "form": form,
        "standings": [
            {"name": name, "label": told(label), "count": told_by["standings"][name]}
            for name, label in content.REPORT_STANDINGS.items()
        ],
        "volumes": [_volume(one, told_by) for one in told_by["figures"] if one["kind"] != "procedure"],
        "procedures": [
            {"figure": one, "total": told_by["totals"][one["name"]]}
            for one in told_by["figures"]
            if one["kind"] == "procedure"
        ],
        "groups": [
            {"group": group, "title": dict(told_by["groups"]).get(group, ""), "done": done, "of": of}
            for group, done, of in told_by["tasks"]
        ],
        "absent": [one for one in agencies if one["standing"] not in content.THERE],
        "late": [one for one in agencies if one["standing"] == content.LATE],
        "lacking": [
            {"agency": one, "words": [told(content.LACKING[name]) for name in one["lacking"]]}
            for one in agencies
            if one["lacking"]
        ],
        "overtyped": content.overtyped(told_by),
        "causes": [one for one in agencies if one["words"]],
        "difficulties": [(one, row) for one in agencies for row in one["difficulties"]],
        "before": before,
        "changes": [change_words(one) for one in changes],
        "is_newest": report.version == newest,
        "is_draft": report.state == states.DRAFT,
        "is_signed": report.state == states.SIGNED,
        "is_whole": content.digest(told_by) == report.content_sha256,
        "may_make": can_consolidate(request.user),
        "crumbs": crumbs((_("Báo cáo tổng hợp"), links.reports()), (str(report), "")),
        "tabs": tabs("city-reports"),
    }


def _volume(figure: dict[str, Any], told_by: dict[str, Any]) -> dict[str, Any]:
    return {"figure": figure, "total": told_by["totals"][figure["name"]]}


@allow(can_consolidate)
@require_POST
def city_words(request: HttpRequest, report_id: int) -> HttpResponse:
    report = _found(request, report_id)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return render(request, "reporting/city_report.html", _context(request, report, form), status=422)
    return _done(request, report, lambda: report_actions.write_words(report.pk, **form.cleaned_data), _("Đã lưu lời."))


@allow(can_consolidate)
@require_POST
def city_sign(request: HttpRequest, report_id: int) -> HttpResponse:
    report = _found(request, report_id)
    return _done(request, report, lambda: report_actions.sign(report.pk, by=request.user), _("Đã ký và chốt văn bản."))


@allow(can_consolidate)
@require_POST
def city_submit(request: HttpRequest, report_id: int) -> HttpResponse:
    report = _found(request, report_id)
    said = _("Đã gửi Ủy ban nhân dân thành phố.")
    return _done(request, report, lambda: report_actions.submit(report.pk, by=request.user), said)


def _done(request: HttpRequest, report: CityReport, act: Any, said: str) -> HttpResponse:
    try:
        act()
    except KhosoError as refused:
        messages.error(request, told(refused.message))
    else:
        messages.success(request, said)
    return redirect("reporting:city-report", report.pk)


@allow(can_see_city)
@require_GET
def city_paper(request: HttpRequest, report_id: int, form: str) -> HttpResponse:
    """A paper of the report: as it was signed, or as it would be."""
    if form not in MEDIA:
        raise Http404(_("Chỉ có dạng docx, pdf hoặc xlsx."))
    report = _found(request, report_id)
    kept = getattr(report, f"{form}_sha256")
    if kept:
        with blobs.store().open(kept) as opened:
            data = opened.read()
    else:
        data = rendering.one(report, form)
    record("reporting.city_report.fetch", subject=("city_report", report.pk), details={"form": form})
    answer = HttpResponse(data, content_type=MEDIA[form])
    name = f"bao-cao-ky-{report.period.number:02d}" if report.period else "bao-cao-tong-ket"
    answer["Content-Disposition"] = f'attachment; filename="{name}-ban-{report.version}.{form}"'
    return answer
