"""Reading drawn documents: exact text and exact fields; what is not sure stays empty."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from tests.stages.recognition.pages_for_tests import DPI, HEIGHT, WIDTH, Letter, draw, save_pdf

from khoso.engines.ocr import probe
from khoso.engines.ocr.memory import MemoryOcr
from khoso.engines.ocr.port import PageText, Word
from khoso.kernel.errors import FileRefused
from khoso.stages.recognition.compute.pages import render_pages
from khoso.stages.recognition.compute.read import default_engine, read_file
from khoso.stages.recognition.compute.reading import FIELD_NAMES, FileReading

pytestmark = pytest.mark.mission("D4")


@pytest.fixture(scope="module")
def engine():
    if not probe.probe().present:
        pytest.skip("máy không có Tesseract với mô hình vie")
    return default_engine()


@pytest.fixture(scope="module")
def official_letter(engine, tmp_path_factory):
    path = save_pdf([draw(Letter())], tmp_path_factory.mktemp("letter") / "cong-van.pdf")
    return read_file(path, "lô 1/cong-van.pdf", engine=engine)


def png_header(width: int, height: int) -> bytes:
    """The beginning of a PNG that promises more pixels than any page has."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"\0")
    chunks = [struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (body, data)]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def values(reading: FileReading, document: int = 0) -> dict[str, str | None]:
    return {name: found.value for name, found in reading.documents[document].fields.items()}


def test_an_official_letter_gives_all_its_fields(official_letter):
    assert values(official_letter) == {
        "kind": "22",
        "number": "105",
        "notation": "SNV-VTLT",
        "issued_date": "2019-03-15",
        "issuer": "Sở Nội vụ tỉnh Đồng Nai",
        "subject": "V/v tăng cường bảo quản tài liệu lưu trữ mùa mưa bão",
        "signer": "Trần Thị Bình Minh",
        "urgency": None,
        "secrecy": None,
        "superior": "Ủy ban nhân dân tỉnh Đồng Nai",
        "place": "Đồng Nai",
        "post": "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC",
        "recipients": "Như trên\nLưu: VT",
        "language": "01",
        "page_count": "1",
        "autograph": None,
        "seals": None,
        "signatures": "0",
        "tables": "0",
        "maps": "0",
    }
    assert not any(found.handwritten for found in official_letter.documents[0].fields.values())


def test_every_value_has_its_place_on_the_page(official_letter):
    page = official_letter.pages[0]
    assert (page.width, page.height, page.dpi) == (WIDTH, HEIGHT, DPI)
    whole = {"language", "page_count", "seals", "signatures", "tables", "maps"}
    for name, found in official_letter.documents[0].fields.items():
        assert found.reason
        if found.value is not None and name not in whole:
            x0, y0, x1, y1 = found.box
            assert 0 <= x0 < x1 <= WIDTH and 0 <= y0 < y1 <= HEIGHT
            assert 0.7 <= found.confidence <= 1.0
    assert official_letter.documents[0].fields["signer"].box[1] > HEIGHT // 2


def test_the_text_keeps_its_lines(official_letter):
    lines = official_letter.pages[0].text.split("\n")
    assert "30 tháng 4 năm 2019 để tổng hợp, theo dõi và hướng dẫn thực hiện./." in lines


def test_the_json_has_exactly_the_agreed_shape(official_letter):
    data = official_letter.as_json()
    assert list(data) == ["path", "pages", "documents"]
    assert data["path"] == "lô 1/cong-van.pdf"
    assert list(data["pages"][0]) == [
        "number", "width", "height", "dpi", "text", "words", "personal", "scripts",
    ]  # fmt: skip
    assert list(data["documents"][0]) == ["pages", "fields"]
    assert tuple(data["documents"][0]["fields"]) == FIELD_NAMES
    assert list(data["documents"][0]["fields"]["kind"]) == [
        "value", "confidence", "page", "box", "handwritten", "reason",
    ]  # fmt: skip
    for x0, y0, x1, y1, text, confidence in data["pages"][0]["words"]:
        assert all(isinstance(side, int) for side in (x0, y0, x1, y1))
        assert text and 0 <= confidence <= 1
    assert " ".join(word[4] for word in data["pages"][0]["words"]) == " ".join(data["pages"][0]["text"].split())


