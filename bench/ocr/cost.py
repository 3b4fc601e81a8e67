"""CPU of drawing, reading and writing PDF/A beside Tesseract alone on the same page images."""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.ocr.shared import samples
from khoso.engines.ocr.tesseract import TesseractOcr
from khoso.stages.recognition.compute import cleaning, pdfa
from khoso.stages.recognition.compute import read as reading_module
from khoso.stages.recognition.compute.apart import warm_up
from khoso.stages.recognition.compute.pages import render_pages
from khoso.stages.recognition.compute.read import default_engine, read_pages

LIMIT, AIM = 1.25, 1.1
PARTS = ("bare", "drawn", "read", "written")
FROM = {
    "Kiên Giang": "kiengiang-*/pdf/*.pdf",
    "Hậu Giang": "haugiang-*/*/*/*/0*.pdf",
    "luatvietnam": "luatvietnam-*/pdf/*.pdf",
}


# Where a reading spends its time: the function, and what the table calls it. What stands in none is `REST`.
STEPS: dict[str, tuple[Any, str]] = {
    "Tesseract, mọi lần đọc": (TesseractOcr, "read"),
    "bản để đọc: khung kẻ, nền, lốm đốm": (cleaning, "reading_copy"),
    "đo độ dốc": (cleaning, "skew_angle"),
    "cột số trong bảng": (reading_module, "_with_lone_cells"),
    "tìm và sửa dấu đóng khung": (reading_module, "with_stamps"),
    "khối chữ ký không màu": (reading_module, "with_signature"),
    "ngôn ngữ, chữ Hán": (reading_module, "scripts_of"),
    "trả dấu thanh": (reading_module, "rescored"),
    "xét lớp chữ có sẵn": (reading_module, "judge"),
    "nhìn điểm ảnh: dấu, chữ ký, bút tích, bảng": (reading_module, "see_on"),
    "dữ liệu cá nhân": (reading_module, "places_of"),
    "các trường": (reading_module, "documents_of"),
}
REST = "mở ảnh và phần còn lại"


@contextmanager
def watched() -> Iterator[dict[str, float]]:
    """CPU of each step while it lasts; what a step does through another counts for that other."""
    spent: dict[str, float] = defaultdict(float)
    inner = [0.0]

    def timed(step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **named: Any) -> Any:
            inner.append(0.0)
            start = time.process_time()
            try:
                told = function(*args, **named)
            finally:
                took = time.process_time() - start
                spent[step] += took - inner.pop()
                inner[-1] += took
            return timed(step, told) if function.__name__ == "see_on" else told

        run.__name__ = "timed"
        return run

    with ExitStack() as patches:
        for step, (place, name) in STEPS.items():
            patches.enter_context(patch.object(place, name, timed(step, getattr(place, name))))
        start = time.process_time()
        yield spent
    spent[REST] = time.process_time() - start - inner[0]


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of some pages: the engine alone, drawing the pages, reading them with every step, writing PDF/A."""

    name: str
    pages: int
    bare: float
    drawn: float
    read: float
    written: float
    steps: Mapping[str, float]

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
    pdfa.warm_up()
    found = [_cost(name, _middling(sorted(samples().glob(pattern)), most)) for name, pattern in FROM.items()]
    bare, drawn, read, written = (sum(getattr(each, name) for each in found) for name in PARTS)
    steps: dict[str, float] = defaultdict(float)
    for each in found:
        for name, seconds in each.steps.items():
            steps[name] += seconds
    return [*found, Cost("tất cả", sum(each.pages for each in found), bare, drawn, read, written, steps)]


def _middling(files: list[Path], most: int) -> list[Path]:
    by_size = sorted(files, key=lambda path: path.stat().st_size)
    first = max(0, (len(by_size) - most) // 2)
    return by_size[first : first + most]


def _cost(name: str, files: list[Path]) -> Cost:
    engine = default_engine()
    bare = drawn = read = written = 0.0
    count = 0
    steps: dict[str, float] = defaultdict(float)
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
            with watched() as spent:
                reading = read_pages(pages, path.name, engine=engine)
            marks.append(time.process_time())
            for step, seconds in spent.items():
                steps[step] += seconds
            pdfa.write_pdfa(path, reading, Path(folder) / "out.pdf", title="", created=datetime(2026, 1, 1, tzinfo=UTC))
            marks.append(time.process_time())
        drawn, bare = drawn + marks[1] - marks[0], bare + marks[2] - start
        read, written = read + marks[3] - marks[2], written + marks[4] - marks[3]
        count += len(pages)
    return Cost(name, count, bare, drawn, read, written, steps)
