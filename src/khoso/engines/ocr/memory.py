"""An engine that reads nothing and says what it was told: for tests of what comes after reading."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import cycle

from khoso.engines.ocr.port import PageText, Pixels


class MemoryOcr:
    """Gives the prepared pages one after the other, beginning again at the end."""

    engine_name = "memory"
    version = "1"

    def __init__(self, pages: Iterable[PageText] = ()) -> None:
        self._pages = cycle(list(pages) or [PageText(())])

    def read(self, image: Pixels, dpi: int) -> PageText:
        """The next prepared page, whatever the image."""
        del image, dpi
        return next(self._pages)

    def read_line(self, image: Pixels, dpi: int) -> PageText:
        """Nothing: a prepared page is read but once."""
        del image, dpi
        return PageText(())
