"""What the rest of the house may ask of the disks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Protocol

from khoso.kernel.errors import UsageError

_THRESHOLD = re.compile(r"(\d+(?:\.\d+)?)%,(\d+(?:\.\d+)?)([GM])")
_UNITS = {"G": 2**30, "M": 2**20}


@dataclass(frozen=True, slots=True)
class Room:
    """The room on the disk a place lies on, in bytes. Places with the same `disk` share it."""

    disk: str
    free: int
    total: int


class Disk(Protocol):
    """Whoever knows how much room there is."""

    def room(self, place: Path) -> Room:
        """The room where `place` lies or will lie. Raises OSError when nothing is mounted there."""


class Level(IntEnum):
    """How a disk is. At `STOP` nothing more is taken in, while there is still room to finish and to tidy."""

    GOOD = 0
    WARN = 1
    STOP = 2


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share of the disk and a number of bytes; the smaller of both counts, so that it suits small and large disks."""

    share: float
    bytes: int

    @classmethod
    def parse(cls, text: str) -> Threshold:
        """From `10%,20G`. Raises UsageError when it is not written so."""
        read = _THRESHOLD.fullmatch(text.strip())
        if read is None:
            raise UsageError(f"«{text}» không phải ngưỡng ổ đĩa; viết như 10%,20G hoặc 5%,500M.")
        return cls(float(read[1]) / 100, int(float(read[2]) * _UNITS[read[3]]))

    def of(self, room: Room) -> int:
        """The bytes below which it is reached on this disk."""
        return int(min(self.share * room.total, self.bytes))
