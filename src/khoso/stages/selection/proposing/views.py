"""The screens of lists: which there are, one list, what a version changed, and the papers to take away."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.roles import Role
from khoso.instruments.approvals import queries as approvals
from khoso.stages.selection import states
from khoso.stages.selection.models import SelectionList
from khoso.stages.selection.permissions import (
    can_call_session,
    can_decide_list,
    can_propose_list,
    can_see_selection,
)
from khoso.stages.selection.proposing import files, papers, queries
from khoso.stages.selection.proposing.deciding import KIND, proposers_of
from khoso.stages.selection.proposing.forms import ReasonForm, TitleForm
from khoso.stages.selection.proposing.showing import TONES, changed_line, entry_rows, road

PER_PAGE, ENTRIES_PER_PAGE = 30, 50
_KNOWN = {
    "dang-lap": (states.DRAFT, states.RETURNED),
    "dang-xet": (states.PROPOSED, states.ASSESSED),
    "da-duyet": (states.APPROVED,),
    "cu": (states.SUPERSEDED, states.WITHDRAWN),
}


def crumbs(one: SelectionList | None = None, last: str = "") -> list[dict[str, str]]:
    """The way to a page of a list."""
    told = [{"label": _("Danh mục số hóa"), "url": reverse("selection:lists")}]
    if one is not None:
        told.append({"label": one.title, "url": reverse("selection:list", args=[one.pk])})
    return told + ([{"label": last, "url": ""}] if last else [])


def found(request: HttpRequest, list_id: int, may: Any = None) -> SelectionList:
    """The list, when the person may see it (and `may` do something with it); else nothing is said to be there."""
    one = queries.list_for(request.user, list_id)
    if one is None or (may is not None and not may(request.user, one.agency)):
        raise Http404(_("Không có danh mục này trong phạm vi của anh/chị."))
    return one


@allow(can_see_selection)
@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """Lists of the agencies in reach, those that wait first."""
    words, kind = request.GET.get("q", "").strip()[:100], request.GET.get("xem", "")
    rows = queries.lists_seen_by(request.user)
    if kind in _KNOWN:
        rows = rows.filter(state__in=_KNOWN[kind])
    if words:
        rows = rows.filter(
            Q(title__icontains=words) | Q(agency__name__icontains=words) | Q(decision_number__icontains=words)
        )
    page = Paginator(rows.order_by("-pk"), PER_PAGE).get_page(request.GET.get("trang"))
    counts = {one.pk: one for one in queries.counted(SelectionList.objects.filter(pk__in=[r.pk for r in page]))}
    for row in page.object_list:
        row.tone = TONES[row.state]
        row.dossier_count, row.page_count = counts[row.pk].dossier_count, counts[row.pk].page_count
    tabs = [("", _("Tất cả")), ("dang-lap", _("Đang lập")), ("dang-xet", _("Đang xét"))]
    tabs += [("da-duyet", _("Đã phê duyệt")), ("cu", _("Đã thay, đã rút"))]
    context = {
        "page": page,
        "words": words,
        "kind": kind,
        "tabs": tabs,
        "may_propose": can_propose_list(request.user),
        "may_decide": can_decide_list(request.user),
    }
    return render(request, "selection/lists.html", context)


@allow(can_see_selection)
@require_GET
def show(request: HttpRequest, list_id: int) -> HttpResponse:
    """One list: where it is on its road, what stands on it, what to do next."""
    one = found(request, list_id)
    is_open, may_propose = one.state in states.OPEN, can_propose_list(request.user, one.agency)
    words, only = request.GET.get("q", "").strip()[:100], request.GET.get("xem", "")
    rows = one.entries.order_by("is_struck", "fonds_title", "reference_code", "key")
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(reference_code__icontains=words) | Q(number__iexact=words))
    if only == "dua-ra":
        rows = rows.filter(is_struck=True)
    page = Paginator(rows, ENTRIES_PER_PAGE).get_page(request.GET.get("trang"))
    page.object_list = entry_rows(
        list(page.object_list), ask_blocks=one.state not in (states.APPROVED, states.SUPERSEDED, states.WITHDRAWN)
    )
    sessions = list(one.sessions.select_related("body").order_by("-starts_at"))
    context = {
        "list": one,
        "tone": TONES[one.state],
        "road": road(one),
        "totals": queries.totals(one),
        "page": page,
        "words": words,
        "only": only,
        "sessions": sessions,
        "decisions": approvals.decisions_of(KIND, one.pk),
        "versions": queries.versions_of(one),
        "is_long": page.paginator.count > papers.DRAWN_AT_ONCE,
        "proof": queries.proof(one) if one.frozen_digest else None,
        "is_open": is_open,
        "may_change": is_open and may_propose,
        "may_withdraw": may_propose and states.LIST_STATES.allows(one.state, "withdraw"),
        "may_revise": may_propose and one.state == states.APPROVED,
        "may_call": one.state == states.PROPOSED
        and can_call_session(request.user, one.agency)
        and not any(session.state in (states.CALLED, states.OPENED) for session in sessions),
        "may_decide": one.state == states.ASSESSED
        and can_decide_list(request.user, one.agency)
        and not approvals.why_not_decider(request.user, proposers_of(one), one.agency_id, str(Role.HEAD)),
        "title_form": TitleForm(initial={"title": one.title, "note": one.note}) if is_open and may_propose else None,
        "withdraw_form": ReasonForm(prefix="rut"),
        "crumbs": crumbs(one),
    }
    return render(request, "selection/list.html", context)


@allow(can_see_selection)
@require_GET
def differences(request: HttpRequest, list_id: int) -> HttpResponse:
    """What this version changed against the one it replaces."""
    one = found(request, list_id)
    if one.replaces is None:
        raise Http404(_("Danh mục này không thay thế bản nào."))
    told = queries.difference(one.replaces, one)
    context = {
        "list": one,
        "old": one.replaces,
        "told": told,
        "lines": [changed_line(*pair) for pair in told.changed[:500]],
        "crumbs": crumbs(one, _("Khác bản trước")),
    }
    return render(request, "selection/list_differences.html", context)


@allow(can_see_selection)
@require_GET
def list_file(request: HttpRequest, list_id: int, form: str) -> HttpResponse:
    """The list as a workbook or a paper, as it stands now."""
    one = found(request, list_id)
    return files.answer(files.list_bytes(one, form), f"danh-muc-{one.pk}-ban-{one.version}", form)


@allow(can_see_selection)
@require_GET
def decision_file(request: HttpRequest, list_id: int, form: str) -> HttpResponse:
    """The decision as it was made: the bytes that were kept."""
    one = found(request, list_id)
    decided = next(
        (row for row in reversed(approvals.decisions_of(KIND, one.pk)) if row.docx_digest and row.pdf_digest), None
    )
    if decided is None or form not in ("docx", "pdf"):
        raise Http404(_("Danh mục này không có quyết định lưu ở đây."))
    kept = decided.docx_digest if form == "docx" else decided.pdf_digest
    return files.answer(files.kept_bytes(one, kept), f"quyet-dinh-danh-muc-{one.pk}", form)
