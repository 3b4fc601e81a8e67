"""The screens of inspection rounds and their visits."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.engines import office
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.people.queries import acting_for
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.programme import states
from khoso.stages.programme.house_forms import kept_paper, refuse
from khoso.stages.programme.models import Round, Visit
from khoso.stages.programme.permissions import can_plan_rounds, can_see_programme
from khoso.stages.programme.rounds import actions, publishing, queries
from khoso.stages.programme.rounds.forms import (
    FindingForms,
    MoveForm,
    NoticeForm,
    RoundForm,
    VisitForm,
    VisitsForm,
    found_in,
)
from khoso.stages.programme.rounds.showing import finding_rows

PER_PAGE = 20
PAPERS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
NOT_VISITED = (AgencyKind.CONTRACTOR, AgencyKind.UNCONFIRMED, AgencyKind.CITY)


def crumbs(round_: Round | None = None, last: str = "") -> list[dict[str, str]]:
    told_ = [{"label": _("Kiểm tra thực tế"), "url": reverse("programme:rounds")}]
    if round_ is not None:
        told_.append({"label": round_.title, "url": reverse("programme:round", args=[round_.pk])})
    return told_ + ([{"label": last, "url": ""}] if last else [])


def _round(request: HttpRequest, round_id: int) -> Round:
    found = queries.rounds_seen_by(request.user).select_related("plan", "notice", "programme__city").filter(pk=round_id)
    if (shown := found.first()) is None:
        raise Http404(_("Không có đợt kiểm tra này trong phạm vi của anh/chị."))
    return shown


def _visit(request: HttpRequest, visit_id: int) -> Visit:
    found = queries.visits_seen_by(request.user).filter(pk=visit_id).first()
    if found is None:
        raise Http404(_("Không có chuyến kiểm tra này trong phạm vi của anh/chị."))
    return found


def _form_page(
    request: HttpRequest, form: Any, round_: Round | None, title: str, button: str, **more: Any
) -> HttpResponse:
    template = more.pop("template", "programme/form_page.html")
    context = {
        "form": form,
        "title": title,
        "button": button,
        "about": round_.title if round_ else "",
        "crumbs": crumbs(round_, title),
        "back": reverse("programme:round", args=[round_.pk]) if round_ else reverse("programme:rounds"),
        **more,
    }
    rows = more.get("rows")
    wrong = form.is_bound and bool(form.errors or (rows is not None and rows.total_error_count()))
    return render(request, template, context, status=422 if wrong else 200)


@allow(can_see_programme)
@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    seen = queries.with_counts(queries.rounds_seen_by(request.user), today)
    page = Paginator(seen.order_by("-starts_on", "-pk"), PER_PAGE).get_page(request.GET.get("trang"))
    mine = queries.findings_seen_by(request.user)
    context = {
        "page": page,
        "overdue": queries.overdue(mine).count(),
        "waiting": mine.filter(state=states.MENDED).count(),
        "open": mine.filter(state=states.OPEN).count(),
        "may_plan": can_plan_rounds(request.user),
        "today": today,
    }
    return render(request, "programme/rounds.html", context)


@allow(can_plan_rounds)
@require_http_methods(["GET", "POST"])
def round_plan(request: HttpRequest) -> HttpResponse:
    form = RoundForm(request.POST or None, request.FILES or None, initial={"starts_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        acting = acting_for(request.user)
        try:
            with transaction.atomic():
                paper = kept_paper(form, acting.agency, request.user) if acting else None
                made = actions.plan_round(
                    said["name"], said["purpose"], said["starts_on"], said["ends_on"], plan=paper, by=request.user
                )
        except KhosoError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã lập đợt kiểm tra. Chọn các cơ quan sẽ kiểm tra."))
            return redirect("programme:visits-add", made.pk)
    return _form_page(request, form, None, _("Lập đợt kiểm tra"), _("Lập đợt"))


@allow(can_see_programme)
@require_GET
def round_page(request: HttpRequest, round_id: int) -> HttpResponse:
    """A round: its visits as far as one sees them, what was found, the notice when it went out."""
    shown = _round(request, round_id)
    visits = (
        queries.visits_seen_by(request.user)
        .filter(round=shown)
        .annotate(
            found=Count("findings"),
            not_closed=Count("findings", filter=~Q(findings__state=states.CLOSED)),
        )
        .order_by("planned_on", "pk")
    )
    findings = queries.findings_seen_by(request.user).filter(visit__round=shown).exclude(state=states.CLOSED)
    may_plan = can_plan_rounds(request.user)
    rows = list(visits)
    context = {
        "round": shown,
        "visits": rows,
        "done": sum(one.visited_on is not None for one in rows),
        "findings": finding_rows(findings.order_by("due_on", "pk")),
        "may_plan": may_plan,
        "may_change": may_plan and shown.published_at is None,
        "today": clock.today(),
        "crumbs": crumbs(shown),
    }
    return render(request, "programme/round.html", context)


@allow(can_plan_rounds)
@require_http_methods(["GET", "POST"])
def visits_add(request: HttpRequest, round_id: int) -> HttpResponse:
    shown = _round(request, round_id)
    there = shown.visits.values("agency_id")
    agencies = list(
        Agency.objects.filter(valid_to=None).exclude(kind__in=NOT_VISITED).exclude(pk__in=there).order_by("name")
    )
    form = VisitsForm(request.POST or None, agencies=agencies)
    if request.method == "POST" and form.is_valid():
        chosen = {int(pk) for pk in form.cleaned_data["agencies"]}
        try:
            made = actions.add_visits(
                shown, [one for one in agencies if one.pk in chosen], on=form.cleaned_data["on"], by=request.user
            )
        except KhosoError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã thêm {count} chuyến kiểm tra.").format(count=len(made)))
            return redirect("programme:round", shown.pk)
    return _form_page(request, form, shown, _("Thêm cơ quan"), _("Thêm vào đợt"))


@allow(can_see_programme)
@require_GET
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    shown = _visit(request, visit_id)
    findings = queries.findings_seen_by(request.user).filter(visit=shown).order_by("due_on", "pk")
    may_change = can_plan_rounds(request.user) and shown.round.published_at is None
    context = {
        "visit": shown,
        "findings": finding_rows(findings),
        "may_record": may_change and shown.visited_on is None,
        "move": MoveForm(initial={"planned_on": shown.planned_on}),
        "crumbs": crumbs(shown.round, shown.agency.name),
    }
    return render(request, "programme/visit.html", context)


@allow(can_plan_rounds)
@require_http_methods(["GET", "POST"])
def visit_record(request: HttpRequest, visit_id: int) -> HttpResponse:
    """The minutes of a visit with what was found."""
    shown = _visit(request, visit_id)
    form = VisitForm(
        request.POST or None,
        request.FILES or None,
        initial={"visited_on": min(shown.planned_on, clock.today()), "team": shown.team},
    )
    rows = FindingForms(request.POST or None, prefix="ton-tai")
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        said = form.cleaned_data
        try:
            with transaction.atomic():
                paper = kept_paper(form, shown.agency, request.user)
                told_ = actions.Visited(said["visited_on"], said["team"], said["summary"], paper, found_in(rows))
                actions.record_visit(shown, told_, by=request.user)
        except KhosoError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã ghi kết quả; cơ quan được kiểm tra thấy ngay những gì phải khắc phục."))
            return redirect("programme:visit", shown.pk)
    more = {"rows": rows, "template": "programme/record_form.html", "about": shown.agency.name}
    return _form_page(request, form, shown.round, _("Ghi kết quả kiểm tra"), _("Ghi lại"), **more)


@allow(can_plan_rounds)
@require_POST
def visit_move(request: HttpRequest, visit_id: int) -> HttpResponse:
    shown = _visit(request, visit_id)
    form = MoveForm(request.POST)
    if form.is_valid():
        try:
            actions.move_visit(shown, form.cleaned_data["planned_on"], by=request.user)
        except KhosoError as refused:
            messages.error(request, told(refused.message))
        else:
            messages.success(request, _("Đã đổi ngày kiểm tra."))
    else:
        messages.error(request, _("Chưa đổi: ngày không đọc được."))
    return redirect("programme:visit", shown.pk)


@allow(can_plan_rounds)
@require_POST
def visit_drop(request: HttpRequest, visit_id: int) -> HttpResponse:
    shown = _visit(request, visit_id)
    try:
        actions.drop_visit(shown, by=request.user)
    except KhosoError as refused:
        messages.error(request, told(refused.message))
        return redirect("programme:visit", shown.pk)
    messages.success(request, _("Đã bỏ {agency} khỏi đợt.").format(agency=shown.agency.name))
    return redirect("programme:round", shown.round_id)


@allow(can_see_programme)
@require_http_methods(["GET", "POST"])
def round_notice(request: HttpRequest, round_id: int) -> HttpResponse:
    """The notice: to edit and publish for Home Affairs, to read for the visited agencies once it is out."""
    shown = _round(request, round_id)
    if shown.published_at is not None or not can_plan_rounds(request.user):
        if shown.published_at is None or request.method == "POST":
            raise Http404(_("Thông báo chưa ban hành."))
        blocks = publishing.blocks_of(shown.notice_text)
        context = {"round": shown, "blocks": blocks, "crumbs": crumbs(shown, _("Thông báo kết quả"))}
        return render(request, "programme/round_notice.html", context)
    form = NoticeForm(
        request.POST or None,
        request.FILES or None,
        initial={"text": publishing.draft_of(shown), "notice_number": shown.notice_number},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _noticed(request, shown, form)
        except KhosoError as refused:
            refuse(form, refused)
    more = {"template": "programme/round_notice_form.html", "round": shown}
    return _form_page(request, form, shown, _("Thông báo kết quả"), _("Ban hành"), **more)


@allow(can_see_programme)
@require_GET
def notice_paper(request: HttpRequest, round_id: int, form: str) -> HttpResponse:
    """The notice as an official paper: the draft for Home Affairs, what was published for who may read it."""
    shown = _round(request, round_id)
    if form not in PAPERS or (shown.published_at is None and not can_plan_rounds(request.user)):
        raise Http404(_("Không có văn bản này."))
    paper = publishing.official_paper(shown, request.user)
    try:
        content = office.docx(paper) if form == "docx" else office.pdf(paper, at=shown.published_at or clock.now())
    except KhosoError as failed:
        messages.error(request, told(failed.message))
        return redirect("programme:round", shown.pk)
    answer = HttpResponse(content, content_type=PAPERS[form])
    answer["Content-Disposition"] = f'attachment; filename="thong-bao-{shown.pk}.{form}"'
    return answer


@transaction.atomic
def _noticed(request: HttpRequest, shown: Round, form: NoticeForm) -> HttpResponse:
    said = form.cleaned_data
    if request.POST.get("viec") == "luu":
        publishing.save_notice(shown, said["text"], by=request.user)
        messages.success(request, _("Đã lưu bản thảo."))
        return redirect("programme:round-notice", shown.pk)
    acting = acting_for(request.user)
    paper = kept_paper(form, acting.agency, request.user) if acting else None
    publishing.publish_notice(shown, said["text"], said["notice_number"], signed=paper, by=request.user)
    messages.success(request, _("Đã ban hành thông báo; các cơ quan được kiểm tra đọc được."))
    return redirect("programme:round-notice", shown.pk)
