"""Reading packages."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from khoso.foundation.web import counting
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.packages.models import Package, PackageFailure
from khoso.stages.recognition.compute.altoread import read_alto
from khoso.stages.repository import queries as repository
from khoso.stages.repository import storage


def package_of(dossier_id: Any) -> Package | None:
    return Package.objects.filter(dossier_id=dossier_id).first()


def packages_of(dossier_ids: list[Any]) -> dict[Any, Package]:
    """Packages by dossier id."""
    return {row.dossier_id: row for row in Package.objects.filter(dossier_id__in=dossier_ids)}


@counting.same_for_ids
def stored_in(delivery_ids: Iterable[Any]) -> set[Any]:
    """The dossiers these deliveries brought files for that have a package."""
    brought = digitisation.dossiers_brought(delivery_ids)
    return set(Package.objects.filter(dossier_id__in=brought).values_list("dossier_id", flat=True))


def stored_among(dossier_ids: list[Any]) -> set[Any]:
    """Those of the dossiers that have a package."""
    return set(Package.objects.filter(dossier_id__in=dossier_ids).values_list("dossier_id", flat=True))


def backed_up_among(dossier_ids: Iterable[Any]) -> set[Any]:
    """Those of the dossiers whose package is in every storage root in use, whole where it was last read."""
    rows = dict(Package.objects.filter(dossier_id__in=list(dossier_ids)).values_list("object_id", "dossier_id"))
    return {rows[object_id] for object_id in repository.whole_everywhere(rows)}


def failures_among(dossiers: QuerySet[Any, Any]) -> dict[Any, str]:
    """Why those of the dossiers have no package that should, by dossier id."""
    return dict(PackageFailure.objects.filter(dossier_id__in=dossiers).values_list("dossier_id", "message"))


def stored_dossiers() -> QuerySet[Package, Any]:
    """Ids of the dossiers whose package is stored, to narrow other questions with."""
    return Package.objects.values("dossier_id")


def failures_of(dossier_ids: list[Any]) -> dict[Any, str]:
    """Why dossiers have no package yet, by dossier id."""
    return dict(PackageFailure.objects.filter(dossier_id__in=dossier_ids).values_list("dossier_id", "message"))


@dataclass(frozen=True)
class StoredPage:
    """One page as its package holds it: words `[x0, y0, x1, y1, text, confidence]` in pixels, and their text."""

    number: int
    width: int
    height: int
    words: list[list[Any]]
    text: str


@dataclass(frozen=True)
class StoredItem:
    """One item as its package holds it; `path` is its file in the storage root that is read first."""

    item_id: uuid.UUID
    path: Path
    pages: list[StoredPage]


def stored_items(package: Package) -> list[StoredItem]:
    """The items of a package, read from the stored object alone."""
    root = storage.primary()
    files = {file.logical_path: root.place(package.object_id) / file.path for file in root.files(package.object_id)}
    found = []
    for item_id, data_path in sorted(package.item_paths.items(), key=lambda pair: pair[1]):
        stem = Path(data_path).stem
        altos = sorted(path for path in files if Path(path).name.startswith(f"{stem}.p") and path.endswith(".alto.xml"))
        pages = [_page(files[path], number) for number, path in enumerate(altos, start=1)]
        found.append(StoredItem(uuid.UUID(item_id), files[data_path], pages))
    return found


def _page(path: Path, number: int) -> StoredPage:
    page = read_alto(path)
    return StoredPage(number, page.width, page.height, page.words, page.text)
