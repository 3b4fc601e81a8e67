"""Workbooks of every layout are understood: where the table begins, which column is what, which dossier a row is of."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from tests.stages.catalogue.old_excel import write_xls
from tests.stages.catalogue.tables_made import (
    DOCUMENTS,
    MIXED,
    REGISTER,
    Told,
    document_row,
    mixed_row,
    register_row,
    write,
)

from khoso.stages.catalogue.compute import sheets
from khoso.stages.catalogue.compute.workbooks import legacy

REAL = (
    Path(os.environ.get("KHOSO_SHARED", Path(__file__).parents[4] / "shared"))
    / "samples/haugiang-hoso-so-hoa/metadata-nha-thau.xlsx"
)


def fields(told: Told) -> list[str | None]:
    return [guess.field for guess in told.survey.columns]


@pytest.mark.luat("NĐ30 PL V")
@pytest.mark.mission("S1")
def test_a_register_of_dossiers_with_lines_above_groups_and_a_total(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.xlsx",
        [
            ["MỤC LỤC HỒ SƠ NỘP LƯU"],
            ["Phông: UBND huyện Thử Nghiệm"],
            ["Mục lục số", "02"],
            REGISTER,
            [f"({n})" for n in range(1, 8)],
            ["I", "TÀI LIỆU TỔNG HỢP"],
            register_row(1),
            ["II. TÀI LIỆU XÂY DỰNG"],
            register_row(2),
            register_row(3),
            ["Mục lục này gồm 4 hồ sơ (đơn vị bảo quản)."],
            [None, None, "Đồng Nai, ngày 5 tháng 6 năm 2020"],
        ],
    )
    told = Told(path)
    assert (told.survey.header_row, told.survey.level, told.survey.layout) == (4, "dossiers", "nd30-hoso")
    assert fields(told) == [
        "row_number", "dossier.number", "dossier.title", "dossier.span", "dossier.retention_code",
        "dossier.declared_sheet_count", "dossier.note",
    ]  # fmt: skip
    assert told.codes() == [
        ("dossier_above", "info", 2, ""),
        ("dossier_above", "info", 3, ""),
        ("numbering_row", "info", 5, ""),
        ("group_row", "info", 6, "B"),
        ("group_row", "info", 8, "A"),
        ("total_row", "info", 11, ""),
        ("total_disagrees", "warning", 11, ""),
        ("total_row", "info", 12, ""),
    ]
    assert [(row["row"], row["dossier"]["series_title"]) for row in told.rows] == [
        (7, "TÀI LIỆU TỔNG HỢP"),
        (9, "TÀI LIỆU XÂY DỰNG"),
        (10, "TÀI LIỆU XÂY DỰNG"),
    ]
    assert told.rows[0]["dossier"] == {
        "fonds_title": "UBND huyện Thử Nghiệm", "register_number": "02", "number": "01",
        "title": "Tập lưu về xây dựng chợ, tập 1", "retention_code": "05", "declared_sheet_count": 12,
        "series_code": "I", "series_title": "TÀI LIỆU TỔNG HỢP", "series_path": [["I", "TÀI LIỆU TỔNG HỢP"]],
        "start": "2010", "end": "2010", "origin": "created",
    }  # fmt: skip


@pytest.mark.luat("NĐ30 PL V")
def test_registers_of_documents_with_their_dossier_above_one_after_another(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.xlsx",
        [
            ["MỤC LỤC VĂN BẢN, TÀI LIỆU"],
            ["Hồ sơ số: 05"],
            ["Tiêu đề hồ sơ:", "Tập lưu xây chợ"],
            DOCUMENTS,
            document_row(1),
            document_row(2),
            ["Hồ sơ số: 06"],
            ["Tiêu đề: Tập lưu khác"],
            DOCUMENTS,
            document_row(1),
        ],
    )
    told = Told(path)
    assert (told.survey.header_row, told.survey.level, told.survey.layout) == (4, "items", "nd30-vanban")
    assert fields(told) == [
        "item.ordinal", "item.number_notation", "item.issued_date", "item.kind_and_subject", "item.issuer",
        "item.sheet", "item.note",
    ]  # fmt: skip
    assert [(row["row"], row["dossier"]["number"], row["dossier"]["title"]) for row in told.rows] == [
        (5, "05", "Tập lưu xây chợ"),
        (6, "05", "Tập lưu xây chợ"),
        (10, "06", "Tập lưu khác"),
    ]
    assert ("heading_row", "info", 9, "") in told.codes()
    item = told.rows[0]["item"]
    assert (item["kind_code"], item["number"], item["notation"], item["issued_date"], item["ordinal"]) == (
        "02", "1", "QĐ-UBND", "2010-07-05", 1,
    )  # fmt: skip


def test_a_sheet_named_after_its_dossier(tmp_path: Path) -> None:
    told = Told(write(tmp_path / "a.xlsx", [DOCUMENTS, document_row(1)], name="HS 12"))
    assert [(row["ok"], row["dossier"]["number"]) for row in told.rows] == [(True, "12")]


def test_a_heading_of_two_rows(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.xlsx",
        [
            ["STT", "Số, ký hiệu hồ sơ", "Tiêu đề hồ sơ", "Thời gian", None, "Thời hạn bảo quản", "Số lượng", None],
            [None, None, None, "Bắt đầu", "Kết thúc", None, "Tờ", "Trang"],
            [1, "01", "Tập lưu", "01/2010", "02/2010", "20 năm", 3, 6],
        ],
        more=lambda book, sheet: sheet.merge_range("D1:E1", "Thời gian"),
    )
    told = Told(path)
    assert told.survey.header_row == 2
    assert fields(told) == [
        "row_number", "dossier.number", "dossier.title", "dossier.start", "dossier.end", "dossier.retention_code",
        "dossier.declared_sheet_count", "dossier.declared_page_count",
    ]  # fmt: skip
    assert told.codes() == []
    assert (told.rows[0]["dossier"]["start"], told.rows[0]["dossier"]["end"]) == ("2010-01", "2010-02")


@pytest.mark.luat("TT05 PL I II.2")
def test_element_names_of_the_circular_in_force(tmp_path: Path) -> None:
    headings = [
        "arcFileCode", "title", "maintenance", "mode", "language", "startDate", "endDate", "keyword", "totalDoc",
        "numberOfPaper", "numberOfPage", "format", "inforSign", "confidenceLevel", "paperFileCode", "riskRecovery",
        "riskRecoveryStatus", "description",
    ]  # fmt: skip
    row = [
        "H19.1.2010.05.QD", "Tập lưu", "01", "01", "01", "01/2010", "2010", None, "3", 4, 8, "01", None, "02", "X.1.2",
        "1", "01", None,
    ]  # fmt: skip
    told = Told(write(tmp_path / "a.xlsx", [headings, row]))
    assert (told.survey.layout, told.survey.level) == ("tt05", "dossiers")
    assert told.codes() == []
    assert told.rows[0]["dossier"] == {
        "number": "05.QD", "reference_code": "H19.1.2010.05.QD", "title": "Tập lưu", "retention_code": "01",
        "access_code": "01", "language_code": "01", "start": "2010-01", "end": "2010", "declared_item_count": 3,
        "declared_sheet_count": 4, "declared_page_count": 8, "physical_condition_code": "01", "trust_code": "02",
        "paper_reference_code": "X.1.2", "has_reserve": True, "reserve_status": "01", "origin": "created",
    }  # fmt: skip


@pytest.mark.luat("TT02/2019")
def test_names_of_the_circular_before(tmp_path: Path) -> None:
    headings = [
        "FileCode", "FileCatalog", "FileNotation", "Title", "Maintenance", "Rights", "Language", "StartDate", "EndDate",
        "TotalDoc", "SheetNumber", "PageNumber", "Format", "Description", "DocOrdinal", "TypeName", "CodeNumber",
        "CodeNotation", "IssuedDate", "OrganName", "Subject", "PageAmount",
    ]  # fmt: skip
    row = [
        "H19.1.2010.05.QD", "2010", "05.QD", "Tập lưu", "Vĩnh viễn", "Công khai", "Tiếng Việt", "01/01/2010",
        "31/12/2010", "1", 4, 8, "Tốt", None, 1, "Quyết định", "12", "QĐ-UBND", "05/07/2010", "UBND", "Về việc", 8,
    ]  # fmt: skip
    told = Told(write(tmp_path / "a.xlsx", [headings, row]))
    assert (told.survey.layout, told.survey.level) == ("tt02", "mixed")
    assert None not in fields(told)
    assert told.codes() == []
    assert (told.rows[0]["dossier"]["number"], told.rows[0]["item"]["page_count"]) == ("05.QD", 8)


def test_headings_that_repeat_belong_to_the_part_around_them(tmp_path: Path) -> None:
    headings = ["Hồ sơ số", "Tiêu đề hồ sơ", "Ghi chú", "Ngôn ngữ", "Số văn bản", "Trích yếu", "Ghi chú", "Ngôn ngữ"]
    told = Told(write(tmp_path / "a.xlsx", [headings, ["1", "Tập", "a", "Tiếng Việt", "5", "Về", "b", "Tiếng Anh"]]))
    assert fields(told)[2:4] == ["dossier.note", "dossier.language_code"]
    assert fields(told)[6:] == ["item.note", "item.language_code"]


def test_columns_with_strange_names_are_known_by_what_they_hold(tmp_path: Path) -> None:
    headings = [*MIXED[:15], "Cột P", "Cột Q", "Cột R", "Cột S", *MIXED[19:22], "Cột W", "Cột X"]
    rows = [mixed_row(n, of=9, Q=None, R=f"{n}/QĐ-UBND", W=f"{2 * n - 1}-{2 * n}") for n in range(1, 10)]
    told = Told(write(tmp_path / "a.xlsx", [headings, *rows]))
    guesses = {guess.letter: guess for guess in told.survey.columns}
    assert {letter: guesses[letter].field for letter in "PRSWX"} == {
        "P": "item.kind_code",
        "R": "item.number_notation",
        "S": "item.issued_date",
        "W": "item.sheet",
        "X": "item.file",
    }
    assert guesses["P"].why == "Tên cột lạ, nhưng 100% ô là tên loại văn bản."
    assert all(0.5 <= guesses[letter].confidence <= 0.85 for letter in "PRSWX")
    assert guesses["X"].samples[0] == "hop02/hs01/001.pdf"


def test_a_heading_that_its_cells_deny_is_doubted(tmp_path: Path) -> None:
    rows = [register_row(n, F="nhiều tờ") for n in range(1, 6)]
    told = Told(write(tmp_path / "a.xlsx", [REGISTER, *rows]))
    guess = told.survey.columns[5]
    assert (guess.field, guess.confidence < 0.5) == ("dossier.declared_sheet_count", True)
    assert "chỉ 0% ô là số" in guess.why
    assert "F" not in sheets.proposed(told.survey)


def test_every_sheet_is_seen_and_hidden_ones_are_said(tmp_path: Path) -> None:
    def second(book: object, _: object) -> None:
        other = book.add_worksheet("Ẩn")  # type: ignore[attr-defined]
        other.write_row(0, 0, REGISTER)
        other.write_row(1, 0, register_row(1))
        other.hide()
        book.add_worksheet("Trống")  # type: ignore[attr-defined]

    path = write(tmp_path / "a.xlsx", [REGISTER, register_row(1)], more=second)
    found = sheets.survey(path, "a.xlsx")
    assert [(s.name, s.is_hidden, s.header_row, s.row_count) for s in found] == [
        ("Mục lục", False, 1, 1),
        ("Ẩn", True, 1, 1),
        ("Trống", False, 0, 0),
    ]
    told = Told(path, sheet=1)
    assert told.checked.rows_good == 1
    assert told.codes() == [("other_sheet", "info", 0, "")]


def test_a_person_says_which_row_has_the_headings(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [["a", "b", "c"], [*REGISTER], register_row(1)])
    assert sheets.survey_at(path, "a.xlsx", sheet="Mục lục", header_row=2).columns[2].field == "dossier.title"
    first = sheets.survey_at(path, "a.xlsx", sheet="Mục lục", header_row=1)
    assert [guess.heading for guess in first.columns][:3] == ["a", "b", "c"]


def test_text_with_separators(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(";".join(REGISTER) + '\n1;01;"Tập lưu; chợ";2010;20 năm;12;\n', encoding="utf-8-sig")
    told = Told(path)
    assert told.survey.layout == "nd30-hoso"
    assert (told.checked.rows_good, told.rows[0]["dossier"]["title"]) == (1, "Tập lưu; chợ")


def test_old_excel_in_an_old_font(tmp_path: Path) -> None:
    rows = [REGISTER, *(register_row(n) for n in range(1, 6))]
    old = [[legacy.to_old(cell, legacy.TCVN3) if isinstance(cell, str) else cell for cell in row] for row in rows]
    told = Told(write_xls(tmp_path / "a.xls", old))
    assert (told.survey.layout, told.survey.encoding, told.survey.row_count) == ("nd30-hoso", legacy.TCVN3, 5)
    assert told.checked.rows_good == 5
    assert told.rows[4]["dossier"]["title"] == "Tập lưu về xây dựng chợ, tập 5"
    assert told.mark()[1] == 0


@pytest.mark.mission("S1")
@pytest.mark.skipif(not REAL.exists(), reason="the sample of Hậu Giang is not here")
def test_the_real_workbook_is_read_and_its_faults_are_told() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(REAL, folder))
        told = Told(path)
        survey = told.survey
        assert (survey.header_row, survey.row_count, survey.level, survey.layout) == (1, 14, "mixed", "delivery")
        assert len(survey.columns) == 46
        assert [guess.heading for guess in survey.columns if guess.field is None] == []
        checked = told.checked
        assert (checked.rows_total, checked.rows_good, checked.rows_bad, checked.dossiers, checked.items) == (
            14, 13, 1, 3, 13,
        )  # fmt: skip
        said = {
            (f["row"], f["column"]): f["message"] for f in told.findings if f["code"] == "catalogue.total_disagrees"
        }
        assert said[2, "P"] == "Hồ sơ 01 khai 83 văn bản nhưng bảng có 5 dòng."
        assert said[2, "T"] == "Hồ sơ 01 khai 279 tờ nhưng tờ số lớn nhất trong bảng là 19."
        assert told.one("impossible_number")["was"] == "hực"
        assert told.one("title_disagrees")["row"] == 14
        assert told.one("declared_gap")["message"].startswith(
            "Hồ sơ 01: tiêu đề khai từ số 1 đến 35 nhưng lại nhắc hoặc có số 36, 38–39,"
        )
        assert [f["was"] for f in told.findings if f["code"] == "catalogue.unknown_code"] == [
            "Giay thoi tra luong GTTL", "biên bản thanh lý", "Hồ sơ",
        ]  # fmt: skip
