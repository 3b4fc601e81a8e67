"""One page drawn for the eye, at a size a screen can show."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyvips

from khoso.engines.imaging import open_pages

# A4 at 200 dpi whole; a larger sheet is shown smaller, and in full when somebody asks for every pixel.
MOST, MOST_SHARP = 2400, 6000
QUALITY = 84
MEDIA_TYPE = "image/jpeg"


def draw_page(source: Path, number: int, most: int, out: Path) -> tuple[int, int]:
    """Draw one page, its long side at most `most` pixels, as a JPEG; says its width and height.

    Raises FileRefused as `open_pages`, LookupError for a page that is not there.
    """
    with open_pages(source) as document:
        if not 1 <= number <= len(document.pages):
            raise LookupError(number)
        page = document.pages[number - 1]
        share = min(1.0, most / max(page.width, page.height))
        pixels = document.render(number, dpi=page.dpi * share if share < 1 else None)
    image = pyvips.Image.new_from_array(np.ascontiguousarray(pixels))
    partial = out.with_suffix(".partial.jpg")
    image.jpegsave(str(partial), Q=QUALITY, keep="none", interlace=True)
    partial.replace(out)
    return image.width, image.height
