"""Reading scores: the ranking of a period, an agency through time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from khoso.stages.programme import queries as programme
from khoso.stages.reporting.city import reading
from khoso.stages.reporting.city.scoring import ranks
from khoso.stages.reporting.models import AgencyScore, Period, ScoreFormula


@dataclass(frozen=True, slots=True)
class Placed:
    """An agency in the ranking. `score` None: not enough data; `moved`: places up since the period before."""

    face: reading.Face
    score: AgencyScore | None
    place: int | None
    moved: int | None
    is_tied: bool = False


def scored_periods(programme_id: int) -> list[Period]:
    """Periods that have scores, the last one first."""
    scored = AgencyScore.objects.filter(programme_id=programme_id).values("period_id")
    return list(Period.objects.filter(pk__in=scored).order_by("-number"))


def ranking(plan: Any, period: Period) -> list[Placed]:
    """The agencies by their points of a period, those without enough data at the end."""
    scores = {
        one.agency_id: one
        for one in AgencyScore.objects.filter(programme_id=plan.pk, period=period).select_related("formula")
    }
    before = _places(
        dict(
            AgencyScore.objects.filter(programme_id=plan.pk, period__number=period.number - 1).values_list(
                "agency_id", "points"
            )
        )
    )
    tasks = programme.standings(plan.pk)
    faces = reading.faces(reading.owers(tasks, programme.plan_order(plan.pk)) | set(scores))
    now = _places({agency: score.points for agency, score in scores.items()})
    shared = list(now.values())
    rows = [
        Placed(
            face,
            scores.get(agency),
            now.get(agency),
            before[agency] - now[agency] if agency in before and agency in now else None,
            is_tied=shared.count(now[agency]) > 1 if agency in now else False,
        )
        for agency, face in faces.items()
    ]
    return sorted(rows, key=lambda one: (one.place is None, one.place or 0, one.face.name))


def _places(points: dict[int, int]) -> dict[int, int]:
    agencies = list(points)
    return {
        agency: place
        for agency, place in zip(agencies, ranks([points[agency] for agency in agencies]), strict=True)
        if place is not None
    }


def through_time(programme_id: int, agency_id: int) -> list[AgencyScore]:
    """An agency's scores, the first period first."""
    found = AgencyScore.objects.filter(programme_id=programme_id, agency_id=agency_id).select_related(
        "period", "formula"
    )
    return list(found.order_by("period__number"))


def formulas(programme_id: int) -> list[ScoreFormula]:
    """Every formula, the newest first, with who decided it."""
    return list(ScoreFormula.objects.filter(programme_id=programme_id).select_related("decided_by"))
