"""A page is shown piece by piece, by the grammar of IIIF Image API 3.0."""

from __future__ import annotations

import math
import threading
from pathlib import Path

import numpy as np
import pytest
import pyvips
from hypothesis import given, settings
from hypothesis import strategies as st

from khoso.stages.access.compute import tiles
from khoso.stages.access.compute.tiles import (
    BadImageRequest,
    ImageUnreadable,
    Rectangle,
    iiif_info,
    iiif_region,
    make_pyramid,
    parse_region,
    parse_rotation,
    parse_size,
)

WIDTH, HEIGHT = 1001, 1403


def colours() -> np.ndarray:
    """A page whose red says the column and whose green says the row."""
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    image[..., 0] = np.linspace(0, 255, WIDTH, dtype=np.uint8)[None, :]
    image[..., 1] = np.linspace(0, 255, HEIGHT, dtype=np.uint8)[:, None]
    return image


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("pages") / "trang-1.tif"
    assert make_pyramid(colours(), out) == (WIDTH, HEIGHT)
    return out


def decoded(data: bytes) -> np.ndarray:
    image: np.ndarray = pyvips.Image.new_from_buffer(data, "").numpy()
    return image


def test_the_pyramid_is_tiled_jpeg_down_to_one_tile(page: Path) -> None:
    levels = [pyvips.Image.new_from_file(str(page), page=number) for number in range(4)]
    assert [(level.width, level.height) for level in levels] == [(1001, 1403), (500, 701), (250, 350), (125, 175)]
    assert {(level.get("tile-width"), level.get("tile-height")) for level in levels} == {(256, 256)}
    assert levels[0].get("n-pages") == 4
    assert [path.name for path in page.parent.iterdir()] == [page.name]


def test_info_names_sizes_tiles_and_limits(page: Path) -> None:
    assert iiif_info(page, "https://kho.example/iiif/3/abc/") == {
        "@context": "http://iiif.io/api/image/3/context.json",
        "id": "https://kho.example/iiif/3/abc",
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level2",
        "width": 1001,
        "height": 1403,
        "maxArea": tiles.MAX_AREA,
        "sizes": [{"width": w, "height": h} for w, h in ((125, 175), (250, 350), (500, 701), (1001, 1403))],
        "tiles": [{"width": 256, "height": 256, "scaleFactors": [1, 2, 4, 8]}],
        "extraQualities": ["color", "gray", "bitonal"],
        "extraFeatures": ["mirroring"],
    }


