"""The screens of councils, teams and the Steering Committee."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.identity.people.queries import acting_for
from khoso.foundation.identity.permissions import agencies_of, holds
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.programme.bodies import actions, queries, rules
from khoso.stages.programme.bodies.forms import (
    AddMemberForm,
    ChangeMemberForm,
    DecisionForm,
    DissolveForm,
    EndMemberForm,
    FoundForm,
    MeetingForm,
    MemberForms,
    given_of,
    members_of,
)
from khoso.stages.programme.bodies.showing import duty_words, meeting_row, overview_of, seat_rows
from khoso.stages.programme.house_forms import kept_paper, refuse
from khoso.stages.programme.models import Body, BodyDuty, BodyKind, BodyMember, Meeting
from khoso.stages.programme.participants import participants
from khoso.stages.programme.permissions import can_keep_bodies, can_see_programme
from khoso.stages.programme.plan.queries import current as current_plan

PER_PAGE = 30
KEEPERS = frozenset({Role.HEAD, Role.CLERK, Role.SUPERVISOR, Role.HOME_AFFAIRS})


def _crumbs(body: Body | None = None, last: str = "") -> list[dict[str, str]]:
    told = [{"label": _("Hội đồng, Tổ, Ban"), "url": reverse("programme:bodies")}]
    if body is not None:
        told.append({"label": body.name, "url": reverse("programme:body", args=[body.pk])})
    return told + ([{"label": last, "url": ""}] if last else [])


def _found(request: HttpRequest, body_id: int, *, to_keep: bool = False) -> Body:
    found = queries.body_for(request.user, body_id)
    if found is None or (to_keep and not actions.may_keep(request.user, found.kind, found.agency)):
        raise Http404(_("Không có tổ chức này trong phạm vi của anh/chị."))
    return found


def _member(body: Body, member_id: int) -> BodyMember:
    found = body.members.filter(pk=member_id).first()
    if found is None:
        raise Http404(_("Không có thành viên này."))
    found.body = body
    found.duty_words = duty_words(body.kind, found.duty)
    return found


def _page_of(body: Body) -> HttpResponse:
    return redirect("programme:body", body.pk)


def _form_page(
    request: HttpRequest, form: Any, body: Body | None, title: str, button: str, **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "button": button,
        "about": body.name if body else "",
        "crumbs": _crumbs(body, title),
        "back": reverse("programme:body", args=[body.pk]) if body else reverse("programme:bodies"),
        **more,
    }
    template = more.pop("template", "programme/form_page.html")
    wrong = form.is_bound and bool(form.errors)
    return render(request, template, context, status=422 if wrong else 200)


@allow(can_see_programme)
@require_GET
def bodies(request: HttpRequest) -> HttpResponse:
    """What there is, by agency; for Home Affairs also who has none yet."""
    kind, words = request.GET.get("loai", ""), request.GET.get("q", "").strip()[:100]
    seen = queries.bodies_seen_by(request.user)
    if kind in BodyKind.values:
        seen = seen.filter(kind=kind)
    if words:
        seen = seen.filter(agency__name__icontains=words)
    past = request.GET.get("cu") == "1"
    seen = seen.filter(dissolved_on__isnull=not past)
    page = Paginator(queries.with_members(seen.order_by("agency__name", "kind", "pk")), PER_PAGE).get_page(
        request.GET.get("trang")
    )
    today = clock.today()
    page.object_list = [overview_of(body, today) for body in page.object_list]
    return render(
        request,
        "programme/bodies_list.html",
        {
            "page": page,
            "kinds": BodyKind.choices,
            "kind": kind,
            "words": words,
            "past": past,
            "lacking": _lacking(request.user),
            "may_found": can_keep_bodies(request.user),
        },
    )


def _lacking(person: Any) -> list[dict[str, Any]]:
    """Which agencies in a person's care have no council or team yet, and where one founds it."""
    told = []
    for kind in queries.OF_EACH_AGENCY:
        missing = queries.agencies_without(kind, _agencies_in_plan(person))
        if missing:
            told.append({"kind": kind, "label": BodyKind(kind).label, "agencies": missing})
    return told


