"""Findings: the list with its clock, one finding, and the steps until it is closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.programme import states
from khoso.stages.programme.house_forms import kept_paper, refuse
from khoso.stages.programme.models import RoundFinding
from khoso.stages.programme.permissions import can_judge_findings, can_mend_findings, can_see_programme
from khoso.stages.programme.rounds import actions, queries
from khoso.stages.programme.rounds.forms import MendForm, SendBackForm
from khoso.stages.programme.rounds.showing import finding_rows

PER_PAGE = 40
STATES = [
    ("", gettext_lazy("Chưa xong")),
    ("qua-han", gettext_lazy("Quá hạn")),
    ("cho-xac-nhan", gettext_lazy("Chờ xác nhận")),
    ("xong", gettext_lazy("Đã xác nhận")),
    ("tat-ca", gettext_lazy("Tất cả")),
]


def found(
    request: HttpRequest, finding_id: int, allowed: Callable[[Any, RoundFinding], bool] | None = None
) -> RoundFinding:
    shown = queries.findings_seen_by(request.user).filter(pk=finding_id).first()
    if shown is None or (allowed is not None and not allowed(request.user, shown)):
        raise Http404(_("Không có tồn tại này trong phạm vi của anh/chị."))
    return shown


def narrowed(findings: QuerySet[RoundFinding], state: str) -> QuerySet[RoundFinding]:
    if state == "qua-han":
        return queries.overdue(findings)
    if state == "cho-xac-nhan":
        return findings.filter(state=states.MENDED)
    if state == "xong":
        return findings.filter(state=states.CLOSED)
    return findings if state == "tat-ca" else findings.exclude(state=states.CLOSED)


def crumbs(last: str = "") -> list[dict[str, str]]:
    top = [{"label": _("Tồn tại sau kiểm tra"), "url": reverse("programme:findings")}]
    return top + ([{"label": last, "url": ""}] if last else [])


@allow(can_see_programme)
@require_GET
def findings(request: HttpRequest) -> HttpResponse:
    """What is to be mended, the latest term first; of visits and of monitoring."""
    state, words = request.GET.get("xem", ""), request.GET.get("q", "").strip()[:100]
    rows = narrowed(queries.findings_seen_by(request.user), state)
    if words:
        rows = rows.filter(agency__name__icontains=words)
    urgent = Case(
        When(state=states.OPEN, then=Value(0)),
        When(state=states.MENDED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    page = Paginator(rows.order_by(urgent, "due_on", "pk"), PER_PAGE).get_page(request.GET.get("trang"))
    page.object_list = finding_rows(page.object_list)
    context = {
        "page": page,
        "states": STATES,
        "state": state,
        "words": words,
        "overdue": queries.overdue(queries.findings_seen_by(request.user)).count(),
    }
    return render(request, "programme/findings.html", context)


@allow(can_see_programme)
@require_GET
def finding(request: HttpRequest, finding_id: int) -> HttpResponse:
    shown = found(request, finding_id)
    person = request.user
    may_judge = actions.may_judge(person, shown) and shown.state == states.MENDED
    context = {
        "row": finding_rows([shown])[0],
        "finding": shown,
        "may_mend": shown.state == states.OPEN and can_mend_findings(person, shown),
        "may_judge": may_judge,
        "is_own_mending": may_judge and shown.mended_by_id == person.pk,
        "crumbs": crumbs(_("Tồn tại")),
    }
    return render(request, "programme/finding.html", context)


def _form_page(request: HttpRequest, form: Any, shown: RoundFinding, title: str, button: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "button": button,
        "about": shown.text,
        "crumbs": crumbs(title),
        "back": reverse("programme:finding", args=[shown.pk]),
    }
    wrong = form.is_bound and bool(form.errors)
    return render(request, "programme/form_page.html", context, status=422 if wrong else 200)


@allow(can_mend_findings)
@require_http_methods(["GET", "POST"])
def finding_mend(request: HttpRequest, finding_id: int) -> HttpResponse:
    shown = found(request, finding_id, can_mend_findings)
    form = MendForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                evidence = kept_paper(form, shown.agency, request.user)
                actions.mend_finding(shown, form.cleaned_data["text"], evidence, by=request.user)
        except KhosoError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã báo khắc phục; bên kiểm tra sẽ xem lại."))
            return redirect("programme:finding", shown.pk)
    return _form_page(request, form, shown, _("Báo đã khắc phục"), _("Gửi"))


@allow(can_judge_findings)
@require_POST
def finding_close(request: HttpRequest, finding_id: int) -> HttpResponse:
    shown = found(request, finding_id, actions.may_judge)
    try:
        actions.close_finding(shown, by=request.user)
    except KhosoError as refused:
        messages.error(request, told(refused.message))
    else:
        messages.success(request, _("Đã xác nhận khắc phục."))
    return redirect("programme:finding", shown.pk)


@allow(can_judge_findings)
@require_http_methods(["GET", "POST"])
def finding_send_back(request: HttpRequest, finding_id: int) -> HttpResponse:
    shown = found(request, finding_id, actions.may_judge)
    first = {"due_on": shown.due_on if shown.due_on and shown.due_on >= clock.today() else None}
    form = SendBackForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.send_finding_back(shown, said["reason"], due_on=said["due_on"], by=request.user)
        except KhosoError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã trả lại để khắc phục tiếp."))
            return redirect("programme:finding", shown.pk)
    return _form_page(request, form, shown, _("Chưa được, trả lại"), _("Trả lại"))
