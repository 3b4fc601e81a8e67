"""What each step of clean-up and repair costs in CPU and gains in right letters, measured one step at a time."""

from __future__ import annotations

import hashlib
import pickle
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.ocr.material import Known
from bench.ocr.scoring import Score
from bench.ocr.shared import cache_folder
from khoso.engines.ocr.port import OcrEngine, PageText, Pixels
from khoso.stages.recognition.compute.cleaning import SHIPPED, Steps
from khoso.stages.recognition.compute.read import read_page
from khoso.stages.recognition.compute.reading import PageReading

NAMES = {
    "enlarge": "phóng ảnh dưới 150 dpi, thu ảnh trên 450 dpi",
    "median": "lọc trung vị 3×3 khi trang lốm đốm",
    "flatten": "làm phẳng nền khi giấy tối hoặc sáng lệch",
    "bleed": "tách mực mặt sau khi tin cậy thấp, giữ khi tin cậy tăng",
    "unrule": "bỏ đường kẻ bảng, khung",
    "deskew": "làm thẳng dòng khi dòng dốc từ 3° hay tin cậy thấp, giữ khi tin cậy tăng",
    "rotate": "xoay trang nằm, lộn ngược",
    "colourless": "đọc lại khối chữ ký không màu",
    "specks": "bỏ vết bị đọc thành dấu",
    "scripts": "nhận ngôn ngữ, chữ Hán theo vùng",
    "rescore": "trả dấu thanh theo âm tiết đứng cạnh",
    "head_lines": "đọc lại riêng dòng số và dòng ngày còn ngờ",
    "dark_ink": "đọc lại chỗ ký còn ngờ, chỉ lấy mực đậm",
}


class Remembering:
    """An engine that reads each picture once and tells the CPU of that one reading each time it is asked."""

    def __init__(self, engine: OcrEngine) -> None:
        self._engine = engine
        self.engine_name, self.version = engine.engine_name, engine.version
        self.seconds = 0.0
        self.own = 0.0

    def read(self, image: Pixels, dpi: int) -> PageText:
        """See the port."""
        return self._remembered(self._engine.read, "", image, dpi)

    def read_line(self, image: Pixels, dpi: int) -> PageText:
        """See the port."""
        return self._remembered(self._engine.read_line, " line", image, dpi)

    def _remembered(self, read: Callable[[Pixels, int], PageText], way: str, image: Pixels, dpi: int) -> PageText:
        begun = time.process_time()
        asked = f"{image.shape} {dpi} {self.version}{way}"
        told = hashlib.sha256(np.ascontiguousarray(image).tobytes() + asked.encode())
        kept = cache_folder() / f"{told.hexdigest()[:32]}.read"
        if kept.exists():
            # Our own file of a former run.
            text, seconds = pickle.loads(kept.read_bytes())
        else:
            start = time.process_time()
            text = read(image, dpi)
            seconds = time.process_time() - start
            Path(kept).write_bytes(pickle.dumps((text, seconds)))
        self.seconds += seconds
        self.own += time.process_time() - begun
        return text  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One page read with some steps: its errors and the CPU it took."""

    known: Known
    score: Score
    seconds: float
    reading: PageReading


@dataclass(frozen=True, slots=True)
class Row:
    """A step taken away: CPU of a page with and without, errors with and without, over all pages and where it matters
    most."""

    step: str
    cost: float
    errors_with: float
    errors_without: float
    best_group: str
    best_gain: float

    @property
    def gain(self) -> float:
        """Share of letters that the step sets right, over all pages."""
        return self.errors_without - self.errors_with


def measured(pages: Sequence[Known], engine: Remembering, steps: Steps = SHIPPED) -> list[Outcome]:
    """Read every page with these steps."""
    out = []
    for known in pages:
        engine.seconds = engine.own = 0.0
        start = time.process_time()
        reading = read_page(known.page, engine, steps)
        # What the engine and remembering took goes out; what the engine took when it read goes in.
        seconds = time.process_time() - start - engine.own + engine.seconds
        out.append(Outcome(known, known.score(reading.text), seconds, reading))
    return out


def mean_cer(outcomes: Sequence[Outcome]) -> float:
    """Mean error of the pages, each weighing the same."""
    return sum(each.score.cer for each in outcomes) / len(outcomes)


def by_group(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """Outcomes by kind of page."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        groups[each.known.group].append(each)
    return groups


def table(pages: Sequence[Known], engine: Remembering, shipped: Sequence[Outcome]) -> list[Row]:
    """A row for each step: what is lost when it alone is left out."""
    rows = []
    whole = by_group(shipped)
    for step in NAMES:
        without = measured(pages, engine, replace(SHIPPED, **{step: False}))
        apart = by_group(without)
        gains = {name: mean_cer(apart[name]) - mean_cer(whole[name]) for name in whole}
        best = max(gains, key=lambda name: gains[name])
        cost = sum(each.seconds for each in shipped) / sum(each.seconds for each in without) - 1
        rows.append(Row(step, cost, mean_cer(shipped), mean_cer(without), best, gains[best]))
    return rows