def _agencies_in_plan(person: Any) -> list[int]:
    """Agencies of the plan within reach; without a plan the agency acted for."""
    programme = current_plan()
    reach = agencies_of(person, KEEPERS)
    if programme is None:
        acting = acting_for(person)
        return [acting.agency.pk] if acting and acting.role in KEEPERS - {Role.HOME_AFFAIRS} else []
    return [one for one in participants(programme.pk) if reach is None or one in reach]


@allow(can_see_programme)
@require_GET
def body(request: HttpRequest, body_id: int) -> HttpResponse:
    shown = _found(request, body_id)
    may_keep = actions.may_keep(request.user, shown.kind, shown.agency) and shown.dissolved_on is None
    members = list(shown.members.select_related("person"))
    for one in members:
        one.duty_words = duty_words(shown.kind, one.duty)
    seats = [queries.seat_of(one) for one in members]
    meetings = list(shown.meetings.select_related("minutes", "recorded_by"))
    today = clock.today()
    context = {
        "body": shown,
        "present": seat_rows(members, today, now=True),
        "past": seat_rows(members, today, now=False),
        "meetings": [meeting_row(one, members, seats) for one in meetings],
        "may_keep": may_keep,
        "crumbs": _crumbs(shown),
    }
    return render(request, "programme/body.html", context)


def _agencies_to_keep(person: Any) -> QuerySet[Agency]:
    reach = agencies_of(person, KEEPERS)
    rows = Agency.objects.filter(valid_to=None).exclude(kind__in=[AgencyKind.CONTRACTOR, AgencyKind.UNCONFIRMED])
    return (rows if reach is None else rows.filter(pk__in=reach)).order_by("name")


@allow(can_keep_bodies)
@require_http_methods(["GET", "POST"])
def body_found(request: HttpRequest) -> HttpResponse:
    """A new body: the decision, the day, the members."""
    acting = acting_for(request.user)
    kind = request.GET.get("loai", "")
    first = {
        "agency": request.GET.get("co-quan") or (acting.agency.pk if acting else None),
        "kind": kind if kind in BodyKind.values else BodyKind.COUNCIL,
        "founded_on": clock.today(),
    }
    form = FoundForm(
        request.POST or None, request.FILES or None, initial=first, agencies=_agencies_to_keep(request.user)
    )
    if not holds(request.user, {Role.HOME_AFFAIRS}):
        form.fields["kind"].choices = [one for one in BodyKind.choices if one[0] != BodyKind.STEERING]  # type: ignore[attr-defined]
    rows = MemberForms(request.POST or None, prefix="thanh-vien", initial=[{"duty": rules.CHAIR}])
    people = queries.people_of(acting.agency) if acting else []
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            made = _found_one(form, rows, request.user)
        except KhosoError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã thành lập {name}.").format(name=made.name))
            return _page_of(made)
    more = {"rows": rows, "people": people, "template": "programme/body_found.html"}
    return _form_page(request, form, None, _("Lập Hội đồng, Tổ, Ban"), _("Ghi thành lập"), **more)


@transaction.atomic
def _found_one(form: FoundForm, rows: Any, by: Any) -> Body:
    told = form.cleaned_data
    agency = told["agency"]
    decision = kept_paper(form, agency, by) if actions.may_keep(by, told["kind"], agency) else None
    return actions.found_body(
        agency,
        told["kind"],
        told["name"],
        members_of(rows, queries.people_of(agency)),
        founded_on=told["founded_on"],
        decision_number=told["number"],
        decision=decision,
        by=by,
    )


@allow(can_keep_bodies)
@require_http_methods(["GET", "POST"])
def body_decision(request: HttpRequest, body_id: int) -> HttpResponse:
    """The founding decision, attached later."""
    shown = _found(request, body_id, to_keep=True)
    form = DecisionForm(request.POST or None, request.FILES or None, initial={"number": shown.decision_number})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            paper = kept_paper(form, shown.agency, request.user)
            assert paper is not None
            actions.attach_decision(shown, paper, by=request.user)
        messages.success(request, _("Đã đính kèm quyết định thành lập."))
        return _page_of(shown)
    return _form_page(request, form, shown, _("Quyết định thành lập"), _("Đính kèm"))


