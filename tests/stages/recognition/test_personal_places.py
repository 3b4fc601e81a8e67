"""Where personal data stands on a page: each kind, what only looks like it, tables, bad readings."""

from __future__ import annotations

import pytest

from khoso.engines.ocr.port import Word
from khoso.stages.recognition.compute.personal import is_citizen_number, places_of
from khoso.stages.recognition.compute.reading import PageReading

pytestmark = [pytest.mark.mission("S3"), pytest.mark.luat("NĐ 13/2023/NĐ-CP Đ.2.3–2.4")]
LETTER, LINE, WIDTH, HEIGHT = 14, 46, 1654, 2339


def page_of(*lines: str, number: int = 1, slope: float = 0.0) -> PageReading:
    """A page of these lines, 14 pixels a letter; `^` in a line moves on to the next of the columns."""
    words: list[Word] = []
    for row, line in enumerate(lines):
        for column, cell in enumerate(line.split("^")):
            x = 200 + column * 300
            for text in cell.split():
                y = round(300 + row * LINE + slope * x)
                words.append(Word(x, y, x + LETTER * len(text), y + 26, text, 0.95, row, 0))
                x += LETTER * (len(text) + 1)
    return PageReading(number, WIDTH, HEIGHT, 200, tuple(words))


def seen(page: PageReading) -> list[tuple[str, str]]:
    """(kind, the words in the box) of each place."""
    return [
        (
            place.kind,
            " ".join(
                word.text
                for word in page.words
                if place.box[0] - 4 <= (word.x0 + word.x1) / 2 <= place.box[2] + 4
                and place.box[1] - 2 <= (word.y0 + word.y1) / 2 <= place.box[3] + 2
            ),
        )
        for place in places_of([page])[0]
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Ông Lê Văn Mẫu, số CCCD 075090001234 cấp ngày 01/02/2019", [("identity", "075090001234")]),
        ("căn cước công dân số: 075 090 001 234", [("identity", "075 090 001 234")]),
        ("CMND số 271234567, cấp ngày 05/06/2001", [("identity", "271234567,")]),
        ("CMND: 27l2345O7 do Công an cấp", [("identity", "27l2345O7")]),
        ("Hộ chiếu số B1234567", [("identity", "B1234567")]),
        ("Mã số 075090001234 của người dân", [("identity", "075090001234")]),
        ("Tổng số tiền 125.000.000 đồng, số CCCD", []),
        ("sinh ngày 05/02/1990 tại xã Mẫu", [("birth", "05/02/1990")]),
        ("Ngày sinh: 05-02-1990 Nam", [("birth", "05-02-1990")]),
        ("bà Lê Thị Mẫu, sinh năm 1965, được hưởng", [("birth", "1965,")]),
        ("sinh ngày 5 tháng 2 năm 1990 tại đây", [("birth", "5 tháng 2 năm 1990")]),
        ("Thẻ cấp ngày 05/02/1990 và tuyển sinh năm 2020", []),
        ("Giấy khai sinh ngày 05/02/1990 của xã", []),
        ("thường trú tại thôn 3, xã Mẫu An, huyện Mẫu Khê.", [("address", "thôn 3, xã Mẫu An, huyện Mẫu Khê.")]),
        ("thường trú tại ấp 3, xã Mẫu Lâm được hưởng trợ cấp", [("address", "ấp 3, xã Mẫu Lâm")]),
        ("Thủ tục đăng ký thường trú được giải quyết đúng hạn", []),
        ("Bà Lê Thị Mẫu. Địa chỉ: số 5 đường Mẫu, xã Mẫu An", [("address", "số 5 đường Mẫu, xã Mẫu An")]),
        ("Công ty Mẫu. Địa chỉ: số 5 đường Mẫu, xã Mẫu An", []),
        ("số tài khoản 1234567890123 tại Ngân hàng Mẫu", [("bank", "1234567890123")]),
        ("tài khoản 3713.0.1012345 tại Kho bạc Nhà nước", []),
        ("điện thoại 0912.345.678", [("phone", "0912.345.678")]),
        ("Liên hệ ông Mẫu theo số 0912 345 678 để biết", [("phone", "0912 345 678")]),
        ("mã số thuế 0301234567, fax 0251382211", []),
        ("tỷ lệ thương tật 61% từ năm 1979", [("health", "tỷ lệ thương tật 61%")]),
        ("Chẩn đoán: viêm gan B mạn", [("health", "viêm gan B mạn")]),
        ("Ông Lê Văn Mẫu nhiễm HIV từ lâu", [("health", "nhiễm HIV")]),
        ("Chương trình phòng, chống HIV/AIDS và lao phổi", []),
        ("Tỷ lệ hộ dùng nước sạch đạt 95%", []),
    ],
)
def test_one_line(line: str, found: list[tuple[str, str]]) -> None:
    assert seen(page_of(line)) == found


