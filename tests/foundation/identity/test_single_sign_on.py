"""Single sign-on with a provider that runs: it opens accounts that are here, and makes none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse
from oidc_provider_mock import run_server_in_thread
from tests.foundation.identity.signing import (
    WRONG,
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

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Membership, Person
from khoso.foundation.identity.sign_in.directory import forget_link

__all__ = ["quick_passwords"]
pytestmark = [pytest.mark.django_db, pytest.mark.mission("X1")]
MAIL = "thu@example.vn"
Directory = Any


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def directory(provider: str, settings: Any) -> Directory:
    """`directory("sub", email=…)` tells the provider what it knows; the house trusts this provider."""
    app = {
        "provider_id": "thanh-pho",
        "name": "tài khoản thành phố",
        "client_id": "kho-so",
        "secret": "bi-mat",
        "settings": {"server_url": provider, "oauth_pkce_enabled": True},
    }
    settings.KHOSO_OIDC_PROVIDER = "thanh-pho"
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}

    def knows(sub: str, **claims: Any) -> None:
        requests.put(f"{provider}/users/{sub}", json=claims, timeout=10).raise_for_status()

    return knows


def come_by(client: Any, sub: str, wanted: str = "") -> Any:
    """Go to the directory, sign in there as `sub`, and come back."""
    start = reverse("openid_connect_login", kwargs={"provider_id": "thanh-pho"})
    there = client.get(f"{start}?next={wanted}" if wanted else start)["Location"]
    back = requests.post(there, data={"sub": sub}, allow_redirects=False, timeout=10).headers["Location"]
    return client.get(back.removeprefix("http://testserver"))


def test_a_verified_address_opens_the_account_that_has_it(directory: Directory) -> None:
    account(email=MAIL)
    directory("s1", email=MAIL.upper(), email_verified=True)
    client = at()
    answer = come_by(client, "s1", "/tim")
    assert (is_in(client), answer["Location"], verbs("thu")[-1]) == (True, "/tim", "identity.session.open")


@pytest.mark.parametrize(
    "claims",
    [
        {"email": MAIL},
        {"email": MAIL, "email_verified": False},
        {"email": MAIL, "email_verified": "true"},
        {"email": "khac@example.vn", "email_verified": True},
        {"preferred_username": "thu"},
        {},
    ],
)
def test_who_is_not_known_for_sure_gets_nothing_and_is_told_so(directory: Directory, claims: dict[str, Any]) -> None:
    account(email=MAIL)
    people, roles = Person.objects.count(), Membership.objects.count()
    directory("s2", **claims)
    client = at()
    answer = come_by(client, "s2")
    now = (Person.objects.count(), Membership.objects.count(), SocialAccount.objects.count())
    assert (answer.status_code, is_in(client), now) == (403, False, (people, roles, 0))
    assert AuditEntry.objects.filter(verb="identity.session.refuse").count() == 1


def test_where_the_house_matches_by_name_the_name_opens_the_account(directory: Directory, settings: Any) -> None:
    settings.KHOSO_OIDC_MATCH = "preferred_username"
    account()
    directory("s3", preferred_username="THU")
    client = at()
    come_by(client, "s3")
    assert is_in(client)


def test_an_address_given_to_somebody_else_opens_nothing_any_more(directory: Directory) -> None:
    one = account(email=MAIL)
    directory("cu", email=MAIL, email_verified=True)
    directory("moi", email=MAIL, email_verified=True)
    first, second, third = at(), at(), at()
    come_by(first, "cu")
    come_by(second, "moi")
    forget_link(one)
    come_by(third, "moi")
    assert (is_in(first), is_in(second), is_in(third)) == (True, False, True)


@pytest.mark.parametrize("facts", [{"is_active": False}])
def test_a_disabled_account_stays_closed(directory: Directory, facts: dict[str, Any]) -> None:
    account(email=MAIL, **facts)
    directory("s4", email=MAIL, email_verified=True)
    client = at()
    answer = come_by(client, "s4")
    assert (is_in(client), answer["Location"]) == (False, reverse("account_inactive"))


def test_a_locked_account_stays_locked(directory: Directory) -> None:
    account(email=MAIL)
    for _ in range(5):
        sign_in(at("10.0.0.9"), "thu", WRONG)
    directory("s5", email=MAIL, email_verified=True)
    client = at()
    assert (come_by(client, "s5").status_code, is_in(client)) == (429, False)


@pytest.mark.luat("QCVN 12:2026")
@pytest.mark.parametrize(
    ("trusted", "claims", "asked"),
    [
        (set(), {"amr": ["pwd", "otp"]}, True),
        ({"otp"}, {"amr": ["pwd", "otp"]}, False),
        ({"otp"}, {"amr": ["pwd"]}, True),
        ({"urn:2fa"}, {"acr": "urn:2fa"}, False),
        ({"urn:2fa"}, {}, True),
    ],
)
def test_the_second_factor_is_asked_unless_the_directory_says_it_has_been(
    directory: Directory, settings: Any, trusted: set[str], claims: dict[str, Any], asked: bool
) -> None:
    settings.KHOSO_OIDC_MFA = frozenset(trusted)
    enrol(account(email=MAIL, role="administrator"))
    directory("s6", email=MAIL, email_verified=True, **claims)
    client = at()
    come_by(client, "s6")
    before = is_in(client)
    if asked:
        show_code(client, code())
    assert (before, is_in(client), client.get("/tai-khoan").status_code) == (not asked, True, 200)


def test_nobody_links_the_directory_account_of_somebody_else_to_their_own(directory: Directory) -> None:
    account(email=MAIL)
    other = account("khac")
    directory("s8", email=MAIL, email_verified=True)
    directory("s9", email="la@example.vn", email_verified=True)
    client = at()
    sign_in(client, "khac")
    answers = [
        come_by(client, sub, f"/&process={process}") for sub in ("s8", "s9") for process in ("connect", "redirect")
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert not SocialAccount.objects.filter(user=other).exists()


def test_an_answer_nobody_asked_for_opens_nothing(directory: Directory) -> None:
    account(email=MAIL)
    client = at()
    back = reverse("openid_connect_callback", kwargs={"provider_id": "thanh-pho"})
    answer = client.get(f"{back}?code=abc&state=khong-co")
    assert (is_in(client), answer.status_code) == (False, 403)


def test_the_page_offers_it_where_it_is_set_up(directory: Directory) -> None:
    assert "Đăng nhập bằng tài khoản thành phố" in at().get("/dang-nhap").content.decode()


def test_without_a_directory_there_is_no_such_page() -> None:
    start = reverse("openid_connect_login", kwargs={"provider_id": "thanh-pho"})
    assert at().get(start).status_code == 404
