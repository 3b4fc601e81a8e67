"""Nothing is dropped silently: every row of a sheet is read, or told as what it is; hostile files are refused."""

from __future__ import annotations

import random
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.stages.catalogue.old_excel import write_xls
from tests.stages.catalogue.tables_made import MIXED, REGISTER, TODAY, Told, mixed_row, register_row, write

from khoso.kernel.errors import FileRefused
from khoso.stages.catalogue.compute import sheets
from khoso.stages.catalogue.compute.workbooks import when
from khoso.stages.catalogue.compute.workbooks.across import declared_gaps
from khoso.stages.catalogue.compute.workbooks.grid import index_of, letter_of

ASIDES = {"heading_row", "numbering_row", "empty_row", "total_row", "group_row", "dossier_above"}
STRAY: list[object] = [
    None, "", " ", 0, -1, 3.5, True, "x", "Tổng cộng", "II. Nhóm", "Hồ sơ số: 9", "#N/A", "31/02/2010", "Mật", "hực", 7,
    "Vĩnh viễn", "Quyết định", "=1", "'5", "1-3", "Ve\u0302\u0300", "НĐ", "TËp l\xadu", "x" * 1200, "Ghi chú", "(1)",
]  # fmt: skip
NOISE = st.sampled_from(STRAY)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[object]]]:
    headings, make = draw(st.sampled_from([(REGISTER, register_row), (MIXED, mixed_row)]))
    rows: list[list[object]] = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        row = make(number)
        for _ in range(draw(st.integers(0, 4))):
            row[draw(st.integers(0, len(row) - 1))] = draw(NOISE)
        kind = draw(st.integers(0, 7))
        rows.append([] if kind == 0 else list(headings) if kind == 1 else draw(st.lists(NOISE, max_size=9)) if kind == 2
                    else row)  # fmt: skip
    return list(headings), rows


@settings(max_examples=40, deadline=None)
@given(tables(), st.integers(0, 3))
def test_every_row_is_accounted_for(table: tuple[list[str], list[list[object]]], above: int) -> None:
    headings, rows = table
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "a.xlsx", [*[["x"]] * above, headings, *rows])
        header_row = above + 1
        mapping = sheets.proposed(sheets.survey_at(path, "a", sheet="Mục lục", header_row=header_row))
        checked = sheets.check(
            path, Path(folder) / "out", sheet="Mục lục", header_row=header_row, mapping=mapping,
            options=sheets.Options("H19.1", TODAY),
        )  # fmt: skip
        told = Told.__new__(Told)
        told.findings = _lines(Path(folder) / "out" / "findings.jsonl")
        read = [row["row"] for row in _lines(Path(folder) / "out" / "rows.jsonl")]
        bad = {f["row"] for f in told.findings if f["severity"] == "error"}
        good = {row["row"] for row in _lines(Path(folder) / "out" / "rows.jsonl") if row["ok"]}
        marked = sheets.mark(
            path, Path(folder) / "out" / "findings.jsonl", Path(folder) / "m.xlsx", sheet="Mục lục",
            header_row=header_row,
        )  # fmt: skip
    aside = {f["row"] for f in told.findings if f["code"].removeprefix("catalogue.") in ASIDES}
    filled = {
        number
        for number, row in enumerate(rows, start=header_row + 1)
        if any(value is not None and str(value).strip() for value in row)
    }
    assert len(read) == len(set(read)) == checked.rows_total
    assert not set(read) & (aside - {f["row"] for f in told.findings if f["code"] == "catalogue.empty_row"})
    assert filled <= set(read) | aside
    assert set(read) <= filled
    assert good == set(read) - bad
    assert (checked.rows_good, checked.rows_bad, marked) == (len(good), len(set(read) & bad), len(set(read) & bad))


def _lines(path: Path) -> list[dict[str, object]]:
    from tests.stages.catalogue.tables_made import lines

    return lines(path)


@given(st.integers(0, 20_000))
def test_letters_and_places_of_columns(index: int) -> None:
    assert index_of(letter_of(index)) == index


@given(st.dates(min_value=TODAY.replace(year=1900), max_value=TODAY))
def test_a_date_is_read_the_same_however_it_is_typed(day: object) -> None:
    said = [
        f"{day:%d/%m/%Y}",
        f"{day:%d-%m-%Y}",
        f"{day:%d.%m.%Y}",
        f"{day:%Y-%m-%d}",
        f"ngày {day:%d} tháng {day:%m} năm {day:%Y}",
    ]
    assert {when.read(text, TODAY).found.iso for text in said} == {f"{day:%Y-%m-%d}"}  # type: ignore[union-attr]
    assert when.read_parts(f"{day:%d}", f"{day:%m}", f"{day:%Y}", TODAY).found.iso == f"{day:%Y-%m-%d}"  # type: ignore[union-attr]


