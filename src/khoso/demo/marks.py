"""What is put on paper by hand or with a rubber stamp: figures, signatures, seals, holes.

A sheet is an array of `height × width × 3` uint8, BGR, where 255 lets the paper shine through; marks multiply into it.
"""

from __future__ import annotations

from functools import lru_cache
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from khoso.demo import fonts
from khoso.demo.setter import Mark

Array = NDArray[np.uint8]

BLUE = (150, 62, 38)
BLACK = (38, 34, 34)
PENCIL = (150, 146, 146)
RED = (52, 40, 214)

# Control points of figures in a unit box, origin top left: enough for a pen to run through.
_STROKES: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "0": (((0.55, 0.02), (0.15, 0.3), (0.12, 0.75), (0.45, 1.0), (0.8, 0.7), (0.82, 0.25), (0.5, 0.02)),),
    "1": (((0.25, 0.3), (0.55, 0.0), (0.5, 0.5), (0.45, 1.0)),),
    "2": (((0.15, 0.25), (0.4, 0.0), (0.78, 0.2), (0.6, 0.6), (0.1, 1.0), (0.45, 0.92), (0.9, 0.98)),),
    "3": (((0.15, 0.12), (0.5, 0.0), (0.75, 0.22), (0.4, 0.46), (0.8, 0.7), (0.5, 1.0), (0.1, 0.88)),),
    "4": (((0.55, 0.0), (0.3, 0.35), (0.08, 0.68), (0.5, 0.66), (0.95, 0.64)), ((0.7, 0.4), (0.66, 0.7), (0.62, 1.05))),
    "5": (((0.3, 0.05), (0.24, 0.42), (0.6, 0.42), (0.8, 0.7), (0.5, 1.0), (0.1, 0.9)),
          ((0.3, 0.05), (0.55, 0.06), (0.85, 0.02))),
    "6": (((0.7, 0.0), (0.3, 0.35), (0.12, 0.75), (0.45, 1.0), (0.78, 0.78), (0.55, 0.52), (0.2, 0.7)),),
    "7": (((0.1, 0.06), (0.45, 0.08), (0.88, 0.04), (0.6, 0.5), (0.4, 1.0)), ((0.3, 0.55), (0.5, 0.52), (0.78, 0.5))),
    "8": (((0.7, 0.15), (0.4, 0.0), (0.22, 0.25), (0.75, 0.7), (0.45, 1.0), (0.18, 0.75), (0.72, 0.3), (0.7, 0.12)),),
    "9": (((0.75, 0.25), (0.45, 0.02), (0.18, 0.28), (0.45, 0.5), (0.76, 0.25), (0.7, 0.65), (0.45, 1.02)),),
    "/": (((0.75, -0.1), (0.5, 0.5), (0.2, 1.15)),),
    "-": (((0.15, 0.5), (0.45, 0.52), (0.85, 0.48)),),
}  # fmt: skip


def _curve(points: list[tuple[float, float]], steps: int = 12) -> NDArray[np.int32]:
    """A smooth line (Catmull-Rom) through `points`, in sixteenths of a pixel."""
    p = np.array([points[0], *points, points[-1]], dtype=np.float64)
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = []
    for i in range(1, len(p) - 2):
        a, b, c, d = p[i - 1], p[i], p[i + 1], p[i + 2]
        parts.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.round(np.vstack([*parts, p[-2:-1]]) * 16).astype(np.int32)


def multiply(sheet: Array, mask: Array, colour: tuple[int, int, int], x: int, y: int, strength: float = 1.0) -> None:
    """Lay ink of `colour` (BGR) through `mask` (255 = full ink) on the sheet with its top left at x, y; clipped."""
    height, width = sheet.shape[:2]
    x0, y0 = max(0, x), max(0, y)
    x1, y1 = min(width, x + mask.shape[1]), min(height, y + mask.shape[0])
    if x1 <= x0 or y1 <= y0:
        return
    part = mask[y0 - y : y1 - y, x0 - x : x1 - x].astype(np.float32)[..., None] * (strength / 255)
    keep = 1 - part * (1 - np.array(colour, np.float32) / 255)
    sheet[y0:y1, x0:x1] = (sheet[y0:y1, x0:x1] * keep).astype(np.uint8)


def _pen(sheet: Array, strokes: list[list[tuple[float, float]]], colour: tuple[int, int, int], thick: int) -> None:
    """Draw pen strokes given in pixels of the sheet."""
    everything = np.array([point for stroke in strokes for point in stroke])
    x0, y0 = (np.floor(everything.min(axis=0)) - 8).astype(int)
    x1, y1 = (np.ceil(everything.max(axis=0)) + 8).astype(int)
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    for stroke in strokes:
        line = _curve([(x - x0, y - y0) for x, y in stroke])
        cv2.polylines(mask, [line.reshape(-1, 1, 2)], False, 235, thick, cv2.LINE_AA, 4)
    multiply(sheet, mask, colour, int(x0), int(y0))


