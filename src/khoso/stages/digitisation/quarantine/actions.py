"""What may be done about a file with a secrecy mark: put it away, look at it, let it go, hand it over.

# Luật: KH 82 II (tài liệu bí mật nhà nước không thuộc phạm vi)
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.engines import blobs, jobs
from khoso.foundation.audit.actions import record
from khoso.foundation.provenance import agents
from khoso.foundation.provenance.actions import record_event
from khoso.foundation.provenance.events import EventType
from khoso.kernel import clock
from khoso.kernel.findings import Finding, Severity
from khoso.kernel.text_vi import one_space
from khoso.stages.digitisation import queries as deliveries
from khoso.stages.digitisation import states
from khoso.stages.digitisation.models import DeliveryFile, FileSplit, QuarantineCase
from khoso.stages.digitisation.permissions import can_see_quarantine
from khoso.stages.digitisation.quarantine import keeping
from khoso.stages.digitisation.quarantine.errors import AlreadyDecided, DecisionIncomplete, QuarantineNotAllowed


@transaction.atomic
def put_away(file_id: object, *, by: Any, why: str) -> QuarantineCase:
    """A person saw a secrecy mark that the machine did not: whoever may see the page may say so, its scanner too.

    Raises QuarantineNotAllowed, AlreadyDecided, DecisionIncomplete.
    """
    file = DeliveryFile.objects.select_for_update(of=("self",)).select_related("delivery").get(pk=file_id)
    if not deliveries.deliveries_seen_by(by).filter(pk=file.delivery_id).exists():
        raise QuarantineNotAllowed(_("Chưa báo được: tệp không thuộc phạm vi của anh/chị."))
    if file.state != states.CHECKED:
        raise AlreadyDecided(_("Tệp này không ở trạng thái đã kiểm tra; không có gì thay đổi."))
    if not (reason := one_space(why)):
        raise DecisionIncomplete(_("Hãy ghi đã thấy dấu gì, ở trang nào."))
    said = Finding("page.secrecy_mark", Severity.ERROR, reason[:500])
    return keeping.put_away(file, [said], pages=file.pages, by=by, why=reason)


@transaction.atomic
def note_look(case: QuarantineCase, page: int) -> None:
    """Somebody looks at a page in quarantine; each look is kept."""
    record(
        "digitisation.quarantine.look",
        subject=("file", case.file_id),
        agency=case.delivery.agency.code,
        details={"page": page},
    )


@transaction.atomic
def release(case_id: int, *, by: Any, reason: str) -> QuarantineCase:
    """It is no secret after all: the file is checked again and goes on. Raises as `_decide`."""
    case = _decide(case_id, str(QuarantineCase.Decision.RELEASE), by=by, reason=reason)
    file = case.file
    file.state = states.FILE_STATES.next(file.state, "release")
    file.checked_at = None
    file.save(update_fields=["state", "checked_at"])
    keeping.forget_findings(file)
    record_event(
        EventType.UNQUARANTINE, subject=("file", file.pk), agents=[agents.acting()], once=f"{file.sha256}/{case.pk}"
    )
    record("digitisation.quarantine.release", subject=("file", file.pk), details={"reason": case.reason})
    jobs.enqueue("digitisation.check_file", file_id=str(file.pk), once=f"check:{file.pk}:released:{case.pk}")
    return case


@transaction.atomic
def hand_over(case_id: int, *, by: Any, reason: str, minutes_number: str) -> QuarantineCase:
    """It is secret: handed to whoever keeps state secrets, and its bytes leave this system. Raises as `_decide`."""
    minutes = one_space(minutes_number)[:60]
    if not minutes:
        raise DecisionIncomplete(_("Hãy ghi số biên bản bàn giao."))
    case = _decide(case_id, str(QuarantineCase.Decision.HAND_OVER), by=by, reason=reason, minutes=minutes)
    file = case.file
    file.state = states.FILE_STATES.next(file.state, "hand_over")
    file.save(update_fields=["state"])
    keeping.say_handed_over(file)
    record_event(
        EventType.DELETION, subject=("file", file.pk), agents=[agents.acting()], once=f"{file.sha256}/{case.pk}"
    )
    record(
        "digitisation.quarantine.hand_over",
        subject=("file", file.pk),
        details={"reason": case.reason, "minutes": case.minutes_number},
    )
    # A file it was cut out of holds the same pages.
    wholes = FileSplit.objects.filter(made_parts__sha256=case.sha256).order_by().values_list("sha256", flat=True)
    for sha256 in {case.sha256, *wholes}:
        if not DeliveryFile.objects.filter(sha256=sha256).exclude(state=states.HANDED_OVER).exists():
            transaction.on_commit(partial(_forget, sha256))
    return case


def _forget(sha256: str) -> None:
    blobs.store().delete(sha256)


def _decide(case_id: int, decision: str, *, by: Any, reason: str, minutes: str = "") -> QuarantineCase:
    """Write the decision. Raises QuarantineNotAllowed, AlreadyDecided, DecisionIncomplete."""
    case = QuarantineCase.objects.select_for_update(of=("self",)).select_related("file__delivery").get(pk=case_id)
    if not can_see_quarantine(by, case):
        raise QuarantineNotAllowed(_("Chỉ cán bộ an toàn thông tin quyết định về tệp bị cách ly."))
    if not case.is_open:
        raise AlreadyDecided(_("Đã có người quyết định về tệp này; không có gì thay đổi."))
    why = one_space(reason)
    if not why:
        raise DecisionIncomplete(_("Hãy ghi lý do."))
    case.decision, case.reason, case.minutes_number = decision, why[:1000], minutes
    case.decided_at, case.decided_by = clock.now(), by
    case.save()
    return case
