"""Old fonts are known by content, cell by cell where they differ, and turned into Unicode; nothing else is touched."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stages.catalogue.tables_made import REGISTER, Told, register_row, write

from khoso.stages.catalogue.compute.workbooks import legacy

OLD_PAPERS = (
    Path(os.environ.get("KHOSO_SHARED", Path(__file__).parents[4] / "shared")) / "samples/legacy-doc-tcvn3-1945"
)
SAID = (
    "quyết định về việc thành lập tổ thẩm định đủ điều kiện vệ sinh an toàn thực phẩm nguyễn phường thuở khuya ngoẵng "
    "gì giếng ủy ban nhân dân huyện báo cáo tổng kết năm học kế hoạch giải phóng mặt bằng tuyến đường liên xã hồ sơ "
    "nghiệm thu công trình thủy lợi đền bù khiếu nại tố cáo bổ nhiệm cán bộ chuyển ngạch kỷ luật khoáng sản rừng quỹ"
)
WORDS = SAID.split()
TEXTS = st.lists(st.sampled_from(WORDS), min_size=3, max_size=12).map(" ".join)
ENCODINGS = st.sampled_from([legacy.TCVN3, legacy.VNI])


@given(TEXTS, ENCODINGS)
def test_what_was_typed_in_an_old_font_comes_back(text: str, encoding: str) -> None:
    old = legacy.to_old(text, encoding)
    assert legacy.convert(old, encoding)[0] == text
    if old != text:
        assert legacy.convert(old, encoding)[1] == encoding


@given(TEXTS)
def test_unicode_stays_as_it_is_whatever_is_expected(text: str) -> None:
    assert legacy.convert(text, legacy.UNICODE) == (text, legacy.UNICODE)


@given(st.lists(TEXTS, min_size=5, max_size=20), ENCODINGS)
def test_a_column_tells_its_font(texts: list[str], encoding: str) -> None:
    assert legacy.detect([legacy.to_old(text, encoding) for text in texts]) == encoding
    assert legacy.detect(texts) == legacy.UNICODE


@pytest.mark.parametrize(
    "text", ["Café Müller", "Cà phê", "Tô Hoà", "São Paulo", "25 °C ± 2", "Công an", "lá cờ", "naïve façade", ""]
)
def test_latin_letters_that_are_no_old_font(text: str) -> None:
    assert legacy.convert(text, legacy.UNICODE) == (text, legacy.UNICODE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("QUYÕT §ÞNH", "QUYẾT ĐỊNH"),
        ("ñy ban nh©n d©n tØnh §ång Nai", "ủy ban nhân dân tỉnh Đồng Nai"),
        ("UÛY BAN NHAÂN DAÂN TÆNH ÑOÀNG NAI", "ỦY BAN NHÂN DÂN TỈNH ĐỒNG NAI"),
        ("Baùo caùo tình hình", "Báo cáo tình hình"),
        ("Ñöôøng Nguyeãn Hueä", "Đường Nguyễn Huệ"),
    ],
)
def test_capitals_and_known_lines(old: str, new: str) -> None:
    assert legacy.convert(old, legacy.UNICODE)[0] == new


def test_every_tcvn3_letter_comes_back_alone() -> None:
    letters = [chr(code) for code in legacy._TCVN3]
    turned = [letter.translate(legacy._TCVN3) for letter in letters]
    assert len(set(turned)) == len(letters) == 74
    assert all(unicodedata.is_normalized("NFC", letter) for letter in turned)


def test_fonts_that_differ_from_column_to_column(tmp_path: Path) -> None:
    titles = ["Báo cáo tổng kết năm học", "Kế hoạch giải phóng mặt bằng", "Hồ sơ nghiệm thu công trình thủy lợi"]
    notes = ["đủ điều kiện", "thiếu phụ lục kèm theo", "chữ mờ khó đọc"]
    rows = [
        register_row(n, C=legacy.to_old(title, legacy.TCVN3), G=legacy.to_old(note, legacy.VNI))
        for n, (title, note) in enumerate(zip(titles, notes, strict=True), start=1)
    ]
    told = Told(write(tmp_path / "a.xlsx", [[legacy.to_old(h, legacy.TCVN3) for h in REGISTER], *rows]))
    assert [guess.heading for guess in told.survey.columns] == REGISTER
    assert [row["dossier"]["title"] for row in told.rows] == titles
    assert [row["dossier"]["note"] for row in told.rows] == notes
    assert [code for code in told.codes() if code[0] == "legacy_font"] == [
        ("legacy_font", "warning", 1, "C"),
        ("legacy_font", "warning", 1, "G"),
    ]
    font = next(f for f in told.findings if f["code"] == "catalogue.legacy_font")
    assert (font["was"], font["now"]) == (legacy.to_old(titles[0], legacy.TCVN3), titles[0])
    assert "bộ mã TCVN3 (ABC)" in font["message"]
    repaired = [f for f in told.findings if f["code"] == "catalogue.legacy_repaired"]
    assert [(f["row"], f["column"], f["now"]) for f in repaired] == [
        pair for n in range(3) for pair in ((n + 2, "C", titles[n]), (n + 2, "G", notes[n]))
    ]


def test_a_person_may_say_the_font(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [REGISTER, register_row(1, C="lá cờ"), register_row(2, C="l¸ cê")])
    assert [row["dossier"]["title"] for row in Told(path).rows] == ["lá cờ", "lá cờ"]
    assert [row["dossier"]["title"] for row in Told(path, encoding="unicode").rows] == ["lá cờ", "l¸ cê"]


def test_csv_in_an_old_font(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [REGISTER, *[[str(cell or "") for cell in register_row(n)] for n in range(1, 6)]]
    path.write_bytes("\n".join(legacy.to_old("\t".join(row), legacy.TCVN3) for row in rows).encode("latin-1"))
    told = Told(path)
    assert told.survey.encoding == legacy.TCVN3
    assert told.rows[0]["dossier"]["title"] == "Tập lưu về xây dựng chợ, tập 1"


@pytest.mark.skipif(not OLD_PAPERS.exists(), reason="the old papers are not here")
def test_papers_of_1945_typed_in_tcvn3_are_vietnamese_again() -> None:
    """Their text lies in the file letter by letter; no reader of Word is needed to see it."""
    good = bad = 0
    for paper in sorted(OLD_PAPERS.glob("*.DOC")):
        for run in re.findall(rb"[\x20-\x7e\xa1-\xfe]{40,}", paper.read_bytes()):
            text = run.decode("latin-1")
            turned, encoding = legacy.convert(text, legacy.UNICODE)
            if encoding == legacy.TCVN3:
                words = [word for word in re.findall(r"[^\W\d_]+", turned) if not word.isascii()]
                good += sum(1 for word in words if legacy.is_syllable(word))
                bad += sum(1 for word in words if not legacy.is_syllable(word))
    assert good > 1_000
    assert bad / (good + bad) < 0.02
