"""The head signs: figures, tasks and texts are frozen as they were seen, and the paper bears the agency's signature."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from khoso.engines import office
from khoso.foundation.audit.actions import record
from khoso.kernel import clock
from khoso.kernel.words import Sentence, noop
from khoso.stages.reporting.errors import NotExplained, PeriodRunning, SomebodyElseWrote
from khoso.stages.reporting.models import Report
from khoso.stages.reporting.reports import rules
from khoso.stages.reporting.reports.asking import held, moved, must
from khoso.stages.reporting.reports.content import has_late, live_content, seen_mark
from khoso.stages.reporting.reports.papers import paper_of
from khoso.stages.reporting.sealing import Sealed, record_seal, seal
from khoso.stages.reporting.states import REPORT_STATES


def sign_report(report_id: int, *, by: Any, seen: str = "") -> Report:
    """Sign a draft in the name of its agency. `seen` is the mark of what the signer looked at, where somebody looked.

    Raises NotYours, WrongState, PeriodRunning, NotExplained, SomebodyElseWrote when the report is another by now.

    # Luật: KH 82 VI.5.đ (người đứng đầu chịu trách nhiệm); NĐ 30/2020/NĐ-CP
    """
    report = _to_sign(report_id)
    must(by, "can_sign_reports", report)
    REPORT_STATES.next(report.state, "sign")
    content = live_content(report)
    check_signable(report, content)
    if seen and seen != seen_mark(content):
        raise _changed()
    moment = clock.now()
    signed = _signed_paper(report, content, by, moment)
    with transaction.atomic():
        current = held(report_id)
        if current.saves != report.saves or current.state != report.state:
            raise _changed()
        moved(current, "sign", moment, by)
        current.frozen, current.pdf_sha256 = content, signed.sha256
        current.signed_at, current.signed_by = moment, by
        current.save(update_fields=["state", "frozen", "pdf_sha256", "signed_at", "signed_by"])
        record_seal(("report", current.pk), signed)
        record(
            "reporting.report.sign",
            subject=("report", current.pk),
            agency=current.agency.code,
            details={"sha256": signed.sha256, "version": current.version},
        )
    return current


def _to_sign(report_id: int) -> Report:
    return (
        Report.objects.select_related("agency", "agency__parent", "period", "request", "programme")
        .prefetch_related("figures", "answers")
        .get(pk=report_id)
    )


def check_signable(report: Report, content: dict[str, Any]) -> None:
    """Raise what stands against signing: the period still runs, or what is late is not explained."""
    if report.period is not None and clock.today() < report.period.ends_on:
        raise PeriodRunning(
            Sentence(
                noop("Kỳ báo cáo còn chạy đến hết ngày {day}; ký từ ngày đó để số liệu đủ kỳ. Bản nháp vẫn còn."),
                day=f"{report.period.ends_on:%d/%m/%Y}",
            )
        )
    if missing := rules.unexplained(has_late(content), content["texts"]):
        raise NotExplained(
            Sentence(
                noop("Có nhiệm vụ chậm nên phải ghi đủ trước khi ký. Còn thiếu: {parts}. Bản nháp vẫn còn."),
                parts=", ".join(missing),
            )
        )


def _changed() -> SomebodyElseWrote:
    return SomebodyElseWrote(Sentence(noop("Báo cáo đã khác với bản anh/chị vừa xem. Chưa ký gì; xem lại rồi ký.")))


def _signed_paper(report: Report, content: dict[str, Any], by: Any, moment: datetime) -> Sealed:
    """The paper as PDF, signed with the agency's key."""
    paper = paper_of(report, content, signer=by, dated=moment.astimezone(clock.VIETNAM).date())
    return seal(office.pdf(paper, at=moment), report.agency, moment, shown_as=str(report))


@transaction.atomic
def unsign_report(report_id: int, *, by: Any) -> Report:
    """Take the signature back before anybody received the report; it is a draft again."""
    report = held(report_id)
    must(by, "can_sign_reports", report)
    taken = report.pdf_sha256
    moved(report, "unsign", clock.now(), by)
    report.frozen, report.pdf_sha256, report.signed_at, report.signed_by = {}, "", None, None
    report.save(update_fields=["state", "frozen", "pdf_sha256", "signed_at", "signed_by"])
    record(
        "reporting.report.unsign",
        subject=("report", report.pk),
        agency=report.agency.code,
        details={"sha256": taken, "version": report.version},
    )
    return report
