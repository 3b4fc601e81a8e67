"""From a task of the plan to the city's report, as the clerk, the head and Home Affairs live it, in a real browser.

The house of these journeys has a clock that stands on the day after a period: its report is due, and in time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import CHROMIUM, Visit, Visitor
from tests.journeys.house import House, running_house
from tests.stages.programme.files import pdf

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journey-of-a-report")]

BUILT = "2026-11-20T10:00:00+07:00"
NOW = "2026-11-30T10:00:00+07:00"
PERIOD = 12
AGENCY = "DEMO.01"
FIGURE = "selection.dossiers_selected"
TASK = "II.6"
WORDS = {
    "causes": "Kho chật, tài liệu chỉnh lý chậm.",
    "responsible": "Văn phòng; công chức văn thư.",
    "remedy": "Bố trí thêm hai người, xong trước ngày 10/12/2026.",
}
WHY_OTHER = "Có hai hồ sơ chưa ghi vào danh mục."
WHY_BACK = "Số hồ sơ không khớp danh mục đã phê duyệt."
QUESTION = "Tài liệu khổ A0 có phải số hóa trong năm nay không?"
ANSWER = "Có, quét bằng máy khổ lớn của Trung tâm."
HEADS = {"pdf": b"%PDF-", "docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    if not CHROMIUM:
        pytest.skip("không có Chromium trên máy này")
    with running_house(Path(tmp_path_factory.mktemp("ky")), items=1, pages=1, built=BUILT, at=NOW) as running:
        opened = running.khoso("report", "open")
        assert opened.returncode == 0, opened.stderr
        yield running


@pytest.fixture(scope="module")
def clerk(visitors: Visit) -> Visitor:
    return visitors("vanthu")


@pytest.fixture(scope="module")
def head(visitors: Visit) -> Visitor:
    return visitors("thutruong")


@pytest.fixture(scope="module")
def officer(visitors: Visit) -> Visitor:
    return visitors("noivu")


@pytest.fixture(autouse=True)
def calm(clerk: Visitor, head: Visitor, officer: Visitor) -> Iterator[None]:
    """No browser complained during a test: no error, nothing the policy had to forbid."""
    yield
    assert [trouble for visitor in (clerk, head, officer) for trouble in visitor.troubles] == []


def versions(house: House) -> list[tuple[Any, ...]]:
    """(id, version, state, came in time) of the agency's report of the period, the oldest version first."""
    return house.rows(
        "SELECT r.id, r.version, r.state, r.submitted_at <= r.due_at FROM reporting_report r "
        "JOIN reporting_period p ON p.id = r.period_id JOIN identity_agency a ON a.id = r.agency_id "
        "WHERE p.number = %s AND a.code = %s ORDER BY r.version",
        PERIOD,
        AGENCY,
    )


def sure(page: Any, question: str) -> None:
    """Answer the page's own question with what it offers."""
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(question)
    dialog.locator("[value=yes]").click()


def said(page: Any, words: str) -> None:
    expect(page.get_by_text(words).first).to_be_visible()


def by_menu(visitor: Visitor, name: str) -> Any:
    visitor.open("/")
    menu = visitor.page.get_by_role("navigation", name="Điều hướng chính")
    menu.get_by_role("link", name=re.compile(f"^{name}")).first.click()
    return visitor.page


def the_row(page: Any) -> Any:
    return page.locator(f"[id='so-{FIGURE}']")


@pytest.fixture(scope="module")
def written(clerk: Visitor, house: House) -> dict[str, Any]:
    """The clerk has typed over one figure and said why, and what only a person knows."""
    page = by_menu(clerk, "Báo cáo")
    page.get_by_role("link", name=re.compile(f"^Kỳ {PERIOD} ")).first.click()
    row = the_row(page)
    counted = int(row.get_by_role("cell").last.inner_text())
    address = page.url
    row.get_by_role("link", name="Danh sách").click()
    lines = page.get_by_role("table").locator("tbody tr").count()
    value = page.locator(".ks-evidence-values dd strong").first.inner_text()
    page.goto(address)
    row.get_by_text("Ghi số khác").click()
    row.get_by_label("Số báo cáo").fill(str(counted + 2))
    row.get_by_label("Vì sao khác số đếm được").fill(WHY_OTHER)
    row.get_by_role("button", name="Ghi", exact=True).click()
    said(page, "Đã ghi số liệu khác, cùng lý do.")
    for name, text in WORDS.items():
        page.locator(f"#viet-{name}").fill(text)
    page.get_by_role("button", name="Lưu", exact=True).click()
    said(page, "Đã lưu.")
    return {"path": address.removeprefix(house.url), "counted": counted, "lines": lines, "value": value}