@allow(can_keep_bodies)
@require_http_methods(["GET", "POST"])
def member_add(request: HttpRequest, body_id: int) -> HttpResponse:
    shown = _found(request, body_id, to_keep=True)
    form = AddMemberForm(request.POST or None, initial={"since": clock.today()})
    form.fields["duty"].choices = _duties(shown.kind)  # type: ignore[attr-defined]
    people: list[Person] = queries.people_of(shown.agency)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.add_member(shown, given_of(told, people), since=told["since"], by=request.user)
        except KhosoError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã thêm {name}.").format(name=made.name))
            return _page_of(shown)
    return _form_page(request, form, shown, _("Thêm thành viên"), _("Thêm"), people=people)


@allow(can_keep_bodies)
@require_http_methods(["GET", "POST"])
def member_change(request: HttpRequest, body_id: int, member_id: int) -> HttpResponse:
    """Another duty, or the last day: two forms on one page."""
    shown = _found(request, body_id, to_keep=True)
    member = _member(shown, member_id)
    is_end = request.POST.get("viec") == "thoi"
    first = {"duty": member.duty, "position": member.position, "from_day": clock.today()}
    change = ChangeMemberForm(request.POST if request.method == "POST" and not is_end else None, initial=first)
    change.fields["duty"].choices = _duties(shown.kind)  # type: ignore[attr-defined]
    end = EndMemberForm(request.POST if is_end else None, initial={"last_day": clock.today()})
    form = end if is_end else change
    if request.method == "POST" and form.is_valid():
        try:
            _change(member, form.cleaned_data, request.user, is_end=is_end)
        except KhosoError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã ghi thay đổi; những gì trước đó vẫn còn trong lịch sử."))
            return _page_of(shown)
    context = {
        "form": change,
        "end": end,
        "member": member,
        "about": shown.name,
        "crumbs": _crumbs(shown, member.name),
        "back": reverse("programme:body", args=[shown.pk]),
    }
    wrong = form.is_bound and bool(form.errors)
    return render(request, "programme/body_member.html", context, status=422 if wrong else 200)


def _duties(kind: str) -> list[tuple[str, Any]]:
    return [(value, duty_words(kind, value)) for value, _label in BodyDuty.choices]


def _change(member: BodyMember, told: dict[str, Any], by: Any, *, is_end: bool) -> None:
    if is_end:
        actions.end_member(member, last_day=told["last_day"], by=by)
    elif told["duty"] == rules.CHAIR and member.duty != rules.CHAIR:
        actions.hand_over_chair(member.body, member, from_day=told["from_day"], by=by)
    else:
        actions.change_duty(member, told["duty"], told["position"], from_day=told["from_day"], by=by)


@allow(can_keep_bodies)
@require_http_methods(["GET", "POST"])
def body_dissolve(request: HttpRequest, body_id: int) -> HttpResponse:
    shown = _found(request, body_id, to_keep=True)
    form = DissolveForm(request.POST or None, initial={"last_day": clock.today()})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.dissolve_body(shown, told["last_day"], told["decision"], by=request.user)
        except KhosoError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã ghi giải thể; thành viên, biên bản và văn bản vẫn còn."))
            return _page_of(shown)
    confirm = _("Giải thể {name}? Không hoàn lại được.").format(name=shown.name)
    return _form_page(request, form, shown, _("Giải thể"), _("Ghi giải thể"), confirm=confirm)


@allow(can_keep_bodies)
@require_http_methods(["GET", "POST"])
def meeting_record(request: HttpRequest, body_id: int, meeting_id: int | None = None) -> HttpResponse:
    """A meeting: to come, or held with its minutes."""
    shown = _found(request, body_id, to_keep=True)
    meeting = None if meeting_id is None else Meeting.objects.filter(body=shown, pk=meeting_id).first()
    if meeting_id is not None and meeting is None:
        raise Http404(_("Không có cuộc họp này."))
    first: dict[str, Any] = {"held_on": clock.today()}
    if meeting is not None:
        first = {"held_on": meeting.held_on, "subject": meeting.subject}
    members = list(shown.members.all())
    form = MeetingForm(request.POST or None, request.FILES or None, initial=first, members=members)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                told, paper = form.cleaned_data, kept_paper(form, shown.agency, request.user)
                said = actions.Minuted(
                    told["held_on"], told["subject"], told["present"], told["conclusion"], told["number"], paper
                )
                actions.record_meeting(shown, said, by=request.user, meeting=meeting)
        except KhosoError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã ghi cuộc họp."))
            return _page_of(shown)
    return _form_page(request, form, shown, _("Ghi cuộc họp"), _("Ghi lại"))
