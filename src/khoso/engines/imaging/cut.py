"""Files and pages that a decoder shows though part of their picture is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

from khoso.engines.imaging import whole

_MAX_DEPTH = 8
_MOST_READ = 256 * 1024**2
_COMPRESSION, _STRIPS, _STRIP_COUNTS, _TILES, _TILE_COUNTS, _JPEG_TABLES = 259, 273, 279, 324, 325, 347
_COMPONENTS = {"/DeviceRGB": 3, "/CalRGB": 3, "/Lab": 3, "/DeviceCMYK": 4}


def cut_pages(pdf: pikepdf.Pdf) -> list[int]:
    """Numbers of the pages with a picture whose compressed bytes are not all there, or do not follow each other."""
    judged: dict[tuple[int, int], bool] = {}
    found = []
    for number, page in enumerate(pdf.pages, 1):
        for image in _images(page.obj.get("/Resources") or getattr(page, "resources", None), 0, set()):
            key = image.objgen
            if key not in judged:
                judged[key] = _is_whole(image)
            if not judged[key]:
                found.append(number)
                break
    return found


def _images(resources: Any, depth: int, seen: set[tuple[int, int]]) -> Iterator[pikepdf.Stream]:
    named = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    if not isinstance(named, pikepdf.Dictionary) or depth > _MAX_DEPTH:
        return
    for _, item in named.items():
        if not isinstance(item, pikepdf.Stream) or item.objgen in seen:
            continue
        seen.add(item.objgen)
        if item.get("/Subtype") == pikepdf.Name.Image:
            yield item
            for mask in (item.get("/SMask"), item.get("/Mask")):
                if isinstance(mask, pikepdf.Stream):
                    yield mask
        elif item.get("/Subtype") == pikepdf.Name.Form:
            yield from _images(item.get("/Resources"), depth + 1, seen)


def _is_whole(image: pikepdf.Stream) -> bool:
    filters = _listed(image.get("/Filter"))
    if len(filters) != 1:
        return True
    name = str(filters[0])
    data = image.read_raw_bytes()
    if name in {"/DCTDecode", "/DCT"}:
        return whole.jpeg_is_whole(data)
    if name == "/JPXDecode":
        return whole.jpeg2000_is_whole(data)
    if name == "/JBIG2Decode":
        return whole.jbig2_is_whole(data)
    options = (_listed(image.get("/DecodeParms")) or [pikepdf.Dictionary()])[0]
    if not isinstance(options, pikepdf.Dictionary):
        options = pikepdf.Dictionary()
    if name in {"/CCITTFaxDecode", "/CCF"}:
        promised = int(options.get("/K", 0)) < 0 and bool(options.get("/EndOfBlock", True))
        return whole.fax_is_whole(data, has_end=promised)
    if name in {"/FlateDecode", "/Fl"}:
        return whole.deflated_is_whole(data, _unpacked_size(image, options))
    return True


def _unpacked_size(image: pikepdf.Stream, options: pikepdf.Dictionary) -> int:
    """Bytes of the picture's rows; 0 where its colours are not told plainly."""
    width, height = int(image.get("/Width", 0)), int(image.get("/Height", 0))
    space = image.get("/ColorSpace")
    if bool(image.get("/ImageMask", False)):
        bits = 1
    else:
        components = _components(space)
        bits = int(image.get("/BitsPerComponent", 8)) * components
    row = (width * bits + 7) // 8 + (1 if int(options.get("/Predictor", 1)) >= 10 else 0)
    return row * height


def _components(space: Any) -> int:
    if isinstance(space, pikepdf.Array) and len(space):
        if str(space[0]) == "/ICCBased" and isinstance(space[1], pikepdf.Stream):
            return int(space[1].get("/N", 1))
        return _COMPONENTS.get(str(space[0]), 1)
    return _COMPONENTS.get(str(space or ""), 1)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def image_is_whole(path: Path, kind: str) -> bool:
    """Whether an image file comes to its end. What its decoder notices by itself is not asked here."""
    size = path.stat().st_size
    if kind not in {"jpeg", "jp2", "png"} or size > _MOST_READ:
        return True
    data = path.read_bytes()
    if kind == "jpeg":
        return whole.jpeg_is_whole(data)
    if kind == "jp2":
        return whole.jpeg2000_is_whole(data)
    return b"IEND" in data[-4096:]


def strips_are_whole(path: Path, image: Image.Image) -> bool:
    """Whether the strips or tiles of the TIFF page `image` stands on are all there: decoders fill in what is not."""
    tags = getattr(image, "tag_v2", {})
    check = _STRIP_CHECKS.get(int(tags.get(_COMPRESSION, 1)))
    places, counts = tags.get(_STRIPS) or tags.get(_TILES), tags.get(_STRIP_COUNTS) or tags.get(_TILE_COUNTS)
    if check is None or not places or not counts or sum(counts) > _MOST_READ:
        return True
    tables = tags.get(_JPEG_TABLES) or b""
    with path.open("rb") as stream:
        for place, count in zip(places, counts, strict=False):
            stream.seek(place)
            if not check(stream.read(count), tables):
                return False
    return True


def _fax_strip(data: bytes, _tables: bytes) -> bool:
    return whole.fax_is_whole(data, has_end=False)


def _deflated_strip(data: bytes, _tables: bytes) -> bool:
    return whole.deflated_is_whole(data, 0)


_STRIP_CHECKS: dict[int, Callable[[bytes, bytes], bool]] = {
    4: _fax_strip,
    7: whole.jpeg_strip_is_whole,
    8: _deflated_strip,
    32946: _deflated_strip,
}
