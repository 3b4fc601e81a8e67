"""The wall, the map of tiles, and the page of evidence behind a cell."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khoso.foundation.identity.access import allow
from khoso.stages.programme import queries as programme
from khoso.stages.reporting.city import drawing, links, reading, wall
from khoso.stages.reporting.city.asked import plan_of, tabs
from khoso.stages.reporting.city.wall import Wanted
from khoso.stages.reporting.permissions import can_see_city

# On a telephone nobody leafs through 150 rows: the worst come first, all are one tap away.
WORST = 25


def no_plan(request: HttpRequest, here: str) -> HttpResponse:
    """What every page of the city says before a plan was loaded."""
    return render(request, "reporting/city_no_plan.html", {"tabs": tabs(here)})


def _wanted(request: HttpRequest) -> Wanted:
    stage = request.GET.get("chang", "")
    return Wanted(
        stage=stage if stage in programme.stage_labels() else "",
        kind=request.GET.get("loai", "")[:40],
        only_behind=request.GET.get("tre") == "1",
        sort="late" if request.GET.get("xep") == "tre" else "group",
    )


@allow(can_see_city)
@require_GET
def city_wall(request: HttpRequest) -> HttpResponse:
    plan = plan_of(request)
    if plan is None:
        return no_plan(request, "city-wall")
    wanted = _wanted(request)
    seen = wall.wall(plan, wanted)
    columns = [column for column in seen.columns if not wanted.stage or column.name == wanted.stage]
    places = [place for place, column in enumerate(seen.columns) if column in columns]
    groups = [
        {
            "label": group.label,
            "is_vietnamese": group.is_vietnamese,
            "rows": drawing.drawn(wall.narrowed(group.rows, places), columns),
        }
        for group in seen.groups
    ]
    context: dict[str, Any] = {
        "plan": plan,
        "wall": seen,
        "wanted": wanted,
        "columns": columns,
        "groups": groups,
        "summary": [{"column": column, "bar": drawing.bar(column.lights)} for column in seen.columns],
        "worst": drawing.drawn(wall.worst(seen.shown, WORST), seen.columns, with_strip=True),
        "kinds": wall.kinds_of(seen.rows),
        "stages": programme.stage_labels().items(),
        "legend": drawing.legend(),
        "shares": drawing.shares(seen.lights),
        "waiting": reading.difficulties_waiting(plan.pk),
        "difficulties_url": links.difficulties(),
        "tabs": tabs("city-wall"),
    }
    return render(request, "reporting/city_wall.html", context)


@allow(can_see_city)
@require_GET
def city_map(request: HttpRequest) -> HttpResponse:
    plan = plan_of(request)
    if plan is None:
        return no_plan(request, "city-map")
    stages = programme.stage_labels()
    stage = request.GET.get("chang", "")
    place = list(stages).index(stage) if stage in stages else None
    seen = wall.wall(plan, Wanted())
    communes = [group for group in seen.groups if group.rows[0].face.is_commune]
    bodies = [group for group in seen.groups if not group.rows[0].face.is_commune]
    context = {
        "plan": plan,
        "at": seen.at,
        "stage": stage if place is not None else "",
        "stages": stages.items(),
        "communes": [
            {"group": group, "tiles": drawing.tiles(group, place, stage if place is not None else "")}
            for group in communes
        ],
        "bodies": [
            {"group": group, "tiles": drawing.tiles(group, place, stage if place is not None else "")}
            for group in bodies
        ],
        "count": sum(len(group.rows) for group in communes),
        "shares": drawing.shares(seen.lights if place is None else seen.columns[place].lights),
        "tabs": tabs("city-map"),
    }
    return render(request, "reporting/city_map.html", context)


def face_of(agency_id: int, known: set[int]) -> reading.Face:
    """The agency of an address, where it has part in the plan."""
    if agency_id not in known:
        raise Http404(_("Cơ quan này không có nhiệm vụ trong kế hoạch."))
    return reading.faces([agency_id])[agency_id]