@pytest.mark.parametrize("full", [True, False])
def test_the_json_comes_back_as_the_same_reading(official_letter, full):
    data = official_letter.as_json(full)
    again = FileReading.from_json(json.loads(json.dumps(data)))
    assert again.as_json(full) == data
    assert again.documents == official_letter.documents


def test_a_decision_with_urgency_and_secrecy(engine, tmp_path):
    letter = Letter(
        superior="",
        issuer="ỦY BAN NHÂN DÂN TỈNH ĐỒNG NAI",
        number="12/QĐ-UBND",
        dated="Đồng Nai, ngày 05 tháng 01 năm 2026",
        kind="QUYẾT ĐỊNH",
        subject=("Về việc thành lập Tổ công tác", "chỉnh lý tài liệu lưu trữ"),
        urgency="HỎA TỐC",
        secrecy="TỐI MẬT",
        body=("Căn cứ Luật Tổ chức chính quyền địa phương;", "Xét đề nghị của Giám đốc Sở Nội vụ,"),
        post="TM. ỦY BAN NHÂN DÂN",
        deputy="CHỦ TỊCH",
        signer="Lê Văn Phú",
    )
    assert values(read_file(save_pdf([draw(letter)], tmp_path / "qd.pdf"), engine=engine)) == {
        "kind": "02",
        "number": "12",
        "notation": "QĐ-UBND",
        "issued_date": "2026-01-05",
        "issuer": "Ủy ban nhân dân tỉnh Đồng Nai",
        "subject": "Về việc thành lập Tổ công tác chỉnh lý tài liệu lưu trữ",
        "signer": "Lê Văn Phú",
        "urgency": "HỎA TỐC",
        "secrecy": "TỐI MẬT",
        "superior": None,
        "place": "Đồng Nai",
        "post": "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH",
        "recipients": "Như trên\nLưu: VT",
        "language": "01",
        "page_count": "1",
        "autograph": None,
        "seals": None,
        "signatures": "0",
        "tables": "0",
        "maps": "0",
    }


def test_a_new_letterhead_after_a_signature_begins_a_new_document(engine, tmp_path):
    second = Letter(number="106/SNV-VTLT", subject=("V/v báo cáo số liệu kho lưu trữ",), signer="Lê Văn Phú")
    reading = read_file(save_pdf([draw(Letter()), draw(second)], tmp_path / "hai.pdf"), engine=engine)
    assert [(d.first, d.last) for d in reading.documents] == [(1, 1), (2, 2)]
    assert [values(reading, i)["number"] for i in (0, 1)] == ["105", "106"]
    assert reading.documents[1].fields["number"].page == 2


def test_a_hand_filled_number_is_told_and_not_guessed(engine, tmp_path):
    page = draw(Letter(number="          /SNV-VTLT"))
    pixels = np.array(page)
    # Strokes larger than print, where a clerk writes the number.
    import cv2

    for x, shape in ((365, "1"), (395, "7")):
        cv2.putText(pixels, shape, (x, 318), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 0, 3)
    found = read_file(save_pdf([Image.fromarray(pixels)], tmp_path / "tay.pdf"), engine=engine).documents[0].fields
    assert (found["number"].value, found["number"].handwritten) == (None, True)
    assert found["number"].box is not None
    assert (found["notation"].value, found["notation"].handwritten) == ("SNV-VTLT", False)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_lying_wrong_is_read_and_its_words_stay_where_they_are_shown(engine, tmp_path, degrees):
    upright = draw(Letter())
    lying = upright.rotate(degrees, expand=True)
    path = tmp_path / "xoay.png"
    lying.save(path, dpi=(DPI, DPI))
    page = read_file(path, engine=engine).pages[0]
    assert page.rotated == degrees
    word = next(w for w in page.words if w.text == "Kính")
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    straight = read_file(save_pdf([upright], tmp_path / "thang.pdf"), engine=engine).pages[0]
    there = next(w for w in straight.words if w.text == "Kính")
    cx, cy = (there.x0 + there.x1) / 2, (there.y0 + there.y1) / 2
    shown = {90: (cy, WIDTH - cx), 180: (WIDTH - cx, HEIGHT - cy), 270: (HEIGHT - cy, cx)}[degrees]
    assert abs(x - shown[0]) < 8 and abs(y - shown[1]) < 8


