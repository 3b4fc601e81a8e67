"""Plan, actual and forecast of the whole city."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from khoso.foundation.identity.access import allow
from khoso.stages.reporting.city.asked import plan_of, tabs
from khoso.stages.reporting.city.views import no_plan
from khoso.stages.reporting.permissions import can_see_city


@allow(can_see_city)
@require_GET
def city_curve(request: HttpRequest) -> HttpResponse:
    plan = plan_of(request)
    if plan is None:
        return no_plan(request, "city-curve")
    return render(request, "reporting/city_curve.html", {"plan": plan, "tabs": tabs("city-curve")})
