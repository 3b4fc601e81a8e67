"""Bad rows come back as a workbook with their faults in colour, can be mended in it and sent again."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from tests.stages.catalogue.tables_made import (
    DOCUMENTS,
    MIXED,
    REGISTER,
    Told,
    document_row,
    excel_date,
    mixed_row,
    register_row,
    write,
)

from khoso.stages.catalogue.compute import sheets

RED, YELLOW = "FFF8B4B4", "FFFDE68A"


def grid(path: Path, sheet: int = 0) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    return list(book.worksheets[sheet].iter_rows(values_only=True))


def test_only_bad_rows_go_back_with_their_faults_in_colour(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.xlsx",
        [["MỤC LỤC"], REGISTER, register_row(1), register_row(2, E="Lâu dài", D="05/07/98"), register_row(3)],
    )
    out, count = Told(path).mark()
    assert count == 1
    assert grid(out) == [
        ("MỤC LỤC", *[None] * 7),
        (*REGISTER, "Dòng gốc (Kho Số)"),
        (2, "02", "Tập lưu về xây dựng chợ, tập 2", "05/07/98", "Lâu dài", 12, None, 4),
    ]
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert (sheet["E3"].fill.fgColor.rgb, sheet["D3"].fill.fgColor.rgb) == (RED, YELLOW)
    assert sheet["C3"].fill.fill_type is None
    assert sheet["E3"].comment.text.startswith("«Lâu dài» là cách ghi cũ")
    assert sheet.freeze_panes == "A3"


def test_the_sheet_of_faults_lists_them_all(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [REGISTER, register_row(1), register_row(2, E="Lâu dài", D="05/07/98")])
    out, _ = Told(path).mark()
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["Mục lục", "Lỗi"]
    assert [(row[0], row[1], row[2], row[6]) for row in grid(out, 1)] == [
        ("Dòng gốc", "Cột", "Mức", "Mã"),
        (3, "E", "Lỗi", "catalogue.unknown_code"),
        (3, "D", "Cảnh báo", "catalogue.short_year"),
    ]


@pytest.mark.mission("S1")
def test_the_mended_workbook_goes_in(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [MIXED, mixed_row(1, of=2), mixed_row(2, of=2, S="31/02/2010")])
    out, count = Told(path).mark()
    assert count == 1
    book = openpyxl.load_workbook(out)
    assert book.worksheets[0]["S2"].value == "31/02/2010"
    book.worksheets[0]["S2"].value = "28/02/2010"
    book.save(out)
    again = Told(out)
    assert [sheet.name for sheet in sheets.survey(out, "loi.xlsx")] == ["Mục lục"]
    assert again.survey.columns[-1].field == "ignore"
    assert again.survey.columns[-1].heading == "Dòng gốc (Kho Số)"
    assert (again.checked.rows_good, again.checked.rows_bad) == (1, 0)
    assert again.rows[0]["item"]["issued_date"] == "2010-02-28"
    assert "Y" not in again.rows[0]["item"]["catalogue_row"]


def test_marked_twice_keeps_one_column_of_original_rows(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [REGISTER, register_row(1), register_row(2, E="Lâu dài")])
    first, _ = Told(path).mark()
    second, _ = Told(first).mark()
    assert grid(second)[0] == (*REGISTER, "Dòng gốc (Kho Số)")
    assert grid(second)[1][-1] == 2


def test_a_row_that_took_its_dossier_from_above_gets_it_written_in(tmp_path: Path) -> None:
    empty = dict.fromkeys("ABCDEFGHIJKLM")
    path = write(tmp_path / "a.xlsx", [MIXED, mixed_row(1, of=2), mixed_row(2, S="31/02/2010", **empty)])
    out, _ = Told(path).mark()
    assert grid(out)[1][2:5] == ("01", "Tập lưu về xây dựng chợ, tập 1", "Vĩnh viễn")
    assert Told(out).rows[0]["dossier"]["number"] == "01"


def test_lines_that_name_the_dossier_or_the_group_go_with_their_rows(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.xlsx",
        [
            ["Hồ sơ số: 05"], DOCUMENTS, document_row(1), ["Hồ sơ số: 06"], document_row(1),
            document_row(2, C="31/02/2010"),
        ],
    )  # fmt: skip
    out, count = Told(path).mark()
    assert count == 1
    again = Told(out)
    assert [(row["dossier"]["number"], row["ok"]) for row in again.rows] == [("06", False)]


def test_what_was_repaired_goes_back_repaired(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [REGISTER, register_row(1, C="TËp l\xadu x©y dùng chî", E="Lâu dài", D=40364)])
    out, _ = Told(path).mark()
    assert grid(out)[1][2:4] == ("Tập lưu xây dựng chợ", "05/07/2010")


@pytest.mark.luat("KH 82 II")
def test_a_state_secret_is_not_copied_back(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [MIXED, mixed_row(1, D="Phương án núi cao", F="Mật", G=None)])
    out, count = Told(path).mark()
    assert count == 1
    assert grid(out)[1][-1] == 2
    assert {cell for cell in grid(out)[1][:-1] if cell is not None} == {"(không chép lại)"}
    assert "núi cao" not in str(grid(out)) + str(grid(out, 1))


def test_dates_stay_dates_and_formulas_do_not_come_alive(tmp_path: Path) -> None:
    rows = [register_row(1, D=excel_date(2010, 7, 5), C="=1+1", E="Lâu dài")]
    path = write(tmp_path / "a.xlsx", [REGISTER, *rows])
    out, _ = Told(path).mark()
    assert grid(out)[1][2:4] == ("=1+1", excel_date(2010, 7, 5))
    assert openpyxl.load_workbook(out).worksheets[0]["C2"].data_type == "s"


def test_nothing_bad_makes_a_workbook_of_headings(tmp_path: Path) -> None:
    out, count = Told(write(tmp_path / "a.xlsx", [REGISTER, register_row(1)])).mark()
    assert (count, grid(out)) == (0, [(*REGISTER, "Dòng gốc (Kho Số)")])
