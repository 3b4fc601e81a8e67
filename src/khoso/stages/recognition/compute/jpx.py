"""What a JPEG 2000 file says of itself, and whether PDF/A-2 takes it as it is (ISO 19005-2, 6.2.8.3)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

SIGNATURE = b"\x00\x00\x00\x0cjP"
ENUMERATED, RESTRICTED_ICC, ANY_ICC = 1, 2, 3
# Enumerated colour spaces and their channels: sRGB, grey, sYCC.
SPACES = {16: 3, 17: 1, 18: 3}
_BEST = 1
_DEEPEST = 38
_MIXED_DEPTHS = 255


@dataclass(frozen=True, slots=True)
class Head:
    """Channels and bits of the picture, its colour specifications (method, approximation, what it says), a palette."""

    channels: int
    bits: int | None
    colours: tuple[tuple[int, int, bytes], ...]
    has_palette: bool

    @property
    def profile(self) -> bytes:
        """The colour profile inside; empty when the space is told by a number."""
        return next((told for method, _, told in self.colours if method != ENUMERATED), b"")


def head_of(data: bytes) -> Head | None:
    """The head of a JPEG 2000 file; None for a bare code stream or damage."""
    if not data.startswith(SIGNATURE):
        return None
    inside = next((body for name, body in _boxes(data) if name == b"jp2h"), b"")
    parts = list(_boxes(inside))
    sizes = next((body for name, body in parts if name == b"ihdr" and len(body) >= 11), None)
    if sizes is None:
        return None
    depth = sizes[10]
    colours = tuple((body[0], body[2], body[3:]) for name, body in parts if name == b"colr" and len(body) >= 3)
    bits = None if depth == _MIXED_DEPTHS else (depth & 0x7F) + 1
    palette = any(name == b"pclr" for name, _ in parts)
    return Head(struct.unpack_from(">H", sizes, 8)[0], bits, colours, palette)


def conforms(data: bytes) -> bool:
    """Whether PDF/A-2 takes this picture: one, three or four channels of one depth, one colour space it knows."""
    head = head_of(data)
    if head is None or head.channels not in (1, 3, 4) or head.bits is None or head.bits > _DEEPEST:
        return False
    best = [colour for colour in head.colours if colour[1] == _BEST] if len(head.colours) > 1 else list(head.colours)
    if len(best) != 1 or best[0][0] not in (ENUMERATED, RESTRICTED_ICC, ANY_ICC):
        return False
    method, _, told = best[0]
    return method != ENUMERATED or (len(told) >= 4 and struct.unpack_from(">I", told)[0] in SPACES)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The boxes one after the other: name and content."""
    at = 0
    while at + 8 <= len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        begin = at + 8
        if size == 1 and at + 16 <= len(data):
            size, begin = struct.unpack_from(">Q", data, at + 8)[0], at + 16
        end = len(data) if size == 0 else at + size
        if end < begin:
            return
        yield name, data[begin : min(end, len(data))]
        at = end
