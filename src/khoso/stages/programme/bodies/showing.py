"""Bodies as the screens show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.kernel import clock
from khoso.stages.programme.bodies import rules
from khoso.stages.programme.bodies.queries import seats_of
from khoso.stages.programme.bodies.rules import Seat
from khoso.stages.programme.models import Body, BodyDuty, BodyMember, Meeting

_ORDER = (rules.CHAIR, rules.DEPUTY, rules.SECRETARY, rules.MEMBER)


# Who stands at the head is called so in each kind of body.
_CHAIRS = {
    rules.STEERING: (gettext_lazy("Trưởng ban"), gettext_lazy("Phó Trưởng ban")),
    rules.COUNCIL: (gettext_lazy("Chủ tịch"), gettext_lazy("Phó Chủ tịch")),
    rules.SUPERVISION: (gettext_lazy("Tổ trưởng"), gettext_lazy("Tổ phó")),
    rules.OTHER: (gettext_lazy("Người đứng đầu"), gettext_lazy("Phó")),
}


def duty_words(kind: str, duty: str) -> Any:
    """What a duty is called in a body of this kind."""
    if duty in (rules.CHAIR, rules.DEPUTY):
        return _CHAIRS[kind][duty == rules.DEPUTY]
    return BodyDuty(duty).label


@dataclass(frozen=True, slots=True)
class Overview:
    """One body of a list."""

    body: Body
    chair: str
    members: int
    meetings: int
    # What it lacks, in words.
    lacks: str


def overview_of(body: Body, day: date) -> Overview:
    seats = rules.seats_on(seats_of(body), body.dissolved_on or day)
    chair = next((seat.name for seat in seats if seat.duty == rules.CHAIR), "")
    lacks = "" if chair else _("Thiếu người đứng đầu")
    if body.decision_id is None:
        lacks = _("Thiếu quyết định thành lập")
    return Overview(body, chair, len(seats), getattr(body, "meeting_count", 0), lacks)


def seat_rows(members: Sequence[BodyMember], day: date, *, now: bool) -> list[BodyMember]:
    """Those who sit in it on a day (or will), by duty; or those who no longer do, the last first."""
    if now:
        sitting = [one for one in members if one.until is None or one.until >= day]
        return sorted(sitting, key=lambda one: (_ORDER.index(one.duty), one.pk))
    return sorted((one for one in members if one.until and one.until < day), key=lambda one: one.until, reverse=True)  # type: ignore[arg-type,return-value]


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One meeting with who was there and whether they were enough."""

    meeting: Meeting
    names: list[str]
    quorum: rules.Quorum
    is_to_come: bool


def meeting_row(meeting: Meeting, members: Sequence[BodyMember], seats: Sequence[Seat]) -> MeetingRow:
    present = set(meeting.present)
    names = [one.name for one in members if one.pk in present]
    return MeetingRow(
        meeting, names, rules.quorum(seats, present, meeting.held_on), meeting.held_on > clock.today() or not present
    )
