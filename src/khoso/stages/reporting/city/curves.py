"""The curve of the city and of an agency, and which agencies pull the city late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from khoso.kernel import clock
from khoso.kernel.figures import Figure
from khoso.stages.programme import queries as programme
from khoso.stages.reporting.models import FigureReading
from khoso.stages.reporting.readings import curve as lines
from khoso.stages.reporting.readings import drawing, progress, queries
from khoso.stages.reporting.readings.curve import Forecast, Outlook, Point

# What a curve is drawn of when nobody says: what is left in the end.
FIRST = "packages.dossiers_loaded"
# Enough days for twenty working days and a holiday in between.
LOOKED_BACK = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Puller:
    """One agency beside the city's curve. `behind`: less than its own plan; `share`: of the city's whole lack."""

    agency_id: int
    total: int
    value: int
    planned_now: int
    forecast: Forecast
    ends_on: date
    share: int

    @property
    def behind(self) -> int:
        return max(0, self.planned_now - self.value)

    @property
    def late_days(self) -> int:
        end = self.forecast.ends_on
        return max((end - self.ends_on).days, 0) if end else 0

    @property
    def never(self) -> bool:
        return self.forecast.outlook is Outlook.NEVER


def chosen(name: str) -> tuple[Figure | None, list[Figure]]:
    """The figure an address names, or the first there is; and all it could name."""
    offered = progress.plannable()
    by_name = {one.name: one for one in offered}
    return by_name.get(name) or by_name.get(FIRST) or next(iter(offered), None), offered


def of_agency(plan: Any, agency_id: int, name: str) -> dict[str, Any] | None:
    """The curve of one agency as its page shows it; None where no figure can be drawn."""
    figure, _offered = chosen(name)
    drawn = progress.curve(figure.name, agency_id, plan) if figure else None
    if drawn is None or not (drawn.total or drawn.actual):
        return None
    return {"figure": figure, "shown": drawing.shown(drawn, f"co-quan-{agency_id}")}


def pullers(name: str, plan: Any) -> list[Puller]:
    """The agencies by how much they are behind their own plan, those whose pace ends too late or never among them.

    The same few questions for any number of agencies.
    """
    asked = queries.participants(plan.pk)
    agreed = progress.plans_of(name, plan, asked)
    shown = queries.shares_of(asked)
    calendar = programme.work_calendar()
    read = _readings(name, shown, clock.today())
    last = max((day for days in read.values() for day in days), default=None)
    if last is None:
        return []
    curves: dict[tuple[int, date, date], int] = {}
    found = []
    for agency, planned in agreed.items():
        if planned.total <= 0:
            continue
        key = (planned.total, planned.starts_on, planned.ends_on)
        if key not in curves:
            curves[key] = lines.value_on(lines.planned(*key, calendar.is_working), last)
        points = [Point(day, value) for day, value in sorted(read.get(agency, {}).items())]
        value = points[-1].value if points else 0
        forecast = lines.forecast(points, value=value, target=planned.total, today=last, is_working=calendar.is_working)
        found.append(Puller(agency, planned.total, value, curves[key], forecast, planned.ends_on, 0))
    return _shared(found)


def _shared(found: list[Puller]) -> list[Puller]:
    whole = sum(one.behind for one in found)
    told = [
        Puller(
            one.agency_id,
            one.total,
            one.value,
            one.planned_now,
            one.forecast,
            one.ends_on,
            100 * one.behind // whole if whole else 0,
        )
        for one in found
        if one.behind or one.late_days or one.never
    ]
    return sorted(told, key=lambda one: (-one.behind, -one.late_days, one.agency_id))


def _readings(name: str, shown: Mapping[int, int], today: date) -> dict[int, dict[date, int]]:
    """Agency → day → value of the last weeks, those that went wholly into an agency with it. One question."""
    rows = FigureReading.objects.filter(name=name, agency_id__in=shown, day__gt=today - LOOKED_BACK)
    found: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for agency, day, value in rows.values_list("agency_id", "day", "value"):
        found[shown[agency]][day] += value
    return found
