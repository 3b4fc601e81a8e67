"""What every OCR engine gives: words with places and confidences, in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""A page image: uint8, (height, width) grey or (height, width, 3) RGB."""

Box = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels, origin top left, x1 and y1 outside."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word. `confidence` runs from 0 to 1. `line` and `block` number its text line and block on the page.

    `letters` holds one confidence per letter of `text` when the engine tells them, else it is empty.
    """

    x0: int
    y0: int
    x1: int
    y1: int
    text: str
    confidence: float
    line: int = 0
    block: int = 0
    letters: tuple[float, ...] = ()

    @property
    def box(self) -> Box:
        """The word's place on the page image."""
        return (self.x0, self.y0, self.x1, self.y1)

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class PageText:
    """The words of one page image, in reading order."""

    words: tuple[Word, ...]

    @property
    def lines(self) -> list[list[Word]]:
        """Words grouped by text line, in reading order."""
        grouped: dict[int, list[Word]] = {}
        for word in self.words:
            grouped.setdefault(word.line, []).append(word)
        return list(grouped.values())

    @property
    def mean_confidence(self) -> float:
        """Confidence of the page, weighted by letters; 0 when nothing was read."""
        letters = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / letters if letters else 0.0


class OcrEngine(Protocol):
    """Turns page images into words."""

    @property
    def engine_name(self) -> str:
        """What provenance calls the engine, e.g. `tesseract`."""

    @property
    def version(self) -> str:
        """The version, with the language model it reads with."""

    def read(self, image: Pixels, dpi: int) -> PageText:
        """Read one upright page image taken at `dpi`.

        Raises `FileRefused("file.page_timeout")` when the page takes longer than the engine allows.
        """

    def read_line(self, image: Pixels, dpi: int) -> PageText:
        """Read an image that holds one line of text, taken at `dpi`; no layout is looked for. Raises as `read`."""
