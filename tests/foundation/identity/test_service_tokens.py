"""Tokens of connected systems: known by their digest only, of service accounts only, ended when they are ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client
from tests.house import MOMENT, person, signed_in

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import AccountKind, Agency, Person, ServiceToken
from khoso.foundation.identity.people.errors import NotYours
from khoso.foundation.identity.sign_in import tokens
from khoso.foundation.web import api_gate
from khoso.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.luat("QCVN 12:2026/BCA")]
ME = "/api/v1/me"


@pytest.fixture
def system(commune: Agency) -> Person:
    """A service account that works as a clerk."""
    cache.clear()
    one = person("ket-noi", (commune, "clerk"))
    Person.objects.filter(pk=one.pk).update(kind=AccountKind.SERVICE)
    return Person.objects.get(pk=one.pk)


def ask(secret: str, scheme: str = "Bearer") -> Any:
    return Client().get(ME, headers={"Authorization": f"{scheme} {secret}"})


def test_a_token_lets_its_account_in_and_its_secret_is_nowhere(system: Person) -> None:
    token, secret = tokens.issue_token(system, "Hệ thống thử", days=30, by=None)
    answer = ask(secret)
    assert (answer.status_code, answer.json()["username"], answer.json()["by_token"]) == (200, "ket-noi", True)
    assert [role["role"] for role in answer.json()["roles"]] == ["clerk"]
    kept = " ".join(str(value) for row in ServiceToken.objects.values_list() for value in row)
    assert secret not in kept and len(token.digest) == 64
    assert [secret in row.content for row in AuditEntry.objects.all()].count(True) == 0
    token.refresh_from_db()
    assert token.last_used_at is not None
    assert "sessionid" not in answer.cookies


@pytest.mark.parametrize("shown", ["", "khoso_", "khoso_sai", "không", "x" * 5000, "khoso_" + "é" * 20])
def test_what_is_no_token_is_refused(shown: str, system: Person) -> None:
    tokens.issue_token(system, "Thử", days=30, by=None)
    answer = Client().generic("GET", ME, HTTP_AUTHORIZATION=f"Bearer {shown}")
    assert (answer.status_code, answer.json()["code"]) == (401, "api.token_refused")


def test_a_token_ends_with_its_day_its_revocation_or_its_account(system: Person) -> None:
    with clock.frozen_at(MOMENT):
        token, secret = tokens.issue_token(system, "Thử", days=30, by=None)
    told = {}
    for days in (29, 31):
        with clock.frozen_at(MOMENT + timedelta(days=days)):
            told[days] = tokens.token_for(secret) is not None
    assert told == {29: True, 31: False}
    with clock.frozen_at(MOMENT):
        Person.objects.filter(pk=system.pk).update(is_active=False)
        assert tokens.token_for(secret) is None
        Person.objects.filter(pk=system.pk).update(is_active=True)
        assert tokens.token_for(secret) is not None
        tokens.revoke_token(token.pk, by=None)
        tokens.revoke_token(token.pk, by=None)
        assert tokens.token_for(secret) is None
    verbs = AuditEntry.objects.filter(verb__startswith="identity.token").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["identity.token.issue", "identity.token.revoke"]


def test_only_service_accounts_without_the_machine_get_one(system: Person, commune: Agency) -> None:
    for who in (person("nguoi", (commune, "clerk")), person("quan-tri", (commune, "administrator"))):
        with pytest.raises(tokens.TokenRefused):
            tokens.issue_token(who, "Thử", days=30, by=None)
    _, secret = tokens.issue_token(system, "Thử", days=30, by=None)
    person("ket-noi", (commune, "administrator"))
    assert tokens.token_for(secret) is None


def test_only_the_administrator_issues_and_revokes(system: Person, commune: Agency) -> None:
    clerk, keeper = person("van-thu", (commune, "clerk")), person("quan-tri", (commune, "administrator"))
    with pytest.raises(NotYours):
        tokens.issue_token(system, "Thử", days=30, by=clerk)
    token, _ = tokens.issue_token(system, "Thử", days=30, by=keeper)
    with pytest.raises(NotYours):
        tokens.revoke_token(token.pk, by=clerk)
    tokens.revoke_token(token.pk, by=keeper)


@pytest.mark.parametrize("days", [0, 366, -1])
def test_a_token_holds_a_year_at_most(days: int, system: Person) -> None:
    with pytest.raises(tokens.TokenRefused):
        tokens.issue_token(system, "Thử", days=days, by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        ServiceToken.objects.create(
            person=system, purpose="x", digest="d", issued_at=MOMENT, expires_at=MOMENT + timedelta(days=400)
        )


def test_a_service_account_has_no_other_way_in(system: Person) -> None:
    system.set_password("KhoSo-2026!x")
    system.save()
    client = Client()
    client.post("/dang-nhap", {"login": "ket-noi", "password": "KhoSo-2026!x", "username": "ket-noi"})
    assert client.get(ME).status_code == 401
    # Even a session somehow made is nobody's.
    signed_in(client, system)
    assert client.get(ME).status_code == 401
    assert client.get("/ho-so/00000000-0000-0000-0000-000000000000").status_code == 302


def test_a_token_opens_the_api_and_nothing_else(system: Person) -> None:
    _, secret = tokens.issue_token(system, "Thử", days=30, by=None)
    assert Client().get("/lo-giao-nop", headers={"Authorization": f"Bearer {secret}"}).status_code == 302


def test_who_calls_too_often_waits(system: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_gate, "RATES", {"account": "3/min", "guest": "2/min"})
    _, first = tokens.issue_token(system, "Một", days=30, by=None)
    _, second = tokens.issue_token(system, "Hai", days=30, by=None)
    assert [ask(first).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert ask(second).status_code == 200
    guest = [Client().get("/api/v1/alive") for _ in range(3)]
    assert [answer.status_code for answer in guest] == [200, 200, 429]
    assert int(guest[-1]["Retry-After"]) >= 1
    cache.clear()


def test_the_console_issues_lists_and_revokes(commune: Agency) -> None:
    from khoso.config.commands.token import token as verb

    made = CliRunner().invoke(
        verb, ["issue", "lien-thong", "--purpose", "Liên thông", "--name", "Hệ liên thông", "--role", "H19.99:clerk"]
    )
    assert made.exit_code == 0, made.output
    row = ServiceToken.objects.get()
    assert tokens.token_for(made.stdout.strip()) == row
    assert row.person.kind == AccountKind.SERVICE
    listed = CliRunner().invoke(verb, ["list"]).stdout
    assert listed.startswith(f"✓ #{row.pk} lien-thong · Liên thông")
    CliRunner().invoke(verb, ["revoke", str(row.pk)])
    assert CliRunner().invoke(verb, ["list"]).stdout.startswith("– ")
