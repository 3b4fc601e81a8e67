"""The OCR port: the same promises kept by Tesseract and by the memory double."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from khoso.engines.ocr import probe
from khoso.engines.ocr.memory import MemoryOcr
from khoso.engines.ocr.port import PageText, Word
from khoso.kernel.errors import EngineMissing, FileRefused


@pytest.fixture(scope="module")
def tesseract():
    if not probe.probe().present:
        pytest.skip("máy không có Tesseract với mô hình vie")
    from khoso.engines.ocr.tesseract import TesseractOcr

    return TesseractOcr()


def drawn(text: str) -> np.ndarray:
    page = Image.new("L", (1000, 200), 255)
    found = sorted(Path("/usr/share/fonts").rglob("DejaVuSans.ttf"))
    if not found:
        pytest.skip("máy không có phông DejaVu")
    ImageDraw.Draw(page).text((40, 60), text, font=ImageFont.truetype(str(found[0]), 44), fill=0)
    return np.asarray(page)


def test_tesseract_reads_vietnamese_words_with_places_and_confidences(tesseract):
    page = tesseract.read(drawn("Quyết định số 12 của Ủy ban"), 300)
    assert [word.text for word in page.words] == ["Quyết", "định", "số", "12", "của", "Ủy", "ban"]
    assert page.mean_confidence > 0.8
    assert all(0 <= w.x0 < w.x1 <= 1000 and 0 <= w.y0 < w.y1 <= 200 for w in page.words)
    assert [w.x0 for w in page.words] == sorted(w.x0 for w in page.words)
    assert all(len(w.letters) in (0, len(w.text)) for w in page.words)


def test_tesseract_takes_colour_pages_and_reads_the_same_again(tesseract):
    colour = np.stack([drawn("Lưu trữ lịch sử")] * 3, axis=-1)
    first, second = tesseract.read(colour, 300), tesseract.read(colour, 300)
    assert first == second
    assert [word.text for word in first.words] == ["Lưu", "trữ", "lịch", "sử"]


@pytest.mark.parametrize("size", [(300, 300), (1, 1)])
def test_an_empty_page_has_no_words_and_no_confidence(tesseract, size):
    page = tesseract.read(np.full(size, 255, np.uint8), 200)
    assert page == PageText(())
    assert page.mean_confidence == 0.0


def test_a_page_that_takes_too_long_is_refused(tesseract):
    from khoso.engines.ocr.tesseract import TesseractOcr

    noise = np.random.default_rng(1).integers(0, 2, (2200, 1600), dtype=np.uint8) * 255
    with pytest.raises(FileRefused) as refused:
        TesseractOcr(timeout_ms=1).read(noise, 300)
    assert refused.value.code == "file.page_timeout"


def test_one_thread_only(tesseract):
    assert os.environ["OMP_THREAD_LIMIT"] == "1"


def test_the_double_gives_what_it_was_told_in_turn():
    one, two = PageText((Word(0, 0, 9, 9, "một", 0.5),)), PageText(())
    double = MemoryOcr([one, two])
    image = np.zeros((9, 9), np.uint8)
    assert [double.read(image, 200) for _ in range(3)] == [one, two, one]


def test_confidence_of_a_page_counts_letters():
    page = PageText((Word(0, 0, 1, 1, "a", 0.0, line=0), Word(2, 0, 3, 1, "bcd", 1.0, line=1)))
    assert page.mean_confidence == 0.75
    assert [[w.text for w in line] for line in page.lines] == [["a"], ["bcd"]]


def test_without_the_vietnamese_model_the_message_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setattr(probe, "tessdata_folders", lambda: [tmp_path])
    state = probe.probe()
    assert (state.present, state.tessdata) == (False, None)
    with pytest.raises(EngineMissing) as missing:
        probe.require()
    assert "tesseract-ocr-vie" in missing.value.message
    assert missing.value.exit_code == 3


def test_tessdata_prefix_wins_over_the_system_folders(monkeypatch, tmp_path):
    (tmp_path / "vie.traineddata").write_bytes(b"x")
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    assert probe.find_tessdata() == tmp_path
