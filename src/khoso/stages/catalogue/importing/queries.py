"""Reading imports, their findings and what they brought."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.permissions import agencies_of
from khoso.stages.catalogue import states
from khoso.stages.catalogue.importing import keeping
from khoso.stages.catalogue.models import CatalogueImport, Dossier, Fonds
from khoso.stages.catalogue.permissions import DESCRIBERS

WAITING = (states.UPLOADED, states.MAPPED, states.CHECKED, states.STOPPED)
_ORDER = {"error": 0, "warning": 1, "info": 2}
DIFFERS = "catalogue.differs"


def imports_seen_by(person: Any) -> QuerySet[CatalogueImport]:
    """The imports of the agencies a person may import for, latest first."""
    scope = agencies_of(person, DESCRIBERS)
    every = CatalogueImport.objects.select_related("agency", "by", "follows").order_by("-created_at")
    return every if scope is None else every.filter(agency__in=scope)


def agencies_to_import_for(person: Any) -> QuerySet[Agency]:
    """The agencies whose catalogue a person may bring in."""
    scope = agencies_of(person, DESCRIBERS)
    live = Agency.objects.filter(valid_to=None)
    return live if scope is None else live.filter(pk__in=scope)


def fonds_of(agency_id: int) -> list[Fonds]:
    return list(Fonds.objects.filter(agency=agency_id).order_by("code"))


def same_file(run: CatalogueImport) -> CatalogueImport | None:
    """Another import of the very same bytes for the same agency that was not given up; the latest."""
    twins = CatalogueImport.objects.filter(agency=run.agency_id, file_digest=run.file_digest).exclude(pk=run.pk)
    return twins.exclude(state__in=(states.WITHDRAWN, states.REFUSED)).select_related("by").first()


def followers(run: CatalogueImport) -> list[CatalogueImport]:
    """Workbooks that were mended after this one and sent again, the first first."""
    return list(CatalogueImport.objects.filter(follows=run.pk).order_by("created_at"))


def dossiers_of(run: CatalogueImport) -> QuerySet[Dossier]:
    """The dossiers an import made."""
    return Dossier.objects.filter(catalogue_import=run.pk).select_related("fonds").order_by("reference_code")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which findings somebody wants to see; empty means all. `hides_info`: only what somebody should act on."""

    code: str = ""
    severity: str = ""
    row: int = 0
    hides_info: bool = False

    def wants(self, line: bytes) -> bool:
        """A quick look at the line before it is parsed."""
        return (not self.code or f'"{self.code}"'.encode() in line) and (
            not self.severity or f'"{self.severity}"'.encode() in line
        )

    def is_met_by(self, one: dict[str, Any]) -> bool:
        return (
            (not self.code or one["code"] == self.code)
            and (not self.severity or one["severity"] == self.severity)
            and (not self.row or one["row"] == self.row)
            and not (self.hides_info and one["severity"] == "info")
        )


def findings(run: CatalogueImport, asked: Asked | None = None) -> Iterator[dict[str, Any]]:
    """The findings of the last check, in the order they were made."""
    if not run.findings_digest:
        return
    asked = asked or Asked()
    with keeping.lines_of(run.findings_digest) as lines:
        for line in lines:
            if asked.wants(line) and asked.is_met_by(one := json.loads(line)):
                yield one


def findings_page(run: CatalogueImport, asked: Asked, *, offset: int, limit: int) -> tuple[list[dict[str, Any]], int]:
    """Some findings, and how many there are in all."""
    shown, total = [], 0
    for one in findings(run, asked):
        if offset <= total < offset + limit:
            shown.append(one)
        total += 1
    return shown, total


def summary(run: CatalogueImport) -> list[dict[str, Any]]:
    """Codes with their counts, the gravest first, then the most frequent."""
    rows = [{"code": code, **told} for code, told in run.summary.items()]
    return sorted(rows, key=lambda one: (_ORDER.get(one["severity"], 3), -one["count"], one["code"]))


def differences(run: CatalogueImport, *, offset: int, limit: int) -> tuple[list[dict[str, Any]], int]:
    """Things of the catalogue the sheet describes otherwise: row, kind, and each field's two values."""
    shown, total = [], 0
    lines = findings(run, Asked(code=DIFFERS))
    for (row, kind, identifier), group in groupby(lines, key=lambda one: (one["row"], one["subject"], one["id"])):
        if offset <= total < offset + limit:
            shown.append({"row": row, "kind": kind, "id": identifier, "fields": list(group)})
        total += 1
    return shown, total
