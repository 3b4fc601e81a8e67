"""Who answers for what an agency owes: its people by role, Home Affairs, the Committee; one reading for the city."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from khoso.foundation.identity.models import Agency, Delegation, Membership, Person
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock
from khoso.stages.programme import queries as programme
from khoso.stages.reporting.reminders.rules import Due, To

_ROLES = (Role.CLERK, Role.HEAD, Role.HOME_AFFAIRS)


class Receiver(NamedTuple):
    """A person, or an agency's address where it has nobody here."""

    person_id: int | None
    email: str
    language: str = ""

    @property
    def key(self) -> str:
        return f"p{self.person_id}" if self.person_id else f"a:{self.email}"


@dataclass
class Receivers:
    """Everybody a notice may go to."""

    names: dict[int, str]
    emails: dict[int, str]
    by_role: dict[tuple[int, Any], list[Receiver]]
    home_affairs: list[Receiver]
    home_affairs_heads: list[Receiver]
    committee: list[Receiver]
    people: dict[int, Receiver] = field(default_factory=dict)

    def name(self, agency_id: int | None) -> str:
        return self.names.get(agency_id, "") if agency_id else _("Sở Nội vụ")

    def of(self, due: Due) -> list[Receiver]:
        """Who is told; an agency without accounts is told at its own address. Empty: nobody can be."""
        agency = due.fact.agency_id
        if due.to is To.HOME_AFFAIRS:
            return self.home_affairs
        if due.to is To.COMMITTEE:
            return self.committee
        if agency is None:
            return self.home_affairs if due.to is To.DOER else self.home_affairs_heads
        if due.to is To.DOER and due.fact.owner_id in self.people:
            return [self.people[due.fact.owner_id]]
        return self.in_agency(agency, Role.CLERK if due.to is To.DOER else Role.HEAD)

    def in_agency(self, agency: int, role: Any) -> list[Receiver]:
        """The people of a role, and the agency's own address when none of them has one."""
        found = self.by_role.get((agency, role), [])
        if not any(one.email for one in found) and self.emails.get(agency):
            return [*found, Receiver(None, self.emails[agency])]
        return found


def read_receivers(agency_ids: Iterable[int], owner_ids: Iterable[int] = ()) -> Receivers:
    """Receivers for things these agencies owe. A handful of questions, however many things there are."""
    wanted = set(agency_ids)
    plan = programme.current_plan()
    city = plan.city_id if plan else None
    by_role: dict[tuple[int, Any], list[Receiver]] = defaultdict(list)
    home_affairs: dict[int, Receiver] = {}
    homes: set[int] = set()
    for person, agency_id, role in _holders():
        one = _receiver(person)
        if one not in by_role[agency_id, role]:
            by_role[agency_id, role].append(one)
        if role == Role.HOME_AFFAIRS:
            home_affairs[person.pk] = one
            homes.add(agency_id)
    agencies = Agency.objects.filter(pk__in=wanted | homes).values_list("pk", "name", "email")
    owners = Person.objects.filter(pk__in={owner for owner in owner_ids if owner}, is_active=True)
    return Receivers(
        names={pk: name for pk, name, _email in agencies},
        emails={pk: email for pk, _name, email in agencies},
        by_role=dict(by_role),
        home_affairs=list(home_affairs.values()),
        home_affairs_heads=[one for home in sorted(homes) for one in by_role.get((home, Role.HEAD), [])],
        committee=by_role.get((city, Role.HEAD), []) if city else [],
        people={person.pk: _receiver(person) for person in owners},
    )


def _holders() -> Iterator[tuple[Person, int, str]]:
    """Who holds a role today, and who was lent it: a deputy is told beside the one they stand in for."""
    own = Membership.objects.in_force().filter(role__in=_ROLES, person__is_active=True).select_related("person")
    for row in own.order_by("pk"):
        yield row.person, row.agency_id, row.role
    today = clock.today()
    lent = Delegation.objects.filter(
        role__in=_ROLES, revoked_at=None, valid_from__lte=today, valid_to__gte=today, taker__is_active=True
    )
    for loan in lent.select_related("taker").order_by("pk"):
        yield loan.taker, loan.agency_id, loan.role


def _receiver(person: Person) -> Receiver:
    return Receiver(person.pk, person.email, person.language)
