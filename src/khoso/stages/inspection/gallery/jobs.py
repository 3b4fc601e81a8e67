"""Background work of the gallery: small pictures of every page that passed the machine check."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from khoso.engines import blobs
from khoso.engines.jobs import job
from khoso.engines.limits import Limits, run_limited
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection.compute.thumbnails import pack_thumbnails
from khoso.stages.inspection.gallery import actions

LIMITS = Limits(seconds=900)


@job("inspection.make_thumbnails", label=_("Làm ảnh nhỏ của trang"), needs_room=True)
def make_thumbnails(file_id: str) -> None:
    """Draw a checked file's pages small, all into one pack. What fails leaves a grey cell and stops nothing."""
    file = digitisation.find_file(file_id)
    if file is None or not file.is_readable:
        return
    store = blobs.store()
    source = store.path_of(file.sha256)
    assert source is not None
    with tempfile.TemporaryDirectory(prefix="thumbnails-") as folder:
        out = Path(folder) / "pack"
        places = run_limited(pack_thumbnails, source, out, limits=LIMITS)
        kept = store.put_file(out)
    actions.record_thumbnails(file_id, places, sha256=kept.sha256, source_sha256=file.sha256)


@job("inspection.resume_thumbnails", label=_("Tìm trang còn thiếu ảnh nhỏ"))
def resume_thumbnails(delivery_id: str) -> None:
    """Ask for every small picture a delivery lacks: thousands of files, too many for the page that noticed."""
    actions.resume_thumbnails(delivery_id)
