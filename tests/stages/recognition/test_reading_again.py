"""Lines and blocks read a second time: what is doubtful is, what is sure is not, and a pen's figures stay unread."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from tests.stages.recognition.pages_for_tests import font
from tests.stages.recognition.test_fields_rules import HEAD, page

from khoso.engines.ocr.memory import MemoryOcr
from khoso.engines.ocr.port import PageText, Pixels, Word
from khoso.stages.recognition.compute.fields import documents_of
from khoso.stages.recognition.compute.headlines import with_head_lines
from khoso.stages.recognition.compute.pages import PageImage
from khoso.stages.recognition.compute.read import default_engine, read_page
from khoso.stages.recognition.compute.reading import PageReading
from khoso.stages.recognition.compute.signer import find_signer

pytestmark = pytest.mark.mission("D5")

TITLE = (("QUYẾT ĐỊNH", 700, 500), ("Về việc sửa chữa trường học", 600, 545))


class Lines(MemoryOcr):
    """Reads one line after the other as it was told to, each word as sure as told."""

    def __init__(self, *told: tuple[str, float]) -> None:
        super().__init__()
        self.told = list(told)
        self.asked = 0

    def read_line(self, image: Pixels, dpi: int) -> PageText:
        del dpi
        self.asked += 1
        text, sure = self.told.pop(0)
        letter = image.shape[1] // (len(text) + 2)
        words, x = [], letter
        for word in text.split(" "):
            wide = letter * len(word)
            words.append(Word(x, 4, x + wide, image.shape[0] - 4, word, sure, letters=(sure,) * len(word)))
            x += wide + letter
        return PageText(tuple(words))


@pytest.fixture
def blank(tmp_path: Path) -> PageImage:
    Image.fromarray(np.full((2339, 1654), 255, np.uint8)).save(tmp_path / "1.tif")
    return PageImage(1, 1654, 2339, 200, tmp_path / "1.tif")


def unsure(told: PageReading, *texts: str) -> tuple[Word, ...]:
    return tuple(replace(w, confidence=0.2, letters=(0.2,) * len(w.text)) if w.text in texts else w for w in told.words)


def read(words: tuple[Word, ...]) -> dict:
    return documents_of([PageReading(1, 1654, 2339, 200, words)], calibrate=False)[0].fields


def test_a_notation_that_a_pen_spoilt_is_read_from_its_line_and_the_figures_of_the_pen_are_not(blank):
    told = page(*HEAD, ("Số: .Í#'đ /ueND-NV", 300, 300), ("Hà Giang, ngày 06 tháng 5 năm 2010", 930, 300), *TITLE)
    engine = Lines(("Số: 185 /UBND-NV", 0.4), *[("Số: 135 /UBND-NV", 0.88)] * 5)
    found = read(with_head_lines(blank, unsure(told, ".Í#'đ", "/ueND-NV"), engine))
    assert found["notation"].value == "UBND-NV"
    assert (found["number"].value, found["number"].handwritten) == (None, True)
    assert found["issued_date"].value == "2010-05-06"


def test_a_number_whose_slash_was_read_as_a_letter_takes_the_sure_reading(blank):
    told = page(*HEAD, ("Số: 71I/HD-SYT", 300, 300), *TITLE)
    found = read(with_head_lines(blank, unsure(told, "71I/HD-SYT"), Lines(("Số: 71/HD-SYT", 0.95))))
    assert (found["number"].value, found["notation"].value) == ("71", "HD-SYT")


def test_lines_that_are_sure_are_not_read_again(blank):
    told = page(*HEAD, ("Số: 71/HD-SYT", 300, 300), ("Hà Giang, ngày 06 tháng 5 năm 2010", 930, 300), *TITLE)
    engine = Lines()
    assert with_head_lines(blank, told.words, engine) is told.words
    assert engine.asked == 0


@pytest.mark.parametrize(
    ("second", "third", "iso"),
    [
        ("Hà Giang, ngày 16 tháng 5 năm 2010", "Hà Giang, ngày 16 tháng 5 năm 2010", "2010-05-16"),
        ("Hà Giang, ngày 16 tháng Š năm 2010", "Hà Giang, ngày l6 tháng 5 năm 2010", "2010-05-16"),
        ("Hà Giang, ngày 16 tháng 5 năm 2010", "Hà Giang, ngày 10 tháng 5 năm 2010", None),
        ("Hà Giang, ngày 16 tháng 5 năm 2016", "Hà Giang, ngày 16 tháng 5 năm 2016", None),
    ],
)
def test_a_day_counts_when_two_sizes_of_its_line_tell_the_same(blank, second, third, iso):
    told = page(*HEAD, ("Số: 71/HD-SYT", 300, 300), ("Hà Giang, ngày #$ tháng 5 năm 2010", 930, 300), *TITLE)
    engine = Lines((second, 0.9), (third, 0.9), ("Hà Giang, ngày % tháng 5 năm 2010", 0.5))
    found = read(with_head_lines(blank, told.words, engine))["issued_date"]
    assert found.value == iso
    assert found.handwritten == (iso is None)


def test_a_line_that_was_read_as_two_with_a_part_each_is_read_as_one(blank):
    twice = page(*HEAD, ("Số: 71/HD-SYT", 300, 300), ("Hà Giang, ngày 06 tháng 5 năm 2010", 930, 300), *TITLE)
    again = [replace(w, x0=w.x0 + 3, x1=w.x1 - 3, line=9) for w in twice.words if w.text in ("tháng", "năm", "06")]
    line = ("Hà Giang, ngày 06 tháng 5 năm 2010", 0.95)
    words = with_head_lines(blank, (*twice.words, *again), Lines(line, line, line))
    assert " ".join(w.text for w in words if w.x0 > 800 and 250 < w.y0 < 400) == line[0]


def signed_page(folder: Path, *, stamp: int) -> PageImage:
    """A page without colours; a stamp of that grey runs through post and name, whose print stays darker."""
    image = Image.new("L", (1654, 2339), 250)
    draw = ImageDraw.Draw(image)
    for order, text in enumerate(("Sở Nội vụ đề nghị các cơ quan, đơn vị kiểm tra", "kho lưu trữ và báo cáo kết quả.")):
        draw.text((260, 1200 + 60 * order), text, 40, font(14))
    for order, text in enumerate(("Nơi nhận:", "- Như trên;", "- Lưu: VT.")):
        draw.text((260, 1500 + 40 * order), text, 40, font(11))
    for inset in range(6):
        draw.ellipse((920 + inset, 1540 + inset, 1210 - inset, 1830 - inset), outline=stamp)
        draw.ellipse((950 + inset, 1570 + inset, 1180 - inset, 1800 - inset), outline=stamp)
    for x in range(930, 1200, 60):
        draw.line((x, 1640, x + 30, 1820), stamp, 4)
    for y, text in ((1500, "KT. GIÁM ĐỐC"), (1550, "PHÓ GIÁM ĐỐC"), (1790, "Nguyễn Quang Hòa")):
        draw.text((1150, y), text, 40, font(14, bold=True), anchor="ma")
    image.save(folder / "1.tif")
    return PageImage(1, 1654, 2339, 200, folder / "1.tif")


def test_name_and_post_below_a_grey_stamp_are_read_from_the_darkest_ink(tmp_path):
    told = read_page(signed_page(tmp_path, stamp=150), default_engine())
    name, post = find_signer([told])
    assert (name.value, post.value) == ("Nguyễn Quang Hòa", "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC")
