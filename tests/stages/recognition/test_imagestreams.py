"""Image files in PDF/A: their own compressed bytes where PDF knows them, else the same pixels at the same depth."""

from __future__ import annotations

import io
import struct
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageCms, ImageOps

from khoso.stages.recognition.compute.inkprofile import four_inks
from khoso.stages.recognition.compute.pdfa import write_pdfa
from khoso.stages.recognition.compute.reading import FileReading, PageReading

pytestmark = [pytest.mark.luat("TT05 Đ.8.2.a"), pytest.mark.mission("D4")]

WIDTH, HEIGHT, DPI = 200, 300, 300
GREY = (np.add.outer(np.arange(HEIGHT), np.arange(WIDTH)) % 256).astype(np.uint8)
COLOUR = np.dstack([GREY, np.roll(GREY, 40, 1), 255 - GREY])
DEEP = GREY.astype(np.uint16) * 257 + 3
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def black_and_white() -> Image.Image:
    return Image.fromarray(GREY).convert("1")


def as_pdfa(source: Path, pages: int = 1) -> Path:
    blank = FileReading("", tuple(PageReading(n, WIDTH, HEIGHT, DPI, ()) for n in range(1, pages + 1)))
    out = source.with_suffix(".out.pdf")
    result = write_pdfa(source, blank, out, title="", created=datetime(2026, 1, 1, tzinfo=UTC))
    assert result.conformance == "PDF/A-2b", result.reason
    return out


def image_of(path: Path, page: int = 0) -> dict[str, object]:
    """What the image of a page says of itself, and its bytes as they stand in the file."""
    with pikepdf.open(path) as pdf:
        stream = next(iter(pdf.pages[page].Resources.XObject.values()))
        space = stream.get("/ColorSpace")
        profile = bytes(space[1].read_bytes()) if isinstance(space, pikepdf.Array) and space[0] == "/ICCBased" else None
        return {
            "filter": str(stream.get("/Filter")),
            "bits": stream.get("/BitsPerComponent"),
            "raw": bytes(stream.read_raw_bytes()),
            "plain": bytes(stream.read_bytes()) if str(stream.get("/Filter")) == "/FlateDecode" else b"",
            "profile": profile,
            "veil": "/SMask" in stream,
            "size": (int(stream.Width), int(stream.Height)),
            "points": tuple(round(float(side), 2) for side in pdf.pages[page].mediabox[2:]),
        }


def seen(path: Path, page: int = 0, width: int = WIDTH) -> np.ndarray:
    """The page as a viewer draws it, one pixel for one."""
    document = pypdfium2.PdfDocument(path)
    try:
        scale = width / document[page].get_width()
        return document[page].render(scale=scale * 0.9999, rev_byteorder=True).to_numpy()[..., :3].copy()
    finally:
        document.close()


def test_a_jpeg_2000_file_is_kept_whole(tmp_path):
    for name, picture, options in (
        ("mau.jp2", Image.fromarray(COLOUR), {}),
        ("xam.jp2", Image.fromarray(GREY), {"irreversible": True, "quality_mode": "rates", "quality_layers": [8]}),
    ):
        picture.save(tmp_path / name, **options)
        out = as_pdfa(tmp_path / name)
        told = image_of(out)
        assert (told["filter"], told["raw"]) == ("/JPXDecode", (tmp_path / name).read_bytes())
        with Image.open(tmp_path / name) as kept:
            assert np.array_equal(seen(out), np.asarray(kept.convert("RGB")))


@pytest.mark.parametrize("name", ["tran.j2k", "trong.jp2"])
def test_jpeg_2000_that_pdfa_does_not_take_keeps_its_pixels(tmp_path, name):
    picture = Image.fromarray(COLOUR)
    (picture if name == "tran.j2k" else picture.convert("RGBA")).save(tmp_path / name)
    out = as_pdfa(tmp_path / name)
    assert image_of(out)["filter"] == "/FlateDecode"
    assert np.array_equal(seen(out), COLOUR)


