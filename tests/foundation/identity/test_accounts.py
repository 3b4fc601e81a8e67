"""Accounts: made once for each person, changed and ended on record, seen by those they concern."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.house import person

from khoso.foundation.audit.actions import Actor, acting_as
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity import actions
from khoso.foundation.identity.demo import ACCOUNTS, DEMO_PASSWORD, register_demo_people
from khoso.foundation.identity.models import Agency, Membership, Person
from khoso.foundation.identity.people import queries as people_queries
from khoso.foundation.identity.people.actions import new_password
from khoso.foundation.identity.people.errors import AccountExists, NotYours, PersonRefused
from khoso.foundation.identity.people.queries import Wanted, found_people, people_seen_by
from khoso.foundation.identity.roles import CONTRACTORS, Role
from khoso.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.mission("X1")]
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """What is tested here is who gets which password, not how slowly it is guessed."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def again(one: Any) -> Person:
    return Person.objects.get(pk=one.pk)


@pytest.fixture
def admin(commune: Agency) -> Person:
    one: Person = person("quantri", (commune, Role.ADMINISTRATOR))
    return one


@pytest.mark.luat("QCVN 12:2026/BCA")
def test_a_password_somebody_else_made_is_for_one_sign_in(admin: Person, commune: Agency) -> None:
    one, password = actions.open_account(
        "an.nguyen", "Nguyễn Thị Mẫu", by=admin, roles=[(commune, Role.CLERK)], email="an@vi-du.vn"
    )
    assert (one.check_password(password), one.must_change_password) == (True, True)
    rows = AuditEntry.objects.filter(subject_id="an.nguyen").order_by("position")
    assert [row.verb for row in rows] == ["identity.person.register", "identity.role.grant"]
    assert not any(password in str(vars(row)) for row in AuditEntry.objects.all())


@pytest.mark.luat("QCVN 12:2026/BCA")
def test_a_made_password_has_all_four_kinds_and_no_sign_taken_for_another() -> None:
    made = [new_password() for _ in range(200)]
    assert len(set(made)) == 200
    for one in made:
        kinds = (any(c.islower() for c in one), any(c.isupper() for c in one), any(c.isdigit() for c in one))
        assert (len(one), kinds, one.isalnum(), set(one) & set("0O1lI")) == (16, (True, True, True), False, set())


@pytest.mark.luat("QCVN 12:2026/BCA")
@pytest.mark.parametrize(
    "facts",
    [
        {"email": "AN@vi-du.vn"},
        {"phone": "+84 912 345 678", "full_name": "NGUYEN THI MAU"},
        {"phone": "0912.345.678"},
    ],
)
def test_one_account_per_person(admin: Person, facts: dict[str, str]) -> None:
    actions.open_account("an", "Nguyễn Thị Mẫu", by=admin, email="an@vi-du.vn", phone="0912 345 678")
    told = {"full_name": "Nguyễn Thị Mẫu", **facts}
    with pytest.raises(AccountExists) as refused:
        actions.open_account("an2", told.pop("full_name"), by=admin, **told)
    assert (refused.value.account, "«an»" in refused.value.message) == ("an", True)
    assert not Person.objects.filter(username="an2").exists()


def test_another_name_on_the_same_telephone_is_another_person(admin: Person) -> None:
    actions.open_account("an", "Nguyễn Thị Mẫu", by=admin, phone="0912345678")
    actions.open_account("binh", "Trần Văn Mẫu", by=admin, phone="0912345678")
    with pytest.raises(AccountExists):
        actions.edit_person(Person.objects.get(username="binh"), by=admin, full_name="nguyễn thị mẫu")


def test_the_account_that_exists_is_named_only_to_those_who_may_see_it(
    commune: Agency, neighbour: Agency, admin: Person
) -> None:
    from khoso.foundation.identity.people.actions import _checked

    actions.open_account("an", "Nguyễn Thị Mẫu", by=admin, email="an@vi-du.vn", roles=[(commune, Role.CLERK)])
    facts = {"full_name": "X", "email": "an@vi-du.vn", "phone": "", "position": "", "kind": "person"}
    told = {}
    for name, agency in (("near", commune), ("far", neighbour)):
        with pytest.raises(AccountExists) as refused:
            _checked(facts, by=person(name, (agency, Role.HEAD)))
        told[name] = refused.value.account
    assert told == {"near": "an", "far": ""}


@pytest.mark.parametrize("username", ["", "a", "có dấu", "a" * 61, "a b c", "x\0yz"])
def test_a_username_is_plain(admin: Person, username: str) -> None:
    with pytest.raises(PersonRefused):
        actions.open_account(username, "Nguyễn Thị Mẫu", by=admin)
    with pytest.raises(AccountExists):
        actions.open_account("QUANTRI", "Nguyễn Thị Mẫu", by=admin)


