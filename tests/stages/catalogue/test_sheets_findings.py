"""Each fault a workbook may have is told once, at its cell, with what to do; rows with an error do not go in."""

from __future__ import annotations

import json
from pathlib import Path

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


def register(tmp_path: Path, *rows: list[object], **options: object) -> Told:
    return Told(write(tmp_path / "a.xlsx", [REGISTER, *rows], more=options.pop("more", None)), **options)


def mixed(tmp_path: Path, *rows: list[object], **options: object) -> Told:
    return Told(write(tmp_path / "a.xlsx", [MIXED, *rows], more=options.pop("more", None)), **options)


def documents(tmp_path: Path, *rows: list[object]) -> Told:
    return Told(write(tmp_path / "a.xlsx", [["Hồ sơ số: 05"], DOCUMENTS, *rows]))


def test_sound_tables_have_nothing_to_tell(tmp_path: Path) -> None:
    assert register(tmp_path, register_row(1), register_row(2)).codes() == []
    told = mixed(tmp_path, mixed_row(1, of=2), mixed_row(2, of=2), mixed_row(1, 2))
    assert told.codes() == []
    checked = told.checked
    assert (checked.rows_total, checked.rows_good, checked.dossiers, checked.items) == (3, 3, 2, 3)
    assert told.rows[0]["dossier"] == {
        "register_number": "01", "box": "02", "number": "01", "title": "Tập lưu về xây dựng chợ, tập 1",
        "retention_code": "01", "access_code": "01", "start": "2010-01-01", "end": "2010-12-31",
        "declared_item_count": 2, "origin": "created",
    }  # fmt: skip
    assert told.rows[0]["item"] == {
        "ordinal": 1, "kind_code": "02", "number": "1", "notation": "QĐ-UBND", "issued_date": "2010-07-05",
        "issuer": "UBND huyện", "subject": "Về việc xây chợ 1", "page_count": 2, "sheet": "1", "material": "text",
        "file": "hop02/hs01/001.pdf", "details": {},
        "catalogue_row": {
            "O": "1", "P": "Quyết định", "Q": "1", "R": "QĐ-UBND", "S": "05/07/2010", "T": "UBND huyện",
            "U": "Về việc xây chợ 1", "V": "2", "W": "1", "X": "hop02/hs01/001.pdf",
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "code", "severity", "now"),
    [
        ("31/02/2010", "wrong_date", "error", ""),
        ("05/13/2010", "wrong_date", "error", ""),
        ("hôm qua", "wrong_date", "error", ""),
        ("05/07/10", "wrong_date", "error", ""),
        ("05/07/98", "short_year", "warning", "05/07/1998"),
        ("05/07/2126", "future_date", "error", ""),
        (excel_date(2027, 1, 1), "future_date", "error", ""),
        (40364, "serial_date", "warning", "05/07/2010"),
        ("05072010", "date_rewritten", "warning", "05/07/2010"),
    ],
)
def test_dates_that_are_wrong_or_written_strangely(
    tmp_path: Path, cell: object, code: str, severity: str, now: str
) -> None:
    told = mixed(tmp_path, mixed_row(1, S=cell, I=1990, L=2030 if code == "future_date" else 2010))
    found = [f for f in told.findings if f["column"] == "S" and f["row"] == 2]
    assert [(f["code"], f["severity"], f["now"]) for f in found] == [
        (f"catalogue.{code}", severity, now),
        ("catalogue.column_used", "info", "item.issued_date"),
    ][:1]
    assert told.rows[0]["ok"] is (severity != "error" and code != "future_date")


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("00/07/2010", "2010-07"),
        ("tháng 7 năm 2010", "2010-07"),
        ("ngày 5 tháng 7 năm 2010", "2010-07-05"),
        ("năm 2010", "2010"),
        ("khoảng 1987", "1987?"),
        ("5.7.2010", "2010-07-05"),
        (2010, "2010"),
        ("không đề ngày", None),
    ],
)
def test_dates_as_archivists_write_them(tmp_path: Path, cell: object, iso: str | None) -> None:
    told = mixed(tmp_path, mixed_row(1, S=cell, I=1980))
    assert [code for code, *_ in told.codes()] == []
    assert told.rows[0]["item"].get("issued_date") == iso


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [
        ("01/2010 - 06/2010", "2010-01", "2010-06"),
        ("01-06/2010", "2010-01", "2010-06"),
        ("từ 05/01/2010 đến 30/6/2010", "2010-01-05", "2010-06-30"),
        ("05/01 - 30/6/2010", "2010-01-05", "2010-06-30"),
        ("2009-2010", "2009", "2010"),
        ("2009 – 2010", "2009", "2010"),
    ],
)
def test_spans_of_time(tmp_path: Path, cell: str, start: str, end: str) -> None:
    told = register(tmp_path, register_row(1, D=cell))
    assert told.codes() == []
    assert (told.rows[0]["dossier"]["start"], told.rows[0]["dossier"]["end"]) == (start, end)


