"""Readers that misbehave, for children under limits: a module without the web framework, as theirs is."""

from __future__ import annotations

import os
import time

from khoso.engines.ocr.port import Word
from khoso.stages.recognition.compute.pages import PageImage
from khoso.stages.recognition.compute.reading import PageReading


def one_word(page: PageImage) -> PageReading:
    """Stands for the reader inside the child; the first pixel says what it does."""
    mark = int(page.pixels()[0, 0])
    if mark == 1:
        time.sleep(60)
    if mark == 2:
        os.abort()
    if mark == 3:
        bytearray(8 * 1024**3)
    return PageReading(page.number, 200, 300, 200, (Word(1, 1, 9, 9, "chữ", 0.9),))
