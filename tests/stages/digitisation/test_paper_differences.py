"""What comes back otherwise than it went out: found, explained by its owner, concluded by the agency."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.house import House, person
from tests.stages.digitisation.paper_house import SHEETS, PaperHouse, paper_house

from khoso.kernel import clock, news
from khoso.kernel.figures import CardKind
from khoso.kernel.states import WrongState
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.digitisation import states
from khoso.stages.digitisation.events import PaperBack, PaperHandedOut
from khoso.stages.digitisation.models import PaperDifference
from khoso.stages.digitisation.paper import cards, differences, queries
from khoso.stages.digitisation.paper.actions import Counted
from khoso.stages.digitisation.paper.errors import NotToConclude, NotYourSide, SheetsWanting, WordsWanting

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D2"), pytest.mark.luat("TT05 Đ.9.1.c; Đ.9.4.e")]
MISSING = Counted("missing")


@pytest.fixture
def there(house: House) -> PaperHouse:
    made = paper_house()
    made.out()
    return made


def found() -> list[tuple[str, str, str]]:
    return list(PaperDifference.objects.order_by("pk").values_list("kind", "went", "came"))


@pytest.mark.parametrize(
    ("counted", "wanted"),
    [
        (Counted("here", SHEETS, "02"), []),
        (Counted("here", SHEETS, "01"), []),
        (Counted("here", 39, "02"), [("sheets_fewer", "40", "39")]),
        (Counted("here", 41, "02"), [("sheets_more", "40", "41")]),
        (Counted("here", SHEETS, "03"), [("condition_worse", "02", "03")]),
        (Counted("here", 38, "03"), [("sheets_fewer", "40", "38"), ("condition_worse", "02", "03")]),
        (MISSING, [("dossier_missing", "40", "")]),
        (Counted("left"), []),
    ],
)
def test_every_kind_of_difference_of_a_dossier(
    there: PaperHouse, counted: Counted, wanted: list[tuple[str, str, str]]
) -> None:
    there.back(d1=counted)
    assert found() == wanted
    told = digitisation.paper_balance(there.batch.pk)
    assert told.open_differences == len(wanted)
    assert told.is_back == (not wanted and counted.presence == "here")


def test_a_box_of_which_nothing_came_is_one_difference(there: PaperHouse) -> None:
    there.back(d1=MISSING, d2=MISSING, d3=MISSING)
    assert found() == [("box_missing", str(3 * SHEETS), "")]
    one = PaperDifference.objects.get()
    assert (one.owner, one.due_on, one.line) == (there.lead, clock.today() + timedelta(days=7), None)
    told = digitisation.paper_balance(there.batch.pk)
    assert (told.dossiers_back, told.dossiers_away, told.open_differences) == (3, 3, 1)


def test_a_batch_is_back_when_what_was_lost_is_found(there: PaperHouse) -> None:
    there.back(d1=MISSING)
    one = PaperDifference.objects.get()
    differences.find(one, "Nằm lẫn ở hộp khác", sheets=SHEETS, condition="02", by=there.clerk)
    assert digitisation.paper_balance(there.batch.pk) == queries.PaperBalance(6, 6, 240, 240, 0, True)


def test_a_box_found_whole_brings_all_its_dossiers_back(there: PaperHouse) -> None:
    there.back(d1=MISSING, d2=MISSING, d3=MISSING)
    differences.find(PaperDifference.objects.get(), "Còn trên xe", sheets=3 * SHEETS, condition="", by=there.clerk)
    assert digitisation.paper_balance(there.batch.pk) == queries.PaperBalance(6, 6, 240, 240, 0, True)


def test_what_is_found_with_fewer_sheets_is_a_difference_again(there: PaperHouse) -> None:
    there.back(d1=MISSING)
    with pytest.raises(SheetsWanting):
        differences.find(PaperDifference.objects.get(), "Tìm thấy", sheets=None, condition="", by=there.clerk)
    differences.find(PaperDifference.objects.get(), "Tìm thấy", sheets=37, condition="03", by=there.clerk)
    assert found() == [("dossier_missing", "40", "37"), ("sheets_fewer", "40", "37"), ("condition_worse", "02", "03")]
    told = digitisation.paper_balance(there.batch.pk)
    assert (told.dossiers_back, told.sheets_back, told.open_differences, told.is_back) == (6, 237, 2, False)


def test_what_is_lost_for_good_is_concluded_on(there: PaperHouse) -> None:
    there.back(d1=MISSING)
    one = PaperDifference.objects.get()
    differences.explain(one, "Thất lạc khi vận chuyển", by=there.lead)
    differences.settle(one, "Biên bản xử lý 05/BB-UBND, bồi thường theo hợp đồng", by=there.head)
    told = digitisation.paper_balance(there.batch.pk)
    assert told == queries.PaperBalance(6, 5, 240, 200, 0, True, dossiers_settled=1)
    assert told.dossiers_away == 0


def test_every_state_and_every_act_of_a_difference(there: PaperHouse) -> None:
    there.back(d1=Counted("here", 39, "02"))
    one = PaperDifference.objects.get()
    acts: dict[str, Any] = {
        "explain": lambda: differences.explain(one, "Đếm nhầm", by=there.lead),
        "refuse": lambda: differences.refuse(one, "Chưa rõ", due_on=None, by=there.head),
        "find": lambda: differences.find(one, "Đã kẹp lại tờ thiếu", sheets=None, condition="", by=there.clerk),
        "settle": lambda: differences.settle(one, "05/BB", by=there.supervisor),
    }
    table = states.DIFFERENCE_STATES
    assert set(acts) == set(table.actions)
    for state in table.states:
        for act, do in acts.items():
            PaperDifference.objects.update(state=state)
            if table.allows(state, act):
                do()
                assert PaperDifference.objects.get().state == table.next(state, act)
            else:
                with pytest.raises(WrongState):
                    do()
                assert PaperDifference.objects.get().state == state


def test_who_lost_it_neither_finds_nor_concludes(there: PaperHouse) -> None:
    there.back(d1=MISSING)
    one = PaperDifference.objects.get()
    with pytest.raises(NotYourSide):
        differences.find(one, "Tìm thấy", sheets=40, condition="", by=there.lead)
    with pytest.raises(NotYourSide):
        differences.explain(one, "Không phải tôi", by=there.clerk)
    differences.explain(one, "Đang tìm", by=there.lead)
    for who in (there.lead, there.clerk, person("ngoai")):
        with pytest.raises(NotToConclude):
            differences.settle(one, "Xong", by=who)
    with pytest.raises(WordsWanting):
        differences.settle(one, " ", by=there.head)
    assert PaperDifference.objects.get().state == states.EXPLAINED


def test_another_person_answers_by_another_day(there: PaperHouse) -> None:
    there.back(d1=MISSING)
    one = PaperDifference.objects.get()
    operator = person("nguoi-quet", (there.agency, "contractor_operator"))
    day = clock.today() + timedelta(days=20)
    differences.assign(one, operator, due_on=day, by=there.head)
    one.refresh_from_db()
    assert (one.owner, one.due_on) == (operator, day)
    with pytest.raises(NotYourSide):
        differences.assign(one, there.clerk, due_on=day, by=there.head)


def test_the_home_page_tells_who_answers_and_who_concludes(there: PaperHouse) -> None:
    there.back(d1=MISSING)
    one = PaperDifference.objects.get()

    def told(who: Any) -> list[tuple[str, CardKind, int | None]]:
        return [(card.name, card.kind, card.count) for card in cards.home_cards(who)]

    assert told(there.lead) == [("paper-differences", CardKind.WAITING, 1)]
    assert told(there.head) == []
    PaperDifference.objects.update(due_on=clock.today() - timedelta(days=1))
    assert told(there.lead) == [("paper-differences-late", CardKind.LATE, 1)]
    differences.explain(one, "Đang tìm", by=there.lead)
    assert told(there.lead) == []
    assert told(there.head) == [("paper-differences-explained", CardKind.WAITING, 1)]


def test_the_other_side_is_told_that_one_confirmed(there: PaperHouse) -> None:
    from khoso.stages.digitisation.paper import actions

    one = there.counted(there.made("back"))
    actions.confirm(one, by=there.lead)
    assert [card.name for card in cards.home_cards(there.clerk)] == ["paper-to-confirm"]
    assert cards.home_cards(there.lead) == []


def test_news_of_paper_out_and_of_all_paper_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []
    there = paper_house(boxes=1)
    monkeypatch.setattr(news, "_deliver", heard.append)
    out = there.out()
    there.back(d1=MISSING)
    differences.find(PaperDifference.objects.get(), "Thấy rồi", sheets=SHEETS, condition="02", by=there.clerk)
    assert heard == [PaperHandedOut(out.pk, there.batch.pk), PaperBack(there.batch.pk)]
