"""Photos from phones: drawn anew before they are kept, and read for the codes of labels. Hostile: call under limits."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps

from khoso.kernel.errors import FileRefused
from khoso.kernel.words import Sentence, noop

LONGEST_SIDE = 2_000
MOST_PIXELS = 60_000_000
_KINDS = ("JPEG", "PNG")
_QUALITY = 82
# Codes are read at these sizes: a small label in a large photo, and a large one that fills it.
_READ_AT = (1_000, 1_800, 2_800)


_NO_PHOTO = noop("Tệp không phải ảnh JPEG, PNG đọc được (hoặc quá lớn); không giữ lại. Hãy chụp hoặc chọn ảnh khác.")


def redrawn(path: str) -> tuple[bytes, int, int]:
    """The photo as a JPEG of our own, upright, without what the phone wrote into it; its size. Raises FileRefused."""
    image = _opened(path)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    kept = BytesIO()
    # A new picture: nothing of the old file but its pixels goes along.
    fresh = Image.new("RGB", image.size, "white")
    fresh.paste(image)
    fresh.save(kept, "JPEG", quality=_QUALITY, optimize=True)
    return kept.getvalue(), fresh.width, fresh.height


def codes_in(path: str) -> list[str]:
    """What the QR codes in a photo say, each once. Raises FileRefused."""
    image = _opened(path)
    detector = cv2.QRCodeDetector()
    found: list[str] = []
    for side in _READ_AT:
        shown = image.copy()
        shown.thumbnail((side, side), Image.Resampling.LANCZOS)
        grey = cv2.cvtColor(np.asarray(shown), cv2.COLOR_RGB2GRAY)
        try:
            _is_seen, told, _corners, _straight = detector.detectAndDecodeMulti(grey)
        except cv2.error:
            continue
        found += [one for one in told if one and one not in found]
        if found:
            break
    return found


def _opened(path: str) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(Path(path), formats=_KINDS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise _refused()
            image.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
            return ImageOps.exif_transpose(image).convert("RGB")
    except (Image.DecompressionBombError, OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError):
        raise _refused() from None


def _refused() -> FileRefused:
    return FileRefused("paper.photo_refused", Sentence(_NO_PHOTO))
