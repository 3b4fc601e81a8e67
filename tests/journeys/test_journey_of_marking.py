"""From the first doubt to a page scanned anew: looked at by keyboard, sent back, mended, compared, closed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import WAIT, Visit, Visitor
from tests.journeys.house import House
from tests.journeys.on_page import wait_until

from khoso.kernel import clock

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.mission("D7"),
    pytest.mark.xdist_group("journeys"),
]
MAKE = Path(__file__).with_name("scans_to_inspect.py")
NOTE = "mờ dòng cuối"
DOUBTED = 2


@dataclass
class Lot:
    """One file of four pages, its lot, and what lies beside it on the disk."""

    delivery: str
    file: str
    path: str
    lot: int
    folder: Path

    @property
    def wall(self) -> str:
        return f"/kiem-tra/trang/{self.delivery}?lo={self.lot}"

    def page(self, number: int, act: str = "") -> str:
        return f"/kiem-tra/trang/{self.delivery}/{self.file}/{number}{act}?lo={self.lot}"

    def defects(self, house: House, *columns: str) -> list[tuple[Any, ...]]:
        """Of this file alone, oldest first; what was taken back is none."""
        asked = (
            f"SELECT {', '.join(columns)} FROM quality_defect WHERE unit_key LIKE %s AND state <> 'waived' ORDER BY id"
        )
        return house.rows(asked, f"{self.file}:%")

    def waiting(self, house: House) -> int:
        """How many of its pages nobody looked at."""
        units = "quality_sampleunit JOIN inspection_lot USING (inspection_id)"
        asked = f"SELECT count(*) FROM {units} WHERE inspection_lot.id = %s AND verdict = ''"
        return int(house.rows(asked, self.lot)[0][0])


@pytest.fixture(scope="module")
def lot(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lot]:
    folder = tmp_path_factory.mktemp("kiem-tra")
    environment = {**house.environment, "DATABASE_URL": house.database, "KHOSO_HOME": str(house.home)}
    made = subprocess.run(
        [sys.executable, str(MAKE), str(folder)],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    yield Lot(**json.loads(made.stdout.splitlines()[-1]), folder=folder)


@pytest.fixture(scope="module")
def inspector(visitors: Visit, lot: Lot) -> Visitor:
    """Who looks at the pages, having read the guide."""
    visitor = visitors("giamsat")
    page = visitor.page
    visitor.open(lot.wall)
    if page.get_by_role("link", name="Mở hướng dẫn kiểm tra").count():
        page.get_by_role("link", name="Mở hướng dẫn kiểm tra").click()
        page.get_by_role("button", name="Tôi đã học và hiểu hướng dẫn này").click()
    return visitor


def shown(visitor: Visitor, address: str) -> Page:
    visitor.open(address)
    page: Page = visitor.page
    page.wait_for_selector("html[data-gallery=shown]")
    return page


def at(page: Page, number: int) -> None:
    """The desk shows this page, drawn."""
    expect(page.locator("[data-where]")).to_have_text(f"{number} / 4", timeout=WAIT)
    expect(page.locator("[data-soon]")).to_be_hidden(timeout=WAIT)


def said(page: Page, words: str) -> None:
    expect(page.locator("[data-said]")).to_have_text(words, timeout=WAIT)


def test_a_page_is_marked_by_keys_alone(inspector: Visitor, lot: Lot) -> None:
    house, page = inspector.house, shown(inspector, lot.wall)
    press = page.keyboard.press
    press("?")
    expect(page.get_by_role("dialog")).to_contain_text("chỗ máy nghi ngờ kế tiếp")
    press("Escape")
    for key in (".", "Enter"):
        press(key)
    at(page, DOUBTED)
    expect(page.locator("[data-findings]")).to_contain_text("Trang nghiêng")
    press("n")
    said(page, "Kéo để khoanh chỗ lỗi; Esc để thôi.")
    for key in ("ArrowRight", "ArrowDown", "Shift+ArrowRight", "Enter"):
        press(key)
    said(page, "Đã lưu")
    press("1")
    expect(page.get_by_role("radio", name="Nghiêm trọng")).to_be_checked()
    press("5")
    page.keyboard.type(NOTE)
    press("Enter")
    expect(page.locator("[data-defects]")).to_contain_text(NOTE)
    [(kind, severity, note, box)] = lot.defects(house, "kind", "severity", "note", "box")
    assert (kind, severity, note) == ("blur", "critical", NOTE)
    assert box[2] > 0.29 and all(0 <= part <= 1 for part in box)


def test_what_was_marked_by_mistake_is_taken_back(inspector: Visitor, lot: Lot) -> None:
    house, page = inspector.house, inspector.page
    page.keyboard.press("g")
    expect(page.locator("[data-defects] li")).to_have_count(2)
    for key in ("Escape", "Backspace"):
        page.keyboard.press(key)
    said(page, "Đã bỏ")
    expect(page.locator("[data-defects] li")).to_have_count(1)
    assert lot.defects(house, "kind") == [("blur",)]


def test_the_scan_stands_beside_a_photo_of_its_paper(inspector: Visitor, lot: Lot) -> None:
    page = inspector.page
    page.locator("[data-photo-file]").set_input_files(lot.folder / "anh-giay.jpg")
    paper = page.locator("[data-paper]")
    expect(paper.locator("canvas").first).to_be_visible()
    page.keyboard.press("6")
    expect(paper).to_be_hidden()
    page.keyboard.press("6")
    expect(paper).to_be_visible()
    scan, photo = page.locator("[data-image]").bounding_box(), paper.bounding_box()
    assert scan and photo and photo["x"] >= scan["x"] + scan["width"] and abs(photo["width"] - scan["width"]) < 3


def test_space_goes_through_what_nobody_looked_at_and_a_reload_stays_there(inspector: Visitor, lot: Lot) -> None:
    house, page = inspector.house, inspector.page
    page.keyboard.press("]")
    expect(page.locator("[data-where]")).not_to_have_text(f"{DOUBTED} / 4")
    here = page.locator("[data-where]").inner_text()
    page.reload()
    page.wait_for_selector("html[data-gallery=shown]")
    at(page, int(here.split(" / ")[0]))
    left = lot.waiting(house)
    assert left
    for _page in range(left):
        number = page.locator("[data-where]").inner_text()
        page.keyboard.press("Space")
        if _page + 1 < left:
            expect(page.locator("[data-where]")).not_to_have_text(number)
    wait_until(lambda: not lot.waiting(house), seconds=60, what="không lưu hết")
    done = page.locator("[data-side] [data-done]")
    expect(done).to_have_text(f"{done.inner_text().split(' / ')[1]} / {done.inner_text().split(' / ')[1]}")


def test_what_was_said_while_the_line_was_down_arrives_by_itself_and_once(inspector: Visitor, lot: Lot) -> None:
    house, page = inspector.house, shown(inspector, f"{lot.wall}&trang={lot.file}:1")
    at(page, 1)
    before = len(lot.defects(house, "id"))
    lost: list[str] = []

    def arrive_and_be_lost(route: Any) -> None:
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/loi*", arrive_and_be_lost)
    page.keyboard.press("v")
    expect(page.locator("[data-side] [data-unsaved]")).to_be_visible()
    page.unroute_all()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-side] [data-unsaved]")).to_be_hidden()
    expect(page.locator("[data-defects] li")).to_have_count(1)
    assert (lost, len(lot.defects(house, "id"))) == ([200], before + 1)
    page.locator("[data-defects] button").click()
    page.keyboard.press("Backspace")
    said(page, "Đã bỏ")
    inspector.troubles[:] = [one for one in inspector.troubles if "ERR_FAILED" not in one]


@pytest.mark.luat("TT05 Đ.9.5")
def test_whoever_scanned_is_refused(visitors: Visit, lot: Lot) -> None:
    maker = visitors("vanthu")
    page = shown(maker, lot.wall)
    page.keyboard.press("Enter")
    expect(page.locator("[data-where]")).to_be_visible()
    expect(page.get_by_role("heading", name="Ghi lỗi")).to_have_count(0)
    token = page.evaluate("JSON.parse(document.body.getAttribute('hx-headers'))['X-CSRFToken']")
    sent: dict[str, Any] = {"headers": {"X-CSRFToken": token, "Accept": "application/json"}, "form": {"kind": "blur"}}
    before = lot.defects(maker.house, "id")
    answers = [page.request.post(maker.house.url + lot.page(1, act), **sent) for act in ("/loi", "/dat")]
    assert [answer.status for answer in answers] == [422, 422]
    assert lot.defects(maker.house, "id") == before


def test_only_the_page_with_the_defect_is_scanned_anew(inspector: Visitor, visitors: Visit, lot: Lot) -> None:
    house, page = inspector.house, inspector.page
    [(defect, before)] = lot.defects(house, "id", "seen_in")
    due = clock.today() + timedelta(days=30)
    inspector.open("/kiem-tra/phai-sua?phan=moi")
    for box in page.locator("input[name=loi]").all():
        box.set_checked(box.get_attribute("value") == str(defect))
    page.get_by_label("Sửa xong trước hết ngày").fill(due.isoformat())
    page.get_by_role("button", name="Trả để sửa").click()
    expect(page.get_by_role("heading", name="Trả 1 lỗi cho đơn vị số hóa?")).to_be_visible()
    page.get_by_role("button", name="Trả để sửa").click()
    assert lot.defects(house, "state", "due_on") == [("returned", due)]

    scanner = visitors("sohoa")
    scanner.open("/kiem-tra/phai-sua")
    mine = scanner.page.locator(".ks-rework-file").filter(has_text=lot.path)
    expect(mine).to_contain_text(NOTE)
    mine.get_by_label(f"Trang {DOUBTED} quét lại").set_input_files(lot.folder / "quet-lai.jpg")
    mine.get_by_role("button", name="Nộp bản quét lại").click()
    expect(scanner.page.get_by_text("Đã nhận bản quét lại.")).to_be_visible()
    file = "SELECT state, sha256, pages FROM digitisation_deliveryfile WHERE id = %s"
    wait_until(lambda: house.rows(file, lot.file)[0][0] == "checked", seconds=WAIT / 1000 * 2, what="máy chưa kiểm tra")
    [(_state, after, pages)] = house.rows(file, lot.file)
    assert after != before and pages == 4
    mended = "SELECT pages, before_sha256, after_sha256 FROM inspection_pagemending WHERE file_id = %s"
    assert house.rows(mended, lot.file) == [([DOUBTED], before, after)]


def test_before_and_after_stand_side_by_side_and_the_recheck_is_accepted(inspector: Visitor, lot: Lot) -> None:
    house, page = inspector.house, inspector.page
    inspector.open("/kiem-tra/phai-sua?phan=kiem-lai")
    mine = page.locator(".ks-rework-file").filter(has_text=lot.path)
    mine.get_by_role("link", name="So trước, sau").click()
    for which in ("before", "after"):
        expect(page.locator(f"[data-{which}] canvas").first).to_be_visible()
    page.locator("body").press("Space")
    expect(page.get_by_text("Đã đóng lỗi.")).to_be_visible()
    assert lot.defects(house, "state") == [("closed",)]
    assert inspector.troubles == []


def test_a_page_is_marked_by_finger_on_a_phone(inspector: Visitor, browser: Any, lot: Lot) -> None:
    house = inspector.house
    known = inspector.page.context.storage_state()
    phone = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, storage_state=known, locale="vi-VN"
    )
    phone.set_default_timeout(WAIT)
    page = phone.new_page()
    try:
        page.goto(house.url + lot.wall)
        page.wait_for_selector("html[data-gallery=shown]")
        fits(page)
        before = len(lot.defects(house, "id"))
        page.locator("[data-show=all]").tap()
        page.locator(".ks-gallery-cell[data-place='2']").tap()
        at(page, 3)
        fits(page)
        page.locator("[data-kind=dark]").tap()
        said(page, "Kéo ngón tay để khoanh chỗ lỗi; chạm để thôi.")
        drag_finger(page, "[data-pen]", (0.4, 0.4), (0.6, 0.6))
        said(page, "Đã lưu")
        kinds = lot.defects(house, "kind", "box")
        assert len(kinds) == before + 1 and kinds[-1][0] == "dark" and kinds[-1][1][2] > 0.05
        # Pressed: straight after a drag a tap does not always arrive as a click on a busy machine.
        page.locator("[data-undo]").click()
        said(page, "Đã bỏ")
        for address in (lot.page(1), "/kiem-tra/phai-sua?phan=xong"):
            page.goto(house.url + address)
            fits(page)
        page.locator(".ks-rework-file").filter(has_text=lot.path).get_by_role("link").first.tap()
        expect(page.locator("[data-before] canvas").first).to_be_visible()
        fits(page)
    finally:
        phone.close()


def fits(page: Page) -> None:
    """Nothing is wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth") == 390, page.url


def drag_finger(page: Page, where: str, start: tuple[float, float], end: tuple[float, float]) -> None:
    """One finger from here to there, in shares of what it moves on."""
    around = page.locator(where).bounding_box()
    assert around is not None
    client = page.context.new_cdp_session(page)
    steps = [tuple(a + (b - a) * share for a, b in zip(start, end, strict=True)) for share in (0, 0.3, 0.7, 1)]
    points = [{"x": around["x"] + around["width"] * x, "y": around["y"] + around["height"] * y} for x, y in steps]
    for kind, point in zip(("touchStart", "touchMove", "touchMove", "touchMove"), points, strict=True):
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
