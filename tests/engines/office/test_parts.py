"""Every gap, nought and ending of a paper, before any template sees it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.engines.office.papers import COLUMNS, letter, notice, report

from khoso.engines.office import Bullets, Heading, Paragraph, Table
from khoso.engines.office.parts import clean, parts

pytestmark = [pytest.mark.mission("P11"), pytest.mark.luat("NĐ30 Phụ lục I")]


@pytest.mark.parametrize(
    ("number", "notation", "told"),
    [
        ("5", "BC-SNV", "05/BC-SNV"),
        ("05", "BC-SNV", "05/BC-SNV"),
        ("12", "BC-SNV", "12/BC-SNV"),
        ("120", "/BC-SNV", "120/BC-SNV"),
        ("5a", "BC-SNV", "5a/BC-SNV"),
        ("5", "", "05"),
        ("", "BC-SNV", "\u00a0" * 6 + "/BC-SNV"),
    ],
)
def test_small_numbers_get_a_nought_and_missing_ones_a_gap(number: str, notation: str, told: str) -> None:
    assert parts(replace(report(), number=number, notation=notation)).fields["so_ky_hieu"] == told


def test_a_day_not_known_yet_leaves_room_for_the_clerk() -> None:
    told = parts(notice()).fields["dia_danh_ngay_thang"]
    assert " ".join(told.split()) == "Mẫu, ngày tháng năm"
    assert parts(letter()).fields["dia_danh_ngay_thang"] == "Mẫu, ngày 15 tháng 3 năm 2026"


def test_one_addressee_stands_on_the_line_and_several_in_a_list_with_its_signs() -> None:
    one, several = parts(report()).fields, parts(letter()).fields
    assert (one["kinh_gui_mot"], one["kinh_gui_nhieu"]) == ("Ủy ban nhân dân thành phố Mẫu", [])
    assert several["kinh_gui_mot"] == ""
    assert several["kinh_gui_nhieu"] == ["Các sở, ban, ngành;", "Ủy ban nhân dân các phường, xã."]


def test_recipients_begin_with_those_above_and_end_with_what_is_kept() -> None:
    assert parts(report()).fields["noi_nhan"] == [
        "Như trên;",
        "Chủ tịch UBND thành phố (để báo cáo);",
        "Các phòng thuộc Sở;",
        "Lưu: VT, QLVTLT.",
    ]
    assert parts(notice()).fields["noi_nhan"] == ["Các phòng, ban;", "Lưu: VT."]
    written_out = replace(report(), recipients=["- Như trên;", "Lưu hồ sơ."], kept_at="Lưu: VT.")
    assert parts(written_out).fields["noi_nhan"] == ["Như trên;", "Lưu hồ sơ;", "Lưu: VT."]


def test_bases_end_with_semicolons_and_a_full_stop() -> None:
    assert parts(notice()).fields["can_cu"] == [
        "Căn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024;",
        "Căn cứ Kế hoạch số 82/KH-UBND.",
    ]


@pytest.mark.parametrize(
    ("last", "ended"),
    [
        (Paragraph("Trân trọng."), Paragraph("Trân trọng./.")),
        (Paragraph("Trân trọng./."), Paragraph("Trân trọng./.")),
        (Bullets(["Một;", "Hai."]), Bullets(["Một;", "Hai./."])),
    ],
)
def test_the_text_is_closed(last: Paragraph | Bullets, ended: Paragraph | Bullets) -> None:
    assert parts(replace(report(), blocks=[last])).body == [ended]


def test_behind_a_table_the_end_stands_alone() -> None:
    body = parts(replace(report(), blocks=[Table(COLUMNS, [])])).body
    assert body[-1] == Paragraph("./.")
    assert parts(replace(report(), blocks=[])).body == [Paragraph("./.")]


def test_capitals_are_made_here_and_a_place_is_never_torn() -> None:
    told = parts(report()).fields
    assert (told["co_quan"], told["ten_loai"]) == ("SỞ NỘI VỤ", "BÁO CÁO")
    assert told["co_quan_cap_tren"] == "ỦY BAN NHÂN DÂN THÀNH\u00a0PHỐ\u00a0MẪU"
    assert told["chuc_vu"] == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]
    assert told["ho_ten"] == "Nguyễn Văn Mẫu"
    assert parts(replace(report(), blocks=[Heading("I. Kết quả")])).body[0] == Heading("I. KẾT QUẢ")


def test_annexes_are_counted_and_say_what_they_belong_to() -> None:
    first, second = parts(report()).annexes
    assert (first.name, first.title, first.is_wide) == ("Phụ lục I", "DANH MỤC HỒ SƠ ĐÃ SỐ HÓA", True)
    assert first.reference == "(Kèm theo Báo cáo số 05/BC-SNV ngày 05 tháng 01 năm 2026 của Sở Nội vụ)"
    assert (second.name, second.is_wide) == ("Phụ lục II", False)


def test_signs_no_page_can_show_are_left_out_and_all_others_stay() -> None:
    assert clean("a\x00b\x07\x1b\x85\ud800\ufffe\ufdd0c") == "abc"
    assert clean("e\u0323\u0302") == "ệ"
    assert clean("a\r\nb\tc") == "a\nb c"
    kept = "{{ x }} {% y %} <b>&amp; 'z' \"=1+1\" {_{ \\u0041 #typ $ *"
    assert clean(kept) == kept


def test_rows_are_as_long_as_the_table_is_wide() -> None:
    table = Table(COLUMNS, [["1"], ["1", "2", "3", "4", "5"]], ["a"])
    (made, _) = parts(replace(report(), blocks=[table])).body
    assert isinstance(made, Table)
    assert made.rows == [["1", "", "", ""], ["1", "2", "3", "4"]]
    assert made.totals == ["a", "", "", ""]
