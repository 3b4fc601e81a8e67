"""From set type to what a scanner sees: ink on paper, paper under a lid, a sheet not laid quite straight.

Images are `height × width × 3` uint8, BGR.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from khoso.demo import fonts
from khoso.demo.marks import Array, draw_mark
from khoso.demo.seeds import noise
from khoso.demo.setter import HEIGHT, LAYOUT_DPI, WIDTH, PageLayout

cv2.setNumThreads(1)

_SPARE = 160
_TEXTURES = 3


@dataclass(frozen=True, slots=True)
class Paper:
    """How a sheet looks: tone of the paper and of the ink (BGR), how uneven its letters are."""

    tone: tuple[int, int, int]
    ink: tuple[int, int, int]
    family: str = "serif"
    worn: float = 0.0
    holes: bool = False


def paper_of(year: int, dice: Random, *, holes: bool = False) -> Paper:
    """The paper of an office in `year`: brown and typed long ago, white and printed since."""
    if year < 1996:
        tone = dice.choice(((206, 226, 236), (198, 218, 230), (212, 230, 238)))
        return Paper(tone, (58, 44, 46), "mono", dice.uniform(0.5, 1.0), holes)
    if year < 2005:
        tone = dice.choice(((232, 243, 247), (226, 240, 246), (238, 245, 247)))
        return Paper(tone, (40, 36, 36), "serif", dice.uniform(0.2, 0.5), holes)
    tone = dice.choice(((252, 253, 252), (249, 251, 252), (253, 251, 250)))
    return Paper(tone, (34, 30, 30), "serif", dice.uniform(0.0, 0.25), holes)


@lru_cache(maxsize=_TEXTURES * 2)
def _texture(dpi: int, variant: int) -> Array:
    """Grain and uneven light of paper, 255 = as bright as its tone; larger than a page so that pages differ."""
    width, height = _pixels(dpi)
    width, height = width + _SPARE, height + _SPARE
    source = noise("paper", dpi, variant)
    fine = source.normal(0, 1.0, (height, width)).astype(np.float32)
    fine = cv2.GaussianBlur(fine, (0, 0), 0.8) * 1.0
    clouds = source.normal(0, 1, (height // 48 + 2, width // 48 + 2)).astype(np.float32)
    clouds = cv2.resize(clouds, (width, height), interpolation=cv2.INTER_CUBIC) * 0.9
    light = np.linspace(0, 3.0, width, dtype=np.float32)[None, :] * (1 if variant % 2 else -1)
    plain = np.clip(251.5 + fine + clouds + light - abs(light).max() / 2, 0, 255).astype(np.uint8)
    return np.dstack([plain, plain, plain])


def _pixels(dpi: int) -> tuple[int, int]:
    return round(WIDTH * dpi / LAYOUT_DPI), round(HEIGHT * dpi / LAYOUT_DPI)


def ink_page(layout: PageLayout, paper: Paper, dpi: int, dice: Random) -> Array:
    """The printed and ruled part of a page in grey: 0 = full ink, 255 = none."""
    scale = dpi / LAYOUT_DPI
    image = Image.new("L", _pixels(dpi), 255)
    draw = ImageDraw.Draw(image)
    for x0, y0, x1, y1, thick in layout.rules:
        draw.line((x0 * scale, y0 * scale, x1 * scale, y1 * scale), fill=30, width=max(1, round(thick * scale)))
    typed = paper.family == "mono"
    for word in layout.words:
        font = fonts.font(paper.family, word.face, round(word.pixels * scale))
        y = word.y * scale
        if typed:
            _typed(draw, word.x * scale, y, word.text, font, word.face == "bold", dice)
        else:
            draw.text((word.x * scale, y), word.text, fill=8, font=font, anchor="ls")
    return np.array(image)


def _typed(
    draw: ImageDraw.ImageDraw, x: float, y: float, text: str, font: ImageFont.FreeTypeFont, bold: bool, dice: Random
) -> None:
    """A typewriter's line: words hit harder or softer, not quite level; heavy ones are struck twice."""
    pace = font.getlength("n")
    for word in text.split(" "):
        if word:
            at = (x, y + dice.choice((-1, 0, 0, 0, 1)))
            level = dice.randint(0, 55)
            draw.text(at, word, fill=level, font=font, anchor="ls")
            draw.text((at[0] + (2 if bold else 1), at[1]), word, fill=level, font=font, anchor="ls")
        x += pace * (len(word) + 1)