@pytest.mark.parametrize("role", [role for role in Role.values if role != "administrator"])
def test_only_the_administrator_makes_and_ends_accounts(commune: Agency, role: str) -> None:
    one, other = person("mot", (commune, role)), person("hai")
    for attempt in (
        lambda: actions.open_account("moi", "Người mới", by=one),
        lambda: actions.edit_person(other, by=one, position="x"),
        lambda: actions.disable_person(other, "x", by=one),
        lambda: actions.enable_person(other, by=one),
        lambda: actions.reset_password(other, by=one),
    ):
        with pytest.raises(NotYours):
            attempt()
    assert AuditEntry.objects.filter(chain="identity").exclude(verb="identity.agency.register").count() == 0


def test_what_changes_of_a_person_is_on_record_before_and_after(admin: Person) -> None:
    firm = actions.register_agency("DN.1", "Công ty Một")
    one, _ = actions.open_account("an", "Nguyễn Thị Mẫu", by=admin, phone="1")
    actions.edit_person(one, by=admin, phone="2", employer=firm)
    actions.edit_person(one, by=admin, phone="2", employer=firm)
    rows = AuditEntry.objects.filter(verb="identity.person.edit")
    assert [row.details for row in rows] == [{"phone": ["1", "2"], "employer": [None, "DN.1"]}]


def test_a_disabled_account_is_out_at_once_and_comes_back_as_it_was(admin: Person, commune: Agency) -> None:
    one = person("an", (commune, Role.CLERK))
    client = Client()
    client.force_login(one, BACKEND)
    assert client.get("/lo-giao-nop").status_code == 200
    actions.disable_person(one, "nghỉ việc", by=admin)
    assert client.get("/lo-giao-nop")["Location"].startswith("/dang-nhap")
    assert again(one).disabled_reason == "nghỉ việc"
    actions.enable_person(one, by=admin)
    client.force_login(again(one), BACKEND)
    assert client.get("/lo-giao-nop").status_code == 200
    rows = AuditEntry.objects.filter(subject_id="an", verb__startswith="identity.person.").order_by("position")
    assert [(row.verb, row.details["is_active"]) for row in rows] == [
        ("identity.person.disable", [True, False]),
        ("identity.person.enable", [False, True]),
    ]


def test_nobody_disables_themselves_nor_without_a_reason(admin: Person, commune: Agency) -> None:
    person("quantri2", (commune, Role.ADMINISTRATOR))
    for who, reason in ((admin, "x"), (person("an"), "  ")):
        with pytest.raises(PersonRefused):
            actions.disable_person(who, reason, by=admin)


def test_a_role_that_changes_counts_in_an_open_session_with_the_next_request(commune: Agency) -> None:
    one = person("an")
    client = Client()
    client.force_login(one, BACKEND)
    told = [client.get("/lo-giao-nop").status_code]
    given = actions.grant_role(one, commune, Role.CLERK, by=None)
    told.append(client.get("/lo-giao-nop").status_code)
    actions.end_role(given, by=None)
    told.append(client.get("/lo-giao-nop").status_code)
    assert told == [403, 200, 403]


def test_a_new_password_ends_open_sessions(admin: Person, commune: Agency) -> None:
    one = actions.register_person("an", "Nguyễn Thị Mẫu", "Mat-khau-dai-2026!", roles=[(commune, Role.CLERK)])
    client = Client()
    client.force_login(one, BACKEND)
    password = actions.reset_password(one, by=admin)
    assert client.get("/lo-giao-nop")["Location"].startswith("/dang-nhap")
    assert (again(one).check_password(password), again(one).must_change_password) == (True, True)
    with pytest.raises(PersonRefused):
        actions.reset_password(admin, by=admin)


