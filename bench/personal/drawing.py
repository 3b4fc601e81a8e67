"""From set pages to pictures, and to where each value stands on the picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

import cv2
import numpy as np

from bench.personal.papers import BEGINS, LETTER_KIND, bare
from khoso.demo import fonts
from khoso.demo.scanner import Paper, jpeg, paper_of, scan, sheet_of, turn
from khoso.demo.setter import LAYOUT_DPI, PageLayout

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Truth:
    """A value, or the part of one that stands in one line."""

    kind: str
    box: Box


def truths_of(page: PageLayout, family: str) -> list[Truth]:
    """The marked values of a page in layout pixels; takes the marks out of the page's words."""
    found: list[Truth] = []
    kept = []
    for word in page.words:
        x = word.x
        space = fonts.width(family, word.face, word.pixels, " ")
        for token in word.text.split(" "):
            shown = bare(token)
            wide = fonts.width(family, word.face, word.pixels, shown)
            kind = next((LETTER_KIND[letter] for letter in token if letter in LETTER_KIND), "")
            if kind:
                box = (
                    x,
                    word.y - 0.68 * word.pixels,
                    x + wide,
                    word.y + (0.04 if shown.isdigit() else 0.12) * word.pixels,
                )
                last = found[-1] if found else None
                if last and BEGINS not in token and last.kind == kind and abs(last.box[1] - box[1]) < 1:
                    found[-1] = Truth(kind, (last.box[0], last.box[1], box[2], box[3]))
                else:
                    found.append(Truth(kind, box))
            x += wide + space
        kept.append(word)
        word.text = bare(word.text)
    page.words[:] = kept
    for line in page.lines:
        line.text = bare(line.text)
    return found


def draw(page: PageLayout, family: str, year: int, dpi: int, angle: float, dice: Random, out: Path) -> list[Truth]:
    """Draw a page as a scanner sees it into `out`; its truths in pixels of the picture."""
    truths = truths_of(page, family)
    paper = paper_of(year, dice)
    paper = Paper(paper.tone, paper.ink, family, paper.worn)
    sheet = sheet_of(page, paper, dpi, dice)
    if angle:
        sheet = turn(sheet, angle)
    seed = dice.getrandbits(32)
    picture = scan(sheet, paper, dpi, Random(seed), skew=0.0)
    # The scanner lays the sheet down a few pixels aside: the first two throws of its dice.
    throws = Random(seed)
    shift = (throws.randint(-6, 6), throws.randint(-8, 8))
    out.write_bytes(jpeg(picture, 80))
    scale = dpi / LAYOUT_DPI
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    matrix[:, 2] += shift
    return [Truth(truth.kind, _turned(truth.box, scale, matrix)) for truth in truths]


def _turned(box: Box, scale: float, matrix: np.ndarray) -> Box:
    x0, y0, x1, y1 = (side * scale for side in box)
    corners = np.array([[x0, y0, 1], [x1, y0, 1], [x0, y1, 1], [x1, y1, 1]]) @ matrix.T
    low, high = corners.min(axis=0), corners.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])
