"""PDF pages: PDFium draws and measures, pikepdf tells what each image is."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium_c

from khoso.engines.imaging.port import (
    DPI_WITHOUT_IMAGES,
    MAX_DPI,
    MIN_DPI,
    Document,
    Layer,
    Page,
    damaged,
    refuse_too_large,
    role_of,
)
from khoso.kernel.errors import FileRefused

_MAX_DEPTH = 8
_MAX_IMAGES_A_PAGE = 500
_SMALLEST_COVERAGE = 0.01
_ENCRYPTED = "Tệp PDF có mật khẩu hoặc bị khóa quyền; hãy bỏ mật khẩu rồi nộp lại."

_Facts = dict[str, Any]
_BySize = dict[tuple[int, int], list[_Facts]]


def open_pdf(path: Path) -> Document:
    """The pages of a PDF. Raises FileRefused file.encrypted, file.damaged, file.too_large."""
    try:
        with pikepdf.open(path) as structure:
            if structure.is_encrypted:
                raise FileRefused("file.encrypted", _ENCRYPTED)
            facts = [_images_of(page) for page in structure.pages]
    except pikepdf.PasswordError:
        raise FileRefused("file.encrypted", _ENCRYPTED) from None
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, RuntimeError, RecursionError):
        raise damaged() from None
    try:
        drawn = pypdfium2.PdfDocument(path)
        count = len(drawn)
    except pypdfium2.PdfiumError:
        raise damaged() from None
    if count == 0:
        raise damaged()
    facts += [{} for _ in range(count - len(facts))]
    pages = [_measure(drawn, number, facts[number - 1]) for number in range(1, count + 1)]
    return Document("pdf", pages, _Drawn(drawn))


class _Drawn:
    """Pixels from PDFium."""

    def __init__(self, drawn: pypdfium2.PdfDocument) -> None:
        self.drawn = drawn

    def render(self, page: Page, dpi: float | None, grey: bool) -> np.ndarray:
        wanted = dpi or page.dpi
        width, height = page.width / page.dpi * wanted, page.height / page.dpi * wanted
        refuse_too_large(width, height, page.number)
        try:
            opened = self.drawn[page.number - 1]
            bitmap = opened.render(scale=wanted / 72, grayscale=grey, rev_byteorder=True, may_draw_forms=False)
            pixels = bitmap.to_numpy()
        except pypdfium2.PdfiumError:
            raise damaged(page.number) from None
        target = (round(height), round(width))  # PDFium rounds up; a page has the size it was said to have
        if pixels.shape[:2] != target:
            rows, columns = min(pixels.shape[0], target[0]), min(pixels.shape[1], target[1])
            pixels = pixels[:rows, :columns]
        pixels = pixels.copy()
        bitmap.close()
        opened.close()
        return pixels[:, :, 0] if grey and pixels.ndim == 3 else pixels

    def close(self) -> None:
        self.drawn.close()


def _measure(drawn: pypdfium2.PdfDocument, number: int, facts: _BySize) -> Page:
    try:
        page = drawn[number - 1]
        width_pt, height_pt = page.get_size()
        if not (0 < width_pt < 1e6 and 0 < height_pt < 1e6):
            raise damaged(number)
        layers = tuple(_layers(page, number, width_pt * height_pt, facts))
        characters = _characters(page)
        page.close()
    except pypdfium2.PdfiumError:
        raise damaged(number) from None
    large = [layer.dpi for layer in layers if layer.coverage >= _SMALLEST_COVERAGE] or [x.dpi for x in layers]
    dpi = min(max(*large, MIN_DPI), MAX_DPI) if large else DPI_WITHOUT_IMAGES
    dpi = round(dpi) if abs(dpi - round(dpi)) < 0.6 else dpi
    width, height = round(width_pt * dpi / 72), round(height_pt * dpi / 72)
    refuse_too_large(width, height, number)
    return Page(number, width, height, dpi, layers, characters=characters)


def _characters(page: pypdfium2.PdfPage) -> int:
    text = page.get_textpage()
    try:
        return int(text.count_chars())
    finally:
        text.close()


def _layers(page: pypdfium2.PdfPage, number: int, area: float, facts: _BySize) -> Iterator[Layer]:
    unused = {key: list(found) for key, found in facts.items()}
    for count, (image, matrix) in enumerate(_placed(page, None, pypdfium2.PdfMatrix(), 0)):
        if count >= _MAX_IMAGES_A_PAGE:
            return
        width, height = image.get_px_size()
        refuse_too_large(width, height, number)
        across, down = math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d)
        if min(across, down, width, height) <= 0:
            continue
        same = unused.get((width, height), [])
        fact = same.pop(0) if len(same) > 1 else same[0] if same else _inline_facts(image)
        dpi = min(width / across, height / down) * 72
        coverage = min(1.0, abs(matrix.a * matrix.d - matrix.b * matrix.c) / area)
        role = "mask" if fact["stencil"] else role_of(coverage)
        yield Layer(dpi, width, height, fact["bits"], fact["colours"], fact["filter"], role, coverage)
        if mask := fact["mask"]:
            refuse_too_large(mask["width"], mask["height"], number)
            finer = min(mask["width"] / across, mask["height"] / down) * 72
            yield Layer(
                finer, mask["width"], mask["height"], mask["bits"], mask["colours"], mask["filter"], "mask", coverage
            )


def _placed(page: pypdfium2.PdfPage, form: Any, outer: Any, depth: int) -> Iterator[tuple[Any, Any]]:
    """Every image with the matrix that places it on the page, through forms within forms."""
    for item in page.get_objects(max_depth=1, form=form):
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            yield item, item.get_matrix().multiply(outer)
        elif item.type == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            yield from _placed(page, item, item.get_matrix().multiply(outer), depth + 1)


def _inline_facts(image: Any) -> _Facts:
    """What PDFium knows of an image that no resource dictionary names."""
    meta = image.get_metadata()
    bits = int(meta.bits_per_pixel) or 8
    colours = "bilevel" if bits == 1 else "colour" if bits >= 24 else "grey"
    return {"bits": bits, "colours": colours, "filter": "", "stencil": False, "mask": None}


def _images_of(page: pikepdf.Page) -> _BySize:
    """The image resources of a page by their size in pixels, in the order of the dictionaries."""
    found: dict[tuple[int, int], list[_Facts]] = defaultdict(list)
    seen: set[tuple[int, int]] = set()

    def walk(resources: Any, depth: int) -> None:
        if not isinstance(resources, pikepdf.Dictionary) or depth > _MAX_DEPTH:
            return
        named = resources.get("/XObject")
        if not isinstance(named, pikepdf.Dictionary):
            return
        for _, item in named.items():
            if not isinstance(item, pikepdf.Stream) or item.objgen in seen:
                continue
            seen.add(item.objgen)
            if item.get("/Subtype") == pikepdf.Name.Image:
                fact = _facts(item)
                found[fact["width"], fact["height"]].append(fact)
            elif item.get("/Subtype") == pikepdf.Name.Form:
                walk(item.get("/Resources"), depth + 1)

    walk(page.obj.get("/Resources") or getattr(page, "resources", None), 0)
    return dict(found)


def _facts(image: pikepdf.Stream, inner: bool = False) -> _Facts:
    stencil = bool(image.get("/ImageMask", False))
    channels = 1 if stencil else _channels(image.get("/ColorSpace"))
    bits = 1 if stencil else int(image.get("/BitsPerComponent", 8)) * channels
    filters = image.get("/Filter")
    names = [str(name)[1:] for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters or "")[1:]]
    mask = image.get("/SMask", image.get("/Mask"))
    indexed = _family(image.get("/ColorSpace")) == "/Indexed"
    return {
        "width": int(image.get("/Width", 0)),
        "height": int(image.get("/Height", 0)),
        "bits": 1 if names[-1] in {"JBIG2Decode", "CCITTFaxDecode"} else bits,
        "colours": _colours(bits, channels, names[-1], indexed),
        "filter": "+".join(names),
        "stencil": stencil,
        "mask": _facts(mask, inner=True) if isinstance(mask, pikepdf.Stream) and not inner else None,
    }


def _colours(bits: int, channels: int, filter_name: str, indexed: bool) -> str:
    if bits == 1 or filter_name in {"JBIG2Decode", "CCITTFaxDecode"}:
        return "bilevel"
    return "colour" if channels >= 3 or indexed else "grey"


def _family(space: Any) -> str:
    if isinstance(space, pikepdf.Array) and len(space):
        return str(space[0])
    return str(space or "")


def _channels(space: Any) -> int:
    family = _family(space)
    if family == "/ICCBased" and isinstance(space[1], pikepdf.Stream):
        return int(space[1].get("/N", 3))
    if family in {"/DeviceRGB", "/CalRGB", "/Lab"}:
        return 3
    return 4 if family == "/DeviceCMYK" else 1
