"""What goes wrong with ink and paper: nothing there, hardly anything, blurred, pale, faded, shining through."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np

from bench.pagecheck.pictures import Picture
from bench.pagecheck.planting.kinds import Kind


def _empty(picture: Picture) -> np.ndarray:
    paper = np.empty_like(picture.pixels)
    paper[:] = np.percentile(picture.pixels[::20, ::20].reshape(-1, 3), 60, axis=0).astype(np.uint8)
    return paper


def _shadow(picture: Picture, levels: float, rng: Random) -> np.ndarray:
    """What of another page shines through, 0 to `levels`: mirrored, softened by the paper, moved."""
    back = cv2.flip(picture.other, 1).astype(np.float32)
    soft = cv2.GaussianBlur(255 - back, (0, 0), rng.uniform(0.12, 0.25) * picture.mm)
    moved = np.roll(soft, (round(rng.uniform(-8, 8) * picture.mm), round(rng.uniform(-5, 5) * picture.mm)), (0, 1))
    strongest = max(float(np.percentile(moved, 98)), 60.0)
    return np.minimum(moved / strongest, 1.15) * levels


def _darkened(pixels: np.ndarray, by: np.ndarray) -> np.ndarray:
    """Pixels with paper darkened by levels; ink that is there already takes less of it."""
    share = pixels.astype(np.float32) / 255
    return np.clip(pixels - by[:, :, None] * share, 0, 255).astype(np.uint8)


def blank(picture: Picture, specks: float, rng: Random) -> Picture:
    """An empty page with so many specks of dust of 0.1 to 0.5 mm, and now and then two punched holes."""
    paper = _empty(picture)
    height, width = paper.shape[:2]
    for _ in range(int(specks)):
        at = rng.randrange(width), rng.randrange(height)
        level = rng.randint(60, 190)
        cv2.circle(paper, at, max(1, round(rng.uniform(0.05, 0.25) * picture.mm)), (level, level, level), -1)
    if rng.random() < 0.3:
        for place in (-40, 40):
            at = round(11 * picture.mm), round(height / 2 + place * picture.mm)
            cv2.circle(paper, at, round(2.8 * picture.mm), (70, 70, 70), -1)
    return picture.with_pixels(paper)


def near_blank(picture: Picture, levels: float, rng: Random) -> Picture:
    """A back with nothing of its own: the front shines through; often a number or a seal's shadow."""
    paper = _darkened(_empty(picture), _shadow(picture, levels, rng))
    height, width = paper.shape[:2]
    what = rng.choice(("", "number", "seal"))
    if what == "number":
        at = round(width * rng.choice((0.5, 0.88))), round(12 * picture.mm)
        cv2.putText(paper, str(rng.randint(2, 219)), at, cv2.FONT_HERSHEY_COMPLEX, picture.mm / 8, (60, 60, 70), 2)
    if what == "seal":
        at = round(width * rng.uniform(0.3, 0.7)), round(height * rng.uniform(0.5, 0.8))
        red = np.zeros(paper.shape[:2], np.float32)
        for radius in (16.5, 11.0):
            cv2.circle(red, at, round(radius * picture.mm), levels * 1.3, round(picture.mm))
        red = cv2.GaussianBlur(red, (0, 0), 0.2 * picture.mm)
        paper[:, :, 1:] = np.clip(paper[:, :, 1:] - red[:, :, None], 0, 255).astype(np.uint8)
    return picture.with_pixels(paper)


def focus(picture: Picture, millimetres: float, rng: Random) -> Picture:
    """Out of focus: a Gaussian of this standard deviation."""
    return picture.with_pixels(cv2.GaussianBlur(picture.pixels, (0, 0), millimetres * picture.mm))


