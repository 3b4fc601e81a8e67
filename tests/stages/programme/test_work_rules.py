"""When a task is clear, done, late; every state and every move."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from khoso.kernel.states import WrongState
from khoso.stages.programme import states
from khoso.stages.programme.models.plan import DeadlineKind
from khoso.stages.programme.work import rules
from khoso.stages.programme.work.rules import Clear, Paper, Seen, Step, Terms

pytestmark = [pytest.mark.mission("P1"), pytest.mark.mission("P2"), pytest.mark.luat("KH82 I.2.b")]

TODAY = date(2026, 11, 22)
END = date(2026, 12, 31)


def terms(**more: Any) -> Terms:
    given: dict[str, Any] = {
        "title": "Thành lập Hội đồng",
        "product": "Quyết định",
        "kind": "before",
        "last_day": date(2026, 6, 14),
        "plan_ends_on": END,
        "wanted": ("decision",),
        "first_period_starts_on": date(2026, 6, 1),
        **more,
    }
    return Terms(**given)


def decision(day: date | None = date(2026, 6, 10), *, number: str = "12/QĐ-UBND", **more: Any) -> Paper:
    return Paper(more.pop("kind", "decision"), number, day, **more)


def test_a_task_with_everything_named_is_clear() -> None:
    assert rules.unclear(terms(), owner="Lan", head="Minh", due_on=None, result="") == ()


@pytest.mark.parametrize(
    ("what", "told", "missing"),
    [
        ({}, {"owner": " "}, (Clear.PERSON,)),
        ({"title": ""}, {}, (Clear.WORK,)),
        ({}, {"head": ""}, (Clear.RESPONSIBILITY,)),
        ({"last_day": None, "kind": "none"}, {}, (Clear.TIME,)),
        ({"last_day": None, "kind": "after"}, {}, (Clear.TIME,)),
        ({"last_day": None, "kind": "after"}, {"due_on": TODAY}, ()),
        ({"last_day": None, "kind": "every_two_weeks"}, {}, ()),
        ({"last_day": None, "kind": "when_arising"}, {}, ()),
        ({"product": "", "wanted": ()}, {}, (Clear.PRODUCT, Clear.RESULT)),
        ({"product": "", "wanted": ()}, {"result": "Xong 100 hồ sơ"}, (Clear.PRODUCT,)),
        ({"product": ""}, {}, (Clear.RESULT,)),
    ],
)
def test_what_is_missing_of_the_six(what: dict[str, Any], told: dict[str, Any], missing: tuple[Clear, ...]) -> None:
    said = {"owner": "Lan", "head": "Minh", "due_on": None, "result": "", **told}
    assert rules.unclear(terms(**what), **said) == missing


@pytest.mark.parametrize(
    ("paper", "wrong"),
    [
        (decision(), ()),
        (decision(number=" "), ("thiếu số, ký hiệu",)),
        (decision(None), ("thiếu ngày",)),
        (decision(date(2026, 11, 23)), ("ngày còn ở phía trước",)),
        (decision(TODAY), ()),
        (decision(is_withdrawn=True), ("đã rút",)),
        (decision(number="", kind="data"), ()),
        (decision(number="", kind="record"), ()),
    ],
)
def test_what_a_product_lacks(paper: Paper, wrong: tuple[str, ...]) -> None:
    assert rules.faults(paper, TODAY) == wrong


def done(told: Terms, papers: list[Paper], proofs: list[Seen] | None = None, *, said: bool = False) -> date | None:
    return rules.finished_on(told, papers, proofs or [], is_said_done=said, today=TODAY)


def test_a_task_is_done_on_the_day_of_its_product_and_not_when_somebody_says_so() -> None:
    assert done(terms(), [], said=True) is None
    assert done(terms(), [decision()]) == date(2026, 6, 10)
    assert done(terms(), [decision(number="")], said=True) is None
    assert done(terms(), [decision(is_withdrawn=True)], said=True) is None


def test_every_kind_that_is_wanted_must_be_there() -> None:
    two = terms(wanted=("minutes", "decision"))
    assert done(two, [decision()], said=True) is None
    minutes = decision(date(2026, 6, 12), kind="minutes")
    # The first of each kind, and of these the last.
    assert done(two, [decision(), decision(date(2026, 7, 1)), minutes]) == date(2026, 6, 12)
    assert rules.lacking(two, [minutes], TODAY) == ("decision",)


def test_a_task_that_names_no_kind_wants_one_paper_of_any() -> None:
    none = terms(wanted=())
    assert rules.lacking(none, [], TODAY) == ("",)
    assert done(none, [], said=True) is None
    assert done(none, [decision(kind="letter")]) == date(2026, 6, 10)


def test_what_goes_on_needs_the_product_and_somebody_who_says_it_is_over() -> None:
    on = terms(kind="regularly_before")
    assert done(on, [decision()]) is None
    assert done(on, [], said=True) is None
    assert done(on, [decision()], said=True) == date(2026, 6, 10)


@pytest.mark.parametrize("kind", sorted(rules.RECURRING))
def test_what_recurs_is_not_done_while_the_plan_runs(kind: str) -> None:
    again = terms(kind=kind, wanted=("report",))
    papers = [decision(kind="report"), decision(date(2026, 11, 1), kind="report")]
    assert not rules.may_say_done(again, TODAY)
    assert done(again, papers, [Seen(TODAY)], said=True) is None
    assert rules.may_say_done(again, END)
    assert rules.finished_on(again, papers, [], is_said_done=True, today=END) == date(2026, 11, 1)


def test_the_system_proves_without_a_file_wholly_or_in_part() -> None:
    assert done(terms(), [], [Seen(date(2026, 6, 9))]) == date(2026, 6, 9)
    assert done(terms(), [], [Seen(date(2026, 6, 9), is_complete=False)]) is None
    assert done(terms(), [], [Seen(date(2026, 6, 9), is_withdrawn=True)]) is None


@pytest.mark.parametrize(
    ("kind", "own", "shown", "due"),
    [
        ("before", None, None, date(2026, 6, 14)),
        ("before", date(2026, 8, 1), None, date(2026, 8, 1)),
        ("every_two_weeks", None, None, date(2026, 6, 17)),
        ("every_two_weeks", None, date(2026, 6, 15), date(2026, 7, 2)),
        ("every_two_weeks", None, date(2026, 12, 28), END),
    ],
)
def test_the_day_a_task_is_due(kind: str, own: date | None, shown: date | None, due: date) -> None:
    assert rules.due(terms(kind=kind), own, shown) == due


def test_late_begins_the_day_after_the_last() -> None:
    last = date(2026, 11, 22)
    assert rules.standing(states.UNDER_WAY, last, TODAY).is_late is False
    assert rules.standing(states.UNDER_WAY, last, date(2026, 11, 23)).days_left == -1
    assert rules.standing(states.UNDER_WAY, last, date(2026, 11, 23)).is_late is True
    assert rules.standing(states.UNDER_WAY, date(2026, 11, 29), TODAY).is_soon is True
    assert rules.standing(states.UNDER_WAY, date(2026, 11, 30), TODAY).is_soon is False
    assert rules.standing(states.WAIVED, last, date(2026, 12, 1)).is_late is False
    # Done, but too late: it stays marked.
    assert rules.standing(states.DONE, last, TODAY, date(2026, 11, 23)).is_late is True


@pytest.mark.parametrize(
    ("state", "missing", "more", "step"),
    [
        (states.DONE, {Clear.PERSON}, {}, Step.NOTHING),
        (states.NOT_BEGUN, {Clear.PERSON, Clear.TIME}, {}, Step.NAME_OWNER),
        (states.UNDER_WAY, set(), {"has_faulty": True}, Step.MEND_PAPER),
        (states.SAID_DONE, {Clear.TIME}, {}, Step.ATTACH),
        (states.NOT_BEGUN, {Clear.TIME}, {}, Step.SET_DAY),
        (states.NOT_BEGUN, {Clear.RESPONSIBILITY}, {}, Step.NAME_HEAD),
        (states.NOT_BEGUN, {Clear.RESULT}, {}, Step.SAY_RESULT),
        (states.NOT_BEGUN, set(), {}, Step.BEGIN),
        (states.UNDER_WAY, set(), {}, Step.ATTACH),
        (states.UNDER_WAY, set(), {"terms": terms(kind="regularly_before"), "wanting": ()}, Step.SAY_DONE),
        (states.UNDER_WAY, set(), {"terms": terms(kind="regularly")}, Step.WAIT),
    ],
)
def test_the_next_step(state: str, missing: set[Clear], more: dict[str, Any], step: Step) -> None:
    given = {"wanting": ("decision",), "has_faulty": False, "terms": terms(), "is_late": False, **more}
    assert rules.next_step(state, missing, **given) == step


def test_every_kind_of_deadline_is_thought_of() -> None:
    assert {kind for kind in DeadlineKind if rules.due(terms(kind=kind, last_day=None), None) is None} == {
        "day",
        "before",
        "month",
        "months",
        "regularly_before",
        "regularly",
        "after",
        "when_arising",
        "none",
    }


ALLOWED = {
    "not_begun": {"report": "under_way", "say_done": "said_done", "prove": "done", "waive": "waived"},
    "under_way": {"report": "under_way", "say_done": "said_done", "prove": "done", "waive": "waived"},
    "said_done": {"report": "under_way", "prove": "done", "waive": "waived"},
    "done": {"reopen": "under_way"},
    "waived": {"resume": "under_way"},
}


@pytest.mark.parametrize("state", states.TASK_STATES.states)
@pytest.mark.parametrize("move", states.TASK_STATES.actions)
def test_every_move_from_every_state(state: str, move: str) -> None:
    wanted = ALLOWED[state].get(move)
    if wanted is None:
        with pytest.raises(WrongState):
            states.TASK_STATES.next(state, move)
    else:
        assert states.TASK_STATES.next(state, move) == wanted
