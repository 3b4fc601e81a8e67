"""The papers of a city report as bytes. The same content and words give the same bytes."""

from __future__ import annotations

from dataclasses import dataclass

from khoso.engines import office
from khoso.engines.office import OfficialPaper, Signer
from khoso.kernel.clock import VIETNAM
from khoso.stages.reporting.city import papers as drawn
from khoso.stages.reporting.city.sheets import workbook
from khoso.stages.reporting.models import CityReport


@dataclass(frozen=True, slots=True)
class Papers:
    docx: bytes
    pdf: bytes
    xlsx: bytes


def paper_of(report: CityReport) -> OfficialPaper:
    """The report as it stands, signed or not, as an official paper."""
    signer = report.signed_by
    dated = report.signed_at.astimezone(VIETNAM).date() if report.signed_at else None
    return drawn.paper(
        report.content,
        foreword=report.foreword,
        proposals=report.proposals,
        numbered=report.number,
        dated=dated,
        signer=Signer(posts=((signer.position or "GIÁM ĐỐC").upper(),), name=signer.full_name) if signer else None,
    )


def papers(report: CityReport) -> Papers:
    """All three papers."""
    paper = paper_of(report)
    at = report.signed_at or report.made_at
    return Papers(
        office.docx(paper), office.pdf(paper, at=at), office.xlsx(workbook(report.content), at=report.made_at)
    )


def one(report: CityReport, form: str) -> bytes:
    """One paper of a report that is not signed yet."""
    if form == "xlsx":
        return office.xlsx(workbook(report.content), at=report.made_at)
    paper = paper_of(report)
    return office.docx(paper) if form == "docx" else office.pdf(paper, at=report.signed_at or report.made_at)
