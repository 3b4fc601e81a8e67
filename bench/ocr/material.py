"""The pages that are measured: real scans with known text, and pages of the demonstration set and spoilt on purpose."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from random import Random

import cv2
import numpy as np
from PIL import Image

from bench.ocr.scoring import Score, score, score_by_line
from bench.ocr.shared import samples
from khoso.demo.agencies import PLACES
from khoso.demo.composing import Brief, compose
from khoso.demo.layouts import lay_out
from khoso.demo.scanner import paper_of, scan, sheet_of
from khoso.demo.seeds import dice as dice_of
from khoso.demo.topics import TOPICS
from khoso.stages.recognition.compute.pages import PageImage, render_pages

FOLDER = Path(tempfile.gettempdir()) / "khoso-bench-pages"
A_CONDITION = 2


@dataclass(frozen=True, slots=True)
class Known:
    """A page and its text; `partial`: the text is only a part of the page; `by_line`: its lines have no one order.

    `stock` is the error of the engine alone, as recorded with the sample.
    """

    group: str
    name: str
    page: PageImage
    text: str
    partial: bool = False
    stock: float | None = None
    by_line: bool = False

    def score(self, text: str) -> Score:
        """The errors of a reading of this page."""
        return score_by_line(self.text, text) if self.by_line else score(self.text, text, partial=self.partial)


def scanned(most: int | None = None) -> list[Known]:
    """The scans of 2010 with the publisher's text."""
    folder = samples() / "luatvietnam-2010-scan-gt"
    rows = list(csv.DictReader((folder / "pages.tsv").open(encoding="utf-8"), delimiter="\t"))
    found = []
    for row in rows[:most]:
        page = _drawn(folder / "pdf" / row["pdf"])[int(row["page"]) - 1]
        text = (folder / "gt_pages" / row["gt_file"]).read_text(encoding="utf-8")
        name = f"{Path(row['pdf']).stem} tr.{row['page']}"
        found.append(Known("scan", name, page, text, row["coverage"] == "partial", float(row["ref_tesseract_vie_cer"])))
    return found


def small_images() -> list[Known]:
    """Two poor pictures of 576 pixels across."""
    folder = samples() / "danang-cong-van"
    return [
        Known(
            "ảnh nhỏ",
            f"{name}.jpg",
            _drawn(folder / f"{name}.jpg")[0],
            (folder / f"{name}_gt.txt").read_text(encoding="utf-8"),
            stock=stock,
        )
        for name, stock in (("4_1", 0.10), ("4_2", 0.11))
    ]


@lru_cache(maxsize=64)
def _drawn(path: Path) -> list[PageImage]:
    out = FOLDER / path.stem
    out.mkdir(parents=True, exist_ok=True)
    return render_pages(path, out)


def _as_is(page: np.ndarray, rng: Random) -> np.ndarray:
    del rng
    return page


def _specks(page: np.ndarray, rng: Random) -> np.ndarray:
    noise = np.random.default_rng(rng.randrange(10**6)).random(page.shape)
    return np.where(noise < 0.012, 0, np.where(noise > 0.988, 255, page)).astype(np.uint8)


def _shade(page: np.ndarray, rng: Random) -> np.ndarray:
    """A fold or a lamp: one side much darker, as in a photograph."""
    width = page.shape[1]
    light = np.linspace(0.35, 1.0, width) ** rng.uniform(0.9, 1.3)
    return (page * (light if rng.random() < 0.5 else light[::-1])[None, :]).astype(np.uint8)


def _ruled(page: np.ndarray, rng: Random) -> np.ndarray:
    """A form: a frame and lines close under the print, and a ruled column through it."""
    height, width = page.shape[:2]
    left, right = round(0.09 * width), round(0.93 * width)
    for y in range(round(0.3 * height), round(0.86 * height), round(0.0205 * height)):
        cv2.line(page, (left, y), (right, y), 60, 2)
    for x in (left, right, round((0.45 + 0.1 * rng.random()) * width)):
        cv2.line(page, (x, round(0.3 * height)), (x, round(0.86 * height)), 60, 2)
    return page


