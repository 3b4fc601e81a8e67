"""Pages of a TIFF replaced: the packed strips of every other page are carried over byte by byte."""

from __future__ import annotations

import struct
import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageOps

from khoso.kernel.errors import FileRefused
from khoso.kernel.words import Sentence, noop

# Size in bytes and struct letter of each type of TIFF 6.0.
_TYPES = {1: "B", 2: "B", 3: "H", 4: "I", 5: "II", 6: "b", 7: "B", 8: "h", 9: "i", 10: "ii", 11: "f", 12: "d", 13: "I"}
_STRIPS, _TILES = (273, 279), (324, 325)
# Directories within a page, and addresses only an old kind of JPEG has: their bytes lie where no list of strips says.
_WITHIN = {330, 34665, 34853, 40965}
_OLD_JPEG = {513, 514, 519, 520, 521}
_MOST_PAGES, _MOST_TAGS = 5000, 500

_DAMAGED = noop("Tệp TIFF bị hỏng, không thay trang được. Chưa thay gì; hãy giao lại cả tệp.")
_UNKNOWN = noop("Tệp TIFF thuộc dạng không thay được từng trang. Chưa thay gì; hãy giao lại cả tệp.")


@dataclass
class _Page:
    """A directory as raw values, and the packed bytes of its picture."""

    tags: dict[int, tuple[int, int, bytes]] = field(default_factory=dict)
    pieces: list[bytes] = field(default_factory=list)
    where: tuple[int, int] = _STRIPS


def replace_pages(source: Path, out: Path, new: Mapping[int, Path]) -> int:
    """Write `source` to `out` with some pages replaced by pictures; how many pages it has. Raises FileRefused."""
    order, pages = _read(source.read_bytes())
    for number, path in new.items():
        if not 1 <= number <= len(pages):
            raise _refused("no_such_page", noop("Tệp không có trang này. Chưa thay gì; hãy chọn đúng trang."))
        pages[number - 1] = _turned(_new_page(path, pages[number - 1]), order)
    out.write_bytes(_written(order, pages))
    return len(pages)


def _refused(code: str, message: str) -> FileRefused:
    return FileRefused(f"rework.{code}", Sentence(message))


def _read(data: bytes) -> tuple[str, list[_Page]]:
    """Byte order and every page."""
    try:
        order = {b"II": "<", b"MM": ">"}[data[:2]]
        magic, at = struct.unpack_from(order + "HI", data, 2)
        if magic != 42:
            raise _refused("tiff_kind", _UNKNOWN)
        pages: list[_Page] = []
        seen: set[int] = set()
        while at:
            if at in seen or len(pages) >= _MOST_PAGES:
                raise _refused("damaged", _DAMAGED)
            seen.add(at)
            page, at = _read_page(data, order, at)
            pages.append(page)
    except (struct.error, KeyError, IndexError):
        raise _refused("damaged", _DAMAGED) from None
    if not pages:
        raise _refused("damaged", _DAMAGED)
    return order, pages


def _read_page(data: bytes, order: str, at: int) -> tuple[_Page, int]:
    (count,) = struct.unpack_from(order + "H", data, at)
    if count > _MOST_TAGS:
        raise _refused("damaged", _DAMAGED)
    page = _Page()
    for number in range(count):
        entry = at + 2 + 12 * number
        tag, kind, values = struct.unpack_from(order + "HHI", data, entry)
        if tag in _WITHIN | _OLD_JPEG or kind not in _TYPES:
            if tag in _OLD_JPEG:
                raise _refused("tiff_kind", _UNKNOWN)
            continue
        size = struct.calcsize("<" + _TYPES[kind]) * values
        start = entry + 8 if size <= 4 else struct.unpack_from(order + "I", data, entry + 8)[0]
        raw = data[start : start + size]
        if len(raw) != size:
            raise _refused("damaged", _DAMAGED)
        page.tags[tag] = (kind, values, raw)
    page.where = _TILES if _TILES[0] in page.tags else _STRIPS
    starts, sizes = (_whole_numbers(page, order, tag) for tag in page.where)
    if not starts or len(starts) != len(sizes):
        raise _refused("damaged", _DAMAGED)
    page.pieces = [data[start : start + size] for start, size in zip(starts, sizes, strict=True)]
    if [len(piece) for piece in page.pieces] != sizes:
        raise _refused("damaged", _DAMAGED)
    (following,) = struct.unpack_from(order + "I", data, at + 2 + 12 * count)
    return page, following