def test_each_sees_the_accounts_that_concern_them(commune: Agency, neighbour: Agency) -> None:
    below = actions.register_agency("H19.99.1", "Phòng", parent=commune)
    firm = actions.register_agency("DN.1", "Công ty Một")
    here, under, there = (
        person("here", (commune, Role.CLERK)),
        person("under", (below, Role.READER)),
        person("there", (neighbour, Role.CLERK)),
    )
    ended = person("ended", (commune, Role.CLERK))
    Membership.objects.filter(person=ended).update(ended_at=clock.now())
    scanner, rival = (
        person("quet", (commune, Role.CONTRACTOR_OPERATOR)),
        person("doi", (commune, "contractor_operator")),
    )
    Person.objects.filter(pk=scanner.pk).update(employer=firm)
    head, lead = person("truong", (commune, Role.HEAD)), person("phutrach", (commune, Role.CONTRACTOR_LEAD))
    Person.objects.filter(pk=lead.pk).update(employer=firm)
    of_commune = {"here", "under", "ended", "quet", "doi", "truong", "phutrach"}
    everyone = of_commune | {"there"}

    def seen(one: Any) -> set[str]:
        return {row.username for row in people_seen_by(again(one))}

    told = {one.username: seen(one) for one in (head, lead, here, under, there, scanner, rival)}
    assert told == {
        "truong": of_commune,
        "phutrach": {"phutrach", "quet"},
        **{name: set() for name in ("here", "under", "there", "quet", "doi")},
    }
    for role in ("home_affairs", "security_officer", "auditor", "administrator"):
        assert seen(person(f"x-{role}", (neighbour, role))) - everyone <= {
            f"x-{name}" for name in ("home_affairs", "security_officer", "auditor", "administrator")
        }
        assert seen(person(f"x-{role}")) >= everyone


def test_the_list_narrows_by_name_role_agency_and_state(commune: Agency, neighbour: Agency, admin: Person) -> None:
    below = actions.register_agency("H19.99.1", "Phòng", parent=commune)
    person("an", (below, Role.CLERK))
    person("binh", (neighbour, Role.CLERK))
    person("chi", (neighbour, Role.READER))
    Person.objects.filter(username="an").update(full_name="Nguyễn Thị Mẫu", last_seen_at=clock.now())
    Person.objects.filter(username="binh").update(last_seen_at=clock.now() - timedelta(days=46))
    Person.objects.filter(username="chi").update(is_active=False)

    def found(**wanted: Any) -> list[str]:
        return sorted(row.username for row in found_people(admin, Wanted(**wanted)))

    assert found(text="nguyen mau") == ["an"]
    assert found(role="clerk") == ["an", "binh"]
    assert found(agency=commune.pk) == ["an", "quantri"]
    assert found(role="clerk", agency=neighbour.pk) == ["binh"]
    assert (found(state="idle"), found(state="disabled")) == (["binh"], ["chi"])
    assert found(text="khong co") == []


@pytest.mark.luat("QCVN 12:2026/BCA")
def test_a_review_is_on_record_once_a_quarter(commune: Agency) -> None:
    officer = person("antoan", (commune, Role.SECURITY_OFFICER))
    assert not people_queries.is_reviewed(officer)
    with acting_as(Actor(officer.username, officer.full_name)):
        actions.record_review(officer, looked_at=3, clashes=0, idle=1)
    assert people_queries.is_reviewed(officer)
    row = AuditEntry.objects.get(verb="identity.people.review")
    assert row.subject_id == people_queries.quarter_of(clock.today())
    with pytest.raises(NotYours):
        actions.record_review(person("an", (commune, Role.CLERK)), looked_at=0, clashes=0, idle=0)


def test_a_review_begins_with_what_needs_a_look(commune: Agency, admin: Person) -> None:
    person("on", (commune, Role.CLERK))
    person("khong-vai")
    Person.objects.filter(username="on").update(last_seen_at=clock.now())
    person("hai-vai", (commune, Role.CLERK), (commune, Role.HEAD))
    person("lau", (commune, Role.READER))
    Person.objects.filter(username="lau").update(last_seen_at=clock.now() - timedelta(days=60))
    rows = people_queries.for_review(admin)
    told = [(row.person.username, len(row.clashes), row.is_idle, row.is_without_role) for row in rows]
    assert told[:3] == [("hai-vai", 1, False, False), ("lau", 0, True, False), ("khong-vai", 0, False, True)]
    assert sorted(name for name, *_ in told[3:]) == ["on", "quantri"]


def test_the_demo_has_one_account_for_each_role(commune: Agency) -> None:
    city = actions.register_agency("THU.TP", "Thành phố thử", kind="city")
    people = register_demo_people(commune)
    again_made = register_demo_people(commune)
    assert [one.pk for one in again_made] == [one.pk for one in people]
    assert {role for _, _, role, _ in ACCOUNTS} == set(Role.values)
    held = Membership.objects.filter(person__is_demo=True)
    assert sorted(held.values_list("role", flat=True)) == sorted(Role.values)
    in_city = {row.role for row in held.filter(agency=city)} | {
        row.role for row in held.filter(agency__kind="city").exclude(agency=city)
    }
    assert in_city == {"archivist", "home_affairs", "security_officer", "auditor", "administrator"}
    firms = {one.employer.kind for one in people if one.employer}
    assert (firms, sum(1 for one in people if one.employer)) == ({"contractor"}, len(CONTRACTORS))
    assert {(one.check_password(DEMO_PASSWORD), one.must_change_password) for one in people[:1]} == {(True, False)}
