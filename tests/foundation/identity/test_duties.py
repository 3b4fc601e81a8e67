"""Duties that must not meet in one person: every pair of roles, given and lent, today and later, near and far."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations, product
from typing import Any

import pytest
from django.db import connection, transaction
from tests.house import person

from khoso.foundation.identity import actions, permissions
from khoso.foundation.identity.models import Agency, Delegation, Membership, Person, Succession
from khoso.foundation.identity.people import actions as people_actions
from khoso.foundation.identity.people.errors import DutiesClash
from khoso.foundation.identity.people.queries import clashes_of
from khoso.foundation.identity.roles import Role
from khoso.foundation.identity.rules import CLASHES, clash_of, days_meet, in_effect, must_be_another
from khoso.kernel import clock

pytestmark = [pytest.mark.mission("X1"), pytest.mark.luat("QCVN 12:2026/BCA")]

ROLES = list(Role.values)
# Each role against all, in the order of `Role`: X nowhere together, s not for one agency, . may meet.
TABLE = """
clerk               . . s s . . X X . X X X
council_member      . . . s . . X X . X X X
supervisor          s . . . . s X X . X X X
head                s s . . . s X X . X X X
home_affairs        . . . . . X X X . X X X
archivist           . . s s X . X X . X X X
contractor_operator X X X X X X . . . X X X
contractor_lead     X X X X X X . . . X X X
reader              . . . . . . . . . . . X
security_officer    X X X X X X X X . . . X
auditor             X X X X X X X X . . . X
administrator       X X X X X X X X X X X .
"""
EXPECTED = {
    (one, other): sign
    for one, *signs in (line.split() for line in TABLE.strip().splitlines())
    for other, sign in zip(ROLES, signs, strict=True)
}
# Reaching every agency, an archivist accepts and describes nowhere apart from a head or a supervisor.
FAR = {pair: sign for pair, sign in EXPECTED.items() if sign == "s" and Role.ARCHIVIST not in pair}


def kind_for(role: str) -> str:
    return "administration" if role == Role.ADMINISTRATOR else "person"


def made(username: str, *roles: str) -> Person:
    one: Person = person(username)
    Person.objects.filter(pk=one.pk).update(kind="administration" if Role.ADMINISTRATOR in roles else "person")
    return Person.objects.get(pk=one.pk)


def refused(one: Person, agency: Agency, role: str, **dates: Any) -> bool:
    """Whether giving the role is refused for clashing. The kind of account follows, so that nothing else refuses."""
    Person.objects.filter(pk=one.pk).update(kind=kind_for(role))
    try:
        actions.grant_role(one, agency, role, by=None, **dates)
    except DutiesClash:
        return True
    return False


def test_the_table_is_the_same_read_from_either_side() -> None:
    assert {pair for pair, sign in EXPECTED.items() if EXPECTED[pair[::-1]] != sign} == set()


@pytest.mark.parametrize(("one", "other"), list(product(ROLES, ROLES)))
def test_each_pair_clashes_as_the_table_says(one: str, other: str) -> None:
    clash = clash_of(one, other)
    assert ("." if clash is None else "X" if clash.anywhere else "s") == EXPECTED[one, other]


def test_every_clash_says_why_and_by_which_law() -> None:
    assert [clash.name for clash in CLASHES if not (str(clash.why) and clash.law)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("first", ROLES)
def test_giving_a_second_role_is_refused_as_the_table_says(commune: Agency, neighbour: Agency, first: str) -> None:
    here, there = {}, {}
    for second in ROLES:
        if second == first:
            continue
        for told, agency in ((here, commune), (there, neighbour)):
            one = made(f"{first}-{second}-{agency.pk}")
            Membership.objects.create(person=one, agency=commune, role=first)
            told[second] = refused(one, agency, second)
            assert Membership.objects.filter(person=one).count() == (1 if told[second] else 2)
    assert here == {second: EXPECTED[first, second] != "." for second in here}
    assert there == {second: EXPECTED[first, second] != "." and (first, second) not in FAR for second in there}


@pytest.mark.django_db
def test_the_refusal_names_the_person_both_roles_and_the_reason(commune: Agency) -> None:
    one = person("sohoa", (commune, Role.CONTRACTOR_OPERATOR))
    with pytest.raises(DutiesClash) as told:
        actions.grant_role(one, commune, Role.SUPERVISOR, by=None)
    message = told.value.message
    named = [one.full_name, Role.SUPERVISOR.label, Role.CONTRACTOR_OPERATOR.label, str(told.value.clash.why)]
    assert [word for word in named if str(word) not in message] == []
    assert told.value.code == "identity.duties_clash"


@pytest.mark.django_db
def test_for_one_agency_means_wherever_both_roles_reach(commune: Agency, neighbour: Agency) -> None:
    """Above, below, two steps below, wholly succeeded: the same; succeeded in part, or a neighbour: another."""
    below = actions.register_agency("H19.99.1", "Phòng", parent=commune)
    lowest = actions.register_agency("H19.99.1.1", "Tổ", parent=below)
    former = actions.register_agency("OLD.1", "Xã cũ")
    divided = actions.register_agency("OLD.2", "Xã đã chia")
    Succession.objects.create(predecessor=former, heir=commune)
    Succession.objects.create(predecessor=divided, heir=commune, is_partial=True)
    told = {}
    for agency in (commune, below, lowest, former, divided, neighbour):
        one = made(f"p{agency.pk}")
        Membership.objects.create(person=one, agency=agency, role=Role.CLERK)
        told[agency.name] = refused(one, commune, Role.HEAD)
    wanted = {commune.name: True, "Phòng": True, "Tổ": True, "Xã cũ": True, "Xã đã chia": False, neighbour.name: False}
    assert told == wanted


DAY = date(2026, 11, 22)
SPANS = [(None, None), (None, DAY), (DAY, None), (DAY + timedelta(1), None), (DAY, DAY), (None, DAY + timedelta(400))]


@pytest.mark.parametrize(("one", "other"), list(product(SPANS, SPANS)))
def test_two_spans_meet_when_some_day_is_in_both(
    one: tuple[date | None, date | None], other: tuple[date | None, date | None]
) -> None:
    def has(span: tuple[date | None, date | None], day: date) -> bool:
        return (span[0] is None or span[0] <= day) and (span[1] is None or day <= span[1])

    days = [DAY + timedelta(count) for count in (-1, 0, 1, 399, 400, 401)]
    assert days_meet(*one, *other) == any(has(one, day) and has(other, day) for day in days)


@pytest.mark.django_db
def test_duties_that_never_hold_on_one_day_may_follow_each_other(commune: Agency) -> None:
    today = clock.today()
    one = made("doi-viec")
    actions.grant_role(one, commune, Role.CLERK, by=None, valid_to=today + timedelta(10))
    assert refused(one, commune, Role.HEAD, valid_from=today + timedelta(10))
    assert not refused(one, commune, Role.HEAD, valid_from=today + timedelta(11))
    later = Membership.objects.get(person=one, role=Role.HEAD)
    with pytest.raises(DutiesClash):
        actions.change_role_dates(later, by=None, valid_from=today, valid_to=None)


@pytest.mark.django_db
@pytest.mark.parametrize("held", ["given", "lent", "given later", "lent later"])
@pytest.mark.parametrize("wanted", ["give", "lend"])
def test_lending_is_checked_like_giving_and_future_duties_count(commune: Agency, held: str, wanted: str) -> None:
    today = clock.today()
    start = today + timedelta(5) if held.endswith("later") else today
    end = today + timedelta(20)
    head, clerk, one = (
        person("truong", (commune, Role.HEAD)),
        person("thu", (commune, Role.CLERK)),
        made("mot"),
    )
    if held.startswith("given"):
        actions.grant_role(one, commune, Role.CLERK, by=None, valid_from=start)
    else:
        actions.delegate(clerk, one, commune, Role.CLERK, valid_from=start, valid_to=end)
    before = (Membership.objects.count(), Delegation.objects.count())
    with pytest.raises(DutiesClash):
        if wanted == "give":
            actions.grant_role(one, commune, Role.HEAD, by=None)
        else:
            actions.delegate(head, one, commune, Role.HEAD, valid_from=today, valid_to=end)
    assert (Membership.objects.count(), Delegation.objects.count()) == before


@pytest.mark.django_db
def test_what_has_ended_or_was_taken_back_no_longer_stands_in_the_way(commune: Agency) -> None:
    clerk, one = person("thu", (commune, Role.CLERK)), made("mot")
    today = clock.today()
    lent = actions.delegate(clerk, one, commune, Role.CLERK, valid_from=today, valid_to=today)
    assert refused(one, commune, Role.HEAD)
    actions.take_back(lent, by=None)
    assert not refused(one, commune, Role.HEAD)
    actions.end_role(Membership.objects.get(person=one), by=None)
    assert not refused(one, commune, Role.CLERK)


@pytest.mark.parametrize("pair", list(combinations(ROLES, 2)))
def test_of_two_roles_that_meet_in_the_tables_all_the_same_one_gives_nothing(pair: tuple[str, str]) -> None:
    left = in_effect(pair)
    assert len(left) == (1 if EXPECTED[pair] == "X" else 2)
    if Role.ADMINISTRATOR in pair:
        assert left == {Role.ADMINISTRATOR}


@pytest.mark.django_db
@pytest.mark.parametrize("slipped", [role for role in ROLES if role != Role.ADMINISTRATOR])
def test_a_role_slipped_in_by_sql_lets_no_administrator_read(commune: Agency, slipped: str) -> None:
    one = person("quantri", (commune, Role.ADMINISTRATOR))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO identity_membership (person_id, agency_id, role, decision, end_reason)"
            " VALUES (%s, %s, %s, '', '')",
            [one.pk, commune.pk, slipped],
        )
    one = Person.objects.get(pk=one.pk)
    reading = (
        permissions.can_read_pages,
        permissions.can_see_descriptions,
        permissions.can_see_deliveries,
        permissions.can_confirm_fields,
        permissions.can_accept_work,
        permissions.can_see_trail,
        permissions.can_ask_destruction,
        permissions.can_approve_destruction,
    )
    assert [ask.__name__ for ask in reading if ask(one)] == []
    assert permissions.agencies_of(one) == frozenset()
    assert (permissions.roles_of(one), permissions.can_keep_machine(one)) == ({Role.ADMINISTRATOR}, True)
    assert len(clashes_of([one])[one.pk]) == 1


@pytest.mark.luat("TT 05/2025/TT-BNV Điều 48-50")
@pytest.mark.parametrize(
    ("asked_by", "decider", "may"), [(1, 1, False), (1, 2, True), (None, 2, False), (1, None, False)]
)
def test_who_asks_does_not_decide(asked_by: int | None, decider: int | None, may: bool) -> None:
    assert must_be_another(asked_by, decider) == may
    assert must_be_another(Person(pk=asked_by), Person(pk=decider)) == may


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Person, Agency]]:
    """A person and an agency that two connections see. What the test leaves is taken away by hand."""
    with django_db_blocker.unblock():
        agency = Agency.objects.create(code="HAI.LUC", name="Cơ quan hai lúc")
        one = Person.objects.create(username="hai-luc", full_name="Người hai lúc")
        try:
            yield one, agency
        finally:
            Membership.objects.filter(person=one).delete()
            one.delete()
            agency.delete()


def test_two_grants_at_once_cannot_both_pass(committed: tuple[Person, Agency]) -> None:
    """The second waits for the first to be written, then sees it."""
    one, agency = committed
    told: list[str] = []

    def second() -> None:
        try:
            actions.grant_role(one, agency, Role.HEAD, by=None)
            told.append("passed")
        except DutiesClash:
            told.append("refused")
        finally:
            connection.close()

    with transaction.atomic():
        people_actions.locked(one)
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.5)
        assert told == []
        Membership.objects.create(person=one, agency=agency, role=Role.CLERK)
    thread.join(10)
    assert told == ["refused"]
