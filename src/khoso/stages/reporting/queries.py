"""What others may ask of reporting, by noun."""

from __future__ import annotations

from khoso.stages.reporting.readings.progress import curve
from khoso.stages.reporting.readings.queries import evidence_of, evidence_url, span_values, values

__all__ = [
    "curve",
    "evidence_of",
    "evidence_url",
    "span_values",
    "values",
]
