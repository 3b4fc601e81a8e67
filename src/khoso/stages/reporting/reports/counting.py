"""The figures of reports, counted from evidence for many agencies at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from khoso.stages.reporting.readings.queries import span_values


@dataclass(frozen=True, slots=True)
class Count:
    """What the evidence says of one figure: to the end, and the part of it inside the period."""

    cumulative: int
    in_period: int


def counted(
    agency_ids: Iterable[int], *, since: datetime, until: datetime, names: Iterable[str] | None = None
) -> dict[int, dict[str, Count]]:
    """Every declared figure (or those named) of each agency: two questions a figure, however many agencies."""
    asked = list(agency_ids)
    told: dict[int, dict[str, Count]] = {agency: {} for agency in asked}
    for name, values in span_values(names, since, until, asked).items():
        for agency, value in values.items():
            told[agency][name] = Count(value.value, value.inside)
    return told
