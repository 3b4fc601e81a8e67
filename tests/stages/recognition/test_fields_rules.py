"""The rules of fields on words put where a page would have them, and what the pixels show; no engine needed."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from khoso.engines.ocr.port import Word
from khoso.stages.recognition import rules_text
from khoso.stages.recognition.compute.fields import documents_of
from khoso.stages.recognition.compute.language import find_language
from khoso.stages.recognition.compute.pages import PageImage
from khoso.stages.recognition.compute.reading import FieldReading, PageReading
from khoso.stages.recognition.compute.seen import see
from khoso.stages.recognition.compute.trust import share_right, trusted

pytestmark = pytest.mark.mission("D5")

HEIGHT = 30


def line(text: str, x: int, y: int, number: int, confidence: float = 0.97) -> list[Word]:
    """A line of print: 15 pixels a letter, every letter as sure as the next."""
    out = []
    for word in text.split(" "):
        wide = 15 * len(word)
        out.append(Word(x, y, x + wide, y + HEIGHT, word, confidence, number, number, (confidence,) * len(word)))
        x += wide + 12
    return out


def page(*lines: tuple[str, int, int], number: int = 1) -> PageReading:
    words = [word for order, (text, x, y) in enumerate(lines) for word in line(text, x, y, order)]
    return PageReading(number, 1654, 2339, 200, tuple(words))


HEAD = (
    ("UBND TỈNH HÀ GIANG", 260, 160),
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 860, 160),
    ("SỞ Y TẾ", 340, 205),
    ("Độc lập - Tự do - Hạnh phúc", 930, 205),
)
END = (
    ("Nơi nhận:", 240, 1500),
    ("- Như trên;", 240, 1545),
    ("- Lưu: VT, NVY.", 240, 1590),
    ("KT. GIÁM ĐỐC", 1050, 1500),
    ("PHÓ GIÁM ĐỐC", 1050, 1545),
    ("Trần Thị Bình", 1060, 1800),
)


def fields(*lines: tuple[str, int, int]) -> dict[str, FieldReading]:
    return documents_of([page(*lines)], calibrate=False)[0].fields


def test_issuer_superior_place_post_and_recipients_each_have_a_box_and_a_reason():
    found = fields(*HEAD, ("Số: 12/KH-SYT", 300, 280), ("Hà Giang, ngày 05 tháng 01 năm 2010", 880, 280), *END)
    told = {name: found[name].value for name in ("issuer", "superior", "place", "issued_date", "signer", "post")}
    assert told == {
        "issuer": "Sở Y tế tỉnh Hà Giang",
        "superior": "Ủy ban nhân dân tỉnh Hà Giang",
        "place": "Hà Giang",
        "issued_date": "2010-01-05",
        "signer": "Trần Thị Bình",
        "post": "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC",
    }
    assert found["recipients"].value == "Như trên\nLưu: VT, NVY"
    assert found["issuer"].reason == "dòng 2 bên trái tiêu ngữ"
    assert all(found[name].box and found[name].reason for name in (*told, "recipients"))


@pytest.mark.parametrize(
    ("text", "number", "notation"),
    [
        ("Số 15-NQ/TU", "15", "NQ/TU"),
        ("Số  -CV/BTCTU", None, "CV/BTCTU"),
        ("Số: 12/2010/QĐ-UBND", "12", "2010/QĐ-UBND"),
        ("Số: 3/62 /QĐ-SYT", None, "QĐ-SYT"),
        ("Số: CC-12/BC", None, "BC"),
    ],
)
def test_numbers_of_party_papers_and_strokes_among_the_figures(text, number, notation):
    assert rules_text.split_number(text) == (number, notation)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Hà Giang, ngày 05/01/2010", "2010-01-05"),
        ("Hà Giang, 05-01-2010", "2010-01-05"),
        ("Hà Giang, ngày IÌ tháng 10 năm 2010", "2010-10-11"),
        ("Ngày 06/01/2010", None),
    ],
)
def test_short_dates_beside_a_place_count_and_dates_without_one_do_not(text, iso):
    found = fields(*HEAD, ("Số: 12/KH-SYT", 300, 280), (text, 880, 280), *END)["issued_date"]
    assert found.value == iso


def test_the_day_of_an_incoming_stamp_is_not_the_day_of_the_paper():
    found = fields(*HEAD, ("Số: 12/KH-SYT", 300, 280), ("CÔNG VĂN ĐẾN", 900, 300), ("Ngày 06/01/2010", 900, 340), *END)
    assert found["issued_date"].value is None
    assert found["issued_date"].reason == "chỉ thấy ngày trên dấu đến, không phải ngày văn bản"


def test_dots_around_a_number_mean_a_form_filled_in_by_hand():
    found = fields(*HEAD, ("Số: ..12../KH-SYT", 300, 280), *END)
    assert (found["number"].value, found["number"].handwritten) == (None, True)
    assert (found["number"].reason, found["notation"].value) == ("viết tay, chưa đọc", "KH-SYT")


def test_a_dossier_in_one_file_is_parted_and_a_blank_form_stays_with_its_paper():
    first = page(*HEAD, ("Số: 12/KH-SYT", 300, 280), ("Hà Giang, ngày 05 tháng 01 năm 2010", 880, 280), *END)
    form = page(*HEAD, ("Số: ...../BC-TTYT", 300, 280), ("....., ngày ..... tháng ..... năm 2010", 880, 280), number=2)
    other = page(*HEAD, ("Số: 13/KH-SYT", 300, 280), ("Hà Giang, ngày 06 tháng 01 năm 2010", 880, 280), number=3)
    assert [(one.first, one.last) for one in documents_of([first, form, other])] == [(1, 2), (3, 3)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Căn cứ Luật Tổ chức chính quyền địa phương và đề nghị của Sở", "01"),
        ("The Minister of Health and the Director shall be in charge of this", "02"),
        ("Le Gouverneur de la Cochinchine et les administrateurs sont chargés dans une", "03"),
        ("tài liệu", None),
    ],
)
def test_the_language_of_the_words(text, code):
    assert find_language([page((text, 200, 300))]).value == code


def test_a_value_that_is_not_sure_enough_is_kept_back_with_its_place():
    steps = {"kind": ((0.0, 0.4), (0.8, 0.95))}
    fields = {"kind": FieldReading("02", 0.7, 1, (1, 2, 3, 4), False, "dòng tên loại in hoa giữa trang")}
    kept = trusted(fields, steps)["kind"]
    assert (kept.value, kept.confidence, kept.box) == (None, 0.4, (1, 2, 3, 4))
    assert kept.reason == "dòng tên loại in hoa giữa trang; đọc không chắc nên để trống"
    assert [share_right(steps["kind"], score) for score in (0.79, 0.8, 1.0)] == [0.4, 0.95, 0.95]


def seen_of(draw, folder: Path, colour: tuple[int, int, int]):
    """What is seen on a white page with one drawing in one ink."""
    rgb = np.full((2339, 1654, 3), 255, np.uint8)
    draw(rgb, colour)
    grey, bare = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), rgb.max(axis=2)
    for name, pixels in (("grey", grey), ("bare", bare)):
        Image.fromarray(pixels).save(folder / f"{name}.tif")
    image = PageImage(1, 1654, 2339, 200, folder / "grey.tif", bare_path=folder / "bare.tif")
    return see(image, page(("Điều", 300, 300)))


def test_a_red_ring_is_a_seal_and_a_blue_stroke_is_a_pen(tmp_path):
    ring = seen_of(lambda rgb, ink: cv2.circle(rgb, (1100, 1700), 140, ink, 6), tmp_path, (214, 40, 52))
    assert len(ring.seals) == 1 and ring.pens == ()
    x0, y0, x1, y1 = ring.seals[0]
    assert abs((x0 + x1) / 2 - 1100) < 12 and abs((y0 + y1) / 2 - 1700) < 12

    def stroke(rgb, ink):
        points = np.array([[900, 1500], [960, 1420], [1000, 1520], [1080, 1400], [1150, 1500]], np.int32)
        cv2.polylines(rgb, [points], False, ink, 4)

    written = seen_of(stroke, tmp_path, (38, 62, 150))
    assert written.seals == () and [pen.is_coloured for pen in written.pens] == [True]


def test_a_ruled_table_is_seen_and_two_crossing_lines_are_none(tmp_path):
    def table(rgb, ink):
        for y in range(800, 1201, 80):
            cv2.line(rgb, (200, y), (1400, y), ink, 3)
        for x in (200, 500, 900, 1400):
            cv2.line(rgb, (x, 800), (x, 1200), ink, 3)

    found = seen_of(table, tmp_path, (0, 0, 0)).tables
    assert len(found) == 1 and len(found[0].columns) == 4

    def cross(rgb, ink):
        cv2.line(rgb, (200, 900), (1400, 900), ink, 3)
        cv2.line(rgb, (700, 600), (700, 1300), ink, 3)

    assert seen_of(cross, tmp_path, (0, 0, 0)).tables == ()


def test_a_page_whose_national_title_is_lost_is_led_by_its_motto():
    found = fields(*(HEAD[0], *HEAD[2:]), ("Số: 12/KH-SYT", 330, 300), ("Hà Giang, ngày 05 tháng 3 năm 2010", 930, 300))
    assert (found["issuer"].value, found["superior"].value) == (
        "Sở Y tế tỉnh Hà Giang",
        "Ủy ban nhân dân tỉnh Hà Giang",
    )


def test_a_number_line_whose_label_is_lost_still_is_one_and_its_number_by_hand():
    found = fields(*HEAD, ("9° -KH/SYT", 330, 300), ("KẾ HOẠCH", 720, 450))
    assert (found["notation"].value, found["number"].value) == ("KH/SYT", None)


def test_a_date_line_that_a_pen_spoilt_is_told_as_written_by_hand():
    found = fields(*HEAD, ("Số: 12/KH-SYT", 330, 300), ('Hà Giang, ngày 1 ""..a năm 1988', 930, 300))["issued_date"]
    assert (found.value, found.handwritten) == (None, True)


def test_a_short_date_on_the_row_of_the_number_is_found():
    found = fields(*HEAD, ("Số: 2036/KH-SVHTTDL", 500, 300), ("Cần Thơ, ngày 19-05-2008", 930, 300))
    assert (found["issued_date"].value, found["place"].value) == ("2008-05-19", "Cần Thơ")


@pytest.mark.luat("NĐ 30/2020 Phụ lục I mục II.7")
@pytest.mark.parametrize("second", ["THÓ HỦM ĐỐC", "GIÁM ĐỐC"])
def test_who_signs_for_the_head_is_the_deputy_even_where_the_seal_hides_it_in_part(second):
    found = fields(*HEAD, *END[:3], ("KT. GIÁM ĐỐC", 1050, 1500), (second, 1060, 1545), ("Trần Thị Bình", 1060, 1800))
    assert found["post"].value == "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC"


def test_a_line_of_the_post_off_the_axis_of_the_name_is_less_sure():
    on_axis = fields(*HEAD, *END[:3], ("GIÁM ĐỐC", 1090, 1500), ("Trần Thị Bình", 1060, 1800))["post"]
    off = fields(*HEAD, *END[:3], ("GIÁM ĐỐC", 1150, 1500), ("Trần Thị Bình", 1060, 1800))["post"]
    assert on_axis.value == off.value == "GIÁM ĐỐC"
    assert off.confidence < 0.8 * on_axis.confidence
