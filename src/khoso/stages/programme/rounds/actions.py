"""Planning and recording visits, monitoring, and following up what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency, Person
from khoso.kernel import clock
from khoso.kernel.text_vi import one_space
from khoso.stages.programme import states
from khoso.stages.programme.bodies import rules as rules_of_bodies
from khoso.stages.programme.bodies.queries import living_body
from khoso.stages.programme.days.queries import work_calendar
from khoso.stages.programme.models import Attachment, MonitoringMinutes, Round, RoundFinding, Visit
from khoso.stages.programme.permissions import can_mend_findings, can_monitor, can_plan_rounds
from khoso.stages.programme.plan.queries import current_or_refuse
from khoso.stages.programme.rounds import rules
from khoso.stages.programme.rounds.errors import NoticePublished, RoundNotAllowed, RoundRefused


def _must(allowed: bool) -> None:
    if not allowed:
        raise RoundNotAllowed(_("Chưa ghi: việc này không thuộc quyền của anh/chị."))


def open_round(round_id: int) -> Round:
    """The round, held until the change is written. Raises NoticePublished when its notice has gone out."""
    found = Round.objects.select_for_update().get(pk=round_id)
    if found.published_at:
        raise NoticePublished(_("Chưa ghi: thông báo kết quả đã ban hành, đợt kiểm tra không sửa nữa."))
    return found


@transaction.atomic
def plan_round(
    title: str, purpose: str, starts_on: date, ends_on: date, *, plan: Attachment | None = None, by: Any
) -> Round:
    """A round of visits between two days. Raises RoundRefused, NoProgramme."""
    _must(can_plan_rounds(by))
    if not (title := one_space(title)[:300]):
        raise RoundRefused(_("Chưa ghi: hãy đặt tên đợt kiểm tra."), "name")
    if ends_on < starts_on:
        raise RoundRefused(_("Chưa ghi: ngày cuối phải từ ngày đầu trở đi."), "ends_on")
    made = Round.objects.create(
        programme=current_or_refuse(),
        title=title,
        purpose=purpose.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        plan=plan,
    )
    details = {"title": title, "valid_from": starts_on.isoformat(), "valid_to": ends_on.isoformat()}
    record("programme.round.plan", subject=("round", made.pk), details=details)
    return made


@transaction.atomic
def add_visits(round_: Round, agencies: Sequence[Agency], *, on: date | None = None, by: Any) -> list[Visit]:
    """Visits to agencies, all on one day or spread evenly over the working days of the round.

    Agencies that are in the round already stay as they are. Raises RoundRefused, NoticePublished.
    """
    _must(can_plan_rounds(by))
    found = open_round(round_.pk)
    there = set(found.visits.values_list("agency_id", flat=True))
    new = [agency for agency in agencies if agency.pk not in there]
    if not new:
        raise RoundRefused(_("Chưa ghi: hãy chọn ít nhất một cơ quan chưa có trong đợt."), "agencies")
    days = [on] * len(new) if on else _spread(found, len(new))
    if on and not found.starts_on <= on <= found.ends_on:
        raise RoundRefused(_("Chưa ghi: ngày kiểm tra phải trong thời gian của đợt."), "on")
    made = Visit.objects.bulk_create(
        Visit(round=found, agency=agency, planned_on=day) for agency, day in zip(new, days, strict=True)
    )
    details = {"title": found.title, "agencies": [agency.code for agency in new]}
    record("programme.round.add_visits", subject=("round", found.pk), details=details)
    return made


def _spread(found: Round, count: int) -> list[date]:
    working = work_calendar().span(found.starts_on, found.ends_on)
    if not working:
        raise RoundRefused(_("Chưa ghi: trong thời gian của đợt không có ngày làm việc nào."), "on")
    return rules.spread(count, working)


@transaction.atomic
def move_visit(visit: Visit, planned_on: date, *, by: Any) -> Visit:
    """Another planned day."""
    _must(can_plan_rounds(by))
    found = open_round(visit.round_id)
    _not_visited(visit)
    if not found.starts_on <= planned_on <= found.ends_on:
        raise RoundRefused(_("Chưa ghi: ngày kiểm tra phải trong thời gian của đợt."), "planned_on")
    before, visit.planned_on = visit.planned_on, planned_on
    visit.save(update_fields=["planned_on"])
    details = {"title": found.title, "days": [before.isoformat(), planned_on.isoformat()]}
    record("programme.visit.move", subject=("visit", visit.pk), agency=visit.agency.code, details=details)
    return visit


@transaction.atomic
def drop_visit(visit: Visit, *, by: Any) -> None:
    """The agency is not visited in this round after all."""
    _must(can_plan_rounds(by))
    found = open_round(visit.round_id)
    _not_visited(visit)
    details = {"title": found.title, "day": visit.planned_on.isoformat()}
    record("programme.visit.drop", subject=("visit", visit.pk), agency=visit.agency.code, details=details)
    visit.delete()


def _not_visited(visit: Visit) -> None:
    if visit.visited_on:
        raise RoundRefused(_("Chưa ghi: chuyến này đã ghi kết quả."))


@dataclass(frozen=True, slots=True)
class Found:
    """Something found wrong, as told: what, what is demanded, how grave, by when."""

    text: str
    demand: str = ""
    weight: str = rules.LIGHT
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Visited:
    """What was written of a visit."""

    visited_on: date
    team: str
    summary: str
    minutes: Attachment | None = None
    findings: Sequence[Found] = ()


@transaction.atomic
def record_visit(visit: Visit, said: Visited, *, by: Any) -> Visit:
    """What a visit found, once. Raises RoundRefused, NoticePublished."""
    _must(can_plan_rounds(by))
    found = open_round(visit.round_id)
    _not_visited(visit)
    if said.visited_on > clock.today():
        raise RoundRefused(_("Chưa ghi: ngày kiểm tra còn ở phía trước."), "visited_on")
    if not said.summary.strip():
        raise RoundRefused(_("Chưa ghi: hãy tóm tắt kết quả kiểm tra."), "summary")
    visit.visited_on, visit.team, visit.summary = said.visited_on, one_space(said.team)[:500], said.summary.strip()
    visit.minutes = said.minutes
    visit.save(update_fields=["visited_on", "team", "summary", "minutes"])
    _write_findings(said.findings, visit.agency_id, said.visited_on, visit=visit)
    details = {"title": found.title, "day": said.visited_on.isoformat(), "findings": len(said.findings)}
    record("programme.visit.record", subject=("visit", visit.pk), agency=visit.agency.code, details=details)
    return visit


def _write_findings(told: Sequence[Found], agency_id: int, day: date, **of: Any) -> None:
    for one in told:
        if one.due_on and one.due_on < day:
            raise RoundRefused(_("Chưa ghi: hạn khắc phục phải từ ngày kiểm tra trở đi."))
    RoundFinding.objects.bulk_create(
        RoundFinding(
            agency_id=agency_id,
            text=one.text.strip()[:2000],
            demand=one.demand.strip()[:2000],
            weight=one.weight,
            due_on=one.due_on,
            **of,
        )
        for one in told
    )


@dataclass(frozen=True, slots=True)
class Watched:
    """What a Supervision Team wrote down. `present`: names."""

    watched_on: date
    subject: str
    text: str
    present: Sequence[str] = ()
    number: str = ""
    minutes: Attachment | None = None
    findings: Sequence[Found] = ()


@transaction.atomic
def record_monitoring(agency: Agency, said: Watched, *, by: Any) -> MonitoringMinutes:
    """The minutes of an agency's own team, with what it found. # Luật: KH 82 Phụ lục II II.15"""
    _must(can_monitor(by, agency))
    if said.watched_on > clock.today():
        raise RoundRefused(_("Chưa ghi: ngày giám sát còn ở phía trước."), "watched_on")
    if not (subject := one_space(said.subject)[:500]) or not said.text.strip():
        raise RoundRefused(_("Chưa ghi: hãy nêu nội dung giám sát và ghi nhận."), "subject" if not subject else "text")
    if not said.present:
        raise RoundRefused(_("Chưa ghi: hãy nêu ai tham gia giám sát."), "present")
    made = MonitoringMinutes.objects.create(
        agency=agency,
        body=living_body(agency.pk, rules_of_bodies.SUPERVISION),
        watched_on=said.watched_on,
        number=one_space(said.number)[:60],
        subject=subject,
        present=[one_space(name)[:120] for name in said.present],
        text=said.text.strip(),
        minutes=said.minutes,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    _write_findings(said.findings, agency.pk, said.watched_on, monitoring=made)
    details = {"subject": subject, "day": said.watched_on.isoformat(), "findings": len(said.findings)}
    record("programme.monitoring.record", subject=("monitoring", made.pk), agency=agency.code, details=details)
    return made


def may_judge(person: Any, finding: RoundFinding) -> bool:
    """Whether a person says if a finding is mended: Home Affairs of its visits, the team of its own monitoring."""
    if finding.visit_id:
        return can_plan_rounds(person)
    return can_monitor(person, finding.agency_id)


def _held(finding: RoundFinding) -> RoundFinding:
    return RoundFinding.objects.select_for_update(of=("self",)).select_related("agency").get(pk=finding.pk)


@transaction.atomic
def mend_finding(finding: RoundFinding, text: str, evidence: Attachment | None, *, by: Person) -> RoundFinding:
    """The agency says how it was mended and shows it. Raises RoundRefused, WrongState."""
    _must(can_mend_findings(by, finding.agency_id))
    found = _held(finding)
    state = states.FINDING_STATES.next(found.state, "mend")
    if not text.strip():
        raise RoundRefused(_("Chưa ghi: hãy nêu đã khắc phục thế nào."), "text")
    if evidence is None:
        raise RoundRefused(_("Chưa ghi: hãy đính kèm bằng chứng đã khắc phục."), "file")
    found.state, found.mended_text, found.evidence = state, text.strip()[:2000], evidence
    found.mended_at, found.mended_by = clock.now(), by
    found.save(update_fields=["state", "mended_text", "evidence", "mended_at", "mended_by"])
    _told("programme.finding.mend", found, {"note": found.mended_text, "number": str(evidence)})
    return found


@transaction.atomic
def close_finding(finding: RoundFinding, *, by: Person) -> RoundFinding:
    """It was looked at again and is mended. Whoever said it was mended does not say so twice."""
    _must(may_judge(by, finding))
    found = _held(finding)
    state = states.FINDING_STATES.next(found.state, "close")
    if found.mended_by_id == by.pk:
        raise RoundRefused(_("Chưa ghi: người báo đã khắc phục không tự xác nhận; hãy để người khác xem lại."))
    found.state, found.closed_at, found.closed_by = state, clock.now(), by
    found.save(update_fields=["state", "closed_at", "closed_by"])
    _told("programme.finding.close", found, {})
    return found


@transaction.atomic
def send_finding_back(finding: RoundFinding, reason: str, *, due_on: date | None = None, by: Person) -> RoundFinding:
    """It is not mended yet, and why; with another term where one is given."""
    _must(may_judge(by, finding))
    found = _held(finding)
    state = states.FINDING_STATES.next(found.state, "send_back")
    if not (reason := one_space(reason)[:500]):
        raise RoundRefused(_("Chưa ghi: hãy nêu vì sao chưa được."), "reason")
    if due_on and due_on < clock.today():
        raise RoundRefused(_("Chưa ghi: hạn mới phải từ hôm nay trở đi."), "due_on")
    found.state, found.send_back_reason = state, reason
    found.due_on = due_on or found.due_on
    found.save(update_fields=["state", "send_back_reason", "due_on"])
    _told("programme.finding.send_back", found, {"reason": reason})
    return found


def _told(verb: str, finding: RoundFinding, more: dict[str, Any]) -> None:
    details = {"title": finding.text[:200], "state": finding.state, **more}
    record(verb, subject=("finding", finding.pk), agency=finding.agency.code, details=details)
