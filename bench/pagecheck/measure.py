"""Plant, check, count: recall by kind and severity, and what clean pages are accused of."""

from __future__ import annotations

import time
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np

from bench.pagecheck.pictures import Picture, Sample, bare, clean, in_turn, on_paper, read, scanned
from bench.pagecheck.planting import FILE_KINDS, FileKind, Kind
from bench.pagecheck.planting.files import intact
from khoso.engines.imaging.port import Page
from khoso.stages.digitisation.compute import ADMINISTRATIVE, check_paths
from khoso.stages.digitisation.compute.inspect import inspect_pixels

Plant = Callable[[Path, list[Picture], float, Random], Path]

NOT_PIXELS = frozenset({"page.low_resolution", "page.not_colour", "page.wrong_size"})
"""What follows from a page's facts: a true finding of a sample from another time, no false alarm."""


@dataclass(slots=True)
class Count:
    """How often a defect of one severity was planted and found, and what else was said of these pages."""

    planted: int = 0
    found: int = 0
    besides: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Alarms:
    """Clean pages, and those of them accused of anything at all."""

    pages: int = 0
    accused: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    where: list[str] = field(default_factory=list)

    def add(self, name: str, codes: list[str]) -> None:
        """Count one page."""
        self.pages += 1
        self.accused += bool(codes)
        self.codes.update(codes)
        if codes:
            self.where.append(f"{name} {','.join(codes)}")


@dataclass(slots=True)
class Result:
    """All that one run has measured."""

    recall: dict[str, dict[float, Count]]
    as_delivered: Alarms
    as_scanned: Alarms
    as_files: Alarms = field(default_factory=Alarms)
    seconds: float = 0.0


def measure(root: Path, kinds: list[Kind], part: str, *, most: int = 0, each: int = 0, seed: int = 0) -> Result:
    """Recall of `kinds` and false alarms over the clean pages of `part`.

    `most` pages (0: all), each with `each` severities of every kind in turn (0: all). The draw of a defect hangs on
    part, page, kind and severity alone, so that two runs plant the same.
    """
    result = Result({kind.name: {s: Count() for s in kind.severities} for kind in kinds}, Alarms(), Alarms())
    others = _others(root, part)
    start = time.perf_counter()
    pages = in_turn(clean(part), root, _rng(part, "order", seed), most)
    for place, (sample, pixels, page) in enumerate(pages):
        result.as_delivered.add(sample.name, codes_of(page, pixels))
        rng = _rng(part, sample.path, sample.number, seed)
        plain, dpi = bare(pixels, page, rng)
        picture = on_paper(plain, dpi, others[place % len(others)], rng)
        seen = scanned(picture, rng)
        result.as_scanned.add(sample.name, codes_of(seen.page(), seen.pixels))
        for kind in kinds:
            for severity in _severities(kind, place, each):
                draw = _rng(part, sample.path, sample.number, kind.name, severity, seed)
                spoilt = scanned(kind.plant(picture, severity, draw), draw)
                _count(result.recall[kind.name][severity], kind, sample, codes_of(spoilt.page(), spoilt.pixels))
    result.seconds = time.perf_counter() - start
    return result


_GROUP = 4
"""Pages in a planted file: enough for an order, quick to write."""
_OF_FILES = frozenset().union(*(kind.codes for kind in FILE_KINDS))


def measure_files(
    result: Result, root: Path, kinds: list[FileKind], part: str, *, most: int = 0, each: int = 0, seed: int = 0
) -> None:
    """Add recall of defects of whole files, and what files of clean pages with nothing wrong are accused of."""
    others = _others(root, part)
    start = time.perf_counter()
    waiting: dict[float, list[Picture]] = {}
    place = 0
    result.recall |= {kind.name: {s: Count() for s in kind.severities} for kind in kinds}
    for sample, pixels, page in in_turn(clean(part), root, _rng(part, "order", seed), most):
        rng = _rng(part, "files", sample.path, sample.number, seed)
        plain, dpi = bare(pixels, page, rng)
        group = waiting.setdefault(dpi, [])
        group.append(on_paper(plain, dpi, others[0], rng))
        if len(group) < _GROUP:
            continue
        result.as_files.add(sample.name, sorted(_OF_FILES & set(_file_codes(intact, group, 0, rng))))
        for kind in kinds:
            for severity in _severities(kind, place, each):
                draw = _rng(part, "files", place, kind.name, severity, seed)
                codes = _file_codes(kind.plant, group, severity, draw)
                _count(result.recall[kind.name][severity], kind, sample, [c for c in codes if c in _OF_FILES])
        waiting[dpi], place = [], place + 1
    result.seconds += time.perf_counter() - start


def _file_codes(plant: Plant, pictures: list[Picture], severity: float, rng: Random) -> list[str]:
    """What the whole check, as a contractor runs it, says of the planted file or folder."""
    with TemporaryDirectory(prefix="khoso-bench-") as folder:
        path = plant(Path(folder), pictures, severity, rng)
        return sorted({finding.code for result in check_paths([path]) for finding in result.all_findings})


def codes_of(page: Page, pixels: np.ndarray) -> list[str]:
    """What the check says of the pixels."""
    found = inspect_pixels(page, pixels, ADMINISTRATIVE).findings
    return sorted({finding.code for finding in found} - NOT_PIXELS)


def _count(count: Count, kind: Kind | FileKind, sample: Sample, codes: list[str]) -> None:
    count.planted += 1
    count.found += bool(kind.codes & set(codes))
    count.besides.update(set(codes) - kind.codes)
    if not kind.codes & set(codes):
        count.missed.append(sample.name)


def _severities(kind: Kind | FileKind, place: int, each: int) -> list[float]:
    many = len(kind.severities)
    return [kind.severities[(place * (each or 1) + i) % many] for i in range(each or many)]


def _others(root: Path, part: str) -> list[np.ndarray]:
    """A few pages whose print shines through others."""
    pages = [sample for sample in clean(part) if "luatvietnam" in sample.path or "kiengiang" in sample.path]
    return [read(root, sample)[0] for sample in pages[:: max(1, len(pages) // 6)]][:6]


def _rng(*what: object) -> Random:
    return Random(zlib.crc32(repr(what).encode()))
