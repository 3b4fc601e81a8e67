"""Reading guidance: what is meant for whom, what is in force, who has read it and who has not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from khoso.foundation.identity.models import Agency, Membership, Person
from khoso.foundation.identity.permissions import agencies_of, holds, roles_of
from khoso.foundation.identity.roles import STAFF, Role
from khoso.kernel import clock
from khoso.stages.programme.guidance import rules
from khoso.stages.programme.models import Guidance, GuidanceRead, GuidanceVersion
from khoso.stages.programme.permissions import PROGRAMME_SEEN_BY

# Whom a document without named readers is meant for.
EVERYBODY = PROGRAMME_SEEN_BY | {Role.CONTRACTOR_LEAD, Role.CONTRACTOR_OPERATOR}


def meant_for(guidance: Guidance) -> frozenset[str]:
    """The roles a document is meant for."""
    return frozenset(guidance.readers) or frozenset(EVERYBODY)


def is_meant_for(guidance: Guidance, person: Any) -> bool:
    return bool(meant_for(guidance) & roles_of(person))


def may_read(guidance: Guidance, person: Any) -> bool:
    """Whom it is meant for, and staff: what the city decided is no secret among those who work on it."""
    return is_meant_for(guidance, person) or holds(person, STAFF | {Role.SECURITY_OFFICER})


def documents() -> QuerySet[Guidance]:
    """All documents with their versions, the newest first."""
    versions = GuidanceVersion.objects.select_related("attachment", "published_by").order_by("-ordinal")
    return Guidance.objects.select_related("issuer").prefetch_related(Prefetch("versions", queryset=versions))


def guidance_for(person: Any, guidance_id: int) -> Guidance | None:
    found = documents().filter(pk=guidance_id).first()
    return found if found is not None and may_read(found, person) else None


def present_version(guidance: Guidance, day: date | None = None) -> GuidanceVersion | None:
    return rules.in_force(guidance.versions.all(), day or clock.today())


def read_by(person: Any, versions: Iterable[int]) -> set[int]:
    """Which of these versions a person said they read."""
    rows = GuidanceRead.objects.filter(person_id=person.pk, version_id__in=list(versions))
    return set(rows.values_list("version_id", flat=True))


def unread_of(person: Any) -> list[GuidanceVersion]:
    """Versions in force that are meant for a person who has not confirmed them, the newest in force first."""
    present = []
    for guidance in documents():
        version = present_version(guidance)
        if version is not None and is_meant_for(guidance, person):
            version.guidance = guidance
            present.append(version)
    read = read_by(person, [version.pk for version in present])
    unread = [version for version in present if version.pk not in read]
    return sorted(unread, key=lambda version: (version.in_force_from, version.pk), reverse=True)


@dataclass(slots=True)
class Readers:
    """An agency's people whom a version is meant for, and who of them confirmed it."""

    agency: Agency
    meant: int = 0
    read: int = 0
    unread: list[Person] = field(default_factory=list)


def readers_by_agency(version: GuidanceVersion, person: Any) -> list[Readers]:
    """By agency within the looking person's scope: how many it is meant for, how many read it, who did not.

    Those with most unread first. Three questions, however many agencies there are.
    """
    reach = agencies_of(person, PROGRAMME_SEEN_BY)
    held = Membership.objects.in_force().filter(role__in=meant_for(version.guidance), person__is_active=True)
    if reach is not None:
        held = held.filter(agency_id__in=reach)
    read = set(GuidanceRead.objects.filter(version=version).values_list("person_id", flat=True))
    people: dict[int, dict[int, Person]] = defaultdict(dict)
    agencies: dict[int, Agency] = {}
    for one in held.select_related("person", "agency").order_by("person__full_name"):
        agencies[one.agency_id] = one.agency
        people[one.agency_id][one.person_id] = one.person
    told = [
        Readers(
            agencies[agency_id],
            len(those),
            sum(pk in read for pk in those),
            [one for pk, one in those.items() if pk not in read],
        )
        for agency_id, those in people.items()
    ]
    return sorted(told, key=lambda row: (-len(row.unread), row.agency.name))
