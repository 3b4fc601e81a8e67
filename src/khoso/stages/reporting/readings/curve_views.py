"""The curve of an agency, and the form of its planned volume."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.models import Agency
from khoso.kernel.figures import Figure
from khoso.stages.programme import queries as programme
from khoso.stages.reporting.permissions import can_plan_volumes, can_see_reports
from khoso.stages.reporting.readings import drawing, progress, queries
from khoso.stages.reporting.readings.asked import agencies_shown_to, agency_asked, agency_chosen, figure_asked
from khoso.stages.reporting.readings.errors import VolumeNotAllowed, VolumeRefused
from khoso.stages.reporting.readings.forms import VolumeForm
from khoso.stages.reporting.readings.planning import set_volume

# What a curve is drawn of when nobody says: what is left in the end.
FIRST = "packages.dossiers_loaded"


def curve_url(agency: int, name: str) -> str:
    return f"{reverse('reporting:curve')}?{urlencode({'co-quan': agency, 'so-lieu': name})}"


def _figure_chosen(request: HttpRequest, offered: list[Figure]) -> Figure | None:
    by_name = {one.name: one for one in offered}
    return by_name.get(request.GET.get("so-lieu", "")) or by_name.get(FIRST) or next(iter(offered), None)


@allow(can_see_reports)
@require_GET
def agency_curve(request: HttpRequest) -> HttpResponse:
    """Plan, readings and forecast of one figure of one agency."""
    shown_to = agencies_shown_to(request.user)
    agency, offered = agency_chosen(request, shown_to), progress.plannable()
    figure = _figure_chosen(request, offered)
    drawn = progress.curve(figure.name, agency.pk) if agency and figure else None
    context: dict[str, Any] = {
        "agency": agency,
        "agencies": shown_to if len(shown_to) > 1 else [],
        "figure": figure,
        "figures": offered,
        "curve": drawn,
        "shown": drawing.shown(drawn) if drawn else None,
        "is_default_volume": bool(drawn and (drawn.planned is None or drawn.planned.is_default)),
        "may_plan": bool(agency and drawn and can_plan_volumes(request.user, agency)),
        "evidence_url": (
            queries.evidence_url(figure.name, agency.pk, until=drawn.as_of) if agency and figure and drawn else ""
        ),
    }
    return render(request, "reporting/curve_page.html", context)


@allow(can_plan_volumes)
@require_http_methods(["GET", "POST"])
def volume_edit(request: HttpRequest, name: str, agency_id: int) -> HttpResponse:
    """The form of an agency's planned volume of one figure."""
    figure, agency = figure_asked(name), agency_asked(request.user, agency_id, can_plan_volumes)
    plan = programme.current_plan()
    if plan is None or figure not in progress.plannable():
        raise Http404(_("Số liệu này không đặt khối lượng kế hoạch được."))
    form = VolumeForm(request.POST or None, initial=_initial(plan, agency, name))
    if request.method == "POST" and form.is_valid():
        try:
            set_volume(plan, agency, name, **form.cleaned_data, by=request.user)
        except VolumeRefused as why:
            form.refuse(why)
        except VolumeNotAllowed:
            raise Http404(_("Không có cơ quan này trong phạm vi của anh/chị.")) from None
        else:
            messages.success(request, _("Đã đặt khối lượng kế hoạch."))
            return redirect(curve_url(agency.pk, name))
    context = {
        "figure": figure,
        "agency": agency,
        "form": form,
        "back": curve_url(agency.pk, name),
        "crumbs": [
            {"label": _("Đường tiến độ"), "url": curve_url(agency.pk, name)},
            {"label": _("Khối lượng kế hoạch"), "url": ""},
        ],
    }
    return render(request, "reporting/volume_form.html", context)


def _initial(plan: Any, agency: Agency, name: str) -> dict[str, Any]:
    known = progress.plans_of(name, plan, [agency.pk]).get(agency.pk)
    if known is not None:
        return {key: getattr(known, key) for key in ("total", "starts_on", "ends_on", "source")}
    starts_on, ends_on = progress.default_span(plan)
    return {"starts_on": starts_on, "ends_on": ends_on}
