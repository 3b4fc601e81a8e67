"""Words inside the frame of a rubber stamp: read once more by themselves, levelled and without the ink around them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from khoso.engines.ocr.port import Box, OcrEngine, Pixels, Word
from khoso.stages.recognition.compute import reduced
from khoso.stages.recognition.compute.pages import PageImage

# Frames are looked for in a copy of so many dots an inch; sizes in millimetres.
DPI = 100
MM = DPI / 25.4
LONG, SHORT = (14.0, 80.0), (5.0, 26.0)
# Share of a frame's rim that must carry ink, and how much the frame fills its rectangle.
RIM, FULL = 0.72, 0.8
# Coloured ink is hardly anything but a stamp's: a frame that printed badly will do.
COLOURED_RIM, COLOURED_FULL = 0.5, 0.65
# Stamps stand in the upper part of a page; more frames than this are a form's boxes.
PART, MOST = 0.55, 4
COLOURED = 30
SUREST = 0.45


def with_stamps(page: PageImage, words: tuple[Word, ...], engine: OcrEngine) -> tuple[Word, ...]:
    """The words, with those inside the frames of stamps read again when that tells more."""
    pixels = page.pixels()
    bare = page.bare()
    frames = _frames(pixels, bare, page.dpi)
    for frame in frames if len(frames) <= MOST else ():
        words = _read_again(words, pixels, bare, page.dpi, frame, engine)
    return words


def _ink(pixels: Pixels, bare: Pixels | None) -> Any:
    """The ink a stamp may be of: coloured on a coloured scan, black on others; 255 where there is some."""
    if bare is not None and bare.shape == pixels.shape:
        return np.asarray((cv2.subtract(bare, pixels) > COLOURED) * 255, np.uint8)
    return np.asarray((pixels < 130) * 255, np.uint8)


def _frames(pixels: Pixels, bare: Pixels | None, dpi: int) -> list[tuple[float, float, float, float, float]]:
    """Centre, width, height (pixels of the page) and turn (degrees) of frames of a stamp's size."""
    small = reduced.at(pixels, dpi, DPI)
    factor = small.shape[1] / pixels.shape[1]
    part = round(small.shape[0] * PART)
    light = reduced.at(bare, dpi, DPI)[:part] if bare is not None else None
    mask = _ink(small[:part], light)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    least, full = (RIM, FULL) if light is None else (COLOURED_RIM, COLOURED_FULL)
    found = []
    for outline in outlines:
        # Most outlines are letters.
        if max(cv2.boundingRect(outline)[2:]) < 0.9 * LONG[0] * MM:
            continue
        (x, y), (wide, high), turn = cv2.minAreaRect(outline)
        if wide < high:
            wide, high, turn = high, wide, turn - 90
        turn = turn - 180 * round(turn / 180)
        fits = LONG[0] * MM <= wide <= LONG[1] * MM and SHORT[0] * MM <= high <= SHORT[1] * MM
        if not fits or abs(turn) > 20 or cv2.contourArea(cv2.convexHull(outline)) < full * wide * high:
            continue
        if _rim(joined, x, y, wide, high, turn) >= least:
            found.append((x / factor, y / factor, wide / factor, high / factor, turn))
    return found


def _rim(mask: Any, x: float, y: float, wide: float, high: float, turn: float) -> float:
    """Share of a turned rectangle's rim with ink within two pixels inwards."""
    across, down = np.linspace(-0.5, 0.5, 60), np.linspace(-0.5, 0.5, 24)
    hit = []
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    for u, v in [*((a, s) for a in across for s in (-0.5, 0.5)), *((s, d) for d in down for s in (-0.5, 0.5))]:
        inked = False
        for inset in (0, 1, 2, 3):
            dx, dy = u * (wide - 2 * inset), v * (high - 2 * inset)
            px, py = round(x + dx * cos - dy * sin), round(y + dx * sin + dy * cos)
            if 0 <= px < mask.shape[1] and 0 <= py < mask.shape[0] and mask[py, px]:
                inked = True
                break
        hit.append(inked)
    return sum(hit) / len(hit)


def _read_again(
    words: tuple[Word, ...],
    pixels: Pixels,
    bare: Pixels | None,
    dpi: int,
    frame: tuple[float, float, float, float, float],
    engine: OcrEngine,
) -> tuple[Word, ...]:
    x, y, wide, high, turn = frame
    source = pixels
    if bare is not None and bare.shape == pixels.shape:
        strength = cv2.subtract(bare, pixels).astype(np.uint16) * 2
        source = np.asarray(255 - np.minimum(strength, 255), np.uint8)
    matrix = cv2.getRotationMatrix2D((x, y), turn, 1.0)
    reach = round(0.6 * wide) + 20
    x0, y0 = max(0, round(x) - reach), max(0, round(y) - reach)
    matrix[:, 2] -= (x0, y0)
    level = cv2.warpAffine(source, matrix, (2 * reach, 2 * reach), flags=cv2.INTER_LINEAR, borderValue=(255,))
    inset = round(1.3 * dpi / 25.4)
    left, top = round(x - x0 - wide / 2) + inset, round(y - y0 - high / 2) + inset
    crop = level[max(top, 0) : round(y - y0 + high / 2) - inset, max(left, 0) : round(x - x0 + wide / 2) - inset]
    if min(crop.shape) < 12:
        return words
    margin = round(0.25 * dpi)
    padded = np.pad(np.asarray(crop, np.uint8), margin, constant_values=255)
    found = tuple(
        replace(w, x0=w.x0 + left + x0 - margin, x1=w.x1 + left + x0 - margin,
                y0=w.y0 + top + y0 - margin, y1=w.y1 + top + y0 - margin)
        for w in engine.read(padded, dpi).words
        if w.confidence >= SUREST
    )  # fmt: skip
    box: Box = (round(x - wide / 2), round(y - high / 2), round(x + wide / 2), round(y + high / 2))
    inside = [w for w in words if box[0] <= (w.x0 + w.x1) / 2 < box[2] and box[1] <= (w.y0 + w.y1) / 2 < box[3]]
    if _letters(found) <= _letters(inside):
        return words
    line = max((word.line for word in words), default=0) + 1
    block = max((word.block for word in words), default=0) + 1
    moved = tuple(replace(w, line=w.line + line, block=w.block + block) for w in found)
    return tuple(word for word in words if word not in inside) + moved


def _letters(words: tuple[Word, ...] | list[Word]) -> float:
    return sum(len([c for c in word.text if c.isalpha()]) * word.confidence for word in words)
