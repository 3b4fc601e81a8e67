"""One answer for a whole series or a filter: preview, confirmation, progress, undo."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.engines.jobs import enqueue
from khoso.foundation.identity.access import allow
from khoso.foundation.web.formats import number
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.selection.assessing import actions, page, queries, queue
from khoso.stages.selection.assessing import criteria as table
from khoso.stages.selection.assessing.forms import AnswerForm, as_hidden
from khoso.stages.selection.assessing.queue import Question
from khoso.stages.selection.assessing.rules import Answer
from khoso.stages.selection.assessing.views import agency_of, words_of
from khoso.stages.selection.models import AssessmentBatch
from khoso.stages.selection.permissions import can_assess, can_see_selection


@allow(can_assess)
@require_http_methods(["GET", "POST"])
def assess_many(request: HttpRequest) -> HttpResponse:
    """The short form for all dossiers of a question; what it would do is shown before it is done."""
    agency = agency_of(request, [one for one in queue.agencies_for(request.user) if can_assess(request.user, one)])
    if agency is None:
        raise Http404(_("Không có hồ sơ nào trong phạm vi của anh/chị."))
    question = queue.asked_for(request.GET, agency.pk)
    form = AnswerForm(request.POST or None)
    preview: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            preview = _preview(question, form.answer(), keeps=request.POST.get("giu") != "0")
            if request.POST.get("chac") == "1":
                return _begin(request, question, form.answer())
        except KhosoError as why:
            preview = {}
            form.refuse(why)
    context = {
        "agency": agency,
        "question": question,
        "asked": question.as_query(),
        "words": words_of(question),
        "total": queue.narrowed(question).count(),
        "form": form,
        "preview": preview,
        **page.choices(form, []),
    }
    return render(request, "selection/assessing_many.html", context, status=422 if form.errors else 200)


def _preview(question: Question, answer: Answer, *, keeps: bool) -> dict[str, Any]:
    """What the answer would do: how many anew, how many said the same or otherwise, which are blocked."""
    said = actions.checked(answer)
    counted = actions.preview(question, said)
    written = counted["new"] + (0 if keeps else counted["different"])
    return {
        **counted,
        "written": written,
        "keeps": keeps,
        "group": told(table.GROUP_LABELS[said.group]),
        "risk_class": said.risk_class,
        "criteria": [told(table.BY_CODE[code].text) for code in said.criteria],
        "reasons": page.reasons(counted["reasons"], question),
        "hidden": as_hidden(said),
        "wants_conditions": actions.rules.wants_conditions(said),
    }


def _begin(request: HttpRequest, question: Question, answer: Answer) -> HttpResponse:
    batch = actions.begin_batch(
        question,
        answer,
        words=words_of(question),
        keeps_different=request.POST.get("giu") != "0",
        by=request.user,
    )
    if batch.total <= actions.WHILE_WAITING:
        actions.run_batch(batch.pk)
    else:
        enqueue("selection.run_assessment_batch", lock=f"assess:{batch.agency_id}", batch_id=str(batch.pk))
    return redirect("selection:assess-batch", batch.pk)


def _found(request: HttpRequest, batch_id: uuid.UUID) -> AssessmentBatch:
    batch = get_object_or_404(AssessmentBatch.objects.select_related("agency", "by", "undone_by", "list"), pk=batch_id)
    if not can_see_selection(request.user, batch.agency):
        raise Http404(_("Không có lần đánh giá này trong phạm vi của anh/chị."))
    return batch


@allow(can_see_selection)
@require_GET
def batch(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """How far an answer for many has come, what it wrote, and the way back."""
    found = _found(request, batch_id)
    answer = actions.answer_of(found)
    states = AssessmentBatch.State
    context = {
        "batch": found,
        "agency": found.agency,
        "group": told(table.GROUP_LABELS[answer.group]),
        "criteria": [told(table.BY_CODE[code].text) for code in answer.criteria],
        "risks": [told(table.BY_CODE[code].text) for code in answer.risk_factors],
        "answer": answer,
        "is_running": found.state in (states.WAITING, states.RUNNING),
        "may_undo": found.state == states.DONE and found.done and can_assess(request.user, found.agency),
        "percent": round(100 * (found.done + found.kept) / found.total) if found.total else 100,
        "asked": Question(**found.scope).as_query() if "agency" in found.scope else "",
        "remains": queries.written_by(found.pk),
    }
    return render(request, "selection/assessing_batch.html", context)


@allow(can_assess)
@require_POST
def undo(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """Asked twice: many assessments change at once."""
    found = _found(request, batch_id)
    if not can_assess(request.user, found.agency):
        raise Http404(_("Không có lần đánh giá này trong phạm vi của anh/chị."))
    if request.POST.get("chac") != "1":
        messages.warning(request, _("Chưa hoàn tác: hãy đánh dấu ô xác nhận trước."))
        return redirect("selection:assess-batch", batch_id)
    try:
        taken = actions.undo_batch(batch_id, by=request.user)
    except KhosoError as why:
        messages.error(request, told(why.message))
    else:
        words = ngettext("Đã hoàn tác %(count)s hồ sơ.", "Đã hoàn tác %(count)s hồ sơ.", taken)
        messages.success(request, words % {"count": number(taken)})
    return redirect(reverse("selection:assess-batch", args=[batch_id]))
