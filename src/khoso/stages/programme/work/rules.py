"""When a task is clear, when it is done, when it is late. Pure: facts in, answers out.

A task is done when its product is there, not when somebody says so. What that means depends on the kind of task:

* Most tasks name the kinds of product they want: each of them must be there, not withdrawn, dated not in the future,
  with number and date. A dossier or data carries no number; its date is enough.
* A task that names no kind wants one paper of any kind: nobody's word alone ever finishes a task.
* A task that goes on (regularly, done before a day) gives its first product long before it is done: the product and
  somebody who says that nothing more will come finish it together.
* A task that recurs or answers what arises (every two weeks, regularly, when something arises) is never done while the
  plan runs. Its products keep it in time; on the plan's last day what was given in time is done, once somebody says so.
* What the system saw itself needs no file; while a task recurs, a proof keeps it in time and does not end it.

# Luật: KH 82/KH-UBND I.2.b («06 rõ»)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from khoso.kernel.words import noop
from khoso.stages.programme import states
from khoso.stages.programme.models.plan import DeadlineKind
from khoso.stages.programme.models.work import ProductKind

# What the system itself can prove, and how a person is told.
PROOFS: dict[str, str] = {
    "steering.founded": noop("Ban Chỉ đạo đã thành lập"),
    "guidance.published": noop("Văn bản hướng dẫn đã ban hành"),
    "round.published": noop("Kết quả đợt kiểm tra đã thông báo"),
    "report.submitted": noop("Báo cáo đã nộp"),
    "council.founded": noop("Hội đồng rà soát đã thành lập"),
    "team.founded": noop("Tổ Quản lý, Giám sát đã thành lập"),
    "list.approved": noop("Danh mục đã được phê duyệt"),
    "gate.site": noop("Địa điểm, thiết bị số hóa đã có giấy tờ"),
    "gate.devices": noop("Thiết bị đã được kiểm tra an ninh, an toàn"),
    "gate.security_plan": noop("Phương án bảo đảm an toàn đã được thẩm định"),
    "gate.rules": noop("Nội quy, quy chế số hóa đã ban hành"),
    "gate.undertaking": noop("Cam kết bảo mật đã ký"),
    "contract.signed": noop("Hợp đồng đã ký"),
    "digitised": noop("Hồ sơ trong danh mục đã số hóa"),
    "batch.accepted": noop("Sản phẩm số hóa đã nghiệm thu"),
    "data.loaded": noop("Dữ liệu đã nạp vào Kho lưu trữ số"),
    "devices.wiped": noop("Dữ liệu trên thiết bị đã được xóa"),
}
# One task of the city, whichever agency told of it.
OF_THE_CITY = frozenset({"steering.founded", "round.published"})

RECURRING = frozenset({DeadlineKind.EVERY_TWO_WEEKS, DeadlineKind.REGULARLY, DeadlineKind.WHEN_ARISING})
GOING_ON = RECURRING | {DeadlineKind.REGULARLY_BEFORE}
# Papers without a number of their own.
UNNUMBERED = frozenset({ProductKind.DATA, ProductKind.RECORD})
# Days after a period in which its report is still written.
GRACE = timedelta(days=3)
SOON = timedelta(days=7)


class Clear(StrEnum):
    """The six points."""

    PERSON = "person"
    WORK = "work"
    RESPONSIBILITY = "responsibility"
    TIME = "time"
    PRODUCT = "product"
    RESULT = "result"


CLEAR_LABELS = {
    Clear.PERSON: noop("Rõ người"),
    Clear.WORK: noop("Rõ việc"),
    Clear.RESPONSIBILITY: noop("Rõ trách nhiệm"),
    Clear.TIME: noop("Rõ thời gian"),
    Clear.PRODUCT: noop("Rõ sản phẩm"),
    Clear.RESULT: noop("Rõ kết quả"),
}

# As they stand after «thiếu».
CLEAR_SHORT = {
    Clear.PERSON: noop("người"),
    Clear.WORK: noop("việc"),
    Clear.RESPONSIBILITY: noop("trách nhiệm"),
    Clear.TIME: noop("thời gian"),
    Clear.PRODUCT: noop("sản phẩm"),
    Clear.RESULT: noop("kết quả"),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What the plan asks of a task."""

    title: str
    product: str
    kind: str
    # The plan's last good day, and the plan's own.
    last_day: date | None
    plan_ends_on: date
    wanted: tuple[str, ...] = ()
    proof: str = ""
    first_period_starts_on: date | None = None
    period_days: int = 14


@dataclass(frozen=True, slots=True)
class Paper:
    """One product as far as the rule asks."""

    kind: str
    number: str
    issued_on: date | None
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """One proof by the system as far as the rule asks."""

    happened_on: date
    is_complete: bool = True
    is_withdrawn: bool = False


def unclear(terms: Terms, *, owner: str, head: str, due_on: date | None, result: str) -> tuple[Clear, ...]:
    """Which of the six points are missing.

    Time is clear where a day is named or the plan says how often; «after another task» and a deadline nobody wrote need
    a day that somebody agreed to. The plan prints product and result in one column: an agency may say more of the
    result, and where the plan prints nothing it must.
    """
    told = {
        Clear.PERSON: bool(owner.strip()),
        Clear.WORK: bool(terms.title.strip()),
        Clear.RESPONSIBILITY: bool(head.strip()),
        Clear.TIME: bool(due_on or terms.last_day) or terms.kind in RECURRING or terms.kind == DeadlineKind.YEAR,
        Clear.PRODUCT: bool(terms.product.strip() or terms.wanted or terms.proof),
        Clear.RESULT: bool(result.strip() or terms.product.strip()),
    }
    return tuple(point for point in Clear if not told[point])