def handwriting(sheet: Array, text: str, x: float, y: float, size: float, dice: Random,
                colour: tuple[int, int, int] = BLUE) -> None:  # fmt: skip
    """Figures written with a pen: `x` is the left end, `y` the line they stand on, `size` their height in pixels."""
    slant = dice.uniform(0.05, 0.25)
    strokes = []
    for character in text:
        high = size * dice.uniform(0.9, 1.1)
        lift = dice.uniform(-0.08, 0.08) * size
        for stroke in _STROKES.get(character, ()):
            strokes.append(
                [
                    (x + (u * 0.55 + (1 - v) * slant + dice.uniform(-0.03, 0.03)) * high, y - (1 - v) * high + lift)
                    for u, v in stroke
                ]
            )
        x += size * 0.62
    if strokes:
        _pen(sheet, strokes, colour, max(1, round(size / 16)))


def signature(sheet: Array, x: float, y: float, size: float, dice: Random) -> None:
    """A signature around x, y: loops of one person's pace, then a long flourish."""
    slant = dice.uniform(0.1, 0.5)
    at, points = x - size * dice.uniform(0.7, 1.1), []
    for turn in range(dice.randint(8, 15)):
        up = -1 if turn % 2 else 1
        reach = size * dice.choice((0.08, 0.15, 0.25, 0.5)) * dice.uniform(0.7, 1.2)
        points.append((at - up * reach * slant, y + up * reach))
        at += size * dice.uniform(-0.03, 0.2)
    if dice.random() < 0.5:
        points += [
            (at + size * 0.3, y - size * 0.1),
            (at + size * dice.uniform(0.8, 1.4), y - size * dice.uniform(0.2, 0.6)),
        ]
    else:
        points += [
            (at + size * 0.3, y + size * 0.3),
            (x - size * 0.2, y + size * 0.5),
            (at + size * 0.9, y + size * 0.1),
        ]
    strokes = [points]
    if dice.random() < 0.6:
        under = y + size * dice.uniform(0.3, 0.6)
        strokes.append(
            [(x - size * 0.7, under), (x, under - size * 0.12), (x + size * dice.uniform(0.5, 1.3), under - size * 0.3)]
        )
    _pen(sheet, strokes, BLUE if dice.random() < 0.8 else BLACK, max(1, round(size / 56)))