def test_an_address_goes_on_in_the_next_line_and_has_a_box_in_each() -> None:
    long = "Nơi đăng ký thường trú: số 12/5 tổ 3, khu phố 4, xã Mẫu Thượng, huyện Mẫu"
    page = page_of("Họ và tên: Lê Văn Mẫu" + " mẫu" * 14, long + " Khê, tỉnh", "Mẫu Lâm", "Tôi làm đơn này")
    assert [words for kind, words in seen(page) if kind == "address"] == [
        "số 12/5 tổ 3, khu phố 4, xã Mẫu Thượng, huyện Mẫu Khê, tỉnh",
        "Mẫu Lâm",
    ]


def test_the_date_of_issue_beside_the_date_of_birth_is_no_date_of_birth() -> None:
    page = page_of("sinh ngày 05/02/1990, CMND số 271234567 cấp ngày 06/03/2005")
    assert seen(page) == [("birth", "05/02/1990,"), ("identity", "271234567")]


TABLE = (
    "TT^Họ và tên^Năm sinh^Số CCCD^Nơi thường trú",
    "1^Lê Văn Mẫu^1950^075050001234^thôn 1, xã Mẫu",
    "2^Lê Thị Mẫu^1961^075161001235^thôn 2, xã Mẫu",
    "3^Trần Văn Mẫu^1972^075072001236^thôn 3, xã Mẫu",
    "4^Trần Thị Mẫu^1983^075183001237^thôn 4, xã Mẫu",
)


@pytest.mark.parametrize("slope", [0.0, 0.015, -0.015])
def test_what_stands_below_a_head_is_what_the_head_says_also_on_a_page_that_lies_askew(slope: float) -> None:
    head = "Danh sách những người được hưởng trợ cấp xã hội hằng tháng của xã Mẫu An năm ấy"
    page = page_of(head, "", *TABLE, "", "", "", head, slope=slope)
    found = places_of([page])[0]
    assert {kind: sum(place.kind == kind for place in found) for kind in ("birth", "identity", "address")} == {
        "birth": 4,
        "identity": 4,
        "address": 4,
    }
    assert len(found) == 12


def test_a_table_that_runs_on_is_read_by_the_head_of_the_page_before() -> None:
    first = page_of(*[""] * 38, *TABLE)
    second = page_of("5^Lê Văn Mẫu^1950^075050001238^thôn 5, xã Mẫu", "6^Lê Văn Mẫu^1951^075050001239^thôn 6, xã Mẫu")
    kinds = [place.kind for place in places_of([first, second])[1]]
    assert sorted(kinds) == ["address", "address", "birth", "birth", "identity", "identity"]


def test_a_table_of_agencies_is_nobodys() -> None:
    page = page_of(
        "TT^Tên cơ quan^Địa chỉ^Số tiền^Ghi chú",
        "1^Sở Mẫu^thôn 1, xã Mẫu^12^",
        "2^Sở Mẫu^thôn 2, xã Mẫu^13^",
        "3^Sở Mẫu^thôn 3, xã Mẫu^14^",
    )
    assert seen(page) == []


def test_the_structure_of_a_citizens_number() -> None:
    numbers = ("075090001234", "000090001234", "097090001234", "07509000123")
    assert [is_citizen_number(digits) for digits in numbers] == [True, False, False, False]


def test_an_empty_page_has_none() -> None:
    assert places_of([PageReading(1, WIDTH, HEIGHT, 200, ())]) == [()]
