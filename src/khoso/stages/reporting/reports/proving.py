"""What a submitted report proves of the programme: the agency reports every two weeks, as its task II.20 says."""

from __future__ import annotations

from django.urls import reverse

from khoso.kernel.clock import VIETNAM
from khoso.stages.programme import actions as programme
from khoso.stages.reporting.models import Period, Report, ReportKind

PROOF = "report.submitted"


def submitted(report: Report) -> None:
    """Tell the programme of a regular report: one more of its periods told, all of it with the final report.

    # Luật: KH 82 Phụ lục II, II.20
    """
    if report.kind == ReportKind.AD_HOC or report.submitted_at is None or not report.programme.is_current:
        return
    is_final = report.kind == ReportKind.FINAL
    programme.record_proof(
        PROOF,
        agency_id=report.agency_id,
        subject=_subject(report),
        about=_about(report),
        url=reverse("reporting:report", args=[report.pk]),
        happened_on=report.submitted_at.astimezone(VIETNAM).date(),
        percent=100 if is_final else _percent(report),
        is_complete=is_final,
    )


def _subject(report: Report) -> tuple[str, str]:
    """All versions of a report prove the same."""
    return ("report_of_period", str(report.period.number)) if report.period else ("report_final", str(report.agency_id))


def _about(report: Report) -> str:
    if report.period is None:
        return "Báo cáo tổng kết đã gửi Sở Nội vụ"
    return f"Báo cáo kỳ {report.period.number} ({report.period.ends_on:%d/%m/%Y}) đã gửi Sở Nội vụ"


def _percent(report: Report) -> int:
    total = Period.objects.filter(programme_id=report.programme_id).count() + 1
    told = Report.objects.filter(
        programme_id=report.programme_id,
        agency_id=report.agency_id,
        kind=ReportKind.TWO_WEEKLY,
        submitted_at__isnull=False,
    )
    return 100 * told.values("period_id").distinct().count() // total
