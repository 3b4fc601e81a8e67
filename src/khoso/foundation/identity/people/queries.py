"""Reading people, their roles and delegations: who sees whom, and what a review has to look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet

from khoso.foundation.audit import queries as audit
from khoso.foundation.identity import permissions, scope
from khoso.foundation.identity.models import Agency, Delegation, Membership, Person
from khoso.foundation.identity.roles import CONTRACTORS, EVERYWHERE, Role
from khoso.foundation.identity.rules import GRANTS, Clash, Duty, clashes_among
from khoso.kernel import clock
from khoso.kernel.text_vi import fold

REVIEW = "identity.people.review"
# What somebody with power over accounts can do to read or watch as another: who watches sees it the same day.
ROLE_CHANGES = (
    "identity.person.register",
    "identity.person.enable",
    "identity.person.reset_password",
    "identity.factor.forget",
    "identity.token.issue",
    "identity.role.grant",
    "identity.role.change",
    "identity.role.end",
    "identity.delegation.give",
    "identity.delegation.take_back",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of people is narrowed to."""

    text: str = ""
    role: str = ""
    agency: int | None = None
    state: str = ""


@dataclass(slots=True)
class Reviewed:
    """One account as the quarterly review sees it."""

    person: Person
    roles: list[Membership]
    clashes: list[tuple[Duty, Duty, Clash]] = field(default_factory=list)
    is_idle: bool = False
    # Roles that end within this quarter or ended while the account stayed in use.
    is_without_role: bool = False


def people_seen_by(person: Any) -> QuerySet[Person]:
    """The accounts a person may see: all for who works everywhere; a head those with a role in their agencies; a
    contractor's lead those of their own firm."""
    people = Person.objects.all()
    if not permissions.can_see_people(person):
        return people.none()
    reach = permissions.agencies_of(person, (permissions.GIVERS | permissions.WATCHERS) - CONTRACTORS)
    if reach is None:
        return people
    seen = Q(memberships__agency_id__in=reach) | Q(delegations_taken__agency_id__in=reach)
    led = permissions.agencies_of(person, {Role.CONTRACTOR_LEAD})
    if led:
        seen |= Q(memberships__agency_id__in=led, memberships__role__in=CONTRACTORS, employer_id=person.employer_id)
    return people.filter(Q(pk__in=people.filter(seen).values("pk")) | Q(pk=person.pk))


def may_see(person: Person | None, other: Person) -> bool:
    """Whether a person may see another's account; the machine itself (None) sees all."""
    return person is None or people_seen_by(person).filter(pk=other.pk).exists()


def found_people(person: Any, wanted: Wanted) -> QuerySet[Person]:
    """The accounts a person (None: the machine) may see, narrowed, with their roles of today."""
    people = Person.objects.all() if person is None else people_seen_by(person)
    roles = Membership.objects.in_force()
    if wanted.role:
        roles = roles.filter(role=wanted.role)
    if wanted.agency is not None:
        roles = roles.filter(agency_id__in=scope.reach_of([wanted.agency]).get(wanted.agency, ()))
    if wanted.role or wanted.agency is not None:
        people = people.filter(pk__in=roles.values("person_id"))
    if wanted.state == "disabled":
        people = people.filter(is_active=False)
    elif wanted.state == "idle":
        people = people.filter(_idle())
    elif wanted.state == "active":
        people = people.filter(is_active=True)
    if wanted.text:
        people = people.filter(pk__in=_named(people, wanted.text))
    return people.order_by("full_name", "username").prefetch_related(_present_roles())


def _named(people: QuerySet[Person], text: str) -> list[int]:
    """Accents and case make no difference. An agency's people fit in memory; the city's, some thousands, too."""
    words = fold(text).split()
    rows = people.values_list("pk", "username", "full_name", "email", "position")
    return [pk for pk, *facts in rows if all(word in fold(" ".join(facts)) for word in words)]


def _idle() -> Q:
    since = clock.now() - timedelta(days=settings.KHOSO_IDLE_DAYS)
    seen = Q(last_seen_at__lt=since) | Q(last_seen_at__isnull=True, registered_at__lt=since)
    return Q(is_active=True) & seen


def is_idle(person: Person) -> bool:
    """Whether an account in use was not used for as long as the law lets it be."""
    return person.is_active and (person.last_seen_at or person.registered_at) < clock.now() - timedelta(
        days=settings.KHOSO_IDLE_DAYS
    )


def _present_roles() -> Prefetch[Any]:
    return Prefetch(
        "memberships",
        queryset=Membership.objects.in_force().select_related("agency").order_by("role", "pk"),
        to_attr="present_roles",
    )


def memberships_of(person: Person) -> list[Membership]:
    """Every role a person has, had or will have, the latest first."""
    rows = person.memberships.select_related("agency", "granted_by")
    return sorted(rows, key=lambda row: (row.ended_at is not None, -(row.valid_from or date.min).toordinal(), row.pk))


