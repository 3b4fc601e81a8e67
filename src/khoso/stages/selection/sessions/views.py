"""The screens of the council's sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.instruments.approvals.queries import Elector, Opinion
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.programme import queries as programme
from khoso.stages.selection import states
from khoso.stages.selection.house_forms import refuse
from khoso.stages.selection.models import CouncilSession, SelectionEntry, SelectionList
from khoso.stages.selection.permissions import can_call_session, can_see_selection, can_vote
from khoso.stages.selection.proposing import files
from khoso.stages.selection.proposing import queries as lists
from khoso.stages.selection.proposing.deciding import proposers_of
from khoso.stages.selection.sessions import actions, closing, queries, rules
from khoso.stages.selection.sessions.errors import SessionRefused
from khoso.stages.selection.sessions.forms import CallForm, CloseForm
from khoso.stages.selection.sessions.showing import member_rows

PER_PAGE = 30
TONES = {states.CALLED: "wait", states.OPENED: "busy", states.CLOSED: "good", states.CANCELLED: "calm"}
AGENDA = (
    "1. Người trình báo cáo danh mục đề nghị số hóa.\n2. Thành viên Hội đồng cho ý kiến.\n3. Biểu quyết.\n4. Kết luận."
)


def _crumbs(last: str = "", session: CouncilSession | None = None) -> list[dict[str, str]]:
    told_ = [{"label": _("Phiên họp Hội đồng"), "url": reverse("selection:sessions")}]
    if session is not None:
        told_.append({"label": session.list.title, "url": ""})
    return told_ + ([{"label": last, "url": ""}] if last else [])


def _found(request: HttpRequest, session_id: int, may: Callable[..., bool] | None = None) -> CouncilSession:
    session = queries.session_for(request.user, session_id)
    if session is None or (may is not None and not may(request.user, session.agency)):
        raise Http404(_("Không có phiên họp này trong phạm vi của anh/chị."))
    return session


@allow(can_see_selection)
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Sessions in reach, and proposed lists that wait for one."""
    words = request.GET.get("q", "").strip()[:100]
    rows = queries.sessions_seen_by(request.user)
    if words:
        rows = rows.filter(Q(list__title__icontains=words) | Q(agency__name__icontains=words))
    page = Paginator(rows.order_by("-starts_at", "-pk"), PER_PAGE).get_page(request.GET.get("trang"))
    for row in page.object_list:
        row.tone = TONES[row.state]
    waiting = lists.lists_seen_by(request.user).filter(state=states.PROPOSED)
    waiting = waiting.exclude(sessions__state__in=[states.CALLED, states.OPENED]).order_by("proposed_at")[:20]
    context = {"page": page, "words": words, "waiting": waiting, "may_call": can_call_session(request.user)}
    return render(request, "selection/sessions.html", context)


@allow(can_call_session)
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, list_id: int) -> HttpResponse:
    """Invite the council about a proposed list."""
    one = lists.list_for(request.user, list_id)
    if one is None or not can_call_session(request.user, one.agency):
        raise Http404(_("Không có danh mục này trong phạm vi của anh/chị."))
    first = {"day": clock.today(), "time": "14:00", "agenda": AGENDA}
    form = CallForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.call_session(
                one, starts_at=form.starts_at(), place=said["place"], agenda=said["agenda"], by=request.user
            )
        except KhosoError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã mời họp. Thành viên thấy lời mời ở trang đầu và trong lịch."))
            return redirect("selection:session", made.pk)
    context = {"list": one, "form": form, "crumbs": _crumbs(_("Mời họp")), **_council(one)}
    return render(request, "selection/session_call.html", context, status=422 if form.is_bound else 200)


def _council(one: SelectionList) -> dict[str, Any]:
    """Who would sit, and what keeps them from sitting about this list."""
    council = programme.council_of(one.agency_id, clock.today())
    why = rules.why_not_council(council.members if council else None, proposers_of(one))
    return {"council": council, "why_not": told(why) if why else ""}


@allow(can_see_selection)
@require_GET
def session(request: HttpRequest, session_id: int) -> HttpResponse:
    """The session's room: who is there, what each said, objections, the end."""
    shown = _found(request, session_id)
    room = queries.room_of(shown)
    council = programme.council_of(shown.agency_id, clock.today())
    leads = bool(
        council
        and council.body_id == shown.body_id
        and council.has_duty(request.user, *rules.LEADERS)
        and can_call_session(request.user, shown.agency)
    )
    mine = room.of_person(request.user) if can_vote(request.user, shown.agency) else None
    is_open = shown.state == states.OPENED
    speaks = is_open and mine is not None and bool(mine.elector.is_present)
    close = CloseForm(
        initial={
            "discussion": shown.discussion,
            "conclusion": shown.conclusion,
            "minutes_number": shown.minutes_number or actions.next_number(shown),
        }
    )
    context = {
        "session": shown,
        "tone": TONES[shown.state],
        "members": member_rows(room),
        "tally": room.tally(),
        "objections": queries.objections(shown, room),
        "totals": lists.totals(shown.list),
        "leads": leads,
        "mine": mine,
        "may_speak": speaks,
        "may_record": leads and is_open and request.user.pk not in proposers_of(shown.list),
        "is_open": is_open,
        "unheard": room.unheard() if is_open else [],
        "votes": Opinion.Vote.choices,
        "close_form": close,
        "may_cancel": shown.state in (states.CALLED, states.OPENED) and (leads or council is None),
        "council_ended": shown.state in (states.CALLED, states.OPENED)
        and (council is None or council.body_id != shown.body_id),
        "crumbs": _crumbs("", shown),
    }
    return render(request, "selection/session.html", context)


