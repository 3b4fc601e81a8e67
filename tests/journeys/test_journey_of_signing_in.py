"""Signing in with a browser: a passkey, the warning before a session ends, and what was typed when it ended."""

from __future__ import annotations

import json

import pytest
from tests.journeys.conftest import Visit, Visitor
from tests.journeys.house import PASSWORD

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


def test_a_passkey_is_enrolled_and_opens_the_next_sign_in(visit: Visit) -> None:
    head = visit("thutruong")
    page = head.page
    _passkeys(head)
    head.open("/tai-khoan")
    page.get_by_role("link", name="Xác thực lớp thứ hai").click()
    page.get_by_role("link", name="Khóa truy cập").click()
    page.get_by_label("Tên để nhận ra khóa này").fill("Máy thử")
    page.get_by_role("button", name="Thêm khóa").click()
    page.wait_for_url("**/du-phong")
    assert page.locator(".ks-codes li").count() == 10
    page.locator(".ks-menu summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    _name_and_password(head, "thutruong")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url(head.house.url + "/")
    head.open("/tai-khoan/xac-thuc/khoa")
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


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in_again(visit: Visit) -> None:
    clerk = visit("vanthu")
    page = clerk.page
    clerk.open("/xac-nhan")
    page.locator("a[href^='/xac-nhan/']").first.click()
    field = page.locator("[data-draft] textarea, [data-draft] input[type=text]").first
    name = field.get_attribute("name")
    field.fill("Chữ đang gõ dở")
    address = page.url
    page.context.clear_cookies(name="sessionid")
    page.reload()
    _name_and_password(clerk, "vanthu")
    page.wait_for_url(address)
    assert page.locator(f"[name='{name}']").first.input_value() == "Chữ đang gõ dở"
    assert page.locator("[data-draft-note]").is_visible()
    kept = page.evaluate("JSON.stringify(Object.keys(sessionStorage).filter((key) => key.startsWith('khoso.draft:')))")
    page.locator(".ks-menu summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    gone = page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('khoso.draft:')).length")
    assert (len(json.loads(kept)), gone) == (1, 0)
