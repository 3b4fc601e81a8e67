"""Which language or script stands where on a page, also where nobody here can read it.

Latin letters are told apart by their words. Chinese and Nôm characters are seen by their shape: squares of even size,
full of strokes both ways, standing in rows or columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

import cv2
import numpy as np

from khoso.engines.ocr.port import Box, PageText, Pixels, Word
from khoso.kernel.text_vi import fold
from khoso.stages.recognition import rules_scripts as rules
from khoso.stages.recognition.compute import reduced
from khoso.stages.recognition.compute.reading import ScriptPlace
from khoso.stages.recognition.rules_syllables import is_syllable

# Characters are looked for at this resolution; what is smaller or larger (inches) is not one.
SEEN_AT = 150
SMALLEST, LARGEST = 0.09, 0.5
# How far from square, how full of ink, how many strokes a line across and a line down meet on average.
SQUARE = 1.35
LEAST_INK, MOST_INK = 0.18, 0.72
STROKES = 2.0
STROKES_TOGETHER = 4.7
# So many of one size beside each other are a text.
FEWEST = 6
# What was read this surely is what it was read as.
SURELY_READ = 0.80


def scripts_of(pixels: Pixels, dpi: int, words: Sequence[Word]) -> tuple[ScriptPlace, ...]:
    """The parts of a page by language or script, in reading order; characters that are only seen come last."""
    unread = tuple(ScriptPlace("han", box, False) for box in character_fields(pixels, dpi, words))
    read = [word for word in words if not is_inside(word, unread)]
    return _languages(read) + unread


def is_inside(word: Word, places: Sequence[ScriptPlace]) -> bool:
    """Whether a word was made of characters that are not letters at all."""
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    return any(p.script == "han" and p.box[0] <= x < p.box[2] and p.box[1] <= y < p.box[3] for p in places)


def language_of(words: Sequence[str]) -> str | None:
    """The language of some words: `vi`, `en`, `fr`, `other`; None when they are too few or say nothing."""
    plain = ["".join(letter for letter in word if letter.isalpha() or letter in "'’") for word in words]
    plain = [word for word in plain if word]
    if len(plain) < rules.FEWEST_WORDS:
        return None
    syllables = [is_syllable(word) for word in plain]
    marked = sum(fine and fold(word) != word.lower() for word, fine in zip(plain, syllables, strict=True))
    if marked >= rules.MARKED * len(plain):
        return "vi"
    small = {name: _small_words(plain, table) for name, table in (("en", rules.ENGLISH), ("fr", rules.FRENCH))}
    name = max(small, key=lambda each: small[each])
    if small[name] >= max(2, rules.SMALL_WORDS * len(plain)) and small[name] > min(small.values()):
        return name
    if sum(syllables) >= 0.7 * len(plain):
        return "vi"
    # Capitals, names and formulae: no language by these words alone.
    return "other" if len(plain) >= 12 and sum(syllables) < 0.3 * len(plain) else None


def _small_words(words: Sequence[str], table: frozenset[str]) -> int:
    pieces = [piece for word in words for piece in fold(word.replace("’", "'")).split("'")]
    # French leaves a vowel out before another: l'arrêté, d'une.
    elided = sum("'" in word.replace("’", "'") for word in words) if table is rules.FRENCH else 0
    return elided + sum(piece in table for piece in pieces)


def _languages(words: Sequence[Word]) -> tuple[ScriptPlace, ...]:
    """Runs of lines of one language inside a block; lines that say nothing go with their neighbours."""
    blocks: dict[int, list[list[Word]]] = {}
    for line in PageText(tuple(words)).lines:
        blocks.setdefault(line[0].block, []).append(line)
    found: list[tuple[str, Box]] = []
    for lines in blocks.values():
        whole = language_of([word.text for line in lines for word in line])
        told = [language_of([word.text for word in line]) or whole for line in lines]
        for line, name in zip(lines, told, strict=True):
            if name is None:
                continue
            box = _around([word.box for word in line])
            if found and found[-1][0] == name:
                found[-1] = (name, _around([found[-1][1], box]))
            else:
                found.append((name, box))
    return tuple(ScriptPlace(name, box, True) for name, box in found)


def character_fields(pixels: Pixels, dpi: int, words: Sequence[Word]) -> list[Box]:
    """Where Chinese or Nôm characters stand together, in pixels of the page."""
    share = min(1.0, SEEN_AT / max(dpi, 1))
    small = _small(pixels, dpi) if share < 1 else pixels
    if min(small.shape[:2]) < 20:
        return []
    scale = dpi * share
    _, ink = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    for word in words:
        if word.confidence >= SURELY_READ and is_syllable(word.text.strip(".,;:()-")):
            ink[round(word.y0 * share) : round(word.y1 * share), round(word.x0 * share) : round(word.x1 * share)] = 0
    reach = max(2, round(0.022 * scale))
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    stats = reduced.parts(joined)
    longer, shorter = stats[:, 2:4].max(axis=1, initial=0), stats[:, 2:4].min(axis=1, initial=2**30)
    fits = (longer <= LARGEST * scale) & (longer >= SMALLEST * scale) & (longer <= SQUARE * shorter)
    if int(fits.sum()) < FEWEST:
        return []
    glyphs: list[Box] = []
    for x, y, w, h, _ in stats[fits]:
        if _is_character(ink[y : y + h, x : x + w]):
            glyphs.append((int(x), int(y), int(x + w), int(y + h)))
    fields = [_around(group) for group in _together(glyphs) if len(group) >= FEWEST]
    return [tuple(round(side / share) for side in box) for box in fields]  # type: ignore[misc]


def _small(pixels: Pixels, dpi: int) -> Pixels:
    """The page at about SEEN_AT: half a page of twice that is there already."""
    share = SEEN_AT / dpi
    if share == 0.5:
        return reduced.half(pixels)
    way = cv2.INTER_AREA if share < 0.5 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, None, fx=share, fy=share, interpolation=way), np.uint8)


def _is_character(ink: Any) -> bool:
    """Whether a square of ink has as many strokes as a Chinese character: across and down alike."""
    filled = ink > 0
    if not LEAST_INK <= float(filled.mean()) <= MOST_INK:
        return False
    height, width = filled.shape
    rows, columns = filled[height // 6 : height - height // 6], filled[:, width // 6 : width - width // 6]
    across = float((np.diff(rows.astype(np.int8), axis=1, prepend=0) > 0).sum(axis=1).mean())
    down = float((np.diff(columns.astype(np.int8), axis=0, prepend=0) > 0).sum(axis=0).mean())
    return min(across, down) >= STROKES and across + down >= STROKES_TOGETHER


def _together(glyphs: Sequence[Box]) -> list[list[Box]]:
    """Characters of one size that stand within a character's breadth of each other, in rows or columns."""
    groups: list[list[Box]] = []
    left = list(glyphs)
    while left:
        group, todo = [], [left.pop()]
        while todo:
            one = todo.pop()
            group.append(one)
            near = [other for other in left if _are_neighbours(one, other)]
            todo += near
            left = [other for other in left if other not in near]
        groups.append(group)
    return [_of_one_size(group) for group in groups]


def _are_neighbours(one: Box, other: Box) -> bool:
    size = max(one[2] - one[0], one[3] - one[1])
    x, y = abs((one[0] + one[2]) - (other[0] + other[2])) / 2, abs((one[1] + one[3]) - (other[1] + other[3])) / 2
    return (x < 0.45 * size and y < 2.0 * size) or (y < 0.45 * size and x < 2.0 * size)


def _of_one_size(group: list[Box]) -> list[Box]:
    usual = median(max(box[2] - box[0], box[3] - box[1]) for box in group)
    return [box for box in group if 0.7 * usual <= max(box[2] - box[0], box[3] - box[1]) <= 1.35 * usual]


def _around(boxes: Sequence[Box]) -> Box:
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