def test_an_end_before_its_start(tmp_path: Path) -> None:
    told = register(tmp_path, register_row(1, D="06/2010 - 01/2010"))
    assert told.codes() == [("date_order", "error", 2, "D")]
    assert told.rows[0]["ok"] is False


@pytest.mark.parametrize(
    ("letter", "value", "code", "severity"),
    [
        ("M", "nhiều", "impossible_number", "error"),
        ("M", -3, "impossible_number", "error"),
        ("M", 1.5, "impossible_number", "error"),
        ("V", 123456, "impossible_number", "error"),
        ("Q", "hực", "impossible_number", "error"),
        ("Q", excel_date(2010, 7, 5), "impossible_number", "error"),
        ("W", "sau", "impossible_number", "warning"),
        ("D", "t" * 1001, "too_long", "error"),
        ("U", "t" * 501, "too_long", "error"),
        ("R", "QĐ-" + "T" * 30, "too_long", "error"),
        ("E", "Lâu dài", "unknown_code", "error"),
        ("E", "5", "unknown_code", "error"),
        ("E", "15 năm", "unknown_code", "warning"),
        ("F", "Hạn chế", "unknown_code", "error"),
        ("P", "Thư tay", "unknown_code", "warning"),
        ("P", "Kế hoạch", "kind_disagrees", "warning"),
        ("C", "#REF!", "excel_error", "error"),
        ("D", None, "missing_value", "error"),
        ("E", None, "missing_value", "error"),
        ("U", None, "missing_value", "warning"),
        ("P", None, "missing_value", "warning"),
        ("X", "C:\\may\\a.pdf", "unsafe_path", "error"),
        ("X", "../a.pdf", "unsafe_path", "error"),
        ("W", "9-3", "sheet_order", "warning"),
    ],
)
def test_a_wrong_cell(tmp_path: Path, letter: str, value: object, code: str, severity: str) -> None:
    mapping = {letter: sheets.proposed(Told(write(tmp_path / "b.xlsx", [MIXED, mixed_row(1)])).survey)[letter]}
    told = mixed(tmp_path, mixed_row(1, **{letter: value}), mapping=mapping)
    heavy = [entry for entry in told.codes() if entry[3] == letter]
    assert heavy == [(code, severity, 2, letter)]
    assert told.rows[0]["ok"] is (severity != "error")


def test_a_term_without_a_code_keeps_its_years(tmp_path: Path) -> None:
    dossier = mixed(tmp_path, mixed_row(1, E="15 năm")).rows[0]["dossier"]
    assert (dossier["retention_code"], dossier["retention_years"]) == ("07", 15)


