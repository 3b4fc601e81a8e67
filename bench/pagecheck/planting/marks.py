"""What lies on the page or on the glass: streaks, a finger, a clip, a note."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np

from bench.pagecheck.pictures import Picture
from bench.pagecheck.planting.kinds import Kind


def _line(picture: Picture, rng: Random, turn: float = 0.25) -> tuple[np.ndarray, slice, bool]:
    """The picture with the line upright, the columns of the line, and whether it was turned."""
    lying = rng.random() < turn
    pixels = np.ascontiguousarray(picture.pixels.transpose(1, 0, 2)) if lying else picture.pixels.copy()
    at = round(pixels.shape[1] * rng.uniform(0.12, 0.88))
    return pixels, slice(at, at + max(1, round(rng.uniform(0.1, 0.5) * picture.mm))), lying


def _laid(picture: Picture, pixels: np.ndarray, lying: bool) -> Picture:
    return picture.with_pixels(pixels.transpose(1, 0, 2) if lying else pixels)


def dark_streak(picture: Picture, levels: float, rng: Random) -> Picture:
    """A line of 0.1 to 0.5 mm from end to end, so many levels darker: dust on the glass of a feeder."""
    pixels, line, lying = _line(picture, rng)
    pixels[:, line] = np.clip(pixels[:, line].astype(np.int16) - int(levels), 0, 255).astype(np.uint8)
    return _laid(picture, pixels, lying)


def light_streak(picture: Picture, percent: float, rng: Random) -> Picture:
    """A line of 0.1 to 0.5 mm that loses so many hundredths of the ink under it: a blind spot of the sensor.

    Down the page, as sheets go through feeders with their short side first, and through print.
    """
    pixels, line, lying = _line(picture, rng, 0.0)
    inked = (pixels[:, :, 1] < picture.paper * 0.6).sum(axis=0)
    inked[: len(inked) // 8] = inked[-len(inked) // 8 :] = 0
    printed = np.flatnonzero(inked > 0.5 * np.percentile(inked, 80))
    if len(printed):
        at = int(printed[rng.randrange(len(printed))])
        line = slice(at, at + line.stop - line.start)
    part = pixels[:, line].astype(np.float32)
    pixels[:, line] = np.clip(part + (picture.paper + 3 - part) * percent / 100, 0, 255).astype(np.uint8)
    return _laid(picture, pixels, lying)


def coloured_streak(picture: Picture, levels: float, rng: Random) -> Picture:
    """A line that is so many levels darker in one or two colours."""
    pixels, line, lying = _line(picture, rng)
    channels = rng.choice(((0,), (1,), (2,), (0, 1), (1, 2), (0, 2)))
    for channel in channels:
        part = pixels[:, line, channel].astype(np.int16) - int(levels)
        pixels[:, line, channel] = np.clip(part, 0, 255).astype(np.uint8)
    return _laid(picture, pixels, lying)


def _at_edge(picture: Picture, rng: Random) -> tuple[np.ndarray, int]:
    side = rng.randrange(4)
    return np.rot90(picture.pixels, side).copy(), side


def finger(picture: Picture, millimetres: float, rng: Random) -> Picture:
    """A finger tip reaching so far into the page."""
    pixels, side = _at_edge(picture, rng)
    at = 0, round(len(pixels) * rng.uniform(0.15, 0.85))
    skin = np.array(rng.choice(((222, 178, 150), (200, 148, 118), (165, 115, 88), (120, 85, 65)))) + rng.randint(-8, 8)
    reach = round(millimetres * picture.mm)
    half = round(rng.uniform(7, 10) * picture.mm)
    shape = np.zeros(pixels.shape[:2], np.float32)
    cv2.ellipse(shape, at, (reach, half), rng.uniform(-12, 12), 0, 360, 1.0, -1)
    shape = cv2.GaussianBlur(shape, (0, 0), 0.3 * picture.mm)[:, :, None]
    shade = 1 - 0.25 * np.linspace(1, 0, pixels.shape[1], dtype=np.float32)[None, :, None]
    return picture.with_pixels(np.rot90((pixels * (1 - shape) + skin * shade * shape).astype(np.uint8), -side))


def clip(picture: Picture, millimetres: float, rng: Random) -> Picture:
    """A paper clip of wire, so long, pushed over an edge, with its shadow."""
    pixels, side = _at_edge(picture, rng)
    y = round(len(pixels) * rng.uniform(0.1, 0.9))
    length, half = millimetres * picture.mm, rng.uniform(3.0, 4.2) * picture.mm
    wire = max(2, round(rng.uniform(0.9, 1.3) * picture.mm))
    colour = rng.choice(((120, 122, 126), (85, 88, 92), (160, 60, 50), (40, 80, 150), (45, 120, 70)))
    loops = ((-2.0, length, half), (0.2 * length, 0.86 * length, half * 0.55))
    for (x0, x1, h), (tone, off) in [(loop, part) for part in (((150,) * 3, 0.5), (colour, 0.0)) for loop in loops]:
        move = round(off * picture.mm)
        ends = (round(x0) + move, round(x1 - h) + move)
        for sign in (-1, 1):
            cv2.line(pixels, (ends[0], round(y + sign * h) + move), (ends[1], round(y + sign * h) + move), tone, wire)
        cv2.ellipse(pixels, (ends[1], y + move), (round(h), round(h)), 0, -90, 90, tone, wire, cv2.LINE_AA)
    return picture.with_pixels(np.rot90(pixels, -side))


def note(picture: Picture, millimetres: float, rng: Random) -> Picture:
    """A coloured slip, so wide, stuck on the page, with a line written on it."""
    pixels = picture.pixels.copy()
    height, width = pixels.shape[:2]
    side = round(millimetres * picture.mm)
    x, y = rng.randint(0, max(1, width - side)), rng.randint(0, max(1, height - side))
    colour = rng.choice(((250, 232, 110), (245, 170, 190), (170, 225, 150), (150, 205, 240), (250, 190, 110)))
    tall = round(side * rng.uniform(0.5, 1.0))
    box = cv2.boxPoints(((x + side / 2, y + tall / 2), (side, tall), rng.uniform(-8, 8))).astype(np.int32)
    cv2.fillPoly(pixels, [box], colour, cv2.LINE_AA)
    cv2.putText(
        pixels, "ghi chu", (x + side // 8, y + tall // 2), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, side / 260, (40, 50, 120), 2
    )
    return picture.with_pixels(pixels)


STREAK = frozenset({"page.streak"})
OBJECT = frozenset({"page.foreign_object"})
KINDS = (
    Kind("dark-streak", STREAK, "mức xám", (5, 8, 12, 20, 35, 60, 120), (20, 35, 60, 120), 0.90, dark_streak),
    Kind("light-streak", STREAK, "% mực mất", (20, 40, 60, 80, 100), (80, 100), 0.90, light_streak),
    Kind("coloured-streak", STREAK, "mức xám", (8, 12, 20, 35, 60, 120), (20, 35, 60, 120), 0.90, coloured_streak),
    Kind("finger", OBJECT, "mm", (5, 8, 12, 18, 25), (12, 18, 25), 0.90, finger),
    Kind("clip", OBJECT, "mm", (10, 15, 22, 30), (22, 30), 0.90, clip),
    Kind("note", OBJECT, "mm", (15, 25, 40, 76), (25, 40, 76), 0.90, note),
)
