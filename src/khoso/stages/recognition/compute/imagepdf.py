"""An image file as a PDF, its compressed bytes kept where PDF knows the compression."""

from __future__ import annotations

from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageSequence

from khoso.kernel.errors import FileRefused
from khoso.stages.recognition.compute.imagestreams import kept_stream, packed_stream
from khoso.stages.recognition.compute.pages import MOST_PIXELS, image_dpi

_EXIF_ORIENTATION = 0x0112
# Whether a viewer must mirror the image left to right, and then how far it must turn it to stand upright.
_TURN = {
    1: (False, 0), 2: (True, 0), 3: (False, 180), 4: (True, 180),
    5: (True, 270), 6: (False, 90), 7: (True, 90), 8: (False, 270),
}  # fmt: skip


def pdf_of_image(source: Path) -> Pdf:
    """One PDF page per image frame, sized by its dpi. Raises `FileRefused` when the image cannot be read."""
    pdf = Pdf.new()
    try:
        with Image.open(source) as image:
            single = getattr(image, "n_frames", 1) == 1
            for number, frame in enumerate(ImageSequence.Iterator(image)):
                if frame.width * frame.height > MOST_PIXELS:
                    raise FileRefused("file.too_large", f"{source.name}: trang ảnh quá lớn; quét lại.")
                _add_page(pdf, source, frame, number, single)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        message = f"{source.name}: tệp ảnh hỏng, không đọc được; yêu cầu quét hoặc nộp lại."
        raise FileRefused("file.damaged", message) from error
    return pdf


def _add_page(pdf: Pdf, source: Path, frame: Image.Image, number: int, single: bool) -> None:
    points = 72 / image_dpi(frame)
    mirrored, turn = _TURN.get(frame.getexif().get(_EXIF_ORIENTATION, 1), (False, 0))
    stream = kept_stream(pdf, source, frame, single)
    across, down = frame.width, frame.height
    if stream is None:
        mirrored, turn = False, 0
        stream, across, down = packed_stream(pdf, source, frame, number)
    width, height = across * points, down * points
    place = f"{-width:.3f} 0 0 {height:.3f} {width:.3f} 0" if mirrored else f"{width:.3f} 0 0 {height:.3f} 0 0"
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(width, 3), round(height, 3)]),
        Resources=Dictionary(XObject=Dictionary(Im0=stream)),
        Contents=pdf.make_stream(f"q {place} cm /Im0 Do Q".encode("ascii")),
    )
    if turn:
        page.Rotate = turn
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
