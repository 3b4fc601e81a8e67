"""What the agency does to a draft: writes, counts again, types over a figure with a reason, takes it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from khoso.foundation.audit.actions import record
from khoso.kernel import clock, figures
from khoso.kernel.figures import FigureKind
from khoso.kernel.words import Sentence, noop
from khoso.stages.reporting.errors import SomebodyElseWrote, WrongNumber
from khoso.stages.reporting.models import Report, ReportAnswer, ReportFigure
from khoso.stages.reporting.reports import rules
from khoso.stages.reporting.reports.asking import a_reason, held, must
from khoso.stages.reporting.reports.content import TEXTS
from khoso.stages.reporting.reports.counting import counted
from khoso.stages.reporting.reports.opening import counted_between
from khoso.stages.reporting.states import REPORT_STATES

MOST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure that counts otherwise than when it was counted before."""

    name: str
    before: int
    after: int


@transaction.atomic
def save_report(
    report_id: int,
    texts: Mapping[str, str],
    *,
    saves: int,
    by: Any,
    answers: Mapping[int, str] | None = None,
    number: str | None = None,
) -> Report:
    """Keep what was written. `saves` is the count of the report the writer looked at.

    Raises SomebodyElseWrote when another person saved meanwhile and what they wrote is not what this would write;
    nothing is written over. WrongState when it is signed already, NotYours.
    """
    report = held(report_id)
    must(by, "can_write_reports", report)
    REPORT_STATES.next(report.state, "edit")
    told = {name: _tidy(text)[:MOST_TEXT] for name, text in texts.items() if name in TEXTS}
    if number is not None:
        told["number"] = " ".join(number.split())[:60]
    given = {ordinal: _tidy(text)[:MOST_TEXT] for ordinal, text in (answers or {}).items()}
    known = {row.ordinal: row.text for row in report.answers.all()}
    fresh = {name: text for name, text in told.items() if getattr(report, name) != text}
    fresh_answers = {ordinal: text for ordinal, text in given.items() if known.get(ordinal, "") != text}
    if not fresh and not fresh_answers:
        return report
    if saves != report.saves:
        raise SomebodyElseWrote(
            Sentence(
                noop("{name} vừa lưu báo cáo này. Phần anh/chị viết vẫn còn trong ô; xem phần của {name} rồi lưu lại."),
                name=report.saved_by.full_name if report.saved_by else noop("Người khác"),
            )
        )
    for name, text in fresh.items():
        setattr(report, name, text)
    for ordinal, text in fresh_answers.items():
        ReportAnswer.objects.update_or_create(report=report, ordinal=ordinal, defaults={"text": text})
    _saved(report, by, *fresh)
    record(
        "reporting.report.write",
        subject=("report", report.pk),
        agency=report.agency.code,
        details={"fields": sorted([*fresh, *(f"answer-{ordinal}" for ordinal in fresh_answers)])},
    )
    return report


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _saved(report: Report, by: Any, *fields: str) -> None:
    report.saves += 1
    report.saved_at, report.saved_by = clock.now(), by
    report.save(update_fields=["saves", "saved_at", "saved_by", *fields])


@transaction.atomic
def recount(report_id: int, *, by: Any) -> list[Changed]:
    """Count the figures from evidence once more; says which changed. What was typed over one stays beside the count."""
    report = held(report_id)
    must(by, "can_write_reports", report)
    REPORT_STATES.next(report.state, "edit")
    since, until = counted_between(report)
    names = report.request.figures if report.request else None
    counts = counted([report.agency_id], since=since, until=until, names=names)[report.agency_id]
    rows = {row.name: row for row in report.figures.all()}
    changed = []
    for name, count in counts.items():
        row = rows.get(name) or ReportFigure(report=report, name=name, counted=0)
        if row.pk is None or (row.counted, row.counted_in_period) != (count.cumulative, count.in_period):
            if row.counted != count.cumulative:
                changed.append(Changed(name, row.counted, count.cumulative))
            row.counted, row.counted_in_period = count.cumulative, count.in_period
            row.save()
    report.counted_at = clock.now()
    _saved(report, by, "counted_at")
    record(
        "reporting.report.count",
        subject=("report", report.pk),
        agency=report.agency.code,
        details={"fields": {one.name: [one.before, one.after] for one in changed}},
    )
    return changed


@transaction.atomic
def overtype_figure(report_id: int, name: str, typed: str, reason: str, *, by: Any) -> ReportFigure:
    """Tell another number than the evidence does: both are kept, with who typed it and why; Home Affairs sees it.

    Raises WrongNumber, ReasonMissing, WrongState, NotYours.

    # Luật: KH 82 VI.5.đ (báo cáo không trung thực, xác định sai khối lượng)
    """
    report = held(report_id)
    must(by, "can_write_reports", report)
    REPORT_STATES.next(report.state, "edit")
    row = ReportFigure.objects.get(report=report, name=name)
    value = rules.typed_number(typed)
    figure = figures.figures().get(name)
    most = rules.DONE if figure and figure.kind is FigureKind.PROCEDURE else rules.MOST
    if value is None or value > most:
        raise WrongNumber(
            Sentence(
                noop("«{typed}» không phải là số liệu ghi được: cần số nguyên từ 0. Số đếm được vẫn giữ nguyên."),
                typed=typed[:40],
            )
        )
    if value == row.counted:
        return _take_back(report, row, by)
    row.reason = a_reason(reason, 500)
    row.typed, row.typed_by, row.typed_at = value, by, clock.now()
    row.save(update_fields=["typed", "reason", "typed_by", "typed_at"])
    _saved(report, by)
    record(
        "reporting.figure.overtype",
        subject=("report", report.pk),
        agency=report.agency.code,
        details={"name": name, "counted": row.counted, "typed": value, "reason": row.reason},
    )
    return row


@transaction.atomic
def take_back_figure(report_id: int, name: str, *, by: Any) -> ReportFigure:
    """Tell what the evidence says again."""
    report = held(report_id)
    must(by, "can_write_reports", report)
    REPORT_STATES.next(report.state, "edit")
    return _take_back(report, ReportFigure.objects.get(report=report, name=name), by)


def _take_back(report: Report, row: ReportFigure, by: Any) -> ReportFigure:
    if row.typed is None:
        return row
    details = {"name": row.name, "counted": row.counted, "typed": row.typed, "reason": row.reason}
    row.typed = row.typed_by = row.typed_at = None
    row.reason = ""
    row.save(update_fields=["typed", "reason", "typed_by", "typed_at"])
    _saved(report, by)
    record("reporting.figure.take_back", subject=("report", report.pk), agency=report.agency.code, details=details)
    return row
