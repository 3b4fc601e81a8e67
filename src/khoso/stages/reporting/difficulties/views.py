"""The screens of difficulties."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.people.queries import acting_for
from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import Role
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.kernel.clock import VIETNAM
from khoso.kernel.errors import KhosoError
from khoso.kernel.words import noop
from khoso.stages.programme import queries as programme
from khoso.stages.reporting import states
from khoso.stages.reporting.difficulties import actions, queries, rules
from khoso.stages.reporting.difficulties.forms import AgainForm, AnswerForm, EscalateForm, PassOnForm, RaiseForm
from khoso.stages.reporting.models import Difficulty, DifficultyAnswer
from khoso.stages.reporting.permissions import (
    can_answer_difficulties,
    can_consolidate,
    can_raise_difficulties,
    can_see_reports,
)

PER_PAGE = 30
MOST_ALIKE = 8
FILTERS = {
    "waiting": (states.OPEN, states.ESCALATED),
    "answered": (states.ANSWERED,),
    "closed": (states.CLOSED,),
}
TONES = {states.OPEN: "wait", states.ESCALATED: "warn", states.ANSWERED: "good", states.CLOSED: "calm"}
RAISERS = frozenset({Role.CLERK, Role.SUPERVISOR, Role.HEAD, Role.ARCHIVIST})
# Who is asked besides Home Affairs: the city's departments and bodies; the Committee is asked by «trình».
ASKED = (AgencyKind.DEPARTMENT, AgencyKind.OFFICE, AgencyKind.POLICE, AgencyKind.HISTORICAL_ARCHIVE)


def _crumbs(last: str = "") -> list[dict[str, str]]:
    crumbs = [{"label": _("Vướng mắc"), "url": reverse("reporting:difficulties")}]
    return crumbs + ([{"label": last, "url": ""}] if last else [])


def _row(one: Difficulty, calendar: Any) -> dict[str, Any]:
    """A difficulty in a list, with its clock while it runs."""
    runs = one.state in queries.WAITING
    return {
        "one": one,
        "state_label": told(states.DIFFICULTY_LABELS[one.state]),
        "clock": rules.clock_of(one.due_on, calendar, today=clock.today()) if runs else None,
        "tone": TONES[one.state],
        "task": one.task.plan_task.key if one.task else "",
        "url": reverse("reporting:difficulty", args=[one.pk]),
    }


@allow(can_see_reports)
@require_GET
def difficulties(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("tinh-trang", "waiting")
    seen = queries.seen_by(request.user)
    only = _narrowed(request)
    if only is not None:
        seen = seen.filter(agency=only)
    chosen = seen.filter(state__in=FILTERS[state]) if state in FILTERS else seen
    # What waits longest first; what is settled, the newest first.
    chosen = chosen.order_by("due_on", "pk") if state == "waiting" else chosen.order_by("-raised_at", "-pk")
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("trang"))
    calendar = programme.work_calendar()
    page.object_list = [_row(one, calendar) for one in page.object_list]
    waiting = seen.filter(state__in=queries.WAITING)
    context = {
        "page": page,
        "state": state if state in FILTERS else "all",
        "only": only,
        "counts": {
            "waiting": waiting.count(),
            "late": waiting.filter(due_on__lt=clock.today()).count(),
            "mine": queries.to_answer(request.user).count(),
            "answered": seen.filter(state=states.ANSWERED).count(),
        },
        "may_raise": can_raise_difficulties(request.user),
        "crumbs": [],
    }
    return render(request, "reporting/difficulties_list.html", context)


def _narrowed(request: HttpRequest) -> Agency | None:
    """The agency whose difficulties alone are asked for."""
    asked = request.GET.get("co-quan", "")
    known = asked.isascii() and asked.isdigit() and len(asked) < 10
    return Agency.objects.filter(pk=int(asked)).first() if known else None


@allow(can_see_reports)
@require_GET
def known_answers(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:200]
    page = Paginator(queries.known_answers(text), PER_PAGE).get_page(request.GET.get("trang"))
    context = {"page": page, "query_text": text, "crumbs": _crumbs(_("Hỏi – đáp"))}
    return render(request, "reporting/difficulties_known.html", context)


@allow(can_raise_difficulties)
@require_http_methods(["GET", "POST"])
def raise_one(request: HttpRequest) -> HttpResponse:
    agencies = _own_agencies(request)
    chosen = _chosen_agency(request, agencies)
    plan = programme.current_plan()
    tasks = programme.tasks_of(plan.pk, chosen.pk) if plan and chosen else []
    initial = {"agency": chosen.pk if chosen else None, "task": request.GET.get("nhiem-vu", "")}
    form = RaiseForm(request.POST or None, agencies=agencies, tasks=tasks, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.raise_difficulty(
                said["agency"], said["text"], by=request.user, proposal=said["proposal"], task_id=said["task"]
            )
        except KhosoError as refused:
            form.add_error(None, told(refused.message))
        else:
            messages.success(request, _("Đã gửi vướng mắc số %(number)s tới Sở Nội vụ.") % {"number": made.pk})
            return redirect("reporting:difficulty", made.pk)
    context = {"form": form, "crumbs": _crumbs(_("Nêu vướng mắc")), "has_plan": plan is not None}
    context["days"] = settings.KHOSO_ANSWER_DAYS
    return render(request, "reporting/difficulties_raise.html", context)


def _own_agencies(request: HttpRequest) -> Any:
    reach = agencies_of(request.user, RAISERS)
    if reach is None:
        held = acting_for(request.user)  # type: ignore[arg-type]
        reach = frozenset({held.agency.pk}) if held else frozenset()
    return Agency.objects.filter(pk__in=reach, valid_to__isnull=True).order_by("name")


def _chosen_agency(request: HttpRequest, agencies: Any) -> Agency | None:
    asked = request.POST.get("agency") or request.GET.get("co-quan", "")
    own = list(agencies)
    held = acting_for(request.user)  # type: ignore[arg-type]
    named = next((one for one in own if str(one.pk) == asked), None)
    acting = next((one for one in own if held and one.pk == held.agency.pk), None)
    return named or acting or (own[0] if own else None)


def _found(request: HttpRequest, number: int) -> Difficulty:
    found = queries.seen_by(request.user).filter(pk=number).first()
    if found is None:
        raise Http404(_("Không có vướng mắc này trong phạm vi của anh/chị."))
    return found


@allow(can_see_reports)
@require_GET
def difficulty(request: HttpRequest, number: int) -> HttpResponse:
    return _shown(request, _found(request, number))


def _shown(request: HttpRequest, one: Difficulty, **bound: Any) -> HttpResponse:
    """The page of a difficulty; `bound`: the form that was filled in and refused."""
    table, person = states.DIFFICULTY_STATES, request.user
    may_answer = actions.may_answer(person, one)
    may_ask = can_raise_difficulties(person, one)
    moves = {
        "answer": may_answer and table.allows(one.state, rules.ANSWER),
        "pass_on": may_answer and table.allows(one.state, rules.PASS_ON),
        "escalate": can_consolidate(person) and table.allows(one.state, rules.ESCALATE),
        "ask_again": may_ask and table.allows(one.state, rules.ASK_AGAIN),
        "close": may_ask and table.allows(one.state, rules.CLOSE),
    }
    turns = list(one.answers.select_related("by", "asked_of"))
    context = {
        **_row(one, programme.work_calendar()),
        "number": one.pk,
        "moves": moves,
        "turns": [_turn(turn) for turn in turns],
        "stopped": _stopped(turns) if one.state not in queries.WAITING else None,
        "alike": _alike(request, one) if moves["answer"] else [],
        "forms": {
            "answer": AnswerForm(),
            "pass_on": PassOnForm(agencies=_to_ask(one)),
            "escalate": EscalateForm(),
            "ask_again": AgainForm(),
            **bound,
        },
        "opened": next(iter(bound), ""),
        "may_see_chain": can_consolidate(person),
        "crumbs": _crumbs(_("Số %(number)s") % {"number": one.pk}),
    }
    return render(request, "reporting/difficulties_one.html", context)


def _to_ask(one: Difficulty) -> Any:
    """Agencies that may be asked instead."""
    rows = Agency.objects.filter(valid_to__isnull=True, kind__in=ASKED)
    return rows.exclude(pk=one.agency_id).exclude(pk=one.asked_of_id or 0).order_by("name")


def _alike(request: HttpRequest, one: Difficulty) -> list[Difficulty]:
    waiting = queries.seen_by(request.user).filter(state__in=queries.WAITING)
    return [found for found in queries.alike(one, waiting) if actions.may_answer(request.user, found)][:MOST_ALIKE]


MOVE_LABELS = {
    rules.ANSWER: noop("trả lời"),
    rules.PASS_ON: noop("chuyển nơi khác trả lời"),
    rules.ESCALATE: noop("trình Ủy ban"),
    rules.ASK_AGAIN: noop("hỏi lại"),
    rules.CLOSE: noop("khép lại"),
}


def _turn(turn: DifficultyAnswer) -> dict[str, Any]:
    day = turn.at.astimezone(VIETNAM).date()
    late = list(rules.late_turns([(turn.move, day, turn.due_on)]))
    return {
        "turn": turn,
        "label": told(MOVE_LABELS[turn.move]),
        "late": programme.working_days_between(turn.due_on, day) if late and turn.due_on else 0,
        "due": turn.due_on if turn.move == rules.ANSWER else None,
    }


def _stopped(turns: list[DifficultyAnswer]) -> rules.Clock | None:
    last = next((turn for turn in reversed(turns) if turn.move == rules.ANSWER and turn.due_on), None)
    if last is None:
        return None
    day = last.at.astimezone(VIETNAM).date()
    return rules.clock_of(last.due_on, programme.work_calendar(), today=clock.today(), answered_on=day)  # type: ignore[arg-type]


@allow(can_answer_difficulties)
@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    one = _to_answer(request, number)
    form = AnswerForm(request.POST)
    also = [int(key) for key in request.POST.getlist("cung") if key.isascii() and key.isdigit() and len(key) < 10]
    if not form.is_valid():
        return _shown(request, one, answer=form)
    try:
        count = actions.answer(one, form.cleaned_data["text"], by=request.user, also=also)
    except KhosoError as refused:
        form.add_error(None, told(refused.message))
        return _shown(request, one, answer=form)
    said = ngettext("Đã trả lời %(count)s vướng mắc.", "Đã trả lời %(count)s vướng mắc.", count) % {"count": count}
    messages.success(request, said)
    return redirect("reporting:difficulty", one.pk)


def _to_answer(request: HttpRequest, number: int) -> Difficulty:
    one = _found(request, number)
    if not actions.may_answer(request.user, one):
        raise PermissionDenied(_("Vướng mắc này không hỏi anh/chị."))
    return one


@allow(can_answer_difficulties)
@require_POST
def pass_on(request: HttpRequest, number: int) -> HttpResponse:
    one = _to_answer(request, number)
    form = PassOnForm(request.POST, agencies=_to_ask(one))
    if form.is_valid():
        try:
            actions.pass_on(one, form.cleaned_data["to"], form.cleaned_data["text"], by=request.user)
        except KhosoError as refused:
            form.add_error(None, told(refused.message))
        else:
            messages.success(request, _("Đã chuyển. Nơi nhận có hạn trả lời mới."))
            return redirect("reporting:difficulties")
    return _shown(request, one, pass_on=form)


@allow(can_consolidate)
@require_POST
def escalate(request: HttpRequest, number: int) -> HttpResponse:
    one = _found(request, number)
    form = EscalateForm(request.POST)
    if form.is_valid():
        try:
            actions.escalate(one, form.cleaned_data["text"], by=request.user)
        except KhosoError as refused:
            form.add_error(None, told(refused.message))
        else:
            messages.success(request, _("Đã trình Ủy ban nhân dân thành phố."))
            return redirect("reporting:difficulty", one.pk)
    return _shown(request, one, escalate=form)


@allow(can_raise_difficulties)
@require_POST
def ask_again(request: HttpRequest, number: int) -> HttpResponse:
    one = _asked(request, number)
    form = AgainForm(request.POST)
    if form.is_valid():
        try:
            actions.ask_again(one, form.cleaned_data["text"], by=request.user)
        except KhosoError as refused:
            form.add_error(None, told(refused.message))
        else:
            messages.success(request, _("Đã hỏi lại; hạn trả lời tính từ hôm nay."))
            return redirect("reporting:difficulty", one.pk)
    return _shown(request, one, ask_again=form)


def _asked(request: HttpRequest, number: int) -> Difficulty:
    one = _found(request, number)
    if not can_raise_difficulties(request.user, one):
        raise PermissionDenied(_("Chỉ cơ quan đã nêu vướng mắc mới hỏi lại hoặc khép lại."))
    return one


@allow(can_raise_difficulties)
@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    one = _asked(request, number)
    try:
        actions.close(one, by=request.user)
    except KhosoError as refused:
        messages.error(request, told(refused.message))
    else:
        messages.success(request, _("Đã khép lại. Câu hỏi và câu trả lời vẫn tìm thấy ở mục Hỏi – đáp."))
    return redirect("reporting:difficulty", one.pk)
