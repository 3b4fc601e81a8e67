"""Reading the guide in force, its versions, and who acknowledged which."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from khoso.foundation.identity.models import Membership, Person
from khoso.stages.inspection.guides.first import planted
from khoso.stages.inspection.models import CheckingGuide, GuideAcknowledgement, Lot
from khoso.stages.inspection.permissions import CHECKERS


def in_force(agency_id: int | None) -> CheckingGuide | None:
    """The agency's latest version; the house's where it has none of its own."""
    return in_force_of([agency_id])[agency_id]


def in_force_of(agency_ids: Iterable[int | None]) -> dict[int | None, CheckingGuide | None]:
    """The guide in force by agency; one question."""
    asked = set(agency_ids)
    rows = CheckingGuide.objects.select_related("agency", "issued_by").order_by("version")
    latest = {row.agency_id: row for row in rows}
    if None not in latest and asked - set(latest):
        latest[None] = planted()
    return {agency: latest.get(agency) or latest.get(None) for agency in asked}


def versions(agency_id: int | None) -> list[CheckingGuide]:
    """The agency's own versions, latest first."""
    return list(CheckingGuide.objects.filter(agency_id=agency_id).select_related("issued_by", "agency"))


def guide(guide_id: int) -> CheckingGuide | None:
    return CheckingGuide.objects.select_related("issued_by", "agency").filter(pk=guide_id).first()


def acknowledged(person: Any, guide: CheckingGuide | None) -> GuideAcknowledgement | None:
    """When the person said they know this version; None when they have not."""
    if guide is None or not person.pk:
        return None
    return GuideAcknowledgement.objects.filter(guide=guide, person_id=person.pk).first()


def must_acknowledge(person: Any, agency_id: int) -> CheckingGuide | None:
    """The guide in force the person has yet to acknowledge before looking at this agency's lots; None: nothing."""
    present = in_force(agency_id)
    return present if present is not None and acknowledged(person, present) is None else None


def checkers(guide: CheckingGuide, agency_id: int) -> list[tuple[Person, GuideAcknowledgement | None]]:
    """The agency's checkers, each with their acknowledgement of this version."""
    held = Membership.objects.in_force().filter(role__in=CHECKERS, person__is_active=True, agency_id=agency_id)
    people = {one.person_id: one.person for one in held.select_related("person").order_by("person__full_name")}
    said = {one.person_id: one for one in guide.acknowledgements.filter(person_id__in=people)}
    return [(one, said.get(pk)) for pk, one in people.items()]


def has_lots(agency_id: int) -> bool:
    """Whether lots are looked at here at all: before that, nobody needs to be taught."""
    return Lot.objects.filter(agency_id=agency_id).exists()