@lru_cache(maxsize=32)
def seal_mask(ring: str, centre: str, radius: int) -> Array:
    """A round seal as a mask of `2 radius + 8` pixels a side: circles, words round the ring, lines in the middle."""
    side = 2 * radius + 8
    image = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(image)
    middle = side / 2
    for share, thick in ((1.0, radius // 22), (0.93, radius // 60), (0.62, radius // 45)):
        r = radius * share
        draw.ellipse((middle - r, middle - r, middle + r, middle + r), outline=255, width=max(1, thick))
    _around(image, "CỘNG HÒA XHCN VIỆT NAM", middle, radius * 0.775, -90, 1, round(radius * 0.19), 180)
    _around(image, ring.upper(), middle, radius * 0.775, 90, -1, round(radius * 0.19), 140)
    for angle in (10, 170):
        x, y = middle + radius * 0.775 * np.cos(np.radians(angle)), middle + radius * 0.775 * np.sin(np.radians(angle))
        draw.regular_polygon((x, y, max(2, radius * 0.05)), 5, fill=255)
    lines = centre.split("|")
    pixels = round(radius * (0.25 if len(lines) < 3 else 0.19 if len(lines) < 4 else 0.15))
    for order, line in enumerate(lines):
        size = pixels
        while fonts.width("serif", "bold", size, line) > radius * 1.0 and size > 6:
            size -= 1
        y = middle + (order - (len(lines) - 1) / 2) * pixels * 1.15
        draw.text((middle, y), line, fill=255, font=fonts.font("serif", "bold", size), anchor="mm")
    return np.asarray(image)


def _around(
    image: Image.Image, text: str, middle: float, radius: float, top: float, way: int, pixels: int, most: float
) -> None:
    """Letters round a circle over `most` degrees: centred at angle `top`, clockwise (way 1) or the other way (-1)."""
    font = fonts.font("serif", "bold", pixels)
    while pixels > 6 and sum(map(font.getlength, text)) * 1.06 / radius * 57.3 > most:
        pixels -= 1
        font = fonts.font("serif", "bold", pixels)
    pace = [font.getlength(letter) * 1.06 / radius * 57.3 for letter in text]
    angle = top - way * sum(pace) / 2
    for letter, step in zip(text, pace, strict=True):
        angle += way * step / 2
        tile = Image.new("L", (pixels * 2, pixels * 2), 0)
        ImageDraw.Draw(tile).text((pixels, pixels), letter, fill=255, font=font, anchor="mm")
        tile = tile.rotate(-angle - 90 if way == 1 else -angle + 90, Image.Resampling.BILINEAR)
        x = middle + radius * np.cos(np.radians(angle)) - pixels
        y = middle + radius * np.sin(np.radians(angle)) - pixels
        image.paste(255, (round(x), round(y)), tile)
        angle += way * step / 2


def rubber(mask: Array, dice: Random, angle: float) -> Array:
    """`mask` as a rubber stamp prints it: turned a little, ink thin in places."""
    height, width = mask.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    turned = cv2.warpAffine(mask, turn, (width, height), flags=cv2.INTER_LINEAR)
    patchy = np.random.Generator(np.random.PCG64(dice.getrandbits(63))).integers(130, 255, (9, 9), np.uint8)
    ink = cv2.resize(patchy, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.multiply(turned, ink, scale=1 / 255), np.uint8)


def framed_mask(lines: tuple[str, ...], pixels: int, *, double: bool = False) -> Array:
    """Words in a frame: an urgency or secrecy mark, an incoming stamp."""
    font = fonts.font("serif", "bold", pixels)
    wide = round(max(font.getlength(line) for line in lines) + pixels)
    tall = round(len(lines) * pixels * 1.35 + pixels * 0.5)
    image = Image.new("L", (wide + 8, tall + 8), 0)
    draw = ImageDraw.Draw(image)
    draw.rectangle((3, 3, wide + 4, tall + 4), outline=255, width=max(2, pixels // 12))
    if double:
        draw.rectangle((10, 10, wide - 3, tall - 3), outline=255, width=max(1, pixels // 20))
    for order, line in enumerate(lines):
        draw.text(((wide + 8) / 2, pixels * 0.95 + order * pixels * 1.35), line, fill=255, font=font, anchor="mm")
    return np.asarray(image)


def _stamp(sheet: Array, mask: Array, x: float, y: float, dice: Random, angle: float) -> None:
    pad = max(mask.shape) // 8
    mask = cv2.copyMakeBorder(mask, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)  # type: ignore[assignment]
    inked = rubber(mask, dice, angle)
    multiply(sheet, inked, RED, round(x - inked.shape[1] / 2), round(y - inked.shape[0] / 2), 0.9)


def _received(sheet: Array, mark: Mark, scale: float, dice: Random) -> None:
    pixels = round(26 * scale)
    mask = framed_mask(("CÔNG VĂN ĐẾN", "Số: ...............", "Ngày: ..../..../......"), pixels)
    x, y = mark.x * scale, mark.y * scale
    _stamp(sheet, mask, x, y, dice, dice.uniform(-3, 3))
    handwriting(sheet, mark.text, x - 20 * scale, y + 2 * scale, 30 * scale, dice)


def draw_mark(sheet: Array, mark: Mark, scale: float, dice: Random) -> None:
    """Put one mark on a sheet drawn at `scale` times 200 dpi."""
    x, y, size = mark.x * scale, mark.y * scale, mark.size * scale
    if mark.kind == "hand":
        handwriting(sheet, mark.text, x, y, size, dice)
    elif mark.kind == "pencil":
        handwriting(sheet, mark.text, x, y, size, dice, PENCIL)
    elif mark.kind == "signature":
        signature(sheet, x, y, size, dice)
    elif mark.kind == "seal":
        ring, centre = mark.text.split("|", 1)
        _stamp(sheet, seal_mask(ring, centre, round(size)), x, y, dice, dice.uniform(-12, 12))
    elif mark.kind == "received":
        _received(sheet, mark, scale, dice)
    elif mark.kind in ("urgency", "secrecy"):
        mask = framed_mask((mark.text,), round(size * 0.62), double=mark.kind == "urgency")
        _stamp(sheet, mask, x, y, dice, dice.uniform(-4, 4))
    elif mark.kind == "staple":
        turn = dice.uniform(-0.6, 0.2)
        _pen(sheet, [[(x, y), (x + 20 * scale, y + 20 * turn * scale), (x + 42 * scale, y + 42 * turn * scale)]],
             (110, 108, 112), max(1, round(3 * scale)))  # fmt: skip
