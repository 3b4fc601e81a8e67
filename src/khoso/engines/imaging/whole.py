"""Whether a compressed picture is all there. Decoders fill up what is missing and say nothing; the bytes tell.

Each question reads the ends or the skeleton of a stream, not its pixels: a page costs well under a millisecond, but
for deflated pictures, which have to be unpacked to be measured.
"""

from __future__ import annotations

import zlib

import numpy as np

_TAIL = 64
_HOLE = bytes(1024)
_NO_FAX_CODE = bytes(8)
_CODING_STYLE = b"\xff\x52\x00"
_NOT_BASELINE = frozenset({0xC2, 0xC6, 0xC9, 0xCA, 0xCD, 0xCE})
# Stuffed zeros, restarts, fill, and what stands between the scans of a progressive picture.
_MAY_FOLLOW = np.zeros(256, bool)
_MAY_FOLLOW[[0x00, 0xFF, 0xC4, 0xDA, 0xDD, 0xFE, *range(0xD0, 0xD8), *range(0xE0, 0xF0)]] = True
_PADDING = b"\x00\r\n \t"
_PIECE = 1 << 18
_EOFB = "000000000001" * 2
_AFTER_FAX = 1024
"""Bytes that some writers leave after the end of a fax picture."""
_UNKNOWN_LENGTH = 0xFFFFFFFF
_JBIG2_TAKEN_FROM_DATA = 0b111


def jpeg_is_whole(data: bytes) -> bool:
    """Whether a JPEG comes to its end marker with nothing inside its scans that cannot be there.

    Foreign bytes show as markers no scan has; a hole of zeros shows where the code of the picture cannot be zeros.
    """
    if not data.startswith(b"\xff\xd8"):
        return False
    end = data.rfind(b"\xff\xd9")
    scan, zeros_are_code = _scan_of(data)
    if scan is None or end < scan or len(data[end + 2 :].strip(_PADDING)) > 4 * _TAIL:
        return False
    if not zeros_are_code and _HOLE in data[scan:end]:
        return False
    return not _has_foreign_marker(np.frombuffer(data, np.uint8)[scan:end])


def _scan_of(data: bytes) -> tuple[int | None, bool]:
    """Where the first scan's code begins, and whether a run of zeros can be code: a progressive picture, or one
    whose own table gives "nothing more in this block" the code of zeros."""
    at, zeros_are_code = 2, False
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if marker in _NOT_BASELINE:
            zeros_are_code = True
        if marker == 0xC4:
            zeros_are_code |= _gives_zeros(data[at + 4 : at + 2 + length])
        at += 2 + length
        if marker == 0xDA:
            return at, zeros_are_code
    return None, zeros_are_code


def _gives_zeros(tables: bytes) -> bool:
    """Whether a Huffman table for the brightness of blocks begins with the end of a block."""
    at = 0
    while at + 17 <= len(tables):
        count = sum(tables[at + 1 : at + 17])
        if tables[at] == 0x10 and tables[at + 17 : at + 18] == b"\x00":
            return True
        at += 17 + count
    return False


def _has_foreign_marker(code: np.ndarray) -> bool:
    """Whether 0xFF is followed by what may not follow it between two scans' ends."""
    at = np.flatnonzero(code[:-1] == 0xFF)
    return bool(len(at)) and not bool(_MAY_FOLLOW[code[at + 1]].all())


def jpeg2000_is_whole(data: bytes) -> bool:
    """Whether a JPEG 2000 codestream ends with its end marker and has no hole of zeros.

    Empty packets are zeros too, but without precincts no page has a thousand of them in a row.
    """
    if b"\xff\xd9" not in data[-_TAIL:]:
        return False
    style = data.find(_CODING_STYLE)
    has_precincts = style < 0 or style + 4 >= len(data) or bool(data[style + 4] & 1)
    return has_precincts or _HOLE not in data[style:]


def jpeg_strip_is_whole(data: bytes, tables: bytes) -> bool:
    """The same as `jpeg_is_whole` of a strip or tile of a TIFF, whose tables stand elsewhere."""
    if data[:2] == b"\xff\xd8" and tables[:2] == b"\xff\xd8":
        data = tables[: tables.rfind(b"\xff\xd9")] + data[2:]
    return jpeg_is_whole(data)


def fax_is_whole(data: bytes, *, has_end: bool) -> bool:
    """Whether a CCITT group 4 picture has no hole and ends with its end-of-block code, where one is promised.

    No code has more than a dozen zeros in a row: eight bytes of them are a hole.
    """
    end = len(data)
    if has_end:
        first = max(0, end - _AFTER_FAX)
        at = "".join(f"{byte:08b}" for byte in data[first:]).rfind(_EOFB)
        if at < 0:
            return False
        end = first + at // 8
    return bool(data) and _NO_FAX_CODE not in data[:end].rstrip(_PADDING)


def deflated_is_whole(data: bytes, wanted: int) -> bool:
    """Whether a zlib stream comes to its end, with at least `wanted` bytes in it and a right checksum."""
    unpacker, seen = zlib.decompressobj(), 0
    try:
        for start in range(0, len(data), _PIECE):
            piece = data[start : start + _PIECE]
            while piece:
                seen += len(unpacker.decompress(piece, 1 << 20))
                piece = unpacker.unconsumed_tail
            if unpacker.eof:
                break
    except zlib.error:
        return False
    return unpacker.eof and seen >= wanted


def jbig2_is_whole(data: bytes) -> bool:
    """Whether every segment of an embedded JBIG2 stream is there in full, without a hole of zeros."""
    at, size = 0, len(data)
    if _HOLE in data.rstrip(b"\x00"):
        return False
    while at < size:
        if not data[at:].rstrip(_PADDING):
            return True
        header = _jbig2_segment(data, at)
        if header is None:
            return False
        start, length = header
        if length == _UNKNOWN_LENGTH:
            return True
        if start + length > size:
            return False
        at = start + length
    return size > 0


def _jbig2_segment(data: bytes, at: int) -> tuple[int, int] | None:
    """Where the data of the segment at `at` begin and how long they are; None when even its header is cut."""
    try:
        number = int.from_bytes(data[at : at + 4], "big")
        flags, count = data[at + 4], data[at + 5] >> 5
        place = at + 6
        if count == _JBIG2_TAKEN_FROM_DATA:
            count = int.from_bytes(data[at + 5 : at + 9], "big") & 0x1FFFFFFF
            place = at + 9 + (count + 8) // 8
        place += count * (1 if number <= 256 else 2 if number <= 65536 else 4)
        place += 4 if flags & 0x40 else 1
        length = data[place : place + 4]
    except IndexError:
        return None
    return (place + 4, int.from_bytes(length, "big")) if len(length) == 4 else None
