"""Who is given which item next, and that no two people have the same one."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from tests.house import House, person, signed_in
from tests.stages.recognition.desk_for_tests import GOOD, Stock, state_of
from tests.stages.recognition.test_actions_recognition import desk_with

from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock
from khoso.stages.catalogue.models import Item
from khoso.stages.recognition import api
from khoso.stages.recognition.confirming import claims, queue
from khoso.stages.recognition.confirming import queries as turns
from khoso.stages.recognition.confirming.actions import confirm
from khoso.stages.recognition.confirming.queue import Chosen
from khoso.stages.recognition.models import Claim, DeskTurn, ItemFields, ProposedField

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D5")]


@pytest.fixture
def stock() -> Stock:
    return Stock()


def test_two_people_are_never_given_the_same_item(stock: Stock) -> None:
    for _ in range(3):
        stock.item()
    one, two = stock.person("mot"), stock.person("hai")
    given = [queue.next_for(person, Chosen()) for person in (one, two)]
    following = queue.next_for(one, Chosen(), given[0])
    told = [row.pk for row in (*given, following) if row]
    assert len(set(told)) == 3
    assert queue.next_for(two, Chosen(), given[1]) is None


def test_what_was_left_is_free_for_others_and_found_again_by_who_left_it(stock: Stock) -> None:
    fields = stock.item()
    one, two = stock.person("mot"), stock.person("hai")
    claims.claim(fields.pk, one)
    assert queue.next_for(two, Chosen()) is None
    claims.leave(fields.pk, one)
    assert list(queue.mine(one)) == [fields]
    assert queue.next_for(two, Chosen()) == fields
    # Not opened by the second yet, and no longer the first's.
    assert (list(queue.mine(one)), list(queue.mine(two))) == ([], [])


def test_after_some_minutes_an_item_is_free_unless_it_is_still_worked_on(stock: Stock) -> None:
    fields = stock.item()
    one, two = stock.person("mot"), stock.person("hai")
    claims.claim(fields.pk, one)
    Claim.objects.update(until=clock.now() - timedelta(seconds=1))
    assert claims.renew([fields.item_id], one) == 1
    assert queue.next_for(two, Chosen()) is None
    Claim.objects.update(until=clock.now() - timedelta(seconds=1))
    assert queue.next_for(two, Chosen()) == fields
    assert claims.renew([fields.item_id], one) == 0


def test_the_queue_is_narrowed_by_delivery_fonds_and_kind_of_doubt(stock: Stock) -> None:
    signer = stock.item(doubts=[("signer", "Lê Văn A")])
    place = stock.item(doubts=[("place", "Đồng Nai"), ("signer", "Lê Văn B")])
    sure = stock.item()
    far = Stock("DESK.02").item()
    one = stock.person("mot", Role.ARCHIVIST)
    ProposedField.objects.filter(item_id=place.item_id, name="place").update(is_handwritten=True)
    ProposedField.objects.filter(item_id=place.item_id, name="signer").update(decided="Lê Văn B")

    def told(**chosen: str) -> set[int]:
        return {row.pk for row in queue.rows(one, Chosen(**chosen))}

    assert told(delivery=str(stock.delivery.pk)) == {signer.pk, place.pk, sure.pk}
    assert told(fonds=str(stock.fonds.pk)) == {signer.pk, place.pk, sure.pk}
    assert told(doubt="signer") == {signer.pk}
    assert told(doubt=queue.HANDWRITTEN) == {place.pk}
    assert told(doubt=queue.NONE) == {sure.pk, far.pk}


def test_what_nobody_could_have_chosen_is_no_choice() -> None:
    asked = {"xem": "x", "lo": "1' OR 1", "phong": "\x00", "nghi": "__class__"}
    assert Chosen.of(asked) == Chosen()
    assert Chosen().query() == ""


def test_who_keyed_is_not_given_the_item_again(stock: Stock) -> None:
    fields = stock.item(wanted=2)
    one, two = stock.person("mot", Role.CLERK, Role.SUPERVISOR), stock.person("hai", Role.CLERK, Role.SUPERVISOR)
    judge = stock.person("ba", Role.SUPERVISOR)
    confirm(fields.item_id, GOOD, one)
    assert (list(queue.to_key_second(one)), list(queue.to_key_second(two))) == ([], [fields])
    confirm(fields.item_id, {**GOOD, "number": "140"}, two)
    assert [list(queue.to_arbitrate(who)) for who in (one, two, judge)] == [[], [], [fields]]


def test_the_pace_is_that_of_ones_own_items_today(stock: Stock) -> None:
    one, two = stock.person("mot"), stock.person("hai")
    for seconds in (10, 20, 30):
        DeskTurn.objects.create(
            delivery=stock.delivery, by=one, at=clock.now(), kind="confirm", seconds=seconds, keys=4
        )
    DeskTurn.objects.create(
        delivery=stock.delivery, by=one, at=clock.now() - timedelta(days=2), kind="confirm", seconds=900
    )
    assert (turns.seconds_each(one), turns.minutes_left(one, 10), turns.minutes_left(two, 10)) == (20.0, 4, None)


def client(person: Any) -> Client:
    told: Client = signed_in(Client(), person)
    return told


def test_the_second_person_sees_the_machine_and_not_the_first(stock: Stock) -> None:
    fields = stock.item(wanted=2, doubts=[("signer", "Máy đọc tên này")])
    confirm(fields.item_id, {**GOOD, "signer": "Người thứ nhất gõ"}, stock.person("mot"))
    page = client(stock.person("hai")).get(reverse("recognition:confirm", args=[fields.item_id])).content.decode()
    assert ("Máy đọc tên này" in page, "Người thứ nhất gõ" in page, GOOD["subject"] in page) == (True, False, False)


def test_the_arbiter_sees_both(stock: Stock) -> None:
    fields = stock.item(wanted=2)
    confirm(fields.item_id, {**GOOD, "signer": "Lê Văn Hùng"}, stock.person("mot"))
    confirm(fields.item_id, {**GOOD, "signer": "Lê Văn Hưng"}, stock.person("hai"))
    judge = client(stock.person("ba", Role.SUPERVISOR))
    address = reverse("recognition:arbitrate", args=[fields.item_id])
    page = judge.get(address).content.decode()
    assert ('data-value="Lê Văn Hùng"' in page, 'data-value="Lê Văn Hưng"' in page) == (True, True)
    # Who keyed opens nothing to decide between; who may not decide neither.
    assert client(stock.person("mot")).get(address).status_code == 403
    settled = judge.post(address, {**GOOD, "signer": "Lê Văn Hùng"})
    assert (settled.status_code, settled["Location"]) == (302, reverse("recognition:disputes"))
    assert judge.get(reverse("recognition:disputes")).status_code == 200
    assert state_of(fields) == "confirmed"


def test_the_workbench_is_told_what_was_saved_and_a_form_without_script_goes_on(stock: Stock) -> None:
    first, second, third = stock.item(), stock.item(), stock.item()
    clerk = client(stock.person("mot"))
    address = reverse("recognition:confirm", args=[first.item_id])
    said = clerk.post(address, {**GOOD, "seconds": "7", "keys": "4"}, headers={"X-Workbench": "1"})
    assert said.json() == {"said": f"Đã xác nhận {first.item.reference_code}.", "progress": "còn 2 tài liệu chờ"}
    assert [(turn.seconds, turn.keys) for turn in DeskTurn.objects.all()] == [(7, 4)]
    plain = clerk.post(reverse("recognition:confirm", args=[second.item_id]), GOOD)
    assert plain["Location"] == reverse("recognition:confirm", args=[third.item_id])
    last = clerk.post(reverse("recognition:confirm", args=[third.item_id]), GOOD)
    assert last["Location"] == reverse("recognition:confirm-queue")


def test_back_leads_to_the_last_item_and_later_to_the_next(stock: Stock) -> None:
    first, second = stock.item(), stock.item()
    clerk = client(stock.person("mot"))
    assert clerk.get(reverse("recognition:confirm-back"))["Location"] == reverse("recognition:confirm-queue")
    clerk.post(reverse("recognition:confirm", args=[first.item_id]), GOOD)
    back = clerk.get(reverse("recognition:confirm-back"))
    assert back["Location"] == reverse("recognition:confirm", args=[first.item_id])
    third = stock.item()
    later = clerk.post(reverse("recognition:confirm-later", args=[second.item_id]))
    assert later["Location"] == reverse("recognition:confirm", args=[third.item_id])


def test_a_held_item_says_who_has_it_and_takes_nothing(stock: Stock) -> None:
    fields = stock.item()
    one, two = client(stock.person("mot")), client(stock.person("hai"))
    address = reverse("recognition:confirm", args=[fields.item_id])
    assert "Xác nhận, sang tài liệu sau" in one.get(address).content.decode()
    page = two.get(address).content.decode()
    assert ("Người mot đang làm tài liệu này" in page, "Xác nhận, sang tài liệu sau" in page) == (True, False)
    refused = two.post(address, {**GOOD, "subject": "Chữ đã gõ"}).content.decode()
    assert ("Người mot đang làm tài liệu này" in refused, "Chữ đã gõ" in refused) == (True, True)
    hold = reverse("recognition:confirm-hold", args=[fields.item_id])
    assert [who.post(hold).json()["held"] for who in (one, two)] == [True, False]
    assert "Người mot đang làm" in two.get(reverse("recognition:confirm-queue")).content.decode()
    assert ItemFields.objects.get().state == "waiting"


def test_what_is_fetched_ahead_is_nobody_elses_and_not_yet_ones_own(stock: Stock) -> None:
    first, second = stock.item(), stock.item()
    person = stock.person("mot")
    one = client(person)
    one.get(reverse("recognition:confirm", args=[first.item_id]))
    ahead = one.get(
        reverse("recognition:confirm-next", args=[first.item_id]), headers={"X-Workbench": "1"}, follow=True
    )
    assert ahead.redirect_chain == [(reverse("recognition:confirm", args=[second.item_id]), 302)]
    assert list(queue.mine(person)) == [first]
    assert queue.next_for(stock.person("hai"), Chosen()) is None
    one.post(reverse("recognition:confirm-hold", args=[second.item_id]))
    assert set(queue.mine(person)) == {first, second}


def test_a_form_opened_before_somebody_else_confirmed_overwrites_nothing_unseen(stock: Stock) -> None:
    fields = stock.item()
    address = reverse("recognition:confirm", args=[fields.item_id])
    mine, other = signed_in(Client(), stock.person("mot")), stock.person("hai")
    seen = seen_in(mine.get(address))
    # The tab slept, the claim ran out, another took the item and was done.
    Claim.objects.all().delete()
    confirm(fields.item_id, GOOD, other)
    late = {**GOOD, "subject": "Về việc khác", "seen": seen}
    answer = mine.post(address, late)
    assert (answer.status_code, Item.objects.get().subject) == (200, "Về việc xây cầu")
    shown = answer.content.decode()
    assert ("Chưa ghi: trong lúc anh/chị mở tài liệu này" in shown, "Về việc khác" in shown) == (True, True)
    # Whoever read that and means it all the same sends once more.
    assert mine.post(address, {**late, "seen": seen_in(answer)}).status_code == 302
    assert Item.objects.get().subject == "Về việc khác"


def test_a_form_of_a_scan_that_was_replaced_is_not_written_unseen(
    house: House, commune: Agency, tmp_path: Path
) -> None:
    desk = desk_with(commune, tmp_path, "person")
    desk.read()
    address = reverse("recognition:confirm", args=[desk.item.pk])
    clerk = signed_in(Client(), person("vanthu", (commune, Role.CLERK)))
    sent = {**GOOD, "signer": "", "seen": seen_in(clerk.get(address))}
    desk.deliver_again("b" * 64)
    desk.read("b" * 64)
    answer = clerk.post(address, sent)
    assert (answer.status_code, desk.state) == (200, "waiting")
    assert "bản quét của tài liệu này vừa được thay" in answer.content.decode()
    assert clerk.post(address, {**sent, "seen": seen_in(answer)}).status_code == 302
    assert desk.state == "confirmed"


def seen_in(answer: Any) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', answer.content.decode())
    return found[1] if found else ""


def test_an_item_let_go_while_somebody_asks_for_it_is_theirs(stock: Stock, monkeypatch: pytest.MonkeyPatch) -> None:
    fields, clerk = stock.item(), stock.person("mot")
    create, asked = Claim.objects.bulk_create, []

    def create_late(rows: Any, **how: Any) -> Any:
        # The first time another's claim stands in the way, and is gone when it is looked at.
        asked.append(rows)
        return create(rows, **how) if len(asked) > 1 else []

    monkeypatch.setattr(Claim.objects, "bulk_create", create_late)
    assert claims.claim(fields.pk, clerk) is None
    assert Claim.objects.get().by == clerk


def test_programs_are_told_of_many_items_in_the_same_few_questions(
    stock: Stock, rf: RequestFactory, django_assert_max_num_queries: Any
) -> None:
    for number in range(15):
        stock.item(doubts=[("number", str(number)), ("issuer", "So Y te")])
    request = rf.get("/api/v1/confirmations")
    request.user = stock.person("mot")
    with django_assert_max_num_queries(12):
        told = api.list_waiting(request, limit=20, offset=0)
    assert told["total"] == 15
    assert [[one["name"] for one in row["proposals"]] for row in told["items"]] == [["number", "issuer"]] * 15
