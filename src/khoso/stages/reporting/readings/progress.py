"""Plan, readings and forecast of a figure brought together: of one agency, or of the whole city."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Sum

from khoso.foundation.web import counting
from khoso.kernel import clock, figures
from khoso.kernel.figures import Figure, FigureKind
from khoso.stages.programme import queries as programme
from khoso.stages.reporting.models import FigureReading, VolumePlan
from khoso.stages.reporting.readings import curve as lines
from khoso.stages.reporting.readings import queries
from khoso.stages.reporting.readings.curve import Forecast, Point

# What an agency means to digitise, unless it says otherwise: the dossiers on its approved lists.
# Luật: KH 82 III.2.b (khối lượng theo danh mục được phê duyệt)
APPROVED = "selection.dossiers_selected"
PAGES, DOSSIERS = "digitisation.pages_received", "digitisation.dossiers_received"
# The parts of the road on which that volume travels.
ON_THE_ROAD = frozenset({"digitise", "accept", "load"})
# Pages of a dossier of which nobody has seen one yet.
PAGES_UNSEEN = 100


class Planned(NamedTuple):
    """What one agency means to reach, from when to when. `is_default`: nobody set it, it follows from the lists."""

    total: int
    starts_on: date
    ends_on: date
    source: str = ""
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """A figure over time. `agency_id` None: the whole city. `as_of`: the last day that was read, None when none was."""

    figure: Figure
    agency_id: int | None
    total: int
    starts_on: date
    ends_on: date
    plan: list[Point]
    actual: list[Point]
    forecast: Forecast
    as_of: date | None
    # One agency's plan as it was set or follows from its lists; None for the city.
    planned: Planned | None
    # Of the city: agencies with a volume, and those of them nobody set one for.
    agencies: int
    agencies_by_default: int

    @property
    def value(self) -> int:
        return self.actual[-1].value if self.actual else 0

    @property
    def planned_now(self) -> int:
        """What the plan wanted by the last day that was read."""
        return lines.value_on(self.plan, self.as_of) if self.as_of else 0

    @property
    def ahead(self) -> int:
        """How far before the plan; behind it when negative."""
        return self.value - self.planned_now

    @property
    def gap(self) -> int:
        """How far from the plan, whichever way."""
        return abs(self.ahead)

    @property
    def late_days(self) -> int:
        """How many days after the last planned one today's pace ends; 0 when in time, or when nobody can say."""
        ends_on = self.forecast.ends_on
        return max((ends_on - self.ends_on).days, 0) if ends_on else 0

    @property
    def is_late(self) -> bool:
        """Today's pace does not end in time."""
        return self.late_days > 0 or self.forecast.outlook is lines.Outlook.NEVER

    @property
    def percent(self) -> int:
        return min(100 * self.value // self.total, 999) if self.total else 0


def plannable() -> list[Figure]:
    """The figures a volume can be planned for: what adds up along the road."""
    return [one for one in figures.figures().values() if one.kind is FigureKind.VOLUME and one.stage in ON_THE_ROAD]


def default_span(plan: Any) -> tuple[date, date]:
    """From the first day of the plan to the day on which agencies hand in what came of it."""
    return plan.starts_on, plan.agency_final_due or plan.ends_on


def plans_of(name: str, plan: Any, agencies: Iterable[int]) -> dict[int, Planned]:
    """What each agency means to reach: what was set, else what its approved lists come to."""
    asked = list(agencies)
    rows = VolumePlan.objects.filter(programme=plan, name=name, agency_id__in=asked)
    told = {row.agency_id: Planned(row.total, row.starts_on, row.ends_on, row.source) for row in rows}
    lacking = [agency for agency in asked if agency not in told]
    if lacking:
        starts_on, ends_on = default_span(plan)
        for agency, total in _defaults(name, lacking).items():
            told[agency] = Planned(total, starts_on, ends_on, is_default=True)
    return told


def _defaults(name: str, agencies: list[int]) -> dict[int, int]:
    """The volume that follows from approved lists: of dossiers as it is, of pages by how thick dossiers came so far."""
    figure, noun = figures.figures()[name], name.partition(".")[2].partition("_")[0]
    if figure.stage not in ON_THE_ROAD or noun not in ("dossiers", "pages"):
        return {}
    approved = _present(APPROVED, agencies)
    if noun == "dossiers":
        return approved
    pages, dossiers = _present(PAGES, agencies), _present(DOSSIERS, agencies)
    of_all = sum(pages.values()), sum(dossiers.values())
    told = {}
    for agency, volume in approved.items():
        seen, came = (pages[agency], dossiers[agency]) if dossiers[agency] else of_all
        told[agency] = volume * seen // came if came and seen else volume * PAGES_UNSEEN
    return told


def _present(name: str, agencies: list[int]) -> dict[int, int]:
    """Values of now, some seconds old at most, the same for everybody who asks."""
    declared = figures.figures().get(name)
    if declared is None:
        return dict.fromkeys(agencies, 0)
    counted = counting.for_all(f"reporting.{name}", None, lambda: declared.counted(clock.now()))
    return queries.shared(counted, queries.shares_of(agencies), agencies)


def curve(name: str, agency: int | None = None, plan: Any = None, *, until: date | None = None) -> Curve | None:
    """Plan against readings against forecast, of an agency or (None) of the city, as of the last day read.

    None when there is no programme or no room declares the figure. Few questions, however many agencies and days.
    """
    plan = plan or programme.current_plan()
    figure = queries.figure(name)
    if plan is None or figure is None:
        return None
    asked = queries.participants(plan.pk) if agency is None else [agency]
    agreed = plans_of(name, plan, asked)
    actual = _readings(name, asked, plan.starts_on - timedelta(days=1), until or plan.ends_on + timedelta(days=366))
    # The same days are asked about for every agency.
    is_working = cache(programme.work_calendar().is_working)
    spans: dict[tuple[date, date], int] = defaultdict(int)
    for one in agreed.values():
        spans[one.starts_on, one.ends_on] += one.total
    starts_on, ends_on = default_span(plan)
    starts_on = min((first for first, _ in spans), default=starts_on)
    ends_on = max((last for _, last in spans), default=ends_on)
    total = sum(spans.values())
    as_of = actual[-1].day if actual else None
    return Curve(
        figure=figure,
        agency_id=agency,
        total=total,
        starts_on=starts_on,
        ends_on=ends_on,
        plan=_added([lines.planned(part, *span, is_working) for span, part in spans.items()]),
        actual=actual,
        forecast=lines.forecast(
            actual,
            value=actual[-1].value if actual else 0,
            target=total,
            today=as_of or clock.today(),
            is_working=is_working,
        ),
        as_of=as_of,
        planned=agreed.get(agency) if agency is not None else None,
        agencies=sum(one.total > 0 for one in agreed.values()),
        agencies_by_default=sum(one.total > 0 and one.is_default for one in agreed.values()),
    )


def _readings(name: str, agencies: list[int], first: date, last: date) -> list[Point]:
    """What was kept at the end of each day, of the agencies and of those that went wholly into them."""
    of = list(queries.shares_of(agencies))
    rows = FigureReading.objects.filter(name=name, agency_id__in=of, day__gte=first, day__lte=last)
    return [Point(day, value) for day, value in rows.order_by("day").values_list("day").annotate(Sum("value"))]


def _added(plans: list[list[Point]]) -> list[Point]:
    """Several plans as one: each stands at nothing before it begins and at everything after it ends."""
    if len(plans) < 2:
        return plans[0] if plans else []
    first, last = min(plan[0].day for plan in plans), max(plan[-1].day for plan in plans)
    days = (last - first).days + 1
    sums = [0] * days
    for plan in plans:
        begin = (plan[0].day - first).days
        for place, point in enumerate(plan):
            sums[begin + place] += point.value
        for place in range(begin + len(plan), days):
            sums[place] += plan[-1].value
    return [Point(first + timedelta(days=place), value) for place, value in enumerate(sums)]
