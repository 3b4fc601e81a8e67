"""What stands below a red seal and a blue signature: read from the page without coloured ink."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from statistics import median

import numpy as np
from PIL import Image

from khoso.engines.ocr.port import Box, OcrEngine, Word
from khoso.kernel.text_vi import fold
from khoso.stages.recognition.compute.pages import PageImage

# The signer's block: right of this share of the width, from a little above `Nơi nhận` so many heights of a word down.
LEFT_EDGE = 0.36
ABOVE, BELOW = 2.5, 18


def with_signature(page: PageImage, words: tuple[Word, ...], engine: OcrEngine) -> tuple[Word, ...]:
    """The words, with those of the signer's block read again without colour when that tells more."""
    block = _signature_block(page, words)
    if block is None or page.bare_path is None:
        return words
    x0, y0, x1, y1 = block
    with Image.open(page.bare_path) as image:
        crop = np.asarray(image.crop(block), dtype=np.uint8)
    last_line = max(word.line for word in words) + 1
    last_block = max(word.block for word in words) + 1
    read = engine.read(crop, page.dpi).words
    moved = [replace(w, x0=w.x0 + x0, x1=w.x1 + x0, y0=w.y0 + y0, y1=w.y1 + y0) for w in read]
    found = tuple(replace(w, line=w.line + last_line, block=w.block + last_block) for w in moved)
    before = [w for w in words if x0 <= (w.x0 + w.x1) / 2 < x1 and y0 <= (w.y0 + w.y1) / 2 < y1]
    if _letters(found) <= _letters(before):
        return words
    kept = tuple(word for word in words if word not in before)
    return kept + found


def _letters(words: tuple[Word, ...] | list[Word]) -> int:
    return sum(len(re.sub(r"[\W\d_]", "", word.text)) for word in words if word.confidence >= 0.6)


def _signature_block(page: PageImage, words: tuple[Word, ...]) -> Box | None:
    """Where the signer's block must be, beside the list of recipients; None without such a list."""
    if not words:
        return None
    height = median(word.height for word in words)
    for word, after in pairwise(words):
        if word.x0 < 0.4 * page.width and fold(word.text)[-3:] == "noi" and fold(after.text)[:3] == "nha":
            top = max(0, round(word.y0 - ABOVE * height))
            return round(LEFT_EDGE * page.width), top, page.width, min(page.height, round(word.y0 + BELOW * height))
    return None