def motion(picture: Picture, millimetres: float, rng: Random) -> Picture:
    """The page moved so far while it was scanned, in any direction."""
    length = millimetres * picture.mm
    reach = int(np.ceil(length / 2)) + 1
    line = np.zeros((16 * (2 * reach + 1),) * 2, np.float32)
    middle, angle = 8.0 * (2 * reach + 1), np.radians(rng.uniform(0, 180))
    step = np.array([np.cos(angle), np.sin(angle)]) * length * 8
    ends = [tuple(int(v) for v in np.array([middle, middle]) + sign * step) for sign in (-1, 1)]
    cv2.line(line, ends[0], ends[1], 1.0, 16)
    kernel = cv2.resize(line, (2 * reach + 1,) * 2, interpolation=cv2.INTER_AREA)
    return picture.with_pixels(cv2.filter2D(picture.pixels, -1, kernel / kernel.sum()))


def low_contrast(picture: Picture, levels: float, rng: Random) -> Picture:
    """Ink only so many grey levels darker than its paper."""
    paper = rng.randint(int(min(200, 60 + levels)), 240)
    ink = np.percentile(picture.pixels[::2, ::2], 1)
    span = max(float(picture.paper - ink), 20.0)
    return picture.with_pixels(
        np.clip(paper + (picture.pixels.astype(np.float32) - picture.paper) * (levels / span), 0, 255).astype(np.uint8)
    )


def faded_band(picture: Picture, left: float, rng: Random) -> Picture:
    """A band of 25 to 60 mm, along or across, in which so many hundredths of the ink are left."""
    across = rng.random() < 0.5
    inked = (picture.pixels[:, :, 1] < picture.paper * 0.6).mean(axis=1 if across else 0)
    length = len(inked)
    inked[: length // 5] = inked[-length // 5 :] = 0
    printed = np.flatnonzero(inked > 0.3 * inked.max())  # a band over empty paper is no defect
    middle = float(printed[rng.randrange(len(printed))]) if len(printed) else 0.5 * length
    half = rng.uniform(12.5, 30) * picture.mm
    away = np.abs(np.arange(length) - middle)
    lost = (1 - left / 100) * np.clip((half - away) / (4 * picture.mm) + 0.5, 0, 1).astype(np.float32)
    share = (1 - lost)[:, None, None] if across else (1 - lost)[None, :, None]
    pixels = picture.pixels.astype(np.float32)
    paper = np.float32(picture.paper)
    return picture.with_pixels(np.clip(paper - (paper - pixels) * share, 0, 255).astype(np.uint8))


def bleed(picture: Picture, levels: float, rng: Random) -> Picture:
    """The back of the sheet shines through by so many levels."""
    return picture.with_pixels(_darkened(picture.pixels, _shadow(picture, levels, rng)))


KINDS = (
    Kind("blank", frozenset({"page.blank"}), "hạt bụi", (300, 100, 30, 10, 0), (30, 10, 0), 0.98, blank),
    Kind(
        "near-blank",
        frozenset({"page.near_blank", "page.blank"}),
        "mức xám",
        (60, 40, 25, 15, 8),
        (25, 15, 8),
        0.90,
        near_blank,
    ),
    Kind("focus", frozenset({"page.blurred"}), "mm", (0.08, 0.11, 0.15, 0.2, 0.3, 0.5), (0.2, 0.3, 0.5), 0.90, focus),
    Kind("motion", frozenset({"page.blurred"}), "mm", (0.3, 0.4, 0.5, 0.7, 1.0), (0.7, 1.0), 0.90, motion),
    Kind(
        "low-contrast",
        frozenset({"page.low_contrast"}),
        "mức xám",
        (90, 75, 60, 45, 30, 20),
        (60, 45, 30, 20),
        0.90,
        low_contrast,
    ),
    Kind(
        "faded-band",
        frozenset({"page.faded_band"}),
        "% mực còn",
        (60, 45, 30, 20, 10, 0),
        (30, 20, 10),
        0.90,
        faded_band,
    ),
    Kind(
        "bleed-through",
        frozenset({"page.bleed_through"}),
        "mức xám",
        (8, 12, 18, 25, 35, 50),
        (25, 35, 50),
        0.90,
        bleed,
    ),
)
