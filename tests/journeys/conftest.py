"""One running system for all journeys, and visitors with a browser who sign in to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.house import PASSWORD, House, running_house

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
WAIT = 90_000  # milliseconds a page may take to show what the machine is still working on
# Accounts of the demonstration that show a second factor.
STRONG = {"quantri"}
Visit = Callable[..., "Visitor"]


@dataclass
class Visitor:
    """A person with a browser of their own. `troubles` is what the browser complained about."""

    page: Any
    house: House
    troubles: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.house.url + path)

    def get(self, path: str) -> Any:
        """Ask for an address without showing it; redirects are not followed."""
        return self.page.request.get(self.house.url + path, max_redirects=0)

    def search(self, query: str) -> None:
        box = self.page.get_by_role("searchbox").first
        box.fill(query)
        box.press("Enter")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    if not CHROMIUM:
        pytest.skip("không có Chromium trên máy này")
    # The database's socket lies in here, and a socket's path may have 107 letters.
    home = Path(tmp_path_factory.mktemp("nha"))
    with running_house(home, items=3, pages=2) as running:
        yield running


# For one file only: the driver keeps an event loop running, which the tests of other files must not find.
@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM:
        pytest.skip("không có Chromium trên máy này")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        launched = started.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def visitors(browser: Any, house: House) -> Iterator[Visit]:
    """`visitors("vanthu")` → somebody signed in by the form; without a name: somebody who is not.

    Not `whole`: only the password is given, the second factor is still asked for.
    """
    contexts = []

    def visit(username: str = "", *, width: int = 1440, whole: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
        )
        context.set_default_timeout(WAIT)
        contexts.append(context)
        page = context.new_page()
        visitor = Visitor(page, house)
        page.on(
            "console", lambda said: said.type == "error" and visitor.troubles.append(f"{said.location}: {said.text}")
        )
        page.on("pageerror", lambda error: visitor.troubles.append(f"{page.url}: {error}"))
        if username:
            visitor.open("/dang-nhap")
            page.get_by_label("Tên đăng nhập").fill(username)
            page.get_by_label("Mật khẩu").fill(PASSWORD)
            page.get_by_role("button", name="Đăng nhập").click()
            if username in STRONG:
                # The page of a demonstration tells the code of the moment.
                page.wait_for_url(house.url + "/dang-nhap/xac-thuc")
                if not whole:
                    return visitor
                page.get_by_label("Mã xác thực").fill(page.locator("#demo-code").inner_text())
                page.get_by_role("button", name="Đăng nhập").click()
            page.wait_for_url(house.url + "/")
        return visitor

    yield visit
    for context in contexts:
        context.close()


@pytest.fixture
def visit(visitors: Visit) -> Iterator[Visit]:
    """As `visitors`; at the end of the test no browser has complained: no error, nothing the policy had to forbid."""
    came: list[Visitor] = []

    def one(username: str = "", **how: Any) -> Visitor:
        came.append(visitors(username, **how))
        return came[-1]

    yield one
    assert [trouble for visitor in came for trouble in visitor.troubles] == []
