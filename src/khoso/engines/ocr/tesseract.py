"""Tesseract through tesserocr: one API object per process, Vietnamese model, automatic page layout."""

from __future__ import annotations

import atexit
import os
from typing import Any

import numpy as np

from khoso.engines.ocr.port import PageText, Pixels, Word
from khoso.engines.ocr.probe import LANGUAGE, require
from khoso.kernel.errors import FileRefused
from khoso.kernel.text_vi import nfc

# Tesseract's own threads fight over small matrices: one page takes 6.5 times longer with them.
os.environ["OMP_THREAD_LIMIT"] = "1"

PAGE_TIMEOUT_MS = 120_000
# The Icelandic letter looks like the Vietnamese one; no Vietnamese text has it.
_NOT_VIETNAMESE = str.maketrans("Ðð", "Đđ")
_api: Any = None


def _shared_api(tessdata: str) -> Any:
    """The one API object of this process: loading the model costs as much as reading a short page."""
    global _api
    if _api is None:
        import tesserocr  # type: ignore[import-untyped,unused-ignore]

        _api = tesserocr.PyTessBaseAPI(path=tessdata, lang=LANGUAGE, psm=tesserocr.PSM.AUTO)
        # Confidence per word and no dictionaries of its own making: the same page reads the same every time.
        _api.SetVariable("classify_enable_learning", "0")
        atexit.register(_close)
    return _api


def _close() -> None:
    global _api
    if _api is not None:
        _api.End()
        _api = None


class TesseractOcr:
    """Reads with Tesseract. Making one raises `EngineMissing` when Tesseract or its Vietnamese model is absent."""

    engine_name = "tesseract"

    def __init__(self, timeout_ms: int = PAGE_TIMEOUT_MS) -> None:
        version, tessdata = require()
        self._tessdata = str(tessdata)
        self._timeout_ms = timeout_ms
        self.version = f"{version} {LANGUAGE}"

    def read(self, image: Pixels, dpi: int) -> PageText:
        """See the port."""
        return self._read(_shared_api(self._tessdata), image, dpi)

    def read_line(self, image: Pixels, dpi: int) -> PageText:
        """See the port."""
        import tesserocr  # type: ignore[import-untyped,unused-ignore]

        api = _shared_api(self._tessdata)
        api.SetPageSegMode(tesserocr.PSM.SINGLE_LINE)
        try:
            return self._read(api, image, dpi)
        finally:
            api.SetPageSegMode(tesserocr.PSM.AUTO)

    def _read(self, api: Any, image: Pixels, dpi: int) -> PageText:
        pixels = np.ascontiguousarray(image)
        height, width = pixels.shape[:2]
        channels = 1 if pixels.ndim == 2 else pixels.shape[2]
        api.SetImageBytes(pixels.tobytes(), width, height, channels, width * channels)
        api.SetSourceResolution(int(dpi))
        try:
            if not api.Recognize(self._timeout_ms):
                raise FileRefused(
                    "file.page_timeout", "Trang mất quá nhiều thời gian để nhận dạng; kiểm tra lại bản quét."
                )
            return PageText(tuple(_words(api)))
        finally:
            api.Clear()


def _words(api: Any) -> list[Word]:
    """Every word of the recognised page, with the numbers of its line and block."""
    from tesserocr import RIL  # type: ignore[import-untyped,unused-ignore]

    words: list[Word] = []
    line = block = -1
    text, confidence = "", 0.0
    letters: list[float] = []
    box: tuple[int, int, int, int] | None = None

    def finish() -> None:
        whole = nfc(text)
        if whole and box:
            told = tuple(letters) if len(letters) == len(whole) else ()
            words.append(Word(*box, whole, _share(confidence), max(line, 0), max(block, 0), told))

    item = api.GetIterator()
    if item is None:
        return words
    item.Begin()
    while True:
        if item.IsAtBeginningOf(RIL.WORD):
            finish()
            text, letters, box, confidence = "", [], item.BoundingBox(RIL.WORD), item.Confidence(RIL.WORD)
            block += item.IsAtBeginningOf(RIL.BLOCK)
            line += item.IsAtBeginningOf(RIL.TEXTLINE)
        if not item.Empty(RIL.SYMBOL):
            symbol = nfc(item.GetUTF8Text(RIL.SYMBOL)).strip().translate(_NOT_VIETNAMESE)
            text += symbol
            letters += [_share(item.Confidence(RIL.SYMBOL))] * len(symbol)
        if not item.Next(RIL.SYMBOL):
            break
    finish()
    return words


def _share(percent: float) -> float:
    return round(max(0.0, min(1.0, percent / 100)), 3)
