"""What a password must be, who must change it when, and accounts nobody uses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from axes.models import AccessLog
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.urls import reverse
from django.utils import timezone
from tests.foundation.identity.signing import GOOD, account, at, is_in, quick_passwords, sign_in, verbs
from tests.house import signed_in

from khoso.config.sign_in import _number
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Person
from khoso.foundation.identity.sign_in import passwords, upkeep
from khoso.kernel import clock

__all__ = ["quick_passwords"]
pytestmark = [pytest.mark.django_db, pytest.mark.luat("QCVN 12:2026"), pytest.mark.mission("X1")]
MOMENT = datetime(2026, 12, 31, 3, 0, tzinfo=UTC)
CHANGE = "account_change_password"


@pytest.mark.parametrize(
    ("password", "broken"),
    [
        ("Aa1!xyz", {"password_too_short"}),
        ("aa1!xyzt", {"min_length_upper_characters"}),
        ("AA1!XYZT", {"min_length_lower_characters"}),
        ("Aaa!xyzt", {"min_length_digit"}),
        ("Aaa1xyzt", {"min_length_special_characters"}),
        ("12345678", {"min_length_upper_characters", "min_length_lower_characters", "min_length_special_characters"}),
        ("Đường-1x", set()),
        ("Aa1!xyzt", set()),
    ],
)
def test_a_password_has_eight_characters_of_four_kinds(password: str, broken: set[str]) -> None:
    found: set[str | None] = set()
    try:
        validate_password(password)
    except ValidationError as errors:
        found = {error.code for error in errors.error_list}
    assert found == broken


def test_neither_the_present_password_nor_one_of_the_ten_before_comes_again_and_the_one_before_them_may() -> None:
    one = account()
    for number in range(2, 13):
        passwords.change_password(one, f"Mat-khau-So-{number}!")
    refused = []
    for number in range(1, 13):
        try:
            validate_password(f"Mat-khau-So-{number}!", one)
        except ValidationError as errors:
            refused.append((number, [error.code for error in errors.error_list]))
    assert refused == [(number, ["password_used"]) for number in range(2, 13)]


def change(client: object, old: str, new: str, again: str = "") -> object:
    data = {"oldpassword": old, "password1": new, "password2": again or new}
    return client.post(reverse(CHANGE), data)  # type: ignore[attr-defined]


def test_the_first_thing_to_do_with_a_password_of_somebody_else_is_to_change_it() -> None:
    account(must_change_password=True)
    client = at()
    sign_in(client, "thu")
    led = client.get("/")
    told = client.get("/", headers={"accept": "application/json"})
    change(client, GOOD, "Mat-khau-Moi-9#")
    assert (led.status_code, led["Location"]) == (302, reverse(CHANGE))
    assert (told.status_code, told.json()["code"]) == (403, "identity.password_change_needed")
    assert client.get("/").status_code == 200
    assert not Person.objects.get(username="thu").must_change_password


def test_while_a_password_must_be_changed_the_way_out_stays_open() -> None:
    account(must_change_password=True)
    client = at()
    sign_in(client, "thu")
    assert (client.post(reverse("identity:sign-out")).status_code, is_in(client)) == (302, False)


def test_changing_the_password_ends_every_other_session_and_keeps_this_one() -> None:
    account()
    here, there = at(), at("10.0.0.5")
    sign_in(here, "thu")
    sign_in(there, "thu")
    change(here, GOOD, "Mat-khau-Moi-9#")
    assert (here.get("/tai-khoan").status_code, there.get("/tai-khoan").status_code) == (200, 302)
    assert verbs("thu").count("identity.password.change") == 1


def test_two_different_new_passwords_change_nothing() -> None:
    one = account()
    client = at()
    sign_in(client, "thu")
    change(client, GOOD, "Mat-khau-Moi-9#", "Mat-khau-Moi-8#")
    one.refresh_from_db()
    assert one.check_password(GOOD)


@pytest.mark.parametrize(
    ("role", "age", "must"),
    [
        ("administrator", timedelta(days=58), False),
        ("administrator", timedelta(days=62), True),
        ("clerk", timedelta(days=620), False),
    ],
)
def test_administrators_change_their_password_every_two_months(role: str, age: timedelta, must: bool) -> None:
    one = account(role=role, password_changed_at=clock.now() - age)
    client = signed_in(at(), one)
    answer = client.get("/")
    assert (answer.status_code, answer.get("Location")) == ((302, reverse(CHANGE)) if must else (200, None))


def test_two_months_after_the_last_of_december_is_the_last_of_february() -> None:
    assert passwords.months_after(MOMENT, 2) == datetime(2027, 2, 28, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(("days", "lives"), [(44, True), (45, False), (400, False)])
def test_an_account_idle_for_45_days_is_disabled_at_sign_in(days: int, lives: bool) -> None:
    long_ago = clock.now() - timedelta(days=days, minutes=1)
    account(last_seen_at=long_ago, registered_at=long_ago, password_changed_at=long_ago)
    client = at()
    sign_in(client, "thu")
    person = Person.objects.get(username="thu")
    assert (is_in(client), person.is_active, bool(person.disabled_reason)) == (lives, lives, not lives)


def test_the_daily_round_disables_idle_accounts_ends_their_sessions_and_says_so() -> None:
    long_ago = clock.now() - timedelta(days=46)
    idle = account("cu", last_seen_at=long_ago, registered_at=long_ago, password_changed_at=long_ago)
    demo = account("mau", last_seen_at=long_ago, registered_at=long_ago, password_changed_at=long_ago, is_demo=True)
    used = account("moi", registered_at=long_ago, last_seen_at=clock.now())
    client = signed_in(at(), idle)
    assert upkeep.disable_all_idle() == ["cu"]
    assert upkeep.disable_all_idle() == []
    assert client.get("/tai-khoan").status_code == 302
    kept = Person.objects.filter(pk__in=[demo.pk, used.pk], is_active=True).count()
    entry = AuditEntry.objects.get(verb="identity.person.disable")
    assert (kept, entry.subject_id, entry.actor) == (2, "cu", "system")


def test_sign_in_logs_are_kept_for_their_months_and_the_trail_for_ever(settings: object) -> None:
    account()
    sign_in(at(), "thu")
    rows = AuditEntry.objects.count()
    kept = timezone.now() - timedelta(days=settings.KHOSO_LOG_MONTHS * 30 - 30)  # type: ignore[attr-defined]
    AccessLog.objects.update(attempt_time=kept)
    first = upkeep.sweep_logs()[0]
    AccessLog.objects.update(attempt_time=kept - timedelta(days=90))
    assert (first, upkeep.sweep_logs()[0], AuditEntry.objects.count()) == (0, 1, rows)


@pytest.mark.parametrize(
    ("name", "least", "most", "said", "fits"),
    [
        ("KHOSO_LOG_MONTHS", 12, 1200, "11", False),
        ("KHOSO_LOG_MONTHS", 12, 1200, "12", True),
        ("KHOSO_LOCK_HOURS", 12, 720, "11", False),
        ("KHOSO_LOCK_HOURS", 12, 720, "721", False),
        ("KHOSO_LOCK_HOURS", 12, 720, "720", True),
        ("KHOSO_SESSION_MINUTES", 1, 15, "16", False),
        ("KHOSO_SESSION_MINUTES", 1, 15, "0", False),
        ("KHOSO_SESSION_MINUTES", 1, 15, "mười", False),
    ],
)
def test_the_house_does_not_start_with_what_the_law_forbids(
    name: str, least: int, most: int, said: str, fits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, said)
    try:
        took = _number(name, least, least=least, most=most) == int(said)
    except ImproperlyConfigured:
        took = False
    assert took == fits


def test_a_disabled_account_is_told_so_only_with_the_right_password() -> None:
    account(is_active=False)
    right, wrong = at(), at()
    told = sign_in(right, "thu")
    guessed = sign_in(wrong, "thu", "Khong-phai-2@")
    assert (told.status_code, told["Location"], guessed.status_code) == (302, reverse("account_inactive"), 200)
