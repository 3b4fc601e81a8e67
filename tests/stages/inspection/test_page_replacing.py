"""Single pages of a file replaced: the pages beside them keep every bit."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from khoso.engines.imaging import open_pages
from khoso.kernel.errors import FileRefused
from khoso.stages.inspection.compute import tiff
from khoso.stages.inspection.compute.replacing import Replaced, replace_pages

pytestmark = pytest.mark.mission("D7")
GREYS = (230, 200, 170)


def picture(grey: int, kind: str = "JPEG", size: tuple[int, int] = (200, 280)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (grey, grey, grey)).save(out, kind, dpi=(200, 200))
    return out.getvalue()


def pdf_of(path: Path, greys: tuple[int, ...] = GREYS) -> Path:
    """A PDF with one JPEG a page, and a note on each."""
    made = pikepdf.Pdf.new()
    for grey in greys:
        page = made.add_blank_page(page_size=(72, 100.8))
        image = made.make_stream(b"")
        image.write(picture(grey), filter=pikepdf.Name.DCTDecode)
        image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        image.Width, image.Height, image.BitsPerComponent = 200, 280, 8
        image.ColorSpace = pikepdf.Name.DeviceRGB
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
        page.obj.Contents = made.make_stream(b"q 72 0 0 100.8 0 0 cm /Im0 Do Q")
        page.obj.Annots = made.make_indirect(pikepdf.Array())
    made.save(path)
    return path


def packed(path: Path) -> list[bytes]:
    """The packed bytes of every page's picture, as they lie in the file."""
    with pikepdf.open(path) as pdf:
        return [page.obj.Resources.XObject.Im0.read_raw_bytes() for page in pdf.pages]


