"""One batch from its gate to its liquidation, by contractor, inspector, supervisor and head, each at their own desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import docx
import pypdfium2
import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import WAIT, Visit, Visitor
from tests.journeys.house import House
from tests.journeys.on_page import drop_folder, wait_until
from tests.journeys.planted_batch import ITEMS, Life, Scans, know_and_approve, make_scans
from tests.stages.digitisation.intake_samples import one_page_pdf

from khoso.kernel import clock

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("journeys"),
    *(pytest.mark.mission(one) for one in ("D1", "D2", "D3", "D7", "D8")),
]

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


@pytest.fixture(scope="module", autouse=True)
def patience() -> Iterator[None]:
    """The machine has much else to do while these pages are drawn."""
    expect.set_options(timeout=WAIT)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def life(house: House) -> Life:
    return Life(house, TITLE)


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Scans:
    return make_scans(tmp_path_factory.mktemp("quet"))


class People:
    """Those who walk the journey; each signs in once, when first needed."""

    def __init__(self, visitors: Visit) -> None:
        self.visitors = visitors
        self.here: dict[str, Visitor] = {}

    def __getattr__(self, username: str) -> Visitor:
        if username not in self.here:
            self.here[username] = self.visitors(username)
        return self.here[username]


@pytest.fixture(scope="module")
def everybody(visitors: Visit) -> People:
    return People(visitors)


@pytest.fixture
def people(everybody: People) -> Iterator[People]:
    """At the end of each act no browser has complained."""
    yield everybody
    said = [trouble for one in everybody.here.values() for trouble in one.troubles]
    for one in everybody.here.values():
        one.troubles.clear()
    assert said == []


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


# --- the gate ------------------------------------------------------------------------------------------------------


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


@pytest.mark.luat("TT 05/2025 Đ.7")
@pytest.mark.luat("NĐ 31/2026 Đ.12")
def test_a_batch_starts_only_with_every_paper(people: People, life: Life, scans: Scans) -> None:
    know_and_approve(life.house, scans, LIST, "84/QĐ-UBND")
    make_batch(people.vanthu)
    register_site(people.dieuhanh, life.batch)
    head, page = people.thutruong, people.thutruong.page
    head.open(f"/dot-so-hoa/{life.batch}")
    expect(page.get_by_role("heading", name="Chưa bắt đầu được: còn thiếu giấy tờ")).to_be_visible()
    by_agency = [OF_AGENCY[kind] for kind in ("procedure", "site", "surveillance", "rules")]
    by_police = [f"{OF_AGENCY['devices']} (0/1)", OF_AGENCY["security_plan"]]
    by_contractor = [f"{OF_CONTRACTOR['undertaking']} (0/1)", OF_CONTRACTOR["licence"]]
    assert wanting_on(page) == {
        "Thủ trưởng cơ quan quản lý tài liệu": by_agency,
        "Công an thành phố (cơ quan mời kiểm tra, thẩm định)": by_police,
        "Phụ trách đơn vị số hóa": by_contractor,
    }
    page.get_by_role("link", name="Bắt đầu đợt").click()
    expect(page.get_by_role("main").get_by_role("button", name="Bắt đầu đợt")).to_be_disabled()
    assert press_all_the_same(head, f"/dot-so-hoa/{life.batch}/buoc/bat-dau") == 422
    assert life.state == "planned"

    for number, kind in enumerate(OF_AGENCY, start=1):
        until = (clock.today() - timedelta(days=1)).isoformat() if kind == "surveillance" else ""
        bring_paper(people.vanthu, life.batch, kind, f"{number:02d}/84-UBND", until=until)
    for number, kind in enumerate(OF_CONTRACTOR, start=1):
        bring_paper(people.dieuhanh, life.batch, kind, f"{number:02d}/84-SHM")
    # A paper that ran out is no paper.
    head.open(f"/dot-so-hoa/{life.batch}")
    assert wanting_on(page) == {"Thủ trưởng cơ quan quản lý tài liệu": [OF_AGENCY["surveillance"]]}
    expect(page.locator("#giay-to-surveillance")).to_contain_text("Đã hết hạn")
    bring_paper(people.vanthu, life.batch, "surveillance", "13/84-UBND", until="2027-12-31")

    head.open(f"/dot-so-hoa/{life.batch}/buoc/bat-dau")
    page.get_by_role("main").get_by_role("button", name="Bắt đầu đợt").click()
    sure(page, "Bắt đầu đợt")
    expect(page.locator("header.ks-page-head")).to_contain_text("Đang thực hiện")
    assert life.state == "running"


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


# --- paper goes out ------------------------------------------------------------------------------------------------

SHEETS = 12
PAIRING = {"Dòng chưa có tệp": 0, "Tệp chưa có dòng": 0, "Đã ghép": ITEMS}


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


@pytest.mark.luat("TT 05/2025 Đ.9.1.c")
def test_paper_goes_out_counted_by_both_sides(people: People, life: Life) -> None:
    clerk, lead, page = people.vanthu, people.dieuhanh, people.vanthu.page
    clerk.open(f"/dot-so-hoa/{life.batch}/giao-nhan")
    page.get_by_role("link", name="Lập lần giao đi").click()
    page.get_by_label("Số biên bản").fill("84/BB-GN")
    page.get_by_label("Địa điểm").fill("Kho lưu trữ xã")
    page.get_by_role("button", name="Lập với tất cả").click()
    expect(page.get_by_role("heading", name="lần 1")).to_be_visible()
    there = life.hand_over("out")
    expect(page.get_by_role("button", name="Xác nhận bên tôi")).to_be_disabled()

    # The label on the box leads whoever scans it to the box.
    label = clerk.get(f"/giao-nhan/{there}/nhan?loai=hop&co=3x8&bo=0").body()
    drawn = pypdfium2.PdfDocument(label)[0].render(scale=4).to_pil()
    photo = BytesIO()
    drawn.save(photo, "PNG")
    clerk.open(f"/giao-nhan/{there}/quet")
    page.get_by_label("Ảnh chụp rõ ô vuông").set_input_files(
        {"name": "nhan.png", "mimeType": "image/png", "buffer": photo.getvalue()}
    )
    expect(page.get_by_role("heading", name="Hộp 04")).to_be_visible()

    count_box(clerk, there, SHEETS)
    confirm_counts(clerk)
    expect(page.get_by_text("Bên anh/chị đã xác nhận; chờ bên kia xác nhận.")).to_be_visible()
    # The other side counts for itself; what it counts otherwise nobody can confirm.
    count_box(lead, there, SHEETS - 1)
    expect(lead.page.get_by_text("Hai bên đếm khác nhau ở 1 hồ sơ.")).to_be_visible()
    confirm_counts(lead)
    expect(lead.page.get_by_text("chưa xác nhận. Hãy cùng đếm lại")).to_be_visible()
    count_box(lead, there, SHEETS)
    confirm_counts(lead)
    expect(lead.page.get_by_text("Hai bên đã xác nhận; số liệu được giữ nguyên từ nay.")).to_be_visible()

    pdf, word = (clerk.get(f"/giao-nhan/{there}/bien-ban/{paper}").body() for paper in ("pdf", "docx"))
    assert "84/BB-GN" in pdf_text(pdf)
    assert str(SHEETS) in docx_text(word) and "Kho lưu trữ xã" in docx_text(word)


# --- scans come in -------------------------------------------------------------------------------------------------


def test_a_folder_is_dropped_and_becomes_a_delivery(people: People, life: Life, scans: Scans) -> None:
    sender, page = people.sohoa, people.sohoa.page
    sender.open(f"/giao-scan?dot={life.batch}")
    page.get_by_label("Đợt số hóa").select_option(str(life.batch))
    page.get_by_label("Tên lần giao").fill("Hộp 04")
    page.get_by_role("button", name="Mở lần giao").click()
    expect(page.get_by_role("heading", name="Hộp 04")).to_be_visible()
    drop_folder(page, "[data-drop]", scans.folder)
    expect(page.get_by_text("9 / 9 tệp đã nhận đủ")).to_be_visible()
    page.get_by_role("button", name="Lập lô giao nộp").click()
    page.wait_for_url("**/lo-giao-nop/**")


def test_the_machine_finds_exactly_what_was_planted(people: People, life: Life, scans: Scans) -> None:
    sender, page = people.sohoa, people.sohoa.page
    wait_until(lambda: life.files_waiting() == 0, seconds=150, what="Máy chưa kiểm tra xong lô.")

    sender.open(f"/lo-giao-nop/{life.delivery}/ghep")
    counted = {name: page.get_by_role("region", name=name).locator(".num").first for name in PAIRING}
    assert {name: int(shown.inner_text()) for name, shown in counted.items()} == PAIRING
    assert life.page_findings() == {where: {code} for where, code in scans.planted.items()}
    sender.open(f"/lo-giao-nop/{life.delivery}")
    found = page.get_by_role("region", name="Máy phát hiện")
    for code in scans.planted.values():
        expect(found.locator(".ks-group-code", has_text=code)).to_have_count(1)
