"""Signing in with a browser: a passkey, the warning before a session ends, and what was typed when it ended."""

from __future__ import annotations

import json
import time

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import Visit, Visitor
from tests.journeys.house import PASSWORD, House

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.mission("X1")]


def _passkeys(visitor: Visitor) -> None:
    """A device that answers for a person who is there and proves it."""
    cdp = visitor.page.context.new_cdp_session(visitor.page)
    cdp.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def _name_and_password(visitor: Visitor, username: str) -> None:
    visitor.page.get_by_label("Tên đăng nhập").fill(username)
    visitor.page.get_by_label("Mật khẩu").fill(PASSWORD)
    visitor.page.get_by_role("button", name="Đăng nhập").click()


def _item_that_was_read(house: House) -> str:
    """Any item of the clerk's own agency, as soon as the machine has read one; what was passed on is another's."""
    for _ in range(360):
        asked = "SELECT item_id FROM recognition_itemfields WHERE state IN ('waiting', 'confirmed') ORDER BY 1"
        if found := house.rows(asked):
            return str(found[0][0])
        time.sleep(0.5)
    raise AssertionError("nothing was read")


def test_a_passkey_is_enrolled_and_opens_the_next_sign_in(visit: Visit) -> None:
    # Of nobody who signs in elsewhere: from here on this account is asked for its key.
    operator = visit("dieuhanh")
    page = operator.page
    _passkeys(operator)
    operator.open("/tai-khoan")
    page.get_by_role("link", name="Xác thực lớp thứ hai").click()
    page.get_by_role("link", name="Khóa truy cập").click()
    page.get_by_label("Tên để nhận ra khóa này").fill("Máy thử")
    page.get_by_role("button", name="Thêm khóa").click()
    page.wait_for_url("**/du-phong")
    assert page.locator(".ks-codes li").count() == 10
    page.locator(".ks-menu summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    _name_and_password(operator, "dieuhanh")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url(operator.house.url + "/")
    operator.open("/tai-khoan/xac-thuc/khoa")
    assert "Máy thử" in page.locator(".ks-held").inner_text()


def test_the_page_warns_before_the_session_ends_and_one_click_keeps_it(visit: Visit) -> None:
    clerk = visit("vanthu")
    page = clerk.page
    left = {"left": 90}
    page.route("**/phien/con-lai", lambda route: route.fulfill(json=left))
    page.clock.install()
    clerk.open("/tai-khoan")
    dialog = page.locator("#session-dialog")
    assert not dialog.is_visible()
    page.clock.fast_forward("13:05")
    dialog.wait_for(state="visible")
    with page.expect_response("**/phien/tiep-tuc") as answer:
        page.get_by_role("button", name="Tiếp tục làm việc").click()
    dialog.wait_for(state="hidden")
    assert (answer.value.status, answer.value.json()) == (200, {"left": 900})


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in_again(visitors: Visit) -> None:
    # Not `visit`: the pictures of the page may not be drawn yet, of which the browser complains.
    clerk = visitors("vanthu")
    page = clerk.page
    clerk.open(f"/xac-nhan/{_item_that_was_read(clerk.house)}")
    field = page.get_by_label("Trích yếu", exact=True)
    field.fill("Chữ đang gõ dở")
    address = page.url
    page.context.clear_cookies(name="sessionid")
    page.reload()
    _name_and_password(clerk, "vanthu")
    page.wait_for_url(address)
    expect(page.get_by_label("Trích yếu", exact=True)).to_have_value("Chữ đang gõ dở")
    expect(page.locator("[data-draft-note]")).to_be_visible()
    kept = page.evaluate("JSON.stringify(Object.keys(sessionStorage).filter((key) => key.startsWith('khoso.draft:')))")
    page.locator(".ks-menu summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    gone = page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('khoso.draft:')).length")
    assert (len(json.loads(kept)), gone) == (1, 0)
