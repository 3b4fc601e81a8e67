"""A folder dropped into the browser; the line breaks, the browser closes, and only the rest is sent again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from tests.journeys.conftest import Visit
from tests.journeys.on_page import drop_folder
from tests.stages.digitisation.intake_samples import one_page_pdf

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.mission("D3")]
LARGE = 9 * 2**20


def folder_of_scans(folder: Path) -> Path:
    """Small files in two boxes, and one that travels in pieces."""
    for box in ("hop-01", "hop-02"):
        (folder / box).mkdir(parents=True)
        for number in range(1, 31):
            content = one_page_pdf(number) + box.encode()
            (folder / box / f"H19.99.2020.1.{box[-1]}.{number:03d}.pdf").write_bytes(content)
    (folder / "ca-chong.tif").write_bytes(b"II*\0" + bytes(range(256)) * (LARGE // 256))
    (folder / "Thumbs.db").write_bytes(b"x")
    return folder


def test_what_was_sent_is_not_sent_again(visitors: Visit, tmp_path: Path) -> None:
    scans = folder_of_scans(tmp_path / "quet")
    sender = visitors("sohoa")
    page = sender.page
    sender.open("/giao-scan")
    page.get_by_text("Tài liệu đã số hóa trước đây", exact=True).click()
    page.get_by_label("Cơ quan có tài liệu").select_option(index=1)
    page.get_by_label("Vì sao là tài liệu đã số hóa trước đây").fill("Số hóa năm 2019")
    page.get_by_label("Tên lần giao").fill("Hộp 01–02")
    page.get_by_role("button", name="Mở lần giao").click()
    expect(page.get_by_role("heading", name="Hộp 01–02")).to_be_visible()
    address = page.url

    pieces = break_after_first(page)
    drop_folder(page, "[data-drop]", scans)
    expect(page.get_by_text("Mất liên lạc với máy chủ")).to_be_visible()
    assert pieces
    # The browser is closed in the middle.
    page.on("dialog", lambda dialog: dialog.accept())
    sender.open("/")
    page.unroute_all()

    sent: list[int] = []
    page.on("request", lambda request: "/goi" in request.url and sent.append(len(request.post_data_buffer or b"")))
    offsets: list[str] = []
    page.on("request", lambda request: offsets.extend(re.findall(r"\?tu=(\d+)", request.url)))
    page.goto(address)
    here = page.get_by_text(re.compile(r"\d+ / \d+ tệp đã nhận đủ")).inner_text()
    page.locator("[data-pick]").first.set_input_files(scans)
    expect(page.get_by_text("61 / 61 tệp đã nhận đủ")).to_be_visible()
    assert "0" not in offsets, (here, offsets)
    whole = sum(path.stat().st_size for path in scans.rglob("*.pdf"))
    assert sum(sent) < whole, (here, sent)

    page.get_by_role("button", name="Lập lô giao nộp").click()
    expect(page.get_by_role("heading", name="Hộp 01–02")).to_be_visible()
    assert "/lo-giao-nop/" in page.url
    assert [said for said in sender.troubles if "Content Security Policy" in said] == []


def break_after_first(page: Page) -> list[str]:
    """Let one bundle and one piece through, then nothing more."""
    through: list[str] = []

    def answer(route: Route, request: Any) -> None:
        kind = "goi" if "/goi" in request.url else "tep"
        if kind in through:
            route.abort()
        else:
            through.append(kind)
            route.continue_()

    page.route(re.compile(r"/giao-scan/[^/]+/(goi|tep/\d+)"), answer)
    return through
