"""Signs of a state secret: what refuses, what holds for a person, what says nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khoso.stages.catalogue.compute import secrecy

pytestmark = [pytest.mark.mission("S3"), pytest.mark.luat("KH 82 II")]


@pytest.mark.parametrize(
    ("marking", "level"),
    [
        ("Mật", "Mật"),
        ("MẬT", "Mật"),
        ("mat", "Mật"),
        ("Tối mật", "Tối mật"),
        ("Tuyệt Mật", "Tuyệt mật"),
        ("TUYET MAT", "Tuyệt mật"),
        ("A", "Tuyệt mật"),
        ("B", "Tối mật"),
        ("C", "Mật"),
        ("С", "Mật"),  # the Cyrillic letter
        ("(Mật)", "Mật"),
        ("Không", ""),
        ("", ""),
        ("Lưu hành nội bộ", ""),
    ],
)
def test_a_mark_says_its_level(marking: str, level: str) -> None:
    found = secrecy.signs("Báo cáo năm 1998", "12/BC-UBND", marking)
    assert (found.mark, found.held_for) == (level, "")


def test_a_mark_nobody_knows_holds_for_a_person() -> None:
    assert secrecy.signs(marking="x") == secrecy.Secrecy(held_for="x")


@pytest.mark.parametrize(
    ("notation", "level"),
    [
        ("12/QĐ-UBND(M)", "Mật"),
        ("12/QĐ-UBND (M)", "Mật"),
        ("05/M-UBND", "Mật"),
        ("07-BC/TU-M", "Mật"),
        ("12/KH-UBND-MẬT", "Mật"),
        ("12/KH-UBND-MAT", "Mật"),
        ("12/TM-UBND", "Tối mật"),
        ("12/BC-UBND(TM)", "Tối mật"),
        ("12/BC-UBND (Tuyệt mật)", "Tuyệt mật"),
        ("12/QĐ-UBND", ""),
        ("12/QĐ-UBMTTQ", ""),
        ("12/TMDL-KH", ""),
        ("139/TTr-CC", ""),
        ("12/QĐ-UBND-B", ""),
        ("", ""),
    ],
)
def test_a_notation_says_its_level(notation: str, level: str) -> None:
    found = secrecy.signs("Báo cáo", notation)
    assert (found.mark, found.held_for) == (level, "")


@pytest.mark.parametrize("notation", ["1234/TM-XNK", "12M/QĐ-UBND", "12/QĐ-TM.UBND"])
def test_a_notation_that_may_be_something_else_only_holds(notation: str) -> None:
    assert secrecy.signs("Công văn", notation) == secrecy.Secrecy(held_for=notation)


@pytest.mark.parametrize(
    ("title", "held"),
    [
        ("Tài liệu mật về quốc phòng", "mật"),
        ("Hồ sơ tối mật năm 1982", "tối mật"),
        ("HỒ SƠ TUYỆT MẬT", "tuyệt mật"),
        ("HỒ SƠ MẬT", "mật"),
        ("Hồ Sơ Mật của văn phòng", "mật"),
        ("Danh mục bí mật nhà nước của tỉnh", "bí mật"),
        ("Quản lý mật ong và tài liệu mật", "mật"),
        ("Ho so tuyet mat", "tuyet mat"),
        ("Hồ sơ mật của ông Nguyễn Văn Mật", "mật"),
    ],
)
def test_a_word_of_a_title_holds(title: str, held: str) -> None:
    assert secrecy.signs(title) == secrecy.Secrecy(held_for=held)


@pytest.mark.parametrize(
    "title",
    [
        "Quy trình nuôi ong lấy mật tại huyện",
        "Kiểm tra chất lượng mật ong",
        "Quy hoạch mật độ xây dựng",
        "Triển khai Luật Bảo vệ bí mật nhà nước",
        "Cam kết bảo mật thông tin",
        "Hồ sơ đổi mật khẩu hệ thống",
        "Hồ sơ liệt sĩ Nguyễn Văn Mật",
        "Giấy chứng nhận của bà Trần Thị Mật",
        "Bản đồ phường Mật Sơn",
        "Ho so mat trat tu",
        "Mat bang xay dung",
        "Hồ sơ mất giấy tờ, sửa mặt đường, khám mắt",
        "Hồ sơ giải mã",
        "",
    ],
)
def test_an_innocent_title_is_let_be(title: str) -> None:
    assert secrecy.signs(title) == secrecy.Secrecy()


@pytest.mark.parametrize("phrase", sorted(secrecy.INNOCENT))
def test_every_innocent_phrase_is_innocent_in_any_case_and_never_covers_a_second_word(phrase: str) -> None:
    for said in (phrase, phrase.upper(), phrase.capitalize()):
        assert secrecy.secret_words(f"Báo cáo về {said} năm 1998") == []
    assert secrecy.secret_words(f"Báo cáo về {phrase}, tài liệu mật") == ["mật"]


@given(st.text(max_size=80), st.text(max_size=30), st.text(max_size=20))
def test_the_mode_of_use_refuses_whatever_else_is_said(title: str, notation: str, marking: str) -> None:
    found = secrecy.signs(title, notation, marking, "03")
    assert found.is_secret
    assert not found.is_held


@given(st.text(max_size=80), st.text(max_size=30), st.text(max_size=20), st.sampled_from(["", "01", "02"]))
def test_certain_and_doubtful_are_never_said_together(title: str, notation: str, marking: str, mode: str) -> None:
    found = secrecy.signs(title, notation, marking, mode)
    assert not (found.is_secret and found.is_held)
    assert len(found.held_for) <= 200
    # A title alone never refuses.
    assert not secrecy.signs(title).is_secret
