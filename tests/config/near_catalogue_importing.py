"""Workbooks on their way into the catalogue of an agency, for the table of who opens what from near and far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from khoso.engines import blobs
from khoso.kernel import clock, ids
from khoso.stages.catalogue.models import CatalogueImport

Row = tuple[Callable[..., list[Any]], set[str], set[str], set[str]]
NEAR, FAR = {"clerk"}, {"archivist"}
GET, POST, BOTH = {"get"}, {"post"}, {"get", "post"}


def _import(line: Any, held: Any, lent: Any) -> list[Any]:
    """A workbook whose columns wait to be confirmed, and which was sent back marked."""
    kept = blobs.store().put_bytes(b"PK\x03\x04 bang ke")
    sheet = {"name": "A", "header_row": 1, "row_count": 1, "layout": "other", "encoding": "unicode", "is_hidden": False}
    made = CatalogueImport.objects.create(
        id=ids.new("catalogue_import", line.agency.code, clock.now()),
        agency=line.agency,
        created_at=clock.now(),
        file_name="muc-luc.xlsx",
        file_digest=kept.sha256,
        file_size=kept.size,
        marked_digest=kept.sha256,
        sheet="A",
        state="mapped",
        options={"sheets": [sheet]},
    )
    return [made.pk]


ROWS: dict[str, Row] = {
    "catalogue:import": (_import, GET, NEAR, FAR),
    "catalogue:import-columns": (_import, BOTH, NEAR, FAR),
    "catalogue:import-dossiers": (_import, GET, NEAR, FAR),
    "catalogue:import-progress": (_import, GET, NEAR, FAR),
    "catalogue:import-check": (_import, POST, NEAR, FAR),
    "catalogue:import-load": (_import, POST, NEAR, FAR),
    "catalogue:import-stop": (_import, POST, NEAR, FAR),
    "catalogue:import-withdraw": (_import, POST, NEAR, FAR),
    "catalogue:import-marked": (_import, GET, NEAR, FAR),
    "catalogue:import-file": (_import, GET, NEAR, FAR),
}