@pytest.mark.parametrize(
    ("letter", "typed", "code", "severity", "now"),
    [
        ("R", "NĐ-СР", "look_alike_repaired", "warning", "NĐ-CP"),
        ("U", "Ve\u0302\u0300 viê\u0323c", "nfd_repaired", "info", "Về việc"),
        ("T", "UBND\u200b huyện", "control_removed", "info", "UBND huyện"),
        ("Q", "'12", "apostrophe", "info", "12"),
        ("U", "QuyÕt ®Þnh vÒ viÖc x©y chî", "legacy_repaired", "info", "Quyết định về việc xây chợ"),
        ("U", "Quyeát ñònh veà vieäc xaây chôï", "legacy_repaired", "info", "Quyết định về việc xây chợ"),
    ],
)
def test_a_cell_repaired_is_told_with_what_it_was(
    tmp_path: Path, letter: str, typed: str, code: str, severity: str, now: str
) -> None:
    told = mixed(tmp_path, mixed_row(1, **{letter: typed}))
    found = told.one(code)
    assert (found["row"], found["column"], found["severity"], found["was"], found["now"]) == (
        2, letter, severity, typed, now,
    )  # fmt: skip
    assert told.rows[0]["ok"] is True
    assert told.rows[0]["item"]["catalogue_row"][letter] == now


def test_formulas_merged_cells_hidden_rows_and_hidden_apostrophes(tmp_path: Path) -> None:
    def more(book: object, sheet: object) -> None:
        sheet.write_formula("F2", "=6*2", None, 12)  # type: ignore[attr-defined]
        sheet.merge_range("G3:G4", "ghi chú chung")  # type: ignore[attr-defined]
        sheet.set_row(2, None, None, {"hidden": True})  # type: ignore[attr-defined]
        sheet.set_column("G:G", None, None, {"hidden": True})  # type: ignore[attr-defined]
        quoted = book.add_format({"quote_prefix": True})  # type: ignore[attr-defined]
        sheet.write_string("F4", "12", quoted)  # type: ignore[attr-defined]

    told = register(tmp_path, *(register_row(n) for n in range(1, 4)), more=more)
    assert sorted(told.codes()) == [
        ("apostrophe", "info", 4, "F"),
        ("formula", "warning", 2, "F"),
        ("hidden", "warning", 1, "G"),
        ("hidden", "warning", 3, ""),
        ("merged_cells", "warning", 3, "G"),
    ]
    assert [row["dossier"]["declared_sheet_count"] for row in told.rows] == [12, 12, 12]


def test_numbers_keep_the_zeros_a_person_sees(tmp_path: Path) -> None:
    def more(book: object, sheet: object) -> None:
        sheet.write_number("B2", 7, book.add_format({"num_format": "000"}))  # type: ignore[attr-defined]

    assert register(tmp_path, register_row(1), more=more).rows[0]["dossier"]["number"] == "007"


def test_rows_that_are_no_record_are_told_as_what_they_are(tmp_path: Path) -> None:
    told = register(
        tmp_path, register_row(1), REGISTER, register_row(2), [], [], register_row(3),
        ["Tổng cộng", None, "3 hồ sơ"], ["NGƯỜI LẬP"],
    )  # fmt: skip
    assert told.codes() == [
        ("heading_row", "info", 3, ""),
        ("empty_row", "info", 5, ""),
        ("total_row", "info", 8, ""),
        ("total_row", "info", 9, ""),
    ]
    assert [row["row"] for row in told.rows] == [2, 4, 7]


def test_a_number_used_twice_and_a_row_said_twice(tmp_path: Path) -> None:
    told = register(
        tmp_path, register_row(1), register_row(2), register_row(2, C="Báo cáo tài chính quý"), register_row(1)
    )
    assert told.codes() == [
        ("duplicate_number", "error", 3, "B"),
        ("duplicate_number", "error", 4, "B"),
        ("repeated_row", "error", 5, "B"),
    ]
    assert [row["ok"] for row in told.rows] == [True, False, False, False]


