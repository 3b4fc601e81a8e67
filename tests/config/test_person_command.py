"""`khoso person`: the first administrator, and every act of the console on record."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from khoso.config.commands.person import person
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency, Membership, Person
from khoso.foundation.identity.people.errors import DutiesClash, LastAdministrator
from khoso.kernel.errors import KhosoError, UsageError

pytestmark = [pytest.mark.django_db, pytest.mark.mission("X1")]


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def run(*arguments: str, **more: Any) -> Result:
    return CliRunner().invoke(person, list(arguments), **more)


def refused(*arguments: str) -> type[BaseException]:
    told = run(*arguments).exception
    assert isinstance(told, KhosoError), told
    return type(told)


def test_the_first_administrator_is_made_at_the_console_and_the_last_stays(commune: Agency) -> None:
    told = run("register", "quantri.tp", "Đỗ Văn Mẫu", "--role", f"administrator@{commune.code}")
    assert told.exit_code == 0, told.output
    made = Person.objects.get(username="quantri.tp")
    password = told.output.strip().rsplit(" ", 1)[1]
    assert (made.check_password(password), made.must_change_password, made.kind) == (True, True, "administration")
    assert refused("end-role", "quantri.tp", "administrator", commune.code) is LastAdministrator
    assert refused("disable", "quantri.tp", "--reason", "x") is LastAdministrator
    row = AuditEntry.objects.get(verb="identity.person.register")
    assert (row.actor, row.address, row.actor_name.startswith("Dòng lệnh: ")) == ("system", "cli", True)


def test_a_person_is_given_a_role_shown_ended_disabled_and_enabled(commune: Agency) -> None:
    assert run("register", "an.nguyen", "Nguyễn Thị Mẫu", "--email", "an@vi-du.vn").exit_code == 0
    done = run("grant", "an.nguyen", "clerk", commune.code, "--from", "01/07/2026", "--decision", "QĐ 12")
    assert done.exit_code == 0, done.output
    held = Membership.objects.get(person__username="an.nguyen")
    assert (str(held.valid_from), held.decision) == ("2026-07-01", "QĐ 12")
    assert refused("grant", "an.nguyen", "contractor-operator", commune.code) is DutiesClash
    [line] = run("list", "--json", "--role", "clerk", "--agency", commune.code).output.splitlines()
    assert json.loads(line) == {
        "username": "an.nguyen",
        "full_name": "Nguyễn Thị Mẫu",
        "kind": "person",
        "active": True,
        "last_seen": None,
        "roles": [{"role": "clerk", "agency": commune.code}],
    }
    assert run("end-role", "an.nguyen", "clerk", commune.code, "--reason", "nghỉ").exit_code == 0
    assert refused("end-role", "an.nguyen", "clerk", commune.code) is UsageError
    assert run("disable", "an.nguyen", "--reason", "nghỉ").exit_code == 0
    assert "an.nguyen" in run("list", "--state", "disabled").output
    assert run("enable", "an.nguyen").exit_code == 0
    assert run("reset-password", "an.nguyen").exit_code == 0


def test_a_password_asked_for_must_follow_the_rules() -> None:
    weak = run("register", "an", "Nguyễn Thị Mẫu", "--ask-password", input="yeu\nyeu\n")
    assert isinstance(weak.exception, KhosoError)
    assert not Person.objects.filter(username="an").exists()
    good = run("register", "an", "Nguyễn Thị Mẫu", "--ask-password", input="Mat-khau-2026!\nMat-khau-2026!\n")
    assert (good.exit_code, "Mat-khau-2026!" in good.output) == (0, False)
    assert Person.objects.get(username="an").must_change_password


@pytest.mark.parametrize(
    "arguments",
    [
        ("grant", "khong-co", "clerk", "H19.99"),
        ("register", "an", "Nguyễn Thị Mẫu", "--role", "clerk"),
        ("register", "an", "Nguyễn Thị Mẫu", "--role", "la@H19.99"),
        ("register", "an", "Nguyễn Thị Mẫu", "--role", "clerk@KHONG.CO"),
    ],
)
def test_what_cannot_be_answered_touches_nothing(commune: Agency, arguments: tuple[str, ...]) -> None:
    assert refused(*arguments) is UsageError
    assert not Person.objects.exists()