def sign_and_send(head: Visitor, path: str) -> None:
    page = head.page
    head.open(path)
    page.get_by_role("link", name="Xem và ký").click()
    said(page, WORDS["causes"])
    page.get_by_role("button", name="Ký báo cáo").click()
    sure(page, "Ký số báo cáo này với chữ ký của cơ quan?")
    said(page, "Đã ký. Báo cáo chưa gửi")
    page.get_by_role("button", name="Gửi Sở Nội vụ").click()
    sure(page, "Gửi báo cáo này cho Sở Nội vụ?")
    said(page, "Đã gửi Sở Nội vụ.")


@pytest.fixture(scope="module")
def sent(head: Visitor, written: dict[str, Any]) -> str:
    """The head found the report on the home page, looked, signed and sent it."""
    head.open("/")
    head.page.get_by_role("article", name="Báo cáo đến kỳ").get_by_role(
        "link", name=re.compile(f"^Kỳ {PERIOD} ")
    ).click()
    path = str(written["path"])
    assert head.page.url == head.house.url + path
    sign_and_send(head, path)
    return path


@pytest.fixture(scope="module")
def returned(officer: Visitor, sent: str) -> str:
    """Home Affairs saw the other figure and sent the report back."""
    page = by_menu(officer, "Báo cáo")
    page.get_by_role("link", name="có số khác số đếm").click()
    flagged = page.get_by_role("table", name="Số liệu khác số hệ thống đếm được")
    expect(flagged).to_contain_text(WHY_OTHER)
    flagged.get_by_role("link").click()
    expect(the_row(page)).to_contain_text(WHY_OTHER)
    page.get_by_text("Trả lại…").click()
    page.get_by_label("Điều gì chưa đúng, cần sửa gì").fill(WHY_BACK)
    page.get_by_role("button", name="Trả lại", exact=True).click()
    said(page, "Đã trả lại, kèm lý do.")
    return sent


@pytest.fixture(scope="module")
def locked(clerk: Visitor, head: Visitor, officer: Visitor, returned: str) -> str:
    """A corrected version went the same road and was received."""
    page = clerk.page
    clerk.open("/")
    page.get_by_role("article", name="Báo cáo bị trả lại").get_by_role("link", name=re.compile("^Kỳ")).click()
    said(page, WHY_BACK)
    page.get_by_role("button", name="Lập bản mới").click()
    said(page, "Đã lập bản 2 từ bản trước")
    row = the_row(page)
    row.get_by_text("Ghi số khác").click()
    row.get_by_role("button", name="Trở lại số đếm").click()
    said(page, "Đã trở lại số hệ thống đếm được.")
    path = str(page.url).removeprefix(clerk.house.url).split("#")[0]
    sign_and_send(head, path)
    officer.open("/")
    officer.page.get_by_role("article", name="Báo cáo chờ tiếp nhận").get_by_role("listitem").get_by_role(
        "link"
    ).click()
    assert officer.page.url == officer.house.url + path
    officer.page.get_by_role("button", name="Tiếp nhận").click()
    sure(officer.page, "Tiếp nhận và khóa báo cáo này?")
    said(officer.page, "Đã tiếp nhận và khóa báo cáo.")
    return path


