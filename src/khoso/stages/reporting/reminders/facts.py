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
from khoso.stages.reporting.reports.queries import stories
from khoso.stages.reporting.reports.rules import Came, Punctuality

_KINDS = {ReportKind.TWO_WEEKLY: Kind.REPORT, ReportKind.FINAL: Kind.FINAL, ReportKind.AD_HOC: Kind.REQUEST}
_AWAITED = (Came.AWAITED, Came.MISSING)


def open_facts() -> list[Fact]:
    """Everything that is owed under the current programme."""
    plan = programme.current_plan()
    if plan is None:
        return []
    return [*_reports(plan.pk), *_tasks(plan.pk), *_findings(), *_difficulties(plan.pk)]


def _reports(programme_id: int) -> Iterator[Fact]:
    """Reports that have to come, or to come again; by the clock that tells who was late."""
    rows = Report.objects.filter(programme_id=programme_id).select_related("period", "request")
    for story in stories(rows.exclude(request__closed_at__isnull=False)).values():
        due = _still_due(story.punctuality)
        if due is not None:
            yield Fact(
                _KINDS[ReportKind(story.last.kind)],
                # The same through all its versions.
                story.versions[0].pk,
                story.last.agency_id,
                last_day(due),
                _report_title(story.last),
                reverse("reporting:report", args=[story.last.pk]),
            )


def _still_due(clock: Punctuality | None) -> datetime | None:
    """By when it has to come; None when it came. One that was returned has its own days."""
    if clock is None:
        return None
    if clock.came in _AWAITED:
        return clock.due_at
    return clock.again.due_at if clock.again and clock.again.came in _AWAITED else None


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
