"""XLSX: live formulas with what they come to, texts that stay texts, sheets that print."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from tests.engines.office.papers import AT

from khoso.engines import office
from khoso.engines.office import Column, DrawingFailed, Formula, Sheet
from khoso.engines.office.formulas import Reckoner

pytestmark = pytest.mark.mission("P11")
COLUMNS = [
    Column("STT", 0.4, "center"), Column("Cơ quan", 3), Column("Kế hoạch", 1, "right"),
    Column("Thực hiện", 1, "right"), Column("Tỷ lệ", 1, "right", is_percent=True), Column("Ngày"), Column("Ghi chú", 2),
]  # fmt: skip


def sheet(count: int = 3, **changes: Any) -> Sheet:
    given: dict[str, Any] = {
        "name": "Tiến độ",
        "title": "Tiến độ số hóa",
        "columns": COLUMNS,
        "rows": [
            [n, f"Cơ quan {n}", 1000 * n, 750 * n, Formula("=D{row}/C{row}"), date(2026, 1, 1 + n % 28), "ghi"]
            for n in range(1, count + 1)
        ],
        "totals": ["", "Tổng", "=SUM({first}:{last})", "=SUM({first}:{last})", "=IFERROR(D{row}/C{row},0)"],
        "notes": ["Nguồn: Kho Số"],
    }
    return Sheet(**{**given, **changes})


def opened(*sheets: Sheet, shown: bool = False) -> Any:
    return openpyxl.load_workbook(BytesIO(office.xlsx(sheets, at=AT)), data_only=shown)


def test_formulas_are_live_and_what_they_come_to_is_there_for_viewers() -> None:
    live, shown = opened(sheet()).active, opened(sheet(), shown=True).active
    assert [cell.value for cell in live[4]] == [
        1, "Cơ quan 1", 1000, 750, "=D4/C4", datetime.fromisoformat("2026-01-02"), "ghi",
    ]  # fmt: skip
    assert [cell.value for cell in live[7]][1:5] == ["Tổng", "=SUM(C4:C6)", "=SUM(D4:D6)", "=IFERROR(D7/C7,0)"]
    assert [cell.value for cell in shown[7]][1:5] == ["Tổng", 6000, 4500, 0.75]
    assert shown["E4"].value == 0.75


@pytest.mark.parametrize(
    "typed",
    ["=1+1", "+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "\t=1", "http://x.vn"],
)
def test_what_people_typed_is_text_whatever_it_begins_with(typed: str) -> None:
    data = office.xlsx([sheet(rows=[[typed] * 7], totals=[typed.replace("=", "'")], notes=[typed])], at=AT)
    with ZipFile(BytesIO(data)) as parts:
        told = parts.read("xl/worksheets/sheet1.xml").decode()
        looks = parts.read("xl/styles.xml").decode()
    row = re.search(r'<row r="4".*?</row>', told, re.DOTALL)
    assert row is not None
    assert ("<f>" in row[0], row[0].count('t="s"')) == (False, 7)
    assert "<hyperlink" not in told
    # The mark by which Excel keeps it a text when somebody types Enter in the cell.
    assert ('quotePrefix="1"' in looks) == (typed.strip()[0] in "=+-@")
    assert openpyxl.load_workbook(BytesIO(data)).active["A4"].value == typed.strip("\t").replace("\t", " ") or (
        typed.startswith("\t")
    )


def test_the_sheet_stays_readable_and_prints() -> None:
    page = opened(sheet(60)).active
    assert page.freeze_panes == "A4"
    assert page.print_title_rows == "$3:$3"
    assert (page.page_setup.orientation, int(page.page_setup.paperSize)) == ("landscape", 9)
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
    assert page.column_dimensions["B"].width > page.column_dimensions["A"].width
    assert page["A1"].value == "Tiến độ số hóa"
    assert [cell.value for cell in page[3]] == [column.title for column in COLUMNS]
    assert page.cell(row=66, column=1).value == "Nguồn: Kho Số"


def test_numbers_and_days_have_vietnamese_forms() -> None:
    page = opened(
        sheet(rows=[[1234567, "x", 1234.5, Decimal("2.50"), 0.5, datetime(2026, 1, 5, 20, tzinfo=UTC), True]])
    ).active
    assert [page.cell(4, column).number_format for column in (1, 3, 4, 5, 6)] == [
        "#,##0", "#,##0.0#", "#,##0.0#", "0.0%", "dd/mm/yyyy hh:mm",
    ]  # fmt: skip
    assert page["F4"].value == datetime.fromisoformat("2026-01-06T03:00")
    assert page["G4"].value is True


def test_what_excel_would_round_or_refuse_is_kept_or_left_empty() -> None:
    page = opened(sheet(rows=[[2**60, "a\x00b", float("nan"), None, float("inf"), "x" * 40_000, "_x0041_"]])).active
    assert [page.cell(4, n).value for n in (1, 2, 3, 4, 5)] == [str(2**60), "ab", None, None, None]
    assert len(page["F4"].value) == 32_767


def test_sheets_get_names_excel_takes() -> None:
    book = opened(sheet(name="a/b:c*[d]?\\" + "x" * 40), sheet(name="Tiến độ"), sheet(name="tiến độ"), sheet(name=""))
    assert book.sheetnames == ["a b c  d   " + "x" * 20, "Tiến độ", "tiến độ (3)", "Trang 4"]


def test_a_table_without_rows_still_adds_up() -> None:
    page = opened(sheet(rows=[]), shown=True).active
    assert [cell.value for cell in page[5]][1:5] == ["Tổng", 0, 0, 0]


def test_equal_sheets_are_equal_bytes() -> None:
    assert office.xlsx([sheet()], at=AT) == office.xlsx([sheet()], at=AT)


@pytest.mark.parametrize(
    ("formula", "comes_to"),
    [
        ("=1+2*3", 7), ("=(1+2)*3", 9), ("=-2^2", 4), ("=10/4", 2.5), ("=50%*8", 4), ("=1/0", "#DIV/0!"),
        ("=A1+B1", 7), ("=$A$1*B$1", 10), ("=SUM(A1:B2)", 22), ("=SUM(A1:A2,B2,1)", 18), ("=AVERAGE(A1:A3)", 3.5),
        ("=MIN(A1:B2)", 2), ("=MAX(A1:B2)", 10), ("=COUNT(A1:C1)", 2), ("=COUNTA(A1:C3)", 6), ("=COUNTBLANK(A1:A3)", 1),
        ('=COUNTIF(A1:B2,">4")', 3), ('=COUNTIF(C1:C2,"chậm")', 1), ('=SUMIF(C1:C2,"chậm",A1:A2)', 2),
        ("=ROUND(2.345,2)", 2.35), ("=ROUND(-2.5,0)", -3), ("=ROUNDUP(2.1,0)", 3), ("=ROUNDDOWN(2.9,0)", 2),
        ('=IF(A1>B1,"hơn","kém")', "kém"), ("=IF(B1=0,0,A1/B1)", 0.4), ("=IF(A3=0,0,A1/A3)", 0),
        ("=IFERROR(A1/A3,0)", 0), ('=IFERROR(1/0,"-")', "-"), ('="có "&A1&" việc"', "có 2 việc"),
        ("=AND(A1=2,B1=5)", True), ("=OR(A1=3,B1=3)", False), ("=NOT(A1=3)", True), ("=ABS(-3)", 3), ("=INT(-1.5)", -2),
        ("=A1<>B1", True), ('=C1="CHẬM"', True), ("=Khác!A1*2", 200), ("='Tên dài'!A1+1", 11), ('="a""b"', 'a"b'),
        ("=C1+1", "#VALUE!"), ("=A1:A3+1", "#VALUE!"), ("=LEN(C1)", 4), ("=ISBLANK(A3)", True),
    ],
)  # fmt: skip
def test_formulas_come_to_what_excel_makes_of_them(formula: str, comes_to: Any) -> None:
    cells = {
        ("Trang", 1, 1): 2, ("Trang", 1, 2): 5, ("Trang", 2, 1): 5, ("Trang", 2, 2): 10,
        ("Trang", 1, 3): "chậm", ("Trang", 2, 3): "đúng", ("Khác", 1, 1): 100, ("Tên dài", 1, 1): 10,
    }  # fmt: skip
    found = Reckoner(cells, {("Trang", 9, 9): formula}).value(("Trang", 9, 9))
    assert found == pytest.approx(comes_to) if isinstance(comes_to, float) else found == comes_to


@pytest.mark.parametrize("formula", ["=VLOOKUP(A1,B1:C9,2)", "=1+", "=A4", "=SUM(A1", "=[x]A1", "=HYPERLINK(1)"])
def test_what_cannot_be_reckoned_is_refused_rather_than_written_wrong(formula: str) -> None:
    with pytest.raises(DrawingFailed, match="không tính được công thức"):
        office.xlsx([sheet(rows=[[Formula(formula)]], totals=None)], at=AT)
