"""The pages of figures: all of them, and the list behind one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khoso.foundation.audit.actions import record
from khoso.foundation.audit.labels import ROOMS
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.models import Agency
from khoso.foundation.web.asked import whole_number
from khoso.kernel.figures import Figure, FigureKind
from khoso.stages.programme import queries as programme
from khoso.stages.reporting.permissions import can_see_reports
from khoso.stages.reporting.readings import exporting, queries
from khoso.stages.reporting.readings.asked import (
    Span,
    agencies_shown_to,
    agency_asked,
    agency_chosen,
    figure_asked,
    span_of,
)


def room_of(figure: Figure) -> Any:
    """What the room that declares a figure is called."""
    name = figure.name.partition(".")[0]
    return ROOMS.get(name, name)


@allow(can_see_reports)
@require_GET
def figure_list(request: HttpRequest) -> HttpResponse:
    """Every figure a room declares: what it means, who declares it, and how much it is for one agency."""
    shown = agencies_shown_to(request.user)
    agency = agency_chosen(request, shown)
    span = span_of(request)
    told = queries.values(None, span.until_moment, [agency.pk]) if agency else {}
    stages = programme.stage_labels()
    by_stage = queries.by_stage()
    groups = [
        (
            stages[stage],
            [
                {
                    "figure": one,
                    "room": room_of(one),
                    "value": told[one.name][agency.pk] if agency else None,
                    "url": queries.evidence_url(one.name, agency.pk, until=span.until) if agency else "",
                }
                for one in by_stage[stage]
            ],
        )
        for stage in stages
        if stage in by_stage
    ]
    context = {
        "groups": groups,
        "agency": agency,
        "agencies": shown if len(shown) > 1 else [],
        "span": span,
    }
    return render(request, "reporting/figure_list.html", context)


def _taken_over(agency: Agency) -> list[Agency]:
    """The agencies whose figures are shown in this one's."""
    others = [one for one in queries.shares_of([agency.pk]) if one != agency.pk]
    return list(Agency.objects.filter(pk__in=others)) if others else []


def _told(figure: Figure, agency: Agency, span: Span) -> dict[str, Any]:
    """The value at the end of the span and, for what adds up, the part of it inside."""
    if span.since is None:
        value = queries.values([figure.name], span.until_moment, [agency.pk])[figure.name][agency.pk]
        return {"value": value, "inside": None}
    since = queries.day_before(span.since)
    both = queries.span_values([figure.name], since, span.until_moment, [agency.pk])[figure.name][agency.pk]
    return {"value": both.value, "inside": both.inside}


@allow(can_see_reports)
@require_GET
def evidence(request: HttpRequest, name: str, agency_id: int) -> HttpResponse:
    """What one figure counted for one agency: every thing, with the way to it."""
    figure, agency = figure_asked(name), agency_asked(request.user, agency_id)
    span = span_of(request)
    page = queries.evidence_of(
        name,
        agency.pk,
        span.until_moment,
        whole_number(request.GET.get("trang", ""), otherwise=1),
        since=span.since_moment,
    )
    context = {
        "figure": figure,
        "room": room_of(figure),
        "stage": programme.stage_labels().get(figure.stage, ""),
        "is_open_kind": figure.kind is FigureKind.OPEN,
        "agency": agency,
        "heir_of": _taken_over(agency),
        "span": span,
        "page": page,
        "has_amounts": any(line.amount != 1 for line in page.lines),
        **_told(figure, agency, span),
        "crumbs": [
            {"label": _("Số liệu"), "url": f"{reverse('reporting:figures')}?co-quan={agency.pk}"},
            {"label": str(figure.label), "url": ""},
        ],
    }
    return render(request, "reporting/figure_evidence.html", context)


@allow(can_see_reports)
@require_GET
def evidence_file(request: HttpRequest, name: str, agency_id: int) -> HttpResponse:
    """The same list as a workbook."""
    figure, agency = figure_asked(name), agency_asked(request.user, agency_id)
    span = span_of(request)
    lines = queries.lines_of(name, agency.pk, span.until_moment, 0, exporting.MOST + 1, since=span.since_moment)
    value = _told(figure, agency, span)
    book = exporting.workbook(figure, agency, span, lines, value["value"] if span.since is None else value["inside"])
    record(
        "reporting.evidence.export",
        subject=("figure", name),
        agency=agency.code,
        details={"agency": agency.code, "rows": len(lines)},
    )
    answer = HttpResponse(book, content_type=exporting.MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}-{agency.code}-{span.until:%Y%m%d}.xlsx"'
    return answer