def test_a_name_below_a_red_seal_and_a_blue_signature_is_read(engine, tmp_path):
    page = draw(Letter()).convert("RGB")
    pen = ImageDraw.Draw(page)
    y = 1165
    pen.ellipse((900, y - 60, 1180, y + 220), outline=(205, 30, 40), width=12)
    pen.ellipse((945, y - 15, 1135, y + 175), fill=(215, 60, 70))
    for shift in range(0, 60, 12):
        pen.line((1000 + 4 * shift, y - 30, 1240 - 2 * shift, y + 190 - shift), fill=(40, 60, 190), width=5)
    whole = Image.composite(draw(Letter()).convert("RGB"), page, draw(Letter()).point(lambda v: 255 if v < 128 else 0))
    found = read_file(save_pdf([whole], tmp_path / "dau.pdf", quality=95), engine=engine).documents[0].fields["signer"]
    assert found.value == "Trần Thị Bình Minh"


def test_specks_do_not_keep_a_page_from_being_read(engine, tmp_path):
    pixels = np.array(draw(Letter()))
    pixels[np.random.default_rng(7).random(pixels.shape) < 0.02] = 0
    found = read_file(save_pdf([Image.fromarray(pixels)], tmp_path / "nhieu.pdf", quality=95), engine=engine)
    assert values(found)["subject"] == "V/v tăng cường bảo quản tài liệu lưu trữ mùa mưa bão"


def test_a_blank_page_gives_a_document_without_fields(engine, tmp_path):
    reading = read_file(save_pdf([Image.new("L", (WIDTH, HEIGHT), 255)], tmp_path / "trang.pdf"), engine=engine)
    assert reading.pages[0].text == ""
    told = {name: value for name, value in values(reading).items() if value is not None}
    assert told == {"page_count": "1", "tables": "0", "maps": "0"}


def test_progress_is_told_page_by_page(tmp_path):
    told: list[tuple[int, int]] = []
    path = save_pdf([Image.new("L", (400, 400), 255)] * 3, tmp_path / "ba.pdf")
    read_file(path, engine=MemoryOcr(), progress=lambda done, all_: told.append((done, all_)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_poor_text_layer_gives_way_and_a_good_one_stays():
    from khoso.stages.recognition.compute.layer import judge

    def words(text: str) -> tuple[Word, ...]:
        return PageText(tuple(Word(0, 0, 1, 1, part, 1.0) for part in text.split())).words

    good, poor = "Quyết định về việc bảo quản tài liệu", "Qưyôt đjnh vẽ viẹcc bao qnản tai lieưu"
    assert judge(words(poor), words(good)).keep_layer is False
    assert judge(words(good), words(poor)).keep_layer is True
    assert judge((), words(good)).reason == "Tệp không có lớp văn bản."


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("rong.pdf", b"", "file.damaged"),
        ("hong.pdf", b"%PDF-1.4\n%%EOF\n", "file.damaged"),
        ("chu.txt", b"khong phai anh", "file.wrong_format"),
        ("hong.png", b"\x89PNG\r\n\x1a\n\x00\x00", "file.damaged"),
        ("bom.png", png_header(60000, 60000), "file.too_large"),
    ],
)
def test_files_that_cannot_be_taken_in_are_refused_by_code(tmp_path: Path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        render_pages(path, tmp_path)
    assert refused.value.code == code
    assert name in refused.value.message


def test_a_locked_file_is_refused(tmp_path):
    import pikepdf

    plain = save_pdf([Image.new("L", (300, 300), 255)], tmp_path / "mo.pdf")
    with pikepdf.open(plain) as pdf:
        pdf.save(tmp_path / "khoa.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(FileRefused) as refused:
        render_pages(tmp_path / "khoa.pdf", tmp_path)
    assert refused.value.code == "file.encrypted"
