"""The screens of reports asked for besides: asking, who answered, the result as a table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.engines import office
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency
from khoso.foundation.web.words import told
from khoso.kernel import clock, figures
from khoso.kernel.errors import KhosoError
from khoso.stages.reporting import actions
from khoso.stages.reporting.models import Request
from khoso.stages.reporting.permissions import can_consolidate
from khoso.stages.reporting.reports import cards, plan, views
from khoso.stages.reporting.reports.files import MEDIA_TYPES, XLSX
from khoso.stages.reporting.requests import queries
from khoso.stages.reporting.requests.sheets import sheet_of

ALL, KINDS, CHOSEN = "all", "kinds", "chosen"


class RequestForm(forms.Form):
    """What is asked, of whom, by when."""

    title = forms.CharField(
        label=gettext_lazy("Báo cáo về việc gì"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    why = forms.CharField(
        label=gettext_lazy("Vì sao cần, căn cứ"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )
    due_on = forms.DateField(
        label=gettext_lazy("Hạn gửi (hết giờ làm việc ngày)"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
    )
    questions = forms.CharField(
        label=gettext_lazy("Câu hỏi"),
        required=False,
        max_length=15_000,
        help_text=gettext_lazy("Mỗi dòng một câu."),
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 4}),
    )
    figure_names = forms.MultipleChoiceField(label=gettext_lazy("Số liệu"), required=False)
    whom = forms.ChoiceField(
        label=gettext_lazy("Hỏi ai"),
        choices=[
            (ALL, gettext_lazy("Mọi cơ quan có nhiệm vụ")),
            (KINDS, gettext_lazy("Theo loại cơ quan")),
            (CHOSEN, gettext_lazy("Chọn từng cơ quan")),
        ],
        initial=ALL,
    )
    kinds = forms.MultipleChoiceField(required=False, choices=AgencyKind.choices)
    agencies = forms.TypedMultipleChoiceField(required=False, coerce=int)

    def __init__(self, *given: Any, programme: Any, **more: Any) -> None:
        super().__init__(*given, label_suffix="", **more)
        reporting = plan.agencies_with_tasks(programme)
        self.there = list(Agency.objects.filter(pk__in=reporting).order_by("name"))
        fields: dict[str, Any] = self.fields
        fields["figure_names"].choices = [(name, one.label) for name, one in figures.figures().items()]
        fields["agencies"].choices = [(one.pk, one.name) for one in self.there]
        known = {one.kind for one in self.there}
        fields["kinds"].choices = [(value, label) for value, label in AgencyKind.choices if value in known]

    def asked(self) -> list[int]:
        """The ids of the agencies that are asked."""
        told_, whom = self.cleaned_data, self.cleaned_data["whom"]
        if whom == KINDS:
            return [one.pk for one in self.there if one.kind in told_["kinds"]]
        return list(told_["agencies"]) if whom == CHOSEN else [one.pk for one in self.there]


@allow(can_consolidate)
@require_GET
def request_list(request: HttpRequest) -> HttpResponse:
    rows = queries.requests_with_counts()
    context = {"requests": list(rows[:200]), "now": clock.now(), "crumbs": views.crumbs(_("Yêu cầu đột xuất"))}
    return render(request, "reporting/request_list.html", context)


@allow(can_consolidate)
@require_http_methods(["GET", "POST"])
def request_new(request: HttpRequest) -> HttpResponse:
    programme = plan.current()
    if programme is None:
        raise Http404(_("Chưa nạp kế hoạch nào."))
    form = RequestForm(request.POST or None, programme=programme)
    refused = ""
    if request.method == "POST" and form.is_valid():
        told_ = form.cleaned_data
        try:
            made = actions.ask_reports(
                programme,
                title=told_["title"],
                why=told_["why"],
                figure_names=told_["figure_names"],
                questions=told_["questions"].splitlines(),
                agency_ids=form.asked(),
                due_on=told_["due_on"],
                by=request.user,
            )
        except KhosoError as why:
            refused = told(why.message)
        else:
            messages.success(request, _("Đã gửi yêu cầu; mỗi cơ quan có sẵn bản nháp với số liệu đã đếm."))
            return redirect("reporting:request", made.pk)
    is_wrong = bool(refused) or (form.is_bound and bool(form.errors))
    crumbs = [*views.crumbs(), {"label": _("Yêu cầu đột xuất"), "url": reverse("reporting:requests")}]
    context = {"form": form, "refused": refused, "crumbs": [*crumbs, {"label": _("Yêu cầu mới"), "url": ""}]}
    return render(request, "reporting/request_new.html", context, status=422 if is_wrong else 200)


@allow(can_consolidate)
@require_GET
def request_page(request: HttpRequest, request_id: int) -> HttpResponse:
    asked = get_object_or_404(Request.objects.select_related("asked_by"), pk=request_id)
    result = queries.answered(asked)
    context = {
        "asked": asked,
        "result": result,
        "rows": [(cards.row_of(row.story), row) for row in result.rows],
        "is_over": asked.due_at < clock.now(),
        "crumbs": [
            *views.crumbs(),
            {"label": _("Yêu cầu đột xuất"), "url": reverse("reporting:requests")},
            {"label": asked.title, "url": ""},
        ],
    }
    return render(request, "reporting/request.html", context)


@allow(can_consolidate)
@require_GET
def request_file(request: HttpRequest, request_id: int) -> HttpResponse:
    asked = get_object_or_404(Request, pk=request_id)
    made = office.xlsx([sheet_of(asked, queries.answered(asked))], at=clock.now())
    record("reporting.request.fetch", subject=("request", asked.pk), details={"title": asked.title})
    answer = HttpResponse(made, content_type=MEDIA_TYPES[XLSX])
    answer["Content-Disposition"] = f'attachment; filename="yeu-cau-{asked.pk}.xlsx"'
    return answer


@allow(can_consolidate)
@require_POST
def request_extend(request: HttpRequest, request_id: int) -> HttpResponse:
    asked = get_object_or_404(Request, pk=request_id)
    try:
        day = forms.DateField(input_formats=["%Y-%m-%d", "%d/%m/%Y"]).clean(request.POST.get("due_on", ""))
        actions.extend_request(asked.pk, day, request.POST.get("reason", ""), by=request.user)
    except forms.ValidationError:
        messages.error(request, _("Chưa chọn ngày; hạn vẫn như cũ."))
    except KhosoError as why:
        messages.error(request, told(why.message))
    else:
        messages.success(request, _("Đã gia hạn cho các cơ quan chưa gửi."))
    return redirect("reporting:request", asked.pk)


@allow(can_consolidate)
@require_POST
def request_close(request: HttpRequest, request_id: int) -> HttpResponse:
    asked = get_object_or_404(Request, pk=request_id)
    actions.close_request(asked.pk, by=request.user)
    messages.success(request, _("Đã đóng yêu cầu; không nhắc nữa."))
    return redirect("reporting:request", asked.pk)
