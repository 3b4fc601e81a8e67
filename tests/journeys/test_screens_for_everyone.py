"""Every main page, as who uses it: readable by a screen reader, worked by keyboard, calm where asked, fit to print.

A room with a new page adds it to `PAGES`, under an account of the demonstration that opens it.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.conftest import Visit, Visitor
from tests.journeys.house import House

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("journeys"),
    pytest.mark.mission("A6"),
]

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"

# Account → addresses. {delivery}, {dossier}, {item}, {file}, {person} and {role} are those of the house.
PAGES: dict[str, list[str]] = {
    "": ["/dang-nhap", "/tim", "/api/v1/", "/khong-co-trang-nay"],
    "vanthu": [
        # First, while the password is fresh: later these ask for it again.
        "/tai-khoan/xac-thuc/ung-dung",
        "/tai-khoan/xac-thuc/khoa/them",
        "/tai-khoan",
        "/tai-khoan/mat-khau",
        "/tai-khoan/phien",
        "/tai-khoan/xac-thuc",
        "/tai-khoan/xac-nhan",
        "/",
        "/lo-giao-nop",
        "/lo-giao-nop/{delivery}",
        "/tep/{file}/lich-su",
        "/ho-so/{dossier}",
        "/xac-nhan",
        "/xac-nhan/{item}",
        "/tim?q=công",
        "/uy-quyen",
        "/viec-cua-toi",
        "/to-chuc",
        "/huong-dan-nghiep-vu",
        "/lich",
        "/bao-cao",
        "/vuong-mac",
        "/vuong-mac/neu",
        "/loi-nhac",
        "/danh-muc",
        "/danh-muc/ho-so/{dossier}",
        "/danh-muc/tai-lieu/{item}",
        "/danh-muc/chinh-ly",
        "/danh-muc/nhap",
        "/danh-muc/xuat",
        "/danh-muc/trung",
        "/danh-muc/het-han",
        "/lua-chon",
        "/lua-chon/danh-gia/{dossier}",
        "/lua-chon/moc",
        "/lua-chon/danh-muc",
        "/lua-chon/danh-muc/moi",
        "/lua-chon/phien-hop",
        "/lua-chon/giao-nop",
    ],
    "luutru": ["/", "/tai-lieu/{item}", "/tai-lieu/{item}/lich-su"],
    "thutruong": ["/", "/nguoi-dung/cap-vai-tro"],
    "noivu": [
        "/",
        "/co-quan",
        "/co-quan/DEMO.01",
        "/co-quan/DEMO.01/sua",
        "/co-quan/them",
        "/ke-hoach",
        "/ke-hoach/so-do",
        "/kiem-tra-thuc-te",
        "/huong-dan-nghiep-vu",
        "/lich",
        "/bao-cao",
        "/vuong-mac",
        "/loi-nhac",
        "/toan-thanh-pho",
        "/toan-thanh-pho/tien-do",
        "/toan-thanh-pho/xep-hang",
    ],
    "quantri": [
        "/",
        "/he-thong",
        "/nguoi-dung",
        "/nguoi-dung/them",
        "/nguoi-dung/ra-soat",
        "/nguoi-dung/{person}",
        "/nguoi-dung/{person}/sua",
        "/vai-tro/{role}",
        "/phan-quyen",
        "/tai-khoan/xac-thuc/du-phong/tao",
    ],
    "kiemtoan": ["/", "/nhat-ky"],
    "docgia": ["/"],
}
SIZES = ((390, 844), (1440, 900))
SCHEMES = ("light", "dark")
# A branch of a tree is named by its own line; the rule would have the name hold the branches below it too.
_AXE = """async () => {
  const told = await axe.run(document, {resultTypes: ["violations"]});
  for (const one of told.violations.filter((one) => one.id === "label-content-name-mismatch"))
    one.nodes = one.nodes.filter((node) => !document.querySelector(node.target[0]).matches("[role=treeitem]"));
  const where = (node) => `${node.target.join(" ")} (${node.any.map((why) => why.message).join("; ")})`;
  return told.violations.filter((one) => one.nodes.length && ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map(where).join(" | ")}`);
}"""
_SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def places(house: House) -> dict[str, str]:
    """Something of every kind to look at, once the machine has worked on it."""

    def first(question: str) -> str:
        deadline = time.monotonic() + 240  # a machine with much else to do
        while not (found := house.rows(question)):
            assert time.monotonic() < deadline, question
            time.sleep(0.5)
        return str(found[0][0])

    # The machine is done with the papers when a person may confirm them.
    item = first("SELECT item_id FROM recognition_proposedfield ORDER BY item_id")
    return {
        "delivery": first("SELECT id FROM digitisation_delivery"),
        "item": item,
        "dossier": first(f"SELECT dossier_id FROM catalogue_item WHERE id = '{item}'"),
        "file": first("SELECT id FROM digitisation_deliveryfile ORDER BY path"),
        "person": first("SELECT id FROM identity_person WHERE username = 'vanthu'"),
        "role": first("SELECT id FROM identity_membership WHERE role = 'clerk'"),
    }


def _look(visitor: Visitor, address: str) -> str:
    """Open a page and look at it at every size and in both colours; what is serious, one a line."""
    page, found = visitor.page, []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        visitor.open(address)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            found += [f"{address} {width} {scheme} {one}" for one in page.evaluate(_AXE)]
            sideways = page.evaluate(_SIDEWAYS)
            found += [f"{address} {width} scrolls sideways by {sideways}"] if sideways > 0 else []
    return "\n".join(found)


@pytest.mark.parametrize("account", PAGES)
def test_nothing_serious_stands_in_anybodys_way(visitors: Visit, places: dict[str, str], account: str) -> None:
    if not AXE.is_file():
        pytest.skip("chưa có axe-core: chạy npm ci trong frontend")
    visitor = visitors(account)
    assert [told for address in PAGES[account] if (told := _look(visitor, address.format(**places)))] == []


def test_nothing_serious_stands_in_the_way_of_the_second_factor(visitors: Visit) -> None:
    if not AXE.is_file():
        pytest.skip("chưa có axe-core: chạy npm ci trong frontend")
    assert _look(visitors("quantri", whole=False), "/dang-nhap/xac-thuc") == ""


@pytest.mark.parametrize("account", ["", "vanthu", "noivu", "quantri", "kiemtoan"])
def test_no_page_carries_a_script_or_style_of_its_own(visitors: Visit, places: dict[str, str], account: str) -> None:
    visitor = visitors(account)
    for address in PAGES[account]:
        answer = visitor.page.goto(visitor.house.url + address.format(**places))
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy, address
        source = answer.text()
        assert not re.search(r"<style|<script(?![^>]*\ssrc=)(?![^>]*application/json)|\sstyle=|\son\w+=", source), (
            address
        )


def _focused(page: Any) -> str:
    return str(page.evaluate("() => document.activeElement.getAttribute('href') || document.activeElement.className"))


def test_the_first_tab_leads_past_the_navigation(visit: Visit) -> None:
    visitor = visit("vanthu")
    visitor.open("/lo-giao-nop")
    visitor.page.keyboard.press("Tab")
    assert _focused(visitor.page) == "#noi-dung"
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("() => document.querySelector('main').contains(document.activeElement)")


def test_what_has_the_focus_is_seen(visit: Visit) -> None:
    visitor = visit("vanthu")
    visitor.open("/")
    for _ in range(8):
        visitor.page.keyboard.press("Tab")
        seen = visitor.page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement);"
            " return s.outlineStyle !== 'none' || s.boxShadow !== 'none'"
            " || document.activeElement.matches('.ks-skip'); }"
        )
        assert seen, _focused(visitor.page)


def test_the_menu_of_a_phone_opens_holds_and_closes_by_keyboard(visit: Visit) -> None:
    visitor = visit("vanthu", width=390)
    visitor.open("/")
    page, button = visitor.page, visitor.page.get_by_role("button", name="Mở điều hướng")
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    inside = "() => document.querySelector('#dieu-huong').contains(document.activeElement)"
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(inside), _focused(page)
    page.keyboard.press("Escape")
    assert button.get_attribute("aria-expanded") == "false"
    assert page.evaluate("() => document.activeElement.matches('.ks-menu-button')")


def test_the_menu_of_the_person_works_by_keyboard(visit: Visit) -> None:
    visitor = visit("vanthu")
    visitor.open("/")
    summary = visitor.page.locator(".ks-top-tools .ks-menu > summary")
    summary.focus()
    visitor.page.keyboard.press("Enter")
    assert visitor.page.get_by_role("button", name="Đăng xuất").is_visible()
    visitor.page.keyboard.press("Escape")
    assert not visitor.page.get_by_role("button", name="Đăng xuất").is_visible()
    assert visitor.page.evaluate("() => document.activeElement.matches('summary')")


def test_who_asks_for_calm_gets_no_movement(visit: Visit) -> None:
    visitor = visit("vanthu")
    visitor.page.emulate_media(reduced_motion="reduce")
    visitor.open("/lo-giao-nop")
    moving = visitor.page.evaluate(
        "() => [...document.querySelectorAll('*')].filter((one) => {"
        " const s = getComputedStyle(one); const long = (v) => v.split(',').some((t) => parseFloat(t) > 0.01);"
        " return (s.animationName !== 'none' && long(s.animationDuration) && s.animationIterationCount === 'infinite')"
        " || long(s.transitionDuration); }).length"
    )
    assert moving == 0


@pytest.mark.parametrize(
    "address",
    [
        "/lo-giao-nop",
        "/lo-giao-nop/{delivery}",
        "/ho-so/{dossier}",
        "/xac-nhan",
        "/co-quan",
        "/ke-hoach",
        "/viec-cua-toi",
        "/bao-cao",
    ],
)
def test_paper_gets_the_page_without_what_surrounds_it(visit: Visit, places: dict[str, str], address: str) -> None:
    visitor = visit("vanthu")
    visitor.page.emulate_media(color_scheme="dark")
    visitor.open(address.format(**places))
    visitor.page.emulate_media(media="print", color_scheme="dark")
    assert visitor.page.locator("h1").is_visible()
    surrounding = [".ks-side", ".ks-top", ".ks-skip", ".ks-pager"]
    assert [one for one in surrounding if visitor.page.locator(one).first.is_visible()] == []
    colours = visitor.page.evaluate(
        "() => [document.body, ...document.querySelectorAll('h1, .ks-panel, .ks-table td')].map((one) => {"
        " const s = getComputedStyle(one); return [s.color, s.backgroundColor]; })"
    )
    assert {colour for colour, _ in colours} == {"rgb(0, 0, 0)"}
    assert {ground for _, ground in colours} <= {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert visitor.page.pdf(format="A4").startswith(b"%PDF")
