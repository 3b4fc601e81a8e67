"""Background work of reporting, by noun."""

from khoso.stages.reporting.city.jobs import score_periods
from khoso.stages.reporting.reports.jobs import open_reports

__all__ = ["open_reports", "score_periods"]