def test_ordinals_used_twice_missing_ones_and_numbers_that_come_again(tmp_path: Path) -> None:
    told = mixed(
        tmp_path, mixed_row(1, of=4), mixed_row(2, of=4), mixed_row(2, of=4, Q="9", X="x.pdf"),
        mixed_row(5, of=4, Q="1"),
    )  # fmt: skip
    assert told.codes() == [
        ("number_gap", "warning", 2, "O"),
        ("repeated_number", "warning", 2, "Q"),
        ("duplicate_number", "error", 3, "O"),
        ("duplicate_number", "error", 4, "O"),
        ("repeated_number", "warning", 5, "Q"),
    ]


def test_gaps_between_dossiers(tmp_path: Path) -> None:
    told = register(tmp_path, register_row(1), register_row(2), register_row(5), register_row(6))
    assert told.one("number_gap")["message"].startswith("Khuyết hồ sơ số 3–4.")


def test_declared_gaps_are_compared_with_what_is_there(tmp_path: Path) -> None:
    title = "Tập lưu văn bản đi năm 2010. Từ số: 01 - 06. Khuyết số: 02 - 03, 5"
    told = mixed(
        tmp_path, mixed_row(1, of=3, D=title), mixed_row(2, of=3, D=title, Q="4"), mixed_row(3, of=3, D=title, Q="5")
    )
    assert [(code, row) for code, _, row, _ in told.codes()] == [("number_gap", 2), ("declared_gap", 4)]
    assert "bảng thiếu 1 số không khai khuyết: 6." in told.one("number_gap")["message"]
    assert "khai khuyết số 5 nhưng dòng này lại có" in told.one("declared_gap")["message"]


@pytest.mark.parametrize(
    ("sheets_said", "told_codes"),
    [
        (("1-3", "4-6", "7"), []),
        (("1", "3", "9"), []),
        (("1-3", "3-6", "7"), [("sheet_order", 4)]),
        (("1-3", "6-7", "8"), [("sheet_gap", 4)]),
        (("5", "3", "9"), [("sheet_order", 4)]),
        (("1-3", "4-9", "5-6"), [("sheet_order", 5)]),
    ],
)
def test_sheet_numbers_in_their_order(
    tmp_path: Path, sheets_said: tuple[str, ...], told_codes: list[tuple[str, int]]
) -> None:
    told = documents(tmp_path, *(document_row(n, F=said) for n, said in enumerate(sheets_said, start=1)))
    assert [(code, row) for code, _, row, _ in told.codes() if code != "dossier_above"] == told_codes


def test_totals_that_disagree(tmp_path: Path) -> None:
    told = mixed(tmp_path, mixed_row(1, of=5, N=1, W="1-2"), mixed_row(2, of=5, N=1, W="3-4"))
    assert [(code, row, column) for code, _, row, column in told.codes()] == [
        ("total_disagrees", 2, "M"),
        ("total_disagrees", 2, "N"),
    ]


def test_a_document_outside_the_time_of_its_dossier(tmp_path: Path) -> None:
    told = mixed(tmp_path, mixed_row(1, S="05/07/2015"))
    assert told.codes() == [("date_outside_dossier", "warning", 2, "S")]


def test_two_rows_at_one_file(tmp_path: Path) -> None:
    told = mixed(tmp_path, mixed_row(1, of=2), mixed_row(2, of=2, X="Hop02/HS01/001.pdf"))
    assert told.codes() == [("duplicate_file", "error", 2, "X"), ("duplicate_file", "error", 3, "X")]


def test_rows_of_one_dossier_that_disagree(tmp_path: Path) -> None:
    told = mixed(tmp_path, mixed_row(1, of=3), mixed_row(2, of=3, L=2011), mixed_row(3, of=3, E="20 năm"))
    assert told.codes() == [
        ("dossier_bad", "error", 2, ""),
        ("dossier_disagrees", "warning", 3, "L"),
        ("dossier_bad", "error", 3, ""),
        ("dossier_disagrees", "error", 4, "E"),
    ]
    assert told.checked.rows_good == 0