@pytest.mark.parametrize("factor", [1, 2, 4, 8])
def test_every_tile_a_viewer_asks_shows_its_place_on_the_page(page: Path, factor: int) -> None:
    """The tiles of a viewer: aligned regions, sizes rounded up, at each scale."""
    span = 256 * factor
    for left in range(0, WIDTH, span):
        for top in range(0, HEIGHT, span):
            wide, high = min(span, WIDTH - left), min(span, HEIGHT - top)
            w, h = math.ceil(wide / factor), math.ceil(high / factor)
            tile = decoded(iiif_region(page, f"{left},{top},{wide},{high}", f"{w},{h}"))
            assert tile.shape == (h, w, 3)
            middle = tile[h // 2, w // 2].astype(int)
            assert abs(middle[0] - 255 * (left + wide / 2) / WIDTH) < 6
            assert abs(middle[1] - 255 * (top + high / 2) / HEIGHT) < 6


@pytest.mark.parametrize(
    ("region", "size", "shape"),
    [
        ("full", "max", (1403, 1001)),
        ("full", "!300,300", (300, 214)),
        ("square", "100,100", (100, 100)),
        ("square", "max", (1001, 1001)),
        ("pct:25,25,50,50", "max", (702, 500)),
        ("0,0,500,700", "250,", (350, 250)),
        ("0,0,500,700", ",70", (70, 50)),
        ("0,0,500,700", "10,600", (600, 10)),
        ("full", "pct:10", (140, 100)),
        ("900,1300,500,500", "max", (103, 101)),
        ("0,0,100,100", "!300,300", (100, 100)),
        ("full", "1,1", (1, 1)),
    ],
)
def test_regions_and_sizes(page: Path, region: str, size: str, shape: tuple[int, int]) -> None:
    assert decoded(iiif_region(page, region, size)).shape[:2] == shape


def test_rotation_turns_clockwise_and_mirrors_first(page: Path) -> None:
    def corner(rotation: str) -> list[int]:
        return [int(value) for value in decoded(iiif_region(page, "full", "100,140", rotation))[2, 2][:2]]

    near, far = 40, 215
    plain, quarter, mirrored = corner("0"), corner("90"), corner("!0")
    assert (plain[0] < near, plain[1] < near) == (True, True)
    assert (quarter[0] < near, quarter[1] > far) == (True, True)  # the lower left corner comes up
    assert (mirrored[0] > far, mirrored[1] < near) == (True, True)
    assert decoded(iiif_region(page, "full", "100,140", "270")).shape[:2] == (100, 140)


def test_qualities_and_formats(page: Path) -> None:
    assert iiif_region(page, "full", "50,", fmt="jpg")[:2] == b"\xff\xd8"
    assert iiif_region(page, "full", "50,", fmt="png")[:4] == b"\x89PNG"
    assert decoded(iiif_region(page, "full", "50,", quality="color")).shape == (70, 50, 3)
    assert decoded(iiif_region(page, "full", "50,", quality="gray")).shape == (70, 50)
    bitonal = decoded(iiif_region(page, "full", "50,", quality="bitonal", fmt="png"))
    assert set(np.unique(bitonal)) == {0, 255}


@pytest.mark.parametrize(
    "region",
    ["", "Full", "1,2,3", "-1,0,5,5", "0,0,0,5", "0,0,5,0", "1001,0,5,5", "0,1403,5,5", "1.5,0,5,5", "pct:0,0,0,5",
     "pct:100,0,5,5", "pct:-1,0,5,5", "pct:1,2,3", "1e3,0,5,5", " full", "full\n", "٣,0,5,5", "0,0,99999999999,5"],
)  # fmt: skip
def test_a_region_outside_the_grammar_or_the_page_is_refused(region: str) -> None:
    with pytest.raises(BadImageRequest, match="Vùng ảnh"):
        parse_region(region, WIDTH, HEIGHT)


@pytest.mark.parametrize(
    "size",
    ["", ",", "full", "0,", ",0", "0,0", "1002,", ",1404", "1002,1403", "pct:0", "pct:101", "pct:", "!5,", "!,5",
     "!0,5", "^max", "^500,", "5", "5,5,5", "-5,", "1.5,", "max ", "max\n"],
)  # fmt: skip
def test_a_size_outside_the_grammar_or_larger_than_the_region_is_refused(size: str) -> None:
    with pytest.raises(BadImageRequest, match="Cỡ ảnh"):
        parse_size(size, WIDTH, HEIGHT)


def test_an_answer_has_a_limit_and_max_keeps_to_it() -> None:
    width, height = parse_size("max", 20_000, 10_000)
    assert tiles.MAX_AREA * 0.999 < width * height <= tiles.MAX_AREA
    with pytest.raises(BadImageRequest, match="điểm ảnh"):
        parse_size("20000,", 20_000, 10_000)


def test_rotations_of_the_grammar() -> None:
    assert [parse_rotation(text) for text in ("0", "90", "!180", "270", "360", "90.0")] == [
        (False, 0), (False, 90), (True, 180), (False, 270), (False, 0), (False, 90)]  # fmt: skip
    for text in ("", "45", "-90", "!", "450", "22.5", "90\n"):
        with pytest.raises(BadImageRequest, match="Góc xoay"):
            parse_rotation(text)


@pytest.mark.parametrize(("quality", "fmt"), [("bad", "jpg"), ("default", "gif"), ("default", "JPG"), ("", "jpg")])
def test_an_unknown_quality_or_format_is_refused(page: Path, quality: str, fmt: str) -> None:
    with pytest.raises(BadImageRequest):
        iiif_region(page, "full", "max", "0", quality, fmt)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_pixel_region_and_any_allowed_size_gives_exactly_that_size(page: Path, data: st.DataObject) -> None:
    x, y = data.draw(st.integers(0, WIDTH - 1)), data.draw(st.integers(0, HEIGHT - 1))
    part = parse_region(f"{x},{y},{data.draw(st.integers(1, 1500))},{data.draw(st.integers(1, 1500))}", WIDTH, HEIGHT)
    w, h = data.draw(st.integers(1, part.width)), data.draw(st.integers(1, part.height))
    region = f"{part.x},{part.y},{part.width},{part.height}"
    assert decoded(iiif_region(page, region, f"{w},{h}")).shape[:2] == (h, w)


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=6))
def test_any_text_is_understood_or_refused(region: str, size: str, rotation: str) -> None:
    for parse in (
        lambda: parse_region(region, WIDTH, HEIGHT),
        lambda: parse_size(size, WIDTH, HEIGHT),
        lambda: parse_rotation(rotation),
    ):
        try:
            parse()
        except BadImageRequest as error:
            assert error.message


