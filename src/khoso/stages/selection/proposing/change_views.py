"""The screens that change lists: making one, filling it, proposing it, deciding on it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.people.queries import acting_for
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.selection import states
from khoso.stages.selection.house_forms import refuse
from khoso.stages.selection.models import SelectionList
from khoso.stages.selection.permissions import can_decide_list, can_propose_list
from khoso.stages.selection.proposing import actions, deciding, queries, showing
from khoso.stages.selection.proposing.errors import DossiersBlocked
from khoso.stages.selection.proposing.forms import ApproveForm, FindForm, PaperListForm, ReasonForm, TitleForm
from khoso.stages.selection.proposing.hindrances import hindered
from khoso.stages.selection.proposing.views import crumbs, found
from khoso.stages.selection.sessions import queries as sessions

PER_PAGE, NAMED = 50, 5


def _my_agency(person: Any, may: Callable[..., bool]) -> Agency:
    acting = acting_for(person)
    if acting is None or not may(person, acting.agency):
        raise Http404(_("Hãy chọn cơ quan mà anh/chị lập danh mục."))
    return acting.agency


def _find_form(request: HttpRequest, agency: Agency) -> FindForm:
    fonds, series = queries.places_of(agency.pk)
    return FindForm(request.GET or None, fonds=fonds, series=series)


def _chosen(request: HttpRequest, agency: Agency, form: FindForm) -> tuple[list[uuid.UUID], int]:
    """Ids somebody ticked, or everything the search finds that nothing blocks; and how many were left out."""
    if request.POST.get("tat-ca") == "1":
        ids = list(queries.candidates(agency.pk, form.wanted()).values_list("dossier_id", flat=True))
        blocked = hindered(ids)
        return [one for one in ids if one not in blocked], len(blocked)
    ids = []
    for text in request.POST.getlist("chon"):
        try:
            ids.append(uuid.UUID(text))
        except ValueError:
            continue
    return ids, 0


def _picking(request: HttpRequest, agency: Agency, one: SelectionList | None) -> HttpResponse:
    """The search with its results to tick, for a new list or an open one."""
    form = _find_form(request, agency)
    title = TitleForm(request.POST if request.method == "POST" and one is None else None)
    problem, hindrances = "", []
    if request.method == "POST" and (one is not None or title.is_valid()):
        try:
            ids, left_out = _chosen(request, agency, form)
            if not ids:
                problem = _("Chưa chọn hồ sơ nào.")
            else:
                return _taken(request, agency, one, title, ids, left_out)
        except DossiersBlocked as blocked:
            problem = told(blocked.message)
            hindrances = list(blocked.hindered.values())[:NAMED]
        except KhosoError as error:
            problem = told(error.message)
    page = Paginator(queries.candidates(agency.pk, form.wanted()), PER_PAGE).get_page(request.GET.get("trang"))
    blocked_now = hindered([row.dossier_id for row in page.object_list])
    for row in page.object_list:
        row.hindrances = blocked_now.get(row.dossier_id, [])
        row.criteria_words = [showing.words.criterion(code) for code in row.criteria]
    context = {
        "list": one,
        "agency": agency,
        "form": form,
        "title_form": title,
        "page": page,
        "problem": problem,
        "hindrances": hindrances,
        "crumbs": crumbs(one, _("Thêm hồ sơ") if one else _("Lập danh mục")),
        "heading": _("Thêm hồ sơ vào danh mục") if one else _("Lập danh mục số hóa"),
    }
    return render(request, "selection/list_pick.html", context, status=422 if request.method == "POST" else 200)


def _taken(
    request: HttpRequest, agency: Agency, one: SelectionList | None, title: TitleForm, ids: list[uuid.UUID], left: int
) -> HttpResponse:
    if one is None:
        one = actions.draft_from(agency, ids, title=title.cleaned_data["title"], by=request.user)
        count = len(ids)
    else:
        count = actions.add_entries(one, ids, by=request.user)
    said = _("Đã đưa {count} hồ sơ vào danh mục.").format(count=count)
    if left:
        said += " " + _("{left} hồ sơ bị chặn, để lại.").format(left=left)
    messages.success(request, said)
    return redirect("selection:list", one.pk)


@allow(can_propose_list)
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """A new list out of assessed dossiers."""
    return _picking(request, _my_agency(request.user, can_propose_list), None)


@allow(can_propose_list)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, list_id: int) -> HttpResponse:
    """More dossiers on an open list."""
    one = found(request, list_id, can_propose_list)
    if one.state not in states.OPEN:
        messages.error(request, _("Danh mục này không còn sửa được."))
        return redirect("selection:list", one.pk)
    return _picking(request, one.agency, one)


def _do(request: HttpRequest, one: SelectionList, act: Callable[[], object], good: str) -> HttpResponse:
    """Run an action, say how it went, go back to the list (or to what the action made)."""
    try:
        made = act()
    except KhosoError as error:
        messages.error(request, told(error.message))
        made = None
    else:
        messages.success(request, good)
    return redirect("selection:list", made.pk if isinstance(made, SelectionList) else one.pk)


@allow(can_propose_list)
@require_POST
def remove(request: HttpRequest, list_id: int) -> HttpResponse:
    one = found(request, list_id, can_propose_list)
    ids = [int(text) for text in request.POST.getlist("bo") if text.isdecimal()]
    return _do(request, one, lambda: actions.remove_entries(one, ids, by=request.user), _("Đã bỏ khỏi danh mục."))


@allow(can_propose_list)
@require_POST
def rename(request: HttpRequest, list_id: int) -> HttpResponse:
    one = found(request, list_id, can_propose_list)
    title, note = request.POST.get("title", ""), request.POST.get("note", "")
    return _do(request, one, lambda: actions.rename(one, title, note, by=request.user), _("Đã ghi."))


@allow(can_propose_list)
@require_POST
def propose(request: HttpRequest, list_id: int) -> HttpResponse:
    one = found(request, list_id, can_propose_list)
    good = _("Đã trình Hội đồng. Chủ tịch hoặc Thư ký Hội đồng mời họp.")
    return _do(request, one, lambda: actions.propose(one, by=request.user), good)


@allow(can_propose_list)
@require_POST
def withdraw(request: HttpRequest, list_id: int) -> HttpResponse:
    one = found(request, list_id, can_propose_list)
    reason = request.POST.get("rut-reason", "")
    return _do(request, one, lambda: actions.withdraw(one, reason, by=request.user), _("Đã rút danh mục."))


@allow(can_propose_list)
@require_POST
def revise(request: HttpRequest, list_id: int) -> HttpResponse:
    one = found(request, list_id, can_propose_list)
    good = _("Đã lập bản mới. Bản cũ vẫn có hiệu lực đến khi bản mới được phê duyệt.")
    return _do(request, one, lambda: actions.revise(one, by=request.user), good)


@allow(can_decide_list)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, list_id: int) -> HttpResponse:
    """The head sees minutes, votes, totals and blocks, and approves or returns."""
    one = found(request, list_id, can_decide_list)
    is_return = request.POST.get("viec") == "tra-lai"
    first = {
        "issued_on": clock.today(),
        "signer_name": request.user.full_name,  # type: ignore[union-attr]
        "signer_title": getattr(request.user, "position", "") or one.agency.head_title,
    }
    approve = ApproveForm(request.POST if request.method == "POST" and not is_return else None, initial=first)
    back = ReasonForm(request.POST if is_return else None, prefix="tra")
    form = back if is_return else approve
    if request.method == "POST" and form.is_valid():
        try:
            if is_return:
                deciding.give_back(one, form.cleaned_data["reason"], by=request.user)
            else:
                deciding.approve(one, **approve.cleaned_data, by=request.user)
        except KhosoError as refused:
            refuse(form, refused)
        else:
            done = _("Đã trả lại; người lập nhận lý do để sửa.") if is_return else _("Đã phê duyệt danh mục.")
            messages.success(request, done)
            return redirect("selection:list", one.pk)
    session = sessions.closed_of(one.pk)
    room = sessions.room_of(session) if session else None
    blocked = hindered(queries.entry_ids_of(one)) if one.state == states.ASSESSED else {}
    context = {
        "list": one,
        "totals": queries.totals(one),
        "form": approve,
        "back_form": back,
        "session": session,
        "room": room,
        "tally": room.tally() if room else None,
        "struck": list(one.entries.filter(is_struck=True)[:50]),
        "blocked": len(blocked),
        "hindrances": [why[0] for why in list(blocked.values())[:NAMED]],
        "is_ready": one.state == states.ASSESSED,
        "crumbs": crumbs(one, _("Quyết định")),
        "back": reverse("selection:list", args=[one.pk]),
    }
    return render(request, "selection/list_decide.html", context, status=422 if form.is_bound else 200)


@allow(can_decide_list)
@require_http_methods(["GET", "POST"])
def paper_list(request: HttpRequest) -> HttpResponse:
    """A list that was approved on paper before it came here."""
    agency = _my_agency(request.user, can_decide_list)
    form = PaperListForm(request.POST or None, initial={"signer": agency.head_name})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = deciding.record_paper_list(
                agency,
                title=said["title"],
                number=said["number"],
                issued_on=said["issued_on"],
                signer=said["signer"],
                named=said["entries"],
                by=request.user,
            )
        except KhosoError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Đã ghi nhận danh mục đã phê duyệt trên giấy."))
            return redirect("selection:list", made.pk)
    context = {"form": form, "agency": agency, "crumbs": crumbs(None, _("Ghi danh mục giấy"))}
    return render(request, "selection/list_paper.html", context, status=422 if form.is_bound else 200)
