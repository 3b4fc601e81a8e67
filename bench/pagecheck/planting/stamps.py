"""Secrecy stamps: red or black, in a frame or without, a little askew, pale; and urgency stamps, which are none."""

from __future__ import annotations

from pathlib import Path
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bench.pagecheck.pictures import Picture
from bench.pagecheck.planting.kinds import Kind

_FONTS = (
    "/usr/share/fonts/truetype/liberation/LiberationSerif-Bold.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
)
_WORDS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")


def _stamp(words: str, height: float, rng: Random, *, colour: tuple[int, int, int], framed: bool) -> np.ndarray:
    """The stamp on white, its letters `height` pixels high."""
    paths = [path for path in _FONTS if Path(path).is_file()]
    face = ImageFont.truetype(rng.choice(paths), max(8, round(height * 1.38)))
    left, top, right, bottom = face.getbbox(words)
    pad = round(height * (0.5 if framed else 0.35))
    image = Image.new("RGB", (round(right - left) + 2 * pad, round(bottom - top) + 2 * pad), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    draw.text((pad - left, pad - top), words, font=face, fill=colour)
    if framed:
        draw.rectangle((2, 2, image.width - 3, image.height - 3), outline=colour, width=max(2, round(height * 0.09)))
    return np.asarray(image)


def _pressed(picture: Picture, stamp: np.ndarray, degrees: float, strength: float, rng: Random) -> Picture:
    """The stamp on the upper part of the page, turned and more or less inked, where there is most room."""
    height, width = stamp.shape[:2]
    grown = round(np.hypot(height, width)) + 4
    big = np.full((grown, grown, 3), 255, np.uint8)
    y, x = (grown - height) // 2, (grown - width) // 2
    big[y : y + height, x : x + width] = stamp
    turn = cv2.getRotationMatrix2D((grown / 2, grown / 2), degrees, 1.0)
    big = cv2.warpAffine(big, turn, (grown, grown), borderValue=(255, 255, 255))
    used = np.argwhere(big.min(axis=2) < 250)
    big = big[used[:, 0].min() : used[:, 0].max() + 1, used[:, 1].min() : used[:, 1].max() + 1]
    uneven = cv2.GaussianBlur(np.random.default_rng(rng.getrandbits(32)).random(big.shape[:2]), (0, 0), 6)
    uneven = (uneven - uneven.min()) / max(float(np.ptp(uneven)), 1e-6) * 0.35
    ink = (255 - big.astype(np.float32)) * strength * (1 - uneven[:, :, None])
    pixels = picture.pixels.copy()
    at_y, at_x = _room(picture, big.shape[0], big.shape[1], rng)
    part = pixels[at_y : at_y + big.shape[0], at_x : at_x + big.shape[1]].astype(np.float32)
    pixels[at_y : at_y + big.shape[0], at_x : at_x + big.shape[1]] = np.clip(part - ink * part / 255, 0, 255)
    return picture.with_pixels(pixels)


def _room(picture: Picture, height: int, width: int, rng: Random) -> tuple[int, int]:
    """The emptiest of some drawn places in the upper third."""
    rows, columns = picture.pixels.shape[:2]
    border = round(8 * picture.mm)
    grey = cv2.cvtColor(picture.pixels, cv2.COLOR_RGB2GRAY)
    best = (border, border)
    least = np.inf
    for _ in range(60):
        y = rng.randint(border, max(border, rows // 3))
        x = rng.randint(border, max(border, columns - width - border))
        ink = float((grey[y : y + height, x : x + width] < 0.75 * picture.paper).mean())
        if ink < least:
            best, least = (y, x), ink
    return best


def red(picture: Picture, millimetres: float, rng: Random) -> Picture:
    """A red stamp with letters so high, in a frame or not, up to 6° askew."""
    colour = (rng.randint(185, 225), rng.randint(20, 60), rng.randint(30, 70))
    stamp = _stamp(rng.choice(_WORDS), millimetres * picture.mm, rng, colour=colour, framed=rng.random() < 0.7)
    return _pressed(picture, stamp, rng.uniform(-6, 6), rng.uniform(0.75, 1.0), rng)


def black(picture: Picture, millimetres: float, rng: Random) -> Picture:
    """A framed stamp in black, as a copy shows it, up to 4° askew."""
    level = rng.randint(20, 60)
    stamp = _stamp(rng.choice(_WORDS), millimetres * picture.mm, rng, colour=(level, level, level), framed=True)
    return _pressed(picture, stamp, rng.uniform(-4, 4), rng.uniform(0.8, 1.0), rng)


KINDS = (
    Kind("stamp-red", frozenset({"page.secrecy_mark"}), "mm", (3.0, 4.0, 5.0, 7.0), (4.0, 5.0, 7.0), 0.90, red),
    Kind("stamp-black", frozenset({"page.secrecy_mark"}), "mm", (3.0, 4.0, 5.0, 7.0), (4.0, 5.0, 7.0), 0.90, black),
)
