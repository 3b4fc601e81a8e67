"""Image files: TIFF with many pages, JPEG, PNG, JPEG 2000, through Pillow."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from khoso.engines.imaging.cut import image_is_whole, strips_are_whole
from khoso.engines.imaging.port import Document, Layer, Page, damaged, refuse_too_large
from khoso.kernel.errors import FileRefused

Image.MAX_IMAGE_PIXELS = None  # our own limits come first and speak Vietnamese

_A4_LONG_SIDE_INCHES = 297 / 25.4
_MAX_PAGES = 5000
_EXIF_ORIENTATION = 0x0112
_TURNED = {5, 6, 7, 8}
_PILLOW_NAMES = {"tiff": "TIFF", "jpeg": "JPEG", "png": "PNG", "jp2": "JPEG2000"}
_MODES = {"1": (1, "bilevel"), "L": (8, "grey"), "I;16": (16, "grey"), "P": (8, "colour"), "RGB": (24, "colour")}
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError, OverflowError, RuntimeError)


def open_image(path: Path, kind: str) -> Document:
    """The pages of an image file. Raises FileRefused file.damaged, file.too_large."""
    if not image_is_whole(path, kind):
        raise damaged()
    try:
        image = Image.open(path, formats=[_PILLOW_NAMES[kind]])
        pages = []
        for number in range(1, _MAX_PAGES):
            try:
                image.seek(number - 1)
            except EOFError:
                break
            pages.append(_measure(image, number))
            if kind == "tiff" and not strips_are_whole(path, image):
                raise damaged(number)
            if not hasattr(image, "n_frames") or kind in {"jpeg", "png", "jp2"}:
                break
    except FileRefused:
        raise
    except ValueError as error:
        if "too large" in str(error):
            raise FileRefused(
                "file.too_large", "Tệp ảnh nén phình ra quá lớn khi mở; hãy xuất lại ảnh không kèm dữ liệu phụ."
            ) from None
        raise damaged() from None
    except _DAMAGE:
        raise damaged() from None
    if not pages:
        raise damaged()
    return Document(kind, pages, _Decoded(image))


class _Decoded:
    """Pixels from Pillow."""

    def __init__(self, image: Image.Image) -> None:
        self.image = image

    def render(self, page: Page, dpi: float | None, grey: bool) -> np.ndarray:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.image.seek(page.number - 1)
                shown = ImageOps.exif_transpose(self.image)
                if shown.mode == "I;16":
                    shown = Image.fromarray((np.asarray(shown) >> 8).astype(np.uint8))
                shown = shown.convert("L" if grey else "RGB")
        except _DAMAGE:
            raise damaged(page.number) from None
        if dpi and abs(dpi - page.dpi) > 0.5:
            size = round(page.width * dpi / page.dpi), round(page.height * dpi / page.dpi)
            refuse_too_large(*size, page.number)
            shown = shown.resize(size, Image.Resampling.BOX if dpi < page.dpi else Image.Resampling.BICUBIC)
        return np.asarray(shown)

    def close(self) -> None:
        self.image.close()


def _measure(image: Image.Image, number: int) -> Page:
    width, height = image.size
    refuse_too_large(width, height, number)
    if not width or not height:
        raise damaged(number)
    bits, colours = _MODES.get(image.mode, (8 * len(image.getbands()), "colour"))
    if image.mode in {"LA", "I", "F"}:
        colours = "grey"
    dpi, known = _dpi(image)
    if image.getexif().get(_EXIF_ORIENTATION) in _TURNED:
        width, height = height, width
    compression = str(image.info.get("compression", image.format or ""))
    layer = Layer(dpi, width, height, bits, colours, compression, "background", 1.0)
    return Page(number, width, height, dpi, (layer,), dpi_known=known)


def _dpi(image: Image.Image) -> tuple[float, bool]:
    """The resolution an image says it has, or the one it would have on A4."""
    said = image.info.get("dpi")
    try:
        dpi = min(float(said[0]), float(said[1])) if said else 0.0
    except (TypeError, ValueError, ZeroDivisionError):
        dpi = 0.0
    if 30 <= dpi <= 4800:
        return (float(round(dpi)) if abs(dpi - round(dpi)) < 0.1 else dpi), True
    return max(1.0, round(max(image.size) / _A4_LONG_SIDE_INCHES)), False
