"""Five failures lock an account, for twelve hours, for everybody but the devices its owner signed in from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.foundation.identity.signing import (
    GOOD,
    WRONG,
    account,
    at,
    code,
    enrol,
    is_in,
    let_pass,
    quick_passwords,
    show_code,
    verbs,
)
from tests.foundation.identity.signing import sign_in as attempt

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.sign_in import locks

__all__ = ["quick_passwords"]
pytestmark = [pytest.mark.django_db, pytest.mark.luat("QCVN 12:2026"), pytest.mark.mission("X1")]


@pytest.mark.parametrize(("failures", "opens"), [(0, True), (1, True), (2, True), (3, True), (4, True), (5, False)])
def test_an_account_opens_until_the_fifth_failure(failures: int, opens: bool) -> None:
    account()
    for _ in range(failures):
        attempt(at(), "thu", WRONG)
    client = at()
    answer = attempt(client, "thu")
    assert (is_in(client), answer.status_code) == ((True, 302) if opens else (False, 429))


def test_the_lock_opens_by_itself_after_twelve_hours_and_not_before() -> None:
    one = account()
    for _ in range(5):
        attempt(at(), "thu", WRONG)
    let_pass(timedelta(hours=11, minutes=59))
    early = at()
    attempt(early, "thu")
    let_pass(timedelta(minutes=1))
    late = at()
    attempt(late, "thu")
    assert (is_in(early), is_in(late), locks.locked_until(one)) == (False, True, None)


def test_guessing_on_while_it_is_locked_does_not_keep_the_owner_out_for_longer() -> None:
    one = account()
    for _ in range(5):
        attempt(at(), "thu", WRONG)
    until = locks.locked_until(one)
    for _ in range(3):
        attempt(at(), "thu", WRONG)
    assert (until is not None, locks.locked_until(one)) == (True, until)


def test_no_spelling_and_no_other_address_is_a_way_round_the_lock() -> None:
    account()
    for number, spelling in enumerate(["thu", "THU", "Thu", " thu ", "tHu"]):
        attempt(at(f"10.0.0.{number}"), spelling, WRONG)
    client = at("10.9.9.9")
    assert (attempt(client, "thu").status_code, is_in(client)) == (429, False)


def test_the_device_of_the_owner_stays_open_while_a_stranger_locks_the_account() -> None:
    account()
    desk = at()
    attempt(desk, "thu")
    desk.post(reverse("identity:sign-out"))
    for _ in range(6):
        attempt(at("10.0.0.9"), "thu", WRONG)
    elsewhere = at("10.0.0.10")
    attempt(elsewhere, "thu")
    attempt(desk, "thu")
    assert (is_in(elsewhere), is_in(desk)) == (False, True)


def test_a_known_device_gets_five_tries_too() -> None:
    account()
    desk = at()
    attempt(desk, "thu")
    desk.post(reverse("identity:sign-out"))
    for _ in range(5):
        attempt(desk, "thu", WRONG)
    assert (attempt(desk, "thu").status_code, is_in(desk)) == (429, False)


def test_with_another_password_no_device_is_known_any_more() -> None:
    one = account()
    desk = at()
    attempt(desk, "thu")
    desk.post(reverse("identity:sign-out"))
    one.refresh_from_db()
    one.set_password("Mat-khau-khac-2#")
    one.save()
    for _ in range(5):
        attempt(at("10.0.0.9"), "thu", WRONG)
    assert attempt(desk, "thu", "Mat-khau-khac-2#").status_code == 429


def test_where_the_house_says_so_no_device_is_spared(settings: object) -> None:
    settings.KHOSO_LOCK_KNOWN_DEVICES = True  # type: ignore[attr-defined]
    account()
    desk = at()
    attempt(desk, "thu")
    desk.post(reverse("identity:sign-out"))
    for _ in range(5):
        attempt(at("10.0.0.9"), "thu", WRONG)
    assert attempt(desk, "thu").status_code == 429


def test_wrong_codes_count_as_wrong_passwords_do() -> None:
    enrol(account())
    client = at()
    attempt(client, "thu")
    for number in range(5):
        show_code(client, f"00000{number}")
    again = at()
    assert (attempt(again, "thu").status_code, is_in(client), is_in(again)) == (429, False, False)


def test_a_locked_account_takes_no_codes_either() -> None:
    enrol(account())
    client = at()
    attempt(client, "thu")
    for _ in range(5):
        attempt(at("10.0.0.9"), "thu", WRONG)
    assert (show_code(client, code()).status_code, is_in(client)) == (429, False)


def test_unlocking_by_hand_opens_it_everywhere_and_is_on_record() -> None:
    one = account()
    for _ in range(5):
        attempt(at(), "thu", WRONG)
    opened, again = locks.unlock(one), locks.unlock(one)
    client = at()
    attempt(client, "thu")
    assert (opened, again, is_in(client)) == (True, False, True)
    told = [
        *["identity.session.refuse"] * 4,
        "identity.person.lock",
        "identity.session.refuse",
        "identity.person.unlock",
        "identity.session.open",
    ]
    assert [one for one in verbs("thu") if one in set(told)] == told


def test_an_account_that_is_not_there_is_locked_as_one_that_is() -> None:
    account()
    told = []
    for name in ("thu", "khong-co"):
        answers = [attempt(at("10.0.0.8"), name, WRONG) for _ in range(6)]
        told.append([(one.status_code, one.content.decode().count(name)) for one in answers])
    assert told[0] == [(status, count) for status, count in told[1]]


def test_the_password_is_nowhere_in_the_trail() -> None:
    account()
    attempt(at(), "thu", WRONG)
    attempt(at(), "thu", GOOD)
    assert [one for one in AuditEntry.objects.all() if WRONG in str(vars(one)) or GOOD in str(vars(one))] == []


def test_a_forged_device_is_none() -> None:
    account()
    client = Client(REMOTE_ADDR="10.0.0.9")
    client.cookies[locks.DEVICE_COOKIE] = "eyJ0aHUiOiJhYmM6ZGVmIn0:1abc:forged"
    for _ in range(5):
        attempt(at("10.0.0.7"), "thu", WRONG)
    assert attempt(client, "thu").status_code == 429
