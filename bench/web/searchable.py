"""The search index over every stored dossier, written as the job that indexes does, many dossiers a commit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from bench.web.bulk import Rows, write_together
from khoso.engines import index
from khoso.engines.index import IndexPage
from khoso.kernel import clock
from khoso.stages.access.models import IndexedDossier, ReadablePage
from khoso.stages.packages.models import Package

BATCH = 2500


def waiting() -> list[Any]:
    """Stored dossiers that no search shows yet."""
    listed = IndexedDossier.objects.values("dossier_id")
    return list(Package.objects.exclude(dossier_id__in=listed).order_by("id").values_list("dossier_id", flat=True))


def write_index(dossiers: list[Any]) -> Iterator[int]:
    """Make these dossiers searchable; told after each commit how many are."""
    for start in range(0, len(dossiers), BATCH):
        batch = dossiers[start : start + BATCH]
        pages = _pages(batch)
        with index.opened().writer() as writer:
            for dossier, own in pages.items():
                writer.replace_dossier(dossier, own)
        rows = Rows(IndexedDossier, "dossier_id", "package_version", "pages", "indexed_at")
        for dossier in batch:
            rows.add(dossier, "v1", len(pages[str(dossier)]), clock.now())
        write_together(rows)
        yield start + len(batch)


def _pages(dossiers: list[Any]) -> dict[str, list[IndexPage]]:
    told: dict[str, list[IndexPage]] = defaultdict(list)
    rows = ReadablePage.objects.filter(readable__item__dossier_id__in=dossiers).order_by("readable_id", "number")
    for row in rows.select_related("readable__item__dossier__fonds__agency").iterator(chunk_size=5000):
        item: Any = row.readable.item
        dossier = item.dossier
        told[str(dossier.pk)].append(
            IndexPage(
                item_id=str(item.pk),
                dossier_id=str(dossier.pk),
                page=row.number,
                text=row.text,
                fonds_code=dossier.fonds.code,
                agency_code=dossier.fonds.agency.code,
                reference_code=item.reference_code,
                dossier_title=dossier.title,
                title=item.subject,
                kind_code=item.kind_code,
                number=item.number,
                notation=item.notation,
                issuer=item.issuer,
                signer=item.signer,
                year=int(item.issued_date[:4]),
                issued_date=item.issued_date,
                access_code=item.access_code,
            )
        )
    return told
