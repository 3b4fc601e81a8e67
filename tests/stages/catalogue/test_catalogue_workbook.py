"""A contractor's workbook is read whole: every row becomes an item, every oddity a finding at its cell."""

from __future__ import annotations

import os
import unicodedata
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from khoso.kernel.dates import ArchivalDate
from khoso.kernel.errors import FileRefused
from khoso.kernel.findings import Severity, count_by_code
from khoso.stages.catalogue.compute import notes
from khoso.stages.catalogue.compute.workbook import CatalogueReading, read_workbook

HEADINGS = [
    "STT", "Phông", "Mục lục", "Hộp số", "Số và ký hiệu hồ sơ", "Tiêu đề hồ sơ", "Thời hạn bảo quản", "Chế độ sử dụng",
    "Ngôn ngữ", "Ngày bắt đầu", "Tháng bắt đầu", "Năm bắt đầu", "Ngày kết thúc", "Tháng kết thúc", "Năm kết thúc",
    "Tổng số văn bản trong hồ sơ", "Ghi chú", "Số thứ tự văn bản trong hồ sơ", "Tên loại văn bản", "Số của văn bản",
    "Ký hiệu của văn bản", "Ngày văn bản", "Tháng văn bản", "Năm văn bản", "Tên cơ quan, tổ chức ban hành văn bản",
    "Trích yếu nội dung", "Ngôn ngữ", "Số lượng trang của văn bản", "Ghi chú", "Từ khóa", "Đường dẫn file",
]  # fmt: skip


def row(ordinal: int = 1, **changes: object) -> list[object]:
    """One well-made row; `changes` are by column letter."""
    values: list[object] = [
        ordinal, "Sở Thử nghiệm", "01", "01", "05", "Tập lưu năm 2010", "Vĩnh viễn", "Công khai",
        "Tiếng Việt", 1, 1, 2010, 31, 12, 2010,
        None, "ghi chú hồ sơ", ordinal, "Quyết định", str(ordinal), "/QĐ-STN", "05", "07", 2010, "Sở Thử nghiệm",
        "Về việc thử", "Tiếng Anh", 2, "ghi chú văn bản", None, f"\\goc\\hop01\\{ordinal:03}.pdf",
    ]  # fmt: skip
    for letter, value in changes.items():
        at = 0
        for char in letter:
            at = at * 26 + ord(char) - 64
        values[at - 1] = value
    return values


def write(path: Path, *rows: list[object], headings: list[str] = HEADINGS, above: int = 0) -> Path:
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Mục lục")
    for offset in range(above):
        sheet.write(offset, 0, f"BẢNG KÊ TÀI LIỆU {offset}")
    for number, values in enumerate([headings, *rows], start=above):
        sheet.write_row(number, 0, values)
    book.close()
    return path


def read(tmp_path: Path, *rows: list[object], **options: object) -> CatalogueReading:
    return read_workbook(write(tmp_path / "bang.xlsx", *rows, **options))  # type: ignore[arg-type]


def told(reading: CatalogueReading) -> list[tuple[str, str, str]]:
    return [(finding.code, str(finding.severity), finding.where) for finding in reading.findings]


def test_a_well_made_workbook_has_no_findings(tmp_path: Path) -> None:
    reading = read(tmp_path, row(1), row(2), above=3)
    assert told(reading) == []
    assert (reading.header_row, [item.row for item in reading.items]) == (4, [5, 6])
    dossier, item = reading.dossiers[0], reading.items[0]
    assert len(reading.dossiers) == 1
    assert dossier.rows == (5, 6)
    assert (dossier.fonds_name, dossier.register_number, dossier.box, dossier.dossier_number) == (
        "Sở Thử nghiệm",
        "01",
        "01",
        "05",
    )
    assert (dossier.retention_code, dossier.access_code, dossier.language_code) == ("01", "01", "01")
    assert (dossier.start, dossier.end) == (ArchivalDate(2010, 1, 1), ArchivalDate(2010, 12, 31))
    assert (item.dossier, item.ordinal, item.kind_code, item.kind_text) == (dossier.key, 1, "02", "Quyết định")
    assert (item.number, item.notation, item.issued_date) == ("1", "QĐ-STN", ArchivalDate(2010, 7, 5))
    assert (item.file_path, item.file_path_typed) == ("goc/hop01/001.pdf", "\\goc\\hop01\\001.pdf")
    assert item.typed["U"] == "/QĐ-STN"


