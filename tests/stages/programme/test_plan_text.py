"""The printed plan is read row by row: every task there, every trap loaded right and told."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from khoso.stages.programme.plan.builtin import completed, plan_82
from khoso.stages.programme.plan.errors import PlanUnreadable
from khoso.stages.programme.plan.rows import PlanDocument, PlanRow, six_missing
from khoso.stages.programme.plan.text import decode, read_text

pytestmark = [pytest.mark.mission("P2"), pytest.mark.luat("KH 82 Phụ lục II")]
NAME = "000_0dd80dfe470fc6b2.txt"
HEADING = "| STT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian | Sản phẩm | Tiến độ |\n|-|-|-|-|-|-|-|\n"


@pytest.fixture(scope="module")
def printed(shared: Path) -> PlanDocument:
    path = shared / "mission" / NAME
    if not path.is_file():
        pytest.skip("không có văn bản kế hoạch bên cạnh mã nguồn")
    return read_text(decode(path.read_bytes(), NAME), NAME)


def row(plan: PlanDocument, key: str) -> PlanRow:
    return next(one for one in plan.rows if one.key == key)


def of(*lines: str) -> PlanDocument:
    """A little plan: heading row, a group, these rows."""
    group = "| <b>I</b> | <b>NHÓM MỘT</b> | | | | | |\n"
    return read_text(HEADING + group + "\n".join(lines), "nho.txt")


@pytest.mark.samples
def test_all_43_tasks_are_there_and_the_missing_number_stays_missing(printed: PlanDocument) -> None:
    assert Counter(one.group for one in printed.rows) == {"I": 9, "II": 20, "III": 6, "IV": 3, "V": 5}
    assert [one.number for one in printed.rows if one.group == "I"] == [1, 2, 3, 4, 6, 7, 8, 9, 10]
    assert "Bản in không có nhiệm vụ I.5; không ai thêm vào." in printed.notes


@pytest.mark.samples
def test_the_head_and_the_two_dates_that_disagree(printed: PlanDocument) -> None:
    assert (printed.code, printed.number, printed.issued_on) == ("KH82-2026", "82/KH-UBND", date(2026, 6, 9))
    assert (printed.agency_final_due, printed.city_final_due) == (date(2026, 12, 14), date(2026, 12, 29))
    assert printed.notes[0] == (
        "Ngày ban hành ghi khác nhau: đầu văn bản ngày 09/06/2026, Phụ lục II ngày 08/06/2026; lấy ngày ở đầu văn bản."
    )


@pytest.mark.samples
def test_columns_that_were_swapped_are_loaded_right_and_told(printed: PlanDocument) -> None:
    one = row(printed, "V.4")
    assert (one.deadline.text, one.deadline.kind, one.product) == (
        "Định kỳ hoặc đột xuất",
        "regularly",
        "Báo cáo kiểm tra",
    )
    assert [note for note in one.notes if "đổi chỗ" in note]


@pytest.mark.samples
def test_what_ran_over_a_page_is_put_together_and_taken_from_nobody(printed: PlanDocument) -> None:
    two, three = row(printed, "II.2"), row(printed, "II.3")
    assert two.lead.split("\n") == ["- Các sở, ban ngành.", "- Đơn vị sự nghiệp UBND phố.", "- Các xã, phường"]
    assert two.deadline.text.endswith("sau khi hoàn Thành Đề án 2996")
    assert (two.deadline.kind, two.deadline.to_day, two.deadline.is_before) == ("before", date(2026, 6, 30), True)
    assert three.lead.startswith("Các cơ quan, đơn vị, địa phương thuộc nguồn nộp lưu")
    assert three.deadline.text == "Thường xuyên và hoàn thành trước 15/12/2026"
    assert row(printed, "II.5").deadline.text.endswith("sau khi có khối lượng tài liệu đã chỉnh lý cân số hóa.")
    assert row(printed, "II.13").product.endswith("\n- Phân mềm quản lý, tra cứu dữ liệu sau số hóa")
    assert row(printed, "II.14").product == "Biên bản bàn giao và sắp xếp tài liệu vào kho lưu trữ"
    for key in ("II.2", "II.3", "II.5", "II.13", "II.14"):
        assert [note for note in row(printed, key).notes if "ngắt trang" in note or "thuộc nhiệm vụ" in note], key


@pytest.mark.samples
def test_only_the_task_without_a_deadline_is_not_clear(printed: PlanDocument) -> None:
    missing = {
        one.key: six_missing(title=one.title, lead=one.lead, deadline_kind=one.deadline.kind, product=one.product)
        for one in printed.rows
    }
    assert {key: names for key, names in missing.items() if names} == {"II.10": ("time",)}
    assert "Bản in không ghi thời hạn." in row(printed, "II.10").notes


@pytest.mark.samples
def test_slips_of_the_scan_stay_and_are_told(printed: PlanDocument) -> None:
    one = row(printed, "I.7")
    assert "đã đã chỉnh lý" in one.title and "«đã đã» có lẽ là «đã»; giữ nguyên như bản in." in one.notes


@pytest.mark.samples
def test_the_plan_that_comes_with_the_house_is_the_printed_one(printed: PlanDocument) -> None:
    assert completed(printed) == replace(plan_82(), source_name=NAME)


def test_another_plan_is_not_completed_from_ours() -> None:
    plan = of("| 1 | Việc | Sở | | Năm 2027 | Báo cáo | |")
    assert completed(plan) == plan and plan.code == "KH-2027"
    assert (plan.rows[0].waits_for, plan.rows[0].agency_kinds) == ((), ())


def test_a_row_without_a_number_goes_on_with_the_one_above() -> None:
    plan = of("| 1 | Lập kế | Sở | | Tháng 6/2027 (đối với | Kế hoạch | |", "| | hoạch | | | đơn vị) | | |")
    assert (plan.rows[0].title, plan.rows[0].deadline.text) == ("Lập kế hoạch", "Tháng 6/2027 (đối với đơn vị)")
    assert len(plan.rows[0].notes) == 3


def test_markup_and_stray_spaces_go_and_nothing_else() -> None:
    plan = of("| 1 | <b>Rà  soát</b> **hồ&nbsp;sơ** | A<br>B | | Năm 2027 | C &amp; D | |")
    one = plan.rows[0]
    assert (one.title, one.lead, one.product) == ("Rà soát hồ sơ", "A\nB", "C & D")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Không thấy bảng lộ trình"),
        ("Một công văn không có bảng nào.", "Không thấy bảng lộ trình"),
        ("| A | B |\n|--|--|\n| 1 | 2 |", "Không thấy bảng lộ trình"),
        (HEADING, "Không thấy bảng lộ trình"),
        (
            HEADING + "| I | NHÓM | | | | | |\n| 1 | a | b | | Năm 2027 | c | |\n| 1 | d | e | | Năm 2027 | f | |",
            "hai nhiệm vụ cùng số 1",
        ),
        (HEADING + "| I | NHÓM | | | | | |\n| 1 | a | b | | Thường xuyên | c | |", "thuộc năm nào"),
    ],
)
def test_a_text_that_holds_no_plan_is_refused_with_what_to_do(text: str, says: str) -> None:
    with pytest.raises(PlanUnreadable, match=says):
        read_text(text, "la.txt")


def test_files_that_are_no_text_are_refused() -> None:
    for content in (b"\x89PNG\x00\x01", b"\xff" * 50, b"a\x00b", b" " * (5 * 1024 * 1024 + 1)):
        with pytest.raises(PlanUnreadable):
            decode(content, "la.txt")
    assert decode("\ufeffTiếng Việt".encode(), "x") == decode("Tiếng Việt".encode("utf-16"), "x") == "Tiếng Việt"
