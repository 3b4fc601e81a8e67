"""Real scans with typed truths, and what a person saw on each page: which values are printed, which written by hand."""

from __future__ import annotations

import csv
import os
import pickle
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.fields.corpus import Case, cache, keep
from khoso.engines.ocr.port import OcrEngine
from khoso.stages.recognition.compute.pages import render_pages
from khoso.stages.recognition.compute.read import read_page

LABELS = Path(__file__).with_name("labels.tsv")
COLLECTIONS = ("kiengiang-soyte-2017-2018", "haugiang-hoso-so-hoa")


def samples() -> Path:
    """The folder of real samples; ends the program with a word when there is none."""
    told = os.environ.get("KHOSO_SHARED")
    places = [Path(told)] if told else [parent.parent / "shared" for parent in Path(__file__).resolve().parents]
    for place in places:
        if (place / "samples").is_dir():
            return place / "samples"
    sys.exit("Không thấy thư mục shared/samples cạnh mã nguồn; đặt KHOSO_SHARED.")


def _read(path: Path, engine: OcrEngine) -> Case:
    folder = cache() / "real" / path.stem
    kept = folder / "case.pickle"
    if kept.exists():
        pages, images = pickle.loads(kept.read_bytes())
        return Case(path.name, {}, frozenset(), pages, images)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        drawn = render_pages(path, Path(place))
        pages = tuple(read_page(image, engine) for image in drawn)
        images = tuple(keep(image, folder) for image in drawn)
    kept.write_bytes(pickle.dumps((pages, images)))
    return Case(path.name, {}, frozenset(), pages, images)


def labelled(collection: str, engine: OcrEngine) -> Iterator[Case]:
    """The cases of one collection that `labels.tsv` tells the truth of."""
    with LABELS.open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter="\t") if row["collection"] == collection]
    for row in rows:
        path = next((samples() / collection).rglob(row["file"]))
        case = _read(path, engine)
        case.truth = {
            name: (row[name] or None)
            for name in row
            if name not in ("collection", "file", "by_hand") and row[name] != "?"
        }
        case.hand = frozenset(row["by_hand"].split())
        yield case


def unlabelled(engine: OcrEngine) -> Iterator[Case]:
    """Other layouts, only to be looked at."""
    paths = [
        *sorted((samples() / "misc-agency-scans").iterdir()),
        *sorted((samples() / "danang-cong-van").glob("*.jpg")),
    ]
    for path in [*paths, *sorted((samples() / "luatvietnam-2010-scan-gt").glob("*/*.pdf"))]:
        yield _read(path, engine)
