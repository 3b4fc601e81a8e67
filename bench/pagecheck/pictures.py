"""Real pages as the planter wants them: bare, straight, and put on paper under a scanner whose properties are drawn."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import cv2
import numpy as np

from khoso.engines.imaging import open_pages
from khoso.engines.imaging.port import Layer, Page

LIST = Path(__file__).with_name("pages.tsv")
_SMALL = 100.0


@dataclass(frozen=True, slots=True)
class Sample:
    """A page of a sample file; `fault` says what is wrong with it, empty for a clean one."""

    path: str
    number: int
    fault: str

    @property
    def name(self) -> str:
        """Short and sure: end of the path and page."""
        return f"{self.path[-28:]}:{self.number}"


@dataclass(frozen=True, slots=True)
class Picture:
    """What a planter works on: RGB pixels at `dpi`. `tilt` is how far its lines fall already, in degrees.

    `paper` is the grey level of its paper. `other` is another page of the same size, for what shines through.
    """

    pixels: np.ndarray
    dpi: float
    tilt: float
    paper: int
    other: np.ndarray

    @property
    def mm(self) -> float:
        """Pixels in a millimetre."""
        return self.dpi / 25.4

    def with_pixels(self, pixels: np.ndarray) -> Picture:
        """The same page, changed."""
        return replace(self, pixels=np.ascontiguousarray(pixels))

    def page(self) -> Page:
        """What the check is told of it: a colour scan, as the law wants."""
        height, width = self.pixels.shape[:2]
        layer = Layer(self.dpi, width, height, 24, "colour", "DCTDecode", "background", 1.0)
        return Page(1, width, height, self.dpi, (layer,))


def shared() -> Path | None:
    """The folder of samples beside the checkout, if it is there."""
    told = os.environ.get("KHOSO_SHARED")
    around = [Path(told)] if told else [parent / "shared" for parent in Path(__file__).resolve().parents]
    return next((one / "samples" for one in around if (one / "samples").is_dir()), None)


def listed() -> list[Sample]:
    """All pages somebody has looked at."""
    with LIST.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.reader(stream, delimiter="\t") if row and not row[0].startswith("#")]
    return [Sample(path, int(number), fault) for path, number, fault in rows]


def clean(part: str) -> list[Sample]:
    """The clean pages of "tune", "report" or "all". Every other page is kept from whoever sets thresholds."""
    pages = [sample for sample in listed() if not sample.fault]
    return pages if part == "all" else pages[(part == "report") :: 2]


def read(root: Path, sample: Sample) -> tuple[np.ndarray, Page]:
    """The page as it is, RGB."""
    with open_pages(root / sample.path) as document:
        page = document.pages[sample.number - 1]
        return document.render(page.number), page


def bare(pixels: np.ndarray, page: Page, rng: Random) -> tuple[np.ndarray, float]:
    """The page at the resolution of a good scan, 200 or 300 dpi, and that resolution."""
    dpi = rng.choice((200.0, 200.0, 300.0))
    k = dpi / page.dpi
    how = cv2.INTER_AREA if k < 1 else cv2.INTER_CUBIC
    size = max(8, round(pixels.shape[1] * k)), max(8, round(pixels.shape[0] * k))
    return (pixels if abs(k - 1) < 0.01 else cv2.resize(pixels, size, interpolation=how)), dpi


def on_paper(pixels: np.ndarray, dpi: float, other: np.ndarray, rng: Random) -> Picture:
    """White becomes paper of a drawn tone, black becomes ink: what the page looks like before a scanner sees it."""
    paper, ink = rng.randint(222, 250), rng.randint(15, 70)
    tint = np.array([0, -rng.uniform(0, 3), -rng.uniform(0, 12)], np.float32)
    table = np.clip(np.linspace(ink, paper, 256, dtype=np.float32)[:, None] + tint, 0, 255).astype(np.uint8)
    toned = cv2.LUT(pixels, table.reshape(1, 256, 3))
    size = pixels.shape[1], pixels.shape[0]
    back = cv2.resize(cv2.cvtColor(other, cv2.COLOR_RGB2GRAY), size, interpolation=cv2.INTER_AREA)
    return Picture(toned, dpi, tilt_of(pixels, dpi), paper, back)


def scanned(picture: Picture, rng: Random) -> Picture:
    """The page through a scanner: its lens, its lamp, its noise, and JPEG."""
    spread = rng.uniform(0.45, 0.8) * max(1.0, picture.dpi / 250)
    pixels = cv2.GaussianBlur(picture.pixels, (0, 0), spread).astype(np.int16)
    height, width = pixels.shape[:2]
    lamp = np.linspace(rng.uniform(-4, 2), rng.uniform(-4, 2), width).astype(np.int16)
    grain = np.random.default_rng(rng.getrandbits(32)).normal(0, rng.uniform(0.8, 3.0), (503, width)).round()
    noise = np.resize(grain.astype(np.int16), (height, width)) + lamp
    whole = np.clip(pixels + noise[:, :, None], 0, 255).astype(np.uint8)
    packed = cv2.imencode(".jpg", whole, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(75, 92)])[1]
    return picture.with_pixels(cv2.imdecode(packed, cv2.IMREAD_COLOR))


def tilt_of(pixels: np.ndarray, dpi: float) -> float:
    """How far the lines fall, in degrees, by turning the whole picture: slow, and not the way the check does it."""
    k = _SMALL / dpi
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if pixels.ndim == 3 else pixels
    dark = 255 - cv2.resize(grey, None, fx=k, fy=k, interpolation=cv2.INTER_AREA)
    edge = round(_SMALL / 25.4 * 10)
    dark = dark[edge:-edge, edge:-edge]
    if min(dark.shape) < 100:
        return 0.0
    middle = dark.shape[1] / 2, dark.shape[0] / 2

    def sharpness(angle: float) -> float:
        turn = cv2.getRotationMatrix2D(middle, angle, 1.0)
        rows = cv2.warpAffine(dark, turn, dark.shape[::-1], flags=cv2.INTER_LINEAR).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    best = max(np.arange(-2, 2.01, 0.25), key=sharpness)
    return float(max(np.arange(best - 0.25, best + 0.26, 0.05), key=sharpness))


def turned(picture: Picture, degrees: float) -> Picture:
    """The page laid on the glass at an angle; falling lines are positive."""
    height, width = picture.pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    fill = [int(value) for value in np.median(picture.pixels[::40, ::40].reshape(-1, 3), axis=0)]
    return picture.with_pixels(
        cv2.warpAffine(picture.pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=fill)
    )


def straight(picture: Picture) -> Picture:
    """The page with its own tilt taken out, so that what is planted is what is measured."""
    return replace(turned(picture, -picture.tilt), tilt=0.0) if abs(picture.tilt) > 0.04 else picture


def in_turn(samples: list[Sample], root: Path, rng: Random, most: int) -> Iterator[tuple[Sample, np.ndarray, Page]]:
    """Pages in a drawn order, up to `most` of them (0: all)."""
    order = list(samples)
    rng.shuffle(order)
    for sample in order[: most or None]:
        pixels, page = read(root, sample)
        yield sample, pixels, page
