"""What a dossier's cover and its list of documents say, read from drawn pages."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw
from tests.stages.recognition.pages_for_tests import DPI, HEIGHT, WIDTH, Letter, draw, font

from khoso.engines.ocr import probe
from khoso.stages.recognition.compute.covers import read_cover, read_inventory
from khoso.stages.recognition.compute.read import read_file

ROWS = [
    ("01", "02/BC-SNV", "05/01/2010", "Báo cáo kết quả kiểm tra kho lưu trữ năm 2009", "12"),
    ("02", "", "11/01/2010", "Kế hoạch thu hồ sơ đến hạn nộp lưu", "14"),
    ("03", "23/QĐ-SNV", "20/01/2010", "Quyết định ban hành quy chế làm việc", "19"),
    ("04", "29/TTr-SNV", "28/01/2010", "Tờ trình xin kinh phí chỉnh lý tài liệu", "25"),
]
EDGES = (120, 220, 470, 690, 1200, 1380, 1530)
HEADS = ("STT", "Số, ký hiệu", "Ngày tháng", "Tên loại và trích yếu", "Tác giả", "Tờ số")


@pytest.fixture(autouse=True)
def needs_tesseract():
    if not probe.probe().present:
        pytest.skip("máy không có Tesseract với mô hình vie")


def save(page: Image.Image, tmp_path):
    page.save(tmp_path / "trang.png", dpi=(DPI, DPI))
    return read_file(tmp_path / "trang.png")


def cover(sheets: str, dates: str) -> Image.Image:
    page = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(page)
    for y, size, text in (
        (300, 14, "SỞ NỘI VỤ TỈNH ĐỒNG NAI"),
        (700, 40, "HỒ SƠ"),
        (1000, 15, "Tập lưu văn bản đi của Sở Nội vụ"),
        (1060, 15, "sáu tháng đầu năm 2010"),
        (1500, 14, dates),
        (1580, 14, f"Gồm: {sheets} tờ"),
        (1800, 14, "Thời hạn bảo quản: Vĩnh viễn"),
        (1900, 14, "Hồ sơ số: 12"),
    ):
        pen.text((WIDTH // 2, y), text, font=font(size), fill=0, anchor="ma")
    return page


def test_a_printed_cover_tells_its_facts(tmp_path):
    facts = read_cover(save(cover("219", "Từ ngày 01/01/2010 đến ngày 28/6/2010"), tmp_path))
    assert {name: getattr(facts, name).value for name in facts.__dataclass_fields__} == {
        "title": "Tập lưu văn bản đi của Sở Nội vụ sáu tháng đầu năm 2010",
        "dossier_number": "12",
        "sheet_count": "219",
        "item_count": None,
        "first_date": "2010-01-01",
        "last_date": "2010-06-28",
        "retention": "01",
    }
    assert facts.sheet_count.box is not None


def test_what_is_left_open_on_the_form_stays_empty(tmp_path):
    facts = read_cover(save(cover("...........", "Từ ngày ............ đến ngày ............"), tmp_path))
    assert (facts.sheet_count.value, facts.first_date.value, facts.last_date.value) == (None, None, None)


def test_a_letter_is_no_cover(tmp_path):
    facts = read_cover(save(draw(Letter()), tmp_path))
    assert facts.title.value is None and facts.sheet_count.value is None


def inventory_page() -> Image.Image:
    page = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(page)
    pen.text((WIDTH // 2, 150), "MỤC LỤC VĂN BẢN, TÀI LIỆU", font=font(14, bold=True), fill=0, anchor="ma")
    top, step = 260, 110
    for line in range(len(ROWS) + 2):
        pen.line((EDGES[0], top + line * step, EDGES[-1], top + line * step), fill=0, width=3)
    for x in EDGES:
        pen.line((x, top, x, top + (len(ROWS) + 1) * step), fill=0, width=3)
    for left, head in zip(EDGES, HEADS, strict=False):
        pen.text((left + 8, top + 35), head, font=font(11), fill=0)
    for number, (ordinal, notation, date, subject, sheet) in enumerate(ROWS, 1):
        y = top + number * step
        half = subject.rfind(" ", 0, 26)
        for x, dy, text in (
            (EDGES[0] + 30, 35, ordinal),
            (EDGES[1] + 12, 35, notation),
            (EDGES[2] + 12, 35, date),
            (EDGES[3] + 10, 12, subject[:half]),
            (EDGES[3] + 10, 56, subject[half + 1 :]),
            (EDGES[4] + 15, 35, "Sở Nội vụ"),
            (EDGES[5] + 50, 35, sheet),
        ):
            pen.text((x, y + dy), text, font=font(11.5), fill=0)
    return page


def test_a_ruled_list_of_documents_gives_its_rows(tmp_path):
    rows = read_inventory(save(inventory_page(), tmp_path))
    assert [(r.number_notation, r.date, r.subject) for r in rows] == [
        (notation or None, "-".join(reversed(date.split("/"))), subject) for _, notation, date, subject, _ in ROWS
    ]
    # A lone number in a cell may be passed over; what is told is right.
    for row, (ordinal, _, _, _, sheet) in zip(rows, ROWS, strict=True):
        assert row.ordinal in (None, int(ordinal))
        assert row.sheet in (None, sheet)
    assert sum(row.ordinal is not None for row in rows) >= 2


def test_what_breaks_the_sequence_of_an_inventory_is_dropped():
    from khoso.stages.recognition.compute.covers import InventoryRow, _in_sequence

    def rows(*told):
        return [InventoryRow(ordinal, None, None, "x", sheet, 1, 0.9) for ordinal, sheet in told]

    kept = _in_sequence(rows((1, "01"), (2, "7"), (340, "11"), (4, None), (None, "5"), (5, "12")))
    assert [row.ordinal for row in kept] == [1, 2, None, 4, None, 5]
    assert [row.sheet for row in kept] == ["01", "7", "11", None, None, "12"]


def test_a_letter_holds_no_inventory(tmp_path):
    assert read_inventory(save(draw(Letter()), tmp_path)) == []
