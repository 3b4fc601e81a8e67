"""Small pictures of a file's pages, packed one behind the other, to be looked at by the thousand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyvips

from khoso.engines.imaging import open_pages

# A page is told apart from its neighbours at this size, and five thousand of them are 20 MB.
WIDTH, HEIGHT = 176, 250
QUALITY = 62
MEDIA_TYPE = "image/webp"
# Drawn a little finer than shown: letters stay lines and do not become specks.
_FINER = 2.0
_LEAST_DPI = 18.0


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """Where one page's picture lies in the pack, and its size in pixels."""

    number: int
    offset: int
    length: int
    width: int
    height: int


def pack_thumbnails(source: Path, out: Path) -> list[Thumbnail]:
    """Write small pictures of every page of `source` into `out`. Raises FileRefused as `open_pages`.

    A top-level function of plain arguments, so that it can run in a limited child.
    """
    told: list[Thumbnail] = []
    with open_pages(source) as document, out.open("wb") as pack:
        for page in document.pages:
            share = min(WIDTH / page.width, HEIGHT / page.height)
            dpi = max(_LEAST_DPI, page.dpi * share * _FINER)
            small = _shrunk(document.render(page.number, dpi=min(dpi, page.dpi)))
            data = bytes(small.webpsave_buffer(Q=QUALITY, effort=2, keep="none"))
            told.append(Thumbnail(page.number, pack.tell(), len(data), small.width, small.height))
            pack.write(data)
    return told


def _shrunk(pixels: np.ndarray) -> pyvips.Image:
    image = pyvips.Image.new_from_array(np.ascontiguousarray(pixels))
    return image.thumbnail_image(WIDTH, height=HEIGHT, size="down")
