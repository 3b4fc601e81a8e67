"""What a submitted report proves of the programme: the agency reports every two weeks, as its task II.20 says."""

from __future__ import annotations

from khoso.stages.reporting.models import Report, ReportKind


def submitted(report: Report) -> None:
    """Tell the programme. # Luật: KH 82 Phụ lục II, II.20"""
    if report.kind == ReportKind.AD_HOC:
        return
