"""The two-layer PDF/A-2b: conforming, the scan's bytes untouched, our words findable, the same bytes every time."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, pdfa
from PIL import Image
from tests.stages.recognition.pages_for_tests import DPI, HEIGHT, WIDTH, Letter, draw, save_pdf

from khoso.engines.ocr.port import Word
from khoso.kernel.errors import FileRefused
from khoso.stages.recognition.compute.pdfa import write_pdfa
from khoso.stages.recognition.compute.reading import FileReading, PageReading

pytestmark = [pytest.mark.luat("TT05 Đ.8.2.a"), pytest.mark.mission("D4")]

CREATED = datetime(2026, 1, 5, 1, 2, 3, tzinfo=UTC)
LINES = ("Quyết định thành lập kho lưu trữ", "Ủy ban nhân dân phường Trấn Biên")


def words() -> tuple[Word, ...]:
    found = []
    for line, text in enumerate(LINES):
        x = 300
        for part in text.split():
            width = 22 * len(part)
            found.append(Word(x, 400 + 60 * line, x + width, 440 + 60 * line, part, 0.9, line, line))
            x += width + 20
    return tuple(found)


def reading(
    pages: int = 1, *, size: tuple[int, int] = (WIDTH, HEIGHT), rotated: int = 0, layer: bool = False
) -> FileReading:
    return FileReading(
        "a.pdf",
        tuple(
            PageReading(n, *size, DPI, words(), "ocr", "Thay lớp văn bản có sẵn.", layer) for n in range(1, pages + 1)
        ),
    )


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    return save_pdf([draw(Letter())], tmp_path / "scan.pdf")


def image_digests(path: Path) -> list[str]:
    """Digest of every compressed image stream as it stands in the file, in page order."""
    with pikepdf.open(path) as pdf:
        return [
            hashlib.sha256(image.read_raw_bytes()).hexdigest()
            for page in pdf.pages
            for _, image in sorted(page.images.items())
        ]


def boxes(path: Path) -> list[tuple[float, float, float, float, str]]:
    """Words as poppler finds them, in pixels of the page as shown."""
    if not shutil.which("pdftotext"):
        pytest.skip("máy không có pdftotext")
    told = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
    scale = DPI / 72
    return [
        (*(float(side) * scale for side in match[:4]), match[4])
        for match in re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', told)
    ]


def test_the_file_conforms_and_says_so(scan, tmp_path):
    result = write_pdfa(scan, reading(), tmp_path / "out.pdf", title="Công văn 105", created=CREATED)
    assert (result.conformance, result.replaced_text_layer) == ("PDF/A-2b", False)
    assert pdfa.validate_written(tmp_path / "out.pdf", "2b").passed
    if shutil.which("qpdf"):
        subprocess.run(["qpdf", "--check", tmp_path / "out.pdf"], check=True, capture_output=True)
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        assert str(pdf.docinfo["/Title"]) == "Công văn 105"
        assert str(pdf.docinfo["/CreationDate"]) == "D:20260105080203+07'00'"


def test_the_scan_stays_byte_for_byte(scan, tmp_path):
    write_pdfa(scan, reading(), tmp_path / "out.pdf", title="", created=CREATED)
    assert image_digests(tmp_path / "out.pdf") == image_digests(scan)


def test_the_same_input_gives_the_same_bytes_and_another_date_does_not(scan, tmp_path):
    for name, moment in (("a", CREATED), ("b", CREATED), ("c", CREATED.replace(year=2027))):
        write_pdfa(scan, reading(), tmp_path / name, title="Tên & <hồ sơ>", created=moment)
    a, b, c = ((tmp_path / name).read_bytes() for name in "abc")
    assert a == b
    assert a != c


def test_words_are_found_as_they_were_read_and_where_they_were_read(scan, tmp_path):
    write_pdfa(scan, reading(), tmp_path / "out.pdf", title="", created=CREATED)
    found = boxes(tmp_path / "out.pdf")
    assert [word[4] for word in found] == " ".join(LINES).split()
    for told, word in zip(found, words(), strict=True):
        assert max(abs(a - b) for a, b in zip(told[:4], word.box, strict=True)) < 2


def test_the_page_looks_as_before(scan, tmp_path):
    write_pdfa(scan, reading(), tmp_path / "out.pdf", title="", created=CREATED)

    def picture(path: Path) -> bytes:
        document = pypdfium2.PdfDocument(path)
        try:
            return document[0].render(scale=1).to_numpy().tobytes()
        finally:
            document.close()

    assert picture(tmp_path / "out.pdf") == picture(scan)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_words_stay_in_place_on_a_turned_page(scan, tmp_path, turn):
    with pikepdf.open(scan) as pdf:
        pdf.pages[0].Rotate = turn
        pdf.save(tmp_path / "turned.pdf")
    size = (HEIGHT, WIDTH) if turn in (90, 270) else (WIDTH, HEIGHT)
    write_pdfa(tmp_path / "turned.pdf", reading(size=size), tmp_path / "out.pdf", title="", created=CREATED)
    found = boxes(tmp_path / "out.pdf")
    assert [word[4] for word in found] == " ".join(LINES).split()
    assert max(abs(a - b) for a, b in zip(found[0][:4], words()[0].box, strict=True)) < 3


def test_an_old_invisible_layer_goes_and_ours_comes(scan, tmp_path):
    write_pdfa(scan, reading(), tmp_path / "old.pdf", title="", created=CREATED)
    new = FileReading("a", (PageReading(1, WIDTH, HEIGHT, DPI, (Word(9, 9, 99, 49, "Mới", 0.9),), layer_found=True),))
    result = write_pdfa(tmp_path / "old.pdf", new, tmp_path / "out.pdf", title="", created=CREATED)
    assert (result.conformance, result.replaced_text_layer) == ("PDF/A-2b", True)
    assert [word[4] for word in boxes(tmp_path / "out.pdf")] == ["Mới"]
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        assert list(pdf.pages[0].resources.Font.keys()) == ["/KhoSoText"]
    assert image_digests(tmp_path / "out.pdf") == image_digests(scan)


def test_scripts_attachments_and_annotations_stay_behind(scan, tmp_path):
    with pikepdf.open(scan) as pdf:
        action = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
        pdf.Root.OpenAction = action
        pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", action])))
        pdf.pages[0].AA = Dictionary(O=action)
        pdf.pages[0].Annots = Array(
            [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)]
        )
        pdf.attachments["a.exe"] = pikepdf.AttachedFileSpec(pdf, b"MZ", filename="a.exe")
        pdf.save(tmp_path / "armed.pdf")
    result = write_pdfa(tmp_path / "armed.pdf", reading(), tmp_path / "out.pdf", title="", created=CREATED)
    assert result.conformance == "PDF/A-2b"
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        assert len(pdf.attachments) == 0
        for thing in pdf.objects:
            if isinstance(thing, Dictionary | pikepdf.Stream):
                assert not {"/JS", "/AA", "/Annots", "/OpenAction", "/Names", "/EmbeddedFiles"} & set(thing.keys())


@pytest.mark.parametrize(("name", "mode"), [("a.jpg", "RGB"), ("a.png", "L"), ("a.tif", "1"), ("a.jpg", "CMYK")])
def test_images_become_pdfa(tmp_path, name, mode):
    path = tmp_path / name
    draw(Letter()).convert(mode).save(path, dpi=(DPI, DPI))
    result = write_pdfa(path, reading(), tmp_path / "out.pdf", title="", created=CREATED)
    assert result.conformance == "PDF/A-2b"
    assert [word[4] for word in boxes(tmp_path / "out.pdf")] == " ".join(LINES).split()
    if mode == "RGB":
        assert image_digests(tmp_path / "out.pdf") == [hashlib.sha256(path.read_bytes()).hexdigest()]


def test_text_drawn_to_be_seen_stays_and_a_missing_font_is_told(scan, tmp_path):
    with pikepdf.open(scan) as pdf:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        pdf.pages[0].Resources.Font = Dictionary(F=font)
        pdf.pages[0].contents_add(b"BT /F 20 Tf 50 50 Td (SAO Y) Tj ET")
        pdf.save(tmp_path / "stamped.pdf")
    result = write_pdfa(tmp_path / "stamped.pdf", reading(layer=True), tmp_path / "out.pdf", title="", created=CREATED)
    assert result.conformance is None
    assert "phông" in result.reason
    assert "SAO" in [word[4] for word in boxes(tmp_path / "out.pdf")]


def test_another_number_of_pages_is_refused(scan, tmp_path):
    with pytest.raises(FileRefused) as refused:
        write_pdfa(scan, reading(2), tmp_path / "out.pdf", title="", created=CREATED)
    assert refused.value.code == "file.changed"
    assert not (tmp_path / "out.pdf").exists()


def test_a_page_without_words_conforms_too(tmp_path):
    blank = save_pdf([Image.new("L", (WIDTH, HEIGHT), 255)], tmp_path / "blank.pdf")
    empty = FileReading("a", (PageReading(1, WIDTH, HEIGHT, DPI, ()),))
    assert write_pdfa(blank, empty, tmp_path / "out.pdf", title="", created=CREATED).conformance == "PDF/A-2b"
