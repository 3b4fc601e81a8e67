"""A workbook of Excel 97, byte by byte, as small as it can be: no library of ours writes one."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def write_xls(path: Path, rows: Sequence[Sequence[object]], name: str = "Trang") -> Path:
    """One sheet of texts and numbers."""
    stream = _workbook(rows, name)
    stream += b"\x00" * (-len(stream) % _SECTOR)
    stream = stream.ljust(4096, b"\x00")
    count = len(stream) // _SECTOR
    fat = [_FAT, _END, *range(3, count + 2), _END]
    fat += [_FREE] * (128 - len(fat))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    # Directory sectors, sectors of the table, first of the directory, signature, least size of a stream, and no more.
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, len(stream))
    directory = directory.ljust(_SECTOR, b"\x00")
    path.write_bytes(head + struct.pack("<128I", *fat) + directory + stream)
    return path


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    said = name.encode("utf-16-le") + b"\x00\x00"
    return struct.pack("<64sHBBIII16xI8x8xIQ", said, len(said), kind, 1, _FREE, _FREE, child, 0, start, size)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _workbook(rows: Sequence[Sequence[object]], name: str) -> bytes:
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6))
    letters = _record(0x0042, struct.pack("<H", 0x04B0))
    bound = 4 + 8 + 2 * len(name)
    place = len(begin) + len(letters) + bound + 4
    said = struct.pack("<IBBBB", place, 0, 0, len(name), 1) + name.encode("utf-16-le")
    book = begin + letters + _record(0x0085, said) + _record(0x000A, b"")
    assert len(book) == place
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6))
    for at, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, int | float):
                sheet += _record(0x0203, struct.pack("<HHHd", at, column, 0, value))
            elif value is not None:
                text = str(value)
                sheet += _record(0x0204, struct.pack("<HHHHB", at, column, 0, len(text), 1) + text.encode("utf-16-le"))
    return book + sheet + _record(0x000A, b"")
