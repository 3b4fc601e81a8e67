"""What the tasks tell reports, the home page and the navigation.

A past moment is answered from what was known then: each move of a task's state is an entry with its time. A task
without such an entry (brought in from elsewhere) is told by its row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.foundation.web.formats import day as day_of
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.kernel.clock import VIETNAM
from khoso.kernel.figures import CardKind, CardLine, EvidenceLine, Figure, FigureKind, HomeCard, NavGroup, NavItem
from khoso.stages.programme import states
from khoso.stages.programme.models import PlanTask, Product, ProgressEntry, Proof, Task
from khoso.stages.programme.models.plan import DeadlineKind, Stage
from khoso.stages.programme.permissions import can_edit_programme, can_see_programme, can_work_on_tasks
from khoso.stages.programme.work import queries
from khoso.stages.programme.work.cards import standing_of, when

LINES = 5
NOTHING, BEGUN, DONE = 0, 1, 2
# A task that need not be done holds nothing up: nothing of it is left to do.
_HOW_FAR = {
    states.NOT_BEGUN: NOTHING,
    states.UNDER_WAY: BEGUN,
    states.SAID_DONE: BEGUN,
    states.DONE: DONE,
    states.WAIVED: DONE,
}
# Figure → the row of the plan it is read from, its words, its part of the road.
PROCEDURES = {
    "programme.funding": (("II", 5), gettext_lazy("Dự toán kinh phí"), Stage.FUND),
    "programme.bidding": (("II", 9), gettext_lazy("Đấu thầu, chọn nhà thầu"), Stage.CONTRACT),
    "programme.contract": (("II", 11), gettext_lazy("Hợp đồng số hóa"), Stage.CONTRACT),
    "programme.acceptance": (("II", 17), gettext_lazy("Nghiệm thu"), Stage.ACCEPT),
    "programme.liquidation": (("II", 18), gettext_lazy("Thanh lý hợp đồng"), Stage.ACCEPT),
    "programme.handover": (("II", 19), gettext_lazy("Bàn giao, nạp dữ liệu"), Stage.LOAD),
}

Row = tuple[str, int]


def declared() -> list[Figure]:
    procedures = [
        Figure(
            name=name,
            label=label,
            unit=gettext_lazy("mức"),
            stage=str(stage),
            counted=_far(row),
            evidence=_far_evidence(row),
            kind=FigureKind.PROCEDURE,
            order=200 + order,
        )
        for order, (name, (row, label, stage)) in enumerate(PROCEDURES.items())
    ]
    volumes = [
        ("programme.tasks_done", gettext_lazy("Nhiệm vụ hoàn thành"), FigureKind.VOLUME, _done),
        ("programme.tasks_late", gettext_lazy("Nhiệm vụ trễ hạn"), FigureKind.OPEN, _late),
        (
            "programme.claims_without_product",
            gettext_lazy("Báo xong mà chưa có sản phẩm"),
            FigureKind.OPEN,
            _claims,
        ),
    ]
    return procedures + [
        Figure(
            name=name,
            label=label,
            unit=gettext_lazy("nhiệm vụ"),
            stage=str(Stage.REPORT),
            counted=_counted(among),
            evidence=_evidence(among),
            kind=kind,
            order=300 + order,
        )
        for order, (name, label, kind, among) in enumerate(volumes)
    ]


class TaskThen(NamedTuple):
    """A task as it was known at a moment, and since when."""

    id: int
    agency_id: int
    state: str
    since: datetime | None
    # The last day in time; None where nothing names one, or where it comes round again.
    due_on: date | None


_COLUMNS = (
    *("pk", "agency_id", "state", "done_on", "begun_at", "due_on"),
    *("plan_task__deadline_kind", "plan_task__deadline_to", "plan_task__is_before", "plan_task__programme__ends_on"),
    *("is_kept", "moved_to", "moved_at"),
)


def tasks_then(until: datetime, *, agency: int | None = None, row: Row | None = None) -> list[TaskThen]:
    """Tasks of the present plan as they were known at a moment: one question, however many tasks."""
    rows = Task.objects.filter(plan_task__programme__is_current=True)
    if agency is not None:
        rows = rows.filter(agency_id=agency)
    if row is not None:
        rows = rows.filter(plan_task__group=row[0], plan_task__number=row[1])
    found = []
    for row_then in _with_moves(rows, until).values_list(*_COLUMNS):
        pk, agency_id, state, done_on, begun_at, own_day, kind, to, is_before, ends_on, is_kept, moved_to, since = (
            row_then
        )
        then = moved_to or states.NOT_BEGUN
        if not is_kept:
            then, since = _by_row(state, done_on, begun_at, until), begun_at
        due_on = own_day
        if own_day is None and kind != DeadlineKind.EVERY_TWO_WEEKS:
            due_on = to - timedelta(days=1) if to and is_before else to
            due_on = ends_on if due_on is None and kind == DeadlineKind.YEAR else due_on
        found.append(TaskThen(pk, agency_id, then, since, due_on))
    return found


def _with_moves(rows: QuerySet[Task], until: datetime) -> QuerySet[Task]:
    """The same tasks, each with whether any move of it is kept, and the last one by this moment."""
    moves = ProgressEntry.objects.exclude(state="").filter(task=OuterRef("pk"))
    last = moves.filter(at__lte=until).order_by("-at", "-pk")
    return rows.annotate(
        is_kept=Exists(moves), moved_to=Subquery(last.values("state")[:1]), moved_at=Subquery(last.values("at")[:1])
    )


def _by_row(state: str, done_on: date | None, begun_at: datetime | None, until: datetime) -> str:
    """The state then of a task of which no move is kept."""
    if state == states.DONE:
        if done_on is not None and done_on <= until.astimezone(VIETNAM).date():
            return states.DONE
        return states.UNDER_WAY if begun_at and begun_at <= until else states.NOT_BEGUN
    if begun_at is not None and begun_at > until:
        return states.NOT_BEGUN
    return state


def _far(row: Row) -> Callable[[datetime], dict[int, int]]:
    def counted(until: datetime) -> dict[int, int]:
        return {one.agency_id: value for one in tasks_then(until, row=row) if (value := _HOW_FAR[one.state])}

    return counted


def _far_evidence(row: Row) -> Callable[[int, datetime, int, int], list[EvidenceLine]]:
    def evidence(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
        one = next(iter(tasks_then(until, agency=agency, row=row)), None)
        if one is None or not (value := _HOW_FAR[one.state]):
            return []
        # The first line counts; what stands below is what it counts for.
        lines = [*_lines([one], amount=value), *(_shown(one.id, until) if value == DONE else [])]
        return lines[offset : offset + limit]

    return evidence


def _shown(task_id: int, until: datetime) -> list[EvidenceLine]:
    """The products and proofs that were there at that moment, newest first."""
    url = reverse("programme:task", args=[task_id])
    there = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=until)
    products = Product.objects.filter(there, task_id=task_id, attachment__added_at__lte=until)
    lines = [
        EvidenceLine(
            str(product.attachment),
            reverse("programme:attachment", args=[product.attachment_id]),
            about=day_of(product.attachment.issued_on),
            at=product.attachment.added_at,
            amount=0,
        )
        for product in products.select_related("attachment")
    ]
    proofs = Proof.objects.filter(there, task_id=task_id, recorded_at__lte=until)
    lines += [
        EvidenceLine(proof.about, proof.url or url, day_of(proof.happened_on), proof.recorded_at, 0) for proof in proofs
    ]
    return sorted(lines, key=lambda line: line.at or until, reverse=True)


def _lines(tasks: list[TaskThen], amount: int = 1) -> list[EvidenceLine]:
    """A line for each task, in their order; one question."""
    rows = PlanTask.objects.filter(tasks__in=[one.id for one in tasks])
    named = {pk: f"{group}.{number} {title}" for pk, group, number, title in rows.values_list("tasks", *_NAMING)}
    return [
        EvidenceLine(
            named[one.id],
            reverse("programme:task", args=[one.id]),
            about=told(states.TASK_LABELS[one.state]),
            at=one.since,
            amount=amount,
        )
        for one in tasks
    ]


_NAMING = ("group", "number", "title")
Among = Callable[[TaskThen, date], bool]


def _done(one: TaskThen, day: date) -> bool:
    return one.state == states.DONE


def _claims(one: TaskThen, day: date) -> bool:
    return one.state == states.SAID_DONE


def _late(one: TaskThen, day: date) -> bool:
    """Not done on the day after its last. What comes round again is late in the reports, not here."""
    return one.due_on is not None and one.due_on < day and one.state not in (states.DONE, states.WAIVED)


def _counted(among: Among) -> Callable[[datetime], dict[int, int]]:
    def counted(until: datetime) -> dict[int, int]:
        day = until.astimezone(VIETNAM).date()
        return dict(Counter(one.agency_id for one in tasks_then(until) if among(one, day)))

    return counted


def _evidence(among: Among) -> Callable[[int, datetime, int, int], list[EvidenceLine]]:
    def evidence(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
        day = until.astimezone(VIETNAM).date()
        tasks = [one for one in tasks_then(until, agency=agency) if among(one, day)]
        tasks.sort(key=lambda one: (one.since or _EVER, one.id), reverse=True)
        return _lines(tasks[offset : offset + limit])

    return evidence


_EVER = datetime.min.replace(tzinfo=UTC)


def navigation(person: Any) -> list[NavItem]:
    if not can_see_programme(person):
        return []
    return [NavItem(NavGroup.WORK, _("Việc của tôi"), reverse("programme:my-tasks"), "list-details", order=5)]


def home_cards(person: Any) -> list[HomeCard]:
    cards: list[HomeCard] = []
    if can_work_on_tasks(person):
        cards += _own_cards(person)
    if can_edit_programme(person):
        cards += _home_affairs_cards(person)
    return cards


def _own_cards(person: Any) -> list[HomeCard]:
    today = clock.today()
    rows = queries.my_tasks(person).filter(state__in=queries.OPEN_STATES)
    tasks = list(
        rows.select_related("plan_task__programme", "agency", "owner").prefetch_related(
            "products__attachment", "proofs"
        )
    )
    stands = sorted(((standing_of(task, today), task) for task in tasks), key=lambda one: one[0].due_on or today)
    late = [(stand, task) for stand, task in stands if stand.is_late]
    soon = [(stand, task) for stand, task in stands if stand.is_soon]
    url = reverse("programme:my-tasks")
    cards = []
    for found, name, kind, title, about, order in (
        (late, "tasks-late", CardKind.LATE, _("Nhiệm vụ trễ hạn"), _("Đính kèm sản phẩm, hoặc đề nghị ngày khác."), 5),
        (soon, "tasks-soon", CardKind.WAITING, _("Nhiệm vụ đến hạn trong 7 ngày"), "", 5),
    ):
        if found:
            lines = [_card_line(task, when(stand, task)) for stand, task in found[:LINES]]
            cards.append(
                HomeCard(
                    kind, name, title, "checklist", len(found), url=url, lines=tuple(lines), order=order, about=about
                )
            )
    return cards


def _home_affairs_cards(person: Any) -> list[HomeCard]:
    cards = []
    rows = queries.claims(person).select_related("plan_task", "agency")
    claims = list(rows.order_by("plan_task__order", "agency__name"))
    if claims:
        cards.append(
            HomeCard(
                CardKind.WAITING,
                "task-claims",
                _("Báo xong mà chưa có sản phẩm"),
                "alert-triangle",
                len(claims),
                url=reverse("programme:my-tasks"),
                about=_("Chưa tính là hoàn thành cho tới khi có sản phẩm."),
                lines=tuple(_card_line(task, task.agency.name, is_name=True) for task in claims[:LINES]),
                order=6,
            )
        )
    requests = queries.open_requests(person)
    if requests:
        lines = [
            CardLine(
                f"{entry.task.plan_task.key} {entry.text}",
                _url(entry.task),
                entry.task.agency.name,
                entry.at,
                about_lang="vi",
            )
            for entry in requests[:LINES]
        ]
        cards.append(
            HomeCard(
                CardKind.WAITING,
                "task-requests",
                _("Đề nghị chờ Sở Nội vụ trả lời"),
                "inbox",
                len(requests),
                url=reverse("programme:my-tasks"),
                lines=tuple(lines),
                order=7,
            )
        )
    return cards


def _url(task: Task) -> str:
    return reverse("programme:task", args=[task.pk])


def _card_line(task: Task, about: str, *, is_name: bool = False) -> CardLine:
    return CardLine(
        f"{task.plan_task.key} {task.plan_task.title}", _url(task), about, about_lang="vi" if is_name else ""
    )