@pytest.mark.luat("KH 82 I.2.b")
def test_a_task_is_done_when_its_decision_is_there(clerk: Visitor) -> None:
    page = by_menu(clerk, "Việc của tôi")
    page.get_by_role("listitem").filter(has=page.get_by_text(TASK, exact=True)).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TASK)
    giving = page.get_by_role("region", name="Giao việc")
    if not giving.get_by_label("Người phụ trách").is_visible():
        giving.locator("summary").click()
    giving.get_by_label("Người phụ trách").select_option(label="Nguyễn Thị Mẫu")
    giving.get_by_role("button", name="Giao", exact=True).click()
    said(page, "Đã giao.")
    expect(page.locator(".ks-six")).to_contain_text("Nguyễn Thị Mẫu")
    telling = page.get_by_role("region", name="Cập nhật")
    telling.get_by_label("Đã làm gì").fill("Đã thành lập Tổ, họp phiên đầu.")
    if not telling.get_by_label("Tệp").is_visible():
        telling.locator("summary").first.click()
    telling.get_by_label("Loại sản phẩm").select_option(label="Quyết định")
    telling.get_by_label("Tệp").set_input_files(
        {"name": "quyet-dinh.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    telling.get_by_label("Số, ký hiệu").fill("15/QĐ-UBND")
    telling.get_by_label("Ngày ban hành").fill("2026-11-12")
    telling.get_by_role("button", name="Ghi", exact=True).click()
    said(page, "Đã ghi. Đủ sản phẩm: nhiệm vụ hoàn thành.")
    expect(page.get_by_role("region", name="Sản phẩm")).to_contain_text("15/QĐ-UBND")
    expect(page.get_by_role("region", name="Tiến trình")).to_contain_text("Đã thành lập Tổ, họp phiên đầu.")


@pytest.mark.luat("KH 82 VI.5.đ")
def test_a_report_comes_filled_and_another_figure_stays_beside_the_count(written: dict[str, Any], house: House) -> None:
    # What approved lists name, each dossier once: the figure, its evidence and the lines behind it say the same.
    [(named,)] = house.rows(
        "SELECT count(DISTINCT e.key) FROM selection_selectionentry e "
        "JOIN selection_selectionlist l ON l.id = e.list_id WHERE l.recorded_at IS NOT NULL AND NOT e.is_struck"
    )
    assert (written["counted"], written["value"], written["lines"]) == (named, str(named), named)
    rows = house.rows(
        "SELECT counted, typed, reason FROM reporting_reportfigure WHERE report_id = %s AND name = %s",
        versions(house)[0][0],
        FIGURE,
    )
    assert rows == [(named, named + 2, WHY_OTHER)]


@pytest.mark.luat("KH 82 VI.6.c")
def test_a_returned_report_comes_again_and_is_received(locked: str, clerk: Visitor, house: House) -> None:
    (first, *_), (second, *_) = found = versions(house)
    assert [row[1:] for row in found] == [(1, "superseded", True), (2, "locked", True)]
    assert locked == f"/bao-cao/{second}"
    for report, form in ((first, "pdf"), (second, "pdf"), (second, "docx"), (second, "xlsx")):
        answer = clerk.get(f"/bao-cao/{report}/tai/{form}")
        assert (answer.status, answer.body().startswith(HEADS[form])) == (200, True), (report, form)


@pytest.mark.mission("P7")
def test_a_cell_of_the_wall_leads_to_its_evidence(officer: Visitor, locked: str) -> None:
    page = by_menu(officer, "Toàn thành phố")
    row = page.locator(".ks-wall tbody tr").filter(has=page.locator("th[scope=row] a[href]"))
    mine = row.filter(has_text="dùng thử").first
    cell = mine.locator("td a").first
    title = str(cell.get_attribute("title"))
    cell.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title.split(":")[0])
    tasks = page.get_by_role("region", name="Nhiệm vụ").locator("tbody tr")
    assert tasks.count() >= 1
    tasks.first.get_by_role("link").click()
    expect(page.get_by_role("region", name="Sản phẩm")).to_be_visible()


@pytest.mark.luat("KH 82 VI.6.c")
def test_one_click_consolidates_a_period_into_papers(officer: Visitor, locked: str) -> None:
    officer.open("/toan-thanh-pho/bao-cao")
    page = officer.page
    page.get_by_role("row", name=re.compile(f"^Kỳ {PERIOD}:")).get_by_role("button", name="Tổng hợp").click()
    said(page, "Đã tổng hợp bản 1 và chốt số liệu.")
    said(page, "Số liệu nguyên vẹn")
    expect(page.get_by_role("region", name="Nguyên nhân, trách nhiệm, biện pháp")).to_contain_text(WORDS["causes"])
    for link, form in (("DOCX", "docx"), ("PDF", "pdf"), ("Excel", "xlsx")):
        with page.expect_download() as coming:
            page.get_by_role("link", name=link, exact=True).click()
        assert Path(coming.value.path()).read_bytes()[:5].startswith(HEADS[form]), form
        assert coming.value.suggested_filename.endswith(f".{form}")


@pytest.mark.luat("KH 82 VI.6.b")
def test_a_difficulty_is_answered_and_the_answer_is_told(clerk: Visitor, officer: Visitor) -> None:
    page = by_menu(clerk, "Vướng mắc")
    page.get_by_role("link", name="Nêu vướng mắc").click()
    page.get_by_label("Vướng mắc", exact=True).fill(QUESTION)
    page.get_by_role("button", name="Gửi Sở Nội vụ").click()
    said(page, "tới Sở Nội vụ.")
    address = page.url
    officer.open("/")
    officer.page.get_by_role("article", name="Vướng mắc chờ trả lời").get_by_role("link", name=QUESTION).click()
    assert officer.page.url == address
    officer.page.get_by_label("Trả lời", exact=True).fill(ANSWER)
    officer.page.get_by_role("button", name="Gửi trả lời").click()
    expect(officer.page.get_by_role("region", name="Trao đổi")).to_contain_text(ANSWER)
    clerk.open("/")
    page.locator(".ks-bell").click()
    way = page.locator(f".ks-notice-group a[href='{address.removeprefix(clerk.house.url)}']")
    expect(way).to_have_count(1)
    way.click()
    expect(page.get_by_role("region", name="Trao đổi")).to_contain_text(ANSWER)
    page.get_by_role("button", name="Đã rõ, khép lại").click()
    sure(page, "Khép lại vướng mắc này?")
    expect(page.locator(".ks-badges")).to_contain_text("Đã xong")
