"""Keeping a file that somebody attached. Whether they may is for the action that attaches it to ask."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from khoso.engines import blobs
from khoso.engines.limits import Limits, LimitsError, OutOfMemory, TimedOut, run_limited
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency, Person
from khoso.kernel import clock
from khoso.kernel.text_vi import nfc
from khoso.kernel.words import Sentence, noop
from khoso.stages.programme.attachments.opening import Opened, fitting_name, open_file, refused
from khoso.stages.programme.models import Attachment

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
    with _on_disk(upload) as path:
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


@transaction.atomic
def keep(
    upload: UploadedFile, *, agency: Agency, number: str, issued_on: date | None, title: str, by: Person | None
) -> Attachment:
    """Keep an uploaded file with its number, date and title. The same bytes lie in the store once.

    Asks no right: the action that attaches it does. Raises FileRefused (nothing is kept), DiskFull.
    """
    told = opened(upload)
    with _on_disk(upload) as path:
        ref = blobs.store().put_file(path)
    name = fitting_name(nfc(upload.name or ""), told.media_type)
    made = Attachment.objects.create(
        agency=agency,
        number=nfc(number).strip()[:60],
        issued_on=issued_on,
        title=(nfc(title).strip() or name)[:500],
        file_name=name,
        media_type=told.media_type,
        sha256=ref.sha256,
        size=ref.size,
        added_by=by,
        added_at=clock.now(),
    )
    details = {"number": made.number, "title": made.title, "name": name, "sha256": ref.sha256}
    record("programme.attachment.keep", subject=("attachment", made.pk), agency=agency.code, details=details)
    return made


def record_fetched(attachment: Attachment) -> None:
    """Somebody takes a copy away."""
    record(
        "programme.attachment.fetch",
        subject=("attachment", attachment.pk),
        agency=attachment.agency.code,
        details={"title": str(attachment), "name": attachment.file_name},
    )


@contextmanager
def _on_disk(upload: UploadedFile) -> Iterator[Path]:
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