def was_made_by(person: Person, maker: Person) -> bool:
    """Whether `maker` opened this account: who also gave it the machine or the trail would watch over themselves."""
    made = {"verb": "identity.person.register", "subject_kind": "person", "subject_id": person.username}
    return bool(audit.entries({**made, "actor": maker.username}, limit=1))


def live_role(person: Person, agency: Agency, role: str) -> Membership | None:
    """The role somebody has in an agency, today's before one to come; None when it has ended or never was."""
    rows = Membership.objects.live().filter(person=person, agency=agency, role=role)
    in_force = rows.in_force().first()
    return in_force or rows.filter(valid_from__gt=clock.today()).order_by("valid_from").first()


def delegations_of(person: Person) -> list[Delegation]:
    """What a person lends and is lent, the latest first."""
    rows = Delegation.objects.filter(Q(giver=person) | Q(taker=person))
    return list(rows.select_related("giver", "taker", "agency"))


def held_today(person: Person) -> list[Membership]:
    """The roles a person has today, the one held for longest first; the lent ones when they have no other.

    Read once for each person object, which lives as long as one request.
    """
    if not hasattr(person, "_khoso_held_today"):
        own = Membership.objects.in_force().filter(person_id=person.pk).select_related("agency").order_by("pk")
        person._khoso_held_today = list(own) or [  # type: ignore[attr-defined]
            Membership(person_id=person.pk, agency=lent.agency, role=lent.role) for lent in lent_to(person.pk)
        ]
    found: list[Membership] = person._khoso_held_today  # type: ignore[attr-defined]
    return found


def act_for(person: Person, agency_code: str) -> None:
    """Let what this person object does be done for that agency, where it has a role there today."""
    person._khoso_acting_agency = agency_code  # type: ignore[attr-defined]


def acting_for(person: Person) -> Membership | None:
    """The role that says for whom a person acts: of the agency they chose, else the one held for longest."""
    held, chosen = held_today(person), getattr(person, "_khoso_acting_agency", "")
    return next((one for one in held if one.agency.code == chosen), held[0] if held else None)


def lent_to(person_id: int) -> QuerySet[Delegation]:
    """What is lent to a person today or later and not taken back."""
    rows = Delegation.objects.filter(taker_id=person_id, revoked_at=None, valid_to__gte=clock.today())
    return rows.select_related("giver", "agency").order_by("valid_from", "pk")


def has_duties(person: Person) -> bool:
    """Whether a person has or will have any role, given or lent."""
    return bool(scope.duties_of([person.pk])[person.pk])


def clashes_of(people: Iterable[Person]) -> dict[int, list[tuple[Duty, Duty, Clash]]]:
    """Duties of each person that must not meet and stand in the tables all the same, by a merger of agencies say."""
    return {pk: clashes_among(duties) for pk, duties in scope.duties_of([one.pk for one in people]).items()}


def roles_to_give(person: Any) -> list[Any]:
    """The roles a person may give somewhere."""
    return [Role(role) for role in Role.values if permissions.can_grant(person, role)]


def agencies_to_give_in(person: Any) -> QuerySet[Agency]:
    """The agencies where a person may give some role."""
    own = [one for one in permissions.held_by(person) if not one.is_lent and one.role in GRANTS]
    if any(one.role in EVERYWHERE for one in own):
        return Agency.objects.filter(valid_to__isnull=True)
    reach = frozenset[int]().union(*(one.agencies for one in own))
    return Agency.objects.filter(pk__in=reach, valid_to__isnull=True)


def for_review(person: Any) -> list[Reviewed]:
    """Every account in use that a person answers for, those that need a look first."""
    people = list(
        people_seen_by(person).filter(is_active=True).order_by("full_name").prefetch_related(_present_roles())
    )
    clashes = clashes_of(people)
    rows = []
    for one in people:
        roles: list[Membership] = one.present_roles  # type: ignore[attr-defined]
        rows.append(Reviewed(one, roles, clashes[one.pk], is_idle(one), not roles))
    return sorted(rows, key=lambda row: (not row.clashes, not row.is_idle, not row.is_without_role))


def quarter_of(day: date) -> str:
    """`2026-Q4`."""
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}"


def last_review(person: Any) -> datetime | None:
    """When this person last put a review on record."""
    rows = audit.entries_by(person.username, REVIEW, limit=1)
    return rows[0].at if rows else None


def is_reviewed(person: Any) -> bool:
    """Whether this person has reviewed their accounts in the present quarter."""
    at = last_review(person)
    return at is not None and quarter_of(at.astimezone(clock.VIETNAM).date()) == quarter_of(clock.today())


def role_changes(since: datetime) -> int:
    """How many roles were given, changed, ended, lent or taken back, accounts made or opened anew since then."""
    return audit.count_since(ROLE_CHANGES, since)
