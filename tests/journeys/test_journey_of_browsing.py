"""The catalogue by keyboard alone: into the tree and out again, a row chosen and opened, the words reached."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.mission("S1")]
_FOCUSED = "() => document.activeElement.getAttribute('role')"


def test_the_tree_and_the_rows_are_walked_by_keys(visit: Visit) -> None:
    clerk = visit("vanthu")
    page = clerk.page
    clerk.open("/danh-muc")
    tree = page.get_by_role("tree")
    tree.get_by_role("treeitem").first.focus()
    opened = page.locator("[role=treeitem]:focus")
    if opened.get_attribute("aria-expanded") == "false":
        page.keyboard.press("ArrowRight")
    expect(opened).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(_FOCUSED) == "treeitem"
    expect(page.locator("[role=treeitem]:focus")).to_have_attribute("aria-level", "2")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[role=treeitem]:focus")).to_have_attribute("aria-level", "1")

    row = page.locator("[data-row]").first
    row.focus()
    page.keyboard.press("Space")
    expect(row).to_have_attribute("aria-selected", "true")
    expect(page.locator("[data-browse-chosen]")).to_have_text("1")
    page.keyboard.press("Space")
    expect(row).to_have_attribute("aria-selected", "false")

    page.keyboard.press("/")
    expect(page.locator("[data-browse-words]")).to_be_focused()
    row.focus()
    page.keyboard.press("?")
    expect(page.locator("#browse-keys")).to_be_visible()
    page.keyboard.press("Escape")
    row.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/danh-muc/ho-so/**")
