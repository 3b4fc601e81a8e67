"""Whether a person may, asked again inside each action; and the report, held while it is changed."""

from __future__ import annotations

from typing import Any

from khoso.kernel.words import Sentence, noop
from khoso.stages.reporting import permissions, states
from khoso.stages.reporting.errors import NotYours, ReasonMissing
from khoso.stages.reporting.models import Report, ReportMove


def must(person: Any, right: str, subject: Any = None) -> None:
    """Raise NotYours unless `person` has this right to `subject`."""
    if not getattr(permissions, right)(person, subject):
        raise NotYours(Sentence(noop("Việc này không thuộc vai trò của anh/chị ở cơ quan này. Không có gì thay đổi.")))


def a_reason(text: str, most: int = 1000) -> str:
    """The reason somebody gave. Raises ReasonMissing when it says nothing."""
    said = " ".join(text.split())[:most]
    if len(said) < 3:
        raise ReasonMissing(Sentence(noop("Chưa ghi lý do. Ghi vài chữ rồi làm lại; những gì đã có vẫn còn.")))
    return said


def held(report_id: int) -> Report:
    """The report, locked until the transaction ends."""
    # The row alone: what it points to is read, not held.
    return (
        Report.objects.select_for_update(of=("self",))
        .select_related("agency", "agency__parent", "period", "request", "programme")
        .get(pk=report_id)
    )


def moved(report: Report, move: str, at: Any, by: Any, reason: str = "") -> None:
    """Bring the report to where `move` leads and write it into its history. Raises WrongState."""
    report.state = states.REPORT_STATES.next(report.state, move)
    ReportMove.objects.create(report=report, move=move, at=at, by=by, reason=reason)
