"""Engines that misbehave, for a child process to read with; put in the place of the real one by name."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from khoso.engines.ocr.port import PageText, Pixels, Word

# Of this run and this worker alone: the child inherits both names, another run on the machine has others.
SAID = Path(os.environ["KHOSO_HOME"]) / f"bad-engine-{os.environ.get('PYTEST_XDIST_WORKER', '')}"


class BadEngine:
    """Reads one word of a white page; on a black page it does what the file `SAID` tells it to."""

    engine_name = "bad"
    version = "1"

    def read(self, image: Pixels, dpi: int) -> PageText:
        del dpi
        if image.mean() > 200:
            return PageText((Word(10, 10, 60, 30, "chữ", 0.9),))
        act = SAID.read_text() if SAID.exists() else ""
        if act == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        if act == "hang":
            time.sleep(60)
        if act == "eat":
            eaten = [bytearray(1 << 28) for _ in range(64)]
            del eaten
        return PageText(())

    def read_line(self, image: Pixels, dpi: int) -> PageText:
        del image, dpi
        return PageText(())


def bad_engine() -> BadEngine:
    return BadEngine()