def grey_of(path: Path, number: int) -> int:
    with open_pages(path) as document:
        pixels = document.render(number)
        return int(pixels[pixels.shape[0] // 2, pixels.shape[1] // 2].mean())


def test_one_page_of_a_pdf_is_another_and_the_rest_is_the_same_to_the_bit(tmp_path: Path) -> None:
    source, out, new = pdf_of(tmp_path / "cu.pdf"), tmp_path / "moi.pdf", tmp_path / "2.jpg"
    new.write_bytes(picture(40))
    assert replace_pages(source, out, {2: new}) == Replaced("pdf", 3)
    before, after = packed(source), packed(out)
    assert (after[0], after[2]) == (before[0], before[2])
    # The scanner's own JPEG lies in the file as it came.
    assert after[1] == picture(40)
    assert [grey_of(out, number) for number in (1, 2, 3)] == [230, 40, 170]
    with pikepdf.open(out) as pdf:
        assert "/Annots" not in pdf.pages[1].obj
        assert "/Annots" in pdf.pages[0].obj


def test_a_page_comes_from_a_pdf_of_one_page_with_what_it_inherits(tmp_path: Path) -> None:
    source, brought, out = pdf_of(tmp_path / "cu.pdf"), pdf_of(tmp_path / "1.pdf", (60,)), tmp_path / "moi.pdf"
    with pikepdf.open(brought, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0].obj
        pdf.Root.Pages.MediaBox, pdf.Root.Pages.Rotate = page.MediaBox, 180
        del page.MediaBox
        pdf.save(brought)
    replace_pages(source, out, {3: brought})
    assert [grey_of(out, number) for number in (1, 2, 3)] == [230, 200, 60]
    with pikepdf.open(out) as pdf:
        assert [int(part * 10) for part in pdf.pages[2].obj.MediaBox] == [0, 0, 720, 1008]
        assert int(pdf.pages[2].obj.Rotate) == 180


@pytest.mark.parametrize(
    ("number", "brought", "code"),
    [
        (4, "one", "rework.no_such_page"),
        (1, "two", "rework.many_pages"),
        (1, "rubbish", "file.damaged"),
        (1, "empty", "rework.damaged"),
    ],
)
def test_what_cannot_take_the_place_of_a_page_is_refused(tmp_path: Path, number: int, brought: str, code: str) -> None:
    new = tmp_path / "moi"
    if brought == "rubbish":
        new.write_bytes(b"\xff\xd8\xff" + b"rac" * 20)
    elif brought == "empty":
        new.write_bytes(b"%PDF-1.7 rac")
    else:
        pdf_of(new, GREYS[: 1 if brought == "one" else 2])
    with pytest.raises(FileRefused) as refused:
        replace_pages(pdf_of(tmp_path / "cu.pdf"), tmp_path / "out", {number: new})
    assert refused.value.code == code
    assert "hưa thay gì" in refused.value.message or code == "file.damaged"


def tiff_of(path: Path, packing: str = "jpeg") -> Path:
    first, *rest = (Image.new("RGB", (200, 280), (grey, grey, grey)) for grey in GREYS)
    first.save(path, "TIFF", save_all=True, append_images=rest, compression=packing, dpi=(200, 200))
    return path


@pytest.mark.parametrize("packing", ["jpeg", "tiff_lzw", "raw"])
def test_one_page_of_a_tiff_is_another_and_the_rest_keeps_its_packed_bytes(tmp_path: Path, packing: str) -> None:
    source, out, new = tiff_of(tmp_path / "cu.tif", packing), tmp_path / "moi.tif", tmp_path / "2.png"
    new.write_bytes(picture(40, "PNG"))
    assert replace_pages(source, out, {2: new}) == Replaced("tiff", 3)
    before, after = tiff._read(source.read_bytes())[1], tiff._read(out.read_bytes())[1]
    assert [after[number].pieces for number in (0, 2)] == [before[number].pieces for number in (0, 2)]
    assert [grey_of(out, number) for number in (1, 2, 3)] == [230, 40, 170]
    with Image.open(out) as image:
        image.seek(1)
        assert tuple(round(float(part)) for part in image.info["dpi"]) == (200, 200)


def test_a_tiff_of_the_other_byte_order_keeps_it(tmp_path: Path) -> None:
    order, pages = tiff._read(tiff_of(tmp_path / "ii.tif", "tiff_lzw").read_bytes())
    turned = [tiff._turned((order, page), ">") for page in pages]
    source, out, new = tmp_path / "mm.tif", tmp_path / "moi.tif", tmp_path / "1.jpg"
    source.write_bytes(tiff._written(">", turned))
    new.write_bytes(picture(40))
    replace_pages(source, out, {1: new})
    assert out.read_bytes()[:2] == b"MM"
    assert [grey_of(out, number) for number in (1, 2, 3)] == [40, 200, 170]


@pytest.mark.parametrize("cut", [3, 9, 200, 900])
def test_a_damaged_tiff_is_refused_and_nothing_is_written(tmp_path: Path, cut: int) -> None:
    source, new = tmp_path / "cu.tif", tmp_path / "1.jpg"
    whole = tiff_of(tmp_path / "ca.tif", "tiff_lzw").read_bytes()
    source.write_bytes(whole[:cut])
    new.write_bytes(picture(40))
    with pytest.raises(FileRefused):
        replace_pages(source, tmp_path / "out", {1: new})
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_one_picture_is_replaced_by_one_of_its_kind(tmp_path: Path) -> None:
    source, new, other = tmp_path / "cu.jpg", tmp_path / "moi.jpg", tmp_path / "moi.png"
    source.write_bytes(picture(230))
    new.write_bytes(picture(40))
    other.write_bytes(picture(40, "PNG"))
    assert replace_pages(source, tmp_path / "out", {1: new}) == Replaced("jpeg", 1)
    assert (tmp_path / "out").read_bytes() == new.read_bytes()
    with pytest.raises(FileRefused) as refused:
        replace_pages(source, tmp_path / "khac", {1: other})
    assert refused.value.code == "rework.other_format"
