"""A page of a file in quarantine as a picture, made when it is asked for and kept nowhere."""

from __future__ import annotations

import io
from pathlib import Path

_WIDTH = 1400


def draw(path: Path, number: int, box: tuple[int, int, int, int] | None) -> bytes:
    """Page `number` as JPEG, the place of the mark framed. Reads hostile bytes: call it under limits."""
    from PIL import Image, ImageDraw

    from khoso.engines.imaging import open_pages
    from khoso.kernel.errors import FileRefused
    from khoso.kernel.words import noop

    with open_pages(path) as document:
        if not 1 <= number <= len(document.pages):
            raise FileRefused("file.damaged", noop("Tệp không có trang này."))
        page = document.pages[number - 1]
        picture = Image.fromarray(document.render(number))
    if box:
        ImageDraw.Draw(picture).rectangle(box, outline=(200, 30, 40), width=max(3, picture.width // 300))
    if picture.width > _WIDTH:
        picture = picture.resize((_WIDTH, round(picture.height * _WIDTH / page.width)), Image.Resampling.BOX)
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=82)
    return kept.getvalue()
