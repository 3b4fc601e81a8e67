"""A page that hangs, crashes or eats memory stays unread and says so; the other pages are read."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from khoso.engines.ocr.memory import MemoryOcr
from khoso.engines.ocr.port import PageText, Pixels, Word
from khoso.kernel.errors import FileRefused
from khoso.stages.recognition import jobs
from khoso.stages.recognition.compute import read
from khoso.stages.recognition.compute.cleaning import (
    READING_DPI,
    SHIPPED,
    flattened,
    is_uneven,
    reading_copy,
    tilt,
    without_bleed,
)
from khoso.stages.recognition.compute.layer import judge, pair_share
from khoso.stages.recognition.compute.pages import PageImage
from khoso.stages.recognition.compute.reading import FileReading, PageReading

pytestmark = pytest.mark.mission("D4")


class Slow(MemoryOcr):
    """Gives up on the page it is told to."""

    def read(self, image: Pixels, dpi: int) -> PageText:
        if image[0, 0] == 7:
            raise FileRefused("file.page_timeout", "Trang mất quá nhiều thời gian.")
        return super().read(image, dpi)


def pages(folder, *marks: int, layer: tuple[Word, ...] = ()) -> list[PageImage]:
    found = []
    for number, mark in enumerate(marks, 1):
        pixels = np.full((300, 200), 255, np.uint8)
        pixels[0, 0] = mark
        Image.fromarray(pixels).save(folder / f"{number}.tif")
        found.append(PageImage(number, 200, 300, 200, folder / f"{number}.tif", layer))
    return found


def test_a_page_out_of_time_leaves_the_others_readable(tmp_path):
    engine = Slow([PageText((Word(1, 1, 9, 9, "chữ", 0.9),))])
    told = read.read_pages(pages(tmp_path, 255, 7, 255), "a.pdf", engine=engine)
    assert [page.text for page in told.pages] == ["chữ", "", "chữ"]
    assert (told.pages[1].source, told.pages[1].reason) == (
        "none",
        "Trang chưa đọc được. Trang mất quá nhiều thời gian.",
    )


def test_a_page_out_of_time_keeps_the_words_the_file_brought(tmp_path):
    layer = (Word(1, 1, 9, 9, "cũ", 1.0),)
    told = read.read_pages(pages(tmp_path, 7, layer=layer), "a.pdf", engine=Slow()).pages[0]
    assert (told.text, told.source, told.mean_confidence) == ("cũ", "layer", 0.0)


def test_an_unread_page_is_a_finding():
    reading = FileReading("a.pdf", (PageReading(1, 9, 9, 200, (), "none", "Trang chưa đọc được. Quá lâu."),))
    assert [(found.code, found.page) for found in jobs._findings(reading, "a.pdf")] == [("read.page_unread", 1)]


def test_no_copy_is_larger_than_the_engine_reads_in_time():
    huge = np.full((12_000, 9_000), 255, np.uint8)
    copy = reading_copy(huge, 600)
    assert copy.dpi == READING_DPI
    assert copy.pixels.shape == (6_000, 4_500)
    assert reading_copy(np.full((400, 300), 255, np.uint8), 72).dpi == READING_DPI


def test_words_of_a_smaller_copy_come_back_to_their_place():
    copy = reading_copy(np.full((1200, 900), 255, np.uint8), 600)
    words = copy.words_on_page(PageText((Word(10, 20, 110, 60, "a", 0.9),)), 900, 1200)
    assert words[0].box == (20, 40, 220, 120)


def test_uneven_light_becomes_even_and_even_paper_is_left_alone():
    page = np.full((600, 400), 245, np.uint8)
    page[100:500:20, 50:350] = 30
    shaded = (page * np.linspace(0.35, 1, 400)[None, :]).astype(np.uint8)
    assert (is_uneven(page), is_uneven(shaded)) == (False, True)
    paper = flattened(shaded)[90:95, 20:380]
    assert int(paper.max()) - int(paper.min()) < 40
    assert np.array_equal(reading_copy(page, 200).pixels, page)


def test_the_slope_of_what_was_read_tells_how_a_page_lies():
    def lines(degrees: float) -> PageText:
        words = []
        for line in range(5):
            for at in range(8):
                x, y = 100 * at, 200 * line + round(np.tan(np.deg2rad(degrees)) * 100 * at)
                words.append(Word(x, y, x + 80, y + 30, "chữ", 0.9, line))
        return PageText(tuple(words))

    assert abs(tilt(lines(4)) - 4) < 0.1
    assert abs(tilt(lines(0))) < 1e-6
    assert tilt(PageText(())) == 0.0


def test_print_of_the_back_goes_and_print_of_the_page_stays():
    page = np.full((400, 400), 245, np.uint8)
    page[50:60], page[200:210] = 30, 180
    clean = without_bleed(reading_copy(page, 200, SHIPPED)).pixels
    assert (int(clean[55, 9]), int(clean[205, 9]), int(clean[300, 9])) == (0, 255, 255)


def words(text: str) -> tuple[Word, ...]:
    return tuple(Word(0, 0, 9, 9, part, 0.9) for part in text.split())


def test_a_layer_of_possible_but_wrong_syllables_is_seen_through():
    good = "Căn cứ Luật Tổ chức chính quyền địa phương số liệu thống kê quốc gia năm nay"
    poor = "Căn cư Luật Tô chưc chinh quyên đia phương sô liêu thông kê quôc gia năm nay"
    assert pair_share(words(good)) > pair_share(words(poor)) + 0.3
    assert judge(words(poor), words(good)).keep_layer is False
    assert judge(words(good), words(poor)).keep_layer is True
    assert "cặp âm tiết quen" in judge(words(poor), words(good)).reason
