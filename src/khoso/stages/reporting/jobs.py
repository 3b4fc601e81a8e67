"""Background work of reporting, by noun."""

from __future__ import annotations

from khoso.stages.reporting.city.jobs import score_periods
from khoso.stages.reporting.reminders.jobs import remind, send_letters
from khoso.stages.reporting.reports.jobs import open_reports

__all__ = ["open_reports", "remind", "score_periods", "send_letters"]
