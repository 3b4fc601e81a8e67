"""A hole of zeros within a picture is damage, in every form whose decoder fills it up and says nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from khoso.engines.imaging import open_pages
from khoso.engines.imaging.cut import cut_pages
from khoso.kernel.errors import FileRefused

FORMS = {
    "tif": ("group4", "jpeg", "tiff_adobe_deflate", "tiff_lzw"),
    "jp2": ("",),
    "jpg": ("",),
}


def stored(folder: Path, ending: str, compression: str) -> Path:
    """A page of scribbles: every block of it has something to say."""
    rng = np.random.default_rng(4)
    image = Image.fromarray(rng.integers(180, 255, (900, 700, 3)).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for x0, y0, x1, y1 in rng.integers(0, 700, (400, 4)).tolist():
        draw.line((x0, y0, x1, y1), fill=(20, 20, 30), width=2)
    path = folder / f"a.{ending}"
    if compression == "group4":
        image = image.convert("L").point([255 * (level > 120) for level in range(256)]).convert("1")
    if ending == "jp2":
        image.save(path, quality_mode="rates", quality_layers=[10])
    elif compression:
        image.save(path, compression=compression, dpi=(100, 100))
    else:
        image.save(path, dpi=(100, 100))
    return path


def drawn(path: Path) -> str:
    try:
        with open_pages(path) as document:
            for page in document.pages:
                document.render(page.number)
    except FileRefused as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize(("ending", "compression"), [(ending, one) for ending, many in FORMS.items() for one in many])
def test_a_hole_in_a_picture_is_damage(ending: str, compression: str, tmp_path: Path) -> None:
    path = stored(tmp_path, ending, compression)
    whole = drawn(path)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 4096] = bytes(4096)
    path.write_bytes(data)
    assert (whole, drawn(path)) == ("", "file.damaged")


def test_a_fax_page_with_bytes_after_its_end_is_whole_and_with_a_hole_it_is_not(tmp_path: Path) -> None:
    import pikepdf

    path = tmp_path / "a.pdf"
    image = Image.open(stored(tmp_path, "tif", "group4"))
    image.save(path)
    with pikepdf.open(path) as pdf:
        assert cut_pages(pdf) == []
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 512] = bytes(512)
    path.write_bytes(data)
    with pikepdf.open(path) as pdf:
        assert cut_pages(pdf) == [1]
