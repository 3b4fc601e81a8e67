"""Bytes that came in by uploads that were given up, and pieces nobody will ever finish: taken away when they are old.

What anything else in the house names stays, whatever it is: every column that holds a SHA-256 is asked.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Sum

from khoso.engines import blobs
from khoso.foundation.audit.actions import record
from khoso.kernel import clock
from khoso.stages.digitisation import states
from khoso.stages.digitisation.intake import staging
from khoso.stages.digitisation.models import PageImage, Upload, UploadFile

# Long enough to choose the same folder again after thinking better of it.
KEPT = timedelta(days=30)
PIECES_KEPT = timedelta(days=1)
_AT_A_TIME = 500
_DIGEST = 64


def sweep() -> int:
    """Take away what is too old; says how many uploads it was taken from."""
    now = clock.now()
    old = Upload.objects.filter(state=states.UPLOAD_CANCELLED, ended_at__lt=now - KEPT, files__isnull=False)
    swept = 0
    for upload in old.distinct().order_by("ended_at"):
        _sweep_upload(upload, now - KEPT)
        swept += 1
    return swept + _sweep_pieces(now - PIECES_KEPT)


def _sweep_upload(upload: Upload, since: datetime) -> None:
    whole = upload.files.filter(state=states.WHOLE).order_by()
    taken = 0
    for digests in _groups(whole.values_list("sha256", flat=True).distinct()):
        for sha256 in sorted(digests - named_elsewhere(digests, since)):
            taken += blobs.store().delete_unclaimed(sha256, since=since)
    # The rows last: killed before, the sweep finds its way again.
    with transaction.atomic():
        counted = whole.aggregate(bytes=Sum("size"))["bytes"] or 0
        files, _of_what = upload.files.all().delete()
        details = {"files": files, "bytes": counted, "taken_away": taken}
        record("digitisation.upload.sweep", subject=("upload", upload.pk), agency=upload.agency.code, details=details)


def _groups(digests: Any) -> Iterator[set[str]]:
    group: set[str] = set()
    for digest in digests.iterator(chunk_size=_AT_A_TIME):
        group.add(digest)
        if len(group) == _AT_A_TIME:
            yield group
            group = set()
    if group:
        yield group


def named_elsewhere(digests: Collection[str], since: datetime) -> set[str]:
    """Those of the digests that anything names but the files of uploads given up before `since`."""
    given_up = Upload.objects.filter(state=states.UPLOAD_CANCELLED, ended_at__lt=since).values("pk")
    found: set[str] = set()
    for model, name in _columns():
        rows = model._default_manager.filter(**{f"{name}__in": digests}).order_by()
        if model is UploadFile:
            rows = rows.exclude(upload_id__in=given_up)
        found.update(rows.values_list(name, flat=True).distinct())
    return found


def _columns() -> Iterator[tuple[Any, str]]:
    for model in apps.get_models():
        # What a page looks like is no name of bytes that are kept.
        if model is PageImage or not model._meta.managed:
            continue
        for column in model._meta.concrete_fields:
            if isinstance(column, models.CharField) and column.max_length == _DIGEST:
                yield model, column.name


def _sweep_pieces(before: datetime) -> int:
    left = staging.left_behind(before)
    receiving = Upload.objects.filter(pk__in=[one for one in left if _is_id(one)], state=states.RECEIVING)
    going_on = {str(key) for key in receiving.values_list("pk", flat=True)}
    for name in (gone := [one for one in left if one not in going_on]):
        with transaction.atomic():
            record("digitisation.upload.sweep", subject=("upload", name), details={"pieces": True})
        staging.forget_upload(name)
    return len(gone)


def _is_id(name: str) -> bool:
    try:
        uuid.UUID(name)
    except ValueError:
        return False
    return True
