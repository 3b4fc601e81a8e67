"""Days that Home Affairs decides: grace, coming again, when the final report opens."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from khoso.foundation.audit.actions import record
from khoso.kernel import clock
from khoso.stages.reporting import states
from khoso.stages.reporting.models import Period, Report, ReportKind, ReportTerms
from khoso.stages.reporting.reports import plan, rules
from khoso.stages.reporting.reports.asking import must


def terms_of(programme_id: int) -> ReportTerms:
    """What was decided, or what holds until somebody decides."""
    found = ReportTerms.objects.filter(programme_id=programme_id).first()
    return found or ReportTerms(programme_id=programme_id)


@transaction.atomic
def set_terms(programme_id: int, *, grace_days: int, again_days: int, by: Any) -> ReportTerms:
    """Decide the days of grace and by when a returned report comes again. What was due already stays due."""
    must(by, "can_consolidate")
    now = clock.now()
    terms, _made = ReportTerms.objects.update_or_create(
        programme_id=programme_id,
        defaults={"grace_days": grace_days, "again_days": again_days, "set_at": now, "set_by": by},
    )
    moved = []
    for period in Period.objects.select_for_update().filter(programme_id=programme_id, due_at__gt=now):
        period.due_at = rules.due_at(period.ends_on, grace_days, plan.add_working_days)
        moved.append(period)
    Period.objects.bulk_update(moved, ["due_at"])
    for period in moved:
        waiting = Report.objects.filter(period=period, kind=ReportKind.TWO_WEEKLY, submitted_at=None)
        waiting.filter(state__in=(states.DRAFT, states.SIGNED), version=1).update(due_at=period.due_at)
    details = {"grace_days": grace_days, "again_days": again_days}
    record("reporting.terms.set", subject=("programme", programme_id), details=details)
    return terms
