"""From the contractor's folder to a word found on a page, as the people of an agency live it, in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import WAIT, Visit, Visitor
from tests.journeys.house import DELIVERY, House
from tests.journeys.on_page import marks_on_paper, overlap, wait_until

from khoso.kernel.text_vi import fold

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys")]

QUERY = "to trinh xin mua xe"
SUBJECT = "Về việc xin mua xe mô tô"


def looks(house: House, username: str) -> list[tuple[str, int]]:
    """(item, page) of every look at a page that the audit trail holds for a person, in order."""
    rows = house.rows(
        "SELECT subject_id, (content::jsonb->'details'->>'page')::int FROM audit_auditentry "
        "WHERE verb = 'access.page.show' AND actor = %s ORDER BY id",
        username,
    )
    return [(item, page) for item, page in rows]


def items(house: House) -> list[tuple[str, str, str]]:
    """(id, subject, access code) of the items of the invented delivery, in order."""
    rows = house.rows(
        "SELECT DISTINCT i.id::text, i.subject, i.access_code, i.ordinal FROM catalogue_item i "
        "JOIN digitisation_deliveryfile f ON f.item_id = i.id JOIN digitisation_delivery d ON d.id = f.delivery_id "
        "WHERE d.folder_name = %s ORDER BY i.ordinal",
        DELIVERY,
    )
    return [(row[0], row[1], row[2]) for row in rows]


@pytest.fixture(scope="module")
def read(visitors: Visit, house: House) -> Visitor:
    """A clerk who has waited until the machine has read everything."""
    clerk = visitors("vanthu")
    wait_until(
        lambda: house.rows("SELECT count(*) FROM recognition_itemfields WHERE state = 'waiting'")[0][0] >= 3,
        seconds=150,
        what="Máy chưa đọc xong ba tài liệu.",
    )
    return clerk


@pytest.fixture(scope="module")
def confirmed(read: Visitor) -> Visitor:
    """The clerk has confirmed every item with the keyboard alone, and the dossier went on by itself."""
    page, clerk = read.page, read
    clerk.open("/xac-nhan")
    page.get_by_role("link", name="Bắt đầu từ tài liệu đầu").press("Enter")
    for number in range(3):
        expect(page.get_by_role("button", name="Xác nhận, sang tài liệu sau")).to_be_visible()
        expect(page.locator("canvas").first).to_be_visible()
        address = page.url
        _fill_what_is_empty(page)
        if number == 0:
            _answer_every_doubt(page, address)
        else:
            page.keyboard.press("Control+Enter")
        page.wait_for_url(lambda url, before=address: url != before)
    expect(page.get_by_role("heading", name="Không còn tài liệu nào chờ")).to_be_visible()
    clerk.open("/lo-giao-nop")
    page.get_by_role("link", name=DELIVERY).click()
    # The page asks for itself how far the work is; nobody loads it again.
    expect(page.get_by_text("Đã vào kho").first).to_be_visible(timeout=WAIT)
    return clerk


def _fill_what_is_empty(page: Any) -> None:
    """What the machine could not read and the law wants is typed, as a clerk would."""
    for label, value in (
        ("Trích yếu", SUBJECT),
        ("Cơ quan ban hành", "Ủy ban nhân dân xã"),
        ("Ngày văn bản", "07/02/2011"),
    ):
        field = page.get_by_label(label, exact=True)
        if not field.input_value():
            field.focus()
            page.keyboard.type(value)
    kind = page.get_by_label("Tên loại", exact=True)
    if not kind.input_value():
        kind.focus()
        page.keyboard.type("Tờ trình")


def _answer_every_doubt(page: Any, address: str) -> None:
    """Enter goes from one doubt to the next and, after the last, confirms."""
    page.locator("[data-doubt] [data-control]").first.focus()
    for _ in range(12):
        page.keyboard.press("Enter")
        page.wait_for_timeout(150)
        if page.url != address:
            return


def test_a_delivery_shows_how_far_it_is_and_what_was_found(visit: Visit, read: Visitor) -> None:
    clerk = visit("vanthu")
    page = clerk.page
    page.get_by_role("navigation", name="Điều hướng chính").get_by_role("link", name="Lô giao nộp").click()
    expect(page.get_by_role("heading", name="Lô giao nộp", level=1)).to_be_visible()
    page.get_by_role("link", name=DELIVERY).click()
    stages = page.get_by_role("region", name="Tiến độ").get_by_role("progressbar")
    assert stages.evaluate_all("bars => bars.map(bar => bar.getAttribute('aria-label'))") == [
        "Đăng ký",
        "Kiểm tra",
        "Đọc chữ",
        "Xác nhận",
        "Ký số",
        "Đóng gói, lưu kho",
        "Tìm kiếm được",
    ]
    found = page.get_by_role("region", name="Máy phát hiện")
    expect(found.get_by_text("Không phải PDF/A", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="Hồ sơ", exact=True).get_by_role("row")).to_have_count(2)


def test_the_form_says_what_is_wrong_beside_the_field(visit: Visit, confirmed: Visitor, house: House) -> None:
    clerk = visit("vanthu")
    page = clerk.page
    clerk.open(f"/xac-nhan/{items(house)[0][0]}")
    subject = page.get_by_label("Trích yếu", exact=True)
    subject.fill("")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#e-subject").get_by_text("«Trích yếu» là trường bắt buộc")).to_be_visible()
    expect(page.get_by_label("Trích yếu", exact=True)).to_be_focused()
    assert items(house)[0][1] != ""


@pytest.mark.mission("D3")
def test_a_confirmed_dossier_is_signed_stored_and_found_by_itself(visit: Visit, confirmed: Visitor) -> None:
    clerk = visit("vanthu")
    page = clerk.page
    clerk.open("/lo-giao-nop")
    page.get_by_role("link", name=DELIVERY).click()
    page.get_by_role("region", name="Hồ sơ", exact=True).get_by_role("link").click()
    expect(page.get_by_text("Đã lưu kho, tìm được")).to_be_visible()
    kept = page.get_by_role("region", name="Trong kho")
    expect(kept.get_by_text("Nguyên vẹn")).to_have_count(2)
    rows = page.get_by_role("region", name="Tài liệu trong hồ sơ").get_by_role("listitem")
    expect(rows).to_have_count(3)
    expect(rows.get_by_text("Đã có người xác nhận")).to_have_count(3)


def test_a_search_without_accents_leads_to_the_marked_words_on_the_page(
    visit: Visit, confirmed: Visitor, house: House
) -> None:
    clerk = visit("vanthu")
    page = clerk.page
    clerk.search(QUERY)
    hit = page.get_by_role("article").first
    expect(hit).to_contain_text(items(house)[0][1])
    expect(hit.locator("mark").first).to_be_visible()
    hit.get_by_role("link").click()
    expect(page.locator(".ks-mark-hit").first).to_be_visible()
    page.wait_for_timeout(800)  # the picture settles into place
    item = items(house)[0][0]
    words = clerk.get(f"/tai-lieu/{item}/chu/1").json()["words"]
    marks = marks_on_paper(page)
    marked = [fold(word["text"]).strip(".,;:") for word in words if max(overlap(word["box"], m) for m in marks) > 0.5]
    # The words where they stand as in the question, and no other word.
    assert marked[:5] == QUERY.split()
    assert set(pairwise(marked)) <= {*pairwise(QUERY.split()), ("xe", "mua")}


def test_every_page_looked_at_leaves_one_row_in_the_audit_trail(visit: Visit, confirmed: Visitor, house: House) -> None:
    item = items(house)[0][0]
    before = looks(house, "thutruong")
    head = visit("thutruong")
    page = head.page
    head.open(f"/tai-lieu/{item}")
    expect(page.locator("canvas").first).to_be_visible()
    page.get_by_role("button", name="Phóng to").click()
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Trang sau").click()
    expect(page).to_have_url(re.compile("trang=2"))
    page.wait_for_timeout(1000)
    assert looks(house, "thutruong")[len(before) :] == [(item, 1), (item, 2)]
    verdict = house.khoso("audit", "verify", "--json")
    assert (verdict.returncode, json.loads(verdict.stdout)["ok"]) == (0, True)


@pytest.mark.luat("TT05 Đ.36")
def test_a_reader_sees_what_is_open_and_nothing_else(visit: Visit, confirmed: Visitor, house: House) -> None:
    open_item, _, conditional = items(house)
    assert (open_item[2], conditional[2]) == ("01", "02")
    for somebody in (visit("docgia"), visit()):
        assert somebody.get(f"/tai-lieu/{open_item[0]}").status == 200
        assert somebody.get(f"/tai-lieu/{conditional[0]}").status == 404
        assert somebody.get(f"/anh/{conditional[0]}/1/info.json").status == 404
        somebody.open(f"/tim?q={conditional[1]}")
        titles = somebody.page.get_by_role("article").get_by_role("heading").all_inner_texts()
        assert conditional[1] not in titles


def test_who_is_not_signed_in_is_led_to_the_door_and_back(visit: Visit, house: House) -> None:
    stranger = visit()
    answer = stranger.get("/lo-giao-nop")
    assert (answer.status, answer.headers["location"]) == (302, "/dang-nhap?next=/lo-giao-nop")
    stranger.open("/dang-nhap")
    expect(stranger.page.get_by_text("KhoSo-2026!").first).to_be_visible()
    stranger.page.get_by_role("link", name="Chỉ tìm tài liệu công khai").click()
    expect(stranger.page.get_by_role("heading", name="Tìm trong kho")).to_be_visible()


@pytest.mark.parametrize(
    ("username", "allowed"),
    [
        ("vanthu", {"/lo-giao-nop": 200, "/xac-nhan": 200, "/tim": 200}),
        ("sohoa", {"/lo-giao-nop": 200, "/xac-nhan": 403, "/tim": 200}),
        ("docgia", {"/lo-giao-nop": 403, "/xac-nhan": 403, "/tim": 200}),
        ("quantri", {"/lo-giao-nop": 403, "/xac-nhan": 403, "/tim": 200}),
    ],
)
def test_each_role_has_a_home_and_only_its_own_rooms(visit: Visit, username: str, allowed: dict[str, int]) -> None:
    person = visit(username)
    expect(person.page.get_by_role("heading", name=re.compile("^Chào "))).to_be_visible()
    assert {path: person.get(path).status for path in allowed} == allowed
    menu = person.page.get_by_role("navigation", name="Điều hướng chính").get_by_role("link")
    shown = menu.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert [path for path in shown if person.get(path).status != 200] == []


def test_signing_out_ends_the_session(visit: Visit) -> None:
    person = visit("docgia")
    person.page.get_by_text("tài khoản Hoàng Thị Mẫu").locator("xpath=ancestor::summary").click()
    person.page.get_by_role("button", name="Đăng xuất").click()
    expect(person.page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    assert person.get("/").headers["location"] == "/dang-nhap?next=/"


def test_scripts_and_styles_come_compressed_and_may_be_kept_for_ever(visit: Visit) -> None:
    stranger = visit()
    stranger.open("/dang-nhap")
    address = stranger.page.locator("script[type=module]").first.get_attribute("src")
    answer = stranger.page.request.get(stranger.house.url + address, headers={"Accept-Encoding": "br"})
    assert answer.headers["content-encoding"] == "br"
    assert "immutable" in answer.headers["cache-control"]


PATHS: list[Callable[[House], str]] = [
    lambda house: "/",
    lambda house: "/lo-giao-nop",
    lambda house: f"/lo-giao-nop/{house.rows('SELECT id FROM digitisation_delivery')[0][0]}",
    lambda house: f"/ho-so/{house.rows('SELECT id FROM catalogue_dossier')[0][0]}",
    lambda house: "/xac-nhan",
    lambda house: f"/xac-nhan/{items(house)[0][0]}",
    lambda house: "/tim?q=xe",
    lambda house: f"/tai-lieu/{items(house)[0][0]}?q=xe",
]


def test_every_screen_fits_a_phone_and_breaks_no_rule(visit: Visit, confirmed: Visitor, house: House) -> None:
    clerk = visit("luutru", width=390)
    wide = {}
    for path in PATHS:
        clerk.open(path(house))
        clerk.page.wait_for_timeout(400)
        wide[path(house)] = clerk.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert {path: over for path, over in wide.items() if over > 0} == {}
