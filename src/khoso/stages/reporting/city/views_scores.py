"""The ranking with its formula open, and changing the formula."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.reporting.city import links, score_actions, score_queries, scoring
from khoso.stages.reporting.city.asked import crumbs, plan_of, plan_or_404, tabs
from khoso.stages.reporting.city.forms import FormulaForm
from khoso.stages.reporting.city.score_words import part_words
from khoso.stages.reporting.city.views import no_plan
from khoso.stages.reporting.models import Period
from khoso.stages.reporting.permissions import can_consolidate, can_see_city


@allow(can_see_city)
@require_GET
def city_ranking(request: HttpRequest) -> HttpResponse:
    plan = plan_of(request)
    if plan is None:
        return no_plan(request, "city-ranking")
    periods = score_queries.scored_periods(plan.pk)
    asked = request.GET.get("ky", "")
    period = next((one for one in periods if str(one.number) == asked), periods[0] if periods else None)
    placed = score_queries.ranking(plan, period) if period else []
    formula = next((one.score.formula for one in placed if one.score), None)
    formulas = score_queries.formulas(plan.pk)
    weights = formula.weights if formula else (formulas[0].weights if formulas else scoring.DEFAULT_WEIGHTS)
    context = {
        "plan": plan,
        "periods": periods,
        "period": period,
        "rows": [_row(one) for one in placed],
        "formula": formula,
        "formulas": formulas,
        "weights": [{"label": told(scoring.LABELS[name]), "points": weights[name]} for name in scoring.PARTS],
        "constants": scoring,
        "due": score_actions.periods_to_score(plan),
        "may_decide": can_consolidate(request.user),
        "tabs": tabs("city-ranking"),
    }
    return render(request, "reporting/city_ranking.html", context)


def _row(one: score_queries.Placed) -> dict[str, Any]:
    parts = [part_words(part) for part in one.score.parts] if one.score else []
    return {
        "placed": one,
        "agency": one.face,
        "url": links.agency(one.face.id),
        "points": one.score.points / 10 if one.score else None,
        "head": one.score.head_name if one.score else one.face.head_name,
        "parts": parts,
    }


@allow(can_consolidate)
@require_http_methods(["GET", "POST"])
def city_formula(request: HttpRequest) -> HttpResponse:
    plan = plan_or_404(request)
    formulas = score_queries.formulas(plan.pk)
    weights = formulas[0].weights if formulas else dict(scoring.DEFAULT_WEIGHTS)
    form = FormulaForm(request.POST or None, initial={**weights, "in_force_from": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            made = score_actions.decide_formula(
                plan,
                form.weights(),
                in_force_from=form.cleaned_data["in_force_from"],
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except KhosoError as refused:
            form.add_error(None, told(refused.message))
        else:
            messages.success(request, _("Đã lưu công thức bản %(version)s.") % {"version": made.version})
            return redirect("reporting:city-ranking")
    context = {
        "plan": plan,
        "form": form,
        "formulas": formulas,
        "crumbs": crumbs((_("Xếp hạng"), links.ranking()), (_("Trọng số"), "")),
        "tabs": tabs("city-ranking"),
    }
    return render(request, "reporting/city_formula.html", context, status=422 if form.errors else 200)


@allow(can_consolidate)
@require_POST
def city_score(request: HttpRequest, number: int) -> HttpResponse:
    """Count a period's scores (again) from what is known now."""
    plan = plan_or_404(request)
    period = Period.objects.filter(programme_id=plan.pk, number=number).first()
    if period is None:
        raise Http404(_("Không có kỳ này."))
    try:
        count = score_actions.score_period(plan, period)
    except KhosoError as refused:
        messages.error(request, told(refused.message))
    else:
        said = ngettext("Đã chấm điểm %(count)s cơ quan.", "Đã chấm điểm %(count)s cơ quan.", count)
        messages.success(request, said % {"count": count})
    return redirect("reporting:city-ranking")
