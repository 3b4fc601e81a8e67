"""What of a page is no print: seals, pen strokes, ruled tables, drawings; seen in a small copy of the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from khoso.engines.ocr.port import Box, Pixels
from khoso.stages.recognition.compute import reduced
from khoso.stages.recognition.compute.frames import faint_ink, find_frames
from khoso.stages.recognition.compute.pages import PageImage
from khoso.stages.recognition.compute.reading import PageReading

# The copy is drawn at this many dots an inch; all measures below are in millimetres of paper.
DPI = 100
MM = DPI / 25.4
# Luật: NĐ 99/2016: seals of agencies are round, 33 to 36 mm across, red; older ones 28 to 42.
SEAL_RADIUS = (13.0, 22.0)
# Share of a circle that must carry ink before it is the rim of a seal.
RIM, BLACK_RIM = 0.38, 0.57
# Of the square round a seal at most so much is inked, and at most so much in a second colour: a pen's strokes.
FULL_DISC, OTHER_INK = 0.5, 0.2
# By how much more than the circle so many millimetres outside it a rim of black ink must carry.
STANDS_OUT, OUTSIDE = 0.3, 3.0
# Coloured ink: so much darker in grey than in its lightest colour. There red loses less than this share of the light
# that it takes in grey, blue more; thin strokes as much as full ones.
COLOURED, RED_TAKES, SURELY_BLUE = 30, 0.32, 0.45
SHORTEST_STROKE = 7.0
# What touches this strip along the sides of a scan is the edge of the sheet.
EDGE = 1.2
# A drawing covers at least this share of the page, with ink that belongs to no word.
DRAWING = 0.18


@dataclass(frozen=True, slots=True)
class TableSeen:
    """A ruled table: its box and the places of its columns as shares of the page."""

    box: Box
    columns: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Pen:
    """A stroke that belongs to no word; `is_coloured` tells a pen's blue from black ink."""

    box: Box
    is_coloured: bool


@dataclass(frozen=True, slots=True)
class PageSeen:
    """Boxes in pixels of the page image. `coloured` tells whether the scan kept colours at all.

    `pens` are strokes that belong to no word, rule or seal: signatures, notes, crossings-out. `stamps` are frames of
    rubber stamps, `lines` those of them that hold one line.
    """

    coloured: bool
    seals: tuple[Box, ...] = ()
    pens: tuple[Pen, ...] = ()
    tables: tuple[TableSeen, ...] = ()
    drawings: tuple[Box, ...] = ()
    stamps: tuple[Box, ...] = ()
    lines: tuple[Box, ...] = ()


Seen = Callable[[PageReading], PageSeen]
"""What is seen on a page that was read."""


def see_on(images: Sequence[PageImage]) -> Seen:
    """A `Seen` over rendered pages; every page is looked at once."""
    by_number = {image.number: image for image in images}
    known: dict[int, PageSeen] = {}

    def seen(page: PageReading) -> PageSeen:
        if page.number not in known:
            known[page.number] = see(by_number[page.number], page)
        return known[page.number]

    return seen


def see(image: PageImage, page: PageReading) -> PageSeen:
    """Look at one page image beside the words read on it."""
    if page.rotated or (page.source == "layer" and not image.scanned):
        return PageSeen(False)
    grey = reduced.at(image.pixels(), image.dpi, DPI)
    scale = image.width / grey.shape[1]
    if min(grey.shape) < DPI:
        return PageSeen(False)
    red, blue, bare = _inks(image, grey)
    coloured = None if red is None or blue is None else cv2.bitwise_or(red, blue)
    dark = _dark(bare if bare is not None else grey)
    tables, rules = _tables(_dark(grey), scale)
    seals = _black_seals(grey, page, scale, rules) if coloured is None else _coloured_seals(coloured, red, blue)
    free = _free_of_words(cv2.bitwise_or(dark, blue) if blue is not None else dark, page, scale)
    free[rules > 0] = 0
    drawings = _drawings(free, len(page.words), tables, scale)
    for x0, y0, x1, y1 in seals:
        part = (slice(y0, y1), slice(x0, x1))
        free[part] = 0 if bare is None else cv2.bitwise_and(free[part], _surely_blue(grey[part], bare[part]))
    pens = () if drawings else _pens(free, blue, tables, scale)
    scaled = tuple(_scaled(box, scale) for box in seals)
    stamps = () if tables or drawings else find_frames(image.pixels(), image.bare(), image.dpi, page.words)
    return PageSeen(
        red is not None, scaled, pens, tables, drawings,
        tuple(frame.box for frame in stamps), tuple(frame.box for frame in stamps if frame.is_line),
    )  # fmt: skip