def test_an_error_of_a_dossier_makes_all_its_rows_bad(tmp_path: Path) -> None:
    told = mixed(tmp_path, mixed_row(1, of=2, E="Lâu dài"), mixed_row(2, of=2, E="Lâu dài"), mixed_row(1, 2))
    assert told.codes() == [("unknown_code", "error", 2, "E"), ("dossier_bad", "error", 3, "")]
    assert [row["ok"] for row in told.rows] == [False, False, True]


def test_rows_below_take_the_dossier_of_the_row_above(tmp_path: Path) -> None:
    empty = dict.fromkeys("ABCDEFGHIJKLM")
    told = mixed(tmp_path, mixed_row(1, of=2), mixed_row(2, **empty))
    assert told.codes() == [("dossier_inherited", "info", 3, "")]
    assert [row["dossier"]["number"] for row in told.rows] == ["01", "01"]


def test_a_row_of_no_dossier(tmp_path: Path) -> None:
    told = Told(write(tmp_path / "a.xlsx", [DOCUMENTS, document_row(1)]))
    assert told.codes() == [("no_dossier", "error", 2, "")]
    assert (told.rows[0]["ok"], told.rows[0]["dossier"]) == (False, None)


@pytest.mark.luat("KH 82 II")
@pytest.mark.parametrize("change", [{"F": "Mật"}, {"F": "03"}])
def test_a_state_secret_is_refused_and_its_title_said_nowhere(tmp_path: Path, change: dict[str, object]) -> None:
    told = mixed(tmp_path, mixed_row(1, D="Phương án phòng thủ núi cao", **change))
    assert [(code, severity) for code, severity, *_ in told.codes()] == [("state_secret", "error")]
    assert told.rows[0]["ok"] is False
    assert "núi cao" not in json.dumps([told.findings, told.rows[0]["dossier"]], ensure_ascii=False)


@pytest.mark.luat("KH 82 II")
def test_a_secret_document_is_refused_alone(tmp_path: Path) -> None:
    told = mixed(tmp_path, mixed_row(1, of=2, R="QĐ-UBND(M)", U="Về phương án núi cao"), mixed_row(2, of=2))
    assert told.codes() == [("state_secret", "error", 2, "R")]
    assert [row["ok"] for row in told.rows] == [False, True]
    assert "núi cao" not in json.dumps([told.findings, told.rows], ensure_ascii=False)


@pytest.mark.luat("KH 82 II")
def test_a_word_of_secrecy_in_a_title_only_holds(tmp_path: Path) -> None:
    told = register(tmp_path, register_row(1, C="Tập lưu công văn mật năm 2010"), register_row(2, C="Nuôi ong mật"))
    assert told.codes() == [("secrecy_word", "warning", 2, "C")]
    assert [row["ok"] for row in told.rows] == [True, True]
    assert [row["dossier"].get("secrecy_held_for") for row in told.rows] == ["mật", None]


def test_columns_left_out_are_told_with_how_many_cells_they_hold(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [[*REGISTER, "Cột lạ"], [*register_row(1), "x"], [*register_row(2), "y"]])
    told = Told(path, mapping={"G": "ignore"})
    assert told.codes() == [("unknown_column", "warning", 1, "H")]
    assert "có 2 ô" in told.one("unknown_column")["message"]
    told = Told(path, mapping={"H": "ignore"})
    assert told.codes() == [("column_ignored", "info", 1, "H")]


def test_dates_that_excel_turned_about(tmp_path: Path) -> None:
    rows = [mixed_row(n, of=8, S=excel_date(2010, n, 3)) for n in range(1, 5)]
    rows += [mixed_row(n, of=8, S=f"{n + 10}/03/2010") for n in range(5, 9)]
    found = mixed(tmp_path, *rows).one("day_month_swapped")
    assert (found["row"], found["column"], found["severity"]) == (1, "S", "warning")


