"""Where things are on a page image, seen from outside: by its pixels, not by what the program says."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

Box = tuple[float, float, float, float]
PAPER = 236  # the scanned paper is lighter than this, the desk around it darker


def paper_on_screen(page: Any) -> Box:
    """Left, top, right, bottom of the page image on the screen, in pixels, found by its lightness."""
    frame = page.locator("[data-image]").bounding_box()
    shot = Image.open(io.BytesIO(page.screenshot(clip=frame))).convert("L")
    light = np.asarray(shot) > PAPER
    columns = np.flatnonzero(light.mean(axis=0) > 0.35)
    rows = np.flatnonzero(light.mean(axis=1) > 0.35 * len(columns) / light.shape[1])
    return (
        frame["x"] + columns[0],
        frame["y"] + rows[0],
        frame["x"] + columns[-1] + 1,
        frame["y"] + rows[-1] + 1,
    )


def marks_on_paper(page: Any) -> list[Box]:
    """The highlights as fractions of the page's width and height."""
    left, top, right, bottom = paper_on_screen(page)
    found = []
    for mark in page.locator(".ks-mark-hit").all():
        box = mark.bounding_box()
        found.append(
            (
                (box["x"] - left) / (right - left),
                (box["y"] - top) / (bottom - top),
                (box["x"] + box["width"] - left) / (right - left),
                (box["y"] + box["height"] - top) / (bottom - top),
            )
        )
    return found


def overlap(one: Box, other: Box) -> float:
    """The part of `one` that `other` covers."""
    width = max(0.0, min(one[2], other[2]) - max(one[0], other[0]))
    height = max(0.0, min(one[3], other[3]) - max(one[1], other[1]))
    return width * height / ((one[2] - one[0]) * (one[3] - one[1]))


def wait_until(true: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Ask again and again; fails with `what` when it does not come true in time."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, what
        time.sleep(0.3)


def drop_folder(page: Any, where: str, folder: Path) -> None:
    """Drop a folder of this machine there, as a file manager does."""
    page.locator(where).wait_for()
    place = page.locator(where).bounding_box()
    assert place is not None
    client = page.context.new_cdp_session(page)
    at = {"x": place["x"] + place["width"] / 2, "y": place["y"] + place["height"] / 2}
    data = {"items": [], "files": [str(folder)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        client.send("Input.dispatchDragEvent", {"type": kind, **at, "data": data})
