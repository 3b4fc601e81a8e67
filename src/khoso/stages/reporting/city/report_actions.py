"""The city's reports: made in one click and frozen; words until it is signed; then signed and submitted.

# Luật: KH 82 VI.6.c-d
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from khoso.engines import blobs
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency, Membership
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock
from khoso.stages.reporting import states
from khoso.stages.reporting.city import gathering, rendering
from khoso.stages.reporting.city.content import digest
from khoso.stages.reporting.city.errors import CityReportFixed, CityReportOutdated, PeriodNotOver
from khoso.stages.reporting.models import CityReport, Period
from khoso.stages.reporting.sealing import record_seal, seal


@transaction.atomic
def consolidate(plan: Any, kind: str, period: Period | None, *, by: Any) -> CityReport:
    """Make the city's report from what the agencies' reports say now: the next version, frozen with its figures.

    What the officer had written goes on with it. A version that was made stays as it is.
    """
    if period is not None and period.ends_on >= clock.today():
        raise PeriodNotOver(_("Kỳ này chưa kết thúc: số liệu của kỳ chưa đủ để tổng hợp."))
    with override("vi"):
        content = gathering.gathered(plan, kind, period)
    earlier = CityReport.objects.select_for_update().filter(programme_id=plan.pk, kind=kind, period=period)
    last = earlier.order_by("-version").first()
    made = CityReport.objects.create(
        programme_id=plan.pk,
        kind=kind,
        period=period,
        version=last.version + 1 if last else 1,
        made_at=clock.now(),
        made_by=by,
        content=content,
        content_sha256=digest(content),
        foreword=last.foreword if last else "",
        proposals=last.proposals if last else "",
    )
    record(
        "reporting.city_report.make",
        subject=("city_report", made.pk),
        details={
            "kind": kind,
            "number": period.number if period else 0,
            "version": made.version,
            "sha256": made.content_sha256,
        },
    )
    return made


def _locked(report_id: int) -> CityReport:
    return CityReport.objects.select_for_update(of=("self",)).select_related("programme", "period").get(pk=report_id)


@transaction.atomic
def write_words(report_id: int, *, foreword: str, proposals: str, number: str) -> CityReport:
    """What the officer says above the figures and asks for below them. Until it is signed."""
    report = _locked(report_id)
    if report.state != states.DRAFT:
        raise CityReportFixed(_("Báo cáo đã ký thì không sửa được nữa. Hãy tổng hợp bản mới."))
    report.foreword, report.proposals = foreword.strip(), proposals.strip()
    report.number = number.strip()[:60]
    report.save(update_fields=["foreword", "proposals", "number"])
    record("reporting.city_report.edit", subject=("city_report", report.pk), details={"version": report.version})
    return report


@transaction.atomic
def sign(report_id: int, *, by: Any) -> CityReport:
    """Freeze the papers and sign the PDF. Only the newest version is signed, and only once."""
    report = _locked(report_id)
    next_state = states.CITY_STATES.next(report.state, "sign")
    newer = CityReport.objects.filter(
        programme_id=report.programme_id, kind=report.kind, period=report.period, version__gt=report.version
    )
    if newer.exists():
        raise CityReportOutdated(_("Đã có bản tổng hợp mới hơn. Hãy ký bản mới nhất."))
    report.signed_at, report.signed_by = clock.now(), by
    papers = rendering.papers(report)
    store = blobs.store()
    report.docx_sha256 = store.put_bytes(papers.docx).sha256
    report.xlsx_sha256 = store.put_bytes(papers.xlsx).sha256
    signed = seal(papers.pdf, _answering(by), report.signed_at, shown_as=str(report))
    report.pdf_sha256 = signed.sha256
    report.state = next_state
    report.save()
    record_seal(("city_report", report.pk), signed)
    record(
        "reporting.city_report.sign",
        subject=("city_report", report.pk),
        details={"version": report.version, "sha256": report.pdf_sha256},
    )
    return report


@transaction.atomic
def submit(report_id: int, *, by: Any) -> CityReport:
    """It is with the People's Committee: from now on it is what the city said."""
    report = _locked(report_id)
    report.state = states.CITY_STATES.next(report.state, "submit")
    report.submitted_at = clock.now()
    report.save(update_fields=["state", "submitted_at"])
    record("reporting.city_report.submit", subject=("city_report", report.pk), details={"version": report.version})
    return report


def _answering(by: Any) -> Agency:
    """The agency in whose name a person signs for the city: where they have the role of Home Affairs."""
    held = Membership.objects.in_force().filter(person=by, role=Role.HOME_AFFAIRS).select_related("agency")
    first = held.order_by("pk").first()
    if first is None:
        raise PermissionDenied
    return first.agency
