"""Rules about single strings: number and notation, dates, kinds, names."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khoso.kernel.dates import ArchivalDate
from khoso.stages.recognition import rules
from khoso.stages.recognition.rules_text import (
    agency_name,
    find_date,
    find_short_date,
    kind_of_title,
    person_name,
    split_number,
)

notations = st.lists(st.text("ABCDEGHIKLMNOPQRSTUVXYĐ", min_size=1, max_size=5), min_size=2, max_size=4).map("-".join)


@given(st.integers(1, 99999), notations, st.sampled_from(["Số: ", "Số:", "số : ", "Sô: ", ""]))
def test_number_and_notation_come_apart_as_they_were_put_together(number, notation, label):
    assert split_number(f"{label}{number:02d}/{notation}") == (f"{number:02d}", notation.replace("ĐĐ", "Đ"))


@given(st.integers(1, 999), st.integers(1900, 2099), notations)
def test_a_year_between_the_slashes_belongs_to_the_notation(number, year, notation):
    assert split_number(f"Số: {number}/{year}/{notation}") == (str(number), f"{year}/{notation}".replace("ĐĐ", "Đ"))


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
