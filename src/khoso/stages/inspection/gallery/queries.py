"""Reading what the gallery shows: which pages a delivery has, what is doubted of them, what was marked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from khoso.engines import blobs
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection.models import PagePhoto, ThumbnailPack

SECRET = "03"  # noqa: S105 (a level of access, no password)
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class ShownFile:
    """A file whose pages may be looked at, where its pages begin in the delivery's order, and its pack if made."""

    file: Any
    dossier: Any
    item: Any
    first: int
    pack: ThumbnailPack | None

    @property
    def pages(self) -> int:
        return int(self.file.pages)


def shown_files(delivery_id: object) -> list[ShownFile]:
    """The files of a delivery that passed the machine check and are no secret, in the order of the paper.

    # Luật: KH 82 II (tài liệu mật không thuộc phạm vi): a file in quarantine is not among them, nor what is level 03
    """
    files = [file for file in digitisation.readable_files(delivery_id) if file.pages]
    dossiers = catalogue.dossiers([file.dossier_id for file in files if file.dossier_id])
    items = catalogue.items([file.item_id for file in files if file.item_id])
    packs = {
        pack.file_id: pack for pack in ThumbnailPack.objects.filter(file__delivery_id=delivery_id).order_by("file_id")
    }
    found = []
    for file in files:
        dossier, item = dossiers.get(file.dossier_id), items.get(file.item_id)
        if SECRET not in (getattr(dossier, "access_code", ""), getattr(item, "access_code", "")):
            found.append((file, dossier, item))
    told, first = [], 0
    for file, dossier, item in sorted(found, key=_place):
        pack = packs.get(file.pk)
        whole = pack if pack is not None and pack.source_sha256 == file.sha256 else None
        told.append(ShownFile(file, dossier, item, first, whole))
        first += file.pages
    return told


_ROLES = {"cover": 0, "inventory": 1, "item": 2}


def _place(found: tuple[Any, Any, Any]) -> tuple[Any, ...]:
    file, dossier, item = found
    code = dossier.reference_code if dossier else ""
    return (_natural(code), _ROLES.get(file.role, 3), item.ordinal if item else 0, _natural(file.path))


def _natural(text: str) -> list[tuple[int, Any]]:
    return [(1, int(part)) if part.isdecimal() else (0, part) for part in _DIGITS.split(text) if part]


def find_shown(delivery_id: object, file_id: object) -> Any | None:
    """One file of a delivery when its pages may be looked at; None otherwise."""
    file = digitisation.find_file(file_id)
    if file is None or file.delivery_id != delivery_id or not file.is_readable:
        return None
    return file if is_open_to_eyes(file) else None


def is_open_to_eyes(file: Any) -> bool:
    """Whether pages of a file that the machine has checked may be seen: it is not in quarantine and no secret.

    # Luật: KH 82 II (tài liệu mật không thuộc phạm vi)
    """
    if file.state == "quarantined":
        return False
    dossier = catalogue.dossiers([file.dossier_id]).get(file.dossier_id) if file.dossier_id else None
    item = catalogue.find_item(file.item_id) if file.item_id else None
    return SECRET not in (getattr(dossier, "access_code", ""), getattr(item, "access_code", ""))


def version_of(files: Iterable[ShownFile]) -> str:
    """Changes when another picture has to be shown for any page."""
    told = hashlib.sha256()
    for one in files:
        told.update(f"{one.file.pk}{one.file.sha256[:16]}{one.pack.sha256[:16] if one.pack else ''}".encode())
    return told.hexdigest()[:16]


def thumbnails(files: list[ShownFile], wanted: Iterable[int]) -> Iterator[tuple[int, int, int, bytes]]:
    """(place, width, height, picture) of pages by their place in the delivery; a page without a picture is left out."""
    asked = sorted(set(wanted))
    store, at = blobs.store(), 0
    for one in files:
        while at < len(asked) and asked[at] < one.first:
            at += 1
        if at == len(asked):
            return
        if asked[at] >= one.first + one.pages or one.pack is None:
            continue
        with store.open(one.pack.sha256) as pack:
            while at < len(asked) and asked[at] < one.first + one.pages:
                number = asked[at] - one.first
                if number < len(one.pack.places):
                    offset, length, width, height = one.pack.places[number]
                    pack.seek(offset)
                    yield asked[at], width, height, pack.read(length)
                at += 1


def photos_of(file_id: object, page: int) -> list[PagePhoto]:
    """Photos of the paper of one page, newest first."""
    return list(PagePhoto.objects.filter(file_id=file_id, page=page).select_related("added_by"))


def find_photo(file_id: object, photo_id: int) -> PagePhoto | None:
    return PagePhoto.objects.filter(file_id=file_id, pk=photo_id).first()
