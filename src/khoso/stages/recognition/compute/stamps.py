"""Words inside the frame of a rubber stamp: read once more by themselves, levelled and without the ink around them.

A stamp of urgency or secrecy says one of a few things; a faint or broken print is read as the one it is like.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

import cv2
import numpy as np

from khoso.engines.ocr.port import Box, OcrEngine, Pixels, Word
from khoso.kernel.text_vi import fold
from khoso.stages.recognition import rules
from khoso.stages.recognition.compute import reduced
from khoso.stages.recognition.compute.frames import Frame, find_frames
from khoso.stages.recognition.compute.pages import PageImage

# More frames than this are a form's boxes.
MOST = 4
SUREST = 0.45
# A stamp is read at about this resolution; white around it, and what its frame takes, in inches.
READ_AT = 300
MARGIN, INSET = 0.25, 0.055
# Straight ink over this share of the crop is left of a frame.
LEFT_OVER = 0.5
# Faint or broken ink of a closed list of words: how like, and how surely what is like is meant.
ALIKE, LIKELY, EXACT = 0.72, 0.62, 0.9
# MẬT with more ink before it than this share of its own width says more than MẬT; with more than that, TUYỆT MẬT.
MORE, MOST_SECRET = 0.5, 1.3
# Between two words, in capitals.
GAP = 0.4

SAID = {name.replace(" ", ""): spelled for name, spelled in (rules.URGENCY | rules.SECRECY).items()}


def with_stamps(page: PageImage, words: tuple[Word, ...], engine: OcrEngine) -> tuple[Word, ...]:
    """The words, with those inside the frames of stamps read again when that tells more."""
    pixels, bare = page.pixels(), page.bare()
    frames = find_frames(pixels, bare, page.dpi, words)
    for frame in frames if len(frames) <= MOST else ():
        words = _read_again(words, pixels, bare, page.dpi, frame, engine)
    return words


def _read_again(
    words: tuple[Word, ...], pixels: Pixels, bare: Pixels | None, dpi: int, frame: Frame, engine: OcrEngine
) -> tuple[Word, ...]:
    box = frame.box
    inside = [w for w in words if box[0] <= (w.x0 + w.x1) / 2 < box[2] and box[1] <= (w.y0 + w.y1) / 2 < box[3]]
    crop, scale, corner = _levelled(pixels, bare, dpi, frame)
    if min(crop.shape) < 12:
        return words
    ink = _ink_box(crop)
    read = engine.read(_padded(crop), READ_AT).words
    told = _said(_unpadded(read), ink) if frame.is_line else None
    if told is None and frame.is_line and ink is not None and _is_worth_more(read):
        told = _said(_unpadded(engine.read(_padded(_mended(crop)), READ_AT).words), ink)
    if told is not None and ink is not None:
        return _put(words, inside, _on_page(_spelled(*told, ink), scale, corner))
    found = _on_page([word for word in _unpadded(read) if word.confidence >= SUREST], scale, corner)
    return _put(words, inside, found) if _letters(found) > _letters(inside) else words


def _levelled(pixels: Pixels, bare: Pixels | None, dpi: int, frame: Frame) -> tuple[Pixels, float, tuple[float, float]]:
    """What the frame holds, level, dark on white; how many times as large as on the page, and where it begins there."""
    scale = READ_AT / dpi if dpi < 0.8 * READ_AT or dpi > 1.5 * READ_AT else 1.0
    inset = INSET * dpi
    wide, high = frame.wide - 2 * inset, frame.high - 2 * inset
    corner = frame.x - wide / 2, frame.y - high / 2
    size = round(wide * scale), round(high * scale)
    if min(size) < 12:
        return np.zeros((0, 0), np.uint8), scale, corner
    matrix: Any = cv2.getRotationMatrix2D((frame.x, frame.y), frame.turn, 1.0)
    matrix[:, 2] -= corner
    matrix *= scale
    source = pixels
    if frame.is_coloured and bare is not None:
        reach = round(0.6 * frame.wide) + 4
        y0, x0 = max(0, round(frame.y) - reach), max(0, round(frame.x) - reach)
        part = (slice(y0, round(frame.y) + reach), slice(x0, round(frame.x) + reach))
        source = np.asarray(255 - cv2.subtract(bare[part], pixels[part]), np.uint8)
        matrix[:, 2] += matrix[:, :2] @ (x0, y0)
    level = cv2.warpAffine(source, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return _without_frame(_stretched(np.asarray(level, np.uint8))), scale, corner


def _stretched(crop: Pixels) -> Pixels:
    """The crop with its ink black and its paper white: stamps are faint."""
    ink, paper = (float(level) for level in np.percentile(crop[::2, ::2], [2, 60]))
    levels = (np.arange(256, dtype=np.float32) - ink) * 255 / max(0.9 * (paper - ink), 24.0)
    return np.asarray(cv2.LUT(crop, np.clip(levels, 0, 255).astype(np.uint8)), np.uint8)


def _without_frame(crop: Pixels) -> Pixels:
    """The crop without straight ink along its edges: the inner rule of a double frame, the rest of a slanted one."""
    dark = np.asarray((crop < 150) * 255, np.uint8)
    reach = round(0.16 * crop.shape[0])
    rules_of_frame = np.zeros_like(dark)
    for side in (slice(0, reach), slice(crop.shape[0] - reach, crop.shape[0])):
        bar = np.ones((1, max(3, crop.shape[1] // 6)), np.uint8)
        rules_of_frame[side] = cv2.morphologyEx(dark[side], cv2.MORPH_OPEN, bar)
    for side in (slice(0, reach), slice(crop.shape[1] - reach, crop.shape[1])):
        bar = np.ones((max(3, round(LEFT_OVER * crop.shape[0])), 1), np.uint8)
        upright = cv2.morphologyEx(np.ascontiguousarray(dark[:, side]), cv2.MORPH_OPEN, bar)
        rules_of_frame[:, side] = cv2.bitwise_or(np.ascontiguousarray(rules_of_frame[:, side]), upright)
    out = crop.copy()
    out[cv2.dilate(rules_of_frame, np.ones((3, 3), np.uint8)) > 0] = 255
    return out


def _mended(crop: Pixels) -> Pixels:
    """The crop with thin and broken strokes made fuller."""
    grown = cv2.erode(crop, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 5)))
    return np.asarray(cv2.GaussianBlur(grown, (0, 0), 1.5), np.uint8)


def _ink_box(crop: Pixels) -> Box | None:
    """Where the letters of the crop stand; specks left out."""
    parts = reduced.parts(np.asarray((crop < 140) * 255, np.uint8))
    parts = parts[parts[:, 3] >= 0.25 * crop.shape[0]] if len(parts) else parts
    if not len(parts):
        return None
    x0, y0 = parts[:, 0].min(), parts[:, 1].min()
    return int(x0), int(y0), int((parts[:, 0] + parts[:, 2]).max()), int((parts[:, 1] + parts[:, 3]).max())


def _said(found: Sequence[Word], ink: Box | None) -> tuple[str, float] | None:
    """What of the closed list a stamp says, and how sure; None when it says something else."""
    letters = "".join(letter for word in found for letter in fold(word.text) if letter.isalpha())
    if not letters or ink is None:
        return None
    sure = sum(word.confidence for word in found) / len(found)
    best = max(SAID, key=lambda name: SequenceMatcher(None, letters, name, autojunk=False).ratio())
    alike = SequenceMatcher(None, letters, best, autojunk=False).ratio()
    # Of one short word every letter must be there: MÁT, MỘT are no stamps, but a frame round MAT holds MẬT.
    if alike < 1.0 and (len(best) < 5 or alike < ALIKE):
        best, alike = ("mat", 1.0) if letters.endswith("mat") and len(letters) < 9 else ("", 0.0)
    if best == "mat":
        best = _degree(found, ink) or best
    return (SAID[best], max(sure, EXACT if alike == 1.0 else LIKELY)) if best else None


def _is_worth_more(read: Sequence[Word]) -> bool:
    """Whether ink that was no stamp of the list may be one badly printed: a few capitals, or nothing at all."""
    letters = [letter for word in read for letter in word.text if letter.isalpha()]
    return len(letters) <= 14 and sum(letter.isupper() for letter in letters) >= 0.6 * len(letters)


def _degree(found: Sequence[Word], ink: Box) -> str | None:
    """`TỐI` or `TUYỆT` before `MẬT` that could not be read, by its room: too low a degree is no small error."""
    last = found[-1]
    letters = len([letter for letter in last.text if letter.isalpha()])
    if not fold(last.text).strip(".,:;'\"()|-_ ").endswith("mat") or letters > 3:
        return None
    before = (last.x0 - ink[0]) / max(1, last.x1 - last.x0)
    return None if before < MORE else "tuyetmat" if before > MOST_SECRET else "toimat"


def _spelled(text: str, sure: float, ink: Box) -> list[Word]:
    """The words of `text` over the ink of the stamp."""
    parts = text.split()
    # A gap is narrower than a capital: words farther apart would be taken for two pieces of a line.
    step = (ink[2] - ink[0]) / (sum(map(len, parts)) + GAP * (len(parts) - 1))
    x, out = float(ink[0]), []
    for part in parts:
        out.append(Word(round(x), ink[1], round(x + step * len(part)), ink[3], part, round(sure, 3)))
        x += step * (len(part) + GAP)
    return out


def _margin() -> int:
    return round(MARGIN * READ_AT)


def _padded(crop: Pixels) -> Pixels:
    return np.pad(crop, _margin(), constant_values=255)


def _unpadded(words: Sequence[Word]) -> list[Word]:
    by = _margin()
    return [replace(w, x0=w.x0 - by, x1=w.x1 - by, y0=w.y0 - by, y1=w.y1 - by) for w in words]


def _on_page(words: Sequence[Word], scale: float, corner: tuple[float, float]) -> tuple[Word, ...]:
    def at(side: int, start: float) -> int:
        return max(0, round(side / scale + start))

    return tuple(
        replace(w, x0=at(w.x0, corner[0]), x1=at(w.x1, corner[0]), y0=at(w.y0, corner[1]), y1=at(w.y1, corner[1]))
        for w in words
    )


def _put(words: tuple[Word, ...], instead_of: Sequence[Word], found: Sequence[Word]) -> tuple[Word, ...]:
    line = max((word.line for word in words), default=0) + 1
    block = max((word.block for word in words), default=0) + 1
    gone = {id(word) for word in instead_of}
    moved = tuple(replace(w, line=w.line + line, block=w.block + block) for w in found)
    return tuple(word for word in words if id(word) not in gone) + moved


def _letters(words: Sequence[Word]) -> float:
    return sum(len([c for c in word.text if c.isalpha()]) * word.confidence for word in words)
