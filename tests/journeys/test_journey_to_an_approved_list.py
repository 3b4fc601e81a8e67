"""From a workbook to an approved list: clerk, council member, secretary and head, each at their own desk."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import Visit, Visitor
from tests.stages.catalogue.import_books import book, dossier

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.mission("S5"), pytest.mark.luat("KH 82 III.2.b")]
FONDS = "P83"
LACKING = """
import sys
from khoso.config import start
start.django_ready()
from khoso.stages.digitisation import queries
from khoso.stages.catalogue.models import Dossier
for one in Dossier.objects.filter(fonds__code=sys.argv[1]).order_by("number"):
    print(one.number, len(queries.missing_gates([one.pk])[one.pk]))
"""
# Jobs wait for their turn behind whatever else the house is doing, in milliseconds.
LONG = 60_000


def lacking(visitor: Visitor) -> dict[str, int]:
    """How many papers each dossier of the journey lacks before it may be scanned."""
    house = visitor.house
    environment = {
        **house.environment,
        "DATABASE_URL": house.database,
        "DJANGO_SETTINGS_MODULE": "khoso.config.settings",
    }
    asked = subprocess.run(
        [sys.executable, "-c", LACKING, FONDS], env=environment, capture_output=True, text=True, check=True
    )
    return {number: int(count) for number, count in (line.split() for line in asked.stdout.splitlines())}


def import_workbook(clerk: Visitor, path: Path) -> None:
    """Three dossiers of thirty years, arranged by a report."""
    page = clerk.page
    rows = [dossier(number, retention="30 năm", start="05/01/2015", end="20/12/2015") for number in (1, 2, 3)]
    clerk.open("/danh-muc/nhap")
    page.get_by_role("link", name="Nhập bảng mới").click()
    page.get_by_label("Bảng danh mục").set_input_files(book(path, rows))
    page.get_by_role("button", name="Xem các cột").click()
    page.get_by_label("Mã phông").fill(FONDS)
    page.get_by_label("Tên phông (khi là phông mới)").fill("Phông của danh mục")
    page.get_by_role("button", name="Xác nhận cột và kiểm tra").click()
    expect(page.get_by_role("heading", name="Nạp 3 dòng tốt")).to_be_visible(timeout=LONG)
    page.get_by_label("Đã chỉnh lý hoàn chỉnh").check()
    page.get_by_label("Số báo cáo tổng kết chỉnh lý").fill("83/BC-UBND")
    page.get_by_label("Ngày báo cáo").fill("2026-05-05")
    page.get_by_role("button", name="Nạp vào danh mục").click()
    expect(page.get_by_role("heading", name="Đã vào danh mục")).to_be_visible(timeout=LONG)


def assess(clerk: Visitor) -> None:
    """Group 1, often asked for, low risk."""
    page = clerk.page
    ids = clerk.house.rows(
        "SELECT d.id FROM catalogue_dossier d JOIN catalogue_fonds f ON f.id = d.fonds_id WHERE f.code = %s", FONDS
    )
    for (pk,) in ids:
        clerk.open(f"/lua-chon/danh-gia/{pk}")
        page.locator("input[name=group][value='1']").check()
        page.locator("input[name=criteria][value='1.2']").check()
        page.locator("input[name=risk_class][value='A']").check()
        page.get_by_role("button", name="Ghi, về danh sách").click()
        page.wait_for_url("**/lua-chon?**")


def draft_and_propose(clerk: Visitor, title: str, *codes: str) -> str:
    """A list of these dossiers, proposed. Its address."""
    page = clerk.page
    clerk.open("/lua-chon/danh-muc/moi")
    page.get_by_label("Phông", exact=True).select_option(label="Phông của danh mục")
    page.get_by_role("button", name="Lọc").click()
    page.wait_for_url("**phong=**")
    page.get_by_role("textbox", name="Tên danh mục").fill(title)
    for code in codes:
        page.get_by_role("row").filter(has_text=code).get_by_role("checkbox").check()
    page.get_by_role("button", name="Chỉ hồ sơ đã chọn").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    address = page.url.removeprefix(clerk.house.url)
    page.get_by_role("button", name="Trình Hội đồng").click()
    sure(page, "Trình Hội đồng")
    expect(page.locator("header.ks-page-head")).to_contain_text("Đã trình Hội đồng")
    return address


def sure(page: Any, label: str) -> None:
    """Say yes to the question the page asks twice."""
    page.locator("#confirm-dialog").get_by_role("button", name=label).click()


def call_and_open(secretary: Visitor, address: str) -> str:
    """Invite the council, take the attendance with one away. The session's address."""
    page = secretary.page
    secretary.open(address)
    page.get_by_role("link", name="Mời họp Hội đồng").click()
    page.get_by_label("Địa điểm").fill("Phòng họp số 3")
    page.get_by_role("button", name="Mời họp").click()
    expect(page.get_by_role("button", name="Điểm danh và khai mạc")).to_be_visible()
    page.get_by_label("Cao Văn Mẫu").uncheck()
    row = page.locator(".ks-session-roll li").filter(has_text="Cao Văn Mẫu")
    row.get_by_placeholder("Lý do, nếu vắng").fill("Đi công tác")
    page.get_by_role("button", name="Điểm danh và khai mạc").click()
    expect(page.locator("header.ks-page-head")).to_contain_text("Đang họp")
    return str(page.url.removeprefix(secretary.house.url))


