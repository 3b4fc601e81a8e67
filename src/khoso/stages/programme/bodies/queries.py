"""Reading bodies: who sits in them on a day, what they met about, who has none yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.identity.permissions import agencies_of
from khoso.stages.programme.bodies.rules import COUNCIL, SUPERVISION, Seat
from khoso.stages.programme.models import Body, BodyKind, BodyMember
from khoso.stages.programme.permissions import PROGRAMME_SEEN_BY

# What every agency of the plan founds.
OF_EACH_AGENCY = (COUNCIL, SUPERVISION)


def bodies_seen_by(person: Any) -> QuerySet[Body]:
    """Bodies of the agencies within a person's scope; the Steering Committee is everybody's."""
    reach = agencies_of(person, PROGRAMME_SEEN_BY)
    bodies = Body.objects.select_related("agency", "decision")
    if reach is None:
        return bodies
    return bodies.filter(Q(agency_id__in=reach) | (Q(kind=BodyKind.STEERING) if reach else Q(pk__in=[])))


def body_for(person: Any, body_id: int) -> Body | None:
    return bodies_seen_by(person).filter(pk=body_id).first()


def with_members(bodies: QuerySet[Body]) -> QuerySet[Body]:
    """Each with all its members, past ones too, and the number of its meetings."""
    members = BodyMember.objects.select_related("person").order_by("pk")
    return bodies.annotate(meeting_count=Count("meetings", distinct=True)).prefetch_related(
        Prefetch("members", queryset=members)
    )


def seat_of(member: BodyMember) -> Seat:
    return Seat(member.name, member.duty, member.since, member.until, member.person_id, member.pk)


def seats_of(body: Body) -> list[Seat]:
    return [seat_of(member) for member in body.members.all()]


def living_body(agency_id: int, kind: str) -> Body | None:
    return Body.objects.filter(agency_id=agency_id, kind=kind, dissolved_on=None).first()


def is_member_on(body: Body, person: Any, day: date) -> bool:
    return any(seat.person_id == person.pk and seat.is_taken_on(day) for seat in seats_of(body))


def agencies_without(kind: str, agencies: Iterable[int]) -> list[Agency]:
    """Those of `agencies` that have no living body of this kind."""
    have = Body.objects.filter(kind=kind, dissolved_on=None).values("agency_id")
    return list(Agency.objects.filter(pk__in=set(agencies)).exclude(pk__in=have).order_by("name"))


def people_of(agency: Agency) -> list[Person]:
    """Accounts in use with a role in the agency: whom a member may be."""
    return list(
        Person.objects.filter(is_active=True, memberships__agency=agency, memberships__ended_at=None)
        .distinct()
        .order_by("full_name")
    )
