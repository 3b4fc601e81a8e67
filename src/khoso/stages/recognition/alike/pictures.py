"""The pieces of the pages where the doubts of a group stand."""

from __future__ import annotations

from typing import Any

from khoso.stages.recognition.alike import rules
from khoso.stages.recognition.confirming.form import crop_url
from khoso.stages.recognition.models import PageText, ProposedField
from khoso.stages.recognition.queries import readings_of_items

# Somebody looks at so many at once; the rest is answered with them, or left out by another answer.
MOST = 48


def of(rows: list[ProposedField]) -> list[dict[str, Any]]:
    """The first pictures of a group, with what the machine read in each."""
    shown = rows[:MOST]
    readings = readings_of_items([row.item_id for row in shown])
    sizes = {
        (page.reading_id, page.number): page
        for page in PageText.objects.filter(reading__in=[one.pk for one in readings.values()], number__in=_pages(shown))
        .only("reading_id", "number", "width", "height")
        .order_by("number")
    }
    told = []
    for row in shown:
        reading = readings.get(row.item_id)
        page = sizes.get((reading.pk, row.page)) if reading and row.page else None
        told.append({"item_id": row.item_id, "read": rules.shown(row.name, row.value), "url": _url(row, page)})
    return told


def _pages(rows: list[ProposedField]) -> set[int]:
    return {row.page for row in rows if row.page}


def _url(row: ProposedField, page: Any) -> str:
    if page is None or not row.box or not row.page or not page.width or not page.height:
        return ""
    x0, y0, x1, y1 = row.box
    box = [x0 / page.width, y0 / page.height, x1 / page.width, y1 / page.height]
    return crop_url(row.item_id, row.page, box, page.width, page.height)
