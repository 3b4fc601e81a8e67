"""Reading what the gallery shows: which pages a delivery has, what is doubted of them, what was marked."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

from khoso.engines import blobs
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection.models import PagePhoto, ThumbnailPack

SECRET = "03"  # noqa: S105 (a level of access, no password)
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file whose pages may be looked at, where its pages begin in the delivery's order, and its pack if made."""

    id: Any
    path: str
    role: str
    sha256: str
    pages: int
    dossier: Any
    dossier_code: str
    dossier_title: str
    code: str
    first: int
    pack: str

    @property
    def label(self) -> str:
        """What the file is called beside its pictures."""
        return self.code or str(digitisation.role_label(self.role)) or self.path


# What the wall needs of a file, its dossier and its item, and no more: it is asked for thousands of them at once.
_FILE = ("id", "path", "role", "sha256", "pages", "dossier_id")
_DOSSIER = ("dossier__reference_code", "dossier__title", "dossier__access_code")
_ITEM = ("item__reference_code", "item__ordinal", "item__access_code")


def shown_files(delivery_id: object) -> list[ShownFile]:
    """The files of a delivery that passed the machine check and are no secret, in the order of the paper.

    # Luật: KH 82 II (tài liệu mật không thuộc phạm vi): a file in quarantine is not among them, nor what is level 03
    """
    packs = {
        file: pack
        for file, pack, drawn_from, now in ThumbnailPack.objects.filter(file__delivery_id=delivery_id)
        .order_by()
        .values_list("file_id", "sha256", "source_sha256", "file__sha256")
        if drawn_from == now
    }
    rows = digitisation.readable_in([delivery_id]).filter(pages__gt=0).values_list(*_FILE, *_DOSSIER, *_ITEM)
    open_rows = [row for row in rows if SECRET not in (row[8], row[11])]
    told, first = [], 0
    for row in sorted(open_rows, key=_place):
        file, path, role, sha256, pages, dossier, dossier_code, title, _access, code, *_more = row
        named = (dossier, dossier_code or "", title or "", code or "")
        told.append(ShownFile(file, path, role, sha256, pages, *named, first, packs.get(file, "")))
        first += pages
    return told


_ROLES = {"cover": 0, "inventory": 1, "item": 2}


def _place(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (_natural(row[6] or ""), _ROLES.get(row[2], 3), row[10] or 0, _natural(row[1]))


@lru_cache(maxsize=20_000)
def _natural(text: str) -> tuple[tuple[int, Any], ...]:
    return tuple((1, int(part)) if part.isdecimal() else (0, part) for part in _DIGITS.split(text) if part)


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
        told.update(f"{one.id}{one.sha256[:16]}{one.pack[:16]}".encode())
    return told.hexdigest()[:16]


# The order of deliveries' pages by its version, which says what it was made from; so many files in all (20 MB).
_remembered: OrderedDict[tuple[str, str], list[ShownFile]] = OrderedDict()
_REMEMBERED = 40_000
_remembering = Lock()


def remember(delivery_id: object, version: str, files: list[ShownFile]) -> None:
    """Keep the order of a delivery's pages at hand for the pictures that are asked for next."""
    with _remembering:
        _remembered[str(delivery_id), version] = files
        _remembered.move_to_end((str(delivery_id), version))
        while len(_remembered) > 1 and sum(map(len, _remembered.values())) > _REMEMBERED:
            _remembered.popitem(last=False)


def remembered(delivery_id: object, version: str, wanted: Iterable[int]) -> list[ShownFile] | None:
    """The order under this version, as long as the files of the wanted pages may still be seen and are the same.

    None when it is not known, or when one of them changed: then everything is read anew.
    """
    files = _remembered.get((str(delivery_id), version))
    if files is None:
        return None
    asked = {files[number].id: files[number] for number in _by_file(files, wanted)}
    rows = digitisation.readable_in([delivery_id]).filter(pk__in=list(asked))
    facts = ("id", "sha256", "pages", "dossier__access_code", "item__access_code")
    now = {row[0]: row[1:3] for row in rows.values_list(*facts) if SECRET not in row[3:]}
    return files if now == {one.id: (one.sha256, one.pages) for one in asked.values()} else None


def _by_file(files: list[ShownFile], places: Iterable[int]) -> dict[int, list[int]]:
    """The places in order under the number of the file they lie in; a place past the end lies in none."""
    firsts, told = [one.first for one in files], defaultdict(list)
    for place in sorted(set(places)):
        number = bisect_right(firsts, place) - 1
        if number >= 0 and place < files[number].first + files[number].pages:
            told[number].append(place)
    return dict(told)


def thumbnails(files: list[ShownFile], wanted: Iterable[int]) -> Iterator[tuple[int, int, int, bytes]]:
    """(place, width, height, picture) of pages by their place in the delivery; a page without a picture is left out."""
    asked = {files[number]: places for number, places in _by_file(files, wanted).items() if files[number].pack}
    rows = ThumbnailPack.objects.filter(file_id__in=[one.id for one in asked]).order_by()
    packed = {(file, pack): places for file, pack, places in rows.values_list("file_id", "sha256", "places")}
    store = blobs.store()
    for one, places in asked.items():
        held = packed.get((one.id, one.pack), ())
        with store.open(one.pack) as pack:
            for place in places:
                if place - one.first < len(held):
                    offset, length, width, height = held[place - one.first]
                    pack.seek(offset)
                    yield place, width, height, pack.read(length)


def photos_of(file_id: object, page: int) -> list[PagePhoto]:
    """Photos of the paper of one page, newest first."""
    return list(PagePhoto.objects.filter(file_id=file_id, page=page).select_related("added_by"))


def find_photo(file_id: object, photo_id: int) -> PagePhoto | None:
    return PagePhoto.objects.filter(file_id=file_id, pk=photo_id).first()
