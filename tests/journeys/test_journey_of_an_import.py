"""A workbook from the clerk's desk to the catalogue: columns confirmed, rows checked, loaded, mended, loaded."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import Visit
from tests.stages.catalogue.import_books import book, dossier

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.mission("S1")]


def test_a_workbook_goes_in_comes_back_and_goes_in_mended(visit: Visit, tmp_path: Path) -> None:
    rows = [dossier(1), dossier(2), dossier(3, start="31/02/2010")]
    clerk = visit("vanthu")
    page = clerk.page
    clerk.open("/danh-muc/nhap")
    page.get_by_role("link", name="Nhập bảng mới").click()
    page.get_by_label("Bảng danh mục").set_input_files(book(tmp_path / "muc-luc.xlsx", rows))
    page.get_by_role("button", name="Xem các cột").click()

    expect(page.get_by_role("heading", name="Mỗi cột là gì?")).to_be_visible()
    expect(page.get_by_label("Cột D là")).to_have_value("dossier.title")
    page.get_by_label("Mã phông").fill("P82")
    page.get_by_label("Tên phông (khi là phông mới)").fill("Phông của chuyến đi")
    page.get_by_role("button", name="Xác nhận cột và kiểm tra").click()

    expect(page.get_by_role("heading", name="Nạp 2 dòng tốt")).to_be_visible()
    page.get_by_label("Loại", exact=True).select_option("catalogue.wrong_date")
    page.get_by_role("button", name="Lọc", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="31/02/2010")).to_contain_text("F4")
    page.get_by_label("Chưa chỉnh lý").check()
    page.get_by_role("button", name="Nạp vào danh mục").click()
    expect(page.get_by_role("heading", name="Đã vào danh mục")).to_be_visible()
    first = page.url

    for _ in range(60):
        if page.get_by_role("link", name="Tải bảng trả lại").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải bảng trả lại").first.click()
    back = tmp_path / "tra-lai.xlsx"
    waiting.value.save_as(back)
    marked = openpyxl.load_workbook(back)
    sheet = marked.worksheets[0]
    assert (sheet["C2"].value, sheet["F2"].value, sheet["F2"].comment is not None) == ("03.VP", "31/02/2010", True)
    sheet["F2"] = "28/02/2010"
    marked.save(back)

    clerk.open(first.removeprefix(clerk.house.url))
    page.get_by_role("link", name="Gửi bảng đã sửa").click()
    page.get_by_label("Bảng danh mục").set_input_files(back)
    page.get_by_role("button", name="Xem các cột").click()
    page.get_by_role("button", name="Xác nhận cột và kiểm tra").click()
    expect(page.get_by_text("không còn dòng nào phải sửa.")).to_be_visible()
    page.get_by_label("Chưa chỉnh lý").check()
    page.get_by_role("button", name="Nạp vào danh mục").click()
    expect(page.get_by_role("heading", name="Đã vào danh mục")).to_be_visible()
    made = clerk.house.rows(
        "SELECT d.number FROM catalogue_dossier d JOIN catalogue_fonds f ON f.id = d.fonds_id WHERE f.code = %s "
        "ORDER BY d.number",
        "P82",
    )
    assert [number for (number,) in made] == ["01.VP", "02.VP", "03.VP"]
