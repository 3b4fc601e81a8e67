"""Frames of rubber stamps on a page: rectangles of a stamp's size, coloured, grey or broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from khoso.engines.ocr.port import Box, Pixels, Word
from khoso.stages.recognition.compute import reduced

# Frames are looked for in a copy of so many dots an inch; sizes in millimetres.
DPI = 100
MM = DPI / 25.4
LONG, SHORT = (14.0, 80.0), (5.0, 26.0)
STEEPEST = 20
# Share of a frame's rim that must carry ink, and how much the frame fills its rectangle.
RIM, FULL = 0.72, 0.8
# Coloured ink is hardly anything but a stamp's, and a frame of ink made black breaks: less will do.
WEAK_RIM, WEAK_FULL = 0.5, 0.65
LEAST_SIDE = 0.2
# How far ink on either side of a break may stand apart.
BREAK = 6.0
# Stamps stand in the upper part of a page.
PART = 0.55
# Coloured ink loses so much more light than the paper; other ink is darker than this share of the paper around it.
COLOURED, DARKER = 16, 0.84
SURELY_READ = 0.75
# A frame of one line of words is no higher than this.
ONE_LINE = 15.0


_Found = tuple[float, float, float, float, float, bool]


@dataclass(frozen=True, slots=True)
class Frame:
    """Middle, width and height (pixels of the page) and turn (degrees) of a frame."""

    x: float
    y: float
    wide: float
    high: float
    turn: float
    is_coloured: bool
    is_line: bool

    @property
    def box(self) -> Box:
        """The frame as if it stood level."""
        half = self.wide / 2, self.high / 2
        return (round(self.x - half[0]), round(self.y - half[1]), round(self.x + half[0]), round(self.y + half[1]))


def find_frames(pixels: Pixels, bare: Pixels | None, dpi: int, words: Sequence[Word]) -> list[Frame]:
    """Frames of a stamp's size in the upper part of a page; coloured ones first."""
    small = reduced.at(pixels, dpi, DPI)
    factor = small.shape[1] / pixels.shape[1]
    part = round(small.shape[0] * PART)
    if min(small.shape) < DPI:
        return []
    light = reduced.at(bare, dpi, DPI) if bare is not None else None
    found: list[_Found] = []
    if light is not None and light.shape == small.shape:
        found = _found(_coloured(small[:part], light[:part]), True, WEAK_RIM, WEAK_FULL)
        small = light
    for one in _found(_dark(small[:part], words, factor), False, RIM, FULL):
        if all(_apart(one, other) for other in found):
            found.append(one)
    return [
        Frame(x / factor, y / factor, wide / factor, high / factor, turn, coloured, high <= ONE_LINE * MM)
        for x, y, wide, high, turn, coloured in found
    ]


def _found(mask: Any, is_coloured: bool, rim: float, full: float) -> list[_Found]:
    """Whole frames, and broken ones where no whole one stands."""
    if not mask.any():
        return []
    both = [*_rectangles(_joined(mask), WEAK_RIM, full), *_rectangles(mask, rim, full)]
    found: list[_Found] = []
    for one in sorted(both, key=lambda each: -each[2] * each[3]):
        if all(_apart(one, other) for other in found):
            found.append((*one, is_coloured))
    return found


def _apart(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether the middle of one rectangle lies outside the other."""
    return abs(one[0] - other[0]) > other[2] / 2 or abs(one[1] - other[1]) > other[3] / 2


def _coloured(small: Pixels, light: Pixels) -> Any:
    """Coloured ink, 255 where there is some: more coloured than the paper."""
    colour = cv2.subtract(light, small)
    paper = int(np.median(colour[::4, ::4]))
    return np.asarray((colour > paper + COLOURED) * 255, np.uint8)


def faint_ink(small: Pixels) -> Any:
    """Ink of a small copy, 255 where there is some: darker than the paper around it, were it only a little."""
    size = max(1, small.shape[1] // 8), max(1, small.shape[0] // 8)
    paper = cv2.dilate(cv2.resize(small, size, interpolation=cv2.INTER_AREA), np.ones((3, 3), np.uint8))
    around = cv2.resize(paper, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_LINEAR)
    return cv2.compare(small, cv2.convertScaleAbs(around, alpha=DARKER), cv2.CMP_LT)


def _dark(small: Pixels, words: Sequence[Word], factor: float) -> Any:
    """Ink that belongs to no word that was surely read, faint ink too."""
    dark = faint_ink(small)
    for word in words:
        if word.confidence >= SURELY_READ and any(letter.isalnum() for letter in word.text):
            x0, y0, x1, y1 = (round(side * factor) for side in word.box)
            dark[max(y0, 0) : y1 + 1, max(x0, 0) : x1 + 1] = 0
    return dark


def _joined(dark: Any) -> Any:
    """The ink with its breaks closed, along rules only: letters stay apart."""
    reach = round(BREAK * MM)
    across = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    down = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((reach, 1), np.uint8))
    return cv2.bitwise_or(across, down)


def _rectangles(mask: Any, least: float, full: float) -> list[tuple[float, float, float, float, float]]:
    """Middle, width, height and turn of rectangles of a stamp's size whose rim carries ink."""
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
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
        if not fits or abs(turn) > STEEPEST or cv2.contourArea(cv2.convexHull(outline)) < full * wide * high:
            continue
        if _rim(joined, x, y, wide, high, turn) >= least:
            found.append((x, y, wide, high, turn))
    return found


def _rim(mask: Any, x: float, y: float, wide: float, high: float, turn: float) -> float:
    """Share of a turned rectangle's rim with ink within three pixels inwards."""
    across, down = np.linspace(-0.5, 0.5, 60), np.linspace(-0.5, 0.5, 24)
    u = np.concatenate([across, across, np.full(24, -0.5), np.full(24, 0.5)])
    v = np.concatenate([np.full(60, -0.5), np.full(60, 0.5), down, down])
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    hit = np.zeros(u.shape, bool)
    for inset in (0, 1, 2, 3):
        dx, dy = u * (wide - 2 * inset), v * (high - 2 * inset)
        px, py = np.rint(x + dx * cos - dy * sin).astype(int), np.rint(y + dx * sin + dy * cos).astype(int)
        there = (px >= 0) & (py >= 0) & (px < mask.shape[1]) & (py < mask.shape[0])
        hit[there] |= mask[py[there], px[there]] > 0
    sides = hit[:60], hit[60:120], hit[120:144], hit[144:]
    # Letters and pen strokes lie along one side or two, a frame along all.
    return float(hit.mean()) if min(float(side.mean()) for side in sides) >= LEAST_SIDE else 0.0
