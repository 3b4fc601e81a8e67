"""Two people key an item, neither seeing the other; who keyed never decides between them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.stages.recognition.desk_for_tests import GOOD, Stock, stands, state_of

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.roles import Role
from khoso.kernel.errors import KhosoError
from khoso.kernel.states import WrongState
from khoso.stages.catalogue.models import Item
from khoso.stages.recognition import queries, states
from khoso.stages.recognition.confirming import queries as turns
from khoso.stages.recognition.confirming import rules
from khoso.stages.recognition.confirming.actions import AtDesk, arbitrate, confirm
from khoso.stages.recognition.confirming.errors import ConfirmingNotAllowed, HeldByAnother, KeyedAlready, NobodyNamed
from khoso.stages.recognition.models import DeskTurn, ItemFields, Keying

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D5")]
OTHER = {**GOOD, "signer": "Lê Văn Hưng"}


@pytest.fixture
def stock() -> Stock:
    return Stock()


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        ("TTr-CC", "ttr - cc", True),
        ("Về việc xây cầu.", "về việc  xây cầu", True),
        ("Uỷ ban hoà giải", "Ủy ban hòa giải", True),
        ("Lê Văn Hùng", "Lê Văn Hưng", False),
        ("Đỗ Văn A", "Dỗ Văn A", False),
        ("139", "138", False),
        ("", "khẩn", False),
    ],
)
def test_case_points_and_places_of_tones_are_no_difference_but_tones_and_vowels_are(
    left: str, right: str, alike: bool
) -> None:
    assert (rules.agree("subject", left, right), rules.agree("subject", right, left)) == (alike, alike)


def test_a_day_is_the_same_however_it_is_written() -> None:
    assert rules.agree("issued_date", "5/7/2010", "05/07/2010")
    assert not rules.agree("issued_date", "05/07/2010", "05/08/2010")


def test_one_person_is_enough_where_the_policy_wants_no_second(stock: Stock) -> None:
    fields = stock.item(doubts=[("signer", "Lê Văn Hũng")])
    assert confirm(fields.item_id, GOOD, stock.person("mot"), AtDesk(12, 5)) == "confirmed"
    assert stands(fields, "signer") == ("Lê Văn Hùng", "person")
    turn = DeskTurn.objects.get()
    assert (turn.kind, turn.seconds, turn.keys, turn.by.username) == ("confirm", 12, 5, "mot")


def test_the_first_keying_changes_nothing_of_the_item(stock: Stock) -> None:
    fields = stock.item(wanted=2, doubts=[("signer", "Lê Văn Hũng")])
    confirm(fields.item_id, GOOD, stock.person("mot"))
    item = Item.objects.get(pk=fields.item_id)
    assert (state_of(fields), item.subject, item.signer, item.described_by) == ("keyed", "", "", "catalogue")
    assert stands(fields, "signer") == (None, "")
    # What was entered is nowhere in the trail either.
    assert [entry.verb for entry in AuditEntry.objects.filter(content__contains="Lê Văn Hùng")] == []


def test_two_equal_keyings_confirm(stock: Stock) -> None:
    fields = stock.item(wanted=2, doubts=[("signer", "Lê Văn Hũng")])
    one, two = stock.person("mot"), stock.person("hai")
    confirm(fields.item_id, GOOD, one)
    assert confirm(fields.item_id, {**GOOD, "subject": "về việc xây cầu."}, two) == "confirmed"
    assert stands(fields, "signer") == ("Lê Văn Hùng", "twice")
    assert Item.objects.get(pk=fields.item_id).signer == "Lê Văn Hùng"
    assert queries.confirmers([stock.delivery.pk]) == {"", "mot", "hai"} - {""} | {"system"}
    assert [(row.username, row.keyed, row.agreed) for row in turns.figures(stock.person("xem", Role.HEAD))] == [
        ("hai", 1, 1),
        ("mot", 1, 1),
    ]


def test_two_different_keyings_wait_for_an_arbiter(stock: Stock) -> None:
    fields = stock.item(wanted=2, doubts=[("signer", "Lê Văn Hũng"), ("issuer", "Cong ty Mẫu")])
    one, two, judge = stock.person("mot"), stock.person("hai"), stock.person("ba", Role.SUPERVISOR)
    confirm(fields.item_id, GOOD, one)
    assert confirm(fields.item_id, OTHER, two) == "disputed"
    assert Item.objects.get(pk=fields.item_id).subject == ""
    _, contested = turns.disputes_of(ItemFields.objects.get(pk=fields.pk))
    assert contested == [turns.Dispute("signer", "Lê Văn Hùng", "Lê Văn Hưng")]
    arbitrate(fields.item_id, OTHER, judge)
    assert (state_of(fields), Item.objects.get(pk=fields.item_id).signer) == ("confirmed", "Lê Văn Hưng")
    assert (stands(fields, "signer"), stands(fields, "issuer")) == (
        ("Lê Văn Hưng", "arbitrated"),
        ("Công ty Mẫu", "twice"),
    )
    told = {row.username: (row.judged, row.agreed, row.overruled, row.arbitrated) for row in turns.figures(judge)}
    assert told == {"mot": (1, 0, 1, 0), "hai": (1, 0, 0, 0), "ba": (0, 0, 0, 1)}
    # Luật: who made it never judges: all three had a part in it.
    assert queries.confirmers([stock.delivery.pk]) >= {"mot", "hai", "ba"}


Act = Callable[[ItemFields, "People"], object]


class People:
    def __init__(self, stock: Stock) -> None:
        self.first = stock.person("mot", Role.CLERK, Role.SUPERVISOR)
        self.second = stock.person("hai", Role.CLERK, Role.SUPERVISOR)
        self.third = stock.person("ba", Role.CLERK)
        self.judge = stock.person("tu", Role.SUPERVISOR)
        far = Stock("DESK.09")
        self.far = far.person("xa", Role.CLERK, Role.SUPERVISOR)


def bring(stock: Stock, people: People, state: str) -> ItemFields:
    """An item two people key, in this state."""
    wanted = 2 if state in ("waiting", "keyed", "disputed") else 1
    fields = stock.item(state=state if state in ("reading", "passed") else "waiting", wanted=wanted)
    if state in ("keyed", "disputed"):
        confirm(fields.item_id, GOOD, people.first)
    if state == "disputed":
        confirm(fields.item_id, OTHER, people.second)
    if state == "confirmed":
        confirm(fields.item_id, GOOD, people.first)
    return fields


NO_RIGHT, MINE, WRONG = ConfirmingNotAllowed, KeyedAlready, WrongState
CONFIRMING = {
    "reading": {"first": WRONG, "second": WRONG, "third": WRONG, "judge": NO_RIGHT, "far": NO_RIGHT},
    "waiting": {"first": "keyed", "second": "keyed", "third": "keyed", "judge": NO_RIGHT, "far": NO_RIGHT},
    "keyed": {"first": MINE, "second": "disputed", "third": "disputed", "judge": NO_RIGHT, "far": NO_RIGHT},
    "disputed": {"first": WRONG, "second": WRONG, "third": WRONG, "judge": NO_RIGHT, "far": NO_RIGHT},
    "confirmed": {
        "first": "confirmed",
        "second": "confirmed",
        "third": "confirmed",
        "judge": NO_RIGHT,
        "far": NO_RIGHT,
    },
    "passed": {"first": "confirmed", "second": "confirmed", "third": "confirmed", "judge": NO_RIGHT, "far": NO_RIGHT},
}
SETTLING = {
    state: {
        "first": MINE if state == "disputed" else WRONG,
        "second": MINE if state == "disputed" else WRONG,
        "third": NO_RIGHT,
        "judge": "confirmed" if state == "disputed" else WRONG,
        "far": NO_RIGHT,
    }
    for state in states.FIELD_STATES.states
}


@pytest.mark.parametrize("state", states.FIELD_STATES.states)
@pytest.mark.parametrize("who", ["first", "second", "third", "judge", "far"])
def test_every_state_answers_everybody(stock: Stock, state: str, who: str) -> None:
    people = People(stock)
    fields = bring(stock, people, state)
    assert _came(lambda: confirm(fields.item_id, OTHER, getattr(people, who)), fields) == CONFIRMING[state][who]
    again = bring(stock, people, state)
    assert _came(lambda: arbitrate(again.item_id, OTHER, getattr(people, who)), again) == SETTLING[state][who]


def _came(act: Callable[[], object], fields: ItemFields) -> object:
    before = state_of(fields)
    try:
        act()
    except KhosoError as refused:
        assert state_of(fields) == before
        return type(refused)
    return state_of(fields)


def test_what_is_scanned_anew_is_keyed_anew(stock: Stock) -> None:
    fields = stock.item(wanted=2)
    one, two = stock.person("mot"), stock.person("hai")
    confirm(fields.item_id, GOOD, one)
    ItemFields.objects.filter(pk=fields.pk).update(state=states.WAITING)
    confirm(fields.item_id, OTHER, two)
    assert [(row.ordinal, row.by.username) for row in Keying.objects.all()] == [(1, "hai")]
    # Whose keying of the earlier scan is gone had a part in it all the same.
    assert queries.confirmers([stock.delivery.pk]) == {"mot", "hai"}


def test_a_program_without_an_account_cannot_be_one_of_two(stock: Stock) -> None:
    fields = stock.item(wanted=2)
    with pytest.raises(NobodyNamed):
        confirm(fields.item_id, GOOD)
    assert confirm(stock.item().item_id, GOOD) == "confirmed"


def test_what_somebody_else_holds_is_not_written(stock: Stock) -> None:
    from khoso.stages.recognition.confirming import claims

    fields = stock.item()
    one, two = stock.person("mot"), stock.person("hai")
    assert claims.claim(fields.pk, one) is None
    with pytest.raises(HeldByAnother, match="Người mot"):
        confirm(fields.item_id, GOOD, two)
    assert confirm(fields.item_id, GOOD, one) == "confirmed"


def test_who_keyed_holds_the_item_against_nobody(stock: Stock) -> None:
    from django.test import Client
    from django.urls import reverse
    from tests.house import signed_in

    fields = stock.item(wanted=2)
    one, two = stock.person("mot"), stock.person("hai")
    confirm(fields.item_id, GOOD, one)
    client = signed_in(Client(), one)
    assert client.get(reverse("recognition:confirm", args=[fields.item_id])).status_code == 200
    client.post(reverse("recognition:confirm-hold", args=[fields.item_id]))
    assert confirm(fields.item_id, GOOD, two) == "confirmed"
