"""Comparing the checked files of a delivery with each other: what is read for it, what is kept of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from khoso.kernel.findings import Finding
from khoso.stages.digitisation import states
from khoso.stages.digitisation.findings import replace_findings
from khoso.stages.digitisation.models import DeliveryFile, DeliveryFinding, PageImage

if TYPE_CHECKING:
    from khoso.stages.digitisation.compute.results import FileCheck

SOURCE = "across"
_AT_A_TIME = 500


@dataclass(frozen=True)
class Compared:
    """A checked file as the comparison sees it; `known` are its pages already found to be doubles within it."""

    id: Any
    dossier_id: Any
    result: FileCheck
    known: Collection[int]


def waits_for_check(delivery_id: object) -> bool:
    """Whether a file of the delivery has not been checked yet."""
    return DeliveryFile.objects.filter(delivery_id=delivery_id, state=states.REGISTERED).exists()


def paths_of(delivery_id: object) -> list[tuple[str, Any, Any]]:
    """(path, id, dossier) of every file that was checked and is not in quarantine."""
    rows = DeliveryFile.objects.filter(delivery_id=delivery_id, state__in=(states.CHECKED, states.REFUSED))
    return list(rows.values_list("path", "pk", "dossier_id"))


def checked_files(delivery_id: object, files: list[tuple[str, Any, Any]]) -> Iterator[Compared]:
    """These files in this order with what was measured of their pages, some hundreds at a time."""
    for start in range(0, len(files), _AT_A_TIME):
        part = files[start : start + _AT_A_TIME]
        ids = [key for _, key, _ in part]
        pages = _pages_of(ids)
        known = defaultdict(set)
        doubles = DeliveryFinding.objects.filter(file_id__in=ids, code="page.duplicate").exclude(source=SOURCE)
        for file, page in doubles.values_list("file_id", "page"):
            known[file].add(page)
        for path, key, dossier in part:
            yield Compared(key, dossier, _as_checked(path, pages[key]), known[key])


def _pages_of(file_ids: list[Any]) -> dict[Any, list[PageImage]]:
    told: dict[Any, list[PageImage]] = defaultdict(list)
    for page in PageImage.objects.filter(file_id__in=file_ids).order_by("file_id", "number").iterator(chunk_size=2000):
        told[page.file_id].append(page)
    return told


def _as_checked(path: str, pages: list[PageImage]) -> FileCheck:
    from khoso.stages.digitisation.compute.results import FileCheck, PageCheck

    return FileCheck(
        Path(path),
        pages=[
            PageCheck(
                page.number,
                page.width,
                page.height,
                page.dpi,
                blank=page.is_blank,
                digest=page.digest,
                phash=bytes(page.look).hex() if page.look else "",
                printed_number=page.printed_number,
            )
            for page in pages
        ],
    )


@transaction.atomic
def keep(delivery_id: object, found: Mapping[Any, tuple[Any, list[Finding]]]) -> None:
    """What the comparison says now of each file (by id: its dossier, its findings), in the place of what it said."""
    said = DeliveryFinding.objects.filter(delivery_id=delivery_id, source=SOURCE, file__isnull=False)
    before = dict(said.values_list("file_id", "dossier_id"))
    for file, dossier in before.items():
        if file not in found:
            replace_findings(delivery_id, SOURCE, [], dossier_id=dossier, file_id=file)
    for file, (dossier, findings) in found.items():
        replace_findings(delivery_id, SOURCE, findings, dossier_id=dossier, file_id=file)
    # The machine could do it after all.
    replace_findings(delivery_id, SOURCE, [])
