"""How many dossiers there are of each kind at a place, with what was chosen: from the tally, or of what words found."""
# ruff: noqa: S608 -- the text of the questions is ours; whatever anybody typed goes as a parameter

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from khoso.stages.catalogue.browsing import conditions
from khoso.stages.catalogue.browsing.asking import FACETS, Asked
from khoso.stages.catalogue.models import Tally

YEARS = "nam"


@dataclass(frozen=True)
class Sum:
    """How much: dossiers, sheets, pages."""

    dossiers: int = 0
    sheets: int = 0
    pages: int = 0


@dataclass
class Counts:
    """What was counted: the whole, and dossiers by value of each facet (its own choice left out of account)."""

    total: Sum = Sum()
    by: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))


def counts(place: conditions.Reach, asked: Asked) -> Counts:
    """The counts of every facet. One question, whatever was chosen."""
    if place.is_nowhere:
        return Counts()
    cells, said = _cells(place, asked)
    parts = []
    for facet in FACETS:
        where, more = conditions.chosen_in(asked, of_tally=True, besides=facet.name)
        said |= more
        parts.append(f"SELECT '{facet.name}', {facet.tally}, sum(t.dossiers), 0, 0 FROM t WHERE {where} GROUP BY 2")
    where, more = conditions.chosen_in(asked, of_tally=True, besides=YEARS)
    said |= more
    parts.append(f"SELECT '{YEARS}', t.year::text, sum(t.dossiers), 0, 0 FROM t WHERE {where} GROUP BY 2")
    where, more = conditions.chosen_in(asked, of_tally=True)
    said |= more
    parts.append(f"SELECT '', '', sum(t.dossiers), sum(t.sheets), sum(t.pages) FROM t WHERE {where}")
    found = Counts()
    with connection.cursor() as cursor:
        cursor.execute(f"WITH t AS MATERIALIZED ({cells}) {' UNION ALL '.join(parts)}", said)
        for name, value, dossiers, sheets, pages in cursor.fetchall():
            if name == "":
                found.total = Sum(int(dossiers or 0), int(sheets or 0), int(pages or 0))
            elif dossiers:
                found.by[name][value] = int(dossiers)
    return found


def _cells(place: conditions.Reach, asked: Asked) -> tuple[str, dict[str, Any]]:
    """The rows to add up: of the tally; of the dossiers when words or a box were asked for."""
    looked, said = conditions.looked_for(asked)
    if not looked:
        where, said = conditions.in_tally(place)
        return f"SELECT t.* FROM catalogue_tally t WHERE {where}", said
    where, more = conditions.in_dossiers(place)
    columns = (
        f"d.origin, d.arrangement, d.retention_code, d.access_code, d.physical_condition_code, d.trust_code,"
        f" coalesce({conditions.DOSSIER_YEAR}, 0) AS year, coalesce(d.retention_ends, 0) AS retention_ends,"
        f" d.digitised_at IS NOT NULL AS is_digitised,"
        f" d.secrecy_held_for <> '' AND d.secrecy_cleared_at IS NULL AS is_held"
    )
    return (
        f"SELECT {columns}, count(*) AS dossiers, sum(coalesce(d.declared_sheet_count, 0)) AS sheets,"
        f" sum(coalesce(d.declared_page_count, 0)) AS pages FROM catalogue_dossier d WHERE {where} AND {looked}"
        f" GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10",
        said | more,
    )


def by_child(place: conditions.Reach, asked: Asked, level: int, ids: list[Any]) -> dict[Any, int]:
    """Dossiers of each of these agencies, fonds or series, with what was chosen (words left out of account)."""
    column = {Tally.Level.AGENCY: "agency_id", Tally.Level.FONDS: "fonds_id", Tally.Level.SERIES: "series_id"}[
        Tally.Level(level)
    ]
    where, said = conditions.in_tally(place, level)
    chosen, more = conditions.chosen_in(asked, of_tally=True)
    said |= more | {"ids": ids}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.{column}, sum(t.dossiers) FROM catalogue_tally t"
            f" WHERE {where} AND {chosen} AND t.{column} = ANY(%(ids)s) GROUP BY 1",
            said,
        )
        return {key: int(number) for key, number in cursor.fetchall()}
