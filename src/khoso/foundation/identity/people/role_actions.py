"""Giving roles and ending them, lending them and taking them back, looking them over each quarter."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity import permissions, scope
from khoso.foundation.identity.models import AccountKind, Agency, Delegation, Membership, Person
from khoso.foundation.identity.people import queries as people_queries
from khoso.foundation.identity.people.actions import locked, must_leave_an_administrator
from khoso.foundation.identity.people.errors import DelegationRefused, DutiesClash, NotYours, RoleRefused
from khoso.foundation.identity.roles import CONTRACTORS, MACHINE, Role
from khoso.foundation.identity.rules import LONGEST_DELEGATION_DAYS, NOT_LENT, Duty, clash_between, days_meet
from khoso.kernel import clock
from khoso.kernel.text_vi import one_space


@transaction.atomic
def grant_role(
    person: Person,
    agency: Agency,
    role: str,
    *,
    by: Person | None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    decision: str = "",
) -> Membership:
    """Give a person a role in an agency between two days. Raises when duties clash or `by` may not give it."""
    _must_grant(by, person, role, agency)
    taker = locked(person)
    _must_fit_account(taker, role)
    _must_be_in_order(valid_from, valid_to)
    for held in Membership.objects.live().filter(person=taker, agency=agency, role=role):
        if days_meet(held.valid_from, held.valid_to, valid_from, valid_to):
            raise RoleRefused(_("Chưa ghi: người này đã có vai trò ấy tại cơ quan trong thời gian đó."))
    _must_not_clash(taker, agency, role, valid_from, valid_to)
    made = Membership.objects.create(
        person=taker,
        agency=agency,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        decision=one_space(decision)[:200],
        granted_by=by,
    )
    details = {"agency": agency.code, "role": role, "decision": made.decision, **_days(made, None, None)}
    record("identity.role.grant", subject=("person", taker.username), details=details)
    return made


@transaction.atomic
def change_role_dates(
    membership: Membership, *, by: Person | None, valid_from: date | None, valid_to: date | None, decision: str = ""
) -> Membership:
    """Give a role that has not ended other dates."""
    today = clock.today()
    if membership.role == Role.ADMINISTRATOR and not days_meet(valid_from, valid_to, today, today):
        must_leave_an_administrator(without=membership.person)
    taker = locked(membership.person)
    held = _live(membership)
    _must_grant(by, taker, held.role, held.agency)
    _must_be_in_order(valid_from, valid_to)
    others = Membership.objects.live().filter(person=taker, agency=held.agency, role=held.role).exclude(pk=held.pk)
    if any(days_meet(one.valid_from, one.valid_to, valid_from, valid_to) for one in others):
        raise RoleRefused(_("Chưa ghi: người này đã có vai trò ấy tại cơ quan trong thời gian đó."))
    _must_not_clash(taker, held.agency, held.role, valid_from, valid_to, besides=held)
    before = (held.valid_from, held.valid_to, held.decision)
    held.valid_from, held.valid_to = valid_from, valid_to
    held.decision = one_space(decision)[:200] or held.decision
    held.save(update_fields=["valid_from", "valid_to", "decision"])
    details = {"agency": held.agency.code, "role": held.role, **_days(held, before[0], before[1])}
    if before[2] != held.decision:
        details["decision"] = [before[2], held.decision]
    record("identity.role.change", subject=("person", taker.username), details=details)
    return held


@transaction.atomic
def end_role(membership: Membership, *, by: Person | None, reason: str = "", on: date | None = None) -> Membership:
    """End a role at once, or after the day `on`. The row stays: who held what is asked for years later."""
    today = clock.today()
    if membership.role == Role.ADMINISTRATOR and (on is None or on <= today):
        must_leave_an_administrator(without=membership.person)
    taker = locked(membership.person)
    held = _live(membership)
    _must_grant(by, taker, held.role, held.agency, is_ending=True)
    before = held.valid_to
    if on is None or on < today:
        held.ended_at = clock.now()
        held.valid_to = max(day for day in (today, held.valid_from) if day is not None)
        if before is not None:
            held.valid_to = min(before, held.valid_to)
    elif held.valid_from is not None and on < held.valid_from:
        raise RoleRefused(_("Chưa ghi: ngày kết thúc phải sau ngày bắt đầu."))
    else:
        held.valid_to = on
    held.end_reason = one_space(reason)[:200]
    held.save(update_fields=["valid_to", "ended_at", "end_reason"])
    details: dict[str, Any] = {"agency": held.agency.code, "role": held.role, "reason": held.end_reason}
    details["valid_to"] = [_iso(before), _iso(held.valid_to)]
    details["ended_at"] = [None, clock.vietnam_iso(held.ended_at) if held.ended_at else None]
    record("identity.role.end", subject=("person", taker.username), details=details)
    return held


@transaction.atomic
def delegate(
    giver: Person, taker: Person, agency: Agency, role: str, *, valid_from: date, valid_to: date, reason: str = ""
) -> Delegation:
    """`giver` lends a role of their own to `taker` for an absence. It lasts only while the giver has the role."""
    _must_be_lendable(role, valid_from, valid_to)
    if giver.pk == taker.pk:
        raise DelegationRefused(_("Chưa ghi: không ai ủy quyền cho chính mình."))
    for _key in sorted((giver.pk, taker.pk)):
        Person.objects.select_for_update().get(pk=_key)
    taker = Person.objects.get(pk=taker.pk)
    if not taker.is_active:
        raise DelegationRefused(_("Chưa ghi: tài khoản của người nhận đã ngừng dùng."))
    _must_fit_account(taker, role)
    if role in CONTRACTORS and taker.employer_id != giver.employer_id:
        raise DelegationRefused(_("Chưa ghi: vai trò của đơn vị số hóa chỉ ủy quyền trong cùng đơn vị."))
    own = Membership.objects.live().filter(person=giver, agency=agency, role=role)
    if not any(_covers(one, valid_from, valid_to) for one in own):
        raise DelegationRefused(
            _("Chưa ghi: anh/chị phải tự mình giữ vai trò này suốt thời gian ủy quyền; quyền được ủy không ủy tiếp.")
        )
    lent = Delegation.objects.filter(giver=giver, taker=taker, agency=agency, role=role, revoked_at=None)
    if any(days_meet(one.valid_from, one.valid_to, valid_from, valid_to) for one in lent):
        raise DelegationRefused(_("Chưa ghi: đã có ủy quyền ấy trong thời gian đó."))
    _must_not_clash(taker, agency, role, valid_from, valid_to)
    made = Delegation.objects.create(
        giver=giver,
        taker=taker,
        agency=agency,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=one_space(reason)[:200],
        made_at=clock.now(),
    )
    details = {"to": taker.username, "agency": agency.code, "role": role, "reason": made.reason}
    record(
        "identity.delegation.give",
        subject=("person", giver.username),
        details={**details, "valid_from": [None, _iso(valid_from)], "valid_to": [None, _iso(valid_to)]},
    )
    return made


@transaction.atomic
def take_back(delegation: Delegation, *, by: Person | None) -> Delegation:
    """End a delegation at once: by its giver, by its taker, or by whoever may give that role there."""
    lent = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("giver", "taker", "agency")
        .get(pk=delegation.pk)
    )
    is_theirs = by is None or by.pk in (lent.giver_id, lent.taker_id)
    if not is_theirs and not permissions.can_grant(by, lent.role, lent.agency):
        raise NotYours(_("Chưa ghi: chỉ người ủy quyền, người nhận hoặc người cấp vai trò thu hồi được."))
    if lent.revoked_at is None:
        lent.revoked_at = clock.now()
        lent.save(update_fields=["revoked_at"])
        details = {"to": lent.taker.username, "agency": lent.agency.code, "role": lent.role}
        at = [None, clock.vietnam_iso(lent.revoked_at)]
        record(
            "identity.delegation.take_back",
            subject=("person", lent.giver.username),
            details={**details, "revoked_at": at},
        )
    return lent


@transaction.atomic
def record_review(by: Person, *, looked_at: int, clashes: int, idle: int) -> None:
    """Put on record that somebody looked over all accounts in their reach for this quarter.

    # Luật: QCVN 12:2026/BCA (rà soát tài khoản hằng quý)
    """
    if not permissions.can_review_people(by):
        raise NotYours(_("Chưa ghi: việc rà soát tài khoản không thuộc công việc của anh/chị."))
    quarter = people_queries.quarter_of(clock.today())
    details = {"looked_at": looked_at, "clashes": clashes, "idle": idle}
    record("identity.people.review", subject=("quarter", quarter), details=details)


def _must_grant(by: Person | None, person: Person, role: str, agency: Agency, *, is_ending: bool = False) -> None:
    if role not in Role.values:
        raise RoleRefused(_("Không có vai trò này."))
    if by is None:
        return
    if by.pk == person.pk and not is_ending:
        raise NotYours(_("Chưa ghi: không ai tự cấp hay tự đổi vai trò của mình."))
    if not permissions.can_grant(by, role, agency):
        raise NotYours(
            _("Chưa ghi: anh/chị không cấp hay kết thúc được vai trò «{role}» tại {agency}.").format(
                role=Role(role).label, agency=agency.name
            )
        )
    if role in NOT_LENT and not is_ending and people_queries.was_made_by(person, by):
        raise NotYours(
            _(
                "Chưa ghi: người tạo tài khoản không tự cấp cho nó vai trò quản trị hay giám sát. "
                "Hãy nhờ một quản trị khác."
            )
        )
    if permissions.roles_of(by) <= CONTRACTORS and by.employer_id != person.employer_id:
        raise NotYours(_("Chưa ghi: phụ trách đơn vị số hóa chỉ cấp vai trò cho người của đơn vị mình."))


def _must_fit_account(person: Person, role: str) -> None:
    """An administration account does nothing else, and nothing else administers.

    # Luật: QCVN 12:2026/BCA (tài khoản quản trị, nghiệp vụ, dịch vụ tách nhau)
    """
    if not person.is_active:
        raise RoleRefused(_("Chưa ghi: tài khoản này đã ngừng dùng. Hãy cho dùng lại trước."))
    if (role in MACHINE) != (person.kind == AccountKind.ADMINISTRATION):
        raise RoleRefused(
            _("Chưa ghi: vai trò «{role}» chỉ dành cho tài khoản loại quản trị.").format(role=Role(role).label)
            if role in MACHINE
            else _("Chưa ghi: tài khoản loại quản trị chỉ mang vai trò quản trị hệ thống.")
        )


def _must_be_in_order(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise RoleRefused(_("Chưa ghi: ngày kết thúc phải sau ngày bắt đầu."))


def _must_be_lendable(role: str, first: date, last: date) -> None:
    if role not in Role.values or role in NOT_LENT:
        raise DelegationRefused(_("Chưa ghi: vai trò này không ủy quyền được."))
    if last < first or first < clock.today():
        raise DelegationRefused(_("Chưa ghi: ủy quyền từ hôm nay trở đi, ngày kết thúc sau ngày bắt đầu."))
    if last - first >= timedelta(days=LONGEST_DELEGATION_DAYS):
        raise DelegationRefused(
            _("Chưa ghi: mỗi lần ủy quyền nhiều nhất {days} ngày.").format(days=LONGEST_DELEGATION_DAYS)
        )


def _must_not_clash(
    person: Person,
    agency: Agency,
    role: str,
    first: date | None,
    last: date | None,
    *,
    besides: Membership | None = None,
) -> None:
    """Refuse a duty that must not meet another of the same person. The person's row is locked by whoever calls."""
    wanted = Duty(role, scope.reach_of([agency.pk])[agency.pk], first, last, agency.name)
    for held in scope.duties_of([person.pk], besides=besides.pk if besides else None)[person.pk]:
        if clash := clash_between(wanted, held):
            raise DutiesClash(person, wanted, held, clash)


def _live(membership: Membership) -> Membership:
    held = Membership.objects.select_related("agency").get(pk=membership.pk)
    if held.ended_at is not None:
        raise RoleRefused(_("Chưa ghi: vai trò này đã kết thúc."))
    return held


def _covers(held: Membership, first: date, last: date) -> bool:
    return (held.valid_from is None or held.valid_from <= first) and (held.valid_to is None or held.valid_to >= last)


def _days(held: Membership, first: date | None, last: date | None) -> dict[str, Any]:
    return {
        "valid_from": [_iso(first), _iso(held.valid_from)],
        "valid_to": [_iso(last), _iso(held.valid_to)],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