def sheet_of(layout: PageLayout, paper: Paper, dpi: int, dice: Random) -> Array:
    """A sheet with all that is on it, as light passes it: multiply it with paper to see it."""
    grey = ink_page(layout, paper, dpi, dice)
    if paper.worn > 0.15:
        source = np.random.Generator(np.random.PCG64(dice.getrandbits(63)))
        rough = source.integers(0, int(90 * paper.worn), (grey.shape[0] // 3 + 1, grey.shape[1] // 3 + 1), np.uint8)
        rough = cv2.resize(rough, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
        grey = cv2.max(grey, rough)  # type: ignore[assignment]
    sheet = cv2.merge([grey, grey, grey])
    for mark in layout.marks:
        draw_mark(sheet, mark, dpi / LAYOUT_DPI, dice)  # type: ignore[arg-type]
    return np.asarray(sheet, np.uint8)


def turn(
    sheet: Array, degrees: float, fill: tuple[int, int, int] = (255, 255, 255), shift: tuple[int, int] = (0, 0)
) -> Array:
    """The sheet turned about its middle (positive = anticlockwise) and moved by whole pixels."""
    height, width = sheet.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    matrix[:, 2] += shift
    return np.asarray(
        cv2.warpAffine(sheet, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=fill), np.uint8
    )


def scan(sheet: Array, paper: Paper, dpi: int, dice: Random, *, skew: float | None = None, back: Array | None = None,
         back_strength: float = 0.0) -> Array:  # fmt: skip
    """What the scanner returns for `sheet`. `back` is the other side, seen through by `back_strength` of its ink."""
    scale = dpi / LAYOUT_DPI
    degrees = dice.uniform(-0.35, 0.35) if skew is None else skew
    if back is not None and back_strength > 0:
        through = cv2.GaussianBlur(cv2.flip(back, 1), (0, 0), 1.6 * scale)
        faded = cv2.convertScaleAbs(through, alpha=back_strength, beta=255 * (1 - back_strength))
        sheet = np.asarray(cv2.multiply(sheet, faded, scale=1 / 255), np.uint8)
    shift = (dice.randint(-6, 6), dice.randint(-8, 8))
    seen = turn(sheet, degrees, shift=shift)
    seen = np.asarray(cv2.GaussianBlur(seen, (3, 3), 0.55 + 0.25 * paper.worn), np.uint8)
    table = np.empty((256, 1, 3), np.uint8)
    ramp = np.arange(256) / 255
    for channel in range(3):
        table[:, 0, channel] = np.round(paper.ink[channel] + (paper.tone[channel] - paper.ink[channel]) * ramp)
    seen = np.asarray(cv2.LUT(seen, table), np.uint8)
    texture = _texture(dpi, dice.randrange(_TEXTURES))
    y, x = dice.randrange(_SPARE), dice.randrange(_SPARE)
    light = texture[y : y + seen.shape[0], x : x + seen.shape[1]]
    page = np.asarray(cv2.multiply(seen, light, scale=1 / 252), np.uint8)
    _dirt(page, paper, scale, dice)
    return page


def _dirt(page: Array, paper: Paper, scale: float, dice: Random) -> None:
    """Specks, a faint shadow at one edge under a millimetre wide, punch holes: what every scanner room has."""
    height, width = page.shape[:2]
    for _ in range(dice.randint(3, 14)):
        at = (dice.randrange(width), dice.randrange(height))
        grey = dice.randint(110, 190)
        cv2.circle(page, at, dice.choice((1, 1, 1, 2)), (grey, grey, grey), -1, cv2.LINE_AA)
    wide = round(dice.uniform(0, 6) * scale)
    if wide > 1:
        fade = np.linspace(0.72, 1.0, wide, dtype=np.float32)
        if dice.random() < 0.5:
            page[:, :wide] = (page[:, :wide] * fade[None, :, None]).astype(np.uint8)
        else:
            page[:, width - wide :] = (page[:, width - wide :] * fade[None, ::-1, None]).astype(np.uint8)
    if paper.holes:
        tone = np.array(paper.tone)
        for share in (0.36, 0.64):
            at = (round(78 * scale) + dice.randint(-4, 4), round(height * share) + dice.randint(-6, 6))
            cv2.circle(page, at, round(22 * scale), [int(v) for v in tone * 0.80], -1, cv2.LINE_AA)
            cv2.circle(page, (at[0] - 2, at[1] - 2), round(21 * scale), [int(v) for v in tone * 0.93], -1, cv2.LINE_AA)


def jpeg(page: Array, quality: int = 75) -> bytes:
    """The page as a baseline JPEG."""
    done, data = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("Không nén được ảnh trang.")
    return data.tobytes()