def _inks(image: PageImage, grey: Pixels) -> tuple[Pixels | None, Pixels | None, Pixels | None]:
    """Masks of red and of other coloured ink, and the page without colour; None where the scan kept no colour."""
    whole = image.bare()
    if whole is None:
        return None, None, None
    bare = reduced.at(whole, image.dpi, DPI)
    if bare.shape != grey.shape:
        return None, None, None
    coloured = cv2.subtract(bare, grey) > COLOURED
    paper = float(np.median(bare[::4, ::4]))
    red = (paper - bare) < RED_TAKES * (paper - np.minimum(grey, paper - 1))
    return (coloured & red).astype(np.uint8) * 255, (coloured & ~red).astype(np.uint8) * 255, bare


def _surely_blue(grey: Pixels, bare: Pixels) -> Pixels:
    """Ink that takes about as much from every colour: a pen's over the red of a seal."""
    takes = (250.0 - bare) / np.maximum(250.0 - grey, 1.0)
    return np.asarray(((takes > SURELY_BLUE) & (grey < 190)) * 255, np.uint8)


def _dark(pixels: Pixels) -> Pixels:
    """Ink of a page: clearly darker than its paper."""
    paper = float(np.percentile(pixels[::4, ::4], 80))
    return np.asarray((pixels < min(0.68 * paper, 165)).astype(np.uint8) * 255, np.uint8)


def _opened(ink: Pixels, width: int, height: int) -> Any:
    return cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, (width, height)))


def _components(mask: Any) -> list[tuple[int, int, int, int, int]]:
    """Left, top, width, height and ink of every connected part."""
    return [(int(x), int(y), int(w), int(h), int(n)) for x, y, w, h, n in reduced.parts(mask)]


def _tables(dark: Pixels, scale: float) -> tuple[tuple[TableSeen, ...], Any]:
    """Ruled tables of at least three rows and columns, and the mask of all long rules."""
    long = round(12 * MM)
    # A rule a little off level falls into steps: a thick pen joins them.
    thick = np.asarray(cv2.dilate(dark, np.ones((3, 3), np.uint8)), np.uint8)
    level, upright = _opened(thick, long, 1), _opened(thick, 1, round(7 * MM))
    rules = cv2.bitwise_or(level, upright)
    width = dark.shape[1]
    found: list[TableSeen] = []
    # Three level rules of the narrowest table leave more ink than this.
    is_ruled = cv2.countNonZero(level) > 3 * 0.25 * 0.3 * width
    for x, y, w, h, _ in _components(rules) if is_ruled else ():
        if w < 0.3 * width or h < 10 * MM:
            continue
        across = _merged(sorted(b[1] for b in _components(level[y : y + h, x : x + w]) if b[2] > 0.25 * w), 2 * MM)
        down = _merged(sorted(b[0] for b in _components(upright[y : y + h, x : x + w]) if b[3] > 0.06 * h), 2 * MM)
        if len(across) >= 3 and len(down) >= 3:
            columns = tuple(round((x + place) / width, 3) for place in down)
            found.append(TableSeen(_scaled((x, y, x + w, y + h), scale), columns))
    return tuple(found), cv2.dilate(rules, np.ones((3, 3), np.uint8))


def _merged(places: list[int], reach: float) -> list[int]:
    out: list[int] = []
    for place in places:
        if not out or place - out[-1] > reach:
            out.append(place)
    return out


