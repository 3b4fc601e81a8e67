"""What happens in the gallery besides marks: pictures are made, pages are looked at, photos of the paper come in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from khoso.engines import blobs, disk, jobs
from khoso.foundation.audit.actions import record, record_once
from khoso.foundation.identity.models import Person
from khoso.foundation.web import uploads
from khoso.kernel import clock
from khoso.kernel.text_vi import nfc
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection.compute.thumbnails import Thumbnail
from khoso.stages.inspection.gallery.errors import PhotoRefused
from khoso.stages.inspection.models import PagePhoto, ThumbnailPack
from khoso.stages.inspection.permissions import can_inspect

# Opening the same page again within this time is the same look; its sharper picture belongs to it.
SAME_LOOK = timedelta(seconds=60)
SAME_GALLERY = timedelta(minutes=15)
PHOTOS = {"image/jpeg", "image/png"}


@transaction.atomic
def record_thumbnails(file_id: Any, places: Iterable[Thumbnail], *, sha256: str, source_sha256: str) -> None:
    """The small pictures of a file are packed in the blob `sha256`, drawn from the bytes `source_sha256`."""
    told = [[one.offset, one.length, one.width, one.height] for one in places]
    ThumbnailPack.objects.update_or_create(
        file_id=file_id,
        defaults={"sha256": sha256, "source_sha256": source_sha256, "places": told, "made_at": clock.now()},
    )
    record("inspection.thumbnails.make", subject=("file", file_id), details={"pages": len(told)})


def ask_for_thumbnails(file_id: object) -> None:
    jobs.enqueue("inspection.make_thumbnails", file_id=str(file_id), once=f"thumbnails:{file_id}")


def ask_for_missing_thumbnails(delivery_id: object) -> None:
    """Have the worker look which small pictures a delivery lacks."""
    jobs.enqueue("inspection.resume_thumbnails", delivery_id=str(delivery_id), once=f"thumbnails-of:{delivery_id}")


def resume_thumbnails(delivery_id: object) -> None:
    """Ask again for the small pictures that are not there, or are of bytes that are gone."""
    made = dict(ThumbnailPack.objects.filter(file__delivery_id=delivery_id).values_list("file_id", "source_sha256"))
    for file in digitisation.readable_files(delivery_id):
        if made.get(file.pk) != file.sha256:
            ask_for_thumbnails(file.pk)


def note_gallery(delivery_id: object, *, looker: str, pages: int) -> None:
    """Somebody opened the small pictures of a delivery: one row for a quarter of an hour."""
    record_once(
        f"gallery:{looker}:{delivery_id}",
        "inspection.gallery.open",
        within=SAME_GALLERY,
        subject=("delivery", delivery_id),
        details={"pages": pages},
    )


def note_look(file_id: object, page: int, *, looker: str, which: str = "") -> None:
    """Somebody saw one page in full: one row for a look.

    # Luật: KH 82 III.1.c (lưu vết): reading counts as much as writing
    """
    details: dict[str, Any] = {"page": page} | ({"which": which} if which else {})
    record_once(
        f"look:{looker}:{file_id}:{page}:{which}",
        "inspection.page.show",
        within=SAME_LOOK,
        subject=("file", file_id),
        details=details,
    )


@transaction.atomic
def add_photo(file: Any, page: int, upload: UploadedFile, *, by: Person, note: str = "") -> PagePhoto:
    """Keep a photo of the paper of one page. Raises FileRefused, PhotoRefused, DiskLow; then nothing is kept."""
    if not can_inspect(by, file.delivery):
        raise PhotoRefused.not_allowed()
    if not 1 <= page <= file.pages:
        raise PhotoRefused.no_page()
    disk.require_room()
    kind = uploads.opened(upload).media_type
    if kind not in PHOTOS:
        raise PhotoRefused.no_photo()
    with uploads.on_disk(upload) as path:
        kept = blobs.store().put_file(path)
    made: PagePhoto = PagePhoto.objects.create(
        file=file,
        page=page,
        sha256=kept.sha256,
        media_type=kind,
        note=nfc(note).strip()[:300],
        added_by=by,
        added_at=clock.now(),
    )
    record(
        "inspection.photo.add",
        subject=("file", file.pk),
        agency=file.delivery.agency.code,
        details={"page": page, "sha256": kept.sha256},
    )
    return made
