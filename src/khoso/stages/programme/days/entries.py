"""What the programme puts into a person's calendar.

Home Affairs has a hand in the tasks of every agency; in their own calendar stand those of the agencies they work for.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from khoso.foundation.identity.agencies.words import short_name
from khoso.foundation.identity.people.queries import held_today
from khoso.foundation.identity.permissions import holds
from khoso.foundation.identity.roles import Role
from khoso.kernel.calendar import CalendarEntry, EntryKind
from khoso.stages.programme import states
from khoso.stages.programme.days.queries import work_calendar
from khoso.stages.programme.models import GuidanceVersion, Meeting, RoundFinding, SubTask, Task, Visit
from khoso.stages.programme.permissions import PROGRAMME_SEEN_BY, can_plan_rounds, can_read_guidance, can_see_programme

TITLE_LENGTH = 160


def calendar_entries(person: Any, since: date, until: date) -> list[CalendarEntry]:
    """Tasks, meetings, visits, findings, guidance and holidays of these days."""
    told = holidays(since, until)
    if can_see_programme(person):
        mine = own_agencies(person)
        for source in (_tasks, _subtasks, _meetings, _visits, _findings):
            told += source(person, mine, since, until)
    if can_read_guidance(person):
        told += _guidance(person, since, until)
    return told


def own_agencies(person: Any) -> set[int]:
    """The agencies a person works for today, without those their role merely reaches."""
    return {held.agency.pk for held in held_today(person) if held.role in PROGRAMME_SEEN_BY}


def holidays(since: date, until: date) -> list[CalendarEntry]:
    """Days off and days made up for, weekends without a name left out."""
    calendar, language = work_calendar(), get_language() or "vi"
    days = (since + timedelta(days=number) for number in range((until - since).days + 1))
    return [
        CalendarEntry(f"holiday-{day.isoformat()}", EntryKind.HOLIDAY, day, fact.name, about=fact.decision)
        for day in days
        if (fact := calendar.fact(day, language))
    ]


def _tasks(person: Any, mine: set[int], since: date, until: date) -> list[CalendarEntry]:
    """Terms of the tasks of the agencies one works for, and of those one owns elsewhere."""
    rows = (
        Task.objects.filter(Q(agency_id__in=mine) | Q(owner=person))
        .filter(plan_task__programme__is_current=True)
        .exclude(state=states.WAIVED)
        .filter(
            Q(due_on__range=(since, until))
            | Q(due_on=None, plan_task__deadline_to__range=(since, until + timedelta(days=1)))
        )
        .select_related("plan_task")
    )
    told = []
    for row in rows:
        day = row.due_on or row.plan_task.last_day
        if day is None or not since <= day <= until:
            continue
        told.append(
            CalendarEntry(
                f"task-{row.pk}",
                EntryKind.TASK,
                day,
                _("Hạn {key}: {title}").format(key=row.plan_task.key, title=row.plan_task.title[:TITLE_LENGTH]),
                task_url(row.pk),
                about=row.owner_name,
                is_done=row.state == states.DONE,
                is_due=True,
                lang="vi",
            )
        )
    return told


def task_url(task_id: int) -> str:
    """The page of a task."""
    return f"/ke-hoach/nhiem-vu/{task_id}"


def _subtasks(person: Any, mine: set[int], since: date, until: date) -> list[CalendarEntry]:
    rows = SubTask.objects.filter(Q(owner=person) | Q(owner=None, task__agency_id__in=mine))
    return [
        CalendarEntry(
            f"subtask-{row.pk}",
            EntryKind.TASK,
            row.due_on,
            row.title[:TITLE_LENGTH],
            task_url(row.task_id),
            is_done=row.done_at is not None,
            is_due=True,
            lang="vi",
        )
        for row in rows.filter(due_on__range=(since, until))
        if row.due_on
    ]


def _meetings(person: Any, mine: set[int], since: date, until: date) -> list[CalendarEntry]:
    sits = Q(body__members__person=person, body__members__until=None)
    rows = Meeting.objects.filter(Q(body__agency_id__in=mine) | sits, held_on__range=(since, until)).distinct()
    return [
        CalendarEntry(
            f"meeting-{row.pk}",
            EntryKind.MEETING,
            row.held_on,
            _("Họp {body}").format(body=row.body.name),
            reverse("programme:body", args=[row.body_id]),
            about=row.subject,
            lang="vi",
        )
        for row in rows.select_related("body")
    ]


def _visits(person: Any, mine: set[int], since: date, until: date) -> list[CalendarEntry]:
    rows = Visit.objects.all() if can_plan_rounds(person) else Visit.objects.filter(agency_id__in=mine)
    rows = rows.filter(
        Q(visited_on__range=(since, until)) | Q(visited_on=None, planned_on__range=(since, until))
    ).select_related("agency", "round")
    return [
        CalendarEntry(
            f"visit-{row.pk}",
            EntryKind.VISIT,
            row.visited_on or row.planned_on,
            _("Kiểm tra {agency}").format(agency=short_name(row.agency.name)),
            reverse("programme:visit", args=[row.pk]),
            about=row.round.title,
            is_done=row.visited_on is not None,
            lang="vi",
        )
        for row in rows
    ]


def _findings(person: Any, mine: set[int], since: date, until: date) -> list[CalendarEntry]:
    """Terms for mending what was found; what was found stays on the page."""
    near = Q(agency_id__in=mine)
    rows = RoundFinding.objects.filter(near | Q(visit__isnull=False) if can_plan_rounds(person) else near)
    rows = rows.filter(due_on__range=(since, until)).select_related("agency")
    return [
        CalendarEntry(
            f"finding-{row.pk}",
            EntryKind.FINDING,
            row.due_on,
            _("Hạn khắc phục tồn tại của {agency}").format(agency=short_name(row.agency.name)),
            reverse("programme:finding", args=[row.pk]),
            about=row.text,
            is_done=row.state != states.OPEN,
            is_due=True,
            lang="vi",
        )
        for row in rows
        if row.due_on
    ]


def _guidance(person: Any, since: date, until: date) -> list[CalendarEntry]:
    rows = GuidanceVersion.objects.filter(in_force_from__range=(since, until), withdrawn_on=None)
    return [
        CalendarEntry(
            f"guidance-{row.pk}",
            EntryKind.GUIDANCE,
            row.in_force_from,
            _("Có hiệu lực: {title}").format(title=row.guidance.title[:TITLE_LENGTH]),
            reverse("programme:guidance", args=[row.guidance_id]),
            about=row.number,
            lang="vi",
        )
        for row in rows.select_related("guidance")
        if holds(person, {Role.HOME_AFFAIRS}) or not row.guidance.readers or holds(person, set(row.guidance.readers))
    ]
