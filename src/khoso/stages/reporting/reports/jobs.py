"""Background work of the agencies' reports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.engines.jobs import job
from khoso.stages.reporting import actions


@job("reporting.open_reports", every_minutes=60, label=_("Mở báo cáo đến kỳ"))
def open_reports() -> None:
    """Open the reports whose period has begun; count those anew whose period is over."""
    actions.open_due()
