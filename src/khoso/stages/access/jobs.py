"""Background work of access: page pictures, and the search index out of what is stored."""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from khoso.engines import blobs, index
from khoso.engines.index import IndexPage
from khoso.engines.jobs import job
from khoso.engines.jobs.port import INDEX
from khoso.engines.limits import Limits, run_limited
from khoso.kernel.errors import KhosoError
from khoso.stages.access import actions, queries
from khoso.stages.access.actions import Picture, ReadItem, ReadPage
from khoso.stages.access.compute.pictures import draw_pages
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.packages import queries as packages

DRAW_LIMITS = Limits(seconds=900)


def _tell_pictures_failure(*, error: KhosoError, file_id: str) -> None:
    actions.record_picture_hindrance(file_id, error)


@job("access.make_pictures", on_failure=_tell_pictures_failure, label=_("Làm ảnh xem trang"), needs_room=True)
def make_pictures(file_id: str) -> None:
    """Make the pictures of a delivered file's pages, for whoever looks at it before it is stored."""
    file = digitisation.file(file_id)
    if file.is_readable:
        source = blobs.store().path_of(file.sha256)
        assert source is not None
        actions.record_pictures(file_id, _draw(source), source_sha256=file.sha256)


def _draw(source: Path) -> list[Picture]:
    with tempfile.TemporaryDirectory(prefix="draw-") as folder:
        drawn = run_limited(draw_pages, source, Path(folder), limits=DRAW_LIMITS)
        store = blobs.store()
        return [Picture(page.number, page.width, page.height, store.put_file(page.path).sha256) for page in drawn]


def _tell_index_failure(*, error: KhosoError, dossier_id: str) -> None:
    actions.record_index_hindrance(dossier_id, error)


@job(
    "access.index_dossier",
    queue=INDEX,
    on_failure=_tell_index_failure,
    label=_("Lập chỉ mục tìm kiếm"),
    needs_room=True,
)
def index_dossier(dossier_id: str) -> None:
    """Make a stored dossier searchable and readable, from its package alone."""
    package = packages.package_of(dossier_id)
    if package is None:
        return
    items = [_read_item(stored) for stored in packages.stored_items(package)]
    with index.opened().writer() as writer:
        writer.replace_dossier(str(dossier_id), _index_pages(dossier_id, items))
    actions.record_indexed(dossier_id, package_version=package.version, items=items)


def _read_item(stored: Any) -> ReadItem:
    """What readers need of one stored item. Its pictures are drawn again only when the delivery's are not there."""
    file = digitisation.file_of_item(stored.item_id)
    known: dict[int, Any] = (
        {picture.number: picture for picture in queries.pictures_of(file.pk)} if file is not None else {}
    )
    drawn: list[Picture] = []
    if set(known) != {page.number for page in stored.pages}:
        drawn = _draw(stored.path)
        known = {picture.number: picture for picture in drawn}
    words = {str(page.number): page.words for page in stored.pages}
    kept = json.dumps(words, ensure_ascii=False, sort_keys=True).encode()
    return ReadItem(
        item_id=stored.item_id,
        words_sha256=blobs.store().put_bytes(gzip.compress(kept, mtime=0)).sha256,
        pages=[
            ReadPage(page.number, page.width, page.height, page.text, known[page.number].sha256)
            for page in stored.pages
            if page.number in known
        ],
        drawn=drawn,
    )


def _index_pages(dossier_id: str, read: list[ReadItem]) -> list[IndexPage]:
    dossier = catalogue.dossier(dossier_id)
    found = catalogue.items([each.item_id for each in read])
    return [
        IndexPage(
            item_id=str(each.item_id),
            dossier_id=str(dossier.pk),
            page=page.number,
            text=page.text,
            fonds_code=dossier.fonds.code,
            agency_code=dossier.fonds.agency.code,
            reference_code=found[each.item_id].reference_code,
            dossier_title=dossier.title,
            title=found[each.item_id].subject,
            kind_code=found[each.item_id].kind_code,
            number=found[each.item_id].number,
            notation=found[each.item_id].notation,
            issuer=found[each.item_id].issuer,
            signer=found[each.item_id].signer,
            year=int(found[each.item_id].issued_date[:4]) if found[each.item_id].issued_date else None,
            issued_date=found[each.item_id].issued_date,
            access_code=found[each.item_id].access_code,
        )
        for each in read
        for page in each.pages
    ]
