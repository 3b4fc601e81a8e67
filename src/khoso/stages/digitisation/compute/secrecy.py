"""A secrecy stamp: such a page must not be here at all."""

from __future__ import annotations

import cv2
import numpy as np

from khoso.engines.imaging import letters
from khoso.kernel.findings import Finding, Severity
from khoso.kernel.text_vi import fold
from khoso.stages.digitisation.compute.sheet import MM, Box, Sheet

_MARKS = {"mat": "MẬT", "toi mat": "TỐI MẬT", "tuyet mat": "TUYỆT MẬT"}
_TOP_SHARE = 0.45
_MOST_CANDIDATES = 4
_RED = 45
_READABLE_HEIGHT = 90


def check_secrecy(sheet: Sheet) -> list[Finding]:
    """page.secrecy_mark: MẬT, TỐI MẬT or TUYỆT MẬT stamped in red or framed in the upper part of the page.

    State secrets are outside what this system may hold, so one mark stops the file.
    """
    boxes = _red_boxes(sheet) + _framed_boxes(sheet)
    for box in boxes[:_MOST_CANDIDATES]:
        mark = _read_mark(sheet, box)
        if mark:
            message = (
                f"Trang {sheet.page.number} có dấu độ mật «{mark}»; không được đưa tài liệu mật vào hệ thống, "
                "hãy dừng và báo người phụ trách bảo vệ bí mật nhà nước."
            )
            place = sheet.full_box(*box)
            return [Finding("page.secrecy_mark", Severity.ERROR, message, page=sheet.page.number, box=place)]
    return []


def _red_boxes(sheet: Sheet) -> list[Box]:
    """Stamp-sized groups of red in the upper part."""
    if sheet.small_rgb is None:
        return []
    top = sheet.small_rgb[: round(sheet.small.shape[0] * _TOP_SHARE)].astype(np.int16)
    red = (top[:, :, 0] - np.maximum(top[:, :, 1], top[:, :, 2]) > _RED).astype(np.uint8)
    if red.sum() < 40:
        return []
    joined = cv2.dilate(red, np.ones((round(2 * MM), round(4 * MM)), np.uint8))
    return _stamp_sized(cv2.connectedComponentsWithStats(joined, connectivity=8)[2][1:])


def _framed_boxes(sheet: Sheet) -> list[Box]:
    """Stamp-sized rectangles drawn in dark lines in the upper part."""
    limit = sheet.small.shape[0] * _TOP_SHARE
    stats = sheet.stats[1:]
    wanted = stats[stats[:, 1] + stats[:, 3] < limit]
    return [box for box in _stamp_sized(wanted) if _has_frame(sheet, box)]


def _stamp_sized(stats: np.ndarray) -> list[Box]:
    boxes = []
    for x, y, w, h in stats[:, :4].tolist():
        if 9 * MM <= w <= 70 * MM and 4.5 * MM <= h <= 26 * MM and 1.1 <= w / h <= 7:
            boxes.append((x, y, x + w, y + h))
    return sorted(boxes, key=lambda box: (box[1], box[0]))


def _has_frame(sheet: Sheet, box: Box) -> bool:
    x0, y0, x1, y1 = box
    ink = sheet.ink[y0:y1, x0:x1]
    edge = 3
    sides = (ink[:edge].max(axis=0), ink[-edge:].max(axis=0), ink[:, :edge].max(axis=1), ink[:, -edge:].max(axis=1))
    return min(float(side.mean()) for side in sides) > 0.8


def _read_mark(sheet: Sheet, box: Box) -> str | None:
    """The mark inside a box; None when it reads as anything else."""
    x0, y0, x1, y1 = sheet.full_box(*box)
    crop = sheet.pixels[y0:y1, x0:x1]
    crop = crop.min(axis=2) if crop.ndim == 3 else crop
    if crop.shape[0] < _READABLE_HEIGHT:
        factor = _READABLE_HEIGHT / max(crop.shape[0], 1)
        crop = cv2.resize(crop, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    for picture in (_without_frame(crop), np.ascontiguousarray(crop)):
        framed = cv2.copyMakeBorder(picture, 20, 20, 20, 20, cv2.BORDER_CONSTANT, value=255)
        text, confidence = letters.read_line(framed)
        words = "".join(c if c.isalpha() else " " for c in fold(text)).split()
        mark = _MARKS.get(" ".join(word for word in words if len(word) > 1))
        if mark and confidence >= 50:
            return mark
    return None


def _without_frame(crop: np.ndarray) -> np.ndarray:
    """The crop with long straight lines painted over, so that a frame is not read as letters."""
    _, dark = cv2.threshold(crop, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    height, width = crop.shape
    across = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, max(3, int(width * 0.45))), np.uint8))
    down = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((max(3, int(height * 0.75)), 1), np.uint8))
    lines = cv2.dilate(cv2.max(across, down), np.ones((5, 5), np.uint8))
    clean = crop.copy()
    clean[lines > 0] = 255
    return clean