def test_a_workbook_is_known_by_its_bytes_whatever_it_is_called(tmp_path: Path) -> None:
    """What a browser sent lies in the store under its digest, without an ending."""
    named = write(tmp_path / "bang.xlsx", row(1), row(2))
    digest = named.rename(tmp_path / ("a1" * 32))
    reading = read_workbook(digest, "bang.xlsx")
    assert (told(reading), len(reading.items)) == ([], 2)


def test_a_heading_that_stands_twice_belongs_to_the_part_around_it(tmp_path: Path) -> None:
    reading = read(tmp_path, row())
    by_letter = {match.letter: (match.field, match.confidence) for match in reading.columns}
    assert by_letter["I"] == ("dossier.language_code", 0.9)
    assert by_letter["AA"] == ("item.language_code", 0.9)
    assert (reading.dossiers[0].note, reading.items[0].note) == ("ghi chú hồ sơ", "ghi chú văn bản")
    assert (reading.dossiers[0].language_code, reading.items[0].language_code) == ("01", "02")
    assert by_letter["F"] == ("dossier.title", 1.0)


def test_a_file_column_without_a_known_name_is_known_by_what_it_holds(tmp_path: Path) -> None:
    reading = read(tmp_path, row(), headings=[*HEADINGS[:-1], "Bản quét"])
    assert [(m.field, m.confidence) for m in reading.columns if m.letter == "AE"] == [("item.file", 0.6)]


@pytest.mark.luat("TT05 PL I II.2")
def test_names_of_the_circular_are_understood(tmp_path: Path) -> None:
    headings = [
        "fileCode", "title", "maintenance", "mode", "startDate", "endDate", "totalDoc", "docOrdinal", "docCode",
        "typeName", "codeNumber", "codeNotation", "issuedDate", "organName", "subject", "numberOfPage", "keyword",
        "Tệp",
    ]  # fmt: skip
    values = [
        "H19.2010.05.QD", "Tập", "20 năm", "02", "01/2010", "2010", 1, 1, "H19.2010.05.QD.0000001",
        "02", "12", "QĐ-X", "05/07/2010", "Sở X", "Về việc", 3, "khóa", "a.pdf",
    ]  # fmt: skip
    reading = read(tmp_path, values, headings=headings)
    assert told(reading) == []
    dossier, item = reading.dossiers[0], reading.items[0]
    assert (dossier.dossier_code, dossier.retention_code, dossier.access_code) == ("H19.2010.05.QD", "05", "02")
    assert (dossier.start, dossier.end) == (ArchivalDate(2010, 1), ArchivalDate(2010))
    assert (item.item_code, item.issued_date, item.page_count, item.keywords) == (
        "H19.2010.05.QD.0000001",
        ArchivalDate(2010, 7, 5),
        3,
        "khóa",
    )


@pytest.mark.luat("NĐ30 PL V")
def test_a_register_of_dossiers_has_no_items(tmp_path: Path) -> None:
    headings = ["STT", "Hồ sơ số", "Tiêu đề hồ sơ", "Thời gian", "Thời hạn bảo quản", "Số tờ", "Ghi chú"]
    reading = read(tmp_path, [1, "01.TC", "Tập lưu", "01/2010 - 06/2010", "70 năm", 12, ""], headings=headings)
    assert told(reading) == []
    assert reading.items == []
    dossier = reading.dossiers[0]
    assert (dossier.start, dossier.end) == (ArchivalDate(2010, 1), ArchivalDate(2010, 6))
    assert (dossier.retention_code, dossier.declared_sheet_count) == ("02", 12)


