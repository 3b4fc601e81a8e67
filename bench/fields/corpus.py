"""The invented corpus: papers scanned in many ways, read once, the readings kept on disk.

A change of the rules is then measured without reading again: only the page images that rules look at are opened.
"""

from __future__ import annotations

import os
import pickle
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import cv2
from PIL import Image

from bench.fields.papers import Paper, make
from khoso.demo.marks import Array
from khoso.demo.scanner import paper_of, scan, sheet_of
from khoso.demo.seeds import dice as dice_of
from khoso.engines.ocr.port import OcrEngine
from khoso.stages.recognition.compute.pages import PageImage, render_pages
from khoso.stages.recognition.compute.read import read_page
from khoso.stages.recognition.compute.reading import PageReading


@dataclass(slots=True)
class Case:
    """A paper with its pages as read and as pictures."""

    name: str
    truth: dict[str, str | None]
    hand: frozenset[str]
    pages: tuple[PageReading, ...]
    images: tuple[PageImage, ...]


def cache() -> Path:
    """Where readings are kept; KHOSO_BENCH_CACHE names another place."""
    told = os.environ.get("KHOSO_BENCH_CACHE")
    return Path(told) if told else Path(tempfile.gettempdir()) / "khoso-bench-fields"


def scanned(paper: Paper, folder: Path) -> list[Path]:
    """The paper's pages as image files of one scanner's making."""
    dice = dice_of(paper.name, "scanner")
    dpi = dice.choices((150, 200, 300), weights=(15, 65, 20))[0]
    sheet_kind = paper_of(paper.day.year, dice, holes=dice.random() < 0.3)
    grey = dice.random()
    quality = dice.choice((45, 60, 75, 85))
    skew = dice.uniform(-1.3, 1.3) if dice.random() < 0.2 else None
    made = []
    for index, layout in enumerate(paper.pages):
        page = scan(sheet_of(layout, sheet_kind, dpi, dice), sheet_kind, dpi, dice, skew=skew)
        made.append(_saved(page, grey, quality, dpi, folder / f"{index}", dice))
    return made


def _saved(page: Array, grey: float, quality: int, dpi: int, path: Path, dice: Random) -> Path:
    if grey < 0.2:
        black = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY) > dice.choice((140, 160, 180))
        path = path.with_suffix(".tif")
        Image.fromarray(black).save(path, dpi=(dpi, dpi), compression="group4")
        return path
    path = path.with_suffix(".jpg")
    image = Image.fromarray(cv2.cvtColor(page, cv2.COLOR_BGR2RGB))
    (image.convert("L") if grey < 0.35 else image).save(path, dpi=(dpi, dpi), quality=quality)
    return path


def keep(image: PageImage, folder: Path) -> PageImage:
    """A page image moved into the cache, packed."""

    def moved(path: Path) -> Path:
        with Image.open(path) as opened:
            kept = folder / f"{image.number}-{path.stem}.png"
            opened.save(kept, compress_level=1)
        return kept

    bare = moved(image.bare_path) if image.bare_path else None
    return replace(image, image_path=moved(image.image_path), bare_path=bare)


def read_case(seed: str, index: int, engine: OcrEngine) -> Case:
    """The case from the cache, or made, scanned and read now."""
    paper = make(seed, index)
    folder = cache() / seed / f"{index:04d}"
    kept = folder / "case.pickle"
    if kept.exists():
        pages, images = pickle.loads(kept.read_bytes())
        return Case(paper.name, paper.truth, frozenset(paper.hand), pages, images)
    folder.mkdir(parents=True, exist_ok=True)
    read, drawn = [], []
    with tempfile.TemporaryDirectory() as place:
        for number, path in enumerate(scanned(paper, Path(place)), 1):
            own = Path(place) / f"p{number}"
            own.mkdir()
            image = replace(render_pages(path, own)[0], number=number)
            read.append(read_page(image, engine))
            drawn.append(keep(image, folder))
    kept.write_bytes(pickle.dumps((tuple(read), tuple(drawn))))
    return Case(paper.name, paper.truth, frozenset(paper.hand), tuple(read), tuple(drawn))


def cases(seed: str, count: int, engine: OcrEngine, seconds: float | None = None) -> Iterator[Case]:
    """Up to `count` cases of a seed; what is not in the cache is read as long as `seconds` last."""
    start = time.monotonic()
    for index in range(count):
        there = (cache() / seed / f"{index:04d}" / "case.pickle").exists()
        if not there and seconds is not None and time.monotonic() - start > seconds:
            return
        yield read_case(seed, index, engine)
