"""Where to look first: what is stuck, what does not agree; the curve of the whole city."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.stages.programme import queries as programme
from khoso.stages.reporting.city import bottlenecks, flagging, flags, links, reading
from khoso.stages.reporting.city.asked import plan_of, tabs
from khoso.stages.reporting.city.flags import FlagKind
from khoso.stages.reporting.city.views import no_plan
from khoso.stages.reporting.permissions import can_see_city

HOLDERS = 40
PER_PAGE = 60


@allow(can_see_city)
@require_GET
def city_bottlenecks(request: HttpRequest) -> HttpResponse:
    plan = plan_of(request)
    if plan is None:
        return no_plan(request, "city-bottlenecks")
    today = clock.today()
    work = programme.standings(plan.pk)
    at_turn = bottlenecks.held(work, programme.dependencies(plan.pk), plan.starts_on, today)
    labels = programme.stage_labels()
    piles = bottlenecks.piles(work, at_turn, labels)
    stage = request.GET.get("chang", "")
    shown = [one for one in at_turn if not stage or one.task.stage == stage][:HOLDERS]
    most = max((pile.at_turn for pile in piles), default=0)
    faces = reading.faces(
        {one.task.agency_id for one in shown} | {pile.longest.task.agency_id for pile in piles if pile.longest}
    )
    context = {
        "plan": plan,
        "piles": [
            {
                "pile": pile,
                "label": labels[pile.stage],
                "width": 100 * pile.at_turn // most if most else 0,
                "longest": _held(pile.longest, faces) if pile.longest else None,
            }
            for pile in piles
        ],
        "fullest": labels.get(bottlenecks.fullest(piles), ""),
        "held": [_held(one, faces) for one in shown],
        "stage": stage if stage in labels else "",
        "stages": labels.items(),
        "waiting": reading.difficulties_waiting(plan.pk),
        "difficulties_url": links.difficulties(),
        "tabs": tabs("city-bottlenecks"),
    }
    return render(request, "reporting/city_bottlenecks.html", context)


def _held(one: bottlenecks.Held, faces: dict[int, reading.Face]) -> dict[str, Any]:
    face = faces[one.task.agency_id]
    return {
        "held": one,
        "task": one.task,
        "agency": face,
        "url": links.task(one.task.id, one.task.agency_id, one.task.stage),
        "agency_url": links.agency(face.id),
        "who": one.task.owner_name or one.task.head_name or face.head_name,
    }


@allow(can_see_city)
@require_GET
def city_flags(request: HttpRequest) -> HttpResponse:
    plan = plan_of(request)
    if plan is None:
        return no_plan(request, "city-flags")
    periods = [one for one in reading.periods_of(plan.pk) if one.ends_on < clock.today()]
    asked = request.GET.get("ky", "")
    chosen = next((one for one in periods if str(one.number) == asked), periods[-1] if periods else None)
    found = flagging.flags_of(plan, chosen)
    counts = flagging.by_kind(found)
    kind = request.GET.get("loai", "")
    if kind in {str(one) for one in FlagKind}:
        found = [one for one in found if one.kind == kind]
    else:
        kind = ""
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "plan": plan,
        "periods": periods,
        "period": chosen,
        "kind": kind,
        "kinds": [
            {"name": one, "label": told(flags.LABELS[one]), "meaning": told(flags.MEANINGS[one]), "count": counts[one]}
            for one in FlagKind
        ],
        "page": page,
        "rows": flag_rows(list(page), chosen),
        "total": sum(counts.values()),
        "tabs": tabs("city-flags"),
    }
    return render(request, "reporting/city_flags.html", context)


def flag_rows(found: list[flags.Flag], period: Any) -> list[dict[str, Any]]:
    """Flags with who answers for them and where the evidence is."""
    faces = reading.faces({one.agency_id for one in found})
    return [
        {
            "flag": one,
            "label": told(flags.LABELS[one.kind]),
            "agency": faces[one.agency_id],
            "agency_url": links.agency(one.agency_id),
            "evidence_url": links.evidence(one.figure, one.agency_id, period)
            if one.figure
            else links.task(one.task_id or 0, one.agency_id, ""),
            "report_url": links.report(one.report_id) if one.report_id else "",
        }
        for one in found
    ]
