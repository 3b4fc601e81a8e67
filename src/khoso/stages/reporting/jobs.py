"""Background work of reporting, by noun."""

from __future__ import annotations

from khoso.stages.reporting.city.jobs import score_periods
from khoso.stages.reporting.readings.jobs import keep_readings, prove, prove_all
from khoso.stages.reporting.reminders.jobs import remind, send_letters
from khoso.stages.reporting.reports.jobs import open_reports

__all__ = ["keep_readings", "open_reports", "prove", "prove_all", "remind", "score_periods", "send_letters"]
