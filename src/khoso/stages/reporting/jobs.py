"""Background work of reporting, by noun."""

from khoso.stages.reporting.city.jobs import score_periods

__all__ = ["score_periods"]
