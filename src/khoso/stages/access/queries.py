"""Reading what is searchable and what is shown."""

from __future__ import annotations

import gzip
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Sum
from django.urls import reverse

from khoso.engines import blobs
from khoso.foundation.audit.queries import subjects_of
from khoso.foundation.web import counting
from khoso.stages.access.models import IndexedDossier, PagePicture, ReadableItem, ReadablePage
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.recognition import queries as recognition

Words = list[list[Any]]


@dataclass(frozen=True)
class PageView:
    """One page as the screen shows it: size in pixels, text, and the digest of its tiled picture ("" when not made)."""

    number: int
    width: int
    height: int
    text: str
    picture_sha256: str


def indexed(dossier_ids: list[Any]) -> set[Any]:
    """Those of the dossiers that may be found."""
    return set(IndexedDossier.objects.filter(dossier_id__in=dossier_ids).values_list("dossier_id", flat=True))


@counting.same_for_ids
def indexed_in(delivery_ids: Iterable[Any]) -> set[Any]:
    """The dossiers these deliveries brought files for that may be found."""
    brought = digitisation.dossiers_brought(delivery_ids)
    return set(IndexedDossier.objects.filter(dossier_id__in=brought).values_list("dossier_id", flat=True))


def pages_of(item_id: Any) -> list[PageView]:
    """The pages of an item: from its stored package when it is stored, else from the delivered file."""
    readable = ReadableItem.objects.filter(item_id=item_id).first()
    if readable is not None:
        return [
            PageView(page.number, page.width, page.height, page.text, page.picture_sha256)
            for page in readable.pages.all()
        ]
    file = digitisation.file_of_item(item_id)
    return pages_of_file(file) if file is not None and file.is_readable else []


def pictures_of(file_id: Any) -> list[PagePicture]:
    """The pictures made of a delivered file."""
    return list(PagePicture.present.filter(file_id=file_id))


def pages_of_file(file: Any) -> list[PageView]:
    """The pages of a delivered file that passed its check."""
    texts = {page.number: page.text for page in recognition.page_texts(file.pk)}
    return [
        PageView(picture.number, picture.width, picture.height, texts.get(picture.number, ""), picture.sha256)
        for picture in PagePicture.present.filter(file_id=file.pk)
    ]


def words_of(item_id: Any) -> dict[int, Words]:
    """The words of an item by page: `[x0, y0, x1, y1, text, confidence]` in pixels of the page image."""
    readable = ReadableItem.objects.filter(item_id=item_id).first()
    if readable is not None:
        return _kept_words(readable.words_sha256)
    file = digitisation.file_of_item(item_id)
    reading = recognition.reading_of(file.pk) if file is not None else None
    return recognition.words_of(reading, blobs.store()) if reading and reading.reading_sha256 else {}


def items_with_pictures(item_ids: list[Any]) -> set[Any]:
    """Those of the items whose pages can be looked at now."""
    stored = ReadableItem.objects.filter(item_id__in=item_ids).values_list("item_id", flat=True)
    drawn = PagePicture.present.filter(number=1, file__item_id__in=item_ids).values_list("file__item_id", flat=True)
    return {*stored, *drawn}


def page_counts() -> tuple[int, int]:
    """How many dossiers and pages may be found."""

    def ask() -> tuple[int, int]:
        rows = IndexedDossier.objects.aggregate(dossiers=Count("pk"), pages=Sum("pages"))
        return rows["dossiers"], rows["pages"] or 0

    return counting.for_all("access.pages", None, ask)


def readable_page(item_id: Any, number: int) -> PageView | None:
    """One page of an item; None when it has no such page."""
    readable = ReadableItem.objects.filter(item_id=item_id).first()
    if readable is not None:
        page = readable.pages.filter(number=number).first()
        return PageView(number, page.width, page.height, page.text, page.picture_sha256) if page else None
    file = digitisation.file_of_item(item_id)
    if file is None or not file.is_readable:
        return None
    picture = PagePicture.present.filter(file_id=file.pk, number=number).first()
    read = recognition.page_text(file.pk, number)
    return (
        PageView(number, picture.width, picture.height, read.text if read else "", picture.sha256) if picture else None
    )


def stored_pages(places: list[tuple[Any, int]]) -> dict[tuple[Any, int], tuple[PageView, Words]]:
    """Pages of stored items with their words, by item and number; one query however many are asked for."""
    wanted = set(places)
    rows = ReadablePage.objects.filter(
        readable__item_id__in={item for item, _ in wanted}, number__in={number for _, number in wanted}
    ).select_related("readable")
    found = {}
    for row in rows:
        key = (row.readable.item_id, row.number)
        if key in wanted:
            words = _kept_words(row.readable.words_sha256).get(row.number, [])
            found[key] = (PageView(row.number, row.width, row.height, row.text, row.picture_sha256), words)
    return found


def _kept_words(sha256: str) -> dict[int, Words]:
    with blobs.store().open(sha256) as stored:
        return {int(page): words for page, words in json.loads(gzip.decompress(stored.read())).items()}


@dataclass(frozen=True)
class Recent:
    """Something a person looked at lately."""

    label: str
    url: str
    when: datetime


def recently_shown(person: Any, limit: int = 8) -> list[Recent]:
    """The items a person looked at last, newest first, each once."""
    shown: dict[str, datetime] = {}
    for subject, at in subjects_of(person.username, "access.page.show", limit=20 * limit):
        shown.setdefault(subject, at)
    found = catalogue.items(list(shown)[:limit])
    return [
        Recent(found[key].subject or found[key].reference_code, reverse("access:viewer", args=[key]), at)
        for key, at in ((uuid.UUID(text), at) for text, at in list(shown.items())[:limit])
        if key in found
    ]
