"""One hostile input through each parser, under limits: what became of it and how long it took."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from khoso.engines.limits import Limits, LimitsError, run_limited
from khoso.kernel.errors import KhosoError
from khoso.stages.recognition.compute.pages import PageImage, render_pages
from khoso.stages.recognition.compute.pdfa import write_pdfa
from khoso.stages.recognition.compute.reading import FileReading, PageReading

LIMITS = Limits(seconds=20, memory_bytes=2 * 1024**3, file_bytes=1024**3)
CREATED = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """`outcome` is `read`, or the code of the refusal; `message` what a person is told."""

    name: str
    step: str
    outcome: str
    seconds: float
    message: str = ""


def through_parsers(name: str, data: bytes) -> list[Told]:
    """Draw the file; when it can be drawn, write its PDF/A with empty pages of words."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / name
        path.write_bytes(data)
        pages: list[PageImage] = []

        def draw() -> None:
            nonlocal pages
            pages = run_limited(render_pages, path, Path(place), limits=LIMITS)

        told = [_timed(name, "draw", draw)]
        if pages:
            read = tuple(PageReading(p.number, p.width, p.height, p.dpi, p.layer) for p in pages)
            reading = FileReading(name, read)
            out = Path(place) / "out.pdf"

            def write() -> None:
                run_limited(write_pdfa, path, reading, out, title="a", created=CREATED, limits=LIMITS)

            told.append(_timed(name, "pdfa", write))
        return told


def _timed(name: str, step: str, act: object) -> Told:
    began = time.monotonic()
    outcome, message = "read", ""
    try:
        act()  # type: ignore[operator]
    except LimitsError as error:
        outcome, message = f"{error.code}", f"{error.message} {error.detail[-600:]}"
    except KhosoError as error:
        outcome, message = error.code, error.message
    return Told(name, step, outcome, time.monotonic() - began, message)
