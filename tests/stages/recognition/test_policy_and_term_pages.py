"""The pages of policies and of what corrections taught."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.config.near_recognition_cross import term_of
from tests.house import House, person, signed_in
from tests.stages.recognition.test_actions_recognition import GOOD, Desk, desk_with
from tests.stages.recognition.test_policies import field, read

from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.roles import Role
from khoso.stages.recognition.actions import confirm_fields
from khoso.stages.recognition.models import ConfirmPolicy, KnownTerm

pytestmark = pytest.mark.django_db
WANTED = {"sure_from": "97,5", "sampled_percent": "3", "double_percent": "10", "reason": "Lô mới có nhiều chữ mờ"}


@pytest.fixture
def desk(house: House, commune: Agency, tmp_path: Path) -> Desk:
    return desk_with(commune, tmp_path, "person")


def client_of(agency: Agency, role: Role) -> Client:
    return signed_in(Client(), person(f"p-{role}", (agency, role)))


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_page_says_what_counts_where_nobody_set_a_policy(house: House, commune: Agency):
    shown = text(client_of(commune, Role.CLERK).get(reverse("recognition:policies")))
    assert "Chưa ai đặt: dùng mức ban đầu của chương trình." in shown
    assert "Đổi chính sách" not in shown


def test_a_change_is_shown_before_it_is_made_and_made_by_the_second_sending(desk: Desk, commune: Agency):
    read(desk, field("subject", "Về việc xây cầu"), field("signer", "Lê Văn Mẫu", 0.99))
    head, url = client_of(commune, Role.HEAD), f"{reverse('recognition:policy-set')}?co-quan={commune.code}"
    shown = text(head.post(url, WANTED))
    assert "Trong 2 trường đọc gần đây, máy được nhận 1 chỗ (bản đang dùng: 2)." in shown
    assert not ConfirmPolicy.objects.exists()
    answer = head.post(url, {**WANTED, "chac": "1"})
    assert answer.status_code == 302
    row = ConfirmPolicy.objects.get()
    assert (row.agency, row.sure_from, row.sampled_percent, row.double_percent, row.reason) == (
        commune,
        0.975,
        3.0,
        10.0,
        WANTED["reason"],
    )


def test_what_another_set_meanwhile_is_not_overwritten(desk: Desk, commune: Agency):
    head, url = client_of(commune, Role.HEAD), f"{reverse('recognition:policy-set')}?co-quan={commune.code}"
    head.post(url, {**WANTED, "chac": "1"})
    answer = head.post(url, {**WANTED, "chac": "1", "ban-da-xem": ""})
    assert (answer.status_code, ConfirmPolicy.objects.count()) == (400, 1)
    assert "Chính sách vừa được người khác đặt lại" in text(answer) or "chính sách vừa được người khác đặt lại" in text(
        answer
    )


def test_nonsense_is_told_beside_its_field_and_changes_nothing(desk: Desk, commune: Agency):
    url = f"{reverse('recognition:policy-set')}?co-quan={commune.code}"
    answer = client_of(commune, Role.HEAD).post(url, {**WANTED, "sure_from": "30", "sampled_percent": "x", "chac": "1"})
    assert (answer.status_code, ConfirmPolicy.objects.exists()) == (400, False)
    assert sorted(answer.context["form"].errors) == ["sampled_percent", "sure_from"]


@pytest.mark.parametrize(
    ("role", "own", "city"), [(Role.SUPERVISOR, 200, 404), (Role.HOME_AFFAIRS, 200, 200), (Role.CLERK, 403, 403)]
)
def test_the_citys_policy_is_home_affairs(desk: Desk, commune: Agency, role: Role, own: int, city: int):
    client, url = client_of(commune, role), reverse("recognition:policy-set")
    told = [client.get(f"{url}?co-quan={code}").status_code for code in (commune.code, "thanh-pho")]
    assert told == [own, city]


def test_an_agency_out_of_reach_is_as_if_it_were_not(desk: Desk, commune: Agency):
    other = Agency.objects.create(code="KHAC", name="Sở Khác")
    client = client_of(other, Role.HEAD)
    for name in ("policies", "policy-set", "policy-sample"):
        url = f"{reverse(f'recognition:{name}')}?co-quan={commune.code}&truong=subject"
        assert client.get(url).status_code == 404


def test_under_99_of_100_the_page_warns_and_every_figure_opens_what_is_behind_it(desk: Desk, commune: Agency):
    ConfirmPolicy.objects.create(
        agency=commune, sure_from=0.9, sampled_percent=100, made_at=desk.file.delivery.registered_at
    )
    read(desk, field("subject", "Về việc xây cầu"), field("issuer", "Công ty Mầu"))
    confirm_fields(desk.item.pk, GOOD)
    head = client_of(commune, Role.HEAD)
    answer = head.get(reverse("recognition:policies"))
    shown = text(answer)
    assert "Có 1 trường dưới 99 %." in shown
    assert "không mức nào đạt 99 %: nên để người xem trường này." in shown
    links = re.findall(r'href="([^"]*chinh-sach/mau[^"]*)"', answer.content.decode())
    assert len(links) == 3
    changed = next(link for link in links if "ket-qua=sua" in link).replace("&amp;", "&")
    behind = text(head.get(changed))
    assert "Công ty Mầu" in behind and "Công ty Mẫu" in behind
    assert all(head.get(link.replace("&amp;", "&")).status_code == 200 for link in links)


def test_a_field_that_is_none_has_no_sample(house: House, commune: Agency):
    client = client_of(commune, Role.CLERK)
    assert client.get(f"{reverse('recognition:policy-sample')}?truong=khong-co").status_code == 404


def test_terms_are_listed_by_state_and_judged_by_who_may(house: House, commune: Agency):
    term = term_of(commune)
    clerk, head = client_of(commune, Role.CLERK), client_of(commune, Role.HEAD)
    page = reverse("recognition:terms")
    assert "SYT" in text(clerk.get(page)) and "SYT" not in text(clerk.get(f"{page}?tinh-trang=used"))
    approve = reverse("recognition:term-approve", args=[term.pk])
    assert approve not in clerk.get(page).content.decode()
    assert clerk.post(approve).status_code == 403
    assert approve in head.get(page).content.decode()
    assert head.post(approve).status_code == 302
    assert KnownTerm.objects.get().state == "used"
    # Approved already: said, and nothing else happens.
    assert head.post(approve).status_code == 302
    withdraw = reverse("recognition:term-withdraw", args=[term.pk])
    assert head.post(withdraw).status_code == 302
    assert KnownTerm.objects.get().state == "withdrawn"


def test_terms_of_another_agency_are_as_if_they_were_not(house: House, commune: Agency):
    term = term_of(commune)
    other = client_of(Agency.objects.create(code="KHAC", name="Sở Khác"), Role.HEAD)
    assert "SYT" not in text(other.get(reverse("recognition:terms")))
    assert other.post(reverse("recognition:term-approve", args=[term.pk])).status_code == 404


@pytest.mark.parametrize(
    ("role", "tabs"),
    [(Role.HEAD, ["Chính sách", "Đã học"]), (Role.HOME_AFFAIRS, ["Chính sách", "Đã học"])],
)
def test_who_only_decides_finds_both_pages_as_tabs(house: House, commune: Agency, role: Role, tabs: list[str]):
    shown = client_of(commune, role).get(reverse("recognition:policies")).content.decode()
    nav = shown[shown.index("ks-room-tabs") :]
    assert [tab for tab in ("Hàng đợi", "Chính sách", "Đã học") if tab in nav[: nav.index("</nav>")]] == tabs
