"""Reading tasks: whose they are, how they stand, what they wait for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet

from khoso.foundation.identity.models import Agency, Membership, Person
from khoso.foundation.identity.people import queries as people
from khoso.foundation.identity.permissions import agencies_of
from khoso.kernel import clock
from khoso.stages.programme import states
from khoso.stages.programme.models import Dependency, Product, ProgressEntry, Task
from khoso.stages.programme.models.work import Asks
from khoso.stages.programme.permissions import DOERS, PROGRAMME_SEEN_BY

OPEN_STATES = (states.NOT_BEGUN, states.UNDER_WAY, states.SAID_DONE)


def tasks_seen_by(person: Any) -> QuerySet[Task]:
    """Tasks of the present plan of the agencies a person sees."""
    rows = Task.objects.filter(plan_task__programme__is_current=True)
    reach = agencies_of(person, PROGRAMME_SEEN_BY)
    return rows if reach is None else rows.filter(agency_id__in=reach)


def task_for(person: Any, task_id: int) -> Task | None:
    """One task the person may see, of whichever plan, with all that its page shows."""
    reach = agencies_of(person, PROGRAMME_SEEN_BY)
    rows = Task.objects.filter(pk=task_id)
    found = bring(rows if reach is None else rows.filter(agency_id__in=reach))
    return found[0] if found else None


def bring(tasks: QuerySet[Task]) -> list[Task]:
    """The tasks in the order of the plan, each with products, proofs, parts and what is asked of Home Affairs: a
    handful of questions however many they are."""
    papers = Product.objects.select_related("attachment")
    asked = ProgressEntry.objects.exclude(asks="").select_related("by").order_by("-at", "-pk")
    return list(
        tasks.select_related("plan_task__programme", "agency", "owner")
        .prefetch_related(
            Prefetch("products", papers), "proofs", Prefetch("entries", asked, to_attr="asked"), "subtasks"
        )
        .order_by("plan_task__order", "agency__name")
    )


def own_agencies(person: Any) -> list[Agency]:
    """The agencies whose tasks a person does, the one acted for first."""
    acting = people.acting_for(person)
    found: dict[int, Agency] = {}
    for held in people.held_today(person):
        if held.role in DOERS:
            found.setdefault(held.agency_id, held.agency)
    first = acting.agency_id if acting else None
    return sorted(found.values(), key=lambda agency: (agency.pk != first, agency.name))


def my_tasks(person: Any, *, only_mine: bool = False) -> QuerySet[Task]:
    """What a person has to do: what they own, and unless only that is asked, what their agencies have to do."""
    rows = Task.objects.filter(plan_task__programme__is_current=True)
    mine = rows.filter(owner_id=person.pk)
    if only_mine:
        return mine
    agencies = [agency.pk for agency in own_agencies(person)]
    return mine | rows.filter(agency_id__in=agencies)


def tasks_of(agency: Agency) -> list[Task]:
    """The tasks of one agency in the present plan."""
    return bring(Task.objects.filter(agency=agency, plan_task__programme__is_current=True))


def claims(person: Any) -> QuerySet[Task]:
    """Tasks that are said to be done without their product."""
    return tasks_seen_by(person).filter(state=states.SAID_DONE)


def open_requests(person: Any) -> list[ProgressEntry]:
    """What agencies asked of Home Affairs and nobody answered, the oldest first."""
    last = (
        ProgressEntry.objects.exclude(asks="")
        .filter(task__in=tasks_seen_by(person))
        .order_by("task_id", "-at", "-pk")
        .distinct("task_id")
        .values("pk")
    )
    waiting = ProgressEntry.objects.filter(pk__in=last, asks__in=[Asks.DAY, Asks.WAIVER])
    waiting = waiting.filter(task__state__in=OPEN_STATES)
    return list(waiting.select_related("task__plan_task", "task__agency", "by").order_by("at", "pk"))


def neighbours(task: Task) -> tuple[list[tuple[Dependency, Task | None]], list[tuple[Dependency, Task | None]]]:
    """What the task waits for, and what it holds up: each with the task of the same agency, or of whoever leads it."""
    plan = task.plan_task_id
    rows = list(Dependency.objects.filter(after_id=plan).select_related("before").order_by("before__order")) + list(
        Dependency.objects.filter(before_id=plan).select_related("after").order_by("after__order")
    )
    others = {row.before_id for row in rows} | {row.after_id for row in rows}
    found: dict[int, Task] = {}
    candidates = Task.objects.filter(plan_task_id__in=others - {plan}).select_related("agency", "plan_task__programme")
    for one in candidates.order_by("pk"):
        is_own, is_once = one.agency_id == task.agency_id, not one.plan_task.agency_kinds
        if is_own or (is_once and one.plan_task_id not in found):
            found[one.plan_task_id] = one
    waits = [(row, found.get(row.before_id)) for row in rows if row.after_id == plan]
    holds = [(row, found.get(row.after_id)) for row in rows if row.before_id == plan]
    return waits, holds


def entries_of(task: Task) -> list[ProgressEntry]:
    """The story of a task, newest first, each with its products."""
    papers = Product.objects.select_related("attachment")
    return list(task.entries.select_related("by").prefetch_related(Prefetch("products", papers)))


def people_of(agencies: Iterable[Agency]) -> QuerySet[Person]:
    """Accounts that work for one of these agencies today."""
    held = Membership.objects.in_force(clock.today()).filter(agency__in=list(agencies), role__in=DOERS)
    return Person.objects.filter(is_active=True, pk__in=held.values("person_id")).order_by("full_name")
