"""What reporting puts into a person's calendar: reports, requests and answers with their last days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.foundation.identity.people.queries import held_today
from khoso.foundation.identity.roles import STAFF
from khoso.kernel.calendar import CalendarEntry, EntryKind
from khoso.kernel.clock import VIETNAM
from khoso.stages.programme import queries as programme
from khoso.stages.reporting import states
from khoso.stages.reporting.difficulties.queries import to_answer
from khoso.stages.reporting.models import Period, Report, ReportKind, Request
from khoso.stages.reporting.permissions import can_answer_difficulties, can_consolidate, can_see_reports
from khoso.stages.reporting.reminders.facts import difficulty_title, last_day

_SENT = (states.SUBMITTED, states.LOCKED)


def calendar_entries(person: Any, since: date, until: date) -> list[CalendarEntry]:
    """The terms of these days: of a person's own agencies; for Home Affairs, of the city, one for each thing."""
    plan = programme.current_plan()
    if plan is None or not can_see_reports(person):
        return []
    told = [*_periods(person, plan, since, until), *_finals(person, plan, since, until)]
    told += _requests(person, plan, since, until)
    if can_answer_difficulties(person):
        told += _answers(person, since, until)
    return told


def _own(person: Any) -> set[int]:
    return {held.agency.pk for held in held_today(person) if held.role in STAFF}


def _between(since: date, until: date) -> tuple[datetime, datetime]:
    """Moments of deadlines on these days; midnight ends the day before."""
    first = datetime.combine(since, time(), VIETNAM) + timedelta(microseconds=1)
    return first, datetime.combine(until + timedelta(days=1), time(), VIETNAM)


def _sent(person: Any, kind: Any, **which: Any) -> QuerySet[Report]:
    return Report.objects.filter(kind=kind, agency_id__in=_own(person), state__in=_SENT, **which)


def _periods(person: Any, plan: Any, since: date, until: date) -> Iterator[CalendarEntry]:
    rows = list(Period.objects.filter(programme=plan, due_at__range=_between(since, until)).order_by("number"))
    sent = set(_sent(person, ReportKind.TWO_WEEKLY, period__in=rows).values_list("period_id", flat=True))
    for row in rows:
        yield CalendarEntry(
            f"report-period-{row.pk}",
            EntryKind.REPORT,
            last_day(row.due_at),
            _("Hạn báo cáo định kỳ, kỳ {number}").format(number=row.number),
            reverse("reporting:reports"),
            is_done=row.pk in sent,
            is_due=not can_consolidate(person),
        )


def _finals(person: Any, plan: Any, since: date, until: date) -> Iterator[CalendarEntry]:
    """# Luật: KH 82 VI.5.e, VI.6.d"""
    for name, day, title in (
        ("agency", plan.agency_final_due, _("Hạn báo cáo tổng kết của cơ quan")),
        ("city", plan.city_final_due if can_consolidate(person) else None, _("Hạn báo cáo tổng kết của thành phố")),
    ):
        if day is not None and since <= day <= until:
            done = name == "agency" and _sent(person, ReportKind.FINAL, programme=plan).exists()
            yield CalendarEntry(
                f"report-final-{name}-{plan.pk}",
                EntryKind.REPORT,
                day,
                title,
                reverse("reporting:reports"),
                is_done=done,
                is_due=name == "city" or not can_consolidate(person),
            )


def _requests(person: Any, plan: Any, since: date, until: date) -> Iterator[CalendarEntry]:
    wanted = Q(agencies__in=_own(person)) if not can_consolidate(person) else Q()
    found = Request.objects.filter(wanted, programme=plan, closed_at=None, due_at__range=_between(since, until))
    rows = list(found.distinct().order_by("pk"))
    sent = set(_sent(person, ReportKind.AD_HOC, request__in=rows).values_list("request_id", flat=True))
    for row in rows:
        yield CalendarEntry(
            f"report-request-{row.pk}",
            EntryKind.REPORT,
            last_day(row.due_at),
            _("Hạn báo cáo đột xuất số {number}").format(number=row.pk),
            reverse("reporting:reports"),
            about=row.title,
            is_done=row.pk in sent,
            is_due=not can_consolidate(person),
        )


def _answers(person: Any, since: date, until: date) -> Iterator[CalendarEntry]:
    for row in to_answer(person).filter(due_on__range=(since, until)):
        yield CalendarEntry(
            f"difficulty-{row.pk}",
            EntryKind.OTHER,
            row.due_on,
            _("Hạn trả lời: {title}").format(title=difficulty_title(row.pk)),
            reverse("reporting:difficulty", args=[row.pk]),
            about=row.agency.name,
            is_due=True,
        )
