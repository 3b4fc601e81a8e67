"""A plan of any city comes in by a spreadsheet; every bad row is told in one line and nothing is half read."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils.translation import override

from khoso.foundation.identity.kinds import AgencyKind
from khoso.stages.programme.models.plan import Stage
from khoso.stages.programme.models.work import ProductKind
from khoso.stages.programme.plan import headings, sheets
from khoso.stages.programme.plan.builtin import plan_82
from khoso.stages.programme.plan.errors import PlanRefused, PlanUnreadable
from khoso.stages.programme.plan.files import read_content, read_path
from khoso.stages.programme.plan.rows import Link
from khoso.stages.programme.plan.template import EXAMPLE_SHEET, PLAN_SHEET, as_sheet, template

pytestmark = pytest.mark.mission("P2")
HEAD = [
    ["Mã kế hoạch", "KH5-2027"],
    ["Tên kế hoạch", "Kế hoạch của thành phố Mẫu"],
    ["Bắt đầu", "05/01/2027"],
    ["Kết thúc", date(2027, 12, 31)],
]
COLUMNS = ["Nhóm", "Số", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian", "Sản phẩm", "Chờ nhiệm vụ", "Giai đoạn"]
GOOD = ["I", 1, "Lập Hội đồng", "Sở Mẫu", "Trước 15/2/2027", "Quyết định", "", "Tổ chức"]


def book(*rows: list[Any], head: list[list[Any]] | None = None, columns: list[str] | None = None) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in [*(HEAD if head is None else head), [], columns or COLUMNS, *rows]:
        sheet.append(row)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def refused(content: bytes) -> list[str]:
    """What is told of a bad sheet, read here and not in a process of its own, for speed."""
    reading = sheets.read_sheet(content, "la.xlsx")
    assert reading.document is None
    return reading.lines


def test_the_example_of_the_template_is_plan_82_to_the_last_fact() -> None:
    read = sheets.read_sheet(template(), "mau.xlsx", only=EXAMPLE_SHEET)
    assert read.lines == []
    assert read.document == replace(plan_82(), source_name="mau.xlsx")


def test_a_plan_written_as_a_sheet_and_read_again_is_the_same() -> None:
    again = read_content(as_sheet(plan_82()), "ke-hoach.xlsx")
    assert again == replace(plan_82(), source_name="ke-hoach.xlsx") and len(again.source_sha256) == 64


def test_the_empty_template_is_refused_with_what_is_missing() -> None:
    assert refused(template())[:4] == [
        f"Phần đầu bảng thiếu «{label}»." for label in ("Mã kế hoạch", "Tên kế hoạch", "Bắt đầu", "Kết thúc")
    ]
    loaded = openpyxl.load_workbook(io.BytesIO(template()))
    assert loaded.sheetnames == [PLAN_SHEET, EXAMPLE_SHEET, "Giải thích"]


def test_a_small_plan_of_another_city() -> None:
    second = ["I", "2", "Rà soát", "Sở Mẫu", date(2027, 3, 8), "Biên bản", "I.1* +3 (sau Hội đồng; họp)", ""]
    plan = read_content(book(GOOD, second), "khac.xlsx")
    assert (plan.code, plan.starts_on, plan.ends_on) == ("KH5-2027", date(2027, 1, 5), date(2027, 12, 31))
    assert plan.first_period_starts_on == date(2027, 1, 11)
    assert plan.rows[1].waits_for == (Link("I.1", 3, True, "sau Hội đồng; họp"),)
    assert (plan.rows[1].deadline.kind, plan.rows[1].deadline.to_day) == ("day", date(2027, 3, 8))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_same_from_text_with_separators(separator: str) -> None:
    lines = [*[[str(cell) for cell in row] for row in HEAD[:3]], ["Kết thúc", "31/12/2027"], [], COLUMNS, GOOD]
    text = "\r\n".join(separator.join(str(cell) for cell in row) for row in lines)
    assert read_content(text.encode("utf-8-sig"), "khac.csv").rows == read_content(book(GOOD), "khac.xlsx").rows


BAD: list[tuple[Callable[[list[Any]], None], str]] = [
    (lambda row: row.__setitem__(0, "nhóm 1"), "Dòng 8: nhóm «nhóm 1» không phải chữ số La Mã (I, II, III…)."),
    (lambda row: row.__setitem__(1, "một"), "Dòng 8: số «một» không phải số thứ tự."),
    (lambda row: row.__setitem__(1, 1), "Dòng 8: I.1 đã có ở dòng 7."),
    (lambda row: row.__setitem__(2, None), "Dòng 8: thiếu tên nhiệm vụ."),
    (
        lambda row: row.__setitem__(4, "khi nào xong thì xong"),
        "Dòng 8: không đọc ra thời hạn từ «khi nào xong thì xong»; xem các cách ghi ở trang Giải thích.",
    ),
    (lambda row: row.__setitem__(6, "I.9"), "Dòng 8: I.2 chờ I.9, mà bảng không có nhiệm vụ đó."),
    (
        lambda row: row.__setitem__(6, "việc trên"),
        "Dòng 8: «việc trên» không phải nhiệm vụ để chờ; ghi như II.1; II.2.",
    ),
    (lambda row: row.__setitem__(7, "Chờ đợi"), "Dòng 8: không có giai đoạn «Chờ đợi»."),
]


@pytest.mark.parametrize(("spoil", "says"), BAD)
def test_one_bad_row_is_one_clear_line(spoil: Callable[[list[Any]], None], says: str) -> None:
    row = ["I", 2, "Việc", "Sở", "Năm 2027", "Báo cáo", "", ""]
    spoil(row)
    assert refused(book(GOOD, row)) == [says]


def test_all_bad_rows_are_told_at_once() -> None:
    bad = [["I", 2, None, "Sở", "", "", "", ""], ["y", 3, "Việc", "Sở", "", "", "", ""]]
    with pytest.raises(PlanRefused, match="có 2 chỗ phải sửa; chưa nạp gì") as why:
        read_content(book(GOOD, *bad), "la.xlsx")
    assert [line.split(":")[0] for line in why.value.lines] == ["Dòng 8", "Dòng 9"]


def test_what_is_no_plan_is_refused() -> None:
    made = openpyxl.Workbook()
    file = io.BytesIO()
    made.save(file)
    for content, name in (
        (file.getvalue(), "trong.xlsx"),
        (b"PK\x03\x04 hong", "hong.xlsx"),
        (b"\xd0\xcf\x11\xe0", "cu.xlsx"),
        (b"", "rong.csv"),
        (b"a,b\n1,2\n", "khac.csv"),
        (b"x", "anh.png"),
        (b"x", "khong-duoi"),
        (b" " * (5 * 1024 * 1024 + 1), "to.xlsx"),
    ):
        with pytest.raises(PlanUnreadable, match="Không nạp gì"):
            read_content(content, name)
    assert refused(book(GOOD, columns=[*COLUMNS[:5], "Khác"])) == ["Thiếu cột: Sản phẩm."]


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(PlanUnreadable, match="Không đọc được"):
        read_path(tmp_path / "khong-co.xlsx")


def test_the_words_of_the_sheet_are_those_of_the_house() -> None:
    with override("vi"):
        assert {value: str(label) for value, label in Stage.choices} == headings.STAGES
        assert {value: str(label) for value, label in ProductKind.choices} == headings.PRODUCTS
        kinds = {value: str(label) for value, label in AgencyKind.choices}
    assert {value: label for value, label in headings.KINDS.items() if value != "must_transfer"} == {
        value: kinds[value] for value in headings.KINDS if value != "must_transfer"
    }
    assert set(headings.EXPLAINED) == set(headings.COLUMNS)
