"""Archival dates: a day, a month or a year, sure or not; read from what people type, written as the law's XML wants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import total_ordering

_ISO = re.compile(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_VIETNAMESE = re.compile(r"^(?:(?:(\d{1,2})\s*[/.\-]\s*)?(\d{1,2})\s*[/.\-]\s*)?(\d{4})$")

# What people write beside a date they are not sure of: `khoảng 1987`, `[1987]`, `1987?`, `~1987`.
_UNSURE = re.compile(
    r"^(?:khoảng|chừng|độ|ước|ca?\.)\s+|^~\s*|^\[(?=[^\]]*\]$)|(?<=\d)\s*\?$|\]$|\s*\(\?\)$", re.IGNORECASE
)


@total_ordering
@dataclass(frozen=True, slots=True)
class ArchivalDate:
    """A date as sure as its source: `month` and `day` may be unknown (None), the whole may be uncertain.

    Ordered by its earliest day.
    """

    year: int
    month: int | None = None
    day: int | None = None
    is_uncertain: bool = False

    def __post_init__(self) -> None:
        date(self.year, self.month or 1, self.day or 1)
        if self.day and not self.month:
            raise ValueError("Có ngày mà không có tháng.")

    def __lt__(self, other: ArchivalDate) -> bool:
        return (self.year, self.month or 0, self.day or 0) < (other.year, other.month or 0, other.day or 0)

    @property
    def iso(self) -> str:
        """`2010`, `2010-07` or `2010-07-05`; `2010?` when it is not sure (EDTF, level 1)."""
        parts = [f"{self.year:04d}"]
        if self.month:
            parts.append(f"{self.month:02d}")
        if self.day:
            parts.append(f"{self.day:02d}")
        return "-".join(parts) + ("?" if self.is_uncertain else "")

    @property
    def vietnamese(self) -> str:
        """`2010`, `07/2010` or `05/07/2010`, the form of TT05's elements and of screens."""
        return "/".join(reversed(self.iso.rstrip("?").split("-")))

    @property
    def shown(self) -> str:
        """`vietnamese`, with a word before it when the date is not sure: `khoảng 1987`."""
        return f"khoảng {self.vietnamese}" if self.is_uncertain else self.vietnamese


def parse(value: object) -> ArchivalDate | None:
    """Read a date cell or text; None when it is empty or is no date."""
    if isinstance(value, datetime | date):
        return ArchivalDate(value.year, value.month, value.day)
    text = str(value or "").strip()
    bare = _UNSURE.sub("", text).strip()
    unsure = bare != text
    text = bare
    try:
        if match := _ISO.match(text):
            year, month, day = match.groups()
        elif match := _VIETNAMESE.match(text):
            day, month, year = match.groups()
        else:
            return None
        return ArchivalDate(int(year), int(month) if month else None, int(day) if day else None, unsure)
    except ValueError:
        return None


def from_parts(day: object, month: object, year: object) -> ArchivalDate | None:
    """A date from three cells. Unknown parts are empty; None when the year is missing or the parts are no date."""

    def number(part: object) -> int | None:
        text = str(part if part is not None else "").strip()
        return int(float(text)) if re.fullmatch(r"\d+(\.0)?", text) else None

    wanted = number(year)
    if not wanted:
        return None
    try:
        return ArchivalDate(wanted, number(month) or None, (number(day) or None) if number(month) else None)
    except ValueError:
        return None
