"""Recording what is searchable and what was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from khoso.foundation.audit.actions import record
from khoso.kernel import clock
from khoso.stages.access.models import IndexedDossier, PagePicture, ReadableItem, ReadablePage


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


@transaction.atomic
def record_indexed(dossier_id: Any, *, package_version: str, items: list[ReadItem]) -> None:
    """The index holds the pages of a dossier and is committed: from now on the dossier may be found and read."""
    for item in items:
        ReadableItem.objects.filter(item_id=item.item_id).delete()
        readable = ReadableItem.objects.create(item_id=item.item_id, words_sha256=item.words_sha256)
        ReadablePage.objects.bulk_create(ReadablePage(readable=readable, **vars(page)) for page in item.pages)
    pages = sum(len(item.pages) for item in items)
    IndexedDossier.objects.update_or_create(
        dossier_id=dossier_id,
        defaults={"package_version": package_version, "pages": pages, "indexed_at": clock.now()},
    )
    record("access.dossier.index", subject=("dossier", dossier_id), details={"pages": pages})


@transaction.atomic
def record_pictures(file_id: Any, pictures: list[Picture]) -> None:
    """The pictures of a file's pages are made."""
    PagePicture.objects.filter(file_id=file_id).delete()
    PagePicture.objects.bulk_create(PagePicture(file_id=file_id, **vars(picture)) for picture in pictures)


def record_page_shown(item_id: Any, page: int) -> None:
    """Somebody saw a page.

    # Luật: KH 82 III.1.c (lưu vết): reading counts as much as writing
    """
    record("access.page.show", subject=("item", item_id), details={"page": page})


def record_companion_shown(file_id: Any) -> None:
    """Somebody saw the cover or the inventory of a dossier."""
    record("access.companion.show", subject=("file", file_id))


def record_search(query: str, total: int) -> None:
    """Somebody searched."""
    record("access.search.run", subject=("query", query[:200]), details={"total": total})
