"""Files that people send with a form: looked at once, in a limited process, before anything of them is kept."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile

from khoso.engines.limits import Limits, LimitsError, OutOfMemory, TimedOut, run_limited
from khoso.foundation.web.opening import Opened, open_file, refused
from khoso.kernel.words import Sentence, noop

MOST_MEGABYTES = 50
_LIMITS = Limits(seconds=60, memory_bytes=2**30, file_bytes=2**20)
_SEEN = "_khoso_opened"


def opened(upload: UploadedFile) -> Opened:
    """What an upload is, looked at once in a limited process. Raises FileRefused, which says what to do."""
    known: Opened | None = getattr(upload, _SEEN, None)
    if known is not None:
        return known
    if (upload.size or 0) > MOST_MEGABYTES * 2**20:
        raise refused(
            "too_large",
            Sentence("Tệp lớn quá {most} MB. Hãy quét ở độ phân giải thấp hơn hoặc chia nhỏ.", most=MOST_MEGABYTES),
        )
    with on_disk(upload) as path:
        try:
            told = run_limited(open_file, str(path), limits=_LIMITS)
        except (TimedOut, OutOfMemory):
            raise refused("bomb", noop("Mở tệp tốn quá nhiều thời gian hoặc bộ nhớ. Hãy xuất lại tệp.")) from None
        except LimitsError:
            raise refused(
                "damaged", noop("Tệp bị hỏng, không mở được. Hãy xuất hoặc quét lại rồi chọn tệp khác.")
            ) from None
    setattr(upload, _SEEN, told)
    return told


@contextmanager
def on_disk(upload: UploadedFile) -> Iterator[Path]:
    """The upload as a file: a large one lies in one already, a small one is written into one."""
    lying = getattr(upload, "temporary_file_path", None)
    if lying is not None:
        yield Path(lying())
        return
    with tempfile.NamedTemporaryFile(prefix="khoso-tep-") as file:
        upload.seek(0)
        for part in upload.chunks():
            file.write(part)
        file.flush()
        yield Path(file.name)
