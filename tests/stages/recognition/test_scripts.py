"""Which language or script stands where: Vietnamese, English, French by words; Chinese and Nôm characters by shape."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image, ImageDraw
from tests.stages.recognition.pages_for_tests import DPI, HEIGHT, WIDTH, Letter, draw, font

from khoso.engines.ocr import probe
from khoso.engines.ocr.port import Word
from khoso.stages.recognition.compute.pages import PageImage, render_pages
from khoso.stages.recognition.compute.read import default_engine, read_page
from khoso.stages.recognition.compute.scripts import character_fields, language_of, scripts_of

pytestmark = pytest.mark.mission("D4")

FRENCH = "Le Gouverneur général de l'Indochine, vu le décret du 20 octobre 1911 portant fixation des pouvoirs"
ENGLISH = "The committee of the province shall report on the implementation of this agreement by the end of the year"


@pytest.fixture(scope="module")
def engine():
    if not probe.probe().present:
        pytest.skip("máy không có Tesseract với mô hình vie")
    return default_engine()


def characters(page: Image.Image, x: int, y: int, columns: int, rows: int, size: int = 34) -> None:
    """Drawn characters: frames, bars and feet as Chinese ones have them; no font on every machine has real ones."""
    pen, luck = ImageDraw.Draw(page), Random(8)
    for row in range(rows):
        for column in range(columns):
            left, top = x + column * (size + 8), y + row * (size + 10)
            right, bottom = left + size - 4, top + size - 4
            pen.rectangle((left, top, right, bottom), outline=0, width=3)
            for share in (0.33, 0.66):
                pen.line((left, top + share * size, right, top + share * size), fill=0, width=3)
            for share in luck.sample((0.25, 0.5, 0.75), 2):
                pen.line((left + share * size, top, left + share * size, bottom), fill=0, width=3)


def as_page(picture: Image.Image, folder: Path) -> PageImage:
    picture.save(folder / "trang.tif")
    return PageImage(1, picture.width, picture.height, DPI, folder / "trang.tif")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Quyết định về việc bảo quản tài liệu lưu trữ", "vi"),
        (ENGLISH, "en"),
        (FRENCH, "fr"),
        ("Số 12", None),
        ("ABC XYZ QWF ZZT KKW JJR PPL WWQ MNB VVC XXR ZWK TTF", "other"),
    ],
)
def test_a_language_is_told_by_its_small_words(text, language):
    assert language_of(text.split()) == language


def test_each_part_of_a_page_has_its_language(engine, tmp_path):
    page = draw(Letter())
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 1750, WIDTH, HEIGHT), fill=255)
    for at, text in ((1780, ENGLISH), (1980, FRENCH)):
        words = text.split()
        for line in range(0, len(words), 9):
            pen.text((200, at + 5 * line), " ".join(words[line : line + 9]), font=font(13), fill=0)
    told = read_page(as_page(page, tmp_path), engine)
    assert [place.script for place in told.scripts] == ["vi", "en", "fr"]
    assert all(place.is_read for place in told.scripts)
    assert "Gouverneur général" in " ".join(told.text.split())


def test_characters_are_seen_where_they_stand_though_nobody_reads_them(engine, tmp_path):
    page = draw(Letter())
    characters(page, 400, 1900, 4, 5)
    told = read_page(as_page(page, tmp_path), engine)
    seen = [place for place in told.scripts if place.script == "han"]
    assert [place.is_read for place in seen] == [False]
    x0, y0, x1, y1 = seen[0].box
    assert max(abs(x0 - 400), abs(y0 - 1900), abs(x1 - 556), abs(y1 - 2106)) < 12
    assert not [w for w in told.words if x0 < (w.x0 + w.x1) / 2 < x1 and y0 < (w.y0 + w.y1) / 2 < y1]


def test_a_printed_page_has_no_characters():
    assert character_fields(np.asarray(draw(Letter()), np.uint8), DPI, ()) == []


def test_an_empty_page_has_no_scripts():
    assert scripts_of(np.full((400, 300), 255, np.uint8), 200, ()) == ()
    assert scripts_of(np.full((4, 4), 255, np.uint8), 200, (Word(0, 0, 1, 1, "a", 0.5),)) == ()


def test_english_scans_are_told_as_english(engine, tmp_path):
    told = os.environ.get("KHOSO_SHARED")
    shared = Path(told) if told else Path(__file__).resolve().parents[4] / "shared"
    scan = shared / "samples" / "foreign-scans-gt" / "phototest.tif"
    if not scan.exists():
        pytest.skip("không có mẫu foreign-scans-gt cạnh mã nguồn")
    page = render_pages(scan, tmp_path)[0]
    assert {place.script for place in read_page(page, engine).scripts} == {"en"}
