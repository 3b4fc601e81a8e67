"""Pages that are the same page: equal pictures, or one page scanned twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import cv2
import numpy as np

from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation.compute.names import printable
from khoso.stages.digitisation.compute.results import PageCheck
from khoso.stages.digitisation.compute.sheet import Sheet, text_parts

_SIDE = 128
_WAVES = 32
_FEWEST_PARTS = 100
"""With less text on them, different pages look too much alike to be told apart by anything but equality."""
_MOST_DIFFERENT_BITS = 130
"""Of 1024. Measured: a page scanned again 0.3° off differs in 70 bits (median), 0.6° off in 120; a form of 30 lines
filled in otherwise on five of them in 140 and more; the two likest of 132 different real pages in 304."""

# Places of the 65 lowest waves, from the coarsest to the finest, without the first.
_ORDER = sorted(((y, x) for y in range(_WAVES) for x in range(_WAVES)), key=lambda at: (at[0] + at[1], at))[1:65]
_LOWEST = tuple(np.array(places) for places in zip(*_ORDER, strict=True))


def digest_of(sheet: Sheet) -> str:
    """Equal for equal pictures: SHA-256 over the picture at 100 dpi, colours included."""
    picture = sheet.small if sheet.small_rgb is None else sheet.small_rgb
    height, width = sheet.pixels.shape[:2]
    return hashlib.sha256(f"{width}x{height}:".encode() + picture.tobytes()).hexdigest()


def phash_of(sheet: Sheet) -> str:
    """1024 bits in hex: the signs of the lowest waves of the page's darkness, sharp enough to tell text pages apart."""
    rows, columns = sheet.darkness.shape
    if len(text_parts(sheet)) < _FEWEST_PARTS or cv2.countNonZero(sheet.ink) < 200:
        return ""
    (x0, x1), (y0, y1) = _extent(sheet.ink, 0), _extent(sheet.ink, 1)
    content = sheet.darkness[max(0, y0) : min(rows, y1 + 1), max(0, x0) : min(columns, x1 + 1)]
    if min(content.shape) < 8:
        return ""
    picture = cv2.resize(content, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    waves = cv2.dct(cv2.GaussianBlur(picture, (0, 0), 1.0))[:_WAVES, :_WAVES].reshape(-1)
    return np.packbits(waves > np.median(waves)).tobytes().hex()


def _extent(ink: np.ndarray, axis: int) -> tuple[int, int]:
    """Where the ink begins and ends along an axis, without its outermost half hundredth on either side."""
    counts = np.cumsum(cv2.reduce(ink, axis, cv2.REDUCE_SUM, dtype=cv2.CV_32S).reshape(-1))
    first, last = np.searchsorted(counts, (0.005 * counts[-1], 0.995 * counts[-1]))
    return int(first), int(last)


def coarse_hash(phash: str) -> int | None:
    """The 64 lowest waves of a phash as one number, to look for the same page among millions; None when it has none.

    They are measured already, so this costs nothing (2 µs a page). They tell less than the whole 1024 bits do: of the
    same page scanned again they differ in few, of two pages of one form in few as well.
    """
    if not phash:
        return None
    waves = np.unpackbits(np.frombuffer(bytes.fromhex(phash), np.uint8)).reshape(_WAVES, _WAVES)
    # Without the lowest of all, which is the darkness of the whole page.
    return int.from_bytes(np.packbits(waves[_LOWEST]).tobytes(), "big")


def alike(one: str, other: str) -> bool:
    """Whether two phashes are of one page."""
    if not one or not other:
        return False
    return (int(one, 16) ^ int(other, 16)).bit_count() <= _MOST_DIFFERENT_BITS


_COARSE_DIFFERENT = 20
"""Of 64. Pages whose coarse hashes differ in more are never within 130 of 1024 bits: measured on 132 real pages
scanned again, turned by up to 0.6° and moved, at most 13 differ."""
_GROW = 1024


class Seen:
    """The pages met so far, to find the ones that come again. 150 bytes a page, and a search that stays quick for
    200,000 pages: the coarse hashes are compared first, the whole ones only where those are near."""

    def __init__(self) -> None:
        self._by_digest: dict[str, tuple[str, int]] = {}
        self._coarse = np.zeros(0, np.uint64)
        self._hashes = np.zeros((0, _WAVES * _WAVES // 8), np.uint8)
        self._places: list[tuple[str, int]] = []

    def mark(self, pages: Iterable[PageCheck], path: str) -> None:
        """Add page.duplicate to pages that were met before; remember the others. Blank pages are all alike."""
        for page in pages:
            if page.blank or not page.digest:
                continue
            before = self._by_digest.get(page.digest) or self._near(page.phash)
            if before is None:
                self._by_digest[page.digest] = (path, page.number)
                self._remember(page.phash, (path, page.number))
                continue
            other, number = before
            where = f"trang {number}" if other == path else f"trang {number} của tệp {printable(other)}"
            message = f"Trang {page.number} trùng với {where}; hãy kiểm tra và bỏ bản quét thừa."
            page.findings.append(Finding("page.duplicate", Severity.WARNING, message, page=page.number))

    def _near(self, phash: str) -> tuple[str, int] | None:
        coarse, known = coarse_hash(phash), len(self._places)
        if coarse is None or not known:
            return None
        near = np.flatnonzero(np.bitwise_count(self._coarse[:known] ^ np.uint64(coarse)) <= _COARSE_DIFFERENT)
        if not len(near):
            return None
        bits = np.bitwise_xor(self._hashes[near], np.frombuffer(bytes.fromhex(phash), np.uint8))
        apart = np.bitwise_count(bits).sum(axis=1)
        best = int(apart.argmin())
        return self._places[int(near[best])] if apart[best] <= _MOST_DIFFERENT_BITS else None

    def _remember(self, phash: str, place: tuple[str, int]) -> None:
        coarse, known = coarse_hash(phash), len(self._places)
        if coarse is None:
            return
        if known == len(self._coarse):
            room = max(_GROW, known)
            self._coarse = np.concatenate([self._coarse, np.zeros(room, np.uint64)])
            self._hashes = np.concatenate([self._hashes, np.zeros((room, self._hashes.shape[1]), np.uint8)])
        self._coarse[known] = coarse
        self._hashes[known] = np.frombuffer(bytes.fromhex(phash), np.uint8)
        self._places.append(place)
