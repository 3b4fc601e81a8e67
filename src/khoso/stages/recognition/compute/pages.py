"""From an untrusted file to lossless grey page images, with the text it may already carry.

The only module of this room that parses image and PDF bytes for reading; meant to run in a limited child process.
"""

from __future__ import annotations

import errno
import struct
import warnings
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from khoso.engines.ocr.port import Pixels, Word
from khoso.kernel.errors import FileRefused
from khoso.kernel.text_vi import nfc

LOWEST_DPI = 200
HIGHEST_DPI = 300
# A0 at 300 dpi is 139 million pixels; anything above is a bomb, not a page.
MOST_PIXELS = 150_000_000
# A dossier item of so many pages does not exist; a page tree that names one page ten thousand times does.
MOST_PAGES = 3000
# Share of the page's pixels that must be coloured before a copy without colour is worth keeping.
LEAST_COLOUR = 0.0005
# How far the lightest and darkest of red, green and blue stand apart in coloured ink.
COLOURED = 60
A4_INCHES = (8.27, 11.69)


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as shown, saved at `image_path` (TIFF, 8-bit grey), `width` × `height` pixels at `dpi`.

    `layer` holds the words the file brought along, in pixels of this image; `scanned` tells whether an image covers
    most of the page (then the layer is somebody's OCR) or not (then the layer is the document itself).
    `bare_path` is the page without coloured ink (seals, blue signatures), when it carries any.
    """

    number: int
    width: int
    height: int
    dpi: int
    image_path: Path
    layer: tuple[Word, ...] = ()
    scanned: bool = True
    bare_path: Path | None = None

    def pixels(self) -> Pixels:
        """The page image, uint8 (height, width); not to be written into."""
        return _loaded(self.image_path, self.image_path.stat().st_mtime_ns)

    def bare(self) -> Pixels | None:
        """The page without coloured ink, of the same size; None when it carries none. Not to be written into."""
        return _loaded(self.bare_path, self.bare_path.stat().st_mtime_ns) if self.bare_path else None


@lru_cache(maxsize=2)
def _loaded(path: Path, changed: int) -> Pixels:
    """A page image; all that looks at one page asks for it, so it and its copy without colour stay at hand."""
    del changed
    with Image.open(path) as image:
        pixels = np.array(image if image.mode == "L" else image.convert("L"), dtype=np.uint8)
    pixels.flags.writeable = False
    return pixels


def warm_up() -> None:
    """Load what every drawing needs, so that each forked reader finds it there."""
    import cv2  # noqa: F401
    import pypdfium2.raw  # noqa: F401


def render_pages(path: Path, out_dir: Path) -> list[PageImage]:
    """Every page of a PDF or image file as a lossless image in `out_dir`, numbered from 1.

    Raises `FileRefused` with a `file.*` code when the file is empty, encrypted, damaged, too large or of no known type.
    """
    path = Path(path)
    head = path.read_bytes()[:1024] if path.is_file() else b""
    if not head:
        raise FileRefused("file.damaged", f"{path.name}: tệp rỗng hoặc không mở được; yêu cầu nộp lại tệp.")
    try:
        if b"%PDF-" in head:
            return _render_pdf(path, out_dir)
        return _render_image(path, out_dir)
    except MemoryError as error:
        raise _too_large(path) from error


def _too_large(path: Path) -> FileRefused:
    return FileRefused("file.too_large", f"{path.name}: trang ảnh quá lớn để xử lý; quét lại ở độ phân giải hợp lý.")


def _too_many(path: Path) -> FileRefused:
    return FileRefused("file.too_large", f"{path.name}: tệp có hơn {MOST_PAGES} trang; tách tệp rồi nộp lại.")


def _damaged(path: Path) -> FileRefused:
    return FileRefused("file.damaged", f"{path.name}: tệp hỏng, không đọc được; yêu cầu quét hoặc nộp lại.")


def _without_colour(rgb: Pixels) -> tuple[Pixels, Pixels | None]:
    """The page in grey, and the page with coloured ink turned light; None when there is no coloured ink to speak of."""
    import cv2

    planes: Any = cv2.split(np.ascontiguousarray(rgb))
    red, green, blue = planes
    lightest: Any = cv2.max(cv2.max(red, green), blue)
    darkest: Any = cv2.min(cv2.min(red, green), blue)
    coloured = int(np.count_nonzero(cv2.subtract(lightest, darkest) > COLOURED))
    grey = np.asarray(cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2GRAY), np.uint8)
    return grey, np.asarray(lightest, np.uint8) if coloured > LEAST_COLOUR * grey.size else None


def _save(pixels: Pixels, out_dir: Path, number: int, mark: str = "") -> Path:
    # Uncompressed: packing and unpacking would cost a tenth of what reading costs.
    out = out_dir / f"page-{number:04d}{mark}.tif"
    Image.fromarray(pixels).save(out)
    return out


def _render_pdf(path: Path, out_dir: Path) -> list[PageImage]:
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == 4 or "password" in str(error).lower():
            message = f"{path.name}: tệp đặt mật khẩu; yêu cầu bên giao nộp gỡ mật khẩu rồi nộp lại."
            raise FileRefused("file.encrypted", message) from error
        raise _damaged(path) from error
    try:
        if len(document) == 0:
            raise _damaged(path)
        if len(document) > MOST_PAGES:
            raise _too_many(path)
        return [_render_pdf_page(path, document, number, out_dir) for number in range(1, len(document) + 1)]
    except (pdfium.PdfiumError, ValueError, TypeError, AttributeError, IndexError, ArithmeticError) as error:
        raise _damaged(path) from error
    finally:
        document.close()


def _render_pdf_page(path: Path, document: Any, number: int, out_dir: Path) -> PageImage:
    page = document[number - 1]
    dpi, scanned, pixels_there = _sharpest_layer(page)
    if pixels_there > MOST_PIXELS:
        raise _too_large(path)
    width, height = page.get_size()
    scale = dpi / 72
    if width * height * scale * scale > MOST_PIXELS:
        raise _too_large(path)
    # The renderer rounds up: a third of a pixel less keeps a scan's own width when its page size was rounded.
    exact = scale * (1 - 0.3 / max(width * scale, height * scale, 1.0))
    grey, bare = _without_colour(page.render(scale=exact, rev_byteorder=True).to_numpy()[..., :3])
    layer = _layer_words(page, scale)
    page.close()
    out = _save(grey, out_dir, number)
    bare_path = _save(bare, out_dir, number, "-bare") if bare is not None else None
    return PageImage(number, grey.shape[1], grey.shape[0], dpi, out, layer, scanned, bare_path)


def _sharpest_layer(page: Any) -> tuple[int, bool, int]:
    """The page's images: dpi of the sharpest sizeable one, held between 200 and 300; whether one covers the page; and
    the pixels of the largest."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    sharpest, covered, largest = 0.0, 0.0, 0
    for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = image.get_bounds()
        share = max(0.0, right - left) * max(0.0, top - bottom) / max(1.0, width * height)
        meta = image.get_metadata()
        across, down = (float(meta.width), float(meta.height))
        largest = max(largest, int(meta.width * meta.height))
        covered = max(covered, share)
        # A layer of a mixed-raster page is placed like its neighbours; a logo in a corner says nothing of the scan.
        if share >= 0.02 and right > left and top > bottom:
            turned = (across > down) != (right - left > top - bottom)
            sharpest = max(sharpest, (down if turned else across) / (right - left) * 72)
    dpi = HIGHEST_DPI if sharpest == 0 else round(min(max(sharpest, LOWEST_DPI), HIGHEST_DPI))
    return dpi, covered >= 0.5, largest


def _layer_words(page: Any, scale: float) -> tuple[Word, ...]:
    """The words of the page's own text, in pixels of the rendered image, lines as the file breaks them."""
    import pypdfium2.raw as raw

    textpage = page.get_textpage()
    count = textpage.count_chars()
    if count <= 0:
        textpage.close()
        return ()
    text = textpage.get_text_range(0, count)
    if len(text) != count:  # letters outside the basic plane: places and letters no longer match
        textpage.close()
        return ()
    pixel_width, pixel_height = (round(side * scale) for side in page.get_size())
    words: list[Word] = []
    letters, box, line = "", None, 0
    for index, letter in enumerate(text + "\n"):
        if not letter.isspace() and letter not in "\x00\ufffe\x02":
            place = _device_box(page, raw, textpage.get_charbox(index), pixel_width, pixel_height)
            box = place if box is None else _union(box, place)
            letters += letter
            continue
        if letters and box:
            words.append(Word(*box, nfc(letters), 1.0, line, 0))
        letters, box = "", None
        if letter == "\n":
            line += 1
    textpage.close()
    return tuple(words)


def _device_box(page: Any, raw: Any, charbox: tuple[float, ...], width: int, height: int) -> tuple[int, int, int, int]:
    """A character's box of page space in pixels of the page as shown (turned when the page says so)."""
    from ctypes import byref, c_int

    left, bottom, right, top = charbox
    corners = []
    for x, y in ((left, bottom), (right, top)):
        across, down = c_int(), c_int()
        raw.FPDF_PageToDevice(page.raw, 0, 0, width, height, 0, x, y, byref(across), byref(down))
        corners.append((across.value, down.value))
    (x0, y0), (x1, y1) = corners
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _union(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))


