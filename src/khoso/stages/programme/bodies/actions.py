"""Founding and dissolving bodies, changing their members, minuting their meetings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.identity.permissions import holds
from khoso.foundation.identity.roles import Role
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.kernel.text_vi import one_space
from khoso.stages.programme.bodies import queries, rules
from khoso.stages.programme.bodies.errors import BodyNotAllowed, BodyRefused
from khoso.stages.programme.bodies.rules import Seat
from khoso.stages.programme.models import Attachment, Body, BodyKind, BodyMember, Meeting
from khoso.stages.programme.permissions import can_keep_bodies
from khoso.stages.programme.proving import prove

# Luật: KH 82 Phụ lục II I.2, II.1, II.6: the product of these tasks is the founding decision.
PROOFS = {
    BodyKind.STEERING: "steering.founded",
    BodyKind.COUNCIL: "council.founded",
    BodyKind.SUPERVISION: "team.founded",
}


@dataclass(frozen=True, slots=True)
class Given:
    """A member as told: `person` where they have an account here."""

    name: str
    duty: str
    position: str = ""
    person: Person | None = None


def may_keep(person: Any, kind: str, agency: Agency) -> bool:
    """An agency keeps its own bodies; the Steering Committee is the city's, kept by Home Affairs."""
    if kind == BodyKind.STEERING:
        return holds(person, {Role.HOME_AFFAIRS})
    return can_keep_bodies(person, agency)


def _must_keep(by: Any, kind: str, agency: Agency) -> None:
    if not may_keep(by, kind, agency):
        raise BodyNotAllowed(_("Chưa ghi: anh/chị không giữ danh sách tổ chức của cơ quan này."))


def _allowed(why: str, field: str = "") -> None:
    if why:
        raise BodyRefused(told(why), field)


@transaction.atomic
def found_body(
    agency: Agency,
    kind: str,
    name: str,
    members: Sequence[Given],
    *,
    founded_on: date,
    decision_number: str = "",
    decision: Attachment | None = None,
    by: Any,
) -> Body:
    """A new body with the members it begins with. With its decision attached, the task to found it is proved.

    Raises BodyRefused, BodyNotAllowed.
    """
    _must_keep(by, kind, agency)
    if kind == BodyKind.STEERING and agency.kind != AgencyKind.CITY:
        raise BodyRefused(_("Chưa ghi: Ban Chỉ đạo là của thành phố."), "agency")
    if founded_on > clock.today():
        raise BodyRefused(_("Chưa ghi: ngày thành lập còn ở phía trước."), "founded_on")
    if kind != BodyKind.OTHER and queries.living_body(agency.pk, kind):
        raise BodyRefused(_("Chưa ghi: cơ quan đang có tổ chức loại này; hãy giải thể trước, hoặc đổi thành viên."))
    name = one_space(name)[:300] or str(BodyKind(kind).label)
    seats = [_seat(one, founded_on) for one in members]
    _allowed(rules.why_not_body(seats))
    body = Body.objects.create(
        agency=agency,
        kind=kind,
        name=name,
        founded_on=founded_on,
        decision=decision,
        decision_number=one_space(decision_number)[:60],
    )
    BodyMember.objects.bulk_create(_row(body, one, founded_on) for one in members)
    details = {"name": name, "kind": kind, "members": len(seats), "number": body.decision_number}
    record("programme.body.found", subject=("body", body.pk), agency=agency.code, details=details)
    _prove(body)
    return body


def _seat(given: Given, since: date | None) -> Seat:
    return Seat(one_space(given.name), given.duty, since, None, given.person.pk if given.person else None)


def _row(body: Body, given: Given, since: date) -> BodyMember:
    return BodyMember(
        body=body,
        person=given.person,
        name=one_space(given.name)[:120],
        position=one_space(given.position)[:200],
        duty=given.duty,
        since=since,
    )


def _prove(body: Body) -> None:
    if body.decision and body.kind in PROOFS:
        about = f"{body.name} ({body.decision_number})" if body.decision_number else body.name
        # The committee is the city's, the task to found it is its leader's.
        agency = None if body.kind == BodyKind.STEERING else body.agency
        prove(PROOFS[BodyKind(body.kind)], agency, ("body", body.pk), about, body.founded_on, f"/to-chuc/{body.pk}")


