"""An image file as a PDF, its compressed bytes kept where PDF knows the compression."""

from __future__ import annotations

import zlib
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageOps, ImageSequence

from khoso.kernel.errors import FileRefused
from khoso.stages.recognition.compute.pages import MOST_PIXELS, image_dpi

_EXIF_ORIENTATION = 0x0112
# How far a viewer must turn a page so that an EXIF-turned photograph stands upright.
_TURN = {1: 0, 3: 180, 6: 90, 8: 270}


def pdf_of_image(source: Path) -> Pdf:
    """One PDF page per image frame, sized by its dpi. Raises `FileRefused` when the image cannot be read."""
    pdf = Pdf.new()
    try:
        with Image.open(source) as image:
            for frame in ImageSequence.Iterator(image):
                if frame.width * frame.height > MOST_PIXELS:
                    raise FileRefused("file.too_large", f"{source.name}: trang ảnh quá lớn; quét lại.")
                _add_page(pdf, source, frame, single=getattr(image, "n_frames", 1) == 1)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        message = f"{source.name}: tệp ảnh hỏng, không đọc được; yêu cầu quét hoặc nộp lại."
        raise FileRefused("file.damaged", message) from error
    return pdf


def _add_page(pdf: Pdf, source: Path, frame: Image.Image, single: bool) -> None:
    orientation = frame.getexif().get(_EXIF_ORIENTATION, 1)
    points = 72 / image_dpi(frame)
    turn = 0
    if single and frame.format == "JPEG" and frame.mode in ("L", "RGB") and orientation in _TURN:
        turn = _TURN[orientation]
        stream = _image(pdf, source.read_bytes(), frame, Name.DCTDecode, compressed=True)
    else:
        upright = ImageOps.exif_transpose(frame)
        frame = upright.convert("L") if upright.mode in ("1", "L", "I;16", "I") else upright.convert("RGB")
        stream = _image(pdf, frame.tobytes(), frame, Name.FlateDecode, compressed=False)
    width, height = frame.width * points, frame.height * points
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(width, 3), round(height, 3)]),
        Resources=Dictionary(XObject=Dictionary(Im0=stream)),
        Contents=pdf.make_stream(f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Im0 Do Q".encode("ascii")),
    )
    if turn:
        page.Rotate = turn
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))


def _image(pdf: Pdf, data: bytes, frame: Image.Image, kind: Name, compressed: bool) -> pikepdf.Object:
    stream = pdf.make_stream(b"")
    stream.write(data if compressed else zlib.compress(data, 6), filter=kind)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = frame.width, frame.height, 8
    stream.ColorSpace = Name.DeviceGray if frame.mode == "L" else Name.DeviceRGB
    return stream
