"""What is owed and not done, all agencies at once, in a question for each kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from khoso.kernel.clock import VIETNAM
from khoso.stages.programme import queries as programme
from khoso.stages.reporting import states
from khoso.stages.reporting.models import Difficulty, Report
from khoso.stages.reporting.models.reports import ReportKind
from khoso.stages.reporting.reminders.rules import Fact, Kind

_KINDS = {ReportKind.TWO_WEEKLY: Kind.REPORT, ReportKind.FINAL: Kind.FINAL, ReportKind.AD_HOC: Kind.REQUEST}
_HANDED_IN = (states.SUBMITTED, states.LOCKED)


def open_facts() -> list[Fact]:
    """Everything that is owed under the current programme."""
    plan = programme.current_plan()
    if plan is None:
        return []
    return [*_reports(plan.pk), *_tasks(plan.pk), *_findings(), *_difficulties(plan.pk)]


def _reports(programme_id: int) -> Iterator[Fact]:
    """The newest version of each report speaks for it: one that was returned is owed again."""
    newest = (
        Report.objects.filter(programme_id=programme_id)
        .exclude(state=states.SUPERSEDED)
        .order_by("kind", "agency_id", "period_id", "request_id", "-version")
        .distinct("kind", "agency_id", "period_id", "request_id")
        .select_related("period", "request")
    )
    for report in newest.iterator(chunk_size=2000):
        if report.state in _HANDED_IN:
            continue
        yield Fact(
            _KINDS[ReportKind(report.kind)],
            report.pk,
            report.agency_id,
            last_day(report.due_at),
            _report_title(report),
            address("reporting:report", report.pk, otherwise="/bao-cao"),
        )


def _report_title(report: Report) -> str:
    if report.period is not None:
        return _("Báo cáo định kỳ, kỳ %(number)s") % {"number": report.period.number}
    if report.request is not None:
        return _("Báo cáo đột xuất số %(number)s") % {"number": report.request.pk}
    return _("Báo cáo tổng kết")


def last_day(moment: datetime) -> date:
    """The last day of a deadline; midnight ends the day before."""
    return (moment - timedelta(microseconds=1)).astimezone(VIETNAM).date()


def _tasks(programme_id: int) -> Iterator[Fact]:
    for owed in programme.owed_tasks(programme_id):
        yield Fact(
            Kind.TASK,
            owed.id,
            owed.agency_id,
            owed.due,
            _("Nhiệm vụ %(key)s") % {"key": owed.key},
            address("programme:task", owed.id, otherwise=f"/ke-hoach/nhiem-vu/{owed.id}"),
            owed.owner_id,
        )


def _findings() -> Iterator[Fact]:
    for owed in programme.owed_findings():
        yield Fact(
            Kind.FINDING,
            owed.id,
            owed.agency_id,
            owed.due,
            _("Tồn tại số %(number)s sau kiểm tra") % {"number": owed.id},
            "/kiem-tra-thuc-te",
        )


def _difficulties(programme_id: int) -> Iterator[Fact]:
    waiting = Difficulty.objects.filter(programme_id=programme_id, state__in=(states.OPEN, states.ESCALATED))
    for pk, asked_of, due in waiting.values_list("pk", "asked_of_id", "due_on"):
        url = reverse("reporting:difficulty", args=[pk])
        yield Fact(Kind.DIFFICULTY, pk, asked_of, due, difficulty_title(pk), url)


def difficulty_title(number: int) -> str:
    return _("Vướng mắc số %(number)s") % {"number": number}


def address(name: str, *args: Any, otherwise: str) -> str:
    """Where a thing is seen; a list when it has no page of its own."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return otherwise
