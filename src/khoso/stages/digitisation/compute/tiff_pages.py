"""Copying pages out of a TIFF as they are stored: the compressed strips and tiles, byte for byte."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from khoso.kernel.errors import FileRefused

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_STRIP_OFFSETS, _STRIP_COUNTS, _TILE_OFFSETS, _TILE_COUNTS = 273, 279, 324, 325
_PLACES = {_STRIP_OFFSETS: _STRIP_COUNTS, _TILE_OFFSETS: _TILE_COUNTS}
# Tags that point at further directories or at data by offsets of their own.
_POINTERS = {288, 289, 330, 34665, 34853, 40965}
_OLD_JPEG = {513, 514, 519, 520, 521}
_MOST_PAGES = 5_000
_MOST_ENTRIES = 500
_MOST_VALUE = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Entry:
    """One tag of a directory with its value as stored."""

    tag: int
    type: int
    count: int
    value: bytes


def directories(path: Path) -> list[int]:
    """Where the directory of each page begins. Raises FileRefused for what is no plain TIFF."""
    with path.open("rb") as stream:
        return _directories(stream)[1]


def copy_pages(path: Path, pages: Iterable[int], target: Path) -> None:
    """Write the pages (from 0) into a TIFF of their own. Raises FileRefused when a page cannot be copied as it is."""
    with path.open("rb") as source, target.open("xb") as out:
        order, places = _directories(source)
        out.write((b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, 0))
        link = 4
        for page in pages:
            if page >= len(places):
                raise _unfit("chỗ tách nằm ngoài số trang của tệp")
            entries = _entries(source, order, places[page])
            link = _write_page(source, out, order, entries, link)


def _directories(stream: BinaryIO) -> tuple[str, list[int]]:
    head = stream.read(8)
    order = {b"II": "<", b"MM": ">"}.get(head[:2], "")
    if not order or len(head) < 8 or struct.unpack(f"{order}H", head[2:4])[0] != 42:
        raise _unfit("tệp không phải TIFF thường")
    found: list[int] = []
    place = struct.unpack(f"{order}I", head[4:])[0]
    while place:
        if place in found or len(found) >= _MOST_PAGES:
            raise _unfit("danh sách trang của tệp bị hỏng")
        found.append(place)
        stream.seek(place)
        (count,) = _unpack(stream, f"{order}H")
        stream.seek(place + 2 + 12 * count)
        (place,) = _unpack(stream, f"{order}I")
    return order, found


def _unpack(stream: BinaryIO, form: str) -> tuple[int, ...]:
    data = stream.read(struct.calcsize(form))
    if len(data) < struct.calcsize(form):
        raise _unfit("tệp bị cắt cụt")
    return struct.unpack(form, data)


def _entries(stream: BinaryIO, order: str, place: int) -> list[Entry]:
    stream.seek(place)
    (count,) = _unpack(stream, f"{order}H")
    if count > _MOST_ENTRIES:
        raise _unfit("danh sách trang của tệp bị hỏng")
    raw = [(_unpack(stream, f"{order}HHI"), stream.read(4)) for _ in range(count)]
    told = []
    for (tag, kind, number), inline in raw:
        size = _SIZES.get(kind, 0) * number
        if tag in _POINTERS or not size:
            continue
        if tag in _OLD_JPEG:
            raise _unfit("ảnh nén theo kiểu JPEG cũ")
        if size > _MOST_VALUE:
            raise _unfit("thông tin trang quá lớn")
        told.append(Entry(tag, kind, number, inline[:size] if size <= 4 else _at(stream, order, inline, size)))
    return told


def _at(stream: BinaryIO, order: str, inline: bytes, size: int) -> bytes:
    stream.seek(struct.unpack(f"{order}I", inline)[0])
    data = stream.read(size)
    if len(data) < size:
        raise _unfit("tệp bị cắt cụt")
    return data


def _numbers(entry: Entry, order: str) -> tuple[int, ...]:
    letter = {1: "B", 3: "H", 4: "I", 13: "I"}.get(entry.type)
    if letter is None:
        raise _unfit("chỗ để ảnh ghi sai kiểu")
    return struct.unpack(f"{order}{entry.count}{letter}", entry.value)


def _write_page(source: BinaryIO, out: BinaryIO, order: str, entries: list[Entry], link: int) -> int:
    """Write one page and make the one before it (or the head) point to it; return where its own link lies."""
    by_tag = {entry.tag: entry for entry in entries}
    moved = []
    for entry in entries:
        if entry.tag in _PLACES:
            sizes = by_tag.get(_PLACES[entry.tag])
            if sizes is None or sizes.count != entry.count:
                raise _unfit("thiếu độ dài của ảnh")
            pieces = zip(_numbers(entry, order), _numbers(sizes, order), strict=True)
            places = [_copied(source, out, place, size) for place, size in pieces]
            entry = Entry(entry.tag, 4, entry.count, struct.pack(f"{order}{len(places)}I", *places))
        moved.append(entry)
    if not by_tag.keys() & _PLACES.keys():
        raise _unfit("trang không có ảnh")
    fields = [
        struct.pack(f"{order}HHI", one.tag, one.type, one.count) + _placed(out, order, one.value) for one in moved
    ]
    here = _even(out)
    out.write(struct.pack(f"{order}H", len(fields)) + b"".join(fields) + struct.pack(f"{order}I", 0))
    end = out.tell()
    out.seek(link)
    out.write(struct.pack(f"{order}I", here))
    out.seek(end)
    return end - 4


def _copied(source: BinaryIO, out: BinaryIO, place: int, size: int) -> int:
    source.seek(place)
    data = source.read(size)
    if len(data) < size:
        raise _unfit("tệp bị cắt cụt")
    here = _even(out)
    out.write(data)
    return here


def _placed(out: BinaryIO, order: str, value: bytes) -> bytes:
    if len(value) <= 4:
        return value.ljust(4, b"\0")
    here = _even(out)
    out.write(value)
    return struct.pack(f"{order}I", here)


def _even(out: BinaryIO) -> int:
    if out.tell() % 2:
        out.write(b"\0")
    if out.tell() >= 2**32 - 2**20:
        raise _unfit("phần tách ra lớn quá 4 GB")
    return out.tell()


def _unfit(why: str) -> FileRefused:
    return FileRefused("file.damaged", f"Không tách được tệp TIFF: {why}; hãy tách bằng phần mềm quét rồi giao lại.")