@transaction.atomic
def attach_decision(body: Body, decision: Attachment, *, by: Any) -> Body:
    """The decision that founded a body, attached later; the task to found it is proved by it."""
    _must_keep(by, body.kind, body.agency)
    body.decision = decision
    body.decision_number = decision.number or body.decision_number
    body.save(update_fields=["decision", "decision_number"])
    details = {"name": body.name, "number": body.decision_number}
    record("programme.body.attach", subject=("body", body.pk), agency=body.agency.code, details=details)
    _prove(body)
    return body


def _living(body: Body) -> Body:
    """The body, held until the change is written. Raises BodyRefused for one that was dissolved."""
    found = Body.objects.select_for_update(of=("self",)).select_related("agency").get(pk=body.pk)
    if found.dissolved_on:
        raise BodyRefused(_("Chưa ghi: tổ chức này đã giải thể."))
    return found


def _day_in_life(body: Body, day: date, field: str) -> None:
    if body.founded_on and day < body.founded_on:
        raise BodyRefused(_("Chưa ghi: ngày này trước ngày thành lập."), field)


@transaction.atomic
def add_member(body: Body, given: Given, *, since: date, by: Any) -> BodyMember:
    """One more member from a day on. Raises BodyRefused when they are one already, or the chair is taken."""
    _must_keep(by, body.kind, body.agency)
    body = _living(body)
    _day_in_life(body, since, "since")
    _allowed(rules.why_not_seat(queries.seats_of(body), _seat(given, since)))
    member = _row(body, given, since)
    member.save()
    _told_of_member("programme.body.add_member", member, {"since": since.isoformat()})
    return member


@transaction.atomic
def change_duty(member: BodyMember, duty: str, position: str, *, from_day: date, by: Any) -> BodyMember:
    """Another duty from a day on: the row of before ends the day before, so that who was what stays known.

    On the first day of the row itself it is put right in place. Whoever takes the chair takes it from who had it: that
    one is a member from then on.
    """
    body = _living(member.body)
    _must_keep(by, body.kind, body.agency)
    if member.until is not None:
        raise BodyRefused(_("Chưa ghi: người này đã thôi."))
    if member.since and from_day < member.since:
        raise BodyRefused(_("Chưa ghi: ngày đổi phải từ ngày bắt đầu trở đi."), "from_day")
    seats = [seat for seat in queries.seats_of(body) if seat.key != member.pk]
    _allowed(rules.why_not_seat(seats, replace(queries.seat_of(member), duty=duty, since=from_day, key=None)))
    before = member.duty
    if member.since == from_day:
        member.duty, member.position = duty, one_space(position)[:200]
        member.save(update_fields=["duty", "position"])
        changed = member
    else:
        member.until = from_day - timedelta(days=1)
        member.save(update_fields=["until"])
        changed = BodyMember.objects.create(
            body=body,
            person=member.person,
            name=member.name,
            position=one_space(position)[:200],
            duty=duty,
            since=from_day,
        )
    _must_have_chair(body, from_day)
    _told_of_member("programme.body.change_member", changed, {"duty": [before, duty]})
    return changed


@transaction.atomic
def end_member(member: BodyMember, *, last_day: date, by: Any) -> BodyMember:
    """The last day of a member. The chair leaves when another one has been named for the day after."""
    body = _living(member.body)
    _must_keep(by, body.kind, body.agency)
    if member.until is not None:
        raise BodyRefused(_("Chưa ghi: người này đã thôi."))
    if member.since and last_day < member.since:
        raise BodyRefused(_("Chưa ghi: ngày thôi phải từ ngày bắt đầu trở đi."), "last_day")
    member.until = last_day
    member.save(update_fields=["until"])
    _must_have_chair(body, last_day + timedelta(days=1))
    _told_of_member("programme.body.end_member", member, {"until": last_day.isoformat()})
    return member


@transaction.atomic
def hand_over_chair(body: Body, to: BodyMember, *, from_day: date, by: Any) -> BodyMember:
    """Another member takes the chair from a day on; who had it stays as a member, or leaves by `end_member`."""
    body = _living(body)
    _must_keep(by, body.kind, body.agency)
    if to.body_id != body.pk or to.until is not None:
        raise BodyRefused(_("Chưa ghi: người nhận phải đang là thành viên."))
    for chair in body.members.filter(duty=rules.CHAIR, until=None).exclude(pk=to.pk):
        chair.body = body
        _move(chair, rules.MEMBER, from_day)
    before = to.duty
    changed = _move(to, rules.CHAIR, from_day)
    _must_have_chair(body, from_day)
    _told_of_member("programme.body.change_member", changed, {"duty": [before, rules.CHAIR]})
    return changed


