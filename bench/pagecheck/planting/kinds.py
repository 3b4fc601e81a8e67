"""What a kind of planted defect is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.pagecheck.pictures import Picture


@dataclass(frozen=True, slots=True)
class Kind:
    """A defect of a page. `plant(picture, severity, rng)` gives the page with it, before the scanner's lens and noise.

    `codes`: any of them counts as found. `severities` from mild to heavy, in `unit`; those in `stated` count towards
    `target`, the others only show where the check stops seeing.
    """

    name: str
    codes: frozenset[str]
    unit: str
    severities: tuple[float, ...]
    stated: tuple[float, ...]
    target: float
    plant: Callable[[Picture, float, Random], Picture]


@dataclass(frozen=True, slots=True)
class FileKind:
    """A defect of a file. `plant(folder, pictures, severity, rng)` writes files and gives what to check."""

    name: str
    codes: frozenset[str]
    unit: str
    severities: tuple[float, ...]
    stated: tuple[float, ...]
    target: float
    plant: Callable[[Path, list[Picture], float, Random], Path]
