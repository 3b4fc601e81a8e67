"""Each pixel check has an edge: a defect just over it is found and found alone, the same just under it is not."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from tests.stages.digitisation import paper

from khoso.engines.imaging.port import Layer, Page
from khoso.kernel.findings import Finding
from khoso.stages.digitisation.compute import ADMINISTRATIVE, check_file
from khoso.stages.digitisation.compute.inspect import inspect_pixels

MM = paper.DPI / 25.4
PAPER = (247, 247, 243)


def check(page: Image.Image | np.ndarray, dpi: float = paper.DPI) -> list[Finding]:
    """Findings about the pixels of a colour scan; its size and resolution are not the matter."""
    pixels = np.asarray(page)
    height, width = pixels.shape[:2]
    layer = Layer(dpi, width, height, 24, "colour", "DCTDecode", "background", 1.0)
    found = inspect_pixels(Page(1, width, height, dpi, (layer,)), pixels, ADMINISTRATIVE).findings
    return [finding for finding in found if finding.code != "page.wrong_size"]


def codes(page: Image.Image | np.ndarray, dpi: float = paper.DPI) -> list[str]:
    return [finding.code for finding in check(page, dpi)]


@cache
def _clean(seed: int = 1, lines: int = 34) -> Image.Image:
    return paper.text_page(seed, lines=lines)


def clean(seed: int = 1, lines: int = 34) -> Image.Image:
    return _clean(seed, lines).copy()


def empty() -> Image.Image:
    return paper.noisy(Image.new("RGB", paper.A4, PAPER))


def pixels_of(page: Image.Image) -> np.ndarray:
    return np.asarray(page).astype(np.float32)


def image(pixels: np.ndarray) -> Image.Image:
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def skewed(degrees: float) -> Image.Image:
    return paper.rotated(clean(), degrees)


def edged(millimetres: float, share: float = 1.0) -> Image.Image:
    page = clean()
    ImageDraw.Draw(page).rectangle((0, 0, millimetres * MM - 1, page.height * share), fill=(25, 22, 20))
    return page


def margin(millimetres: float) -> Image.Image:
    """The page moved to the left until its text, which begins at 230, has so much of its margin left."""
    return paper.cut(clean(), round(230 - millimetres * MM))


def contrast(levels: float) -> Image.Image:
    return image(225 + (pixels_of(clean()) - 247) * levels / 212)


def banded(left: float) -> Image.Image:
    pixels = pixels_of(clean())
    pixels[1000:1300] = 247 + (pixels[1000:1300] - 247) * left
    return image(pixels)


def lined(levels: float, channels: tuple[int, ...] = (0, 1, 2)) -> Image.Image:
    pixels = pixels_of(clean())
    for channel in channels:
        pixels[:, 900:903, channel] -= levels
    return image(pixels)


def blind(width: int) -> Image.Image:
    pixels = pixels_of(clean())
    pixels[:, 900 : 900 + width] = 247
    return image(pixels)


def lightened(levels: float) -> Image.Image:
    """A line of one pixel down the page that has a little too much light, as dust where the scanner takes its white."""
    pixels = pixels_of(clean()) - 8
    pixels[:, 900] += levels
    return image(pixels)


def tabled(millimetres: float) -> Image.Image:
    """A form of few words whose frame stands so far from the left side."""
    page = clean(6, 3)
    x = millimetres * MM
    draw = ImageDraw.Draw(page)
    for left, right in ((x, x + 500), (x + 500, x + 1300)):
        draw.rectangle((left, 500, right, 1800), outline=(40, 40, 45), width=3)
    return page


def noted(millimetres: float) -> Image.Image:
    page = clean()
    ImageDraw.Draw(page).rectangle((700, 1200, 700 + millimetres * MM, 1200 + millimetres * MM), fill=(245, 225, 90))
    return page


def fingered(millimetres: float) -> Image.Image:
    page = clean()
    reach = millimetres * MM
    ImageDraw.Draw(page).ellipse((-reach, 1100, reach, 1100 + 16 * MM), fill=(205, 150, 120))
    return page


def clipped(millimetres: float) -> Image.Image:
    """A wire clip over the upper edge, where no text is."""
    page = clean()
    draw = ImageDraw.Draw(page)
    end = millimetres * MM
    for half, long in ((28, end), (15, end * 0.8)):
        draw.line((500 - half, 0, 500 - half, long - half), fill=(95, 98, 104), width=9)
        draw.line((500 + half, 0, 500 + half, long - half), fill=(95, 98, 104), width=9)
        draw.arc((500 - half - 4, long - 2 * half, 500 + half + 4, long), 0, 180, fill=(95, 98, 104), width=9)
    return page


def folded(millimetres: float) -> Image.Image:
    page = clean()
    size = millimetres * MM
    corner = [(page.width, 0), (page.width - size, 0), (page.width, size)]
    ImageDraw.Draw(page).polygon(corner, fill=(30, 28, 26))
    return page


def shadowed(front: Image.Image, levels: float) -> Image.Image:
    """What another page shows of itself through this one."""
    back = clean(9).transpose(Image.Transpose.FLIP_LEFT_RIGHT).convert("L")
    soft = pixels_of(paper.blurred(back, 1.6))
    shade = np.roll((247 - soft).clip(0) / 150 * levels, 26, axis=0)
    return image(pixels_of(front) - shade[:, :, None] * pixels_of(front) / 255)


def speckled(count: int) -> Image.Image:
    page = empty()
    draw = ImageDraw.Draw(page)
    for x, y in np.random.default_rng(3).integers((0, 0), paper.A4, (count, 2)).tolist():
        draw.ellipse((x, y, x + 2, y + 2), fill=(120, 120, 120))
    return page


def numbered() -> Image.Image:
    page = empty()
    ImageDraw.Draw(page).text((page.width / 2, 120), "17", font=paper.font(29), fill=(40, 40, 45), anchor="mm")
    return page


JUST_UNDER: dict[str, Callable[[], Image.Image]] = {
    "half-a-degree": lambda: skewed(0.5),
    "half-a-degree-the-other-way": lambda: skewed(-0.5),
    "rim-of-0.2-mm": lambda: edged(0.2),
    "dark-for-a-tenth": lambda: edged(3, 0.09),
    "margin-of-4-mm": lambda: margin(4),
    "spread-of-0.1-mm": lambda: paper.blurred(clean(), 0.8),
    "contrast-of-110": lambda: contrast(110),
    "a-band-with-four-fifths-left": lambda: banded(0.8),
    "a-line-of-3-levels": lambda: lined(3),
    "a-line-lighter-by-1-level": lambda: lightened(1),
    "a-frame-4-mm-from-the-side": lambda: tabled(4),
    "a-note-of-8-mm": lambda: noted(8),
    "a-finger-tip-of-3-mm": lambda: fingered(3),
    "a-dog-ear-of-3-mm": lambda: folded(3),
    "the-other-side-by-3-levels": lambda: shadowed(clean(2, 14), 3),
    "three-lines": lambda: clean(4, 3),
}

JUST_OVER: dict[str, tuple[str, Callable[[], Image.Image]]] = {
    "a-degree": ("page.skewed", lambda: skewed(1.0)),
    "a-degree-the-other-way": ("page.skewed", lambda: skewed(-1.0)),
    "edge-of-1-mm": ("page.dark_edge", lambda: edged(1.0)),
    "dark-for-a-fifth": ("page.dark_edge", lambda: edged(3, 0.2)),
    "margin-of-1-mm": ("page.cut_edge", lambda: margin(1)),
    "letters-cut": ("page.cropped", lambda: margin(-2)),
    "out-of-focus": ("page.blurred", lambda: paper.blurred(clean(), 1.7)),
    "contrast-of-50": ("page.low_contrast", lambda: contrast(50)),
    "a-band-with-a-quarter-left": ("page.faded_band", lambda: banded(0.25)),
    "a-dark-line": ("page.streak", lambda: lined(20)),
    "a-red-line": ("page.streak", lambda: lined(30, (1, 2))),
    "a-blind-line": ("page.streak", lambda: blind(3)),
    "a-line-lighter-by-3-levels": ("page.streak", lambda: lightened(3)),
    "a-frame-1-mm-from-the-side": ("page.cut_edge", lambda: tabled(1)),
    "a-note-of-30-mm": ("page.foreign_object", lambda: noted(30)),
    "a-finger-tip-of-12-mm": ("page.foreign_object", lambda: fingered(12)),
    "a-clip": ("page.foreign_object", lambda: clipped(22)),
    "a-dog-ear-of-15-mm": ("page.folded_corner", lambda: folded(15)),
    "the-other-side-by-40-levels": ("page.bleed_through", lambda: shadowed(clean(2, 14), 40)),
    "nothing": ("page.blank", empty),
    "dust": ("page.blank", lambda: speckled(30)),
    "a-number": ("page.near_blank", numbered),
    "a-shadow": ("page.near_blank", lambda: shadowed(empty(), 20)),
}


@pytest.mark.mission("D3")
@pytest.mark.parametrize("make", JUST_UNDER.values(), ids=JUST_UNDER.keys())
def test_just_under_is_a_clean_page(make: Callable[[], Image.Image]) -> None:
    assert codes(make()) == []


@pytest.mark.mission("D3")
@pytest.mark.luat("TT05 Đ.8.1")
@pytest.mark.parametrize(("code", "make"), JUST_OVER.values(), ids=JUST_OVER.keys())
def test_just_over_is_found_alone(code: str, make: Callable[[], Image.Image]) -> None:
    assert codes(make()) == [code]


@pytest.mark.parametrize(("code", "make"), JUST_OVER.values(), ids=JUST_OVER.keys())
def test_a_finding_says_where_and_what_to_do(code: str, make: Callable[[], Image.Image]) -> None:
    (finding,) = check(make())
    assert finding.box is not None
    x0, y0, x1, y1 = finding.box
    assert 0 <= x0 < x1 <= paper.A4[0]
    assert 0 <= y0 < y1 <= paper.A4[1]
    what, _, todo = finding.message.partition("; ")
    assert what.startswith("Trang 1 ")
    assert todo.startswith("hãy ")
    assert todo.endswith(".")


def test_the_measure_is_in_the_words() -> None:
    (skew,) = check(skewed(-1.4))
    assert skew.message == "Trang 1 bị nghiêng 1,4°; hãy chỉnh thẳng hoặc quét lại."
    (fold,) = check(folded(20))
    assert fold.box is not None
    assert (fold.box[1], fold.box[2]) == (0, paper.A4[0])
    assert abs((fold.box[2] - fold.box[0]) - 20 * MM) < 6


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_turned_and_nothing_else(turn: int) -> None:
    assert set(codes(clean().rotate(turn, expand=True))) <= {"page.sideways", "page.upside_down"}


@pytest.mark.parametrize("level", [225, 237, 255])
def test_the_tone_of_the_paper_is_no_defect(level: int) -> None:
    assert codes(image(pixels_of(clean()) * level / 247)) == []


def test_a_table_is_no_streak() -> None:
    page = clean(3, 10)
    draw = ImageDraw.Draw(page)
    for x in (230, 700, 1100, 1420):
        draw.line((x, 900, x, 2150), fill=(40, 40, 45), width=3)
    for y in range(900, 2160, 125):
        draw.line((230, y, 1420, y), fill=(40, 40, 45), width=3)
    assert codes(page) == []


def test_a_red_seal_is_no_foreign_object() -> None:
    assert codes(paper.seal(clean(5, 30))) == []


@pytest.mark.parametrize("shape", [(1, 1), (1, 20_000), (20_000, 1), (39, 39), (41, 300), (300, 41), (130, 130)])
@pytest.mark.parametrize("channels", [0, 3])
@pytest.mark.parametrize("filling", ["white", "black", "noise", "chequers"])
def test_no_size_and_no_filling_breaks_the_check(shape: tuple[int, int], channels: int, filling: str) -> None:
    rows, columns = shape
    whole = (rows, columns, channels) if channels else shape
    pixels = {
        "white": lambda: np.full(whole, 255, np.uint8),
        "black": lambda: np.zeros(whole, np.uint8),
        "noise": lambda: np.random.default_rng(1).integers(0, 256, whole).astype(np.uint8),
        "chequers": lambda: np.resize((np.indices(shape).sum(axis=0) % 2 * 255).astype(np.uint8), whole),
    }[filling]()
    for dpi in (72.0, 200.0, 600.0):
        assert all(code.startswith("page.") for code in codes(pixels, dpi))


@pytest.mark.parametrize("filling", [0, 128, 255])
def test_a_page_of_one_tone_is_judged(filling: int) -> None:
    found = codes(np.full((2339, 1654, 3), filling, np.uint8))
    assert found[0] == "page.blank"


@pytest.mark.parametrize("mode", ["I;16", "CMYK", "RGBA", "LA", "P", "1"])
def test_every_kind_of_pixel_is_read(mode: str, tmp_path: Path) -> None:
    page = clean(6, 20)
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(page.convert("L")).astype(np.uint16) * 256)
    else:
        picture = page.convert(mode)
    path = tmp_path / ("page.tif" if mode in {"CMYK", "1", "I;16"} else "page.png")
    picture.save(path, dpi=(200, 200))
    expected = {"file.not_pdfa"} if mode in {"CMYK", "RGBA"} else {"file.not_pdfa", "page.not_colour"}
    assert {finding.code for finding in check_file(path).all_findings} - {"page.bleed_through"} == expected
