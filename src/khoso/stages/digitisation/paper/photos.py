"""Photos and scanned labels as browsers send them, opened in a limited process."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile

from khoso.engines.limits import Limits, LimitsError, run_limited
from khoso.foundation.web.uploads import on_disk
from khoso.kernel.errors import FileRefused
from khoso.stages.digitisation.compute import photos
from khoso.stages.digitisation.paper import rules
from khoso.stages.digitisation.paper.errors import NoCodeSeen, PhotoRefused

MOST_MEGABYTES = 25
_LIMITS = Limits(seconds=40, memory_bytes=2**30, file_bytes=2**20)


def redrawn(upload: UploadedFile) -> tuple[bytes, int, int]:
    """The photo drawn anew, and its size. Raises PhotoRefused; nothing is kept."""
    told: tuple[bytes, int, int] = _limited(photos.redrawn, upload)
    return told


def code_in(upload: UploadedFile) -> str:
    """The code of the one label of ours in a photo. Raises PhotoRefused, NoCodeSeen."""
    read: list[str] = _limited(photos.codes_in, upload)
    ours = list(dict.fromkeys(code for text in read if "/n/" in text.lower() and (code := rules.typed_code(text))))
    if len(ours) != 1:
        raise NoCodeSeen
    return ours[0]


def _limited(work: Any, upload: UploadedFile) -> Any:
    if not upload.size or upload.size > MOST_MEGABYTES * 2**20:
        raise PhotoRefused
    with on_disk(upload) as path:
        try:
            return run_limited(work, str(path), limits=_LIMITS)
        except (FileRefused, LimitsError):
            raise PhotoRefused from None
