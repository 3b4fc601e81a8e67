"""A task as a screen shows it: how it stands, what is missing, what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from khoso.foundation.web.formats import day as day_of
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.stages.programme import states
from khoso.stages.programme.models import Product, ProgressEntry, Task
from khoso.stages.programme.models.plan import DeadlineKind
from khoso.stages.programme.models.work import Asks, ProductKind
from khoso.stages.programme.work import queries, rules
from khoso.stages.programme.work.moving import paper_of, seen_of, terms_of
from khoso.stages.programme.work.rules import Clear, Standing, Step

TONES = {
    states.NOT_BEGUN: "calm",
    states.UNDER_WAY: "busy",
    states.SAID_DONE: "warn",
    states.DONE: "good",
    states.WAIVED: "calm",
}
STEPS = {
    Step.NAME_OWNER: gettext_lazy("Ghi người phụ trách"),
    Step.NAME_HEAD: gettext_lazy("Ghi người chịu trách nhiệm"),
    Step.SET_DAY: gettext_lazy("Chọn ngày phải xong"),
    Step.SAY_RESULT: gettext_lazy("Ghi kết quả phải đạt"),
    Step.ATTACH: gettext_lazy("Đính kèm sản phẩm"),
    Step.MEND_PAPER: gettext_lazy("Bổ sung số, ngày của sản phẩm"),
    Step.SAY_DONE: gettext_lazy("Báo xong khi không còn lần nào nữa"),
    Step.BEGIN: gettext_lazy("Bắt đầu: ghi việc đầu tiên"),
    Step.WAIT: gettext_lazy("Ghi lần làm tiếp theo"),
    Step.NOTHING: "",
}


@dataclass(frozen=True, slots=True)
class Point:
    """One of the six clear points of a task."""

    name: str
    label: str
    value: str
    is_there: bool
    hint: str = ""
    # What people of the archive wrote, in Vietnamese, rather than words of the screen.
    is_content: bool = True


@dataclass(frozen=True, slots=True)
class TaskCard:
    """One task in a list or on its page."""

    task: Task
    key: str
    title: str
    url: str
    state_label: str
    tone: str
    standing: Standing
    when: str
    missing: tuple[Clear, ...]
    wanting: tuple[str, ...]
    step: Step
    owner: str
    head: str
    is_claim: bool
    # The system saw what finishes it: no file is asked for.
    is_proven: bool
    request: ProgressEntry | None

    @property
    def missing_words(self) -> str:
        return ", ".join(told(rules.CLEAR_SHORT[point]) for point in self.missing)

    @property
    def wanting_words(self) -> str:
        return ", ".join(kind_label(kind) for kind in self.wanting)

    @property
    def step_words(self) -> str:
        words = str(STEPS[self.step])
        if self.step == Step.ATTACH and self.wanting_words:
            return f"{words}: {self.wanting_words}"
        return words

    @property
    def is_open(self) -> bool:
        return self.task.state in (states.NOT_BEGUN, states.UNDER_WAY, states.SAID_DONE)

    @property
    def is_incomplete(self) -> bool:
        return bool(self.missing) and self.task.state != states.WAIVED


def kind_label(kind: str) -> str:
    return str(ProductKind(kind).label) if kind in ProductKind.values else _("văn bản có số, ngày")


def owner_of(task: Task) -> str:
    return task.owner.full_name if task.owner else task.owner_name


def head_of(task: Task) -> str:
    """Who answers: named for the task, else the head of the agency."""
    return task.head_name or task.agency.head_name


def unclear_of(task: Task) -> tuple[Clear, ...]:
    return rules.unclear(
        terms_of(task), owner=owner_of(task), head=head_of(task), due_on=task.due_on, result=task.result
    )


def standing_of(task: Task, today: date) -> Standing:
    """How a task stands; its products and proofs are at hand where it comes round again."""
    terms = terms_of(task)
    if comes_round(task) and task.state in queries.OPEN_STATES:
        shown = rules.last_shown(map(paper_of, task.products.all()), map(seen_of, task.proofs.all()), today)
        return rules.round_standing(rules.due(terms, None, shown), today)
    return rules.standing(task.state, rules.due(terms, task.due_on), today, task.done_on)


def comes_round(task: Task) -> bool:
    """Due again each period, unless the agency has a day of its own."""
    return task.plan_task.deadline_kind == DeadlineKind.EVERY_TWO_WEEKS and task.due_on is None


def card(task: Task, today: date | None = None) -> TaskCard:
    """The card of a task that `queries.bring` brought."""
    on = today or clock.today()
    terms, papers = terms_of(task), [paper_of(product) for product in task.products.all()]
    stands, missing = standing_of(task, on), unclear_of(task)
    is_proven = any(proof.withdrawn_at is None and proof.is_complete for proof in task.proofs.all())
    wanting = () if is_proven else rules.lacking(terms, papers, on)
    faulty = any(rules.faults(paper, on) for paper in papers if not paper.is_withdrawn)
    last = task.asked[0] if getattr(task, "asked", None) else None  # type: ignore[attr-defined]
    return TaskCard(
        task=task,
        key=task.plan_task.key,
        title=task.plan_task.title,
        url=reverse("programme:task", args=[task.pk]),
        state_label=told(states.TASK_LABELS[task.state]),
        tone="bad" if stands.is_late and task.state != states.DONE else TONES[task.state],
        standing=stands,
        when=when(stands, task),
        missing=missing,
        wanting=wanting,
        step=rules.next_step(
            task.state, missing, wanting=wanting, has_faulty=faulty, terms=terms, is_late=stands.is_late
        ),
        owner=owner_of(task),
        head=head_of(task),
        is_proven=is_proven,
        is_claim=task.state == states.SAID_DONE,
        request=last if last and last.asks != Asks.ANSWER else None,
    )


def when(stands: Standing, task: Task) -> str:
    """How the task stands against its day, as people say it."""
    if task.state == states.WAIVED:
        return _("Không áp dụng")
    if task.state == states.DONE:
        late = bool(stands.due_on and task.done_on and task.done_on > stands.due_on)
        words = _("Xong ngày %(day)s, muộn hạn") if late else _("Xong ngày %(day)s")
        return words % {"day": day_of(task.done_on)}
    left = stands.days_left
    if left is None:
        return str(task.plan_task.get_deadline_kind_display())
    if left < 0 and comes_round(task):
        words = ngettext("Quá kỳ %(days)d ngày", "Quá kỳ %(days)d ngày", -left)
        return words % {"days": -left}
    if left < 0:
        return ngettext("Trễ %(days)d ngày", "Trễ %(days)d ngày", -left) % {"days": -left}
    if left == 0:
        return _("Hạn hôm nay")
    return ngettext("Còn %(days)d ngày", "Còn %(days)d ngày", left) % {"days": left}


def points(one: TaskCard) -> list[Point]:
    """The six clear points of a task, in the order of the plan."""
    task, plan = one.task, one.task.plan_task
    due_on = one.standing.due_on
    time, is_day = (day_of(due_on), True) if due_on else (str(plan.get_deadline_kind_display()), False)
    wanted = ", ".join(kind_label(kind) for kind in plan.products_wanted)
    values = {
        Clear.PERSON: (one.owner, _("Ghi ai làm việc này.")),
        Clear.WORK: (plan.title, ""),
        Clear.RESPONSIBILITY: (one.head, _("Ghi người đứng đầu chịu trách nhiệm.")),
        Clear.TIME: (time, _("Kế hoạch không ghi ngày: chọn một ngày.")),
        Clear.PRODUCT: (plan.product or wanted, _("Kế hoạch không ghi sản phẩm.")),
        Clear.RESULT: (task.result or plan.product, _("Ghi kết quả phải đạt.")),
    }
    return [
        Point(
            name=point.value,
            label=told(rules.CLEAR_LABELS[point]),
            value=values[point][0] if point not in one.missing else "",
            is_there=point not in one.missing,
            hint=values[point][1],
            is_content=point != Clear.TIME or is_day,
        )
        for point in Clear
    ]


@dataclass(frozen=True, slots=True)
class Shelf:
    """One part of a list of tasks."""

    name: str
    label: str
    tone: str
    cards: list[TaskCard]
    about: str = ""
    is_closed: bool = False


def shelves(cards: Iterable[TaskCard]) -> list[Shelf]:
    """A person's tasks in the order in which they ask for attention; each stands on one shelf, empty ones are left
    out."""
    parts: dict[str, list[TaskCard]] = {name: [] for name in ("late", "claims", "soon", "incomplete", "rest", "over")}
    for one in cards:
        parts[_shelf(one)].append(one)
    for name in ("late", "soon", "rest"):
        parts[name].sort(key=lambda one: one.standing.due_on or date.max)
    told_of = {
        "late": (_("Trễ hạn"), "bad", _("Làm trước, hoặc đề nghị ngày khác kèm lý do."), False),
        "claims": (_("Báo xong, thiếu sản phẩm"), "warn", _("Sở Nội vụ đang thấy những việc này."), False),
        "soon": (_("Đến hạn trong 7 ngày"), "wait", "", False),
        "incomplete": (_("Chưa đủ «06 rõ»"), "warn", _("Còn thiếu người, ngày hoặc kết quả."), False),
        "rest": (_("Còn lại"), "calm", "", False),
        "over": (_("Đã xong, không áp dụng"), "good", "", True),
    }
    return [
        Shelf(name, label, tone, parts[name], about, closed)
        for name, (label, tone, about, closed) in told_of.items()
        if parts[name]
    ]


def _shelf(one: TaskCard) -> str:
    if not one.is_open:
        return "over"
    if one.standing.is_late:
        return "late"
    if one.is_claim:
        return "claims"
    if one.standing.is_soon:
        return "soon"
    return "incomplete" if one.is_incomplete else "rest"


@dataclass(frozen=True, slots=True)
class ProductLine:
    """One product on the page of its task."""

    product: Product
    kind: str
    faults: list[str]
    is_withdrawn: bool


def product_lines(task: Task) -> list[ProductLine]:
    today = clock.today()
    return [
        ProductLine(
            product,
            kind_label(product.kind),
            [told(fault) for fault in rules.faults(paper_of(product), today) if product.withdrawn_at is None],
            product.withdrawn_at is not None,
        )
        for product in task.products.all()
    ]


def neighbour_line(link: Any, other: Task | None, plan_task: Any) -> dict[str, Any]:
    """A task that waits or is waited for."""
    return {
        "key": plan_task.key,
        "title": plan_task.title,
        "url": reverse("programme:task", args=[other.pk]) if other else "",
        "tone": TONES[other.state] if other else "calm",
        "state_label": told(states.TASK_LABELS[other.state]) if other else "",
        "is_done": bool(other and other.state in (states.DONE, states.WAIVED)),
        "reason": link.reason,
        "is_printed": link.is_printed,
    }