def _seals(mask: Pixels, least: float, votes: Pixels | None = None) -> list[Box]:
    """Round rims of a seal's size in a mask of ink, the best covered first; none overlaps another's middle.

    `votes` is the ink that middles are looked for by, where that is not all of it.
    """
    votes = mask if votes is None else votes
    if cv2.countNonZero(votes) < 150:
        return []
    half = cv2.resize(votes, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    low, high = (round(side * MM / 2) for side in SEAL_RADIUS)
    circles = cv2.HoughCircles(
        half,
        cv2.HOUGH_GRADIENT,
        1.5,
        2 * low,
        param1=120,
        param2=22 if votes is mask else 16,
        minRadius=low,
        maxRadius=high,
    )
    found: list[tuple[float, Box, tuple[float, float]]] = []
    for x, y, r in circles[0][:12] if circles is not None else ():
        share = max(_rim(mask, 2 * x, 2 * y, radius) for radius in np.arange(2 * r - 5, 2 * r + 6, 1.0))
        if votes is not mask and share - _rim(mask, 2 * x, 2 * y, 2 * r + OUTSIDE * MM) < STANDS_OUT:
            continue
        box = (int(2 * (x - r)), int(2 * (y - r)), int(2 * (x + r)), int(2 * (y + r)))
        if share >= least:
            found.append((share, (max(box[0], 0), max(box[1], 0), box[2], box[3]), (2 * x, 2 * y)))
    kept: list[tuple[Box, tuple[float, float]]] = []
    for _, box, at in sorted(found, reverse=True):
        if all((at[0] - b[0]) ** 2 + (at[1] - b[1]) ** 2 > (22 * MM) ** 2 for _, b in kept):
            kept.append((box, at))
    return [box for box, _ in kept]


def _coloured_seals(coloured: Any, red: Any, blue: Any) -> list[Box]:
    """Seals in coloured ink: a rim and letters of one colour; an emblem or a logo is filled, or of two."""
    found = []
    for box in _seals(np.asarray(coloured), RIM):
        part = (slice(box[1], box[3]), slice(box[0], box[2]))
        size = coloured[part].size
        inks = sorted(cv2.countNonZero(mask[part]) / size for mask in (red, blue))
        if sum(inks) <= FULL_DISC and inks[0] <= OTHER_INK:
            found.append(box)
    return found


def _black_seals(grey: Pixels, page: PageReading, scale: float, rules: Any) -> list[Box]:
    """The seal of a scan without colours: where seals are put, by ink that is no word; a second would be a guess."""
    ink = faint_ink(grey)
    height, width = ink.shape
    ink[: height // 5] = 0
    ink[:, : width // 3] = 0
    free = _free_of_words(ink, page, scale)
    free[rules > 0] = 0
    return _seals(ink, BLACK_RIM, free)[:1]


def _rim(mask: Pixels, x: float, y: float, radius: float) -> float:
    """Share of a circle's rim that carries ink, within a millimetre."""
    angles = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    hit = np.zeros(angles.shape, bool)
    for reach in (-2, -1, 0, 1, 2):
        px = np.round(x + (radius + reach) * np.cos(angles)).astype(int)
        py = np.round(y + (radius + reach) * np.sin(angles)).astype(int)
        inside = (px >= 0) & (py >= 0) & (px < mask.shape[1]) & (py < mask.shape[0])
        hit[inside] |= mask[py[inside], px[inside]] > 0
    return float(hit.mean())


def _free_of_words(dark: Any, page: PageReading, scale: float) -> Any:
    """Ink outside the words that were read with some confidence."""
    free = dark.copy()
    for word in page.words:
        if word.confidence >= 0.55 and any(letter.isalnum() for letter in word.text):
            x0, y0, x1, y1 = (round(side / scale) for side in word.box)
            free[max(y0 - 2, 0) : y1 + 3, max(x0 - 2, 0) : x1 + 3] = 0
    return free


def _drawings(free: Any, words: int, tables: tuple[TableSeen, ...], scale: float) -> tuple[Box, ...]:
    """A plan or map: one wide web of ink on a page of few words that is no table."""
    if words > 120 or tables:
        return ()
    web = cv2.morphologyEx(free, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    height, width = free.shape
    for x, y, w, h, ink in sorted(_components(web), key=lambda part: -part[2] * part[3]):
        framed = w > 0.93 * width or h > 0.93 * height
        if w * h >= DRAWING * width * height and w > 0.3 * width and not framed and ink > 0.004 * width * height:
            return (_scaled((x, y, x + w, y + h), scale),)
    return ()


def _pens(free: Any, blue: Pixels | None, tables: tuple[TableSeen, ...], scale: float) -> tuple[Pen, ...]:
    """Strokes longer than letters, away from the edges of the scan and from tables."""
    height, width = free.shape
    joined = cv2.morphologyEx(free, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    edge = round(EDGE * MM)
    out: list[Pen] = []
    for x, y, w, h, ink in _components(joined):
        touches = x <= edge or y <= edge or x + w >= width - edge or y + h >= height - edge
        if touches or max(w, h) < SHORTEST_STROKE * MM or min(w, h) < 2.2 * MM or ink > 0.55 * w * h:
            continue
        box = _scaled((x, y, x + w, y + h), scale)
        if not any(_inside(box, table.box) for table in tables):
            part = (slice(y, y + h), slice(x, x + w))
            mine = int(np.count_nonzero(blue[part])) if blue is not None else 0
            out.append(Pen(box, mine > 0.35 * int(np.count_nonzero(free[part]))))
    return tuple(out)


def _inside(box: Box, other: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return other[0] <= x <= other[2] and other[1] <= y <= other[3]


def _scaled(box: Box, scale: float) -> Box:
    return (round(box[0] * scale), round(box[1] * scale), round(box[2] * scale), round(box[3] * scale))
