"""Giving, changing, ending and lending roles: who may, what is refused, what stays on record."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from tests.house import person

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity import actions, permissions
from khoso.foundation.identity.models import Agency, Delegation, Membership, Person, Succession
from khoso.foundation.identity.people.errors import DelegationRefused, LastAdministrator, NotYours, RoleRefused
from khoso.foundation.identity.permissions import agencies_of, can_grant, roles_of
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.mission("X1")]

ALL = set(Role.values)
# Giver → roles they give in their own agency; and in any other.
GIVES: dict[str, tuple[set[str], bool]] = {
    "administrator": (ALL, True),
    "home_affairs": ({"head", "clerk", "council_member", "supervisor", "contractor_lead", "archivist"}, True),
    "head": ({"clerk", "council_member", "supervisor", "reader"}, False),
    "contractor_lead": ({"contractor_operator"}, False),
}


def again(one: Any) -> Person:
    """The person as the next request sees them."""
    return Person.objects.get(pk=one.pk)


def verbs() -> list[str]:
    return list(AuditEntry.objects.filter(chain="identity").order_by("position").values_list("verb", flat=True))


@pytest.mark.parametrize("giver", sorted(ALL))
def test_each_role_gives_exactly_these_roles_here_and_elsewhere(commune: Agency, neighbour: Agency, giver: str) -> None:
    below = actions.register_agency("H19.99.1", "Phòng", parent=commune)
    one = person("mot", (commune, giver))
    gives, is_everywhere = GIVES.get(giver, (set(), False))
    assert {role for role in ALL if can_grant(one, role, commune)} == gives
    assert {role for role in ALL if can_grant(one, role, below)} == gives
    assert {role for role in ALL if can_grant(one, role, neighbour)} == (gives if is_everywhere else set())
    assert {role for role in ALL if can_grant(one, role)} == gives


@pytest.mark.parametrize(("giver", "role"), list(product(sorted(GIVES), sorted(ALL))))
def test_what_the_table_does_not_say_the_action_refuses(commune: Agency, giver: str, role: str) -> None:
    by, taker = person("cap", (commune, giver)), person("nhan")
    Person.objects.filter(pk=taker.pk).update(kind="administration" if role == "administrator" else "person")
    try:
        actions.grant_role(again(taker), commune, role, by=by)
    except NotYours:
        assert role not in GIVES[giver][0]
        assert not Membership.objects.filter(person=taker).exists()
    else:
        assert role in GIVES[giver][0]


@pytest.mark.parametrize("giver", sorted(GIVES))
def test_nobody_gives_a_role_to_themselves(commune: Agency, giver: str) -> None:
    one = person("mot", (commune, giver))
    for role in sorted(GIVES[giver][0] - {giver}):
        with pytest.raises(NotYours):
            actions.grant_role(one, commune, role, by=one)


def test_a_lead_gives_roles_only_to_the_people_of_their_own_firm(commune: Agency) -> None:
    firm, other = actions.register_agency("DN.1", "Công ty Một"), actions.register_agency("DN.2", "Công ty Hai")
    lead = person("dieuhanh", (commune, Role.CONTRACTOR_LEAD))
    Person.objects.filter(pk=lead.pk).update(employer=firm)
    theirs, stranger = person("tho-mot"), person("tho-hai")
    Person.objects.filter(pk=theirs.pk).update(employer=firm)
    Person.objects.filter(pk=stranger.pk).update(employer=other)
    actions.grant_role(again(theirs), commune, Role.CONTRACTOR_OPERATOR, by=again(lead))
    with pytest.raises(NotYours):
        actions.grant_role(again(stranger), commune, Role.CONTRACTOR_OPERATOR, by=again(lead))


def test_a_lent_role_gives_no_roles_on(commune: Agency) -> None:
    head, deputy = person("truong", (commune, Role.HEAD)), person("pho", (commune, Role.SUPERVISOR))
    today = clock.today()
    actions.delegate(head, deputy, commune, Role.HEAD, valid_from=today, valid_to=today)
    deputy = again(deputy)
    assert Role.HEAD in roles_of(deputy)
    assert (permissions.can_give_roles(deputy), can_grant(deputy, Role.CLERK, commune)) == (False, False)


def test_a_role_given_and_ended_counts_at_once_and_its_row_stays(commune: Agency) -> None:
    head, one = person("truong", (commune, Role.HEAD)), person("mot")
    given = actions.grant_role(one, commune, Role.CLERK, by=head, decision="QĐ 12/QĐ-UBND")
    assert roles_of(again(one)) == {Role.CLERK}
    actions.end_role(given, by=head, reason="chuyển công tác")
    assert roles_of(again(one)) == frozenset()
    kept = Membership.objects.get(pk=given.pk)
    told = (kept.valid_to, kept.end_reason, kept.decision, kept.granted_by_id)
    assert told == (clock.today(), "chuyển công tác", "QĐ 12/QĐ-UBND", head.pk)
    actions.grant_role(one, commune, Role.CLERK, by=head)
    assert Membership.objects.filter(person=one).count() == 2
    assert verbs()[-3:] == ["identity.role.grant", "identity.role.end", "identity.role.grant"]


def test_changes_are_on_record_before_and_after(commune: Agency) -> None:
    one, today = person("mot"), clock.today()
    given = actions.grant_role(one, commune, Role.CLERK, by=None, valid_from=today, decision="QĐ 1")
    actions.change_role_dates(given, by=None, valid_from=today, valid_to=today + timedelta(30), decision="QĐ 2")
    row = AuditEntry.objects.filter(verb="identity.role.change").get()
    assert row.details == {
        "agency": commune.code,
        "role": "clerk",
        "valid_from": [today.isoformat(), today.isoformat()],
        "valid_to": [None, (today + timedelta(30)).isoformat()],
        "decision": ["QĐ 1", "QĐ 2"],
    }


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (None, None, True),
        (0, 0, True),
        (-3, -1, False),
        (1, None, False),
        (None, -1, False),
        (-1, 1, True),
        (None, 0, True),
    ],
)
def test_a_role_holds_from_its_first_day_to_its_last(
    commune: Agency, first: int | None, last: int | None, holds: bool
) -> None:
    one, today = person("mot"), clock.today()
    begin, end = (None if days is None else today + timedelta(days) for days in (first, last))
    actions.grant_role(one, commune, Role.CLERK, by=None, valid_from=begin, valid_to=end)
    assert (roles_of(again(one)) == {Role.CLERK}) == holds


def test_a_role_can_be_ended_on_a_later_day_and_one_to_come_can_be_called_off(commune: Agency) -> None:
    one, today = person("mot"), clock.today()
    now = actions.grant_role(one, commune, Role.CLERK, by=None)
    actions.end_role(now, by=None, on=today + timedelta(3))
    assert roles_of(again(one)) == {Role.CLERK}
    later = actions.grant_role(one, commune, Role.COUNCIL_MEMBER, by=None, valid_from=today + timedelta(9))
    actions.end_role(later, by=None)
    assert Membership.objects.get(pk=later.pk).valid_to == today + timedelta(9)
    assert Membership.objects.get(pk=later.pk).ended_at is not None
    with pytest.raises(RoleRefused):
        actions.end_role(Membership.objects.get(pk=later.pk), by=None)


def test_the_same_role_twice_on_one_day_is_refused(commune: Agency) -> None:
    one, today = person("mot"), clock.today()
    actions.grant_role(one, commune, Role.CLERK, by=None, valid_to=today)
    with pytest.raises(RoleRefused):
        actions.grant_role(one, commune, Role.CLERK, by=None, valid_from=today)
    with pytest.raises(RoleRefused):
        actions.grant_role(one, commune, Role.CLERK, by=None, valid_from=today + timedelta(2), valid_to=today)
    actions.grant_role(one, commune, Role.CLERK, by=None, valid_from=today + timedelta(1))


@pytest.mark.luat("QCVN 12:2026/BCA")
def test_administration_accounts_administer_and_no_other_does(commune: Agency) -> None:
    plain, special = person("thuong"), person("quantri")
    Person.objects.filter(pk=special.pk).update(kind="administration")
    with pytest.raises(RoleRefused):
        actions.grant_role(plain, commune, Role.ADMINISTRATOR, by=None)
    for role in sorted(ALL - {"administrator"}):
        with pytest.raises(RoleRefused):
            actions.grant_role(again(special), commune, role, by=None)
    actions.grant_role(again(special), commune, Role.ADMINISTRATOR, by=None)


def test_the_last_administrator_stays(commune: Agency) -> None:
    first, second = person("qt1", (commune, Role.ADMINISTRATOR)), person("qt2", (commune, Role.ADMINISTRATOR))
    today = clock.today()
    actions.disable_person(second, "nghỉ việc", by=first)
    only = Membership.objects.get(person=first)
    for attempt in (
        lambda: actions.disable_person(first, "nghỉ việc", by=None),
        lambda: actions.end_role(only, by=None),
        lambda: actions.end_role(only, by=None, on=today),
        lambda: actions.change_role_dates(only, by=None, valid_from=today + timedelta(1), valid_to=None),
    ):
        with pytest.raises(LastAdministrator):
            attempt()
    assert roles_of(again(first)) == {Role.ADMINISTRATOR}


# --- lending


@pytest.fixture
def lent(commune: Agency) -> Delegation:
    """The head lends their role to the deputy for the days 1 to 10 from today."""
    head, deputy = person("truong", (commune, Role.HEAD)), person("pho")
    today = clock.today()
    return actions.delegate(
        head, deputy, commune, Role.HEAD, valid_from=today + timedelta(1), valid_to=today + timedelta(10)
    )


def holds_on(day: int, lent: Delegation) -> bool:
    with clock.frozen_at(clock.now() + timedelta(day)):
        return roles_of(again(lent.taker)) == {Role.HEAD}


@pytest.mark.parametrize(("day", "holds"), [(0, False), (1, True), (5, True), (10, True), (11, False)])
def test_a_lent_role_holds_between_its_days(lent: Delegation, day: int, holds: bool) -> None:
    assert holds_on(day, lent) == holds


@pytest.mark.parametrize("state", ["taken back", "giver disabled", "giver lost it", "giver's ended", "taker disabled"])
def test_a_lent_role_ends_with_what_it_hangs_on(lent: Delegation, state: str) -> None:
    assert holds_on(5, lent)
    own = Membership.objects.get(person=lent.giver)
    if state == "taken back":
        actions.take_back(lent, by=lent.giver)
    elif state == "giver disabled":
        actions.disable_person(lent.giver, "nghỉ việc", by=None)
    elif state == "giver lost it":
        actions.end_role(own, by=None)
    elif state == "giver's ended":
        actions.change_role_dates(own, by=None, valid_from=None, valid_to=clock.today() + timedelta(4))
    else:
        actions.disable_person(lent.taker, "nghỉ việc", by=None)
    assert not holds_on(5, lent)


def test_a_lent_role_reaches_as_far_as_the_givers(commune: Agency, neighbour: Agency, lent: Delegation) -> None:
    below = actions.register_agency("H19.99.1", "Phòng", parent=commune)
    lowest = actions.register_agency("H19.99.1.1", "Tổ", parent=below)
    former = actions.register_agency("OLD.1", "Xã cũ")
    divided = actions.register_agency("OLD.2", "Xã đã chia")
    Succession.objects.create(predecessor=former, heir=below)
    Succession.objects.create(predecessor=divided, heir=commune, is_partial=True)
    with clock.frozen_at(clock.now() + timedelta(2)):
        reach = agencies_of(again(lent.taker))
    assert reach == {commune.pk, below.pk, lowest.pk, former.pk}


def test_what_may_not_be_lent(commune: Agency, neighbour: Agency, lent: Delegation) -> None:
    today = clock.today()
    days = {"valid_from": today, "valid_to": today + timedelta(5)}
    head, deputy, third = lent.giver, lent.taker, person("ba")
    officer = person("antoan", (commune, Role.SECURITY_OFFICER))
    admin = person("quantri", (commune, Role.ADMINISTRATOR))
    gone = person("nghi")
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    short = person("ngan", (commune, Role.COUNCIL_MEMBER))
    Membership.objects.filter(person=short).update(valid_to=today + timedelta(2))
    cases = {
        "a role of another agency": (head, third, neighbour, Role.HEAD, days),
        "a role not held": (head, third, commune, Role.CLERK, days),
        "a lent role, on": (
            deputy,
            third,
            commune,
            Role.HEAD,
            {"valid_from": lent.valid_from, "valid_to": lent.valid_to},
        ),
        "to oneself": (head, head, commune, Role.HEAD, days),
        "to an account out of use": (head, gone, commune, Role.HEAD, days),
        "for the past": (head, third, commune, Role.HEAD, {**days, "valid_from": today - timedelta(1)}),
        "backwards": (head, third, commune, Role.HEAD, {"valid_from": today, "valid_to": today - timedelta(1)}),
        "too long": (head, third, commune, Role.HEAD, {"valid_from": today, "valid_to": today + timedelta(90)}),
        "longer than held": (short, third, commune, Role.COUNCIL_MEMBER, days),
        "twice": (head, deputy, commune, Role.HEAD, {"valid_from": lent.valid_to, "valid_to": lent.valid_to}),
        "a watcher's": (officer, third, commune, Role.SECURITY_OFFICER, days),
        "the administrator's": (admin, third, commune, Role.ADMINISTRATOR, days),
    }
    passed = []
    for name, (giver, taker, agency, role, between) in cases.items():
        try:
            actions.delegate(giver, taker, agency, role, **between)
            passed.append(name)
        except DelegationRefused:
            pass
    assert passed == []
    actions.delegate(head, third, commune, Role.HEAD, valid_from=today, valid_to=today + timedelta(89))


def test_only_those_concerned_take_back(commune: Agency, neighbour: Agency, lent: Delegation) -> None:
    for name, role, agency in (("la", Role.HEAD, neighbour), ("vt", Role.CLERK, commune)):
        with pytest.raises(NotYours):
            actions.take_back(lent, by=person(name, (agency, role)))
    assert Delegation.objects.get().revoked_at is None
    actions.take_back(lent, by=lent.taker)
    actions.take_back(lent, by=lent.giver)
    assert Delegation.objects.get().revoked_at is not None
    assert verbs()[-2:] == ["identity.delegation.give", "identity.delegation.take_back"]
