"""Meetings of a body that another room holds: who sits there, the coming meeting, its minutes in the body's own book.

Whether somebody may call or minute a meeting is for the room that holds it to ask.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.engines import blobs
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.kernel.text_vi import one_space
from khoso.stages.programme.bodies import queries, rules
from khoso.stages.programme.bodies.errors import BodyRefused
from khoso.stages.programme.bodies.rules import Seat
from khoso.stages.programme.bodies.showing import duty_words
from khoso.stages.programme.models import Attachment, Body, BodyMember, Meeting


@dataclass(frozen=True, slots=True)
class Sitting:
    """A member of a body on a day."""

    key: int
    name: str
    duty: str
    duty_words: str
    position: str
    person_id: int | None


@dataclass(frozen=True, slots=True)
class Council:
    """A living body with those who sit in it on a day."""

    body_id: int
    kind: str
    name: str
    agency_id: int
    founded_on: date | None
    decision_number: str
    members: tuple[Sitting, ...]

    def has_duty(self, person: Any, *duties: str) -> bool:
        """Whether a person sits here with one of these duties."""
        return any(one.person_id == person.pk and one.duty in duties for one in self.members)

    def sits(self, person: Any) -> bool:
        return any(one.person_id == person.pk for one in self.members)


def council_of(agency_id: int, day: date) -> Council | None:
    """The agency's living Review Council as it stands on a day; None when there is none."""
    return _living(agency_id, rules.COUNCIL, day)


def team_of(agency_id: int, day: date) -> Council | None:
    """The agency's living Supervision Team."""
    return _living(agency_id, rules.SUPERVISION, day)


def councils_led_by(person: Any) -> list[int]:
    """Ids of the agencies whose living Review Council a person chairs, deputises in or is secretary of today."""
    leads = (rules.CHAIR, rules.DEPUTY, rules.SECRETARY)
    rows = BodyMember.objects.filter(person=person, duty__in=leads, body__kind=rules.COUNCIL, body__dissolved_on=None)
    today = clock.today()
    return [row.body.agency_id for row in rows.select_related("body") if queries.seat_of(row).is_taken_on(today)]


def _living(agency_id: int, kind: str, day: date) -> Council | None:
    body = queries.living_body(agency_id, kind)
    if body is None:
        return None
    rows = {row.pk: row for row in body.members.all()}
    seats = rules.seats_on([queries.seat_of(row) for row in rows.values()], day)
    order = [rules.CHAIR, rules.DEPUTY, rules.SECRETARY, rules.MEMBER]
    seats.sort(key=lambda seat: (order.index(seat.duty), seat.key or 0))
    members = tuple(_sitting(body, rows, seat) for seat in seats)
    return Council(body.pk, body.kind, body.name, body.agency_id, body.founded_on, body.decision_number, members)


def _sitting(body: Body, rows: dict[int, BodyMember], seat: Seat) -> Sitting:
    assert seat.key is not None
    words = str(duty_words(body.kind, seat.duty))
    return Sitting(seat.key, seat.name, seat.duty, words, rows[seat.key].position, seat.person_id)


@transaction.atomic
def call_meeting(body_id: int, held_on: date, subject: str, *, by: Any) -> Meeting:
    """A meeting to come: it stands in the body's book and in its members' calendars."""
    body = Body.objects.select_related("agency").get(pk=body_id)
    if body.dissolved_on:
        raise BodyRefused(_("Chưa ghi: tổ chức này đã giải thể."))
    row = Meeting.objects.create(
        body=body, held_on=held_on, subject=one_space(subject)[:500], recorded_at=clock.now(), recorded_by=by
    )
    _told(row, 0)
    return row


@transaction.atomic
def minute_meeting(
    meeting: Meeting,
    *,
    held_on: date,
    present: Collection[int],
    conclusion: str,
    number: str,
    minutes: bytes,
    by: Any,
) -> Meeting:
    """The meeting was held: who was there, what was concluded, the minutes as PDF. What was minuted stays."""
    row = Meeting.objects.select_for_update(of=("self",)).select_related("body__agency").get(pk=meeting.pk)
    if row.present:
        raise BodyRefused(_("Chưa ghi: cuộc họp này đã có biên bản; biên bản không sửa lại."))
    kept = blobs.store().put_bytes(minutes)
    row.minutes = Attachment.objects.create(
        agency=row.body.agency,
        number=one_space(number)[:60],
        issued_on=held_on,
        title=row.subject,
        file_name=f"bien-ban-{row.pk}.pdf",
        media_type="application/pdf",
        sha256=kept.sha256,
        size=kept.size,
        added_by=by,
        added_at=clock.now(),
    )
    row.held_on, row.present = held_on, sorted(set(present))
    row.conclusion, row.number = conclusion.strip(), one_space(number)[:60]
    row.recorded_at, row.recorded_by = clock.now(), by
    row.save()
    _told(row, len(row.present))
    return row


@transaction.atomic
def call_off_meeting(meeting: Meeting) -> None:
    """A coming meeting that will not be held leaves the body's book."""
    row = Meeting.objects.select_related("body__agency").get(pk=meeting.pk)
    if row.present:
        raise BodyRefused(_("Chưa hủy: cuộc họp này đã có biên bản."))
    details = {"name": row.body.name, "subject": row.subject, "day": row.held_on.isoformat()}
    record("programme.meeting.call_off", subject=("body", row.body_id), agency=row.body.agency.code, details=details)
    row.delete()


def _told(row: Meeting, present: int) -> None:
    agency: Agency = row.body.agency
    details = {"name": row.body.name, "subject": row.subject, "day": row.held_on.isoformat(), "present": present}
    record("programme.meeting.record", subject=("body", row.body_id), agency=agency.code, details=details)