def _move(member: BodyMember, duty: str, from_day: date) -> BodyMember:
    if member.since and from_day < member.since:
        raise BodyRefused(_("Chưa ghi: ngày đổi phải từ ngày bắt đầu trở đi."), "from_day")
    if member.since == from_day:
        member.duty = duty
        member.save(update_fields=["duty"])
        return member
    member.until = from_day - timedelta(days=1)
    member.save(update_fields=["until"])
    return BodyMember.objects.create(
        body=member.body, person=member.person, name=member.name, position=member.position, duty=duty, since=from_day
    )


def _must_have_chair(body: Body, day: date) -> None:
    seats = [queries.seat_of(one) for one in BodyMember.objects.filter(body=body)]
    if not any(seat.duty == rules.CHAIR for seat in rules.seats_on(seats, day)):
        raise BodyRefused(_("Chưa ghi: tổ chức sẽ không còn người đứng đầu; hãy giao cho người khác trước."))


def _told_of_member(verb: str, member: BodyMember, more: dict[str, Any]) -> None:
    details = {"name": member.name, "body": member.body.name, "role": member.duty, **more}
    record(verb, subject=("body", member.body_id), agency=member.body.agency.code, details=details)


@transaction.atomic
def dissolve_body(body: Body, last_day: date, decision: str, *, by: Any) -> Body:
    """The last day of a body; its members end with it, its papers and meetings stay."""
    _must_keep(by, body.kind, body.agency)
    body = _living(body)
    _day_in_life(body, last_day, "last_day")
    if last_day > clock.today():
        raise BodyRefused(_("Chưa ghi: ngày giải thể còn ở phía trước."), "last_day")
    if not (decision := one_space(decision)[:200]):
        raise BodyRefused(_("Chưa ghi: hãy nêu văn bản giải thể."), "decision")
    body.dissolved_on = last_day
    body.save(update_fields=["dissolved_on"])
    for member in body.members.filter(until=None):
        # Whoever was to join later never did.
        member.until = max(last_day, member.since or last_day)
        member.save(update_fields=["until"])
    details = {"name": body.name, "decision": decision, "until": last_day.isoformat()}
    record("programme.body.dissolve", subject=("body", body.pk), agency=body.agency.code, details=details)
    return body


@dataclass(frozen=True, slots=True)
class Minuted:
    """What was written of a meeting. A meeting to come has nobody present and no conclusion yet."""

    held_on: date
    subject: str
    present: Sequence[int] = ()
    conclusion: str = ""
    number: str = ""
    minutes: Attachment | None = None


@transaction.atomic
def record_meeting(body: Body, said: Minuted, *, by: Any, meeting: Meeting | None = None) -> Meeting:
    """Write a meeting down: a coming one with its day and subject; one that was held with who was there and what was
    concluded. `meeting`: the coming one that was held now. What was minuted is not written over."""
    _must_keep(by, body.kind, body.agency)
    body = _living(body)
    if not (subject := one_space(said.subject)[:500]):
        raise BodyRefused(_("Chưa ghi: hãy nêu nội dung họp."), "subject")
    if meeting is not None and meeting.present:
        raise BodyRefused(_("Chưa ghi: cuộc họp này đã có biên bản; biên bản không sửa lại."))
    why = rules.why_not_meeting(
        queries.seats_of(body), said.present, said.held_on, today=clock.today(), founded_on=body.founded_on
    )
    _allowed(why, "held_on" if not said.present else "present")
    row = meeting or Meeting(body=body)
    row.held_on, row.subject, row.present = said.held_on, subject, sorted(set(said.present))
    row.conclusion, row.number = said.conclusion.strip(), one_space(said.number)[:60]
    row.minutes = said.minutes or row.minutes
    row.recorded_at, row.recorded_by = clock.now(), by
    row.save()
    details = {"name": body.name, "subject": subject, "day": said.held_on.isoformat(), "present": len(row.present)}
    record("programme.meeting.record", subject=("body", body.pk), agency=body.agency.code, details=details)
    return row