def test_a_fax_tiff_keeps_its_bytes_and_its_size(tmp_path):
    path = tmp_path / "g4.tif"
    black_and_white().save(path, compression="group4", strip_size=10**6, dpi=(DPI, DPI))
    out = as_pdfa(path)
    told = image_of(out)
    assert (told["filter"], told["bits"], told["points"]) == ("/CCITTFaxDecode", 1, (48.0, 72.0))
    with Image.open(path) as kept:
        place, size = kept.tag_v2[273][0], kept.tag_v2[279][0]
    assert told["raw"] == path.read_bytes()[place : place + size]
    assert np.array_equal(seen(out)[..., 0] > 0, np.asarray(black_and_white()))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("nhieu-dai.tif", {"compression": "group4", "strip_size": 500}),
        ("g3.tif", {"compression": "group3"}),
        ("lzw.tif", {"compression": "tiff_lzw"}),
        ("a.bmp", {}),
    ],
)
def test_other_black_and_white_stays_one_bit(tmp_path, name, options):
    black_and_white().save(tmp_path / name, **options)
    out = as_pdfa(tmp_path / name)
    told = image_of(out)
    assert (told["filter"], told["bits"]) == ("/CCITTFaxDecode", 1)
    assert np.array_equal(seen(out)[..., 0] > 0, np.asarray(black_and_white()))


@pytest.mark.parametrize(("mode", "bits"), [("1", 1), ("P", 4), ("L", 8), ("RGB", 8)])
def test_png_rows_stay_byte_for_byte(tmp_path, mode, bits):
    path = tmp_path / "a.png"
    picture = black_and_white() if mode == "1" else Image.fromarray(COLOUR)
    picture = picture.quantize(16) if mode == "P" else picture.convert(mode)
    picture.save(path)
    told = image_of(out := as_pdfa(path))
    assert (told["filter"], told["bits"]) == ("/FlateDecode", bits)
    assert told["raw"] in path.read_bytes()
    assert np.array_equal(seen(out), np.asarray(picture.convert("RGB")))


