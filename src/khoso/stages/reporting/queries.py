"""What may be asked of reporting, by noun."""

from __future__ import annotations

from khoso.stages.reporting.readings.progress import curve
from khoso.stages.reporting.readings.queries import evidence_of, evidence_url, span_values, values
from khoso.stages.reporting.reports.content import content_of
from khoso.stages.reporting.reports.queries import (
    next_period,
    overtyped,
    periods,
    punctuality_by_period,
    punctuality_of,
    report_by_id,
    reports_seen_by,
    stories,
    told_stories,
    told_versions,
    waiting_for,
)
from khoso.stages.reporting.reports.terms import terms_of
from khoso.stages.reporting.requests.queries import answered, open_requests

__all__ = [
    "answered",
    "content_of",
    "curve",
    "evidence_of",
    "evidence_url",
    "next_period",
    "open_requests",
    "overtyped",
    "periods",
    "punctuality_by_period",
    "punctuality_of",
    "report_by_id",
    "reports_seen_by",
    "span_values",
    "stories",
    "terms_of",
    "told_stories",
    "told_versions",
    "values",
    "waiting_for",
]