def faults(paper: Paper, today: date) -> tuple[str, ...]:
    """Why a product does not count yet; empty when it does."""
    if paper.is_withdrawn:
        return (noop("đã rút"),)
    found = []
    if not paper.number.strip() and paper.kind not in UNNUMBERED:
        found.append(noop("thiếu số, ký hiệu"))
    if paper.issued_on is None:
        found.append(noop("thiếu ngày"))
    elif paper.issued_on > today:
        found.append(noop("ngày còn ở phía trước"))
    return tuple(found)


def lacking(terms: Terms, papers: Iterable[Paper], today: date) -> tuple[str, ...]:
    """Kinds of product that are still wanted; `("",)` when any paper would do and none is there."""
    there = {paper.kind for paper in papers if not faults(paper, today)}
    if terms.wanted:
        return tuple(kind for kind in terms.wanted if kind not in there)
    return () if there else ("",)


def finished_on(
    terms: Terms, papers: Collection[Paper], proofs: Collection[Seen], *, is_said_done: bool, today: date
) -> date | None:
    """The day of the product or proof that finished the task; None while it is not finished. See the module."""
    if terms.kind in RECURRING:
        if today < terms.plan_ends_on or not is_said_done:
            return None
        return last_shown(papers, proofs, today)
    seen = [proof.happened_on for proof in proofs if proof.is_complete and not proof.is_withdrawn]
    if seen:
        return min(seen)
    if lacking(terms, papers, today) or (terms.kind in GOING_ON and not is_said_done):
        return None
    good = [(paper.kind, paper.issued_on) for paper in papers if not faults(paper, today) and paper.issued_on]
    if terms.wanted:
        return max(min(day for kind, day in good if kind == wanted) for wanted in terms.wanted)
    return min(day for _, day in good)


def last_shown(papers: Iterable[Paper], proofs: Iterable[Seen], today: date) -> date | None:
    """The day of the newest product or proof that counts."""
    days = [paper.issued_on for paper in papers if not faults(paper, today) and paper.issued_on]
    days += [proof.happened_on for proof in proofs if not proof.is_withdrawn]
    return max(days, default=None)


def may_say_done(terms: Terms, today: date) -> bool:
    """What recurs is not done while the plan runs."""
    return terms.kind not in RECURRING or today >= terms.plan_ends_on


def due(terms: Terms, own_day: date | None, shown: date | None = None) -> date | None:
    """The last day in time: the agency's own where there is one, else the plan's.

    What comes every two weeks is due one period (and the days in which it is written) after it was last shown.
    """
    if own_day:
        return own_day
    if terms.kind == DeadlineKind.EVERY_TWO_WEEKS:
        first = terms.first_period_starts_on
        since = shown or (first - timedelta(days=1) if first else None)
        if since is None:
            return terms.last_day
        return min(since + timedelta(days=terms.period_days) + GRACE, max(terms.plan_ends_on, since))
    if terms.kind == DeadlineKind.YEAR:
        return terms.last_day or terms.plan_ends_on
    return terms.last_day


@dataclass(frozen=True, slots=True)
class Standing:
    """How a task stands against its day."""

    due_on: date | None
    # Days until the last good day, that day being 0; negative when it is past.
    days_left: int | None
    is_late: bool
    is_soon: bool


def standing(state: str, due_on: date | None, today: date, done_on: date | None = None) -> Standing:
    """Late is what is not done on the day after its last; what was done too late stays marked so."""
    if due_on is None or state == states.WAIVED:
        return Standing(due_on, None, False, False)
    if state == states.DONE:
        return Standing(due_on, None, bool(done_on and done_on > due_on), False)
    left = (due_on - today).days
    return Standing(due_on, left, left < 0, 0 <= left <= SOON.days)


def round_standing(due_on: date | None, today: date) -> Standing:
    """How what comes every two weeks stands: asking for attention, never late here; a report's lateness is told by the
    reports themselves."""
    left = (due_on - today).days if due_on else None
    return Standing(due_on, left, False, left is not None and left <= SOON.days)


class Step(StrEnum):
    """What to do next about a task."""

    NAME_OWNER = "name_owner"
    NAME_HEAD = "name_head"
    SET_DAY = "set_day"
    SAY_RESULT = "say_result"
    ATTACH = "attach"
    MEND_PAPER = "mend_paper"
    SAY_DONE = "say_done"
    BEGIN = "begin"
    WAIT = "wait"
    NOTHING = "nothing"


def next_step(
    state: str, missing: Collection[Clear], *, wanting: Collection[str], has_faulty: bool, terms: Terms, is_late: bool
) -> Step:
    """The one thing that brings a task further, in the order in which people would do it."""
    if state in (states.DONE, states.WAIVED):
        return Step.NOTHING
    if has_faulty and wanting:
        return Step.MEND_PAPER
    if state == states.SAID_DONE and wanting:
        return Step.ATTACH
    if Clear.PERSON in missing:
        return Step.NAME_OWNER
    if terms.kind in RECURRING:
        return Step.ATTACH if is_late and not terms.proof else Step.WAIT
    if not wanting and terms.kind in GOING_ON and state != states.SAID_DONE:
        return Step.SAY_DONE
    if is_late:
        return Step.ATTACH
    if Clear.TIME in missing:
        return Step.SET_DAY
    if Clear.RESPONSIBILITY in missing:
        return Step.NAME_HEAD
    if Clear.RESULT in missing:
        return Step.SAY_RESULT
    return Step.BEGIN if state == states.NOT_BEGUN else Step.ATTACH