def test_regions_are_cut_at_the_edges() -> None:
    assert parse_region("900,1300,500,500", WIDTH, HEIGHT) == Rectangle(900, 1300, 101, 103)
    assert parse_region("pct:50,0,100,0.01", WIDTH, HEIGHT) == Rectangle(500, 0, 501, 1)


def test_threads_may_cut_pieces_at_once(page: Path) -> None:
    wanted = [f"{left},{top},256,256" for left in (0, 256, 512) for top in (0, 256, 512, 768)]
    alone = {region: iiif_region(page, region, "256,256") for region in wanted}
    wrong: list[str] = []

    def cut() -> None:
        wrong.extend(region for region in wanted if iiif_region(page, region, "256,256") != alone[region])

    threads = [threading.Thread(target=cut) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_page_made_anew_is_shown_anew(tmp_path: Path) -> None:
    out = tmp_path / "a.tif"
    for shade in (0, 255):
        make_pyramid(np.full((300, 300), shade, np.uint8), out)
        assert decoded(iiif_region(out, "full", "8,"))[4, 4] == shade


def test_sources_as_scanners_make_them(tmp_path: Path) -> None:
    """Bilevel G4, 16-bit grey, transparency, CMYK and a turned picture all become an upright grey or RGB page."""
    base = pyvips.Image.new_from_array(colours())
    bilevel, deep, clear, print_colours, turned = (
        tmp_path / name for name in ("g4.tif", "16.tif", "a.png", "cmyk.tif", "xoay.jpg")
    )
    (base.colourspace("b-w") > 100).ifthenelse(255, 0).cast("uchar").tiffsave(
        str(bilevel), compression="ccittfax4", bitdepth=1
    )
    base.colourspace("grey16").tiffsave(str(deep))
    base.bandjoin(0).pngsave(str(clear))
    base.colourspace("cmyk").tiffsave(str(print_colours))
    oriented = base.copy()
    oriented.set_type(pyvips.GValue.gint_type, "orientation", 6)
    oriented.jpegsave(str(turned))
    made = {}
    for source in (bilevel, deep, clear, print_colours, turned):
        size = make_pyramid(source, tmp_path / "out.tif")
        shown = pyvips.Image.new_from_file(str(tmp_path / "out.tif"), revalidate=True)
        made[source.name] = (size, shown.bands, shown.format)
    upright = (WIDTH, HEIGHT)
    assert made == {
        "g4.tif": (upright, 1, "uchar"),
        "16.tif": (upright, 1, "uchar"),
        "a.png": (upright, 3, "uchar"),
        "cmyk.tif": (upright, 3, "uchar"),
        "xoay.jpg": ((HEIGHT, WIDTH), 3, "uchar"),
    }


def test_what_is_no_image_or_too_large_is_refused_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "hỏng.jpg"
    broken.write_bytes(b"khong phai anh")
    with pytest.raises(ImageUnreadable, match=r"hỏng\.jpg"):
        make_pyramid(broken, tmp_path / "out.tif")
    monkeypatch.setattr(tiles, "MAX_SOURCE_PIXELS", 100)
    with pytest.raises(ImageUnreadable, match="quá lớn"):
        make_pyramid(np.zeros((20, 20), np.uint8), tmp_path / "out.tif")
    with pytest.raises(ImageUnreadable, match="hãy tạo lại"):
        iiif_region(tmp_path / "out.tif", "full", "max")
    with pytest.raises(ImageUnreadable, match="hãy tạo lại"):
        iiif_info(tmp_path / "out.tif", "")
    assert [path.name for path in tmp_path.iterdir()] == ["hỏng.jpg"]
