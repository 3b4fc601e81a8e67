"""What people do at the screens of a batch, one act a function: for the journey from gate to liquidation."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import docx
import pypdfium2
from playwright.sync_api import expect
from tests.journeys.conftest import Visit, Visitor
from tests.journeys.on_page import wait_until
from tests.journeys.planted_batch import ITEMS, Life
from tests.stages.digitisation.intake_samples import one_page_pdf

TITLE = "Đợt đi từ cổng đến thanh lý"
LIST = "Danh mục của đợt đi từ cổng đến thanh lý"
CONTRACT = "84/HĐ-SH"
OPERATOR, DEVICE = "Ngô Văn Mẫu", "Máy quét của chuyến đi"
# Kind, what the screen calls it, who brings it: what the agency or the police give.
OF_AGENCY = {
    "procedure": "Quy trình đưa tài liệu ra khỏi kho được phê duyệt",
    "site": "Địa điểm số hóa bảo đảm điều kiện",
    "surveillance": "Hệ thống giám sát 24/7 tại nơi số hóa",
    "rules": "Nội quy, quy chế khu vực số hóa",
    "devices": "Biên bản kiểm tra an ninh thiết bị",
    "security_plan": "Phương án bảo đảm an toàn được thẩm định",
}
OF_CONTRACTOR = {
    "undertaking": "Văn bản cam kết bảo mật",
    "licence": "Giấy chứng nhận đủ điều kiện kinh doanh dịch vụ lưu trữ",
}
SHEETS = 12
UNITS = {"Hồ": "Hồ sơ", "Tài": "Tài liệu", "Trang": "Trang", "Trường": "Trường thông tin"}
STANDING = """
import sys
from khoso.config import start
start.django_ready()
from khoso.stages.acceptance import queries
told = queries.liquidation_standing(int(sys.argv[1]))
print(told.is_declared, told.holds_now)
"""
# What the inspector calls what the machine doubted, on which key it lies; what only the eye saw.
KEYS = {"page.skewed": "g", "page.upside_down": "x", "page.blank": "w", "page.dark_edge": "d"}
KINDS = {"page.skewed": "skew", "page.upside_down": "orientation", "page.blank": "blank", "page.dark_edge": "dark"}
STRANGE_KEY, STRANGE_KIND = "l", "wrong_document"
NOTE = "Không cùng hồ sơ, xem lại tờ thứ hai"
PAIRING = {"Dòng chưa có tệp": 0, "Tệp chưa có dòng": 0, "Đã ghép": ITEMS}
SIGNERS = {"thutruong": "Lê Thị Mẫu", "dieuhanh": "Hồ Văn Mẫu", "noivu": "Đặng Thị Mẫu"}
INVITED = "Sở Khoa học và Công nghệ thành phố Mẫu"
CONDITIONS = {
    "Tài liệu giấy đã trả đủ",
    "Chênh lệch khi giao nhận bản gốc đã giải quyết",
    "Thiết bị đã xóa dữ liệu và rời đi",
    "Không còn lỗi kiểm tra",
    "Mọi đợt nghiệm thu đã xác nhận hoặc hủy",
    "Gói tin đã lưu và sao đủ",
}


class People:
    """Those who walk the journey; each signs in once, when first needed."""

    def __init__(self, visitors: Visit) -> None:
        self.visitors = visitors
        self.here: dict[str, Visitor] = {}

    def __getattr__(self, username: str) -> Visitor:
        if username not in self.here:
            self.here[username] = self.visitors(username)
        return self.here[username]


def sure(page: Any, label: str) -> None:
    """Say yes to the question the page asks twice."""
    page.locator("#confirm-dialog").get_by_role("button", name=label, exact=True).click()


def pdf_text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def docx_text(data: bytes) -> str:
    paper = docx.Document(BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in paper.paragraphs), *cells])


def file_of(number: int, name: str) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/pdf", "buffer": one_page_pdf(number)}


def bring_paper(person: Visitor, batch: int, kind: str, number: str, *, until: str = "") -> None:
    """Put one paper on record through its form."""
    page = person.page
    person.open(f"/dot-so-hoa/{batch}/giay-to/{kind}")
    page.get_by_label("Bản scan").set_input_files(file_of(len(number), "giay-to.pdf"))
    page.get_by_label("Số, ký hiệu").fill(number)
    page.get_by_label("Cơ quan, người ban hành").fill("Ủy ban nhân dân xã Mẫu An")
    if until:
        page.get_by_label("Có hiệu lực từ").fill("2026-01-01")
        page.get_by_label("Đến hết ngày").fill(until)
    for name in {"devices": (DEVICE,), "undertaking": (OPERATOR,)}.get(kind, ()):
        page.get_by_label(re.compile(name)).check()
    page.get_by_role("button", name="Ghi giấy tờ").click()
    expect(page.get_by_text("Đã ghi giấy tờ.")).to_be_visible()


def wanting_on(page: Any) -> dict[str, list[str]]:
    """Who must bring what, as the screen of the batch says."""
    rows = page.locator(".ks-batch-lacking dl > div").all()
    return {one.locator("dt").inner_text(): one.locator("li").all_inner_texts() for one in rows}


def make_batch(clerk: Visitor) -> None:
    page = clerk.page
    clerk.open("/dot-so-hoa")
    page.get_by_role("link", name="Lập đợt số hóa").click()
    page.get_by_label("Tên đợt").fill(TITLE)
    page.get_by_label("Danh mục được phê duyệt").select_option(label=f"{LIST} (84/QĐ-UBND)")
    page.get_by_label("Đơn vị số hóa").select_option(label="Công ty Số hóa Mẫu (bản dùng thử)")
    page.get_by_label("Số hợp đồng").fill(CONTRACT)
    page.get_by_role("button", name="Lập đợt", exact=True).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()


def register_site(lead: Visitor, batch: int) -> None:
    """Who and what the contractor brings to the place, written down by its lead."""
    page = lead.page
    lead.open(f"/dot-so-hoa/{batch}/noi-so-hoa/them/nguoi")
    page.get_by_label("Họ và tên").fill(OPERATOR)
    page.get_by_label("Số căn cước").fill("079090000084")
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.get_by_text("Đã ghi vào sổ.")).to_be_visible()
    lead.open(f"/dot-so-hoa/{batch}/noi-so-hoa/them/thiet-bi")
    for label, said in (
        ("Tên, kiểu máy", DEVICE),
        ("Số máy (serial)", "SC-84-001"),
        ("Số ổ đĩa", "SSD-84-A"),
        ("Số niêm phong", "NP-8401"),
    ):
        page.get_by_label(label).fill(said)
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.get_by_text("Đã ghi vào sổ.")).to_be_visible()


def press_all_the_same(person: Visitor, address: str, **fields: str) -> int:
    """What the house answers to somebody who sends the form of the page although its button does not let them."""
    token = person.page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    url = person.house.url + address
    sent = {"csrfmiddlewaretoken": token, **fields}
    return int(person.page.request.post(url, form=sent, headers={"Referer": url}, max_redirects=0).status)


def count_box(person: Visitor, hand_over: int, sheets: int) -> None:
    """Count the one dossier of the one box."""
    page = person.page
    person.open(f"/giao-nhan/{hand_over}")
    page.get_by_role("region", name="Hộp").get_by_role("link", name="Hộp 04").click()
    page.get_by_label("Số tờ").fill(str(sheets))
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu 1 hồ sơ.")).to_be_visible()
    person.open(f"/giao-nhan/{hand_over}")


def confirm_counts(person: Visitor) -> None:
    person.page.get_by_role("button", name="Xác nhận bên tôi").click()
    sure(person.page, "Xác nhận")


def learn_guide(inspector: Visitor, lot: int) -> None:
    """Read and acknowledge the checking guide, where this was not done before."""
    page = inspector.page
    inspector.open(f"/kiem-tra/lo/{lot}")
    link = page.get_by_role("link", name="Mở hướng dẫn")
    if link.count():
        link.click()
        page.get_by_role("button", name="Tôi đã học và hiểu hướng dẫn này").click()
        expect(page.get_by_text("Anh/chị đã học bản này")).to_be_visible()
        inspector.open(f"/kiem-tra/lo/{lot}")


def draw_lot(supervisor: Visitor, life: Life, units: str) -> int:
    """Draw the sample of the batch's one delivery. The lot."""
    page = supervisor.page
    supervisor.open(f"/kiem-tra?dot={life.batch}")
    name = "Chờ lấy mẫu trang" if units == "page" else "Chờ lấy mẫu trường thông tin"
    waiting = page.get_by_role("region", name=name, exact=True)
    expect(waiting.get_by_role("checkbox")).to_be_checked()
    waiting.get_by_role("button", name="Lấy mẫu các lô đã chọn").click()
    expect(page.get_by_text("Đã lấy mẫu. Người kiểm tra có thể mở lô.")).to_be_visible()
    return life.lots(units)[-1][0]


