"""Which way up a page is and what a few words on it say: small questions to Tesseract, asked only in doubt."""

from __future__ import annotations

import functools
import os
import re
from pathlib import Path
from typing import Any

import numpy as np

_PLACES = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
)


def orientation(grey: np.ndarray) -> tuple[int, float] | None:
    """Degrees clockwise the page must be turned to stand upright (0, 90, 180, 270), and confidence (sure above 5).

    None when the machine has no orientation data or the page has too little text.
    """
    api = _api("osd", 0)
    if api is None:
        return None
    _show(api, grey)
    try:
        found = api.DetectOrientationScript()
    except RuntimeError:
        return None
    finally:
        api.Clear()
    if not found:
        return None
    return (360 - int(found["orient_deg"])) % 360, float(found["orient_conf"])


def read_line(grey: np.ndarray) -> tuple[str, int]:
    """The text of one line of print on a grey image and the confidence (0–100); ("", 0) without Tesseract."""
    api = _api("vie", 7) or _api("eng", 7)
    if api is None or min(grey.shape) < 8:
        return "", 0
    _show(api, grey)
    text = re.sub(r"\s+", " ", api.GetUTF8Text()).strip()
    confidence = int(api.MeanTextConf())
    api.Clear()
    return text, confidence


def _show(api: Any, grey: np.ndarray) -> None:
    flat = np.ascontiguousarray(grey, dtype=np.uint8)
    height, width = flat.shape
    api.SetImageBytes(flat.tobytes(), width, height, 1, width)
    api.SetSourceResolution(300)


@functools.cache
def _api(language: str, mode: int) -> Any:
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # many times slower without
    folder = next((place for place in _folders() if (Path(place) / f"{language}.traineddata").is_file()), None)
    if folder is None:
        return None
    import tesserocr

    return tesserocr.PyTessBaseAPI(path=folder, lang=language, psm=mode)


def _folders() -> tuple[str, ...]:
    own = os.environ.get("TESSDATA_PREFIX")
    return (own, *_PLACES) if own else _PLACES