def test_a_missing_column_names_what_is_needed_and_what_was_found(tmp_path: Path) -> None:
    headings = ["Cột lạ" if heading == "Trích yếu nội dung" else heading for heading in HEADINGS]
    reading = read(tmp_path, row(), headings=headings)
    missing = [finding for finding in reading.findings if finding.code == "catalogue.missing_column"]
    assert [(f.severity, f.where) for f in missing] == [(Severity.ERROR, "dòng 1")]
    assert "thiếu cột: trích yếu nội dung." in missing[0].message
    assert "«Cột lạ»" in missing[0].message
    assert reading.items[0].other == {"Cột lạ": "Về việc thử"}


def test_a_sheet_without_headings_is_one_error(tmp_path: Path) -> None:
    reading = read(tmp_path, [1, 2, 3], headings=["một", "hai", "ba"])
    assert told(reading)[-1] == ("catalogue.missing_column", "error", "")
    assert reading.items == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"V": "31", "W": "02"}, ("catalogue.wrong_date", "error", "V2")),
        ({"W": "13"}, ("catalogue.wrong_date", "error", "V2")),
        ({"X": None}, ("catalogue.wrong_date", "error", "V2")),
        ({"X": 2999}, ("catalogue.wrong_date", "error", "V2")),
        ({"V": "năm"}, ("catalogue.wrong_date", "error", "V2")),
        ({"O": 2009}, ("catalogue.wrong_date", "error", "dòng 2")),
        ({"X": 2012}, ("catalogue.date_outside_dossier", "warning", "V2")),
        ({"AB": -3}, ("catalogue.impossible_number", "error", "AB2")),
        ({"AB": "ba"}, ("catalogue.impossible_number", "error", "AB2")),
        ({"AB": 12345}, ("catalogue.impossible_number", "error", "AB2")),
        ({"T": "hực"}, ("catalogue.impossible_number", "warning", "T2")),
        ({"U": "Q" * 31}, ("catalogue.too_long", "error", "U2")),
        ({"Z": "x" * 501}, ("catalogue.too_long", "error", "Z2")),
        ({"F": "x" * 1001}, ("catalogue.too_long", "error", "F2")),
        ({"G": "5"}, ("catalogue.unknown_code", "error", "G2")),
        ({"H": "Hạn chế"}, ("catalogue.unknown_code", "error", "H2")),
        ({"S": "Hồ sơ"}, ("catalogue.unknown_code", "warning", "S2")),
        ({"AE": "..\\..\\etc\\passwd"}, ("catalogue.unsafe_path", "error", "AE2")),
        ({"AE": "C:\\quet\\1.pdf"}, ("catalogue.unsafe_path", "error", "AE2")),
        ({"AE": "/etc/passwd"}, ("catalogue.unsafe_path", "error", "AE2")),
        ({"AE": "\\\\may-chu\\chung\\1.pdf"}, ("catalogue.unsafe_path", "error", "AE2")),
        ({"AE": "file://x/1.pdf"}, ("catalogue.unsafe_path", "error", "AE2")),
        ({"U": "/Q\u0110-\u0421\u0420"}, ("catalogue.look_alike_repaired", "warning", "U2")),
        ({"Z": unicodedata.normalize("NFD", "Về việc")}, ("catalogue.nfd_repaired", "info", "Z2")),
        ({"T": "#REF!"}, ("catalogue.excel_error", "error", "T2")),
        ({"Y": None}, ("catalogue.missing_value", "warning", "dòng 2")),
        ({"P": 7}, ("catalogue.total_disagrees", "warning", "P2")),
    ],
)  # fmt: skip
def test_each_fault_is_told_at_its_cell(
    tmp_path: Path, changes: dict[str, object], expected: tuple[str, str, str]
) -> None:
    reading = read(tmp_path, row(1, **changes))
    assert told(reading) == [expected]
    assert len(reading.items) == 1


