"""Rules about single strings: number and notation, dates, kinds, names."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khoso.kernel.dates import ArchivalDate
from khoso.stages.recognition import rules
from khoso.stages.recognition.rules_text import (
    agency_name,
    as_figures,
    breaks_off,
    deputy_of,
    find_date,
    find_short_date,
    has_date_words,
    has_notation,
    is_usual_notation,
    kind_of_title,
    person_name,
    post_line,
    split_number,
    with_place,
)

notations = st.lists(st.text("ABCDEGHIKLMNOPQRSTUVXYĐ", min_size=1, max_size=5), min_size=2, max_size=4).map("-".join)


def as_signed(notation: str) -> str:
    """A notation without the letters the engine doubles and the parts nobody signs with."""
    once = re.sub("Đ{2,}", "Đ", notation)
    return "-".join(rules.MISREAD_NOTATION_PARTS.get(part, part) for part in once.split("-"))


@given(st.integers(1, 99999), notations, st.sampled_from(["Số: ", "Số:", "số : ", "Sô: ", ""]))
def test_number_and_notation_come_apart_as_they_were_put_together(number, notation, label):
    assert split_number(f"{label}{number:02d}/{notation}") == (f"{number:02d}", as_signed(notation))


@given(st.integers(1, 999), st.integers(1900, 2099), notations)
def test_a_year_between_the_slashes_belongs_to_the_notation(number, year, notation):
    assert split_number(f"Số: {number}/{year}/{notation}") == (str(number), f"{year}/{as_signed(notation)}")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Số: 05 /BC - SNV", ("05", "BC-SNV")),
        ("Số: 110/T.Tr-cc", ("110", "T.Tr-cc")),
        ("Số: 155/NĐ-СР", ("155", "NĐ-CP")),  # Cyrillic letters in the notation
        ("Số: /QĐ-UBND", (None, "QĐ-UBND")),
        ("Số: Z2 /CV-CC", (None, "CV-CC")),
        ("Số: 2/42 /KH-SYT", (None, "KH-SYT")),  # a pen stroke read as a slash
        ("Số: 12", (None, None)),
    ],
)
def test_parts_that_cannot_be_read_stay_empty(line, told):
    assert split_number(line) == told


@given(st.dates(date(1945, 9, 2), date(2099, 12, 31)), st.sampled_from(["Đồng Nai", "TP. Hồ Chí Minh", ""]))
def test_a_printed_date_comes_back(day, place):
    line = f"{place}, ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"
    assert find_date(line)[0] == ArchivalDate(day.year, day.month, day.day)


@given(st.dates(date(1945, 9, 2), date(2099, 12, 31)), st.sampled_from("/-."))
def test_a_short_date_comes_back(day, mark):
    assert find_short_date(f"từ {day.day}{mark}{day.month}{mark}{day.year} về sau") == ArchivalDate(
        day.year, day.month, day.day
    )


@pytest.mark.parametrize(
    "line", ["Huế, ngày 2y tháng 10 năm 2017", "ngày 31 tháng 2 năm 2017", "ngày   tháng 4 năm 2010"]
)
def test_a_date_with_a_part_in_doubt_has_no_value_but_is_a_date_line(line):
    found, parts = find_date(line)
    assert found is None
    assert parts is not None


def test_a_line_without_a_date_is_no_date_line():
    assert find_date("Kính gửi: Các đơn vị trực thuộc") == (None, None)


@given(st.text(max_size=60))
def test_any_text_is_survived(text):
    split_number(text)
    find_date(text)
    find_short_date(text)
    kind_of_title(text)
    person_name(text)
    agency_name(text, text, (text,))


@pytest.mark.luat("TT05 Phụ lục I")
def test_every_title_and_abbreviation_maps_to_a_code_of_the_circular():
    from khoso.kernel.codes import KIND

    assert set(rules.KIND_TITLES.values()) == set(KIND)
    assert set(rules.KIND_ABBREVIATIONS.values()) < set(KIND)


@pytest.mark.parametrize(
    ("title", "code"),
    [("QUYẾT ĐỊNH", "02"), ("KÉ HOẠCH", "10"), ("QUY ĐỊNH", "05"), ("TỜ TRÌNH", "15"), ("ĐIỀU LỆ", "32")],
)
def test_titles_with_reading_errors_keep_their_kind(title, code):
    assert kind_of_title(title)[0] == code


@pytest.mark.parametrize("line", ["Quyết định này có hiệu lực", "SỞ NỘI VỤ", "QUY ĐỊNH CHUNG VỀ BẢO QUẢN", ""])
def test_other_lines_are_no_titles(line):
    assert kind_of_title(line) is None


@pytest.mark.parametrize(
    ("capitals", "body", "name"),
    [
        ("SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG", "", "Sở Tài nguyên và Môi trường"),
        ("BỘ CÔNG THƯƠNG", "", "Bộ Công Thương"),
        ("SƠ Y TE", "", "Sở Y tế"),
        ("UBND THÀNH PHÓ CÀN THƠ", "", "Ủy ban nhân dân thành phố Cần Thơ"),
        ("ỦY BAN NHÂN DÂN XÃ AN PHƯỚC", "", "Ủy ban nhân dân xã An Phước"),
        ("BAN TÔ CHỨC HỘI THI", "Giao Ban Tổ chức hội thi chuẩn bị.", "Ban Tổ chức hội thi"),
        ("SỞ Y TẾ - CÔNG ĐOÀN NGÀNH", "", "Sở Y tế - Công đoàn ngành"),
    ],
)
def test_names_of_agencies_get_their_spelling_back(capitals, body, name):
    assert agency_name(capitals, body) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Trần Thị Bình Minh", "Trần Thị Bình Minh"),
        ("ThS.BS. Lê Văn An", "Lê Văn An"),
        ("Đồng Nai", None),
        ("Lưu: VT", None),
        ("", None),
    ],
)
def test_names_of_people(text, name):
    told = person_name(text)
    assert (told[0] if told else None) == name


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Š", "5"),
        ("5Š", "5"),
        ("Tó", "16"),
        ("L3,", "13"),
        ("2]", "21"),
        ("09", "09"),
        ("tháng", "tháng"),
        ("Hà", "Hà"),
    ],
)
def test_letters_that_stand_for_figures_are_made_figures_in_short_words_alone(read, meant):
    assert as_figures(read) == meant


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("_KT. CHỦ TỊCH", "KT. CHỦ TỊCH"),
        ("TUO. TRƯỞNG PHÒNG", "TUQ. TRƯỞNG PHÒNG"),
        ("—PHÓ CHICỤC TRƯỞNG", "PHÓ CHI CỤC TRƯỞNG"),
        ("TM.UBND XÃ QUYẾT TIẾN", "TM. UBND XÃ QUYẾT TIẾN"),
        ("T/M ĐẢNG ỦY", "T/M ĐẢNG ỦY"),
        ("CHỦ TỊCH", "CHỦ TỊCH"),
    ],
)
def test_a_line_of_a_post_is_cleared_and_spelled(read, meant):
    assert post_line(read) == meant


@pytest.mark.luat("NĐ 30/2020 Phụ lục I mục II.7")
def test_who_signs_for_a_head_is_the_deputy():
    assert [deputy_of(post) for post in ("GIÁM ĐỐC", "BỘ TRƯỞNG", "TỔNG CỤC TRƯỞNG", "THỦ THƯ")] == [
        "PHÓ GIÁM ĐỐC", "THỨ TRƯỞNG", "PHÓ TỔNG CỤC TRƯỞNG", None,
    ]  # fmt: skip


def test_a_place_read_short_or_wrong_is_told_by_the_date_line_and_the_body():
    assert with_place("Ủy ban nhân dân huyện Thống", "Thống Nhất", "") == "Ủy ban nhân dân huyện Thống Nhất"
    body = "phường Tân Mat\nTân Mai, ngày 1\nnhân dân phường Tân Mai"
    assert with_place("Ủy ban nhân dân phường Tân Mat", "Tân Mai", body) == "Ủy ban nhân dân phường Tân Mai"
    assert with_place("Ủy ban nhân dân phường Tân Mai", "Tân Mat", body) == "Ủy ban nhân dân phường Tân Mai"
    assert with_place("Sở Y tế tỉnh Bình Định", "Quy Nhơn", body) == "Sở Y tế tỉnh Bình Định"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Ủy ban nhân dân huyện Thống", True),
        ("Phòng Giáo dục và Đào", True),
        ("Ủy ban nhân dân huyện Thống Nhất", False),
        ("Ủy ban nhân dân phường 5", False),
        ("Sở Y tế thành phố Huế", False),
    ],
)
def test_a_name_that_breaks_off_is_known(name, told):
    assert breaks_off(name) is told


def test_a_kind_of_agency_with_one_wrong_letter_is_put_right():
    assert agency_name("HỆNH VIỆN ĐA KHOA") == "Bệnh viện Đa khoa"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('Ea Yông, ngày 1 ""..a năm 1988', True),
        ('Bình Định, "....c tháng 08 năm 1992', True),
        ("Tiền Hải, ngày Í# tháng 05 nắn/2008", True),
        ("Độc lập - Tự do - Hạnh phúc", False),
        ("kế hoạch năm 2010", False),
    ],
)
def test_two_words_of_a_date_make_a_spoilt_date_line(text, told):
    assert has_date_words(text) is told


def test_a_notation_is_known_without_its_label_and_by_its_parts():
    assert [has_notation(text) for text in ("9° -DA/ĐU", "(2 /QĐ-UBND", "V/v sửa chữa", "TỰ DO - HẠNH PHÚC")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert [is_usual_notation(text) for text in ("QĐ-SYT", "UBND-VX", "ueND-NX", "BTCTU")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Số: 566/NQ-HBND", ("566", "NQ-HĐND")),
        ("Số: 10/Qb-UB", ("10", "QĐ-UB")),
        ("Số: 12/QĐĐĐ-PNV", ("12", "QĐ-PNV")),
        ("Số: 71I/HD-BV", (None, "HD-BV")),
        ("Số: 12a/HD-BV", ("12a", "HD-BV")),
    ],
)
def test_parts_nobody_signs_with_are_put_right(line, told):
    assert split_number(line) == told


def test_words_of_a_seal_are_no_name_and_odd_syllables_make_one_doubtful():
    assert person_name("Nhân Dân") is None
    assert person_name("Hội Đồng Nhân Dân") is None
    assert person_name("Nguyễn Văn An") == ("Nguyễn Văn An", 1.0)
    assert person_name("Hồ Niinh Thành") == ("Hồ Niinh Thành", 0.6)
    assert person_name("Kim Nga") == ("Kim Nga", 0.9)