def page_here(page: Any) -> tuple[str, int]:
    """Code and page of what lies on the desk."""
    return page.locator("[data-name]").inner_text(), int(page.locator("[data-where]").inner_text().split(" / ")[0])


def turned(page: Any, before: tuple[str, int]) -> None:
    """Another page than before lies on the desk, with all that is said of it, or everything was seen."""
    said = page.locator("[data-said]")
    wait_until(
        lambda: page_here(page) != before or said.inner_text() == "Đã xem hết phần phải xem của lô.",
        seconds=60,
        what=f"Không sang trang khác: {before}, {said.inner_text()}",
    )


def mark_by_keyboard(page: Any, key: str, *, severity: str = "", note: str = "") -> None:
    """One defect of the page on the desk: kind, box, severity and note, without a mouse."""
    page.keyboard.press(key)
    expect(page.locator("[data-defects] li")).to_have_count(1)
    expect(page.locator("[data-pen]")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("[data-pen]")).to_be_hidden()
    expect(page.locator("[data-said]")).to_have_text("Đã lưu")
    if severity:
        page.keyboard.press(severity)
        expect(page.locator(f"[data-severity]:nth-of-type({severity})")).to_have_attribute("aria-checked", "true")
    if note:
        page.keyboard.press("5")
        page.keyboard.type(note)
        page.keyboard.press("Enter")
        expect(page.locator("[data-defects] li")).to_contain_text(note)


