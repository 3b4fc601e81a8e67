"""Plan, actual and forecast of the whole city, and who pulls it late."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from khoso.foundation.identity.access import allow
from khoso.stages.reporting.city import curves, links, reading
from khoso.stages.reporting.city.asked import plan_of, tabs
from khoso.stages.reporting.city.views import no_plan
from khoso.stages.reporting.permissions import can_see_city
from khoso.stages.reporting.readings import drawing, progress

MOST = 40


@allow(can_see_city)
@require_GET
def city_curve(request: HttpRequest) -> HttpResponse:
    plan = plan_of(request)
    if plan is None:
        return no_plan(request, "city-curve")
    figure, offered = curves.chosen(request.GET.get("so-lieu", ""))
    drawn = progress.curve(figure.name, None, plan) if figure else None
    found = curves.pullers(figure.name, plan) if figure else []
    faces = reading.faces({one.agency_id for one in found[:MOST]})
    context = {
        "plan": plan,
        "figure": figure,
        "figures": offered,
        "curve": drawn,
        "shown": drawing.shown(drawn, "thanh-pho") if drawn and (drawn.total or drawn.actual) else None,
        "pullers": [
            {
                "one": one,
                "agency": faces[one.agency_id],
                "url": links.agency(one.agency_id),
                "curve_url": links.curve(one.agency_id, figure.name if figure else ""),
            }
            for one in found[:MOST]
        ],
        "count": len(found),
        "tabs": tabs("city-curve"),
    }
    return render(request, "reporting/city_curve.html", context)
