"""CPU of drawing, reading and writing PDF/A beside Tesseract alone on the same page images."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.ocr.shared import samples
from khoso.stages.recognition.compute.apart import warm_up
from khoso.stages.recognition.compute.pages import render_pages
from khoso.stages.recognition.compute.pdfa import write_pdfa
from khoso.stages.recognition.compute.read import default_engine, read_pages

LIMIT, AIM = 1.25, 1.1
FROM = {
    "Kiên Giang": "kiengiang-*/pdf/*.pdf",
    "Hậu Giang": "haugiang-*/*/*/*/0*.pdf",
    "luatvietnam": "luatvietnam-*/pdf/*.pdf",
}


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of some pages: the engine alone, drawing the pages, reading them with every step, writing PDF/A."""

    name: str
    pages: int
    bare: float
    drawn: float
    read: float
    written: float

    @property
    def ratio(self) -> float:
        """What a page costs, drawn, read and written, beside a page drawn and read by the engine alone."""
        return (self.drawn + self.read + self.written) / (self.drawn + self.bare)

    @property
    def ratio_undrawn(self) -> float:
        """The same where the page image is there already."""
        return (self.read + self.written) / self.bare


def costs(most: int = 2) -> list[Cost]:
    """Files of middling size of each collection, and all together."""
    warm_up()
    found = [_cost(name, _middling(sorted(samples().glob(pattern)), most)) for name, pattern in FROM.items()]
    whole = [sum(getattr(each, name) for each in found) for name in ("bare", "drawn", "read", "written")]
    return [*found, Cost("tất cả", sum(each.pages for each in found), *whole)]


def _middling(files: list[Path], most: int) -> list[Path]:
    by_size = sorted(files, key=lambda path: path.stat().st_size)
    first = max(0, (len(by_size) - most) // 2)
    return by_size[first : first + most]


def _cost(name: str, files: list[Path]) -> Cost:
    engine = default_engine()
    bare = drawn = read = written = 0.0
    count = 0
    for path in files:
        with tempfile.TemporaryDirectory() as folder:
            marks = [time.process_time()]
            pages = render_pages(path, Path(folder))
            marks.append(time.process_time())
            images = [(page.pixels(), page.dpi) for page in pages]
            start = time.process_time()
            for pixels, dpi in images:
                engine.read(pixels, dpi)
            marks.append(time.process_time())
            reading = read_pages(pages, path.name, engine=engine)
            marks.append(time.process_time())
            write_pdfa(path, reading, Path(folder) / "out.pdf", title="", created=datetime(2026, 1, 1, tzinfo=UTC))
            marks.append(time.process_time())
        drawn, bare = drawn + marks[1] - marks[0], bare + marks[2] - start
        read, written = read + marks[3] - marks[2], written + marks[4] - marks[3]
        count += len(pages)
    return Cost(name, count, bare, drawn, read, written)
