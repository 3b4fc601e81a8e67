"""Fonds, series, dossiers, items, heaps and reports, for the table of who opens what from near and far."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from khoso.engines import blobs
from khoso.kernel import clock, ids
from khoso.stages.catalogue.models import Accumulation, ArrangementReport, Series

Row = tuple[Callable[..., list[Any]], set[str], set[str], set[str]]
WORKING = {"clerk", "council_member", "supervisor", "head"}
FAR = {"home_affairs", "archivist"}
NEAR, ARCHIVE = {"clerk"}, {"archivist"}
GET, POST, BOTH = {"get"}, {"post"}, {"get", "post"}


def _fonds(line: Any, held: Any, lent: Any) -> list[Any]:
    return [line.dossier.fonds_id]


def _series(line: Any, held: Any, lent: Any) -> list[Any]:
    fonds = line.dossier.fonds
    made, _ = Series.objects.get_or_create(fonds=fonds, code="GAN", defaults={"id": ids.new("series", fonds.pk, "GAN")})
    return [made.pk]


def _dossier(line: Any, held: Any, lent: Any) -> list[Any]:
    return [line.dossier.pk]


def _item(line: Any, held: Any, lent: Any) -> list[Any]:
    return [line.items[0].pk]


def _heap(line: Any, held: Any, lent: Any) -> list[Any]:
    made, _ = Accumulation.objects.get_or_create(agency=line.agency, title="Khối", defaults={"metres": Decimal(1)})
    return [made.pk]


def _report(line: Any, held: Any, lent: Any) -> list[Any]:
    kept = blobs.store().put_bytes(b"%PDF-1.7")
    made, _ = ArrangementReport.objects.get_or_create(
        agency=line.agency,
        number="01/BC",
        defaults={"issued_on": clock.today(), "title": "B", "file_name": "b.pdf", "file_digest": kept.sha256},
    )
    return [made.pk]


def _of_dossier(*more: Any) -> Callable[..., list[Any]]:
    return lambda line, held, lent: ["dossier", line.dossier.pk, *more]


ROWS: dict[str, Row] = {
    "catalogue:fonds": (_fonds, GET, WORKING, FAR),
    "catalogue:fonds-edit": (_fonds, BOTH, NEAR, ARCHIVE),
    "catalogue:series-new": (_fonds, BOTH, NEAR, ARCHIVE),
    "catalogue:dossier-new": (_fonds, BOTH, NEAR, ARCHIVE),
    "catalogue:series": (_series, GET, WORKING, FAR),
    "catalogue:series-edit": (_series, BOTH, NEAR, ARCHIVE),
    "catalogue:dossier": (_dossier, GET, WORKING, FAR),
    "catalogue:dossier-edit": (_dossier, BOTH, NEAR, ARCHIVE),
    "catalogue:release": (_dossier, POST, {"head", "supervisor"}, set()),
    "catalogue:item-new": (_dossier, BOTH, NEAR, ARCHIVE),
    "catalogue:item": (_item, GET, WORKING, FAR),
    "catalogue:item-edit": (_item, BOTH, NEAR, ARCHIVE),
    "catalogue:history": (_of_dossier(), GET, WORKING, FAR),
    "catalogue:compared": (_of_dossier(), GET, WORKING, FAR),
    "catalogue:as-it-was": (_of_dossier(0), GET, WORKING, FAR),
    "catalogue:arrangement-move": (_of_dossier(), BOTH, NEAR, ARCHIVE),
    "catalogue:accumulation": (_heap, GET, WORKING, FAR),
    "catalogue:accumulation-edit": (_heap, BOTH, NEAR, ARCHIVE),
    "catalogue:accumulation-move": (_heap, POST, NEAR, ARCHIVE),
    "catalogue:report": (_report, GET, WORKING, FAR),
    "catalogue:report-file": (_report, GET, WORKING, FAR),
}
