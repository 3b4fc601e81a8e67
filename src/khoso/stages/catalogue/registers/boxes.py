"""Labels of boxes: which dossiers lie in each."""

from __future__ import annotations

from itertools import groupby

from django.db.models import QuerySet

from khoso.engines.office import BoxLabel
from khoso.kernel.numbers_vi import grouped
from khoso.stages.catalogue.models import Dossier


def labels_of(rows: QuerySet[Dossier]) -> list[BoxLabel]:
    """One label for each box, in the order of the register; dossiers that lie in no box have none."""
    boxed = rows.exclude(box="").iterator(chunk_size=2000)
    return [
        _label(list(found))
        for _key, found in groupby(boxed, key=lambda one: (one.fonds_id, one.register_number, one.box))
    ]


def _label(dossiers: list[Dossier]) -> BoxLabel:
    first, last = dossiers[0], dossiers[-1]
    numbers = first.number if first.number == last.number else f"{first.number} đến {last.number}"
    years = sorted(year for one in dossiers for year in (one.start_year, one.end_year) if year)
    span = "" if not years else str(years[0]) if years[0] == years[-1] else f"{years[0]} - {years[-1]}"
    held = f"{grouped(len(dossiers))} hồ sơ"
    lines = [
        *([f"Mục lục số: {first.register_number}"] if first.register_number else []),
        f"Hồ sơ số: {numbers}",
        f"Năm {span} · {held}" if span else held,
    ]
    return BoxLabel(first.fonds.agency.name, first.fonds.title, first.box, lines)
