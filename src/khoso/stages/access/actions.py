"""Recording what is searchable and what was looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction

from khoso.engines import jobs
from khoso.foundation.audit.actions import record, record_once
from khoso.foundation.provenance import agents
from khoso.foundation.provenance.actions import record_event
from khoso.foundation.provenance.events import EventType
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.access.models import IndexedDossier, PagePicture, ReadableItem, ReadablePage
from khoso.stages.digitisation import actions as digitisation
from khoso.stages.digitisation import queries as digitisation_queries
from khoso.stages.packages import queries as packages

# Opening the same page again within this time is the same look.
SAME_LOOK = timedelta(seconds=60)
# Tiles asked for so long after the page was opened still belong to that look: a browser keeps them no longer.
LOOK_LASTS = timedelta(minutes=15)


@dataclass(frozen=True)
class Picture:
    """The tiled picture of one page; see PagePicture."""

    number: int
    width: int
    height: int
    sha256: str


@dataclass(frozen=True)
class ReadPage:
    """One page as readers see it; see ReadablePage."""

    number: int
    width: int
    height: int
    text: str
    picture_sha256: str


@dataclass(frozen=True)
class ReadItem:
    """One item as readers see it."""

    item_id: Any
    words_sha256: str
    pages: list[ReadPage]
    # Pictures drawn for this, since the delivery's are not there.
    drawn: list[Picture] = field(default_factory=list)


@transaction.atomic
def record_indexed(dossier_id: Any, *, package_version: str, items: list[ReadItem]) -> None:
    """The index holds the pages of a dossier and is committed: from now on the dossier may be found and read."""
    for item in items:
        ReadableItem.objects.filter(item_id=item.item_id).delete()
        readable = ReadableItem.objects.create(item_id=item.item_id, words_sha256=item.words_sha256)
        ReadablePage.objects.bulk_create(ReadablePage(readable=readable, **vars(page)) for page in item.pages)
        if item.drawn:
            _tell_drawing(("item", item.item_id), item.drawn, once=f"{package_version}/{clock.now().isoformat()}")
    pages = sum(len(item.pages) for item in items)
    IndexedDossier.objects.update_or_create(
        dossier_id=dossier_id,
        defaults={"package_version": package_version, "pages": pages, "indexed_at": clock.now()},
    )
    delivery = digitisation_queries.delivery_of_dossier(dossier_id)
    if delivery is not None:
        digitisation.replace_findings(delivery.pk, "index", [], dossier_id=dossier_id)
    record("access.dossier.index", subject=("dossier", dossier_id), details={"pages": pages})


@transaction.atomic
def record_pictures(file_id: Any, pictures: list[Picture], *, source_sha256: str) -> None:
    """The pictures of a file's pages are made, from the bytes with this SHA-256; not of a file put away meanwhile."""
    if digitisation_queries.file(file_id).is_put_away:
        return
    PagePicture.objects.filter(file_id=file_id).delete()
    PagePicture.objects.bulk_create(
        PagePicture(file_id=file_id, source_sha256=source_sha256, **vars(picture)) for picture in pictures
    )
    _tell_drawing(("file", file_id), pictures, once=source_sha256)
    file = digitisation_queries.file(file_id)
    digitisation.replace_findings(file.delivery_id, "pictures", [], dossier_id=file.dossier_id, file_id=file.pk)


def _tell_drawing(source: tuple[str, object], pictures: list[Picture], *, once: str) -> None:
    """Pictures of pages are objects of their own: made from a file, to be looked at."""
    record_event(
        EventType.CREATION,
        subject=source,
        agents=[agents.house(), agents.engine("imaging", "pypdfium2")],
        once=once,
        detail=f"Ảnh của {len(pictures)} trang",
        outcomes=[("pictures", source[1])],
    )


def record_picture_hindrance(file_id: Any, error: KhosoError) -> None:
    """The machine could not draw the pages of a file yet."""
    file = digitisation_queries.file(file_id)
    digitisation.record_hindrance("pictures", error, delivery_id=file.delivery_id, file=file)


def record_index_hindrance(dossier_id: Any, error: KhosoError) -> None:
    """The machine could not make a stored dossier searchable yet."""
    delivery = digitisation_queries.delivery_of_dossier(dossier_id)
    if delivery is not None:
        digitisation.record_hindrance("index", error, delivery_id=delivery.pk, dossier_id=dossier_id)


@transaction.atomic
def resume(delivery_id: object) -> None:
    """Ask again for every picture that is not made and every stored dossier of a delivery that is not searchable."""
    files = digitisation_queries.readable_files(delivery_id)
    drawn = set(PagePicture.present.filter(file__in=files).values_list("file_id", flat=True))
    for file in files:
        if file.pk not in drawn:
            ask_for_pictures(file.pk)
    stored = list(packages.packages_of(digitisation_queries.dossiers_with_files(delivery_id)))
    searchable = set(IndexedDossier.objects.filter(dossier_id__in=stored).values_list("dossier_id", flat=True))
    for dossier_id in stored:
        if dossier_id not in searchable:
            ask_to_index(dossier_id)


def ask_for_pictures(file_id: object) -> None:
    jobs.enqueue("access.make_pictures", file_id=str(file_id), once=f"pictures:{file_id}")


def ask_to_index(dossier_id: object) -> None:
    jobs.enqueue("access.index_dossier", dossier_id=str(dossier_id), lock="index", once=f"index:{dossier_id}")


def record_page_shown(item_id: Any, page: int, *, looker: str, is_part: bool = False) -> None:
    """`looker` saw a page, or with `is_part` a tile or the words of it: one row for a look, however many tiles.

    # Luật: KH 82 III.1.c (lưu vết): reading counts as much as writing
    """
    record_once(
        f"look:{looker}:{item_id}:{page}",
        "access.page.show",
        within=LOOK_LASTS if is_part else SAME_LOOK,
        subject=("item", item_id),
        details={"page": page},
    )


def record_companion_shown(file_id: Any) -> None:
    """Somebody saw the cover or the inventory of a dossier."""
    record("access.companion.show", subject=("file", file_id))


def record_search(query: str, total: int) -> None:
    """Somebody searched."""
    record("access.search.run", subject=("query", query[:200]), details={"total": total})
