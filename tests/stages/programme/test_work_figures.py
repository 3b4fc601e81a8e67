"""Figures read from tasks: what was known at any moment, with the list behind it; cards of the home page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.house import MOMENT, House, person
from tests.stages.programme.files import pdf, upload
from tests.stages.programme.tasks import programme, task

from khoso.kernel import clock
from khoso.kernel.figures import Figure
from khoso.stages.programme import actions
from khoso.stages.programme.models import Product, Task
from khoso.stages.programme.work import figures

pytestmark = [pytest.mark.mission("P5"), pytest.mark.mission("P6")]

HOUR = timedelta(hours=1)


def declared() -> dict[str, Figure]:
    return {figure.name: figure for figure in figures.declared()}


def held(name: str, agency: Any, until: datetime) -> int:
    """The value, after looking whether the list behind it comes to the same."""
    figure = declared()[name]
    value = figure.counted(until).get(agency.pk, 0)
    lines = figure.evidence(agency.pk, until, 0, 100)
    assert sum(line.amount for line in lines) == value
    assert figure.evidence(agency.pk, until, 1, 100) == lines[1:]
    return value


@pytest.fixture
def clerk(house: House, commune: Any) -> Any:
    return person("vanthu", (commune, "clerk"))


def test_what_is_declared() -> None:
    told = [(figure.name, str(figure.kind), figure.stage) for figure in figures.declared()]
    assert told == [
        ("programme.funding", "procedure", "fund"),
        ("programme.bidding", "procedure", "contract"),
        ("programme.contract", "procedure", "contract"),
        ("programme.acceptance", "procedure", "accept"),
        ("programme.liquidation", "procedure", "accept"),
        ("programme.handover", "procedure", "load"),
        ("programme.tasks_done", "volume", "report"),
        ("programme.tasks_late", "open", "report"),
        ("programme.claims_without_product", "open", "report"),
    ]


def test_how_far_a_procedure_was_at_each_moment(commune: Any, neighbour: Any, clerk: Any) -> None:
    one = task(commune, 5)
    moments = [MOMENT + HOUR * step for step in range(6)]
    with clock.frozen_at(moments[1]):
        actions.report_progress(one.pk, "Đang lập", by=clerk)
    with clock.frozen_at(moments[3]):
        shown = actions.Shown("decision", upload(pdf()), "5/QĐ", date(2026, 6, 10))
        actions.report_progress(one.pk, "", by=clerk, shown=shown)
    with clock.frozen_at(moments[5]):
        actions.withdraw_product(Product.objects.get().pk, "Nhầm", by=clerk)
    assert [held("programme.funding", commune, moment) for moment in moments] == [0, 1, 1, 2, 2, 1]
    assert declared()["programme.funding"].counted(moments[4]) == {commune.pk: 2}
    lines = declared()["programme.funding"].evidence(commune.pk, moments[4], 0, 10)
    assert [(line.title, line.amount) for line in lines] == [("II.5 Nhiệm vụ thứ 5", 2), ("5/QĐ qd.pdf", 0)]


def test_done_and_claimed_at_each_moment(commune: Any, clerk: Any) -> None:
    first, second = task(commune, 1), task(commune, 2)
    moments = [MOMENT + HOUR * step for step in range(4)]
    with clock.frozen_at(moments[1]):
        actions.report_progress(first.pk, "Xong", by=clerk, says_done=True)
        actions.report_progress(second.pk, "Xong", by=clerk, says_done=True)
    with clock.frozen_at(moments[2]):
        shown = actions.Shown("decision", upload(pdf()), "1/QĐ", date(2026, 6, 10))
        actions.report_progress(first.pk, "", by=clerk, shown=shown)
    assert [held("programme.claims_without_product", commune, moment) for moment in moments] == [0, 2, 1, 1]
    # Counted from when it was shown, whatever day the paper bears.
    assert [held("programme.tasks_done", commune, moment) for moment in moments] == [0, 0, 1, 1]


def test_late_from_the_day_after_the_last(commune: Any, clerk: Any) -> None:
    plan = programme()
    task(commune, 1, of=plan, deadline_to=date(2026, 11, 23))
    task(commune, 2, of=plan, deadline_kind="every_two_weeks", deadline_to=None, is_before=False)
    midday = MOMENT.replace(hour=5)
    # «Trước 23/11»: the 22nd is in time, the 23rd is not.
    assert held("programme.tasks_late", commune, midday) == 0
    assert held("programme.tasks_late", commune, midday + timedelta(days=1)) == 1


def test_what_need_not_be_done_is_neither_late_nor_open(commune: Any, neighbour: Any, house: House) -> None:
    one = task(commune, 11, deadline_to=date(2026, 6, 15))
    officer = person("noivu", (neighbour, "home_affairs"))
    actions.waive_task(one.pk, "Tự làm", by=officer)
    assert held("programme.tasks_late", commune, MOMENT) == 0
    assert held("programme.contract", commune, MOMENT) == 2


def test_rows_without_a_kept_move_are_told_by_themselves(commune: Any, house: House) -> None:
    one = task(commune, 11)
    Task.objects.filter(pk=one.pk).update(state="done", done_on=date(2026, 11, 20), begun_at=MOMENT - HOUR * 100)
    days = [MOMENT - timedelta(days=back) for back in (10, 3, 0)]
    assert [held("programme.contract", commune, moment) for moment in days] == [0, 1, 2]


def test_the_cards_of_the_home_page(commune: Any, neighbour: Any, clerk: Any) -> None:
    plan = programme()
    late = task(commune, 1, of=plan, deadline_to=date(2026, 6, 15))
    task(commune, 2, of=plan, deadline_to=date(2026, 11, 25))
    officer = person("noivu", (neighbour, "home_affairs"))
    assert [(card.name, card.count) for card in figures.home_cards(clerk)] == [("tasks-late", 1), ("tasks-soon", 1)]
    assert figures.home_cards(officer) == []
    actions.report_progress(late.pk, "Xong", by=clerk, says_done=True)
    actions.ask(late.pk, "day", "Chờ", by=clerk, day=date(2026, 12, 1))
    assert [(card.name, card.count) for card in figures.home_cards(officer)] == [
        ("task-claims", 1),
        ("task-requests", 1),
    ]
    assert figures.home_cards(person("docgia", (commune, "reader"))) == []