@given(st.sets(st.integers(2, 98), max_size=30))
def test_declared_gaps_are_understood_as_they_are_written(missing: set[int]) -> None:
    runs: list[list[int]] = []
    for number in sorted(missing):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    said = ", ".join(f"{a:02d}" if a == b else f"{a:02d} -{b}" for a, b in runs)
    declared = declared_gaps(f"Tập lưu văn bản đi. Từ số: 01 - 99. Khuyết số: {said}")
    if missing:
        assert declared == (1, 99, frozenset(missing))
    else:
        assert declared is None


# hostile files -----------------------------------------------------------------------------------


def refused(path: Path) -> str:
    with pytest.raises(FileRefused) as caught:
        for sheet in sheets.survey(path, path.name):
            sheets.check(
                path, path.parent / "out", sheet=sheet.name, header_row=1, mapping={"A": "dossier.number"},
                options=sheets.Options("H19.1", TODAY),
            )  # fmt: skip
    return caught.value.code


def repacked(path: Path, part: str, turn: object) -> Path:
    out = path.with_name("b.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, turn(data) if name == part else data)  # type: ignore[operator]
    return out


SHEET = "xl/worksheets/sheet1.xml"


def test_files_that_are_no_workbook(tmp_path: Path) -> None:
    for name, data, code in [
        ("a.pdf", b"%PDF-1.7 nothing", "file.unsupported"),
        ("a.xlsx", b"PK\x03\x04 broken", "file.damaged"),
        ("a.csv", b"\x00\x01\x02\x03", "file.unsupported"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "file.damaged"),
        ("b.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "file.encrypted"),
    ]:
        path = tmp_path / name
        path.write_bytes(data)
        assert (name, refused(path)) == (name, code)
    assert refused(tmp_path / "absent.xlsx") == "file.missing"


def test_entities_cut_sheets_and_lying_references(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [REGISTER, register_row(1)])
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    assert refused(repacked(path, SHEET, lambda data: bomb + data[data.index(b"<worksheet") :])) == "file.bomb"
    assert refused(repacked(path, SHEET, lambda data: data[: len(data) // 2])) == "file.damaged"
    assert refused(repacked(path, SHEET, lambda data: data.replace(b"<v>0</v>", b"<v>999999</v>"))) == "file.damaged"
    assert refused(repacked(path, SHEET, lambda data: data.replace(b'row r="2"', b'row r="2000000"'))) == "file.bomb"


def test_a_late_doctype_is_refused_too(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [REGISTER, register_row(1)])
    late = b"<?xml version='1.0'?><!--" + b"x" * 9000 + b'--><!DOCTYPE x [<!ENTITY a "b">]>'
    assert refused(repacked(path, SHEET, lambda data: late + data[data.index(b"<worksheet") :])) == "file.damaged"


def test_random_damage_never_escapes_as_another_error(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.xlsx", [MIXED, *[mixed_row(n) for n in range(1, 20)]]).read_bytes()
    chance = random.Random(7)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path = tmp_path / "c.xlsx"
        path.write_bytes(bytes(data[: chance.randint(200, len(data))] if chance.random() < 0.3 else data))
        try:
            for sheet in sheets.survey(path, "c.xlsx"):
                sheets.check(
                    path, tmp_path / "out", sheet=sheet.name, header_row=sheet.header_row or 1,
                    mapping=sheets.proposed(sheet), options=sheets.Options("H19.1", TODAY),
                )  # fmt: skip
        except FileRefused:
            continue


def test_damaged_old_excel_never_escapes_as_another_error(tmp_path: Path) -> None:
    whole = write_xls(tmp_path / "a.xls", [REGISTER, *[register_row(n) for n in range(1, 30)]]).read_bytes()
    chance = random.Random(3)
    path = tmp_path / "c.xls"
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(8, len(data))] = chance.randrange(256)
        path.write_bytes(bytes(data[: chance.randint(600, len(data))] if chance.random() < 0.3 else data))
        try:
            sheets.survey(path, "c.xls")
        except FileRefused:
            continue


def test_cells_far_out_cost_nothing(tmp_path: Path) -> None:
    def more(book: object, sheet: object) -> None:
        sheet.write_string(1_048_575, 16_383, "xa")  # type: ignore[attr-defined]

    told = Told(write(tmp_path / "a.xlsx", [REGISTER, register_row(1)], more=more))
    assert told.checked.rows_good == 1
