"""What the city's room does by itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.engines.jobs import job
from khoso.stages.programme import queries as programme
from khoso.stages.reporting.city.score_actions import periods_to_score, score_period


@job("reporting.score_periods", every_minutes=60, label=_("Chấm điểm các kỳ đã hết hạn"))
def score_periods() -> None:
    """Score the periods whose reports were due; a period that has scores is left as it is."""
    plan = programme.current_plan()
    if plan is None:
        return
    for period in periods_to_score(plan):
        score_period(plan, period)
