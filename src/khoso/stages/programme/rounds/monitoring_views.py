"""The monitoring minutes of agencies' own Supervision Teams."""

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
from django.views.decorators.http import require_GET, require_http_methods

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.people.queries import acting_for
from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.programme import states
from khoso.stages.programme.bodies import rules as rules_of_bodies
from khoso.stages.programme.bodies.queries import living_body
from khoso.stages.programme.bodies.showing import seat_rows
from khoso.stages.programme.house_forms import kept_paper, refuse
from khoso.stages.programme.models import BodyMember
from khoso.stages.programme.permissions import can_monitor, can_see_programme
from khoso.stages.programme.rounds import actions, queries
from khoso.stages.programme.rounds.forms import FindingForms, WatchForm, found_in
from khoso.stages.programme.rounds.showing import finding_rows

PER_PAGE = 30


def _crumbs(last: str = "") -> list[dict[str, str]]:
    top = [{"label": _("Giám sát"), "url": reverse("programme:monitorings")}]
    return top + ([{"label": last, "url": ""}] if last else [])


@allow(can_see_programme)
@require_GET
def monitorings(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    rows = queries.monitoring_seen_by(request.user).annotate(
        found=Count("findings"), not_closed=Count("findings", filter=~Q(findings__state=states.CLOSED))
    )
    if words:
        rows = rows.filter(Q(agency__name__icontains=words) | Q(subject__icontains=words))
    page = Paginator(rows.order_by("-watched_on", "-pk"), PER_PAGE).get_page(request.GET.get("trang"))
    context = {"page": page, "words": words, "may_monitor": can_monitor(request.user)}
    return render(request, "programme/monitorings.html", context)


@allow(can_see_programme)
@require_GET
def monitoring(request: HttpRequest, monitoring_id: int) -> HttpResponse:
    shown = queries.monitoring_seen_by(request.user).filter(pk=monitoring_id).first()
    if shown is None:
        raise Http404(_("Không có biên bản giám sát này trong phạm vi của anh/chị."))
    findings = queries.findings_seen_by(request.user).filter(monitoring=shown).order_by("due_on", "pk")
    context = {"minutes": shown, "findings": finding_rows(findings), "crumbs": _crumbs(shown.subject)}
    return render(request, "programme/monitoring.html", context)


def _team(agency: Agency | None) -> list[BodyMember]:
    body = living_body(agency.pk, rules_of_bodies.SUPERVISION) if agency else None
    return seat_rows(list(body.members.all()), clock.today(), now=True) if body else []


@allow(can_monitor)
@require_http_methods(["GET", "POST"])
def monitoring_record(request: HttpRequest) -> HttpResponse:
    acting = acting_for(request.user)
    reach = agencies_of(request.user, {Role.SUPERVISOR}) or frozenset()
    agency = acting.agency if acting and acting.agency.pk in reach else Agency.objects.filter(pk__in=reach).first()
    members = _team(agency)
    form = WatchForm(
        request.POST or None,
        request.FILES or None,
        initial={"agency": agency.pk if agency else None, "watched_on": clock.today()},
        agencies=Agency.objects.filter(pk__in=reach, valid_to=None).order_by("name"),
        members=members,
    )
    rows = FindingForms(request.POST or None, prefix="ton-tai")
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            made = _write(form, rows, request.user)
        except KhosoError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã ghi biên bản giám sát."))
            return redirect("programme:monitoring", made.pk)
    title = _("Ghi biên bản giám sát")
    context: dict[str, Any] = {
        "form": form,
        "rows": rows,
        "title": title,
        "button": _("Ghi lại"),
        "about": "",
        "lacks_team": not members,
        "crumbs": _crumbs(title),
        "back": reverse("programme:monitorings"),
    }
    wrong = form.is_bound and bool(form.errors or rows.total_error_count())
    return render(request, "programme/record_form.html", context, status=422 if wrong else 200)


@transaction.atomic
def _write(form: WatchForm, rows: Any, by: Any) -> Any:
    told = form.cleaned_data
    said = actions.Watched(
        told["watched_on"],
        told["subject"],
        told["text"],
        form.names(),
        told["number"],
        kept_paper(form, told["agency"], by),
        found_in(rows),
    )
    return actions.record_monitoring(told["agency"], said, by=by)
