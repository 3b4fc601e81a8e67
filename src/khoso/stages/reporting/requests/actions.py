"""Asking agencies for a report besides the regular ones. # Luật: KH 82 VI.6.d (báo cáo đột xuất khi có yêu cầu)"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from khoso.foundation.audit.actions import record
from khoso.kernel import clock, figures
from khoso.kernel.clock import VIETNAM
from khoso.kernel.words import Sentence, noop
from khoso.stages.reporting import states
from khoso.stages.reporting.errors import NothingToSend
from khoso.stages.reporting.models import Report, ReportKind, ReportMove, Request
from khoso.stages.reporting.reports import rules
from khoso.stages.reporting.reports.asking import a_reason, must
from khoso.stages.reporting.reports.opening import open_drafts, there_on

MOST_QUESTIONS = 30


@transaction.atomic
def ask_reports(
    programme: Any,
    *,
    title: str,
    why: str = "",
    figure_names: Sequence[str] = (),
    questions: Sequence[str] = (),
    agency_ids: Sequence[int] = (),
    due_on: date,
    by: Any,
) -> Request:
    """Ask these agencies for these figures and answers by the end of a day; each gets a draft with its figures counted.

    Raises NothingToSend when nothing or nobody is asked, or the day is over.
    """
    must(by, "can_consolidate")
    known = figures.figures()
    names = [name for name in dict.fromkeys(figure_names) if name in known]
    asked = [one for one in (" ".join(text.split())[:500] for text in questions) if one][:MOST_QUESTIONS]
    agencies = there_on(agency_ids, clock.today())
    if not agencies or not (names or asked) or not title.strip():
        raise NothingToSend(
            Sentence(noop("Yêu cầu cần có tên, ít nhất một cơ quan, và ít nhất một số liệu hoặc câu hỏi. Chưa gửi gì."))
        )
    request = Request.objects.create(
        programme=programme,
        title=" ".join(title.split())[:300],
        why=why.strip()[:1000],
        figures=names,
        questions=asked,
        asked_at=clock.now(),
        asked_by=by,
        due_at=_due(due_on),
    )
    request.agencies.set(agencies)
    open_drafts(programme, ReportKind.AD_HOC, agencies, due=request.due_at, request=request)
    _record("reporting.request.ask", request, agencies=len(agencies), figures=len(names), questions=len(asked))
    return request


def _due(day: date) -> datetime:
    if day < clock.today():
        raise NothingToSend(
            Sentence(noop("Ngày {day} đã qua; chọn một ngày từ hôm nay. Chưa gửi gì."), day=f"{day:%d/%m/%Y}")
        )
    return datetime.combine(day, rules.CLOSING, VIETNAM)


@transaction.atomic
def extend_request(request_id: int, due_on: date, reason: str, *, by: Any) -> Request:
    """Give all agencies until another day. A report that came late before stays late: it was due when it came."""
    must(by, "can_consolidate")
    request = Request.objects.select_for_update().get(pk=request_id)
    due, said, now = _due(due_on), a_reason(reason), clock.now()
    before, request.due_at, request.closed_at = request.due_at, due, None
    request.save(update_fields=["due_at", "closed_at"])
    waiting = Report.objects.filter(request=request, state__in=(states.DRAFT, states.SIGNED), version=1)
    waiting.update(due_at=due)
    ReportMove.objects.bulk_create(
        ReportMove(report=one, move="extend", at=now, by=by, reason=said[:1000]) for one in waiting
    )
    _record("reporting.request.extend", request, reason=said, due=[before.isoformat(), due.isoformat()])
    return request


@transaction.atomic
def close_request(request_id: int, *, by: Any) -> Request:
    """Ask no more: nobody is reminded of it. What was not sent can still be sent, and is told as late."""
    must(by, "can_consolidate")
    request = Request.objects.select_for_update().get(pk=request_id)
    if request.closed_at is None:
        request.closed_at = clock.now()
        request.save(update_fields=["closed_at"])
        _record("reporting.request.close", request)
    return request


def _record(verb: str, request: Request, **details: Any) -> None:
    details = {"title": request.title, **details}
    record(verb, subject=("request", request.pk), details=details)
