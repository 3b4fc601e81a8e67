"""Ways round the door that were tried: each one stays shut."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, RequestFactory
from django.urls import reverse
from tests.foundation.identity.signing import (
    GOOD,
    INSIDE,
    OUTSIDE,
    WRONG,
    account,
    at,
    code,
    enrol,
    is_in,
    quick_passwords,
    sign_in,
    verbs,
)
from tests.house import person, signed_in

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity import actions
from khoso.foundation.identity.models import AccountKind, Agency, Membership, Person
from khoso.foundation.identity.people import queries as people_queries
from khoso.foundation.identity.people.errors import NotYours
from khoso.foundation.identity.sign_in.address import is_inside
from khoso.kernel import clock

__all__ = ["quick_passwords"]
pytestmark = [pytest.mark.django_db, pytest.mark.luat("QCVN 12:2026"), pytest.mark.mission("X1")]

FACTOR_PAGES = [
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
]


# The second factor


@pytest.mark.parametrize(("role", "address"), [("clerk", INSIDE), ("clerk", OUTSIDE), ("administrator", INSIDE)])
def test_a_password_alone_adds_shows_or_takes_no_factor_beside_one_that_is_there(role: str, address: str) -> None:
    one = account(role=role)
    client = at(INSIDE)
    sign_in(client, "thu")
    enrol(one)
    client.defaults["REMOTE_ADDR"] = address
    led = {name: client.get(reverse(name))["Location"].partition("?")[0] for name in FACTOR_PAGES}
    assert led == dict.fromkeys(FACTOR_PAGES, reverse("mfa_reauthenticate"))
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=one).count() == 1


@pytest.mark.parametrize(
    "path",
    ["/api/v1/me", "/api/v1/people", "/api/v1/jobs/failed", "/api/v1/reference", "/api/v1/search?q=a", "/api/v1/alive"],
)
@pytest.mark.parametrize("lacking", ["factor", "password"])
def test_no_operation_answers_a_session_that_lacks_a_step(path: str, lacking: str) -> None:
    one = account(role="administrator", must_change_password=lacking == "password")
    if lacking == "password":
        told = "identity.password_change_needed"
    else:
        told = "identity.second_factor_needed"
    answer = signed_in(at(), one, strong=lacking == "password").get(path)
    assert (answer.status_code, answer.json()["code"]) == (403, told)


def test_no_operation_answers_an_administrator_whose_password_is_over_two_months_old() -> None:
    one = account(role="administrator", password_changed_at=clock.now() - timedelta(days=70))
    answer = signed_in(at(), one).get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (403, "identity.password_change_needed")


@pytest.mark.parametrize(
    "name", ["web:language", "identity:session-goes-on", "web:act-for", "identity:end-other-sessions"]
)
@pytest.mark.parametrize("headers", [{}, {"HTTP_HX_REQUEST": "true"}, {"HTTP_X_KHOSO_BACKGROUND": "1"}])
def test_no_small_route_is_open_before_the_factor_but_staying(name: str, headers: dict[str, str]) -> None:
    one = account(role="administrator")
    answer = signed_in(at(), one, strong=False).post(reverse(name), {"language": "en"}, **headers)
    led = answer.get("Location") or answer.get("HX-Redirect")
    assert (answer.status_code, led) == (
        (200, None)
        if name == "identity:session-goes-on"
        else (204 if "HTTP_HX_REQUEST" in headers else 302, reverse("mfa_index"))
    )


# What destroys, through the whole house


def _resting_keeper(minutes: int = 6) -> tuple[Client, Person, Person]:
    """An administrator whose proof is `minutes` old, and somebody whose account is to be disabled."""
    keeper, other = account("giu", role="administrator"), account("khac")
    account("giu-hai", role="administrator")
    enrol(keeper)
    client = Client(REMOTE_ADDR=INSIDE, enforce_csrf_checks=True)
    page = client.get("/dang-nhap")
    token = page.cookies["csrftoken"].value
    sign_in(client, "giu", csrfmiddlewaretoken=token)
    client.post(reverse("mfa_authenticate"), {"code": code(), "csrfmiddlewaretoken": token})
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= minutes * 60
    session["account_authentication_methods"] = list(session["account_authentication_methods"])
    session.save()
    return client, keeper, other


def _post(client: Client, path: str, **sent: str) -> Any:
    return client.post(path, {**sent, "csrfmiddlewaretoken": client.cookies["csrftoken"].value})


def test_what_destroys_is_done_once_after_asking_with_what_was_sent() -> None:
    client, _keeper, other = _resting_keeper()
    act = reverse("identity:disable-person", args=[other.pk])
    assert client.post(act, {"reason": "nghỉ hưu"}).status_code == 403
    asked = _post(client, act, reason="nghỉ hưu")
    other.refresh_from_db()
    before = other.is_active
    client.post(asked["Location"], {"password": GOOD, "next": act})
    other.refresh_from_db()
    assert (asked.status_code, before, other.is_active) == (302, True, True)
    done = _post(client, asked["Location"], password=GOOD, next=act)
    other.refresh_from_db()
    assert (done.status_code, other.is_active, other.disabled_reason) == (302, False, "nghỉ hưu")
    actions.enable_person(other, by=None)
    _post(client, asked["Location"], password=GOOD, next=act)
    other.refresh_from_db()
    assert (other.is_active, verbs("khac").count("identity.person.disable")) == (True, 1)


def test_an_act_given_up_is_not_done_because_its_page_is_opened_again() -> None:
    client, _keeper, other = _resting_keeper()
    act = reverse("identity:disable-person", args=[other.pk])
    _post(client, act, reason="nhầm người")
    asked = client.get(act)
    assert asked.status_code == 302
    _post(client, asked["Location"], password=GOOD, next=act)
    other.refresh_from_db()
    assert other.is_active


def test_an_act_asked_again_is_not_done_by_who_lost_the_right_meanwhile() -> None:
    client, keeper, other = _resting_keeper()
    act = reverse("identity:disable-person", args=[other.pk])
    asked = _post(client, act, reason="nghỉ hưu")
    Membership.objects.filter(person=keeper).update(ended_at=clock.now())
    Person.objects.filter(pk=keeper.pk).update(kind=AccountKind.PERSON)
    answer = _post(client, asked["Location"], password=GOOD, next=act)
    other.refresh_from_db()
    assert (answer.status_code, other.is_active) == (403, True)


# From where


@pytest.mark.parametrize(
    ("neighbour", "headers", "inside"),
    [
        ("127.0.0.1", {}, True),
        ("127.0.0.1", {"HTTP_X_FORWARDED_FOR": "203.0.113.7"}, False),
        ("127.0.0.1", {"HTTP_X_FORWARDED_FOR": "10.0.0.1"}, False),
        ("10.0.0.9", {"HTTP_FORWARDED": "for=203.0.113.7"}, False),
        ("10.0.0.9", {"HTTP_X_REAL_IP": "203.0.113.7"}, False),
        ("10.9.9.9", {}, False),
        ("10.9.9.9", {"HTTP_X_FORWARDED_FOR": "unknown"}, False),
        ("10.9.9.9", {"HTTP_X_FORWARDED_FOR": "10.1.1.1"}, True),
        ("10.9.9.9", {"HTTP_X_FORWARDED_FOR": "10.1.1.1, 203.0.113.7"}, False),
    ],
)
def test_a_proxy_that_does_not_say_for_whom_or_is_not_known_is_outside(
    neighbour: str, headers: dict[str, str], inside: bool, settings: Any
) -> None:
    settings.KHOSO_TRUSTED_PROXIES = [ipaddress.ip_network("10.9.9.9/32")]
    assert is_inside(RequestFactory().get("/", REMOTE_ADDR=neighbour, **headers)) == inside


# The lock


@pytest.mark.parametrize("typed", ["thı", "THI", "\uff34hi", "thi\u3000", " thi"])
def test_no_spelling_the_database_takes_for_the_same_is_another_account_to_the_lock(typed: str) -> None:
    account("thi")
    for _ in range(5):
        sign_in(at(), typed, WRONG)
    client = at()
    sign_in(client, "thi")
    assert not is_in(client)


def test_guessing_the_present_password_where_it_is_changed_locks_too() -> None:
    account()
    client = at()
    sign_in(client, "thu")
    client.cookies.pop("khoso_device", None)
    new = "Mat-khau-Moi-9!"
    sent = {"password1": new, "password2": new}
    for _ in range(5):
        client.post(reverse("account_change_password"), {"oldpassword": WRONG, **sent})
    stranger = at()
    sign_in(stranger, "thu")
    assert (is_in(client), is_in(stranger), verbs("thu").count("identity.session.refuse")) == (False, False, 6)


def test_a_password_typed_for_a_name_and_a_forged_line_are_not_kept_in_the_trail() -> None:
    for typed in ("Mat khau#1!", "thu\nWARNING giả", "an.nguyen"):
        sign_in(at(), typed, WRONG)
    rows = AuditEntry.objects.filter(verb="identity.session.refuse").order_by("id")
    assert list(rows.values_list("subject_id", "actor")) == [("?", "?"), ("?", "?"), ("an.nguyen", "an.nguyen")]


# Rights


def test_who_opened_an_account_does_not_give_it_the_machine_or_the_trail() -> None:
    keeper, second = account("giu", role="administrator"), account("giu-hai", role="administrator")
    city = Agency.objects.get(code="DN.T1")
    client = signed_in(at(), keeper, proved=True)
    client.post(reverse("identity:register"), {"username": "bong", "full_name": "Người Bóng", "kind": "person"})
    made = Person.objects.get(username="bong")
    client.post(reverse("identity:grant"), {"username": "bong", "role": "auditor", "agency": city.pk})
    assert not Membership.objects.filter(person=made).exists()
    with pytest.raises(NotYours):
        actions.grant_role(made, city, "security_officer", by=keeper)
    assert actions.grant_role(made, city, "security_officer", by=second).pk


def test_what_opens_an_account_to_somebody_else_is_counted_for_who_watches() -> None:
    keeper, other = account("giu", role="administrator"), account("khac")
    since = clock.now() - timedelta(days=1)
    before = people_queries.role_changes(since)
    actions.reset_password(other, by=keeper)
    assert people_queries.role_changes(since) == before + 1


def test_the_role_of_somebody_of_another_firm_is_not_shown_to_a_lead_who_guesses_its_number() -> None:
    ours, theirs = (Agency.objects.create(code=code, name=code, kind="contractor") for code in ("SH.1", "SH.2"))
    commune, _ = Agency.objects.get_or_create(code="DN.T1", defaults={"name": "Cơ quan kiểm thử"})
    lead, stranger = person("truong", (commune, "contractor_lead")), person("la", (commune, "contractor_operator"))
    Person.objects.filter(pk=lead.pk).update(employer=ours)
    Person.objects.filter(pk=stranger.pk).update(employer=theirs)
    held = Membership.objects.get(person=stranger)
    client = signed_in(at(), Person.objects.get(pk=lead.pk), proved=True)
    paths = [reverse(name, args=[held.pk]) for name in ("identity:role", "identity:end-role")]
    assert [client.get(path).status_code for path in paths] == [404, 404]
    assert [client.post(path, {"reason": "x"}).status_code for path in paths] == [404, 404]


# What is left behind


@pytest.mark.parametrize("path", ["/", "/tai-khoan", "/co-quan", "/api/v1/me", "/tim", "/khong-co"])
def test_what_a_signed_in_person_saw_is_not_kept_by_the_browser(path: str) -> None:
    answer = signed_in(at(), account()).get(path)
    assert "no-store" in answer.get("Cache-Control", "")


def test_a_session_that_only_polls_is_gone_on_the_server_after_fifteen_minutes() -> None:
    client = at()
    account()
    sign_in(client, "thu")
    begun = clock.now()
    for minutes in (5, 10, 14):
        with clock.frozen_at(begun + timedelta(minutes=minutes)):
            client.get("/phien/con-lai")
            client.get("/tai-khoan", HTTP_X_KHOSO_BACKGROUND="1")
    key = client.session.session_key
    with clock.frozen_at(begun + timedelta(minutes=15, seconds=1)):
        answer = client.get("/tai-khoan", HTTP_X_KHOSO_BACKGROUND="1")
    from django.contrib.sessions.models import Session

    assert (answer.status_code, Session.objects.filter(session_key=key).exists()) == (302, False)


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "\x00"]
)
def test_no_way_in_leads_elsewhere(wanted: str) -> None:
    account()
    client = at()
    answer = sign_in(client, "thu", next=wanted)
    again = client.post(reverse("account_reauthenticate"), {"password": GOOD, "next": wanted})
    assert {one.get("Location", "/") for one in (answer, again)} <= {"/", "/tai-khoan", "/tai-khoan/xac-nhan"}


@pytest.mark.parametrize(
    "body",
    [
        '{"name":"\\ud800","code":"X"}',
        '{"name":"a\\u0000"}',
        "[" * 200_000,
        '{"name":' + "9" * 6000 + "}",
        '{"a":1e999}',
        "\x00",
    ],
)
def test_no_body_breaks_the_api(body: str) -> None:
    client = signed_in(at(), account(role="home_affairs"))
    answer = client.post("/api/v1/agencies", body, content_type="application/json")
    assert answer.status_code in (400, 413, 422)
