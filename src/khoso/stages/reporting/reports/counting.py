"""The figures of reports, counted from evidence for many agencies at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from khoso.kernel import figures


@dataclass(frozen=True, slots=True)
class Count:
    """What the evidence says of one figure: to the end, and the part of it inside the period."""

    cumulative: int
    in_period: int


def counted(
    agency_ids: Iterable[int], *, since: datetime, until: datetime, names: Iterable[str] | None = None
) -> dict[int, dict[str, Count]]:
    """Every declared figure (or those named) of each agency: two questions a figure, however many agencies."""
    declared = figures.figures()
    asked = list(agency_ids)
    told: dict[int, dict[str, Count]] = {agency: {} for agency in asked}
    for name in declared if names is None else names:
        if name not in declared:
            continue
        ends, begins = declared[name].counted(until), declared[name].counted(since)
        for agency in asked:
            end = ends.get(agency, 0)
            told[agency][name] = Count(end, end - begins.get(agency, 0))
    return told
