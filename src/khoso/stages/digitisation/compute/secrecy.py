"""A secrecy stamp: such a page must not be here at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from khoso.engines.imaging import letters
from khoso.kernel.findings import Finding, Severity
from khoso.kernel.text_vi import fold
from khoso.stages.digitisation.compute.sheet import MM, SMALL_DPI, Box, Sheet

# Tesseract loses the marks above and below a capital in a stamp: Ậ comes as A, I or nothing, Ố as O, U, I.
_MARKS = (
    (re.compile(r"^[tfi]{0,2}r?uy[a-z]{0,4}t{1,2}m[a-z]{0,2}t{1,2}$"), "TUYỆT MẬT", 20),
    (re.compile(r"^t[ouivl]{0,3}m[aiyăâ]{0,2}t{1,2}$"), "TỐI MẬT", 20),
    (re.compile(r"^m[aiyu]{0,2}t{1,2}$"), "MẬT", 35),
)
"""How each mark reads, and the confidence it takes: the short word is a part of many others."""
_TOP_SHARE = 0.45
_MOST_CANDIDATES = 5
_RED = 32
_FEWEST_RED = 40
_READING_HEIGHTS = (80, 60)
_MOST_TILT = 14.0
_CERTAIN = 100
_FRAME_SHARE = 0.5
_FRAME_LINE = 0.6


@dataclass(frozen=True, slots=True)
class _Place:
    """A box that may be a stamp: middle, width and height in small pixels, how far it falls to the right in degrees."""

    middle: tuple[float, float]
    width: float
    height: float
    tilt: float
    is_red: bool


def check_secrecy(sheet: Sheet) -> list[Finding]:
    """page.secrecy_mark: MẬT, TỐI MẬT or TUYỆT MẬT stamped in red or framed in the upper part of the page.

    State secrets are outside what this system may hold, so one mark stops the file.
    """
    places = sorted([*_red_places(sheet), *_framed_places(sheet)], key=lambda one: one.middle[1])
    for place in places[:_MOST_CANDIDATES]:
        mark = _read_mark(sheet, place)
        if mark:
            message = (
                f"Trang {sheet.page.number} có dấu độ mật «{mark}»; không được đưa tài liệu mật vào hệ thống, "
                "hãy dừng và báo người phụ trách bảo vệ bí mật nhà nước."
            )
            box = sheet.full_box(*_around(place))
            return [Finding("page.secrecy_mark", Severity.ERROR, message, page=sheet.page.number, box=box)]
    return []


def _around(place: _Place) -> Box:
    x, y = place.middle
    half_w, half_h = place.width / 2 + 1 * MM, place.height / 2 + 1 * MM
    return round(x - half_w), round(y - half_h), round(x + half_w), round(y + half_h)


def _red_places(sheet: Sheet) -> list[_Place]:
    """Stamp-sized groups of red in the upper part."""
    if sheet.small_rgb is None:
        return []
    red = (_redness(sheet.small_rgb[: round(sheet.small.shape[0] * _TOP_SHARE)]) > _RED).astype(np.uint8)
    if red.sum() < _FEWEST_RED:
        return []
    joined = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((round(2.5 * MM), round(6 * MM)), np.uint8))
    count, labels = cv2.connectedComponents(joined, connectivity=8)
    found = []
    for index in range(1, min(count, 60)):
        points = cv2.findNonZero(((labels == index) & (red > 0)).astype(np.uint8))
        if points is not None and len(points) >= _FEWEST_RED:
            found.append(_as_place(points, is_red=True))
    return [place for place in found if place is not None]


def _redness(pixels: np.ndarray) -> np.ndarray:
    """How much redder than anything else, 0 to 255."""
    return cv2.subtract(pixels[:, :, 0], cv2.max(pixels[:, :, 1], pixels[:, :, 2]))


def _framed_places(sheet: Sheet) -> list[_Place]:
    """Stamp-sized rectangles drawn in dark lines in the upper part, straight or a little askew."""
    limit = sheet.small.shape[0] * _TOP_SHARE
    x, y, w, h, area = (sheet.stats[:, i] for i in range(5))
    wanted = (y + h < limit) & (w >= 8 * MM) & (w <= 110 * MM) & (h >= 4 * MM) & (h <= 40 * MM)
    wanted &= area < 0.75 * w * h
    wanted[0] = False
    found = []
    for index in np.flatnonzero(wanted).tolist():
        part = sheet.labels[y[index] : y[index] + h[index], x[index] : x[index] + w[index]] == index
        place = _as_place(cv2.findNonZero(part.astype(np.uint8)) + np.array([x[index], y[index]]), is_red=False)
        if place is None:
            continue
        if not _has_frame(sheet, place):
            place = _within_lines(sheet, place)
        if place is not None and _has_frame(sheet, place):
            found.append(place)
    return found


def _as_place(points: np.ndarray, *, is_red: bool) -> _Place | None:
    """The smallest leaning rectangle around points, when a stamp could fill it."""
    middle, (width, height), angle = cv2.minAreaRect(points.astype(np.float32))
    if width < height:
        width, height, angle = height, width, angle - 90
    tilt = (angle + 90) % 180 - 90
    stamp_sized = 8 * MM <= width <= 105 * MM and 2.6 * MM <= height <= 26 * MM and 1.15 <= width / height <= 12
    if not stamp_sized or abs(tilt) > _MOST_TILT:
        return None
    return _Place((float(middle[0]), float(middle[1])), float(width), float(height), float(tilt), is_red)


def _has_frame(sheet: Sheet, place: _Place) -> bool:
    """Whether lines run along most of the four sides."""
    ink = _straightened(sheet.ink * 255, place, 1.0, margin=0.0, fill=0) > 90
    if min(ink.shape) < 10:
        return False
    edge = 4
    sides = (ink[:edge].max(axis=0), ink[-edge:].max(axis=0), ink[:, :edge].max(axis=1), ink[:, -edge:].max(axis=1))
    return min(float(side.mean()) for side in sides) > 0.6


def _within_lines(sheet: Sheet, place: _Place) -> _Place | None:
    """The frame within a place that print around it touches; None when there are no four lines."""
    ink = cv2.threshold(_straightened(sheet.ink * 255, place, 1.0, margin=0.0, fill=0), 90, 1, cv2.THRESH_BINARY)[1]
    rows = cv2.dilate(ink, np.ones((3, 1), np.uint8)).mean(axis=1)
    (top, bottom) = _outermost(rows)
    if bottom - top < 2.6 * MM:
        return None
    columns = cv2.dilate(ink[top:bottom], np.ones((1, 3), np.uint8)).mean(axis=0)
    (left, right) = _outermost(columns)
    if right - left < 8 * MM or (bottom - top, right - left) == ink.shape:
        return None
    across = (left + right) / 2 - ink.shape[1] / 2
    down = (top + bottom) / 2 - ink.shape[0] / 2
    turn = np.radians(place.tilt)
    x = place.middle[0] + across * np.cos(turn) - down * np.sin(turn)
    y = place.middle[1] + across * np.sin(turn) + down * np.cos(turn)
    return _Place((float(x), float(y)), float(right - left), float(bottom - top), place.tilt, place.is_red)


def _outermost(filled: np.ndarray) -> tuple[int, int]:
    """From the first to behind the last line that is drawn along most of a picture."""
    lines = np.flatnonzero(filled > _FRAME_LINE)
    return (int(lines[0]), int(lines[-1]) + 1) if len(lines) else (0, 0)


def _straightened(picture: np.ndarray, place: _Place, k: float, *, margin: float, fill: int) -> np.ndarray:
    """What is in a place, turned straight; `k` pixels of the picture for each small one."""
    width, height = (place.width + 2 * margin) * k, (place.height + 2 * margin) * k
    around = np.hypot(width, height) / 2 + 2
    x, y = place.middle[0] * k, place.middle[1] * k
    x0, y0 = max(0, int(x - around)), max(0, int(y - around))
    cut = np.ascontiguousarray(picture[y0 : int(y + around) + 1, x0 : int(x + around) + 1])
    turn = cv2.getRotationMatrix2D((x - x0, y - y0), place.tilt, 1.0)
    turn[:, 2] += np.array([width / 2 - (x - x0), height / 2 - (y - y0)])
    size = max(4, round(width)), max(4, round(height))
    return cv2.warpAffine(cut, turn, size, flags=cv2.INTER_LINEAR, borderValue=fill)


def _read_mark(sheet: Sheet, place: _Place) -> str | None:
    """The mark in a place; None when it reads as anything else. The same mark read twice needs no confidence."""
    for picture in _pictures(sheet, place):
        if min(picture.shape) < 8:
            continue
        unsure = []
        for height in _READING_HEIGHTS:
            text, confidence = _read(picture, height)
            if mark := mark_in(text, confidence):
                return mark
            unsure.append(mark_in(text, _CERTAIN))
        if unsure[0] is not None and len(set(unsure)) == 1:
            return unsure[0]
    return None


def _read(picture: np.ndarray, height: int) -> tuple[str, int]:
    """The line in a picture brought to a height; letters lost at one are often seen at another."""
    k = height / picture.shape[0]
    size = max(16, round(picture.shape[1] * k)), height
    shown = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if k < 1 else cv2.INTER_CUBIC)
    return letters.read_line(cv2.copyMakeBorder(shown, 16, 16, 24, 24, cv2.BORDER_CONSTANT, value=255))


def mark_in(text: str, confidence: int) -> str | None:
    """The mark a line of text is, when it is nothing else."""
    said = "".join(letter for letter in fold(text) if letter.isalpha())
    return next((words for reads, words, least in _MARKS if confidence >= least and reads.match(said)), None)


def _pictures(sheet: Sheet, place: _Place) -> Iterator[np.ndarray]:
    """The place as dark letters on white: without its frame, then as it is."""
    k = sheet.page.dpi / SMALL_DPI
    straight = _straightened(sheet.pixels, place, k, margin=1.0 * MM, fill=255)
    if place.is_red and straight.ndim == 3:
        red = _redness(straight)
        strongest = max(float(np.percentile(red, 97)), 30.0)
        grey = 255 - np.clip(red.astype(np.float32) * (255 / strongest), 0, 255).astype(np.uint8)
    else:
        grey = cv2.cvtColor(straight, cv2.COLOR_RGB2GRAY) if straight.ndim == 3 else straight
    inner = _without_frame(grey)
    yield inner
    if inner.shape != grey.shape:
        yield grey


def _without_frame(grey: np.ndarray) -> np.ndarray:
    """The inside of a frame: each side is cut behind the last line that runs along it."""
    _, dark = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    rows, columns = dark.mean(axis=1), dark.mean(axis=0)
    top, bottom = _inside(rows, 0.3)
    left, right = _inside(columns, 0.12)
    inner = grey[top:bottom, left:right]
    return inner if min(inner.shape) >= 8 else grey


def _inside(filled: np.ndarray, reach: float) -> tuple[int, int]:
    """First and last index inside the lines near the two ends."""
    many = len(filled)
    near = max(2, int(many * reach))
    first = np.flatnonzero(filled[:near] > _FRAME_SHARE)
    last = np.flatnonzero(filled[-near:] > _FRAME_SHARE)
    start = int(first[-1]) + 2 if len(first) else 0
    end = many - near + int(last[0]) - 1 if len(last) else many
    return start, end
