"""Scores are made at the end of a period by the formula in force on its last day; a new one reaches forward only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.reporting.city import facts, scoring
from khoso.stages.reporting.city.errors import FormulaWrong, PeriodNotOver
from khoso.stages.reporting.models import AgencyScore, Period, ScoreFormula

KEPT = ("formula_id", "points", "parts", "head_name", "scored_at")


def formula_on(plan: Any, day: date) -> ScoreFormula:
    """The formula in force on a day. The first one is made with the weights that come with the software."""
    found = ScoreFormula.objects.filter(programme_id=plan.pk, in_force_from__lte=day).order_by(
        "-in_force_from", "-version"
    )
    if formula := found.first():
        return formula
    made, _new = ScoreFormula.objects.get_or_create(
        programme_id=plan.pk,
        version=1,
        defaults={
            "weights": dict(scoring.DEFAULT_WEIGHTS),
            "in_force_from": min(plan.starts_on, day),
            "reason": "Trọng số mặc định.",
        },
    )
    return made


@transaction.atomic
def decide_formula(plan: Any, weights: Mapping[str, int], *, in_force_from: date, reason: str, by: Any) -> ScoreFormula:
    """Score by other weights from a day on. What was scored keeps the formula it was scored by."""
    if not scoring.weights_are_right(weights):
        raise FormulaWrong(_("Bốn trọng số phải là số nguyên từ 0 đến 100 và cộng lại đúng 100. Chưa lưu gì."))
    if not reason.strip():
        raise FormulaWrong(_("Hãy ghi lý do đổi trọng số. Chưa lưu gì."))
    formula_on(plan, plan.starts_on)
    scored = AgencyScore.objects.filter(programme_id=plan.pk).aggregate(last=Max("period__ends_on"))["last"]
    first = max(clock.today(), scored) if scored else clock.today()
    if in_force_from < first:
        raise FormulaWrong(
            _("Trọng số mới chỉ có hiệu lực từ %(day)s trở đi: điểm đã chấm không chấm lại. Chưa lưu gì.")
            % {"day": f"{first:%d/%m/%Y}"}
        )
    last = ScoreFormula.objects.select_for_update().filter(programme_id=plan.pk).order_by("-version")[0]
    made = ScoreFormula.objects.create(
        programme_id=plan.pk,
        version=last.version + 1,
        weights=dict(weights),
        in_force_from=in_force_from,
        decided_by=by,
        reason=reason.strip()[:300],
    )
    details = {"version": made.version, "weights": dict(weights), "in_force_from": in_force_from.isoformat()}
    record("reporting.formula.decide", subject=("programme", plan.code), details={**details, "why": made.reason})
    return made


@transaction.atomic
def score_period(plan: Any, period: Period) -> int:
    """Score every agency at the end of a period; returns how many have a score. Asked again it counts again.

    An agency without enough data gets no row: nobody is given a nought for what is not known.
    """
    if clock.now() <= period.due_at:
        raise PeriodNotOver(_("Kỳ này chưa hết hạn nộp báo cáo; điểm được chấm sau hạn."))
    Period.objects.select_for_update().get(pk=period.pk)
    formula = _formula_of(plan, period)
    known = facts.facts_at(plan, period)
    heads = dict(Agency.objects.filter(pk__in=known).values_list("pk", "head_name"))
    made = []
    for agency, told in sorted(known.items()):
        score = scoring.score(told, formula.weights)
        if score.points is not None:
            made.append(
                AgencyScore(
                    programme_id=plan.pk,
                    agency_id=agency,
                    period=period,
                    formula=formula,
                    points=score.points,
                    parts=score.as_json(),
                    head_name=heads.get(agency, ""),
                    scored_at=clock.now(),
                )
            )
    before = dict(AgencyScore.objects.filter(programme_id=plan.pk, period=period).values_list("agency_id", "points"))
    AgencyScore.objects.filter(programme_id=plan.pk, period=period).exclude(
        agency_id__in=[one.agency_id for one in made]
    ).delete()
    AgencyScore.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["programme", "agency", "period"],
        update_fields=[name.removesuffix("_id") for name in KEPT],
    )
    after = {one.agency_id: one.points for one in made}
    changed = sum(before.get(agency) != points for agency, points in after.items()) if before else 0
    details = {"number": period.number, "version": formula.version, "agencies": len(made), "changed": changed}
    record("reporting.score.count", subject=("programme", plan.code), details=details)
    return len(made)


def _formula_of(plan: Any, period: Period) -> ScoreFormula:
    """A period that was scored keeps its formula, whatever was decided since."""
    kept = AgencyScore.objects.filter(programme_id=plan.pk, period=period).select_related("formula").first()
    return kept.formula if kept else formula_on(plan, period.ends_on)


def periods_to_score(plan: Any) -> list[Period]:
    """Periods whose reports were due and that nobody has scored yet, the first one first."""
    scored = AgencyScore.objects.filter(programme_id=plan.pk).values("period_id")
    due = Period.objects.filter(programme_id=plan.pk, due_at__lt=clock.now()).exclude(pk__in=scored)
    return list(due.order_by("number"))