def _pale(page: np.ndarray, rng: Random) -> np.ndarray:
    del rng
    return (165 + page.astype(np.float32) * 60 / 255).astype(np.uint8)


def _small(page: np.ndarray, rng: Random) -> np.ndarray:
    del rng
    tiny = cv2.resize(page, None, fx=0.42, fy=0.42, interpolation=cv2.INTER_AREA)
    _, packed = cv2.imencode(".jpg", tiny, [cv2.IMWRITE_JPEG_QUALITY, 50])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)


def _upside_down(page: np.ndarray, rng: Random) -> np.ndarray:
    del rng
    return np.ascontiguousarray(np.rot90(page, 2))


def _lying(page: np.ndarray, rng: Random) -> np.ndarray:
    return np.ascontiguousarray(np.rot90(page, rng.choice((1, 3))))


Spoil = Callable[[np.ndarray, Random], np.ndarray]
# What is done to a page: its year (what paper, what letters), skew in degrees, the back shining through, the rest.
CONDITIONS: dict[str, tuple[int, float | None, float, Spoil]] = {
    "in laser": (2018, None, 0.0, _as_is),
    "máy chữ, giấy vàng": (1989, None, 0.0, _as_is),
    "nghiêng 2°": (2012, 2.0, 0.0, _as_is),
    "nghiêng 5°": (2012, 5.0, 0.0, _as_is),
    "bảng kẻ": (2012, None, 0.0, _ruled),
    "lốm đốm": (2012, None, 0.0, _specks),
    "ánh sáng lệch": (2012, None, 0.0, _shade),
    "thấm mặt sau": (2001, None, 0.45, _as_is),
    "mực nhạt": (2001, None, 0.0, _pale),
    "84 dpi": (2018, None, 0.0, _small),
    "lộn ngược": (2018, None, 0.0, _upside_down),
    "nằm ngang": (2018, None, 0.0, _lying),
}


def made(names: list[str] | None = None) -> list[Known]:
    """Pages of the demonstration set, spoilt; the same every time."""
    found = []
    for condition in names or list(CONDITIONS):
        year, skew, back, spoil = CONDITIONS[condition]
        for number in range(A_CONDITION):
            found.append(_make(condition, number, year, skew, back, spoil))
    return found


def _make(condition: str, number: int, year: int, skew: float | None, back: float, spoil: Spoil) -> Known:
    seed = f"ocr {condition} {number}"
    kind = ("02", "22", "14")[number % 3]
    brief = Brief(
        PLACES[number % len(PLACES)], TOPICS[(number * 3 + 1) % len(TOPICS)], date(year, 5, 6), kind, 1, 1, seed
    )
    layouts = lay_out(compose(brief))
    dice, paper, dpi = dice_of(seed, "render"), paper_of(year, dice_of(seed, "paper")), 200
    sheet = sheet_of(layouts[0], paper, dpi, dice)
    colour = scan(sheet, paper, dpi, dice, skew=skew, back=sheet if back else None, back_strength=back)
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{condition.replace(' ', '-')}-{number}.png"
    if spoil is _as_is:
        # In colour, so that seals and signatures can be told from print.
        Image.fromarray(cv2.cvtColor(colour, cv2.COLOR_BGR2RGB)).save(path, dpi=(dpi, dpi), compress_level=1)
        page = _drawn(path)[0]
    else:
        grey = spoil(cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY), Random(seed))
        Image.fromarray(grey).save(path, compress_level=1)
        told = round(dpi * max(grey.shape) / max(sheet.shape[:2]))
        page = PageImage(1, grey.shape[1], grey.shape[0], told, path)
    return Known(condition, f"{condition} {number + 1}", page, layouts[0].text, by_line=True)