def member_votes(member: Visitor, session: str) -> None:
    """The chair finds the session on the home page and votes from their own account."""
    page = member.page
    member.open("/")
    expect(page.get_by_text("Chờ ý kiến của anh/chị ở Hội đồng")).to_be_visible()
    member.open(session)
    page.get_by_label("Đồng ý", exact=True).check()
    page.locator("#y-kien").fill("Rất cần cho người dân")
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.locator(".ks-session-people")).to_contain_text("Rất cần cho người dân")


def secretary_closes(secretary: Visitor, session: str, number: str) -> None:
    """The secretary votes, writes down those without an account, and closes with minutes."""
    page = secretary.page
    secretary.open(session)
    page.get_by_label("Đồng ý", exact=True).check()
    page.get_by_role("button", name="Gửi ý kiến").click()
    for name in ("Ngô Thị Mẫu", "Đinh Văn Mẫu"):
        row = page.locator(".ks-session-people > li").filter(has_text=name)
        row.locator("summary").click()
        row.get_by_role("button", name="Ghi", exact=True).click()
        expect(page.locator(".ks-session-people > li").filter(has_text=name)).to_contain_text("ghi thay")
    page.get_by_label("Kết luận của chủ trì").fill("Nhất trí trình Thủ trưởng.")
    page.get_by_label("Số biên bản").fill(number)
    page.get_by_role("button", name="Kết thúc, lập biên bản").click()
    sure(page, "Kết thúc")
    expect(page.locator("header.ks-page-head")).to_contain_text("Đã kết thúc")
    answer = secretary.get(f"{session}/bien-ban/pdf")
    assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")


def test_four_people_open_the_door_to_scanning(visit: Visit, tmp_path: Path) -> None:
    clerk, secretary, member, head = (visit(name) for name in ("vanthu", "giamsat", "hoidong", "thutruong"))
    import_workbook(clerk, tmp_path / "muc-luc.xlsx")
    assess(clerk)
    assert lacking(clerk) == {"01.VP": 1, "02.VP": 1, "03.VP": 1}
    address = draft_and_propose(clerk, "Danh mục của chuyến đi", "01.VP", "02.VP")
    session = call_and_open(secretary, address)
    member_votes(member, session)
    secretary_closes(secretary, session, "83/BB-HĐRS")

    page = head.page
    head.open("/")
    expect(page.get_by_text("Danh mục chờ quyết định")).to_be_visible()
    head.open(f"{address}/quyet-dinh")
    expect(page.get_by_text("Rất cần cho người dân")).to_be_visible()
    page.get_by_label("Số, ký hiệu quyết định").fill("83/QĐ-UBND")
    page.get_by_role("button", name="Phê duyệt").click()
    sure(page, "Phê duyệt")
    expect(page.locator("header.ks-page-head")).to_contain_text("Đã phê duyệt")
    expect(page.get_by_text("đúng từng dòng như khi phê duyệt")).to_be_visible()
    paper = head.get(f"{address}/quyet-dinh/docx")
    assert (paper.status, paper.body()[:2]) == (200, b"PK")
    assert lacking(clerk) == {"01.VP": 0, "02.VP": 0, "03.VP": 1}

    # What the head sends back returns to the clerk with its reason.
    address = draft_and_propose(clerk, "Danh mục bị trả", "03.VP")
    session = call_and_open(secretary, address)
    member_votes(member, session)
    secretary_closes(secretary, session, "84/BB-HĐRS")
    head.open(f"{address}/quyet-dinh")
    page.get_by_label("Lý do").fill("Để sang năm sau")
    page.get_by_role("button", name="Trả lại người lập").click()
    expect(page.locator("header.ks-page-head")).to_contain_text("Trả lại")
    clerk.open("/")
    expect(clerk.page.get_by_text("Danh mục bị trả lại")).to_be_visible()
    clerk.open(address)
    expect(clerk.page.get_by_text("Để sang năm sau").first).to_be_visible()
    assert lacking(clerk)["03.VP"] == 1
