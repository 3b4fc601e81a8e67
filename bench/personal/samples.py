"""Readings of some of the real samples, by collection, for counts only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

from khoso.kernel.errors import FileRefused
from khoso.stages.recognition.compute.apart import read_file_apart
from khoso.stages.recognition.compute.reading import PageReading

COLLECTIONS = (
    "kiengiang-soyte-2017-2018",
    "haugiang-hoso-so-hoa",
    "luatvietnam-2010-scan-gt",
    "misc-agency-scans",
    "danang-cong-van",
)
_SUFFIXES = {".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff"}
_MOST_BYTES = 6_000_000


def some_pages(most: int, seed: int) -> Iterator[tuple[str, tuple[PageReading, ...]]]:
    """(collection, pages) of at most `most` files, an equal part of each collection; nothing without the samples."""
    told = os.environ.get("KHOSO_SHARED")
    places = [Path(told)] if told else [parent.parent / "shared" for parent in Path(__file__).resolve().parents]
    folder = next((place / "samples" for place in places if (place / "samples").is_dir()), None)
    for collection in COLLECTIONS if folder and most else ():
        assert folder is not None
        inside = sorted((folder / collection).rglob("*"))
        files = [path for path in inside if path.suffix.lower() in _SUFFIXES and path.stat().st_size < _MOST_BYTES]
        chosen = Random(seed).sample(files, k=min(len(files), max(1, most // len(COLLECTIONS))))
        for path in sorted(chosen):
            try:
                yield collection, read_file_apart(path, path.name).reading.pages
            except FileRefused:
                continue
