"""Is Tesseract there, which version, does it know Vietnamese; and how to get it when not."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from khoso.kernel.errors import EngineMissing
from khoso.kernel.words import Sentence, noop

LANGUAGE = "vie"
HOW_TO_GET = noop(
    "Cài bằng: apt-get install tesseract-ocr tesseract-ocr-vie (hoặc đặt TESSDATA_PREFIX tới thư mục tessdata)."
)


@dataclass(frozen=True, slots=True)
class OcrState:
    """What the health page shows. `message` is for people, in Vietnamese."""

    present: bool
    version: str
    tessdata: Path | None
    message: str


def tessdata_folders() -> list[Path]:
    """Where language models may be, first choice first."""
    folders: list[Path] = []
    if prefix := os.environ.get("TESSDATA_PREFIX"):
        folders += [Path(prefix), Path(prefix) / "tessdata"]
    # Debian and Ubuntu keep one folder per major version; the newest first.
    share = Path("/usr/share")
    folders += sorted(share.glob("tesseract-ocr/*/tessdata"), reverse=True)
    folders += [share / "tessdata", share / "tesseract-ocr" / "tessdata", Path("/usr/local/share/tessdata")]
    return folders


def find_tessdata(language: str = LANGUAGE) -> Path | None:
    """The first folder that has the model of `language`; None when there is none."""
    return next((f for f in tessdata_folders() if (f / f"{language}.traineddata").is_file()), None)


def probe() -> OcrState:
    """Look for the engine without raising."""
    if find_spec("tesserocr") is None:
        return OcrState(False, "", None, noop("Chưa có thư viện nhận dạng chữ tesserocr. Cài lại khoso bằng uv sync."))
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    import tesserocr  # type: ignore[import-untyped,unused-ignore]

    found = re.search(r"tesseract\s+(\S+)", tesserocr.tesseract_version())
    version = found.group(1) if found else noop("không rõ")
    tessdata = find_tessdata()
    if tessdata is None:
        return OcrState(
            False, version, None, Sentence("Chưa có mô hình tiếng Việt (vie) của Tesseract. {how}", how=HOW_TO_GET)
        )
    return OcrState(
        True,
        version,
        tessdata,
        Sentence("Tesseract {version}, mô hình vie ở {folder}.", version=version, folder=tessdata),
    )


def require() -> tuple[str, Path]:
    """Version and tessdata folder of the engine. Raises `EngineMissing`, which says how to get it."""
    state = probe()
    if not state.present or state.tessdata is None:
        raise EngineMissing(state.message)
    return state.version, state.tessdata