def _whole_numbers(page: _Page, order: str, tag: int) -> list[int]:
    kind, values, raw = page.tags[tag]
    return list(struct.unpack(f"{order}{values}{_TYPES[kind]}", raw))


def _new_page(path: Path, old: _Page) -> tuple[str, _Page]:
    """A picture as a page of its own, packed without loss. Raises FileRefused."""
    try:
        with warnings.catch_warnings(), Image.open(path) as opened, tempfile.NamedTemporaryFile(suffix=".tif") as made:
            warnings.simplefilter("ignore")
            if getattr(opened, "n_frames", 1) != 1:
                raise _refused("many_pages", noop("Thay một trang bằng đúng một trang. Chưa thay gì."))
            dpi = opened.info.get("dpi") or _dpi_of(old)
            upright = ImageOps.exif_transpose(opened)
            shown = upright if upright.mode in ("1", "L", "RGB") else upright.convert("RGB")
            packing = "group4" if shown.mode == "1" else "tiff_adobe_deflate"
            shown.save(made.name, "TIFF", compression=packing, dpi=dpi)
            order, pages = _read(Path(made.name).read_bytes())
            return order, pages[0]
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise _refused("damaged", noop("Ảnh mang tới bị hỏng, không mở được. Chưa thay gì; hãy quét lại.")) from None


def _dpi_of(old: _Page) -> tuple[int, int]:
    """What the page before was scanned at, when the new picture does not say."""
    kind, _values, raw = old.tags.get(282, (0, 0, b""))
    over, under = struct.unpack("<II", raw) if kind == 5 and len(raw) == 8 else (200, 1)
    found = over / under if under else 200
    return (round(found), round(found)) if 30 <= found <= 4800 else (200, 200)


def _turned(made: tuple[str, _Page], order: str) -> _Page:
    """The page with its values in the byte order of the file it goes into; pictures of 8 bits have none."""
    own, page = made
    if own != order:
        for tag, (kind, values, raw) in page.tags.items():
            letters = _TYPES[kind] * values
            page.tags[tag] = (kind, values, struct.pack(order + letters, *struct.unpack(own + letters, raw)))
    return page


def _written(order: str, pages: list[_Page]) -> bytes:
    out = bytearray(struct.pack(order + "2sHI", b"II" if order == "<" else b"MM", 42, 0))
    link = 4
    for page in pages:
        starts = []
        for piece in page.pieces:
            starts.append(len(out))
            out += piece + b"\0" * (len(piece) % 2)
        sizes = [len(piece) for piece in page.pieces]
        tags = dict(page.tags)
        for tag, numbers in zip(page.where, (starts, sizes), strict=True):
            tags[tag] = (4, len(numbers), struct.pack(f"{order}{len(numbers)}I", *numbers))
        entries = bytearray()
        for tag, (kind, values, raw) in sorted(tags.items()):
            entries += struct.pack(order + "HHI", tag, kind, values)
            if len(raw) <= 4:
                entries += raw.ljust(4, b"\0")
            else:
                entries += struct.pack(order + "I", len(out))
                out += raw + b"\0" * (len(raw) % 2)
        struct.pack_into(order + "I", out, link, len(out))
        out += struct.pack(order + "H", len(tags)) + entries
        link = len(out)
        out += struct.pack(order + "I", 0)
    return bytes(out)
