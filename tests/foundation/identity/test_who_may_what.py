"""Who may do what, role by role, and how far a role reaches."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from tests.house import person

from khoso.foundation.identity import permissions
from khoso.foundation.identity.actions import register_agency, register_person
from khoso.foundation.identity.models import Agency, Membership, Person
from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import ACCEPTERS, CONFIRMERS, WORKERS, Role

pytestmark = pytest.mark.django_db

#                  signed in  deliveries  descriptions  confirm  accept  read pages
ALLOWED = {
    Role.CLERK: (True, True, True, True, False, True),
    Role.SUPERVISOR: (True, True, True, False, True, True),
    Role.HEAD: (True, True, True, False, True, True),
    Role.HOME_AFFAIRS: (True, True, True, False, False, True),
    Role.ARCHIVIST: (True, True, True, True, False, True),
    Role.COUNCIL_MEMBER: (True, True, True, False, False, True),
    Role.CONTRACTOR_OPERATOR: (True, True, False, False, False, False),
    Role.CONTRACTOR_LEAD: (True, True, False, False, False, False),
    Role.SECURITY_OFFICER: (True, False, False, False, False, False),
    Role.READER: (True, False, False, False, False, False),
    Role.AUDITOR: (True, False, False, False, False, False),
    Role.ADMINISTRATOR: (True, False, False, False, False, False),
}
ASKED = (
    permissions.is_signed_in,
    permissions.can_see_deliveries,
    permissions.can_see_descriptions,
    permissions.can_confirm_fields,
    permissions.can_accept_work,
    permissions.can_read_pages,
)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_exactly_this(commune: Agency, role: Role) -> None:
    one = person("mot", (commune, role))
    assert tuple(predicate(one) for predicate in ASKED) == ALLOWED[role]
    assert (permissions.anyone(one), permissions.can_search(one)) == (True, True)


def test_a_stranger_may_search_and_nothing_else() -> None:
    stranger = AnonymousUser()
    assert tuple(predicate(stranger) for predicate in ASKED) == (False,) * 6
    assert (permissions.anyone(stranger), permissions.can_search(stranger)) == (True, True)
    assert agencies_of(stranger) == frozenset()


@pytest.mark.luat("TT05 Đ.9.8")
def test_whoever_scans_never_accepts_the_scans_whatever_else_they_are(commune: Agency, neighbour: Agency) -> None:
    both = person("ca-hai", (commune, Role.HEAD), (neighbour, Role.CONTRACTOR_OPERATOR))
    assert not permissions.can_accept_work(both)


def test_a_role_reaches_its_agency_and_those_below_and_no_other(commune: Agency, neighbour: Agency) -> None:
    below = register_agency("H19.99.01", "Phòng một", parent=commune)
    clerk = person("vanthu", (commune, Role.CLERK))
    assert agencies_of(clerk) == {commune.pk, below.pk}


def test_a_role_in_one_agency_gives_nothing_in_another(commune: Agency, neighbour: Agency) -> None:
    clerk_here = person("vanthu", (commune, Role.CLERK), (neighbour, Role.READER))
    head_there = person("thutruong", (commune, Role.CLERK), (neighbour, Role.HEAD))
    assert agencies_of(clerk_here) == {commune.pk}
    assert agencies_of(head_there) == {commune.pk, neighbour.pk}
    assert agencies_of(head_there, ACCEPTERS) == {neighbour.pk}
    assert agencies_of(head_there, CONFIRMERS) == {commune.pk}


def test_a_contractor_reaches_deliveries_only(commune: Agency) -> None:
    contractor = person("sohoa", (commune, Role.CONTRACTOR_OPERATOR))
    assert (agencies_of(contractor, WORKERS), agencies_of(contractor)) == ({commune.pk}, frozenset())


@pytest.mark.parametrize("role", [Role.ARCHIVIST, Role.HOME_AFFAIRS])
def test_the_archive_and_home_affairs_reach_every_agency(commune: Agency, role: Role) -> None:
    assert agencies_of(person("luutru", (commune, role))) is None


def test_home_affairs_reads_everywhere_and_confirms_only_where_they_are_a_clerk(
    commune: Agency, neighbour: Agency
) -> None:
    one = person("noivu", (neighbour, Role.HOME_AFFAIRS), (commune, Role.CLERK))
    assert (agencies_of(one), agencies_of(one, CONFIRMERS)) == (None, {commune.pk})


def test_registering_twice_is_registering_once_and_is_on_record_once(commune: Agency) -> None:
    from khoso.foundation.audit.models import AuditEntry

    def tell() -> list[Any]:
        agency = register_agency("H19.99", "Tên khác")
        one = register_person("vanthu", "Nguyễn Thị Mẫu", "Mat-khau-dai-2026", roles=[(agency, Role.CLERK)])
        return [agency.name, one.pk]

    first = tell()
    assert tell() == first
    assert first[0] == "Ủy ban nhân dân xã Mẫu"
    assert (Person.objects.count(), Membership.objects.count()) == (1, 1)
    assert list(AuditEntry.objects.filter(chain="identity").order_by("position").values_list("verb", flat=True)) == [
        "identity.agency.register",
        "identity.person.register",
        "identity.role.grant",
    ]


def test_a_password_is_kept_by_argon2_and_never_as_it_was_typed(commune: Agency) -> None:
    one = register_person("vanthu", "Nguyễn Thị Mẫu", "Mat-khau-dai-2026", roles=[])
    assert one.password.startswith("argon2$argon2id$")
    assert one.check_password("Mat-khau-dai-2026")