def test_sixteen_bits_stay_sixteen(tmp_path):
    Image.fromarray(DEEP).save(tmp_path / "g.png")
    Image.fromarray(DEEP).save(tmp_path / "g.tif")
    cv2.imwrite(str(tmp_path / "c.tif"), np.dstack([DEEP, DEEP // 2, DEEP // 3]))
    for name, channels in (("g.png", 1), ("g.tif", 1), ("c.tif", 3)):
        told = image_of(as_pdfa(tmp_path / name))
        assert told["bits"] == 16
        samples = np.frombuffer(told["plain"], ">u2").reshape(HEIGHT, WIDTH, channels)
        assert np.array_equal(samples[..., -1], DEEP), name


def test_a_veil_stays_a_veil(tmp_path):
    Image.fromarray(np.dstack([COLOUR, GREY])).save(tmp_path / "a.png")
    told = image_of(as_pdfa(tmp_path / "a.png"))
    assert told["veil"]
    assert told["plain"] == COLOUR.tobytes()


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif"])
def test_a_colour_profile_is_kept(tmp_path, name):
    Image.fromarray(COLOUR).save(tmp_path / name, icc_profile=SRGB)
    assert image_of(as_pdfa(tmp_path / name))["profile"] == SRGB


def test_a_profile_of_other_channels_is_not_believed(tmp_path):
    Image.fromarray(GREY).save(tmp_path / "a.jpg", icc_profile=SRGB)
    assert image_of(as_pdfa(tmp_path / "a.jpg"))["profile"] is None


def test_a_four_ink_jpeg_is_kept_whole_and_looks_as_it_should(tmp_path):
    path = tmp_path / "a.jpg"
    Image.fromarray(COLOUR).convert("CMYK").save(path, quality=98)
    out = as_pdfa(path)
    told = image_of(out)
    assert (told["filter"], told["raw"], told["profile"]) == ("/DCTDecode", path.read_bytes(), four_inks())
    with Image.open(path) as kept:
        difference = np.abs(seen(out).astype(int) - np.asarray(kept.convert("RGB")))
    assert difference.mean() < 4


def test_the_profile_of_four_inks_is_one_that_others_read():
    profile = ImageCms.ImageCmsProfile(io.BytesIO(four_inks()))
    turn = ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), "CMYK", "RGB")
    for inks, colour in (((0, 0, 0, 0), (255,) * 3), ((255, 0, 0, 0), (0, 255, 255)), ((0, 0, 0, 255), (0,) * 3)):
        seen_as = ImageCms.applyTransform(Image.new("CMYK", (1, 1), inks), turn).getpixel((0, 0))
        assert max(abs(a - b) for a, b in zip(seen_as, colour, strict=True)) <= 2


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_or_mirrored_photograph_is_kept_whole(tmp_path, orientation):
    path = tmp_path / "a.jpg"
    tag = Image.Exif()
    tag[0x0112] = orientation
    corner = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    corner[:100, :50] = 0
    Image.fromarray(corner).save(path, exif=tag, quality=95)
    out = as_pdfa(path)
    assert image_of(out)["raw"] == path.read_bytes()
    with Image.open(path) as kept:
        upright = np.asarray(ImageOps.exif_transpose(kept).convert("RGB")).astype(int)
    shown = seen(out, width=upright.shape[1])[: upright.shape[0], : upright.shape[1]].astype(int)
    assert shown.shape == upright.shape
    assert np.abs(shown - upright).mean() < 3


def test_pages_of_one_tiff_each_keep_their_depth(tmp_path):
    path = tmp_path / "nhieu.tif"
    pages = [Image.fromarray(COLOUR), Image.fromarray(GREY)]
    pages[0].save(path, save_all=True, append_images=pages[1:], compression="tiff_lzw")
    out = as_pdfa(path, pages=2)
    assert np.array_equal(seen(out, 0), COLOUR)
    assert np.array_equal(seen(out, 1)[..., 0], GREY)


def jbig2_of(picture: Image.Image) -> bytes:
    """A black-and-white picture as the JBIG2 segments a PDF holds: one page, one region packed by fax group 4."""
    out = io.BytesIO()
    picture.save(out, "TIFF", compression="group4", strip_size=10**6, tiffinfo={262: 0})
    with Image.open(out) as made:
        fax = out.getvalue()[made.tag_v2[273][0] : made.tag_v2[273][0] + made.tag_v2[279][0]]
    size = struct.pack(">II", *picture.size)
    page = struct.pack(">IBBBI", 0, 48, 0, 1, 19) + size + bytes(8) + b"\x00\x00\x00"
    region = size + bytes(8) + b"\x00" + b"\x01" + fax
    return page + struct.pack(">IBBBI", 1, 38, 0, 1, len(region)) + region


@pytest.mark.parametrize("packing", ["/JBIG2Decode", "/JPXDecode", "/CCITTFaxDecode", "/DCTDecode"])
def test_images_inside_a_pdf_stay_byte_for_byte(tmp_path, packing):
    out = io.BytesIO()
    if packing == "/JBIG2Decode":
        data = jbig2_of(black_and_white())
    elif packing == "/CCITTFaxDecode":
        black_and_white().save(out, "TIFF", compression="group4", strip_size=10**6)
        with Image.open(out) as made:
            data = out.getvalue()[made.tag_v2[273][0] : made.tag_v2[273][0] + made.tag_v2[279][0]]
    else:
        Image.fromarray(GREY).save(out, {"/JPXDecode": "JPEG2000", "/DCTDecode": "JPEG"}[packing])
        data = out.getvalue()
    with pikepdf.Pdf.new() as pdf:
        stream = pikepdf.Stream(pdf, b"")
        steps = pikepdf.Dictionary(K=-1, Columns=WIDTH, Rows=HEIGHT) if packing == "/CCITTFaxDecode" else None
        stream.write(data, filter=pikepdf.Name(packing), decode_parms=steps)
        stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        stream.Width, stream.Height, stream.ColorSpace = WIDTH, HEIGHT, pikepdf.Name.DeviceGray
        stream.BitsPerComponent = 1 if packing in ("/JBIG2Decode", "/CCITTFaxDecode") else 8
        page = pdf.add_blank_page(page_size=(48, 72))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=stream))
        page.Contents = pdf.make_stream(b"q 48 0 0 72 0 0 cm /Im0 Do Q")
        pdf.save(tmp_path / "a.pdf")
    before = seen(tmp_path / "a.pdf")
    assert before.std() > 10
    made = as_pdfa(tmp_path / "a.pdf")
    assert (image_of(made)["filter"], image_of(made)["raw"]) == (packing, data)
    assert np.array_equal(seen(made), before)
