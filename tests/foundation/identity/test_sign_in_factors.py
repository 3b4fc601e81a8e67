"""Who must show a second factor, from where, and what happens until they do."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from tests.foundation.identity.signing import (
    GOOD,
    INSIDE,
    OUTSIDE,
    SECRET,
    account,
    at,
    code,
    enrol,
    is_in,
    quick_passwords,
    show_code,
    sign_in,
    verbs,
)
from tests.house import signed_in

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.models import AccountKind
from khoso.foundation.identity.permissions import is_signed_in
from khoso.foundation.identity.sign_in import assurance

__all__ = ["quick_passwords"]
pytestmark = [pytest.mark.django_db, pytest.mark.luat("QCVN 12:2026"), pytest.mark.mission("X1")]


@pytest.mark.parametrize(
    ("role", "kind", "address", "led"),
    [
        ("clerk", AccountKind.PERSON, INSIDE, False),
        ("clerk", AccountKind.PERSON, "127.0.0.1", False),
        ("clerk", AccountKind.PERSON, "::1", False),
        ("clerk", AccountKind.PERSON, OUTSIDE, True),
        ("reader", AccountKind.PERSON, "2001:db8::5", True),
        ("administrator", AccountKind.PERSON, INSIDE, True),
        ("clerk", AccountKind.ADMINISTRATION, INSIDE, True),
    ],
)
def test_administrators_and_whoever_comes_from_outside_enrol_before_anything_else(
    role: str, kind: str, address: str, led: bool
) -> None:
    account(role=role, kind=kind)
    client = at(address)
    sign_in(client, "thu")
    answer = client.get("/tai-khoan")
    assert (answer.status_code, answer.get("Location")) == ((302, reverse("mfa_index")) if led else (200, None))


def test_a_program_is_told_which_step_is_lacking() -> None:
    client = signed_in(at(), account(role="administrator"), strong=False)
    answer = client.get("/he-thong", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (403, "identity.second_factor_needed")


def test_enrolling_opens_the_house_and_is_on_record(django_capture_on_commit_callbacks: Any) -> None:
    account(role="administrator")
    client = at()
    sign_in(client, "thu")
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    now = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": now})
    assert [one for one in verbs("thu") if one.startswith("identity.factor")] == ["identity.factor.add"] * 2
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_whoever_enrolled_shows_the_code_and_a_code_opens_once() -> None:
    enrol(account(role="administrator"))
    first, second = at(), at()
    asked = sign_in(first, "thu")
    before = is_in(first)
    typed = code()
    show_code(first, typed)
    sign_in(second, "thu")
    show_code(second, typed)
    assert (asked["Location"], before) == (reverse("mfa_authenticate"), False)
    assert (first.get("/tai-khoan").status_code, is_in(second)) == (200, False)


def test_giving_up_at_the_code_leads_back_to_the_beginning() -> None:
    enrol(account())
    client = at()
    sign_in(client, "thu")
    client.post(reverse("identity:give-up"))
    assert client.get(reverse("mfa_authenticate"))["Location"] == reverse("account_login")


def test_a_session_without_the_factor_is_asked_for_it_where_it_is_needed() -> None:
    one = account()
    enrol(one)
    client = signed_in(at(OUTSIDE), one, strong=False)
    answer = client.get("/tai-khoan")
    assert answer["Location"] == f"{reverse('mfa_reauthenticate')}?next=%2Ftai-khoan"
    client.post(answer["Location"], {"code": code()})
    assert client.get("/tai-khoan").status_code == 200


def test_where_the_house_says_so_nobody_enrols_from_outside(settings: Any) -> None:
    settings.KHOSO_ENROL_ONLY_INSIDE = True
    account()
    outside, inside = at(OUTSIDE), at(INSIDE)
    sign_in(outside, "thu")
    sign_in(inside, "thu")
    refused = outside.get(reverse("mfa_activate_totp"))
    assert (refused.status_code, is_in(outside)) == (403, False)
    assert inside.get(reverse("mfa_activate_totp")).status_code in (200, 302)


def test_the_secret_of_a_factor_cannot_be_read_in_the_table() -> None:
    enrol(account())
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert (SECRET in kept, kept.startswith("gAAAA")) == (False, True)


def test_a_recovery_code_opens_once() -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    one = account()
    enrol(one)
    spare = RecoveryCodes.activate(one).get_unused_codes()[0]
    first, second = at(), at()
    sign_in(first, "thu")
    show_code(first, spare)
    sign_in(second, "thu")
    show_code(second, spare)
    assert (is_in(first), is_in(second)) == (True, False)


@pytest.mark.parametrize(("role", "left"), [("administrator", 1), ("clerk", 0)])
def test_administrators_keep_their_last_factor(role: str, left: int) -> None:
    one = account(role=role)
    enrol(one)
    client = at()
    sign_in(client, "thu")
    show_code(client, code())
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(type="totp").count() == left


def test_factors_forgotten_for_a_lost_phone_end_the_sessions_too() -> None:
    one = account(role="administrator")
    enrol(one)
    client = at()
    sign_in(client, "thu")
    show_code(client, code())
    assert (assurance.forget_factors(one), assurance.forget_factors(one)) == (1, 0)
    assert (client.get("/tai-khoan").status_code, verbs("thu").count("identity.factor.forget")) == (302, 1)


def test_pages_of_signing_in_by_mail_and_signing_up_are_not_there() -> None:
    client = at()
    closed = ["/accounts/signup/", "/accounts/password/reset/", "/dang-ky", "/tai-khoan/thu-dien-tu"]
    assert {client.get(path).status_code for path in closed} == {404}


# A view that destroys, as a room would write it.


@allow(is_signed_in)
@assurance.destructive
def burn(request: HttpRequest) -> HttpResponse:
    return HttpResponse("đã hủy")


def _call(client: Any, one: Any) -> HttpResponse:
    request = RequestFactory().post("/huy", REMOTE_ADDR=INSIDE)
    request.session, request.user = client.session, one
    return burn(request)


def test_what_destroys_asks_for_the_second_factor_whoever_it_is() -> None:
    one = account()
    answer = _call(signed_in(at(), one, strong=False), one)
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index"))


def test_what_destroys_asks_again_after_five_minutes() -> None:
    from allauth.core.exceptions import ReauthenticationRequired

    one = account()
    enrol(one)
    client = signed_in(at(), one)
    with pytest.raises(ReauthenticationRequired):
        _call(client, one)


@pytest.mark.parametrize(("seconds", "asked"), [(10, False), (290, False), (310, True)])
def test_a_proof_of_the_last_five_minutes_is_enough(seconds: int, asked: bool) -> None:
    from allauth.core.exceptions import ReauthenticationRequired

    one = account()
    enrol(one)
    client = at()
    sign_in(client, "thu")
    show_code(client, code())
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= seconds
    session["account_authentication_methods"] = list(session["account_authentication_methods"])
    session.save()
    try:
        did = _call(client, one).content.decode()
    except ReauthenticationRequired:
        did = "hỏi lại"
    assert did == ("hỏi lại" if asked else "đã hủy")


def test_asking_again_takes_the_password_and_counts_a_wrong_one() -> None:
    account()
    client = at()
    sign_in(client, "thu")
    wrong = client.post(reverse("account_reauthenticate"), {"password": "Khong-phai-2@"})
    right = client.post(reverse("account_reauthenticate"), {"password": GOOD, "next": "/tim"})
    assert (wrong.status_code, right.status_code, right["Location"]) == (200, 302, "/tim")
    assert {"identity.session.refuse", "identity.session.confirm"} <= set(verbs("thu"))


def test_the_demo_administrator_is_told_the_code_and_nobody_else() -> None:
    from khoso.foundation.identity.sign_in.demo_factor import code_of_the_moment, enrol_demo_factor

    demo, real = account("mau", role="administrator", is_demo=True), account("that", role="administrator")
    enrol_demo_factor(demo)
    enrol(real)
    page = at().get("/dang-nhap").content.decode()
    told = re.findall(r"<code>(\d{6})</code>", page)
    assert (told, code_of_the_moment(real)) == ([code_of_the_moment(demo)], "")
