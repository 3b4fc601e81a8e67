"""Paper handed out and back: both sides count and confirm for themselves, then nothing changes any more."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.house import House, person
from tests.stages.digitisation.paper_house import SHEETS, PaperHouse, paper_house

from khoso.foundation.identity.models import Person
from khoso.kernel.states import WrongState
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.digitisation import states
from khoso.stages.digitisation.models import Batch, PaperHandOver, PaperLine
from khoso.stages.digitisation.paper import actions, queries, rules
from khoso.stages.digitisation.paper.actions import Counted
from khoso.stages.digitisation.paper.errors import (
    BatchNotOpen,
    Frozen,
    MayNotMakeOut,
    NotCounted,
    NothingChosen,
    NotYourSide,
    NumberWanting,
    SamePerson,
    SheetsWanting,
    SidesDiffer,
    WordsWanting,
)
from khoso.stages.digitisation.paper.offers import offers

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D2"), pytest.mark.luat("TT05 Đ.9.1.c; Đ.9.4.e")]


@pytest.fixture
def there(house: House) -> PaperHouse:
    return paper_house()


def lines(one: PaperHandOver) -> list[PaperLine]:
    return list(PaperLine.objects.filter(hand_over=one).order_by("place"))


def test_every_state_and_every_act_of_a_hand_over(there: PaperHouse) -> None:
    acts: dict[str, Any] = {
        "confirm_giver": lambda one: actions.confirm(one, by=there.clerk),
        "confirm_receiver": lambda one: actions.confirm(one, by=there.lead),
        "withdraw_giver": lambda one: actions.withdraw(one, by=there.clerk),
        "withdraw_receiver": lambda one: actions.withdraw(one, by=there.lead),
        "cancel": lambda one: actions.cancel(one, "Hoãn", by=there.clerk),
    }
    ways = {
        states.COUNTING: (),
        states.GIVEN: ("confirm_giver",),
        states.RECEIVED: ("confirm_receiver",),
        states.CONFIRMED: ("confirm_giver", "confirm_receiver"),
        states.CANCELLED: ("cancel",),
    }
    assert set(acts) == set(states.HAND_OVER_STATES.actions)
    assert set(ways) == set(states.HAND_OVER_STATES.states)
    for state, way in ways.items():
        for act, do in acts.items():
            PaperHandOver.objects.all().delete()
            one = there.counted(there.made("out"))
            for step in way:
                acts[step](one)
            if states.HAND_OVER_STATES.allows(state, act):
                do(one)
                assert PaperHandOver.objects.get().state == states.HAND_OVER_STATES.next(state, act)
            else:
                with pytest.raises(WrongState):
                    do(one)
                assert PaperHandOver.objects.get().state == state


def test_boxes_stand_in_the_order_of_the_store_and_what_is_out_is_not_offered_again(there: PaperHouse) -> None:
    first = offers(there.batch, "out")
    assert [(one.box, len(one.dossiers), one.sheets) for one in first] == [("01", 3, 3 * SHEETS), ("02", 3, 3 * SHEETS)]
    one = there.made("out", {first[0].key})
    assert [offer.box for offer in offers(there.batch, "out")] == ["02"]
    assert offers(there.batch, "back") == []
    actions.cancel(one, "Chưa có xe", by=there.clerk)
    assert [offer.box for offer in offers(there.batch, "out")] == ["01", "02"]


def test_several_waves_go_out_and_come_back(there: PaperHouse) -> None:
    keys = [one.key for one in offers(there.batch, "out")]
    for key in keys:
        there.confirmed(there.counted(there.made("out", {key})))
    assert [one.one.ordinal for one in queries.hand_overs_of(there.batch.pk)] == [2, 1]
    assert [one.key for one in offers(there.batch, "back")] == keys
    there.confirmed(there.counted(there.made("back", {keys[1]})))
    told = digitisation.paper_balance(there.batch.pk)
    assert (told.dossiers_out, told.dossiers_back, told.dossiers_away, told.is_back) == (6, 3, 3, False)
    there.confirmed(there.counted(there.made("back")))
    assert digitisation.paper_balance(there.batch.pk) == queries.PaperBalance(6, 6, 240, 240, 0, True)


def test_a_dossier_left_in_the_store_goes_with_the_next_wave(there: PaperHouse) -> None:
    left = Counted("left", None, "", "Đang có người mượn đọc")
    there.confirmed(there.counted(there.made("out"), d2=left))
    [box] = offers(there.batch, "out")
    assert [one.dossier.pk for one in box.dossiers] == [there.dossiers[1].pk]
    assert digitisation.paper_balance(there.batch.pk).dossiers_out == 5


def test_a_batch_of_which_no_paper_went_out_has_nothing_back(there: PaperHouse) -> None:
    assert digitisation.paper_balance(there.batch.pk) == queries.PaperBalance(0, 0, 0, 0, 0, is_back=False)


def test_neither_side_counts_or_confirms_for_the_other(there: PaperHouse) -> None:
    one = there.counted(there.made("out"), there.clerk)
    assert {row.receiver_presence for row in lines(one)} == {""}
    actions.confirm(one, by=there.clerk)
    with pytest.raises(WrongState):
        actions.confirm(one, by=there.supervisor)
    with pytest.raises(NotCounted):
        actions.confirm(one, by=there.lead)
    there.counted(one, there.lead)
    assert actions.confirm(one, by=there.lead).state == states.CONFIRMED


def test_who_stands_on_which_side(there: PaperHouse) -> None:
    out = there.out()
    back = there.made("back")
    strange = person("nguoi-la", (there.agency, "contractor_operator"))
    Person.objects.filter(pk=strange.pk).update(employer=there.agency)
    strange = Person.objects.get(pk=strange.pk)
    reader = person("doc-gia", (there.agency, "reader"))
    told = {
        who: (queries.side_of(there_is, out), queries.side_of(there_is, back))
        for who, there_is in (("clerk", there.clerk), ("lead", there.lead), ("strange", strange), ("reader", reader))
    }
    assert told == {
        "clerk": ("giver", "receiver"),
        "lead": ("receiver", "giver"),
        "strange": ("", ""),
        "reader": ("", ""),
    }
    # Another firm's people do not even see it.
    assert queries.hand_over_for(strange, out.pk) is None
    assert queries.batch_for(strange, there.batch.pk) is None
    with pytest.raises(NotYourSide):
        actions.count_boxes(back, [1], by=strange)


def test_an_agency_that_scans_itself_needs_two_people(house: House) -> None:
    there = paper_house(boxes=1)
    Batch.objects.update(contractor=None)
    there.batch.refresh_from_db()
    one = there.made("out")
    there.counted(one, there.clerk)
    actions.confirm(one, by=there.clerk)
    with pytest.raises(WrongState):
        actions.confirm(one, by=there.clerk)
    there.counted(one, there.supervisor)
    assert actions.confirm(one, by=there.supervisor).receiver == there.supervisor


def test_one_person_with_both_roles_stands_for_one_side_only(there: PaperHouse) -> None:
    one = there.counted(there.made("out"))
    actions.confirm(one, by=there.clerk)
    # The clerk changes over to the contractor between the two.
    PaperHandOver.objects.filter(pk=one.pk).update(giver=there.lead)
    with pytest.raises(SamePerson):
        actions.confirm(one, by=there.lead)


def test_what_the_sides_counted_differently_is_not_confirmed(there: PaperHouse) -> None:
    one = there.counted(there.made("out"))
    first = lines(one)[0]
    actions.count_lines(one, {first.pk: Counted("here", SHEETS - 1, "02")}, by=there.lead)
    actions.confirm(one, by=there.clerk)
    with pytest.raises(SidesDiffer, match=first.reference_code):
        actions.confirm(one, by=there.lead)
    assert queries.boxes_of(one, "receiver")[0].differing == 1
    # Who confirmed takes it back to count again.
    with pytest.raises(Frozen):
        actions.count_lines(one, {first.pk: Counted("here", SHEETS - 1, "02")}, by=there.clerk)
    actions.withdraw(one, by=there.clerk)
    actions.count_lines(one, {first.pk: Counted("here", SHEETS - 1, "02")}, by=there.clerk)
    done = there.confirmed(one)
    assert (done.state, lines(done)[0].giver_sheets) == (states.CONFIRMED, SHEETS - 1)


@pytest.mark.parametrize("who", ["clerk", "lead"])
def test_confirmed_counts_are_frozen_and_proved(there: PaperHouse, who: str) -> None:
    one = there.out()
    before = list(PaperLine.objects.order_by("pk").values())
    by = getattr(there, who)
    for act in (
        lambda: actions.count_boxes(one, [box.pk for box in one.boxes.all()], by=by),
        lambda: actions.count_lines(one, {lines(one)[0].pk: Counted("here", 1, "01")}, by=by),
        lambda: actions.change_head(one, number="9", held_on=date(2026, 1, 1), place="", note="", by=by),
        lambda: actions.keep_photo(one.boxes.get(place=1), None, (b"x", 1, 1), by=by),
    ):
        with pytest.raises(Frozen):
            act()
    assert list(PaperLine.objects.order_by("pk").values()) == before
    rows = PaperLine.objects.order_by("place").values_list(
        "reference_code", "giver_presence", "giver_sheets", "giver_condition", "note"
    )
    assert one.frozen_digest == rules.digest(rows)


def test_a_whole_box_at_once_leaves_what_nobody_knows_to_a_hand(house: House) -> None:
    there = paper_house(boxes=1, declared_sheet_count=None)
    one = there.made("out")
    assert actions.count_boxes(one, [one.boxes.get().pk], by=there.clerk) == 0
    with pytest.raises(NotCounted):
        actions.confirm(one, by=there.clerk)
    actions.count_lines(one, {row.pk: Counted("here", 12) for row in lines(one)}, by=there.clerk)
    # The receiver takes over what the giver counted by hand.
    assert actions.count_boxes(one, [one.boxes.get().pk], by=there.lead) == 3
    assert {row.receiver_sheets for row in lines(one)} == {12}


def test_a_whole_box_says_the_condition_its_counter_saw(house: House) -> None:
    there = paper_house(boxes=1, physical_condition_code="")
    known = there.dossiers[0]
    known.physical_condition_code = "01"
    known.save(update_fields=["physical_condition_code"])
    one = there.made("out")
    box = one.boxes.get()
    actions.count_boxes(one, [box.pk], condition="02", by=there.clerk)
    assert [row.giver_condition for row in lines(one)] == ["01", "02", "02"]
    # The receiver takes over what the giver saw, whatever is offered.
    actions.count_boxes(one, [box.pk], condition="03", by=there.lead)
    assert [row.receiver_condition for row in lines(one)] == ["01", "02", "02"]


def test_a_whole_box_does_not_overwrite_what_was_typed(there: PaperHouse) -> None:
    one = there.made("out")
    actions.count_lines(one, {lines(one)[0].pk: Counted("here", 39, "03", "Rách bìa")}, by=there.clerk)
    there.counted(one, there.clerk)
    first = lines(one)[0]
    assert (first.giver_sheets, first.giver_condition, first.note) == (39, "03", "Rách bìa")


@pytest.mark.luat("TT05 Đ.6.4")
def test_what_must_be_treated_first_stays_in_the_store(house: House) -> None:
    there = paper_house(boxes=1)
    worn = there.dossiers[0]
    worn.physical_condition_code = "03"
    worn.save(update_fields=["physical_condition_code"])
    [offer] = offers(there.batch, "out")
    assert offer.untreated == 1
    one = there.made("out")
    actions.count_boxes(one, [one.boxes.get().pk], by=there.clerk)
    assert [(row.giver_presence, row.giver_sheets) for row in lines(one)] == [
        ("left", None),
        ("here", SHEETS),
        ("here", SHEETS),
    ]
    there.counted(one, there.lead)
    there.confirmed(one)
    assert digitisation.paper_balance(there.batch.pk).dossiers_out == 2


def test_a_dossier_that_is_there_has_sheets(there: PaperHouse) -> None:
    one = there.made("out")
    with pytest.raises(SheetsWanting):
        actions.count_lines(one, {lines(one)[0].pk: Counted("here", None)}, by=there.clerk)


def test_minutes_want_a_number_and_a_cancelled_hand_over_a_reason(there: PaperHouse) -> None:
    one = there.counted(there.made("out", number=""))
    with pytest.raises(NumberWanting):
        actions.confirm(one, by=there.clerk)
    with pytest.raises(WordsWanting):
        actions.cancel(one, "  ", by=there.clerk)


@pytest.mark.luat("ND31 Đ.12")
@pytest.mark.parametrize(
    ("state", "way", "prepared", "confirmed"),
    [
        ("planned", "out", True, False),
        ("running", "out", True, True),
        ("suspended", "out", False, False),
        ("finished", "out", False, False),
        ("closed", "out", False, False),
        ("cancelled", "out", False, False),
        ("planned", "back", False, False),
        ("running", "back", True, True),
        ("suspended", "back", True, True),
        ("finished", "back", True, True),
        ("closed", "back", False, False),
        ("cancelled", "back", False, False),
    ],
)
def test_in_which_states_of_its_batch_paper_moves(
    there: PaperHouse, state: str, way: str, prepared: bool, confirmed: bool
) -> None:
    if way == "back":
        there.out()
    Batch.objects.update(state=state)
    if not prepared:
        with pytest.raises(BatchNotOpen):
            there.made(way)
        return
    one = there.counted(there.made(way))
    if confirmed:
        assert there.confirmed(one).state == states.CONFIRMED
    else:
        with pytest.raises(BatchNotOpen):
            actions.confirm(one, by=there.clerk)


def test_paper_leaves_by_the_hand_of_who_keeps_it(there: PaperHouse) -> None:
    with pytest.raises(MayNotMakeOut):
        there.made("out", by=there.lead)
    with pytest.raises(NotYourSide):
        there.made("out", by=person("ngoai"))
    with pytest.raises(NothingChosen):
        there.made("out", set())
    assert PaperHandOver.objects.count() == 0
