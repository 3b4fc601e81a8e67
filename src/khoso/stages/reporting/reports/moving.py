"""From hand to hand: the agency sends, Home Affairs returns or receives and locks, a new version corrects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from khoso.foundation.audit.actions import record
from khoso.kernel import clock
from khoso.stages.reporting import states
from khoso.stages.reporting.models import Report, ReportAnswer, ReportFigure, ReportMove
from khoso.stages.reporting.reports import proving
from khoso.stages.reporting.reports.asking import a_reason, held, moved, must
from khoso.stages.reporting.reports.content import TEXTS

_SAME = ("programme_id", "kind", "agency_id", "period_id", "request_id")


def versions_of(report: Report) -> Any:
    """Every version of the same report, the oldest first."""
    return Report.objects.filter(**{name: getattr(report, name) for name in _SAME}).order_by("version")


@transaction.atomic
def submit_report(report_id: int, *, by: Any) -> Report:
    """Send a signed report to Home Affairs. The version it corrects is superseded, and stays readable."""
    report = held(report_id)
    must(by, "can_write_reports", report)
    now = clock.now()
    moved(report, "submit", now, by)
    report.submitted_at = now
    report.save(update_fields=["state", "submitted_at"])
    older = versions_of(report).filter(version__lt=report.version, state__in=(states.RETURNED, states.LOCKED))
    for one in older:
        moved(one, "supersede", now, by)
        one.save(update_fields=["state"])
    _record("reporting.report.submit", report)
    proving.submitted(report)
    return report


@transaction.atomic
def return_report(report_id: int, reason: str, *, by: Any) -> Report:
    """Send a report back with what is wrong with it. Raises ReasonMissing."""
    report = held(report_id)
    must(by, "can_consolidate")
    said = a_reason(reason)
    moved(report, "return", clock.now(), by, said)
    report.save(update_fields=["state"])
    _record("reporting.report.return", report, reason=said)
    return report


@transaction.atomic
def lock_report(report_id: int, *, by: Any) -> Report:
    """Receive a report: from now on only a new version can say something else."""
    report = held(report_id)
    must(by, "can_consolidate")
    now = clock.now()
    moved(report, "lock", now, by)
    report.locked_at = now
    report.save(update_fields=["state", "locked_at"])
    _record("reporting.report.lock", report)
    return report


@transaction.atomic
def lock_reports(report_ids: Iterable[int], *, by: Any) -> int:
    """Receive several reports at once; those that are not waiting to be received are left alone. Says how many."""
    must(by, "can_consolidate")
    waiting = Report.objects.filter(pk__in=list(report_ids), state=states.SUBMITTED).order_by("pk")
    return len([lock_report(pk, by=by) for pk in list(waiting.values_list("pk", flat=True))])


@transaction.atomic
def correct_report(report_id: int, reason: str, *, by: Any) -> Report:
    """Begin the next version of a returned or locked report, with everything the old one says. The old one stays.

    A returned report needs no other reason than the one it was returned for.
    """
    report = held(report_id)
    must(by, "can_write_reports", report)
    following = versions_of(report).filter(version__gt=report.version).first()
    if following is not None:
        return following  # type: ignore[no-any-return]
    said = _why_corrected(report, reason)
    now = clock.now()
    moved(report, "correct", now, by, said)
    fresh = Report.objects.create(
        **{name: getattr(report, name) for name in (*_SAME, *TEXTS, "number", "due_at", "counted_at")},
        version=report.version + 1,
        opened_at=now,
        correction_reason=said[:500],
        saved_at=now,
        saved_by=by,
    )
    ReportFigure.objects.bulk_create(_copy(row, fresh) for row in report.figures.all())
    ReportAnswer.objects.bulk_create(
        ReportAnswer(report=fresh, ordinal=row.ordinal, text=row.text) for row in report.answers.all()
    )
    ReportMove.objects.create(report=fresh, move="open", at=now, by=by, reason=said)
    _record("reporting.report.correct", report, reason=said, version=fresh.version)
    return fresh


def _why_corrected(report: Report, reason: str) -> str:
    if report.state == states.RETURNED and not reason.strip():
        returned = report.moves.filter(move="return").last()
        return returned.reason if returned else ""
    return a_reason(reason, 500)


def _copy(row: ReportFigure, report: Report) -> ReportFigure:
    return ReportFigure(
        report=report,
        name=row.name,
        counted=row.counted,
        counted_in_period=row.counted_in_period,
        typed=row.typed,
        reason=row.reason,
        typed_by_id=row.typed_by_id,
        typed_at=row.typed_at,
    )


def _record(verb: str, report: Report, **details: Any) -> None:
    record(
        verb,
        subject=("report", report.pk),
        agency=report.agency.code,
        details={"kind": report.kind, "version": report.version, **details},
    )
