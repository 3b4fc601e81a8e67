"""The PDF: the form, the archive standard, letters inside, the same bytes again, and a signature that holds."""

from __future__ import annotations

import ctypes
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as raw
import pytest
from fontTools.ttLib import TTFont
from tests.engines.office.papers import AT, COLUMNS, letter, notice, report, rows

from khoso.engines import office
from khoso.engines.office import Bullets, OfficialPaper, Paragraph, Table, fonts
from khoso.engines.signatures.memory import TestSigner
from khoso.engines.signatures.pyhanko import sign_pdf, verify_pdf
from khoso.kernel.errors import EngineMissing

pytestmark = [pytest.mark.mission("P11"), pytest.mark.luat("NĐ30 Phụ lục I")]
MM = 72 / 25.4


def _face_names(family: fonts.Family) -> dict[str, str]:
    """The names by which a PDF calls the four faces of the letters found on this machine."""
    told = ("regular", "bold", "italic", "bold italic")
    return {str(TTFont(file)["name"].getDebugName(6)): name for name, file in zip(told, family.files, strict=True)}


FACES = _face_names(fonts.find())


def drawn(paper: OfficialPaper) -> bytes:
    return office.pdf(paper, at=AT)


def pages(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def boxes(data: bytes, page: int, text: str) -> tuple[float, float, float, float]:
    """Where a text stands on a page, in points from the left and the bottom."""
    found = pypdfium2.PdfDocument(data)[page].get_textpage()
    search = found.search(text, match_case=True)
    place = search.get_next()
    assert place is not None, text
    around = [found.get_charbox(place[0] + n) for n in range(place[1])]
    shown = [box for box in around if box[2] > box[0]]
    return (
        min(b[0] for b in shown), min(b[1] for b in shown), max(b[2] for b in shown), max(b[3] for b in shown)
    )  # fmt: skip


def look(data: bytes, text: str, page: int = 0) -> tuple[str, float]:
    """The font and size in which a text stands on a page."""
    found = pypdfium2.PdfDocument(data)[page].get_textpage()
    place = found.search(text, match_case=True).get_next()
    assert place is not None, text
    name = ctypes.create_string_buffer(80)
    raw.FPDFText_GetFontInfo(found, place[0], name, 80, None)
    return FACES[name.value.decode().split("+")[-1]], round(raw.FPDFText_GetFontSize(found, place[0]), 1)


def test_a_report_says_everything_in_order() -> None:
    told = pages(drawn(report()))
    first = told[0]
    for text in (
        "SỞ NỘI VỤ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 05/BC-SNV",
        "Mẫu, ngày 05 tháng 01 năm 2026", "BÁO CÁO", "Kính gửi: Ủy ban nhân dân thành phố Mẫu",
        "I. KẾT QUẢ THỰC HIỆN", "1. Rà soát, chỉnh lý", "a) Khối lượng", "- Đã rà soát 1.234 hồ sơ;",
    ):  # fmt: skip
        assert text in first, text
    whole = " ".join(told)
    order = [
        "BÁO CÁO",
        "Kính gửi",
        "I. KẾT QUẢ",
        "II. KIẾN NGHỊ",
        "chỉ đạo./.",
        "Nơi nhận:",
        "- Như trên;",
        "Phụ lục I",
    ]
    assert sorted(order, key=whole.index) == order
    assert "(Kèm theo Báo cáo số 05/BC-SNV ngày 05 tháng 01 năm 2026 của Sở Nội vụ)" in whole


def test_sizes_and_faces_are_those_of_the_law() -> None:
    data, end = drawn(report()), drawn(letter())
    expected = {
        "SỞ NỘI VỤ": ("bold", 12),
        "ỦY BAN NHÂN DÂN": ("regular", 12),
        "CỘNG HÒA XÃ HỘI": ("bold", 12),
        "Độc lập": ("bold", 13),
        "Số: 05/BC-SNV": ("regular", 13),
        "ngày 05 tháng 01 năm 2026": ("italic", 13),
        "BÁO CÁO": ("bold", 14),
        "Kết quả số hóa": ("bold", 14),
        "Kính gửi": ("regular", 14),
        "Báo cáo này": ("regular", 14),
        "I. KẾT QUẢ THỰC HIỆN": ("bold", 14),
        "1. Rà soát": ("bold", 14),
        "a) Khối lượng": ("regular", 14),
    }
    assert {text: look(data, text) for text in expected} == expected
    expected = {
        "V/v đẩy nhanh": ("regular", 12),
        "Nơi nhận:": ("bold italic", 12),
        "- Lưu: VT, NC.": ("regular", 11),
        "TM. ỦY BAN": ("bold", 14),
        "PHÓ CHỦ TỊCH": ("bold", 14),
        "Trần Thị Mẫu": ("bold", 14),
    }
    assert {text: look(end, text) for text in expected} == expected
    assert look(data, "2", page=1) == ("regular", 13)


def test_the_paper_keeps_its_margins() -> None:
    data = drawn(report())
    document = pypdfium2.PdfDocument(data)
    assert [round(side / MM) for side in document[0].get_size()] == [210, 297]
    left, _, _, _ = boxes(data, 0, "Báo cáo này nêu khối lượng")
    # The first line begins 12.7 mm inside the margin.
    assert left / MM == pytest.approx(42.7, abs=0.5)
    state = boxes(data, 0, "CỘNG HÒA")
    assert 297 - state[3] / MM == pytest.approx(20, abs=2)
    for page in document:
        width, height = page.get_size()
        found = page.get_textpage()
        for at in range(found.count_chars()):
            box = found.get_charbox(at)
            if found.get_text_range(at, 1).strip():
                assert box[0] >= 30 * MM - 1
                assert box[2] <= width - 20 * MM + 1
                assert box[1] >= 20 * MM - 1
                assert box[3] <= height - 8 * MM


def test_page_numbers_begin_on_the_second_page_and_again_in_each_annex() -> None:
    told = pages(drawn(report()))
    numbers = [text.split()[0] if text.split()[0].isdigit() else "" for text in told]
    assert numbers == ["", "2", "", "2", ""]
    data = drawn(report())
    left, low, right, _ = boxes(data, 1, "2")
    # In the middle of the text, in the top margin.
    assert (left + right) / 2 / MM == pytest.approx(30 + 80, abs=1)
    assert 297 - low / MM < 20


def test_a_wide_annex_lies_and_its_table_repeats_its_head() -> None:
    data = drawn(report())
    shapes = [tuple(round(side / MM) for side in page.get_size()) for page in pypdfium2.PdfDocument(data)]
    assert shapes == [(210, 297)] * 2 + [(297, 210)] * 2 + [(210, 297)]
    told = pages(data)
    assert ["STT Nội dung" in text for text in told] == [True] * 4 + [False]


def test_rows_are_never_broken_over_pages() -> None:
    tall = Table(COLUMNS, [[str(n), f"ĐẦU{n} " + "chữ " * 60 + f"CUỐI{n}", "1", "2"] for n in range(12)])
    told = pages(drawn(replace(report(), blocks=[tall], annexes=[])))
    for n in range(12):
        assert [f"ĐẦU{n} " in text for text in told] == [f"CUỐI{n} " in text for text in told]


def test_the_signature_never_stands_alone_on_a_page() -> None:
    """However long the text is, the page of the signature shows its last line too."""
    for count in range(14, 34):
        paper = replace(report(), blocks=[Paragraph(f"Dòng {n}.") for n in range(count)], annexes=[])
        last = pages(drawn(paper))[-1]
        assert f"Dòng {count - 1}./." in last
        assert "Nguyễn Văn Mẫu" in last
        assert "Nơi nhận:" in last


def test_it_is_a_tagged_archive_pdf_with_its_letters_inside() -> None:
    with pikepdf.open(BytesIO(drawn(report()))) as pdf:
        with pdf.open_metadata() as told:
            assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("2", "B")
            assert told["dc:title"] == "Báo cáo Kết quả số hóa tài liệu lưu trữ kỳ 1 tháng 01 năm 2026"
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "vi-VN"
        assert "/OutputIntents" in pdf.Root
        names = set()
        for font in embedded_fonts(pdf):
            names.add(FACES[str(font.FontName).split("+")[-1]])
            assert "/FontFile2" in font or "/FontFile3" in font
        assert names == {
            "regular", "bold", "italic", "bold italic",
        }  # fmt: skip
        assert pdf.check_pdf_syntax() == []


def embedded_fonts(pdf: pikepdf.Pdf) -> list[Any]:
    return [
        one
        for one in pdf.objects
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == pikepdf.Name.FontDescriptor
    ]


def test_the_same_paper_at_the_same_moment_is_the_same_bytes() -> None:
    assert drawn(report()) == drawn(report())
    assert office.pdf(report(), at=AT) != office.pdf(report(), at=AT + timedelta(days=1))
    with pikepdf.open(BytesIO(drawn(report()))) as pdf:
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20260105083000")


def test_what_people_typed_is_shown_and_never_run() -> None:
    hostile = '#eval("1+1") $x$ *đậm* _nghiêng_ `mã` @a <b> [c] // d {{ e }} \\ ~ --- https://x.vn'
    paper = replace(report(), subject=hostile, blocks=[Paragraph(hostile), Bullets([hostile])], annexes=[])
    text = " ".join(pages(drawn(paper)))
    assert text.count(hostile) == 3


def test_signs_the_letters_lack_leave_a_box_and_controls_leave_nothing() -> None:
    paper = replace(report(), blocks=[Paragraph("trước \U0001f600\x00 sau")], annexes=[])
    assert "trước □ sau./." in pages(drawn(paper))[0]


def test_long_names_and_titles_stay_in_their_places() -> None:
    data = drawn(notice())
    (text,) = pages(data)
    assert "BAN QUẢN LÝ DỰ ÁN ĐẦU TƯ" in text
    agency, state = boxes(data, 0, "BAN QUẢN LÝ"), boxes(data, 0, "CỘNG HÒA")
    assert agency[2] < state[0]
    assert boxes(data, 0, "Số:")[3] < boxes(data, 0, "MẪU ĐÔNG")[1]


def test_a_signed_paper_holds(tmp_path: Path) -> None:
    plain, signed = tmp_path / "a.pdf", tmp_path / "b.pdf"
    plain.write_bytes(drawn(report()))
    sign_pdf(plain, signed, signer=TestSigner(), signer_name="Sở Nội vụ", at=datetime(2026, 1, 5, 9, tzinfo=UTC))
    (verdict,) = verify_pdf(signed, [TestSigner().certificate])
    assert (verdict.intact, verdict.valid, verdict.trusted, verdict.covers_whole_document) == (True,) * 4
    with pikepdf.open(signed) as pdf, pdf.open_metadata() as told:
        assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("2", "B")


def test_the_letters_have_every_vietnamese_letter_and_their_absence_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found = fonts.find()
    assert all(ord(letter) in found.letters for letter in "ẠạẶặƯưỲỹĐđ₫«»–…")
    monkeypatch.setattr(fonts, "_FOLDERS", ())
    fonts.find.cache_clear()
    try:
        with pytest.raises(EngineMissing, match="fonts-liberation2"):
            office.pdf(letter(), at=AT)
    finally:
        monkeypatch.undo()
        fonts.find.cache_clear()


def test_an_old_family_without_vietnamese_letters_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Liberation 1 has the same file names and lacks half of the letters."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    whole = fonts.find()
    for file in whole.files:
        font = TTFont(file)
        cutter = subset.Subsetter()
        cutter.populate(text="abc")
        cutter.subset(font)
        font.save(tmp_path / file.name)
    monkeypatch.setattr(fonts, "_FOLDERS", (str(tmp_path), str(whole.folder)))
    fonts.find.cache_clear()
    try:
        assert fonts.find().folder == whole.folder
    finally:
        monkeypatch.undo()
        fonts.find.cache_clear()


def test_a_long_table_stays_a_table() -> None:
    told = pages(drawn(replace(report(), blocks=[Table(COLUMNS, rows(300))], annexes=[])))
    assert all("STT Nội dung" in text for text in told[:-1])
    assert "Phông số 300," in " ".join(told)


@pytest.mark.parametrize("name", ["Liberation Serif", "TeX Gyre Termes"])
def test_each_family_that_may_be_found_gives_the_whole_paper(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_FAMILIES", {name: fonts._FAMILIES[name]})
    fonts.find.cache_clear()
    try:
        family = fonts.find()
    except EngineMissing:
        pytest.skip(f"{name}: not on this machine")
    finally:
        monkeypatch.undo()
        fonts.find.cache_clear()
    monkeypatch.setattr(fonts, "find", lambda: family)
    data = drawn(report())
    assert "□" not in "".join(pages(data))
    with pikepdf.open(BytesIO(data)) as pdf:
        used = {str(font.FontName).split("+")[-1] for font in embedded_fonts(pdf)}
    assert used == set(_face_names(family))