def _render_image(path: Path, out_dir: Path) -> list[PageImage]:
    try:
        with warnings.catch_warnings():
            # Pillow warns about harmless damage in tags; what matters raises.
            warnings.simplefilter("ignore")
            pages = _frames(path, out_dir)
    except UnidentifiedImageError as error:
        with path.open("rb") as stream:
            known = stream.read(8).startswith(_IMAGE_SIGNATURES)
        raise (_damaged(path) if known else _unknown(path)) from error
    except Image.DecompressionBombError as error:
        raise _too_large(path) from error
    except _OF_THE_FILE as error:
        if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise _damaged(path) from error
    if not pages:
        raise _damaged(path)
    return pages


# What decoders say of tags, lengths and numbers that cannot be.
_OF_THE_FILE = (
    OSError, ValueError, SyntaxError, EOFError, TypeError, AttributeError, KeyError, IndexError, struct.error,
    ArithmeticError, NotImplementedError, RuntimeError,
)  # fmt: skip
_IMAGE_SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"\x00\x00\x00\x0cjP")


def _frames(path: Path, out_dir: Path) -> list[PageImage]:
    pages: list[PageImage] = []
    with Image.open(path) as image:
        if image.format not in {"JPEG", "PNG", "TIFF", "JPEG2000", "BMP", "MPO"}:
            raise _unknown(path)
        for number, frame in enumerate(ImageSequence.Iterator(image), 1):
            if number > MOST_PAGES:
                raise _too_many(path)
            if frame.width * frame.height > MOST_PIXELS:
                raise _too_large(path)
            dpi = image_dpi(frame)
            upright = ImageOps.exif_transpose(frame)
            grey, bare = _without_colour(np.asarray(upright.convert("RGB"), dtype=np.uint8))
            out = _save(grey, out_dir, number)
            bare_path = _save(bare, out_dir, number, "-bare") if bare is not None else None
            pages.append(PageImage(number, grey.shape[1], grey.shape[0], dpi, out, bare_path=bare_path))
    return pages


def _unknown(path: Path) -> FileRefused:
    return FileRefused("file.wrong_format", f"{path.name}: không phải PDF hay ảnh JPEG, PNG, TIFF, JPEG 2000; nộp lại.")


def image_dpi(image: Image.Image) -> int:
    """The dpi an image file states; when it states none or nonsense, the dpi that makes it an A4 sheet."""
    stated = image.info.get("dpi") or (0, 0)
    across = float(stated[0] or 0)
    if across >= 100:
        return round(across)
    short, long = sorted(image.size)
    return max(1, round(max(short / A4_INCHES[0], long / A4_INCHES[1])))