def _do(request: HttpRequest, shown: CouncilSession, act: Callable[[], object], good: str) -> HttpResponse:
    try:
        act()
    except KhosoError as error:
        messages.error(request, told(error.message))
    else:
        messages.success(request, good)
    return redirect("selection:session", shown.pk)


def _absent(request: HttpRequest, shown: CouncilSession) -> dict[int, str]:
    """Electors not ticked as present, with the reason typed beside each."""
    electors = Elector.objects.filter(ballot=shown.ballot_id).values_list("pk", flat=True)
    there = set(request.POST.getlist("co-mat"))
    return {pk: request.POST.get(f"ly-do-{pk}", "") for pk in electors if str(pk) not in there}


@allow(can_call_session)
@require_POST
def attendance(request: HttpRequest, session_id: int) -> HttpResponse:
    """Take the attendance: opens a called session, corrects an open one."""
    shown = _found(request, session_id, can_call_session)
    absent = _absent(request, shown)
    if shown.state == states.CALLED:
        good = _("Đã điểm danh và khai mạc phiên họp.")
        return _do(request, shown, lambda: actions.open_session(shown, absent, by=request.user), good)
    good = _("Đã ghi điểm danh.")
    return _do(request, shown, lambda: actions.change_attendance(shown, absent, by=request.user), good)


@allow(can_vote)
@require_POST
def opinion(request: HttpRequest, session_id: int) -> HttpResponse:
    """What a member says of the list, or of striking one dossier out."""
    shown = _found(request, session_id, can_vote)

    def act() -> object:
        elector = _elector(request, shown)
        entry = _entry(request, shown)
        vote, text = request.POST.get("bieu-quyet", ""), request.POST.get("y-kien", "")
        return actions.say(shown, elector, vote, text, entry=entry, by=request.user)

    return _do(request, shown, act, _("Đã ghi ý kiến."))


def _elector(request: HttpRequest, shown: CouncilSession) -> Elector:
    rows = Elector.objects.filter(ballot=shown.ballot_id)
    asked = request.POST.get("thanh-vien", "")
    found = rows.filter(pk=int(asked)).first() if asked.isdecimal() else rows.filter(person_id=request.user.pk).first()
    if found is None:
        raise SessionRefused(_("Chưa ghi: anh/chị không là thành viên của phiên họp này."))
    return found


def _entry(request: HttpRequest, shown: CouncilSession) -> SelectionEntry | None:
    """The dossier it is about: by its row, or by the code or number somebody typed."""
    asked, typed = request.POST.get("ho-so", ""), request.POST.get("ma-ho-so", "").strip()
    if not asked and not typed:
        return None
    rows = shown.list.entries.all()
    found = (
        rows.filter(pk=int(asked))
        if asked.isdecimal()
        else rows.filter(Q(reference_code__iexact=typed) | Q(number__iexact=typed))
    )
    matches = list(found[:2])
    if len(matches) != 1:
        raise SessionRefused(
            _(
                "Chưa ghi: danh mục không có hồ sơ «{typed}», hoặc có nhiều hơn một. Hãy chép mã hồ sơ từ danh mục."
            ).format(typed=typed)
        )
    return matches[0]


@allow(can_call_session)
@require_POST
def conclude(request: HttpRequest, session_id: int) -> HttpResponse:
    """Keep what is being written, or close the session with its minutes."""
    shown = _found(request, session_id, can_call_session)
    form = CloseForm(request.POST)
    form.is_valid()
    said = {name: form.cleaned_data.get(name, "") for name in form.fields}

    def write() -> CouncilSession:
        return actions.note(shown, discussion=said["discussion"], conclusion=said["conclusion"], by=request.user)

    if request.POST.get("viec") != "ket-thuc":
        return _do(request, shown, write, _("Đã ghi nội dung phiên họp."))

    def close() -> object:
        write()
        return closing.close_session(
            shown, conclusion=said["conclusion"], minutes_number=said["minutes_number"], by=request.user
        )

    return _do(request, shown, close, _("Đã kết thúc phiên họp và lập biên bản."))


@allow(can_call_session)
@require_POST
def cancel(request: HttpRequest, session_id: int) -> HttpResponse:
    shown = _found(request, session_id, can_call_session)
    reason = request.POST.get("reason", "")
    return _do(request, shown, lambda: actions.cancel_session(shown, reason, by=request.user), _("Đã hủy phiên họp."))


@allow(can_see_selection)
@require_GET
def minutes_file(request: HttpRequest, session_id: int, form: str) -> HttpResponse:
    """The minutes as they were made when the session closed."""
    shown = _found(request, session_id)
    digest = {"docx": shown.minutes_docx, "pdf": shown.minutes_pdf}.get(form, "")
    if not digest:
        raise Http404(_("Phiên họp này chưa có biên bản."))
    content = files.stored(digest)
    details = {"title": shown.list.title, "form": form}
    record("selection.session.fetch", subject=(actions.KIND, shown.pk), agency=shown.agency.code, details=details)
    return files.answer(content, f"bien-ban-hop-{shown.pk}", form)
