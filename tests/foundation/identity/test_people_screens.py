"""The screens of accounts, roles, delegations, review and rights, as people use them."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from tests.house import person, signed_in

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity import actions
from khoso.foundation.identity.models import Agency, Delegation, Membership, Person
from khoso.foundation.identity.people.figures import people_cards
from khoso.foundation.identity.people.queries import for_review
from khoso.foundation.identity.rights import rights
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.mission("X1")]


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def client_of(username: str, *roles: tuple[Any, str]) -> Client:
    client: Client = signed_in(Client(), person(username, *roles), proved=True)
    return client


@pytest.fixture
def admin(commune: Agency) -> Client:
    return client_of("quantri", (commune, Role.ADMINISTRATOR))


@pytest.fixture
def head(commune: Agency) -> Client:
    return client_of("truong", (commune, Role.HEAD))


FACTS = {"full_name": "Nguyễn Thị Mẫu", "email": "an@vi-du.vn", "phone": "", "position": "", "kind": "person"}


@pytest.mark.luat("QCVN 12:2026/BCA")
def test_a_new_account_shows_its_password_once(admin: Client) -> None:
    answer = admin.post("/nguoi-dung/them", {**FACTS, "username": "an.nguyen"})
    shown = re.search(r'class="ks-once">([^<]+)<', answer.content.decode())
    assert shown is not None
    made = Person.objects.get(username="an.nguyen")
    password = shown[1].replace("&amp;", "&")
    assert (made.check_password(password), made.must_change_password) == (True, True)
    assert "no-store" in answer["Cache-Control"]
    assert shown[1] not in admin.get(f"/nguoi-dung/{made.pk}").content.decode()
    again = admin.post("/nguoi-dung/them", {**FACTS, "username": "an.khac"})
    assert "«an.nguyen»" in again.content.decode()
    assert Person.objects.filter(email="an@vi-du.vn").count() == 1


def test_the_head_gives_a_role_to_an_account_and_ends_it(head: Client, commune: Agency, neighbour: Agency) -> None:
    one = person("an")
    asked = {"username": "an", "role": "clerk", "agency": commune.pk, "decision": "QĐ 7"}
    refused = [
        head.post("/nguoi-dung/cap-vai-tro", {**asked, "agency": neighbour.pk}),
        head.post("/nguoi-dung/cap-vai-tro", {**asked, "role": "archivist"}),
        head.post("/nguoi-dung/cap-vai-tro", {**asked, "username": "khong-co"}),
        head.post("/nguoi-dung/cap-vai-tro", {**asked, "username": "a\u200bn"}),
    ]
    assert [answer.status_code for answer in refused] == [200] * 4
    assert not Membership.objects.filter(person=one).exists()
    assert head.post("/nguoi-dung/cap-vai-tro", asked)["Location"] == f"/nguoi-dung/{one.pk}"
    held = Membership.objects.get(person=one)
    assert (held.role, held.granted_by) == ("clerk", Person.objects.get(username="truong"))
    clash = head.post("/nguoi-dung/cap-vai-tro", {**asked, "role": "supervisor"})
    assert "không thể đồng thời" in clash.content.decode()
    today = clock.today()
    head.post(f"/vai-tro/{held.pk}", {"valid_from": "", "valid_to": today + timedelta(9), "decision": ""})
    assert Membership.objects.get(pk=held.pk).valid_to == today + timedelta(9)
    head.post(f"/vai-tro/{held.pk}/ket-thuc", {"on": "", "reason": "chuyển công tác"})
    assert Membership.objects.get(pk=held.pk).ended_at is not None
    assert head.get(f"/vai-tro/{held.pk}").status_code == 404


@pytest.mark.luat("QCVN 12:2026/BCA")
@pytest.mark.parametrize("act", ["dat-lai-mat-khau", "ngung", "bo-lop-hai"])
def test_what_destroys_asks_for_a_fresh_proof(commune: Agency, act: str) -> None:
    one = person("an", (commune, Role.CLERK))
    client = signed_in(Client(), person("quantri", (commune, Role.ADMINISTRATOR)))
    before = Person.objects.filter(pk=one.pk).values_list("password", "is_active").get()
    answer = client.post(f"/nguoi-dung/{one.pk}/{act}", {"reason": "nghỉ việc"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"/nguoi-dung/{one.pk}") is False
    assert Person.objects.filter(pk=one.pk).values_list("password", "is_active").get() == before


def test_an_account_is_disabled_enabled_and_given_another_password(admin: Client, commune: Agency) -> None:
    one = person("an", (commune, Role.CLERK))
    page = f"/nguoi-dung/{one.pk}"
    assert admin.post(f"{page}/ngung", {"reason": ""}).status_code == 200
    assert Person.objects.get(pk=one.pk).is_active
    assert admin.post(f"{page}/ngung", {"reason": "nghỉ hưu"})["Location"] == page
    assert "nghỉ hưu" in admin.get(page).content.decode()
    admin.post(f"{page}/dung-lai")
    assert Person.objects.get(pk=one.pk).is_active
    answer = admin.post(f"{page}/dat-lai-mat-khau")
    assert 'class="ks-once"' in answer.content.decode()
    assert Person.objects.get(pk=one.pk).must_change_password


def test_a_role_is_lent_and_taken_back_on_the_screen(head: Client, commune: Agency, neighbour: Agency) -> None:
    deputy, today = person("pho"), clock.today()
    own = Membership.objects.get(person__username="truong")
    asked = {"membership": own.pk, "username": "pho", "valid_from": today, "valid_to": today, "reason": "đi họp"}
    foreign = Membership.objects.create(person=person("la"), agency=neighbour, role=Role.HEAD)
    assert head.post("/uy-quyen", {**asked, "membership": foreign.pk}).status_code == 200
    assert head.post("/uy-quyen", {**asked, "valid_to": today + timedelta(200)}).status_code == 200
    assert not Delegation.objects.exists()
    head.post("/uy-quyen", asked)
    lent = Delegation.objects.get()
    assert (lent.taker, lent.reason) == (deputy, "đi họp")
    stranger = client_of("khach", (neighbour, Role.HEAD))
    assert stranger.post(f"/uy-quyen/{lent.pk}/thu-hoi").status_code == 404
    head.post(f"/uy-quyen/{lent.pk}/thu-hoi")
    assert Delegation.objects.get().revoked_at is not None


def test_the_list_shows_those_in_reach_and_any_address_answers(
    head: Client, neighbour: Agency, commune: Agency
) -> None:
    person("an", (commune, Role.CLERK))
    person("xa", (neighbour, Role.CLERK))
    page = head.get("/nguoi-dung").content.decode()
    assert ("Người an" in page, "Người xa" in page) == (True, False)
    for odd in ("²", "9" * 500, "-1", "'; DROP", "%00"):
        asked = {"ten": odd, "vai-tro": odd, "co-quan": odd, "tinh-trang": odd, "trang": odd}
        assert head.get("/nguoi-dung", asked).status_code == 200


@pytest.mark.luat("QCVN 12:2026/BCA")
def test_the_review_is_downloaded_and_put_on_record(head: Client, commune: Agency) -> None:
    person("an", (commune, Role.CLERK))
    Person.objects.filter(username="an").update(full_name="=1+1")
    answer = head.get("/nguoi-dung/ra-soat.xlsx")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = [[cell.value for cell in row[:2]] for row in sheet.iter_rows(min_row=2)]
    told = for_review(Person.objects.get(username="truong"))
    assert rows == [[row.person.username, row.person.full_name] for row in told]
    assert {cell.data_type for row in sheet.iter_rows(min_row=2, max_col=2) for cell in row} == {"s"}
    head.post("/nguoi-dung/ra-soat")
    row = AuditEntry.objects.get(verb="identity.people.review")
    assert (row.actor, row.details["looked_at"]) == ("truong", len(told))
    assert AuditEntry.objects.filter(verb="identity.people.download").count() == 1


@pytest.mark.parametrize("role", ["auditor", "security_officer", "administrator", "home_affairs"])
def test_the_table_of_rights_names_every_right(commune: Agency, role: str) -> None:
    page = client_of("mot", (commune, role)).get("/phan-quyen").content.decode()
    assert [name for name in rights() if f">{name}<" not in page] == []


def test_the_home_page_tells_what_waits(commune: Agency) -> None:
    officer, deputy = person("antoan", (commune, Role.SECURITY_OFFICER)), person("pho")
    head = person("truong", (commune, Role.HEAD))
    today = clock.today()

    def names(one: Any) -> list[tuple[str, int | None]]:
        return [(card.name, card.count) for card in people_cards(Person.objects.get(pk=one.pk))]

    assert names(officer) == [("accounts", None), ("role-changes", 0)]
    far, near = today + timedelta(60), today + timedelta(3)
    actions.delegate(head, deputy, commune, Role.HEAD, valid_from=far, valid_to=far)
    assert (names(deputy), names(officer)[1]) == ([], ("role-changes", 1))
    actions.delegate(head, deputy, commune, Role.HEAD, valid_from=near, valid_to=near)
    assert names(deputy) == [("delegations", 1)]