def test_repaired_text_is_what_is_kept_and_the_typed_value_stays(tmp_path: Path) -> None:
    reading = read(tmp_path, row(1, U="/ Q\u0110 - \u0421\u0420"))
    assert (reading.items[0].notation, reading.items[0].typed["U"]) == ("QĐ-CP", "/ QĐ - \u0421\u0420")


def test_russian_text_is_left_alone(tmp_path: Path) -> None:
    reading = read(tmp_path, row(1, Z="О мерах по развитию"))
    assert told(reading) == []
    assert reading.items[0].subject == "О мерах по развитию"


def test_doubles_and_gaps_are_told_on_every_row_concerned(tmp_path: Path) -> None:
    reading = read(
        tmp_path, row(1), row(1, T="9", AE="b.pdf"), row(4, T="9", AE="c.pdf"), row(5, AE="\\B.PDF"), row(6, T=None)
    )
    assert sorted(told(reading)) == [
        ("catalogue.duplicate_file", "error", "AE3"),
        ("catalogue.duplicate_file", "error", "AE5"),
        ("catalogue.duplicate_number", "error", "R2"),
        ("catalogue.duplicate_number", "error", "R3"),
        ("catalogue.duplicate_number", "warning", "T3"),
        ("catalogue.duplicate_number", "warning", "T4"),
        ("catalogue.number_gap", "warning", "dòng 2"),
    ]
    gap = next(finding for finding in reading.findings if finding.code == "catalogue.number_gap")
    assert gap.message == "Hồ sơ 05: thiếu số thứ tự 2–3."


def test_rows_that_are_no_items_are_told(tmp_path: Path) -> None:
    numbering: list[object] = [f"({n + 1})" for n in range(len(HEADINGS))]
    total: list[object] = ["Tổng cộng", *[None] * 14, 2]
    reading = read(tmp_path, numbering, row(1), [], [], row(2), total)
    assert told(reading) == [
        ("catalogue.numbering_row", "info", "dòng 2"),
        ("catalogue.empty_row", "info", "dòng 4"),
        ("catalogue.total_row", "info", "dòng 7"),
    ]
    assert [item.row for item in reading.items] == [3, 6]


def test_a_row_without_its_dossier_belongs_to_the_one_above(tmp_path: Path) -> None:
    bare = row(2)
    bare[1:17] = [None] * 16
    reading = read(tmp_path, row(1), bare)
    assert told(reading) == [("catalogue.dossier_inherited", "info", "dòng 3")]
    assert {item.dossier for item in reading.items} == {reading.dossiers[0].key}


def test_rows_that_describe_one_dossier_differently_are_told(tmp_path: Path) -> None:
    reading = read(tmp_path, row(1), row(2, F="Tiêu đề khác"))
    assert told(reading) == [("catalogue.dossier_disagrees", "warning", "dòng 3")]
    assert [dossier.title for dossier in reading.dossiers] == ["Tập lưu năm 2010"]


def test_formulas_merged_cells_and_hidden_places_are_told(tmp_path: Path) -> None:
    path = tmp_path / "bang.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet, other = book.add_worksheet("Chính"), book.add_worksheet("Phụ")
    sheet.write_row(0, 0, HEADINGS)
    sheet.write_row(1, 0, row(1))
    sheet.write_formula("AB2", "=1+1", None, 2)
    sheet.merge_range("Y3:Y4", "x")
    sheet.write_row(2, 0, row(2))
    sheet.write_row(3, 0, row(3, Y=None))
    sheet.set_row(3, None, None, {"hidden": True})
    sheet.set_column("G:G", None, None, {"hidden": True})
    other.write_row(0, 0, HEADINGS)
    book.close()
    reading = read_workbook(path)
    assert told(reading) == [
        ("catalogue.other_sheet", "error", ""),
        ("catalogue.formula", "warning", "AB2"),
        ("catalogue.merged_cells", "warning", "Y3:Y4"),
        ("catalogue.hidden", "warning", ""),
        ("catalogue.hidden", "warning", ""),
        ("catalogue.missing_value", "warning", "dòng 4"),
    ]
    assert reading.items[0].page_count == 2


