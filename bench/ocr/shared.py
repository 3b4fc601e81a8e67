"""Where the samples beside the checkout are, and readings of them, made once and kept."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from khoso.stages.recognition.compute.read import default_engine, read_file
from khoso.stages.recognition.compute.reading import FileReading


def samples() -> Path:
    """The folder of real samples; ends the program with a word when there is none."""
    told = os.environ.get("KHOSO_SHARED")
    places = [Path(told)] if told else [parent.parent / "shared" for parent in Path(__file__).resolve().parents]
    for place in places:
        if (place / "samples").is_dir():
            return place / "samples"
    sys.exit("Không thấy thư mục shared/samples cạnh mã nguồn; đặt KHOSO_SHARED.")


def cache_folder() -> Path:
    """Where readings are kept between runs."""
    cache = Path(os.environ.get("KHOSO_BENCH_CACHE") or Path(tempfile.gettempdir()) / "khoso-bench-ocr")
    cache.mkdir(parents=True, exist_ok=True)
    return cache


def reading_of(path: Path) -> FileReading:
    """The reading of a file, from the cache when the file and the code's version of it are known."""
    kept = cache_folder() / f"{path.parent.name}__{path.name}.json"
    if kept.exists():
        return FileReading.from_json(json.loads(kept.read_text(encoding="utf-8")))
    reading = read_file(path, engine=default_engine())
    kept.write_text(json.dumps(reading.as_json(full=True), ensure_ascii=False), encoding="utf-8")
    return reading
