"""Pages of scans as pixels: PDF, TIFF, JPEG, PNG, JPEG 2000.

These functions parse hostile files: callers run them through `khoso.engines.limits.run_limited`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from khoso.engines.imaging.port import MAX_PIXELS, MAX_SIDE, Document, Layer, Page, Pixels, refuse_too_large
from khoso.kernel.errors import FileRefused

if TYPE_CHECKING:
    import numpy as np

__all__ = [
    "MAX_PIXELS",
    "MAX_SIDE",
    "Document",
    "Layer",
    "Page",
    "Pixels",
    "format_of",
    "open_pages",
    "refuse_too_large",
    "save_jpeg",
]

_STARTS = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "jp2"),
    (b"\xff\x4f\xff\x51", "jp2"),
)


def format_of(path: Path) -> str | None:
    """The page format a file starts like ("pdf", "tiff", "jpeg", "png", "jp2"), or None for anything else."""
    with path.open("rb") as stream:
        head = stream.read(1024)
    for start, name in _STARTS:
        if head.startswith(start):
            return name
    return "pdf" if b"%PDF-" in head else None


def open_pages(path: Path) -> Document:
    """The pages of a file, measured but not yet decoded.

    Raises FileRefused: file.wrong_format, file.damaged, file.encrypted, or file.too_large for any page or image
    over MAX_PIXELS or MAX_SIDE, before a pixel of it is decoded.
    """
    kind = format_of(path)
    if kind is None:
        raise FileRefused("file.wrong_format", "Tệp không phải PDF, TIFF, JPEG, PNG, JPEG 2000; hãy nộp đúng dạng.")
    if kind == "pdf":
        from khoso.engines.imaging import pdfium

        return pdfium.open_pdf(path)
    from khoso.engines.imaging import raster

    return raster.open_image(path, kind)


def save_jpeg(image: np.ndarray, path: Path, quality: int = 85, dpi: int = 200) -> None:
    """Write RGB (h,w,3) or grey (h,w) uint8 pixels as a JPEG that says its resolution."""
    from PIL import Image

    Image.fromarray(image).save(path, "JPEG", quality=quality, dpi=(dpi, dpi))
