"""The clerk's queue, and one dossier after the other."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.people.queries import acting_for
from khoso.foundation.web.words import told
from khoso.kernel import codes
from khoso.kernel.errors import KhosoError
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.selection.assessing import actions, page, queries, queue, rules
from khoso.stages.selection.assessing import criteria as table
from khoso.stages.selection.assessing.blocks import KINDS, NEVER_ASSESSED, OF_FACTS
from khoso.stages.selection.assessing.forms import AnswerForm, said_before
from khoso.stages.selection.assessing.queue import Question
from khoso.stages.selection.models import Assessment, AssessmentBatch
from khoso.stages.selection.permissions import can_assess, can_see_selection

PER_PAGE = 50


def agency_of(request: HttpRequest, agencies: list[Agency]) -> Agency | None:
    """The agency of the address, else the one acted for, else the first that holds anything."""
    asked = request.GET.get("co-quan", "")
    chosen = next((one for one in agencies if str(one.pk) == asked), None)
    acting = acting_for(request.user)  # type: ignore[arg-type]
    own = next((one for one in agencies if acting and one.pk == acting.agency_id), None)
    return chosen or own or (agencies[0] if agencies else None)


@allow(can_see_selection)
@require_GET
def assessing(request: HttpRequest) -> HttpResponse:
    """What waits to be assessed, what was, what is blocked and why."""
    agencies = queue.agencies_for(request.user)
    agency = agency_of(request, agencies)
    if agency is None:
        return render(request, "selection/assessing_none.html", {"title": _("Lựa chọn")})
    question = queue.asked_for(request.GET, agency.pk)
    whole, shelves = queue.overview(agency.pk)
    rows = queue.narrowed(question).order_by("reference_code")
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "agency": agency,
        "agencies": agencies,
        "question": question,
        "asked": question.as_query(),
        "whole": whole,
        "shelves": shelves,
        "reasons": page.reasons(whole.reasons, question),
        "page": shown,
        "rows": page.rows_of(list(shown.object_list)),
        "first": queue.next_after(Question(agency=agency.pk)) if whole.waiting else None,
        "may_assess": can_assess(request.user, agency),
        "tabs": _tabs(question, whole),
        "terms": [(code, told(label)) for code, label in codes.MAINTENANCE.items()],
        "kinds": [(code, told(kind.label)) for code, kind in KINDS.items()],
        "words": words_of(question),
        "batches": AssessmentBatch.objects.filter(agency=agency).select_related("by")[:3],
    }
    return render(request, "selection/assessing.html", context)


def _tabs(question: Question, whole: queries.Tally) -> list[dict[str, Any]]:
    told_of = [
        (queue.WAITING, _("Chờ đánh giá"), whole.waiting),
        ("nhom-1", _("Nhóm 1"), whole.priority),
        ("nhom-2", _("Nhóm 2"), whole.unsuitable),
        ("nhom-3", _("Nhóm 3"), whole.restricted),
        (queue.OPEN, _("Chọn được"), whole.open),
        (queue.BLOCKED, _("Bị chặn"), whole.blocked),
        (queue.ALL, _("Tất cả"), whole.total),
    ]
    return [
        {
            "label": label,
            "count": count,
            "query": question.as_query(standing=name, reason=""),
            "is_chosen": question.standing == name and not question.reason,
        }
        for name, label, count in told_of
    ]


def words_of(question: Question) -> str:
    """The question as people say it; what it leaves open is not said."""
    said = []
    if question.reason:
        said.append(told(KINDS[question.reason].label))
    elif question.standing != queue.ALL:
        said.append(
            {tab["query"]: tab["label"] for tab in _tabs(question, queries.Tally())}[question.as_query(reason="")]
        )
    named = queue.placed(Question(agency=question.agency, fonds=question.fonds, series=question.series))
    if question.fonds or question.series:
        first = named.values("fonds__title", "series__code", "series__title").first()
        if first:
            said.append(first["fonds__title"])
            if question.series == queue.NO_SERIES:
                said.append(_("Không thuộc mục lục nào"))
            elif question.series:
                said.append(" ".join(part for part in (first["series__code"], first["series__title"]) if part))
    if question.retention:
        said.append(told(codes.MAINTENANCE[question.retention]))
    if question.since or question.until:
        said.append("–".join((question.since or "…", question.until or "…")))
    if question.text:
        said.append(f"«{question.text}»")
    return " · ".join(said)


def found(request: HttpRequest, dossier_id: uuid.UUID) -> Any:
    """The dossier of an address, or the page that says there is none."""
    dossier = catalogue.dossiers([dossier_id]).get(dossier_id)
    if dossier is None or not can_see_selection(request.user, dossier.fonds.agency_id):
        raise Http404(_("Không có hồ sơ này trong phạm vi của anh/chị."))
    return dossier


@allow(can_see_selection)
@require_GET
def assess(request: HttpRequest, dossier_id: uuid.UUID) -> HttpResponse:
    """One dossier with its facts, its blocks, and the short form."""
    dossier = found(request, dossier_id)
    now = queries.current_assessments([dossier_id]).get(dossier_id)
    return _shown(request, dossier, AnswerForm(initial=said_before(now)), now)


@allow(can_assess)
@require_POST
def save(request: HttpRequest, dossier_id: uuid.UUID) -> HttpResponse:
    """Answer, Enter, the next one. What cannot be kept is shown again with all that was chosen."""
    dossier = found(request, dossier_id)
    if not can_assess(request.user, dossier.fonds.agency_id):
        raise Http404(_("Không có hồ sơ này trong phạm vi của anh/chị."))
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            made = actions.assess(dossier_id, form.answer(), by=request.user)
        except KhosoError as why:
            form.refuse(why)
        else:
            return _next(request, dossier, queue.asked_for(request.GET, dossier.fonds.agency_id), made)
    return _shown(request, dossier, form, queries.current_assessments([dossier_id]).get(dossier_id))


def _next(request: HttpRequest, dossier: Any, question: Question, made: Assessment) -> HttpResponse:
    said = _("Đã ghi %(code)s: %(group)s, rủi ro %(class)s.") % {
        "code": dossier.reference_code,
        "group": told(table.GROUP_LABELS[made.group]).lower(),
        "class": made.risk_class,
    }
    messages.success(request, said)
    after = queue.next_after(question, dossier.reference_code)
    if after is None or "dung" in request.POST:
        return redirect(f"{reverse('selection:assessing')}?{question.as_query()}")
    return redirect(f"{reverse('selection:assess', args=[after])}?{question.as_query()}")


def _shown(request: HttpRequest, dossier: Any, form: AnswerForm, now: Assessment | None) -> HttpResponse:
    agency = dossier.fonds.agency
    question, may = queue.asked_for(request.GET, agency.pk), can_assess(request.user, agency)
    found_blocks = queries.blocks_of([dossier.pk])[dossier.pk]
    codes_of = {one.code for one in found_blocks}
    hinted = rules.hints(page.known_of(dossier, "twin" in codes_of))
    skip = queue.next_after(question, dossier.reference_code)
    context = {
        "dossier": dossier,
        "agency": agency,
        "facts": page.facts_of(dossier),
        "blocks": page.block_lines(found_blocks, dossier.pk),
        "form": form,
        "now": now,
        "history": page.history_of(dossier.pk),
        "may_assess": may and not codes_of & NEVER_ASSESSED,
        "is_idle": bool(codes_of & OF_FACTS),
        "asked": question.as_query(),
        "words": words_of(question),
        "left": queue.narrowed(question).count(),
        "skip": skip if skip != dossier.pk else None,
        **page.choices(form, hinted),
    }
    return render(request, "selection/assessing_one.html", context, status=422 if form.errors else 200)
