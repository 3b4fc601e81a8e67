"""A report as a file: the signed PDF as it was signed, or drawn anew from what the report tells."""

from __future__ import annotations

from django.db import transaction

from khoso.engines import blobs, office
from khoso.foundation.audit.actions import record
from khoso.kernel import clock
from khoso.kernel.errors import UsageError
from khoso.kernel.words import Sentence, noop
from khoso.stages.reporting.models import Report
from khoso.stages.reporting.reports.content import content_of
from khoso.stages.reporting.reports.papers import paper_of
from khoso.stages.reporting.reports.sheets import sheets_of

DOCX, PDF, XLSX = "docx", "pdf", "xlsx"
MEDIA_TYPES = {
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PDF: "application/pdf",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_name(report: Report, form: str) -> str:
    """`BC-ky-07-75.26041-v1.pdf`: which report, whose, which version."""
    what = f"ky-{report.period.number:02d}" if report.period else f"{report.kind.replace('_', '-')}"
    what = f"yeu-cau-{report.request_id}" if report.request_id else what
    return f"BC-{what}-{report.agency.code}-v{report.version}.{form}"


def report_file(report: Report, form: str) -> bytes:
    """The bytes of a report as `docx`, `pdf` or `xlsx`. Raises UsageError for another form.

    A signed report's PDF is the one that was signed; DOCX and XLSX are made of what was frozen with it.
    """
    if form not in MEDIA_TYPES:
        raise UsageError(Sentence(noop("Không có dạng tệp «{form}»; chọn docx, pdf hoặc xlsx."), form=form))
    if form == PDF and report.pdf_sha256:
        with blobs.store().open(report.pdf_sha256) as file:
            return file.read()
    content = content_of(report)
    if form == XLSX:
        return office.xlsx(sheets_of(report, content), at=report.signed_at or report.counted_at or clock.now())
    signed = report.signed_at.astimezone(clock.VIETNAM).date() if report.signed_at else None
    paper = paper_of(report, content, signer=report.signed_by, dated=signed)
    return office.docx(paper) if form == DOCX else office.pdf(paper, at=report.counted_at or clock.now())


@transaction.atomic
def fetch_file(report: Report, form: str) -> bytes:
    """The same for somebody who takes it away: the trail says who."""
    made = report_file(report, form)
    record(
        "reporting.report.fetch",
        subject=("report", report.pk),
        agency=report.agency.code,
        details={"form": form, "version": report.version},
    )
    return made
