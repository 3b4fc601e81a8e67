"""How much a fonds or a series holds, year by year, from the tally."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from django.db import connection
from django.db.models import Sum

from khoso.stages.catalogue.models import Arrangement, Tally

_BRANCH = """
WITH RECURSIVE branch(id) AS (
  SELECT id FROM catalogue_series WHERE id = %s
  UNION SELECT s.id FROM catalogue_series s JOIN branch b ON s.parent_id = b.id)
SELECT id FROM branch
"""


class YearVolume(NamedTuple):
    """What ended in `year` (began, where the end is not known); None: no year is known."""

    year: int | None
    dossiers: int
    sheets: int
    pages: int


def branch(series_id: object) -> list[uuid.UUID]:
    """A series and all below it."""
    with connection.cursor() as cursor:
        cursor.execute(_BRANCH, [series_id])
        return [row[0] for row in cursor.fetchall()]


def volumes_by_year(
    fonds_id: object, series_id: object | None = None, *, arranged_only: bool = True
) -> list[YearVolume]:
    """Dossiers, sheets and pages of a fonds, or of a series and all below it, by year.

    # Luật: KH 82 III.1.a (chỉ tài liệu đã chỉnh lý hoàn chỉnh được tính để số hóa)
    """
    rows = Tally.objects.filter(fonds_id=fonds_id, level=Tally.Level.SERIES if series_id else Tally.Level.FONDS)
    if series_id is not None:
        rows = rows.filter(series_id__in=branch(series_id))
    if arranged_only:
        rows = rows.filter(arrangement=Arrangement.ARRANGED)
    sums = rows.order_by().values_list("year").annotate(Sum("dossiers"), Sum("sheets"), Sum("pages"))
    return [
        YearVolume(year or None, dossiers, sheets, pages)
        for year, dossiers, sheets, pages in sorted(sums)
        if dossiers or sheets or pages
    ]
