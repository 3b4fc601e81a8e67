"""Keeping a file that somebody attached. Whether they may is for the action that attaches it to ask."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from khoso.engines import blobs
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.web.opening import fitting_name
from khoso.foundation.web.uploads import on_disk, opened
from khoso.kernel import clock
from khoso.kernel.text_vi import nfc
from khoso.stages.programme.models import Attachment


@transaction.atomic
def keep(
    upload: UploadedFile, *, agency: Agency, number: str, issued_on: date | None, title: str, by: Person | None
) -> Attachment:
    """Keep an uploaded file with its number, date and title. The same bytes lie in the store once.

    Asks no right: the action that attaches it does. Raises FileRefused (nothing is kept), DiskFull.
    """
    told = opened(upload)
    with on_disk(upload) as path:
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
