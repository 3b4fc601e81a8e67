"""What goes wrong at the edges: the lid seen beside the paper, text beyond the glass, a corner folded over."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np

from bench.pagecheck.pictures import Picture
from bench.pagecheck.planting.kinds import Kind


def _facing(pixels: np.ndarray, side: int) -> np.ndarray:
    """The picture turned so that `side` (0 left, 1 top, 2 right, 3 bottom) is at the left; `_back` undoes it."""
    return np.rot90(pixels, side)


def _back(pixels: np.ndarray, side: int) -> np.ndarray:
    return np.ascontiguousarray(np.rot90(pixels, -side))


def dark_edge(picture: Picture, millimetres: float, rng: Random) -> Picture:
    """A dark band or wedge of this width along a third of a side, or all of it."""
    side = rng.randrange(4)
    pixels = _facing(picture.pixels, side).copy()
    rows = len(pixels)
    share = rng.choice((0.35, 0.6, 1.0, 1.0))
    first = rng.choice((0, int(rows * (1 - share))))
    last = first + int(rows * share)
    width = millimetres * picture.mm
    ends = (
        (width, width) if rng.random() < 0.6 else rng.choice(((width * 1.4, width * 0.6), (width * 0.6, width * 1.4)))
    )
    shape = np.array([[-2, first], [ends[0], first], [ends[1], last], [-2, last]], np.float32)
    level = rng.randint(5, 75)
    cv2.fillPoly(pixels, [np.round(shape * 16).astype(np.int32)], (level, level, level), cv2.LINE_AA, 4)
    return picture.with_pixels(_back(pixels, side))


def _text_extent(pixels: np.ndarray, picture: Picture) -> int:
    """How far the text is from the left edge of the picture, in pixels."""
    grey = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY)
    dark = cv2.erode(grey, np.ones((3, 3), np.uint8)) < picture.paper * 0.6
    edge = round(6 * picture.mm)
    columns = dark[edge:-edge].mean(axis=0)
    columns[: round(4 * picture.mm)] = 0
    heavy = np.flatnonzero(np.convolve(columns, np.ones(round(2 * picture.mm)) / round(2 * picture.mm), "same") > 0.03)
    return int(heavy[0]) if len(heavy) else 0


def _shifted(picture: Picture, beyond: float, rng: Random) -> Picture:
    """The page moved until its text ends `beyond` millimetres outside the picture."""
    side = rng.randrange(4)
    pixels = _facing(picture.pixels, side)
    away = _text_extent(pixels, picture) + round(beyond * picture.mm)
    fill = np.median(pixels[::40, ::40].reshape(-1, 3), axis=0).astype(np.uint8)
    moved = np.empty_like(pixels)
    moved[:] = fill
    moved[:, : pixels.shape[1] - away] = pixels[:, away:]
    return picture.with_pixels(_back(moved, side))


def cropped(picture: Picture, millimetres: float, rng: Random) -> Picture:
    """So much of the text is lost beyond one side."""
    return _shifted(picture, millimetres, rng)


def cut_edge(picture: Picture, millimetres: float, rng: Random) -> Picture:
    """The margin of one side is lost: so much is left of it."""
    return _shifted(picture, -millimetres, rng)


def folded_corner(picture: Picture, millimetres: float, rng: Random) -> Picture:
    """A corner folded over by this length of its sides: behind it the dark lid, before it the back of the paper."""
    side = rng.randrange(4)
    pixels = _facing(picture.pixels, side).copy()
    a, b = millimetres * picture.mm * rng.uniform(0.8, 1.2), millimetres * picture.mm * rng.uniform(0.8, 1.2)
    dark = rng.randint(10, 70)
    cv2.fillPoly(pixels, [np.array([[0, 0], [a, 0], [0, b]], np.int32)], (dark, dark, dark), cv2.LINE_AA)
    if rng.random() < 0.6:
        level = max(0, picture.paper - rng.randint(4, 14))
        k = 2 * a * b / (a * a + b * b)
        flap = np.array([[a, 0], [0, b], [b * k, a * k]], np.int32)
        cv2.fillPoly(pixels, [flap], (level, level, level), cv2.LINE_AA)
    return picture.with_pixels(_back(pixels, side))


KINDS = (
    Kind(
        "dark-edge",
        frozenset({"page.dark_edge"}),
        "mm",
        (0.4, 0.7, 1.0, 1.5, 2.0, 3.0, 6.0),
        (1.0, 1.5, 2.0, 3.0, 6.0),
        0.98,
        dark_edge,
    ),
    Kind(
        "cut-edge", frozenset({"page.cut_edge", "page.cropped"}), "mm", (3.0, 2.0, 1.0, 0.5), (1.0, 0.5), 0.90, cut_edge
    ),
    Kind(
        "cropped",
        frozenset({"page.cropped", "page.cut_edge"}),
        "mm",
        (0.5, 1.0, 2.0, 4.0, 8.0, 15.0),
        (1.0, 2.0, 4.0, 8.0, 15.0),
        0.90,
        cropped,
    ),
    Kind(
        "folded-corner",
        frozenset({"page.folded_corner", "page.dark_edge"}),
        "mm",
        (4, 8, 12, 20, 35),
        (12, 20, 35),
        0.90,
        folded_corner,
    ),
)
