"""What stands below a seal on a scan without its colours: read from the darkest ink alone, which is print."""

from __future__ import annotations

from dataclasses import replace
from statistics import median

import cv2
import numpy as np

from khoso.engines.ocr.port import Box, OcrEngine, Pixels, Word
from khoso.stages.recognition.compute.pages import PageImage
from khoso.stages.recognition.compute.reading import FieldReading, PageReading
from khoso.stages.recognition.compute.seal import _signature_block as signature_block
from khoso.stages.recognition.compute.signer import find_signer

# Surer than this the name and the post of a signer are not read again.
NAME_SURE, POST_SURE = 0.9, 0.85
# Print is darker than a stamp: what is lighter than this part of the way from print to paper is left out.
DARKEST = 0.35
# Ink that hangs together over so many heights of a word is a rim or a stroke, no letter.
TALL, WIDE = 1.9, 6.0
# Words whose ink tells how dark print is on this page; enough of them.
PRINT_SURE, PRINT_WORDS = 0.9, 200


def with_dark_ink(page: PageImage, words: tuple[Word, ...], engine: OcrEngine) -> tuple[Word, ...]:
    """The words, with the signer's block read from the darkest ink alone where name or post were in doubt."""
    block = signature_block(page, words)
    if block is None:
        return words
    name, post = _signed(page, words)
    if name.confidence >= NAME_SURE and post.confidence >= POST_SURE:
        return words
    bare = page.bare()
    crop = _darkest(page.pixels() if bare is None else bare, words, block)
    if crop is None:
        return words
    x0, y0, x1, y1 = block
    line, number = max(word.line for word in words) + 1, max(word.block for word in words) + 1
    found = tuple(
        replace(w, x0=w.x0 + x0, x1=w.x1 + x0, y0=w.y0 + y0, y1=w.y1 + y0, line=w.line + line, block=w.block + number)
        for w in engine.read(crop, page.dpi).words
    )
    before = [w for w in words if x0 <= (w.x0 + w.x1) / 2 < x1 and y0 <= (w.y0 + w.y1) / 2 < y1]
    outside = tuple(word for word in words if word not in before)
    again = _signed(page, outside + found)
    better_name, better_post = again[0].confidence > name.confidence, _tells_more(again[1], post)
    if not (better_name or better_post):
        return words
    if better_name and better_post:
        return outside + found
    lower = again[0].box if better_name else name.box
    if lower is None:
        return outside + found if better_post else words
    # One reading has the better post, the other the better name: each gives its own side of the signature.
    above, below = (before, found) if better_name else (found, before)
    edge = lower[1] - 0.3 * (lower[3] - lower[1])
    return (
        *outside,
        *(w for w in above if (w.y0 + w.y1) / 2 < edge),
        *(w for w in below if (w.y0 + w.y1) / 2 >= edge),
    )


def _signed(page: PageImage, words: tuple[Word, ...]) -> tuple[FieldReading, FieldReading]:
    """Name and post as the rules find them on a page of these words; what is not found has no confidence."""
    told = find_signer([PageReading(page.number, page.width, page.height, page.dpi, words, "ocr", "", False)])
    name, post = (one if one.value else replace(one, confidence=0.0) for one in told)
    return name, post


def _tells_more(post: FieldReading, other: FieldReading) -> bool:
    """Whether a reading of a post is the better one: surer, or longer and sure enough. A seal takes words away."""
    longer = len(post.value or "") > len(other.value or "")
    return post.confidence > other.confidence or (longer and post.confidence >= POST_SURE - 0.05)


def _darkest(pixels: Pixels, words: tuple[Word, ...], block: Box) -> Pixels | None:
    """The block with the ink of print alone, paper white; None where the page does not tell how dark print is."""
    sure = [w for w in words if w.confidence > PRINT_SURE][:PRINT_WORDS]
    if not sure:
        return None
    seen = np.concatenate([pixels[w.y0 : w.y1, w.x0 : w.x1].ravel() for w in sure])
    parting, _ = cv2.threshold(seen.reshape(1, -1), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    print_, paper = seen[seen <= parting], seen[seen > parting]
    if not print_.size or not paper.size:
        return None
    dark, light = float(np.percentile(print_, 30)), float(np.median(paper))
    x0, y0, x1, y1 = block
    reach = max(1.0, DARKEST * (light - dark))
    left = np.asarray(np.clip((pixels[y0:y1, x0:x1].astype(np.float32) - dark) / reach, 0, 1) * 255, np.uint8)
    height = median(word.height for word in words)
    ink = np.asarray((left < 200) * 255, np.uint8)
    count, places, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    strokes = [index for index in range(1, count) if stats[index][3] > TALL * height or stats[index][2] > WIDE * height]
    left[np.isin(places, strokes)] = 255
    return left