def test_a_fault_in_every_row_is_counted_and_not_repeated_without_end(tmp_path: Path) -> None:
    rows = [row(n, U="Q" * 40) for n in range(1, notes.EACH + 21)]
    findings = [finding for finding in read(tmp_path, *rows).findings if finding.code == "catalogue.too_long"]
    assert len(findings) == notes.EACH + 1
    assert findings[-1].message == "Còn 20 chỗ nữa cùng lỗi này ở cột U."


def refused(path: Path) -> str:
    with pytest.raises(FileRefused) as raised:
        read_workbook(path, "lô 1/bang.xlsx")
    assert "lô 1/bang.xlsx" in raised.value.message
    return raised.value.code


def test_files_that_are_no_readable_workbook_are_refused_with_their_reason(tmp_path: Path) -> None:
    good = write(tmp_path / "good.xlsx", row())
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(good.read_bytes()[:-900])
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    locked = tmp_path / "locked.xlsx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"))
    text = tmp_path / "text.xlsx"
    text.write_text("a,b,c")
    assert [refused(path) for path in (cut, old, locked, text, tmp_path / "none.xlsx")] == [
        "file.damaged",
        "file.unsupported",
        "file.encrypted",
        "file.unsupported",
        "file.missing",
    ]


def _repack(source: Path, target: Path, replace: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, replace.get(part.filename, old.read(part)))
    return target


def test_workbooks_made_to_harm_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    good = write(tmp_path / "good.xlsx", row())
    blank = _repack(good, tmp_path / "bomb.xlsx", {"xl/worksheets/sheet1.xml": b" " * (64 << 20)})
    entities = _repack(
        good,
        tmp_path / "entities.xlsx",
        {"xl/worksheets/sheet1.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'},
    )
    broken = _repack(good, tmp_path / "broken.xlsx", {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row>"})
    assert [refused(path) for path in (blank, entities, broken)] == ["file.bomb", "file.bomb", "file.damaged"]


def samples() -> Path:
    """The folder of real samples, or a skip."""
    places = [Path(os.environ["KHOSO_SHARED"])] if "KHOSO_SHARED" in os.environ else []
    places += [parent / "shared" for parent in Path(__file__).resolve().parents]
    for place in places:
        if (place / "samples").is_dir():
            return place / "samples"
    pytest.skip("Không có thư mục mẫu thật bên cạnh mã nguồn.")


@pytest.mark.samples
def test_a_real_contractors_workbook_of_46_columns(tmp_path: Path) -> None:
    reading = read_workbook(samples() / "haugiang-hoso-so-hoa" / "metadata-nha-thau.xlsx")
    assert (len(reading.columns), [m for m in reading.columns if m.field is None]) == (46, [])
    assert [(d.box, d.dossier_number, d.rows, d.declared_item_count) for d in reading.dossiers] == [
        ("01", "01", (2, 6), 83),
        ("01", "02", (7, 13), 130),
        ("01", "03", (14, 15), 2),
    ]
    assert len(reading.items) == 14
    assert (reading.items[0].notation, reading.items[2].notation) == ("QĐ-CCATVSTP", "BC-CC")
    assert count_by_code(reading.findings) == {
        "catalogue.unknown_code": 3,
        "catalogue.missing_value": 2,
        "catalogue.number_gap": 2,
        "catalogue.total_disagrees": 2,
        "catalogue.impossible_number": 1,
    }
