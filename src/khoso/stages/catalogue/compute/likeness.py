"""Fingerprints of descriptions, pages and texts: numbers that like things share, made from what is said of them.

A fingerprint has a `value` (equal for equal things) and `keys`: two things are worth a closer look when they share one.
The same description gives the same fingerprint on every machine.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

from khoso.kernel import dates
from khoso.kernel.text_vi import fold, repair_look_alikes
from khoso.stages.catalogue.compute import titles

CODE, NUMBER, TITLE, PAGE, TEXT = "code", "number", "title", "page", "text"

# Ten bands of three: titles that share three quarters of their words meet in two bands at least (97 %), titles that
# share two fifths hardly ever (13 %).
_BANDS, _ROWS = 10, 3
# Twelve bands of three for running text: words read with one mistake in twenty still meet in two bands (77 %).
_TEXT_BANDS = 12
_SHINGLE = 3
# With fewer words a page says too little to be told from another.
FEWEST_WORDS = 40
# 64 bits in six blocks, two of them a key: what differs in up to four bits always shares a key, in six bits mostly.
_BLOCKS = ((0, 11), (11, 11), (22, 11), (33, 11), (44, 10), (54, 10))
_SHORTEST_CODE = 6
_MASK = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Print:
    """One fingerprint, not yet of anything: `value` for equality, `keys` for nearness, both as signed 64 bits."""

    kind: str
    value: int
    keys: tuple[int, ...]


def key(*parts: object) -> int:
    """64 bits of these parts, signed as the database keeps them."""
    digest = hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def signed(bits: int) -> int:
    """64 bits as the database keeps them."""
    bits &= _MASK
    return bits - (1 << 64) if bits >> 63 else bits


def apart(one: int, other: int) -> int:
    """In how many of 64 bits two values differ."""
    return ((one ^ other) & _MASK).bit_count()


# Identifiers


def plain_code(code: str) -> str:
    """An identifier as compared: capital letters and digits; what stands between them is a matter of taste."""
    return re.sub(r"[^0-9A-Z]+", ".", fold(repair_look_alikes(code)).upper()).strip(".")


def of_codes(codes: Iterable[str]) -> Print | None:
    """Identifiers of one thing. Short ones ("01", "HS 5") identify nothing and are left out."""
    plain = [code for code in dict.fromkeys(map(plain_code, codes)) if len(code.replace(".", "")) >= _SHORTEST_CODE]
    plain = [code for code in plain if any(c.isdigit() for c in code)]
    if not plain:
        return None
    return Print(CODE, key(CODE, plain[0]), tuple(key(CODE, code) for code in plain))


# Number, notation, issuer, date


@dataclass(frozen=True, slots=True)
class Signed:
    """Number and notation of a document as compared, its day and year, its issuer."""

    number: str
    notation: str
    year: int | None
    day: str
    issuer: titles.Title


def signed_by(number: str, notation: str, issued: str, issuer: str) -> Signed | None:
    """How a document is numbered; None when it has no number. `012/QD-UB` and `12/QĐ-UBND` are one."""
    whole = repair_look_alikes(number)
    if "/" in whole and not notation:
        whole, notation = whole.split("/", 1)
    plain = re.sub(r"[^0-9A-Z]", "", fold(whole).upper()).lstrip("0")
    if not plain or not any(c.isdigit() for c in plain):
        return None
    when = dates.parse(issued)
    groups = re.findall(r"[0-9A-Z]+", fold(repair_look_alikes(notation)).upper())
    if groups and groups[0].isdigit() and len(groups[0]) == 4:
        groups = groups[1:]
    short = "-".join("UBND" if group in ("UB", "UBHC") else group for group in groups)
    day = when.iso if when and when.day and not when.is_uncertain else ""
    return Signed(plain, short, when.year if when else None, day, titles.read(issuer))


def of_number(number: str, notation: str, issued: str, issuer: str) -> Print | None:
    """Who issued what under which number, when. Without a year a number is no sign."""
    found = signed_by(number, notation, issued, issuer)
    if found is None or found.year is None:
        return None
    by = " ".join(found.issuer.words)
    keys = []
    if found.notation and by:
        keys.append(key(NUMBER, "year", found.number, found.notation, found.year, by))
    if found.notation and found.day:
        keys.append(key(NUMBER, "day", found.number, found.notation, found.day))
    if by and found.day:
        keys.append(key(NUMBER, "issuer", found.number, found.day, by))
    if not keys:
        return None
    return Print(NUMBER, key(NUMBER, found.number, found.notation, found.day or found.year, by), tuple(keys))


_LEVELS = frozenset(["tinh", "huyen", "xa", "phuong", "quan", "tran"])


def may_be_one_issuer(one: titles.Title, other: titles.Title) -> bool:
    """Whether two issuers may be one body: one may be named shorter, never on another level or in another place."""
    if not one.words or not other.words:
        return True
    mine, theirs = set(one.words), set(other.words)
    if titles.contradict(one, other):
        return False
    if (mine & _LEVELS) and (theirs & _LEVELS) and not (mine & theirs & _LEVELS):
        return False
    if mine <= theirs or theirs <= mine:
        return True
    return titles.likeness(one, other) >= 0.6


# Titles


def of_title(text: str) -> Print | None:
    """A title or subject. Titles that name other years share no key: reports of two years are two reports."""
    title = titles.read(text)
    if not title.words:
        return None
    years = ",".join(map(str, sorted(title.years)))
    words = " ".join(title.words)
    value = key(TITLE, words, years, ",".join(sorted(title.numbers)))
    lowest = [min(column) for column in zip(*map(_drawn, set(title.words)), strict=True)]
    bands = (lowest[band * _ROWS : band * _ROWS + _ROWS] for band in range(_BANDS))
    return Print(TITLE, value, tuple(key(TITLE, band, years, *rows) for band, rows in enumerate(bands)))


@lru_cache(maxsize=50_000)
def _drawn(word: str) -> tuple[int, ...]:
    """The lots of a word, one a row: the lowest lot of a title is drawn by a word as often as the word weighs."""
    digest = hashlib.shake_128(word.encode()).digest(8 * _BANDS * _ROWS)
    weight = titles.weight_of(word)
    lots = (int.from_bytes(digest[at : at + 8], "big") for at in range(0, len(digest), 8))
    return tuple(int(-math.log((lot + 1) / 2**64) / weight * 2**40) for lot in lots)


# Pages and texts


def of_page(phash: int) -> Print:
    """A page by its 64-bit picture hash."""
    bits = phash & _MASK
    blocks = [(bits >> shift) & ((1 << width) - 1) for shift, width in _BLOCKS]
    pairs = combinations(range(len(_BLOCKS)), 2)
    return Print(PAGE, signed(bits), tuple(key(PAGE, a, b, blocks[a], blocks[b]) for a, b in pairs))


def of_text(text: str) -> Print | None:
    """Running text as read from pages: letters without accents, for these are what a machine misreads."""
    import numpy as np

    words = re.findall(r"[a-z0-9]+", fold(text))
    if len(words) < FEWEST_WORDS:
        return None
    shingles = {" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}
    raw = b"".join(hashlib.blake2b(one.encode(), digest_size=8).digest() for one in sorted(shingles))
    hashed = np.frombuffer(raw, dtype=">u8").astype(np.uint64)
    seeds = np.frombuffer(hashlib.shake_128(b"khoso text").digest(16 * _TEXT_BANDS * _ROWS), dtype=">u8")
    lowest = [int((_mixed(hashed * np.uint64(a | 1) + np.uint64(b))).min()) for a, b in seeds.reshape(-1, 2).tolist()]
    keys = tuple(key(TEXT, n, *lowest[n * _ROWS : n * _ROWS + _ROWS]) for n in range(_TEXT_BANDS))
    bits = np.unpackbits(np.frombuffer(raw, dtype=np.uint8).reshape(-1, 8), axis=1)
    majority = np.packbits(bits.sum(axis=0) * 2 > len(hashed))
    return Print(TEXT, int.from_bytes(majority.tobytes(), "big", signed=True), keys)


def _mixed(values: Any) -> Any:
    """Every bit of a product reaches every other: the high bits alone would rank alike."""
    import numpy as np

    mixed = np.asarray(values, dtype=np.uint64)
    mixed = (mixed ^ (mixed >> np.uint64(31))) * np.uint64(0x9E3779B97F4A7C15)
    return mixed ^ (mixed >> np.uint64(29))


# Descriptions as wholes


def of_dossier(said: Mapping[str, object]) -> list[Print]:
    """The fingerprints of a dossier's own description, by its columns."""
    found = [of_codes([str(said["paper_reference_code"]), str(said["reference_code"])]), of_title(str(said["title"]))]
    return [one for one in found if one is not None]


def of_item(said: Mapping[str, object]) -> list[Print]:
    """The fingerprints of an item's description, by its columns."""
    found = [
        of_codes([str(said["identifier"])]),
        of_number(str(said["number"]), str(said["notation"]), str(said["issued_date"]), str(said["issuer"])),
        of_title(str(said["subject"])),
    ]
    return [one for one in found if one is not None]


def shared(one: Sequence[int], other: Sequence[int]) -> int:
    """How many keys two fingerprints share."""
    return len(set(one) & set(other))
