"""Documents are measured as shown, whatever their format, and drawn in the size they were said to have."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image
from tests.stages.digitisation import paper

from khoso.engines.imaging import format_of, letters, open_pages, save_jpeg
from khoso.engines.imaging.probe import probe
from khoso.kernel.errors import FileRefused

STRIPES = Image.fromarray(np.tile(np.arange(300, dtype=np.uint8)[:, None, None] % 200, (1, 200, 3)))


def refusal(path: Path) -> str:
    with pytest.raises(FileRefused) as caught:
        open_pages(path)
    return caught.value.code


@pytest.mark.parametrize(("ending", "name"), [("png", "png"), ("jpg", "jpeg"), ("tif", "tiff"), ("jp2", "jp2")])
def test_image_files(ending: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{ending}"
    STRIPES.save(path, dpi=(150, 150))
    with open_pages(path) as document:
        page = document.pages[0]
        assert (document.format, len(document.pages), page.width, page.height) == (name, 1, 200, 300)
        assert (page.layers[0].bits, page.layers[0].colours, page.layers[0].role) == (24, "colour", "background")
        assert document.render(1).shape == (300, 200, 3)
        assert document.render_grey(1).shape == (300, 200)
        if name != "jp2":
            assert (page.dpi, page.dpi_known) == (150, True)
            assert document.render(1, dpi=75).shape == (150, 100, 3)


def test_a_tiff_has_all_its_pages_in_their_own_size_and_depth(tmp_path: Path) -> None:
    first, second = STRIPES, Image.new("1", (50, 70), 1)
    first.save(tmp_path / "a.tif", save_all=True, append_images=[second], dpi=(200, 200))
    with open_pages(tmp_path / "a.tif") as document:
        assert [(p.number, p.width, p.height, p.layers[0].bits) for p in document.pages] == [
            (1, 200, 300, 24), (2, 50, 70, 1),
        ]  # fmt: skip
        assert int(document.render(2).min()) == 255


def test_an_image_without_resolution_is_taken_for_a4(tmp_path: Path) -> None:
    Image.new("RGB", (1654, 2339)).save(tmp_path / "a.png")
    with open_pages(tmp_path / "a.png") as document:
        assert (document.pages[0].dpi, document.pages[0].dpi_known) == (200, False)


def test_exif_orientation_is_applied(tmp_path: Path) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    STRIPES.save(tmp_path / "a.jpg", exif=turned)
    with open_pages(tmp_path / "a.jpg") as document:
        assert (document.pages[0].width, document.pages[0].height) == (300, 200)
        assert document.render(1).shape == (200, 300, 3)


def test_a_pdf_page_turned_by_rotate_is_measured_as_shown(tmp_path: Path) -> None:
    path = paper.save_pdf([Image.new("RGB", paper.A4, "white")], tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Rotate = 90
        pdf.save(path)
    with open_pages(path) as document:
        page = document.pages[0]
        assert (page.width, page.height, page.dpi) == (2339, 1654, 200)
        assert document.render(1).shape == (1654, 2339, 3)
        assert document.render(1, dpi=100).shape == (827, 1170, 3)


def test_images_inside_forms_are_found_with_the_size_they_are_drawn(tmp_path: Path) -> None:
    path = paper.save_pdf([Image.new("RGB", (1000, 1000), "white")], tmp_path / "a.pdf", dpi=200, text=False)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0]
        form = pikepdf.Stream(pdf, b"q 1 0 0 1 0 0 cm /Im Do Q")
        form.update(
            pikepdf.Dictionary(
                Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 1, 1], Resources=page.Resources,
            )
        )  # fmt: skip
        page.Contents = pikepdf.Stream(pdf, b"q 180 0 0 180 90 90 cm /Fm Do Q")
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fm=pdf.make_indirect(form)))
        pdf.save(path)
    with open_pages(path) as document:
        layer = document.pages[0].layers[0]
        assert (round(layer.dpi), layer.width, layer.filter, layer.role) == (400, 1000, "DCTDecode", "detail")
        assert layer.coverage == pytest.approx(0.25)
        assert document.pages[0].dpi == 400


def test_a_page_without_images_is_drawn_at_200_dpi(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    pdf.save(tmp_path / "a.pdf")
    with open_pages(tmp_path / "a.pdf") as document:
        page = document.pages[0]
        assert (page.width, page.height, page.dpi, page.layers) == (1653, 2339, 200, ())


def test_limits_come_before_pixels(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(14_000, 14_000))
    pdf.save(tmp_path / "a.pdf")
    Image.new("1", (20_001, 5)).save(tmp_path / "a.png")
    assert [refusal(tmp_path / "a.pdf"), refusal(tmp_path / "a.png")] == ["file.too_large"] * 2
    path = paper.save_pdf([Image.new("RGB", paper.A4, "white")], tmp_path / "b.pdf")
    with open_pages(path) as document, pytest.raises(FileRefused) as caught:
        document.render(1, dpi=20_000)
    assert caught.value.code == "file.too_large"


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4\nnothing")
    assert format_of(tmp_path / "a.txt") is None
    assert [refusal(tmp_path / "a.txt"), refusal(tmp_path / "a.pdf")] == ["file.wrong_format", "file.damaged"]


def test_a_jpeg_says_its_resolution(tmp_path: Path) -> None:
    save_jpeg(np.asarray(STRIPES), tmp_path / "a.jpg", dpi=300)
    with open_pages(tmp_path / "a.jpg") as document:
        assert document.pages[0].dpi == 300


def test_letters_tell_which_way_is_up_and_what_is_written() -> None:
    page = paper.text_page(3).convert("L")
    assert [letters.orientation(np.asarray(page.rotate(turn, expand=True)))[0] for turn in (0, 90, 180)] == [0, 90, 180]  # type: ignore[index]
    line = np.asarray(page.crop((200, 250, 1454, 305)))
    assert letters.read_line(line)[1] > 70


def test_the_probe_names_every_library() -> None:
    assert sorted(probe()) == ["opencv-python-headless", "pikepdf", "pillow", "pypdfium2", "tesserocr"]
