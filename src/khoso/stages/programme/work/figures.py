"""What the tasks tell reports, the home page and the navigation.

A past moment is answered from what was known then: each move of a task's state is an entry with its time. A task
without such an entry (brought in from elsewhere) is told by its row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.foundation.web.formats import day as day_of
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.kernel.clock import VIETNAM
from khoso.kernel.figures import CardKind, CardLine, EvidenceLine, Figure, FigureKind, HomeCard, NavGroup, NavItem
from khoso.stages.programme import states
from khoso.stages.programme.models import ProgressEntry, Task
from khoso.stages.programme.models.plan import DeadlineKind, Stage
from khoso.stages.programme.permissions import can_edit_programme, can_see_programme, can_work_on_tasks
from khoso.stages.programme.work import queries, rules
from khoso.stages.programme.work.cards import standing_of, when
from khoso.stages.programme.work.moving import terms_of

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


def _at(until: datetime, agency: int | None = None) -> QuerySet[Task]:
    """Tasks of the present plan with `then`, the state they had come to at a moment, and `since` when; one question."""
    moves = ProgressEntry.objects.filter(task_id=OuterRef("pk")).exclude(state="")
    last = moves.filter(at__lte=until).order_by("-at", "-pk")
    rows = Task.objects.filter(plan_task__programme__is_current=True).annotate(
        then=Subquery(last.values("state")[:1]),
        since=Subquery(last.values("at")[:1]),
        first_move=Subquery(moves.order_by("at", "pk").values("at")[:1]),
    )
    return rows if agency is None else rows.filter(agency_id=agency)


def state_then(task: Any, until: datetime) -> str:
    """The state of a task (of `_at`) at that moment, as it was known then."""
    if task.then:
        return str(task.then)
    if task.first_move is not None:
        return states.NOT_BEGUN
    # No move is kept: told by the row.
    day = until.astimezone(VIETNAM).date()
    if task.state == states.DONE:
        if task.done_on is not None and task.done_on <= day:
            return states.DONE
        return states.UNDER_WAY if task.begun_at and task.begun_at <= until else states.NOT_BEGUN
    if task.begun_at is not None and task.begun_at > until:
        return states.NOT_BEGUN
    return str(task.state)


_SHORT = ("id", "agency_id", "state", "done_on", "begun_at")
Row = tuple[str, int]


def _far(row: Row) -> Callable[[datetime], dict[int, int]]:
    def counted(until: datetime) -> dict[int, int]:
        tasks = _at(until).filter(plan_task__group=row[0], plan_task__number=row[1]).only(*_SHORT)
        told_of = {task.agency_id: _HOW_FAR[state_then(task, until)] for task in tasks}
        return {agency: value for agency, value in told_of.items() if value}

    return counted


def _far_evidence(row: Row) -> Callable[[int, datetime, int, int], list[EvidenceLine]]:
    def evidence(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
        rows = _at(until, agency).filter(plan_task__group=row[0], plan_task__number=row[1])
        task: Any = rows.select_related("plan_task").first()
        if task is None or not (value := _HOW_FAR[state_then(task, until)]):
            return []
        lines = _shown(task, until) if value == DONE else []
        head = _line(task, until, value)
        # The first line counts; what stands below is what it counts for.
        return ([head, *lines])[offset : offset + limit]

    return evidence


def _shown(task: Task, until: datetime) -> list[EvidenceLine]:
    """The products and proofs that were there at that moment, newest first."""
    url = reverse("programme:task", args=[task.pk])
    there = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=until)
    products = task.products.filter(there, attachment__added_at__lte=until).select_related("attachment")
    lines = [
        EvidenceLine(
            str(product.attachment),
            reverse("programme:attachment", args=[product.attachment_id]),
            about=day_of(product.attachment.issued_on),
            at=product.attachment.added_at,
            amount=0,
        )
        for product in products
    ]
    proofs = task.proofs.filter(there, recorded_at__lte=until)
    lines += [
        EvidenceLine(proof.about, proof.url or url, day_of(proof.happened_on), proof.recorded_at, 0) for proof in proofs
    ]
    return sorted(lines, key=lambda line: line.at or until, reverse=True)


def _line(task: Any, until: datetime, amount: int = 1, about: str = "") -> EvidenceLine:
    return EvidenceLine(
        f"{task.plan_task.key} {task.plan_task.title}",
        reverse("programme:task", args=[task.pk]),
        about=about or told(states.TASK_LABELS[state_then(task, until)]),
        at=task.since or task.begun_at,
        amount=amount,
    )


Among = Callable[[Iterable[Any], datetime], list[Any]]
_LONG = ("plan_task__programme", "agency")


def _done(tasks: Iterable[Any], until: datetime) -> list[Any]:
    return [task for task in tasks if state_then(task, until) == states.DONE]


def _claims(tasks: Iterable[Any], until: datetime) -> list[Any]:
    return [task for task in tasks if state_then(task, until) == states.SAID_DONE]


def _late(tasks: Iterable[Any], until: datetime) -> list[Any]:
    """What was not done on the day after its last. What comes round again is late in the reports, not here."""
    day = until.astimezone(VIETNAM).date()
    found = []
    for task in tasks:
        if task.plan_task.deadline_kind == DeadlineKind.EVERY_TWO_WEEKS and task.due_on is None:
            continue
        state = state_then(task, until)
        if state not in (states.DONE, states.WAIVED):
            due_on = rules.due(terms_of(task), task.due_on)
            if rules.standing(state, due_on, day).is_late:
                found.append(task)
    return found


def _counted(among: Among) -> Callable[[datetime], dict[int, int]]:
    def counted(until: datetime) -> dict[int, int]:
        values: dict[int, int] = {}
        for task in among(_at(until).select_related("plan_task__programme"), until):
            values[task.agency_id] = values.get(task.agency_id, 0) + 1
        return values

    return counted


def _evidence(among: Among) -> Callable[[int, datetime, int, int], list[EvidenceLine]]:
    def evidence(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
        tasks = among(_at(until, agency).select_related("plan_task__programme"), until)
        tasks.sort(key=lambda task: (task.since or task.begun_at or until, task.pk), reverse=True)
        return [_line(task, until) for task in tasks[offset : offset + limit]]

    return evidence


def navigation(person: Any) -> list[NavItem]:
    if not can_see_programme(person):
        return []
    return [NavItem(NavGroup.WORK, _("Việc của tôi"), reverse("programme:my-tasks"), "checklist", order=5)]


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
