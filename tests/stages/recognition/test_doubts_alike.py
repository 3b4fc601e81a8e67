"""The same doubt across a delivery is answered once, recorded, and can be taken back."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.house import signed_in
from tests.stages.recognition.desk_for_tests import GOOD, Stock, stands

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.roles import Role
from khoso.stages.recognition.alike import actions, queries, rules
from khoso.stages.recognition.confirming.actions import confirm
from khoso.stages.recognition.confirming.errors import ConfirmingNotAllowed
from khoso.stages.recognition.errors import FieldsRefused
from khoso.stages.recognition.models import ItemFields

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D5")]


@pytest.fixture
def stock() -> Stock:
    return Stock()


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("issuer", "SỞ Y TẾ", "Sở  Y tê"),
        ("issuer", "UBND XÃ L0C AN", "UBND xã Lộc An"),
        ("notation", "QĐ-SYI", "BC-SYI"),
        ("signer", "Nguyễn Văn l", "Nguyễn Văn I"),
    ],
)
def test_readings_one_answer_settles_have_one_key(name: str, one: str, other: str) -> None:
    assert rules.doubt_key(name, one) == rules.doubt_key(name, other) != ""


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("issuer", "Sở Y tế", "Sở Nội vụ"),
        ("notation", "QĐ-SYT", "QĐ-SNV"),
        # A whole notation is no tail of another.
        ("notation", "SYT", "QĐ-SYT"),
    ],
)
def test_readings_that_say_something_else_have_another(name: str, one: str, other: str) -> None:
    assert rules.doubt_key(name, one) != rules.doubt_key(name, other)


@pytest.mark.parametrize(
    ("name", "read"),
    [("number", "137"), ("issued_date", "2010"), ("subject", "V/v"), ("issuer", None), ("issuer", " ")],
)
def test_what_is_each_papers_own_is_alike_to_nothing(name: str, read: str | None) -> None:
    assert rules.doubt_key(name, read) == ""


@pytest.mark.parametrize(
    ("read", "value", "made"),
    [
        ("QĐ-SYI", "SYT", "QĐ-SYT"),
        ("BC-SYI", "UBND-VP", "BC-UBND-VP"),
        ("QĐ-SYI", "TB-SYT", "TB-SYT"),
        ("SYI", "SYT", "SYT"),
    ],
)
def test_an_answer_to_the_tail_of_a_notation_keeps_its_kind(read: str, value: str, made: str) -> None:
    assert rules.answered("notation", read, value) == made


def group_of(stock: Stock, person: Any) -> queries.Group:
    (found,) = queries.groups(person, stock.delivery.pk)
    return found


def test_one_answer_settles_all_but_those_left_out(stock: Stock) -> None:
    items = [stock.item(doubts=[("notation", f"{kind}-SYI"), ("number", "1")]) for kind in ("QĐ", "BC", "TB")]
    clerk = stock.person("mot")
    group = group_of(stock, clerk)
    assert (group.name, group.count, group.read) == ("notation", 3, "SYI")
    done = actions.answer(stock.delivery.pk, "notation", group.key, "SYT", clerk, but=[items[2].item_id])
    assert done == 2
    assert [stands(one, "notation") for one in items] == [("QĐ-SYT", "alike"), ("BC-SYT", "alike"), (None, "")]
    assert [ItemFields.objects.get(pk=one.pk).doubts for one in items] == [1, 1, 2]
    assert queries.groups(clerk) == []
    entry = AuditEntry.objects.get(verb="recognition.doubts.answer")
    assert [part in entry.content for part in ('"items":2', '"value":"SYT"', '"left_out":1')] == [True] * 3


def test_an_answer_stands_in_the_form_and_says_so_after_confirmation(stock: Stock) -> None:
    items = [stock.item(doubts=[("signer", "Lê Vân Hùng")]) for _ in range(2)]
    clerk = stock.person("mot")
    actions.answer(stock.delivery.pk, "signer", group_of(stock, clerk).key, "Lê Văn Hùng", clerk)
    page = signed_in(Client(), clerk).get(reverse("recognition:confirm", args=[items[0].item_id])).content.decode()
    assert ("Lê Văn Hùng" in page, "trả lời chung" in page) == (True, True)
    confirm(items[0].item_id, GOOD, clerk)
    confirm(items[1].item_id, {**GOOD, "signer": "Người khác"}, clerk)
    assert [stands(one, "signer") for one in items] == [("Lê Văn Hùng", "alike"), ("Người khác", "person")]


def test_an_answer_is_taken_back_where_nobody_confirmed_yet(stock: Stock) -> None:
    items = [stock.item(doubts=[("signer", "Lê Vân Hùng")]) for _ in range(3)]
    clerk = stock.person("mot")
    key = group_of(stock, clerk).key
    actions.answer(stock.delivery.pk, "signer", key, "Lê Văn Hùng", clerk)
    confirm(items[0].item_id, GOOD, clerk)
    assert [(one.count, one.value) for one in queries.answered_groups(clerk)] == [(2, "Lê Văn Hùng")]
    assert actions.take_back(stock.delivery.pk, "signer", key, clerk) == 2
    assert [stands(one, "signer") for one in items] == [("Lê Văn Hùng", "alike"), (None, ""), (None, "")]
    assert [ItemFields.objects.get(pk=one.pk).doubts for one in items] == [0, 1, 1]
    assert (queries.answered_groups(clerk), group_of(stock, clerk).count) == ([], 2)


@pytest.mark.parametrize(
    ("name", "read", "value"),
    [
        ("signer", "A B", " "),
        ("kind", "99", "99"),
        ("notation", "QĐ-SYI", "x" * 31),
        ("post", "Chủ tich", "x" * 1001),
    ],
)
def test_an_answer_that_cannot_be_changes_nothing(stock: Stock, name: str, read: str, value: str) -> None:
    items = [stock.item(doubts=[(name, read)]) for _ in range(2)]
    clerk = stock.person("mot")
    with pytest.raises(FieldsRefused):
        actions.answer(stock.delivery.pk, name, group_of(stock, clerk).key, value, clerk)
    assert [stands(one, name) for one in items] == [(None, "")] * 2


def test_who_has_no_right_at_the_agency_answers_nothing(stock: Stock) -> None:
    for _ in range(2):
        stock.item(doubts=[("signer", "Lê Vân Hùng")])
    far, head = Stock("DESK.02").person("xa"), stock.person("truong", Role.HEAD)
    key = rules.doubt_key("signer", "Lê Vân Hùng")
    for who in (far, head):
        with pytest.raises(ConfirmingNotAllowed):
            actions.answer(stock.delivery.pk, "signer", key, "Lê Văn Hùng", who)
        assert queries.groups(who) == []
    address = reverse("recognition:alike-group", args=[stock.delivery.pk, "signer"])
    assert signed_in(Client(), far).get(address, {"khoa": key}).status_code == 404


def test_above_fifty_the_answer_is_asked_for_twice(stock: Stock) -> None:
    for _ in range(52):
        stock.item(doubts=[("issuer", "So Y te")])
    clerk = signed_in(Client(), stock.person("mot"))
    address = reverse("recognition:alike-group", args=[stock.delivery.pk, "issuer"])
    sent = {"khoa": rules.doubt_key("issuer", "So Y te"), "value": "Sở Y tế"}
    asked = clerk.post(address, sent).content.decode()
    assert ("sẽ ghi cho 52 chỗ" in asked, queries.answered_groups(stock.person("mot"))) == (True, [])
    # One more was read meanwhile: yes was said to fifty-two.
    stock.item(doubts=[("issuer", "So Y te")])
    assert "sẽ ghi cho 53 chỗ" in clerk.post(address, sent | {"sure": "52"}).content.decode()
    assert clerk.post(address, sent | {"sure": "53"})["Location"] == reverse("recognition:alike")
    assert [one.count for one in queries.answered_groups(stock.person("mot"))] == [53]


def test_pages_of_groups_cost_the_same_few_questions_for_many(stock: Stock, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        stock.item(doubts=[("issuer", "So Y te"), ("signer", f"Tên thứ {chr(97 + number // 2) * 3}")])
    clerk = signed_in(Client(), stock.person("mot"))
    clerk.get(reverse("recognition:alike"))
    with django_assert_max_num_queries(30):
        page = clerk.get(reverse("recognition:alike")).content.decode()
    assert page.count("ks-row-link") == 7
    with django_assert_max_num_queries(30):
        clerk.get(
            reverse("recognition:alike-group", args=[stock.delivery.pk, "issuer"]),
            {"khoa": rules.doubt_key("issuer", "So Y te")},
        )


def test_a_group_of_nowhere_is_no_page(stock: Stock) -> None:
    clerk = signed_in(Client(), stock.person("mot"))
    for args in ([uuid.uuid4(), "issuer"], [stock.delivery.pk, "number"]):
        assert clerk.get(reverse("recognition:alike-group", args=args)).status_code == 404


def test_what_somebody_answered_meanwhile_is_not_answered_over(stock: Stock, monkeypatch: pytest.MonkeyPatch) -> None:
    items = [stock.item(doubts=[("signer", "Lê Vân Hùng"), ("number", "1")]) for _ in range(2)]
    one, two = stock.person("mot"), stock.person("hai")
    key, hold = group_of(stock, one).key, actions._hold

    def after_the_other(rows: Any) -> Any:
        monkeypatch.setattr(actions, "_hold", hold)
        assert actions.answer(stock.delivery.pk, "signer", key, "Lê Văn Hùng", one) == 2
        return hold(rows)

    # The second reads the group, then waits for the first to be done with its items.
    monkeypatch.setattr(actions, "_hold", after_the_other)
    assert actions.answer(stock.delivery.pk, "signer", key, "Lê Văn Hưng", two) == 0
    assert [stands(fields, "signer") for fields in items] == [("Lê Văn Hùng", "alike")] * 2
    assert [ItemFields.objects.get(pk=fields.pk).doubts for fields in items] == [1, 1]


@pytest.mark.luat("NĐ 13/2023/NĐ-CP Đ.2.3–2.4")
def test_the_trail_of_an_answer_names_nobody(stock: Stock) -> None:
    for _ in range(2):
        stock.item(doubts=[("signer", "Lê Vân Hùng")])
    clerk = stock.person("mot")
    actions.answer(stock.delivery.pk, "signer", group_of(stock, clerk).key, "Lê Văn Hùng", clerk)
    actions.take_back(stock.delivery.pk, "signer", rules.doubt_key("signer", "Lê Vân Hùng"), clerk)
    told = [entry.details for entry in AuditEntry.objects.filter(verb__startswith="recognition.doubts").order_by("pk")]
    assert told == [{"field": "signer", "items": 2, "left_out": 0}, {"field": "signer", "items": 2}]