def test_a_notation_one_letter_from_what_others_are_written_with(tmp_path: Path) -> None:
    rows = [mixed_row(n, of=4, P="Công văn", R="CV-CC") for n in range(1, 4)]
    told = mixed(tmp_path, *rows, mixed_row(4, of=4, P="Công văn", R="KV-CC"))
    assert told.codes() == [("unknown_notation", "warning", 5, "R")]
    assert told.one("unknown_notation")["message"] == (
        "Ký hiệu «KV-CC» lạ: không bắt đầu bằng chữ viết tắt tên loại nào và chỉ khác một chữ với «CV-CC» "
        "(dùng ở 3 dòng khác). Hãy xem bản giấy."
    )


def test_a_name_with_a_wrong_accent(tmp_path: Path) -> None:
    rows = [mixed_row(n, of=4, T="Chi cục An toàn thực phẩm") for n in range(1, 4)]
    told = mixed(tmp_path, *rows, mixed_row(4, of=4, T="Chị cục An toàn thực phẩm"))
    assert told.codes() == [("name_misspelt", "warning", 5, "T")]
    assert told.one("name_misspelt")["now"] == "Chi cục An toàn thực phẩm"


def test_a_title_of_another_year(tmp_path: Path) -> None:
    told = register(tmp_path, register_row(1, C="Báo cáo năm 2012", D="2009 - 2012"))
    assert told.codes() == [("title_disagrees", "warning", 2, "D")]


def test_progress_says_how_far(tmp_path: Path) -> None:
    told = register(tmp_path, register_row(1), register_row(2))
    assert (told.out / "progress").read_text() == "2"
    assert sorted(path.name for path in told.out.iterdir()) == ["findings.jsonl", "progress", "rows.jsonl"]


def test_findings_come_in_the_order_of_rows_and_the_summary_counts_them(tmp_path: Path) -> None:
    told = mixed(tmp_path, mixed_row(1, of=9), mixed_row(2, of=9, S="31/02/2010"), mixed_row(2, of=9, X="y.pdf"))
    rows = [finding["row"] for finding in told.findings]
    assert rows == sorted(rows)
    counted: dict[str, int] = {}
    for finding in told.findings:
        counted[finding["code"]] = counted.get(finding["code"], 0) + 1
    assert {code: entry["count"] for code, entry in told.checked.summary.items()} == counted
    assert set(counted) <= set(sheets.LABELS)


def test_two_columns_for_one_field_are_not_both_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [[*REGISTER, "Tên khác"], [*register_row(1), "x"]])
    told = Told(path, mapping={"H": "dossier.title"})
    assert told.codes() == [("unknown_column", "warning", 1, "H")]
    assert "đã lấy ở cột C" in told.one("unknown_column")["message"]


def test_a_row_of_the_dossier_before_the_rows_of_its_documents(tmp_path: Path) -> None:
    head = dict.fromkeys("OPQRSTUVWX")
    below = dict.fromkeys("ABCDEFGHIJKLM")
    told = mixed(tmp_path, mixed_row(1, of=2, **head), mixed_row(1, **below), mixed_row(2, **below))
    assert told.codes() == [("dossier_inherited", "info", 3, ""), ("dossier_inherited", "info", 4, "")]
    assert [row["item"] and row["item"]["ordinal"] for row in told.rows] == [None, 1, 2]
    assert (told.checked.rows_good, told.checked.dossiers, told.checked.items) == (3, 1, 2)


def test_a_running_number_and_a_title_alone_are_a_record_that_lacks_the_rest(tmp_path: Path) -> None:
    told = register(tmp_path, register_row(1), [2, None, "Tập lưu chỉ có tiêu đề"])
    assert [row["ok"] for row in told.rows] == [True, False]
    assert {code for code, _, row, _ in told.codes() if row == 3} == {"missing_value"}
