"""One batch from its gate to its liquidation, by contractor, inspector, supervisor and head, each at their own desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import openpyxl
import pikepdf
import pypdfium2
import pytest
from playwright.sync_api import expect
from tests.journeys.batch_acts import (
    INVITED,
    KEYS,
    KINDS,
    LIST,
    NOTE,
    OF_AGENCY,
    OF_CONTRACTOR,
    PAIRING,
    SHEETS,
    SIGNERS,
    STANDING,
    STRANGE_KEY,
    STRANGE_KIND,
    TITLE,
    UNITS,
    People,
    bring_paper,
    choose_small_sample,
    confirm_counts,
    count_box,
    docx_text,
    draw_lot,
    learn_guide,
    make_batch,
    mark_by_keyboard,
    open_gallery,
    page_here,
    pdf_text,
    press_all_the_same,
    refused_liquidation,
    register_site,
    see_the_rest,
    sign_from_home,
    sure,
    turned,
    wanting_for_liquidation,
    wanting_on,
    wipe_device,
)
from tests.journeys.conftest import WAIT, Visit
from tests.journeys.house import House
from tests.journeys.on_page import drop_folder, wait_until
from tests.journeys.planted_batch import ITEMS, PAGES, Life, Scans, in_house, know_and_approve, make_scans

from khoso.instruments.quality.compute import drawing
from khoso.kernel import clock

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("journeys"),
    *(pytest.mark.mission(one) for one in ("D1", "D2", "D3", "D7", "D8")),
]


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


# --- the gate ------------------------------------------------------------------------------------------------------


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


# --- paper goes out ------------------------------------------------------------------------------------------------


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
    # What was listed and handed out on paper is what was scanned.
    assert life.dossiers_handed_out() == {life.dossier}
    assert life.page_findings() == {where: {code} for where, code in scans.planted.items()}
    sender.open(f"/lo-giao-nop/{life.delivery}")
    found = page.get_by_role("region", name="Máy phát hiện")
    for code in scans.planted.values():
        expect(found.locator(".ks-group-code", has_text=code)).to_have_count(1)


# --- the inspector looks -------------------------------------------------------------------------------------------


@pytest.mark.luat("TT 05/2025 Đ.9.5")
def test_the_sample_is_drawn_so_that_anybody_draws_it_again(people: People, life: Life) -> None:
    lot = draw_lot(people.giamsat, life, "page")
    inspection = life.lots("page")[0][1]
    [(seed, digest, size)] = life.house.rows(
        "SELECT seed, units_digest, sample_size FROM quality_inspection WHERE id = %s", inspection
    )
    drawn = life.house.rows(
        "SELECT key FROM quality_sampleunit WHERE inspection_id = %s AND reason = 'sample' ORDER BY ordinal", inspection
    )
    keys = life.page_keys()
    assert [key for (key,) in drawn] == drawing.draw(seed, keys, size)
    assert digest == drawing.units_digest(keys)
    page = people.giamsat.page
    expect(page.get_by_role("region", name="Rút mẫu")).to_contain_text(seed)
    expect(page.get_by_role("region", name="Phương án")).to_contain_text("TCVN 7790-1 (ISO 2859-1)")
    # Who scanned neither opens the lot nor decides it.
    people.sohoa.open(f"/kiem-tra/lo/{lot}")
    for act in ("mo", "ket-luan"):
        assert press_all_the_same(people.sohoa, f"/kiem-tra/lo/{lot}/{act}") == 403


@pytest.mark.luat("TT 05/2025 Đ.9.5")
def test_the_inspector_marks_by_keyboard_and_the_lot_fails(people: People, life: Life, scans: Scans) -> None:
    inspector, page = people.vanthu, people.vanthu.page
    lot = life.lots("page")[0][0]
    learn_guide(inspector, lot)
    page.get_by_role("button", name="Mở lô để kiểm tra").click()
    expect(page.get_by_text("Đã mở lô. Hãy bắt đầu xem.")).to_be_visible()
    open_gallery(inspector, lot)
    codes = life.codes_by_path()
    doubts = {(codes[path], number): KEYS[code] for (path, number), code in scans.planted.items()}
    page.keyboard.press(".")
    page.keyboard.press("Enter")
    expect(page.locator("[data-desk]")).to_be_visible()
    for turn in range(len(doubts)):
        here = page_here(page)
        mark_by_keyboard(page, doubts.pop(here), severity="2" if turn == 0 else "")
        page.keyboard.press(".")
        if doubts:
            turned(page, here)
    # The machine doubts nothing more; the eye goes on.
    path, number = scans.strange
    see_the_rest(page, {(codes[path], number): STRANGE_KEY})
    assert life.defects() == {
        **{where: KINDS[code] for where, code in scans.planted.items()},
        scans.strange: STRANGE_KIND,
    }
    assert life.count("SELECT count(*) FROM quality_defect WHERE note = %s AND box IS NOT NULL", NOTE) == 1

    inspector.open(f"/kiem-tra/lo/{lot}")
    page.get_by_role("button", name="Kết luận lô").click()
    sure(page, "Kết luận")
    expect(page.get_by_text("Lô không đạt: nhà thầu rà soát 100 % cả lô")).to_be_visible()
    report = inspector.get(f"/kiem-tra/lo/{lot}/bao-cao/docx").body()
    assert "Trang của tài liệu khác" in docx_text(report)


# --- the contractor mends, the inspector looks again -----------------------------------------------------------------


@pytest.mark.luat("TT 05/2025 Đ.9.5")
def test_only_the_affected_pages_are_scanned_again(people: People, life: Life, scans: Scans) -> None:
    lead, sender, page = people.dieuhanh, people.sohoa, people.sohoa.page
    lead.open(f"/kiem-tra/phai-sua?dot={life.batch}")
    due = f"{clock.today() + timedelta(days=7):%d/%m/%Y}"
    files = lead.page.locator(".ks-rework-file")
    expect(files).to_have_count(len(scans.pages_wrong()))
    expect(files.get_by_text(due)).to_have_count(len(scans.pages_wrong()))
    sheet = lead.get(f"/kiem-tra/phai-sua/tai-ve?dot={life.batch}").body()
    told = list(openpyxl.load_workbook(BytesIO(sheet)).worksheets[0].iter_rows(values_only=True))
    assert sum(any(NOTE in str(cell) for cell in row) for row in told) == 1
    before = life.digests()
    for path, number in scans.pages_wrong():
        sender.open(f"/kiem-tra/phai-sua?dot={life.batch}")
        mine = page.get_by_role("region", name=path)
        if scans.planted.get((path, number)) == "page.blank":
            # A page too many: the file comes anew without it.
            mine.get_by_text("Hoặc nộp lại cả tệp").click()
            mine.get_by_label("Tệp mới, cùng định dạng").set_input_files(scans.good / path)
        else:
            again = {"name": "trang.pdf", "mimeType": "application/pdf", "buffer": scans.good_page(path, number)}
            mine.get_by_label(f"Trang {number} quét lại").set_input_files(again)
        mine.get_by_role("button", name="Nộp bản quét lại").click()
        expect(page.get_by_text("Đã nhận bản quét lại.")).to_be_visible()
    wait_until(lambda: life.files_waiting() == 0, seconds=150, what="Máy chưa kiểm tra xong bản quét lại.")
    after = life.digests()
    assert {path for path in before if before[path] != after[path]} == {path for path, _page in scans.pages_wrong()}
    assert life.page_findings() == {}
    assert life.defects("mended").keys() == set(scans.pages_wrong())


def test_the_recheck_sees_what_was_asked_and_the_lot_is_accepted(people: People, life: Life, scans: Scans) -> None:
    inspector, page = people.vanthu, people.vanthu.page
    asked = life.house.rows("SELECT id FROM quality_defect WHERE state = 'mended' AND note = %s", NOTE)[0][0]
    people.sohoa.open(f"/kiem-tra/phai-sua/{asked}")
    expect(people.sohoa.page.get_by_role("button", name="Đã sửa đúng, đóng lỗi")).to_have_count(0)
    assert press_all_the_same(people.sohoa, f"/kiem-tra/phai-sua/{asked}/xong") == 403
    for left in range(len(scans.pages_wrong()), 0, -1):
        inspector.open(f"/kiem-tra/phai-sua?phan=kiem-lai&dot={life.batch}")
        links = page.get_by_role("link", name="So trước, sau")
        expect(links).to_have_count(left)
        links.first.click()
        for side in ("before", "after"):
            expect(page.locator(f"[data-{side}] canvas").first).to_be_visible()
        page.keyboard.press("Space")
        expect(page.get_by_text("Đã đóng lỗi.")).to_be_visible()
    assert life.defects("closed").keys() == set(scans.pages_wrong())

    supervisor = people.giamsat
    first = life.lots("page")[0][0]
    supervisor.open(f"/kiem-tra/lo/{first}")
    supervisor.page.get_by_role("button", name="Lấy mẫu lại sau khi đã sửa").click()
    expect(supervisor.page.get_by_text("Đã lấy mẫu lại sau khi sửa.")).to_be_visible()
    second = life.lots("page")[1][0]
    open_gallery(inspector, second)
    see_the_rest(page, {})
    inspector.open(f"/kiem-tra/lo/{second}")
    page.get_by_role("button", name="Kết luận lô").click()
    sure(page, "Kết luận")
    expect(page.get_by_text("Đã kết luận.")).to_be_visible()
    assert [state for _lot, _inspection, state in life.lots("page")] == ["failed", "passed"]


# --- fields, signature, store ----------------------------------------------------------------------------------------


def test_fields_are_confirmed_by_one_and_inspected_by_another(people: People, life: Life) -> None:
    clerk, page = people.vanthu, people.vanthu.page
    wait_until(
        lambda: len(life.items_in("waiting")) + len(life.items_in("confirmed")) == ITEMS,
        seconds=150,
        what="Máy chưa đọc xong tài liệu.",
    )
    for item in life.items():
        clerk.open(f"/xac-nhan/{item}")
        expect(page.get_by_role("button", name="Xác nhận, sang tài liệu sau")).to_be_visible()
        with page.expect_navigation():
            page.keyboard.press("Control+Enter")
        wait_until(lambda item=item: item in life.items_in("confirmed"), seconds=30, what=f"Chưa xác nhận {page.url}")

    supervisor = people.giamsat
    choose_small_sample(supervisor, life)
    lot = draw_lot(supervisor, life, "field")
    # Who confirmed the fields does not judge them.
    clerk.open(f"/kiem-tra/lo/{lot}")
    expect(page.get_by_text("nên không kiểm tra, không kết luận lô này.")).to_be_visible()
    press_all_the_same(clerk, f"/kiem-tra/lo/{lot}/mo")
    assert life.lots("field")[0][2] == "drawn"

    learn_guide(supervisor, lot)
    supervisor.page.get_by_role("button", name="Mở lô để kiểm tra").click()
    supervisor.page.get_by_role("link", name="Xem các trường").click()
    while (left := life.units_waiting(lot)) > 0:
        expect(supervisor.page.locator("[data-lot-answer]")).to_be_visible()
        with supervisor.page.expect_navigation():
            supervisor.page.keyboard.press("Enter")
        wait_until(lambda left=left: life.units_waiting(lot) < left, seconds=30, what="Câu trả lời không được ghi.")
    supervisor.open(f"/kiem-tra/lo/{lot}")
    supervisor.page.get_by_role("button", name="Kết luận lô").click()
    sure(supervisor.page, "Kết luận")
    expect(supervisor.page.get_by_text("Đã kết luận.")).to_be_visible()
    assert life.lots("field")[0][2] == "passed"


def test_the_dossier_is_signed_packaged_and_stored(people: People, life: Life) -> None:
    people.vanthu.open(f"/lo-giao-nop/{life.delivery}")
    expect(people.vanthu.page.get_by_text("Đã vào kho").first).to_be_visible()
    people.vanthu.open(f"/ho-so/{life.dossier}")
    kept = people.vanthu.page.get_by_role("region", name="Trong kho")
    expect(kept.get_by_text("Nguyên vẹn")).to_have_count(2)


# --- a round is counted, signed, certified ---------------------------------------------------------------------------


@pytest.mark.luat("TT 05/2025 Đ.9.8")
def test_a_round_counts_and_every_figure_opens_what_is_behind_it(people: People, life: Life) -> None:
    supervisor, page = people.giamsat, people.giamsat.page
    supervisor.open(f"/nghiem-thu?dot={life.batch}")
    page.get_by_role("link", name="Mở đợt nghiệm thu").click()
    page.get_by_role("button", name="Mở và kiểm đếm").click()
    expect(page.get_by_text("Đã mở và kiểm đếm.")).to_be_visible()
    figures = page.locator(".ks-tally > div").all()
    told = {one.locator("dt").inner_text(): one.locator("a") for one in figures}
    shown = {label: (int(link.inner_text()), link.get_attribute("href")) for label, link in told.items()}
    counted = {label: count for label, (count, _url) in shown.items()}
    fields = life.count("SELECT sum(fields) FROM acceptance_rounddossier WHERE round_id = %s", life.round)
    assert counted == {
        "Hồ sơ đạt": 1,
        "Hồ sơ không đạt": 0,
        "Tài liệu đạt": ITEMS,
        "Trang đạt": ITEMS * PAGES,
        "Trường đã xác nhận": fields,
    }
    for label, (count, address) in shown.items():
        supervisor.open(str(address))
        behind = page.get_by_role("region", name=UNITS[label.split()[0]], exact=True)
        expect(behind.locator("header .num")).to_have_text(str(count))
        if label == "Trang đạt":
            expect(behind.locator("tbody tr")).to_have_count(count)
            behind.locator("tbody a").first.click()
            expect(page.locator("canvas").first).to_be_visible()
    # Who scanned neither opens a round nor counts it.
    people.sohoa.open(f"/nghiem-thu/dot/{life.round}")
    assert people.sohoa.get(f"/nghiem-thu/{life.round}/kiem-dem").status in (403, 404, 405)
    assert people.sohoa.get(f"/nghiem-thu/mo/{life.batch}").status == 403


def test_both_sides_and_an_invited_body_sign(people: People, life: Life) -> None:
    supervisor, page = people.giamsat, people.giamsat.page
    supervisor.open(f"/nghiem-thu/dot/{life.round}")
    page.get_by_role("link", name="Lập biên bản nghiệm thu").click()
    page.get_by_label("Số biên bản").fill("84/BBNT")
    page.locator("#id_client_account").select_option(label=SIGNERS["thutruong"])
    page.locator("#id_contractor_account").select_option(label=SIGNERS["dieuhanh"])
    page.locator("#id_invited_1_organisation").fill(INVITED)
    page.locator("#id_invited_1_account").fill("noivu")
    page.get_by_role("button", name="Lập biên bản").click()
    sure(page, "Lập biên bản")
    expect(page.get_by_text("Đã lập biên bản; số liệu đã chốt. Các bên vào ký.")).to_be_visible()
    address = page.url.removeprefix(life.house.url)
    for username, name in SIGNERS.items():
        sign_from_home(getattr(people, username), "84/BBNT")
        supervisor.open(address)
        row = page.get_by_role("region", name="Các bên ký").get_by_role("listitem").filter(has_text=name)
        expect(row).to_contain_text("Đã ký")
    signed = supervisor.get(f"{address}/tep/pdf").body()
    assert INVITED in pdf_text(signed)
    with pikepdf.open(BytesIO(signed)) as pdf:
        assert len(pdf.Root.AcroForm.Fields) >= 2
    assert INVITED in docx_text(supervisor.get(f"{address}/tep/docx").body())


@pytest.mark.luat("TT 05/2025 Đ.9.8")
def test_the_certificate_opens_only_when_packages_are_backed_up(people: People, life: Life) -> None:
    head, page = people.thutruong, people.thutruong.page
    with life.one_copy_away():
        assert life.house.khoso("repository", "verify").returncode == 1
        head.open(f"/nghiem-thu/dot/{life.round}")
        expect(page.get_by_text("Gói tin chưa có đủ bản sao nguyên vẹn ở mọi nơi lưu trữ.")).to_be_visible()
        expect(page.get_by_role("main").get_by_role("button", name="Xác nhận khối lượng")).to_be_disabled()
        press_all_the_same(head, f"/nghiem-thu/dot/{life.round}/xac-nhan", number="84/XN")
        assert life.accepted() == 0
    verified = life.house.khoso("repository", "verify")
    assert verified.returncode == 0, verified.stdout
    head.open(f"/nghiem-thu/dot/{life.round}")
    page.get_by_label("Số giấy xác nhận").fill("84/XN-UBND")
    page.get_by_role("main").get_by_role("button", name="Xác nhận khối lượng").click()
    sure(page, "Xác nhận khối lượng")
    expect(page.get_by_text("Đã xác nhận khối lượng; các hồ sơ đạt được tính là hoàn thành.")).to_be_visible()
    assert life.accepted() == 1
    assert "84/XN-UBND" in pdf_text(head.get(f"/nghiem-thu/dot/{life.round}/xac-nhan/pdf").body())


# --- liquidation -----------------------------------------------------------------------------------------------------


@pytest.mark.luat("NĐ 31/2026 Đ.12")
def test_liquidation_is_refused_while_anything_is_open(people: People, life: Life) -> None:
    head, page, inspector = people.thutruong, people.thutruong.page, people.vanthu
    # Somebody looks at the delivery once more and marks a page: a defect is open.
    inspector.open(f"/kiem-tra/trang/{life.delivery}")
    expect(inspector.page.locator("html[data-gallery=shown]")).to_be_attached()
    inspector.page.keyboard.press("Enter")
    expect(inspector.page.locator("[data-desk]")).to_be_visible()
    mark_by_keyboard(inspector.page, "q", note="Xem lại lần cuối")
    assert wanting_for_liquidation(head, life) == {
        "Tài liệu giấy đã trả đủ": "Còn 1 hồ sơ hoặc tờ chưa trả.",
        "Thiết bị đã xóa dữ liệu và rời đi": "Còn 1 thiết bị chưa xóa hoặc chưa rời nơi số hóa.",
        "Không còn lỗi kiểm tra": "Còn 1 lỗi chưa sửa xong.",
    }
    refused_liquidation(head, life)
    # The supervisor finds that it is no defect.
    found = life.house.rows("SELECT id FROM quality_defect WHERE note = %s", "Xem lại lần cuối")[0][0]
    supervisor = people.giamsat.page
    people.giamsat.open(f"/kiem-tra/phai-sua/{found}")
    supervisor.get_by_text("Không phải lỗi?").click()
    supervisor.get_by_label("Vì sao").fill("Dấu bưu điện của bản gốc")
    supervisor.get_by_role("button", name="Kết luận không phải lỗi").click()
    sure(supervisor, "Không phải lỗi")
    expect(supervisor.get_by_text("Đã ghi: không phải lỗi.")).to_be_visible()
    assert "Không còn lỗi kiểm tra" not in wanting_for_liquidation(head, life)
    expect(page.get_by_text("Chưa đủ điều kiện")).to_be_visible()


@pytest.mark.luat("TT 05/2025 Đ.9.1.c")
def test_paper_comes_back_with_a_sheet_less(people: People, life: Life) -> None:
    head, lead, clerk = people.thutruong, people.dieuhanh, people.vanthu
    head.open(f"/dot-so-hoa/{life.batch}/buoc/quet-xong")
    head.page.get_by_role("main").get_by_role("button", name="Đã quét xong").click()
    sure(head.page, "Đã quét xong")
    expect(head.page.get_by_text("Đã ghi: Đã quét xong.")).to_be_visible()

    lead.open(f"/dot-so-hoa/{life.batch}/giao-nhan")
    lead.page.get_by_role("link", name="Lập lần trả về").click()
    lead.page.get_by_label("Số biên bản").fill("85/BB-GN")
    lead.page.get_by_role("button", name="Lập với tất cả").click()
    expect(lead.page.get_by_text("Đã lập lần giao nhận; hãy kiểm đếm từng hộp.")).to_be_visible()
    back = life.hand_over("back")
    for side in (lead, clerk):
        count_box(side, back, SHEETS - 1)
        confirm_counts(side)
    expect(clerk.page.get_by_text("Hai bên đã xác nhận; có 1 chênh lệch phải giải trình.")).to_be_visible()
    assert "Có 1 chênh lệch" in docx_text(clerk.get(f"/giao-nhan/{back}/bien-ban/docx").body())
    assert wanting_for_liquidation(head, life).keys() == {
        "Tài liệu giấy đã trả đủ",
        "Chênh lệch khi giao nhận bản gốc đã giải quyết",
        "Thiết bị đã xóa dữ liệu và rời đi",
    }


def test_somebody_answers_for_the_difference(people: People, life: Life) -> None:
    head, lead = people.thutruong, people.dieuhanh
    lead.open(f"/dot-so-hoa/{life.batch}/giao-nhan")
    finding = lead.page.get_by_role("region", name="Chênh lệch khi trả")
    expect(finding.get_by_role("cell", name="Hồ Văn Mẫu")).to_be_visible()
    finding.get_by_role("link").first.click()
    address = lead.page.url.removeprefix(life.house.url)
    lead.page.get_by_label("Nội dung").fill("Tờ bìa lót bị bỏ lại ở bàn quét số 2")
    lead.page.get_by_role("button", name="Gửi giải trình").click()
    expect(lead.page.get_by_text("Đã giải trình, chờ kết luận")).to_be_visible()
    # Who answers does not conclude.
    expect(lead.page.get_by_role("region", name="Kết luận")).to_have_count(0)
    supervisor = people.giamsat.page
    people.giamsat.open(address)
    conclusion = supervisor.get_by_role("region", name="Kết luận")
    conclusion.get_by_label("Nội dung").fill("Biên bản 86/BB-UBND: tờ lót không thuộc hồ sơ")
    conclusion.get_by_role("button", name="Kết luận").click()
    sure(supervisor, "Kết luận")
    expect(supervisor.get_by_text("Đã kết luận").first).to_be_visible()
    assert wanting_for_liquidation(head, life).keys() == {"Thiết bị đã xóa dữ liệu và rời đi"}
    refused_liquidation(head, life)


@pytest.mark.luat("NĐ 31/2026 Đ.12")
def test_devices_leave_wiped_and_the_batch_is_liquidated(people: People, life: Life) -> None:
    supervisor, page = people.giamsat, people.giamsat.page
    device = life.device()
    site = f"/dot-so-hoa/{life.batch}/noi-so-hoa"
    supervisor.open(site)
    expect(page.get_by_role("link", name="Cho rời đi")).to_have_count(0)
    assert press_all_the_same(supervisor, f"{site}/may/{device}/cho-di", left_on=clock.today().isoformat()) == 422
    assert life.count("SELECT count(*) FROM digitisation_sitedevice WHERE id = %s AND left_on IS NULL", device) == 1
    wipe_device(supervisor)
    page.get_by_role("link", name="Cho rời đi").click()
    page.get_by_role("main").get_by_role("button", name="Ghi rời đi").click()
    sure(page, "Ghi rời đi")
    expect(page.get_by_text("Đã ghi thiết bị rời nơi số hóa.")).to_be_visible()
    assert "84/BB-XDL" in pdf_text(supervisor.get(f"{site}/may/{device}/bien-ban/pdf").body())

    head = people.thutruong
    assert wanting_for_liquidation(head, life) == {}
    head.page.get_by_role("link", name="Xác nhận đủ điều kiện").click()
    head.page.get_by_label("Số biên bản").fill("84/BBTL")
    head.page.locator("#id_client_account").select_option(label=SIGNERS["thutruong"])
    head.page.locator("#id_contractor_account").select_option(label=SIGNERS["dieuhanh"])
    head.page.get_by_role("main").get_by_role("button", name="Lập biên bản").click()
    sure(head.page, "Lập biên bản")
    expect(head.page.get_by_text("Đã xác nhận đủ điều kiện thanh lý và lập biên bản.")).to_be_visible()
    expect(head.page.locator("header.ks-page-head")).to_contain_text("Đã xác nhận đủ điều kiện")
    assert life.liquidation() == "ready"
    # What contracts is told, and may ask.
    assert in_house(life.house, STANDING, str(life.batch)) == "True True"
    told = life.house.rows(
        "SELECT content::jsonb->'details'->>'number' FROM audit_auditentry "
        "WHERE verb = 'acceptance.liquidation.declare' AND actor = 'thutruong'"
    )
    assert ("84/BBTL",) in told
    head.open(f"/dot-so-hoa/{life.batch}/buoc/ket-thuc")
    head.page.get_by_role("main").get_by_role("button", name="Kết thúc đợt").click()
    sure(head.page, "Kết thúc đợt")
    expect(head.page.locator("header.ks-page-head")).to_contain_text("Đã kết thúc")