def open_gallery(inspector: Visitor, lot: int) -> None:
    inspector.open(f"/kiem-tra/lo/{lot}")
    inspector.page.get_by_role("link", name="Xem trang:").click()
    expect(inspector.page.locator("html[data-gallery=shown]")).to_be_attached()


def see_the_rest(page: Any, wrong: dict[tuple[str, int], str]) -> int:
    """Go through every page of the lot that nobody has seen: Space for a good one, a key for a bad one. How many."""
    page.keyboard.press("]")
    if not page.locator("[data-desk]").is_visible():
        page.keyboard.press("Enter")
        expect(page.locator("[data-desk]")).to_be_visible()
    for seen in range(1, 40):
        here = page_here(page)
        if here in wrong:
            mark_by_keyboard(page, wrong[here], note=NOTE)
            page.keyboard.press("]")
        else:
            page.keyboard.press("Space")
        turned(page, here)
        if page.locator("[data-said]").inner_text() == "Đã xem hết phần phải xem của lô.":
            return seen
    raise AssertionError("không hết trang")


def choose_small_sample(supervisor: Visitor, life: Life) -> None:
    """Few fields are looked at in this batch, as its contract is said to allow."""
    page = supervisor.page
    supervisor.open(f"/kiem-tra/phuong-an/{life.agency}?loai=field&dot={life.batch}")
    page.get_by_label("Bậc kiểm tra").select_option("S-1")
    page.locator("#aql-critical").select_option("")
    page.locator("#aql-major").select_option("6.5")
    page.locator("#aql-minor").select_option("10")
    page.get_by_label("Căn cứ").fill("Phụ lục 2 hợp đồng 84/HĐ-SH")
    page.get_by_role("button", name="Ghi phương án").click()
    expect(page.locator("#level")).to_have_value("S-1")


def sign_from_home(person: Visitor, number: str) -> None:
    """Find the minutes on one's own home page, read, sign."""
    page = person.page
    person.open("/")
    page.get_by_role("link", name=number).first.click()
    page.get_by_label("Tôi đã đọc biên bản và đồng ý với số liệu trên.").check()
    page.get_by_role("main").get_by_role("button", name="Ký biên bản").click()
    sure(page, "Ký biên bản")
    expect(page.get_by_text("Đã ký biên bản")).to_be_visible()


def wanting_for_liquidation(head: Visitor, life: Life) -> dict[str, str]:
    """What the screen says is not met, and what was found."""
    head.open(f"/nghiem-thu/thanh-ly/{life.batch}")
    rows = head.page.locator(".rounds-conditions > li").all()
    assert {one.locator("strong").inner_text() for one in rows} == CONDITIONS
    open_ones = head.page.locator(".rounds-conditions > li:not(.is-met)").all()
    return {one.locator("strong").inner_text(): one.locator("p").first.inner_text() for one in open_ones}


def refused_liquidation(head: Visitor, life: Life) -> None:
    """Whoever sends the form all the same is told why not."""
    expect(head.page.get_by_role("link", name="Xác nhận đủ điều kiện")).to_have_count(0)
    address = f"/nghiem-thu/thanh-ly/{life.batch}/xac-nhan"
    sides = {"client_organisation": "Bên A", "contractor_organisation": "Bên B"}
    assert press_all_the_same(head, address, number="84/BBTL", **sides) == 422
    assert life.liquidation() == ""


def wipe_device(supervisor: Visitor) -> None:
    """Put the wiping on record with proof and a witness of each side."""
    page = supervisor.page
    page.get_by_role("link", name="Ghi xóa dữ liệu").click()
    page.get_by_label("Số biên bản").fill("84/BB-XDL")
    page.get_by_label("Người chứng kiến của cơ quan").fill("Bùi Văn Mẫu")
    page.get_by_label("Người chứng kiến của đơn vị số hóa").fill("Hồ Văn Mẫu")
    page.get_by_label("Bằng chứng trước khi xóa").set_input_files(file_of(1, "truoc.pdf"))
    page.get_by_label("Bằng chứng sau khi xóa").set_input_files(file_of(2, "sau.pdf"))
    page.get_by_role("main").get_by_role("button", name="Ghi biên bản").click()
    sure(page, "Ghi biên bản")
    expect(page.get_by_text("Đã ghi biên bản xóa dữ liệu; giờ có thể ghi thiết bị rời đi.")).to_be_visible()
