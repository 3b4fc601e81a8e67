"""A series cut at a year: what lies on both sides, and what it costs at a price somebody typed. Pure arithmetic.

Money is đồng in Decimal, rounded half up to whole đồng once, at the end.
# Luật: KH 82 Phụ lục I (mốc thời gian), III.1.a (chỉ tài liệu đã chỉnh lý)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from khoso.kernel.text_vi import fold

_PRICE = re.compile(r"^(\d{1,10})(?:,(\d{1,2}))?$")


@dataclass(frozen=True, slots=True)
class Volume:
    """Arranged dossiers: those that may be selected with sheets and pages, and how many of the rest are blocked.

    `unpaged`: how many of the first nobody wrote the pages of; they cost more than is said here.
    """

    dossiers: int = 0
    sheets: int = 0
    pages: int = 0
    unpaged: int = 0
    blocked: int = 0

    def __add__(self, other: Volume) -> Volume:
        return Volume(
            self.dossiers + other.dossiers,
            self.sheets + other.sheets,
            self.pages + other.pages,
            self.unpaged + other.unpaged,
            self.blocked + other.blocked,
        )


@dataclass(frozen=True, slots=True)
class YearVolume:
    """The volume of one year; None: the year is not known."""

    year: int | None
    volume: Volume


@dataclass(frozen=True, slots=True)
class Sides:
    """What is digitised from the year onward, what waits before it, what has no year."""

    after: Volume
    before: Volume
    unknown: Volume


def sides(volumes: Iterable[YearVolume], year: int) -> Sides:
    """The volumes on both sides of the first day of `year`."""
    after, before, unknown = Volume(), Volume(), Volume()
    for one in volumes:
        if one.year is None:
            unknown += one.volume
        elif one.year >= year:
            after += one.volume
        else:
            before += one.volume
    return Sides(after, before, unknown)


def cost(pages: int, price: Decimal) -> Decimal:
    """What so many pages cost at a price per page, in whole đồng."""
    return (pages * price).quantize(Decimal(1), rounding=ROUND_HALF_UP)


def price_from(text: str) -> Decimal | None:
    """A price as people type it (`1250`, `1.250`, `1.250,5`); None when it is none."""
    match = _PRICE.match(re.sub(r"[\s.]|d(ong)?$", "", fold(text.strip())))
    if match is None:
        return None
    return Decimal(f"{match.group(1)}.{match.group(2) or '0'}").quantize(Decimal("0.01"))


def half_way(volumes: Iterable[YearVolume]) -> int | None:
    """The latest year from which on at least half of the pages lie: where the walk begins."""
    known = sorted((one for one in volumes if one.year is not None), key=lambda one: -(one.year or 0))
    whole, seen = sum(one.volume.pages for one in known), 0
    for one in known:
        seen += one.volume.pages
        if 2 * seen >= whole:
            return one.year
    return None
