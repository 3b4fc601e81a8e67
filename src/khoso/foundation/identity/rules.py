"""Which duties must not meet in one person, who may give which role, and who may not be asked twice. Pure decisions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.roles import (
    ACCEPTERS,
    CONFIRMERS,
    CONTRACTORS,
    EVERYWHERE,
    MACHINE,
    STAFF,
    WATCHERS,
    Role,
)

# A lent role is for an absence; who is away longer is replaced by a decision.
LONGEST_DELEGATION_DAYS = 90
# These are trusted to one named person; nobody lends them.
NOT_LENT = MACHINE | WATCHERS


@dataclass(frozen=True, slots=True)
class Clash:
    """Duties that must not meet in one person: none of `stays` with any of `falls`.

    `anywhere`: not even in two different agencies. Otherwise only where both roles reach the same agency. When a clash
    that holds anywhere is found in the tables all the same, the roles of `falls` give no right.
    """

    name: str
    stays: frozenset[Any]
    falls: frozenset[Any]
    anywhere: bool
    why: Any
    law: Any


CLASHES = (
    # A contractor works for many agencies under one employer: accepting in one what a colleague scanned in the next is
    # judging one's own firm, so the agency makes no difference.
    # Luật: TT 05/2025 Đ.9 (kiểm tra sản phẩm), Đ.8.1.c (người ký không phải đơn vị số hóa)
    Clash(
        "scans-accepts",
        CONTRACTORS,
        STAFF | WATCHERS,
        True,
        _("người quét không được nghiệm thu, kiểm tra, phê duyệt hay giám sát việc số hóa"),
        _("TT 05/2025/TT-BNV Điều 8, Điều 9"),
    ),
    # The administrator's reach is the machine, hence every agency.
    # Luật: QCVN 12:2026/BCA (tách tài khoản quản trị với tài khoản nghiệp vụ)
    Clash(
        "keeps-reads",
        MACHINE,
        STAFF | CONTRACTORS | {Role.READER},
        True,
        _("quản trị hệ thống giữ máy và tài khoản, không đọc tài liệu"),
        _("QCVN 12:2026/BCA (tài khoản)"),
    ),
    # Luật: QCVN 12:2026/BCA (nhật ký: giám sát cả người quản trị)
    Clash(
        "keeps-watches",
        MACHINE,
        WATCHERS,
        True,
        _("người bị giám sát không giám sát: quản trị hệ thống cũng ở trong nhật ký"),
        _("QCVN 12:2026/BCA (nhật ký)"),
    ),
    # The trail tells what staff of every agency read and changed; there is one, so the agency makes no difference.
    # Luật: QCVN 12:2026/BCA (nhật ký: rà soát hằng tuần)
    Clash(
        "works-watches",
        STAFF,
        WATCHERS,
        True,
        _("người làm việc trên tài liệu không tự rà soát nhật ký của mình"),
        _("QCVN 12:2026/BCA (nhật ký)"),
    ),
    # The Centre submits, the department of Home Affairs decides, for every agency alike.
    # Luật: TT 05/2025 Đ.36, Đ.48-50 (lưu trữ lịch sử trình, cơ quan quản lý nhà nước về lưu trữ quyết định)
    Clash(
        "submits-decides",
        frozenset({Role.ARCHIVIST}),
        frozenset({Role.HOME_AFFAIRS}),
        True,
        _("Trung tâm Lưu trữ lịch sử trình, Sở Nội vụ quyết định: người trình không quyết định"),
        _("TT 05/2025/TT-BNV Điều 36, Điều 48-50"),
    ),
    # Of one agency only: a clerk here may be the head of another house, whose records they do not describe.
    # Luật: TT 05/2025 Đ.9 (bước kiểm tra sản phẩm tách với bước nhập, biên mục); Đ.48-50 (người trình không duyệt)
    Clash(
        "describes-accepts",
        CONFIRMERS,
        ACCEPTERS,
        False,
        _("người xác nhận, biên mục không nghiệm thu và không duyệt hủy tài liệu của cùng cơ quan"),
        _("TT 05/2025/TT-BNV Điều 9, Điều 48-50"),
    ),
    # Luật: TT 05/2025 Đ.48-50; KH 82 (Hội đồng rà soát trình, thủ trưởng phê duyệt danh mục)
    Clash(
        "proposes-approves",
        frozenset({Role.COUNCIL_MEMBER}),
        frozenset({Role.HEAD}),
        False,
        _("Hội đồng rà soát trình, thủ trưởng phê duyệt: người trình không phê duyệt trong cùng cơ quan"),
        _("TT 05/2025/TT-BNV Điều 48-50"),
    ),
)

# Who may give which roles; where: in the agencies their own role reaches. Nobody gives a role to themselves.
GRANTS: dict[Any, frozenset[Any]] = {
    Role.ADMINISTRATOR: frozenset(Role.values),
    Role.HOME_AFFAIRS: frozenset(
        {Role.HEAD, Role.CLERK, Role.COUNCIL_MEMBER, Role.SUPERVISOR, Role.CONTRACTOR_LEAD, Role.ARCHIVIST}
    ),
    Role.HEAD: frozenset({Role.CLERK, Role.COUNCIL_MEMBER, Role.SUPERVISOR, Role.READER}),
    Role.CONTRACTOR_LEAD: frozenset({Role.CONTRACTOR_OPERATOR}),
}


@dataclass(frozen=True, slots=True)
class Duty:
    """A role somebody has or is to have between two days (inclusive). `reach`: the agencies it reaches."""

    role: str
    reach: frozenset[int]
    first: date | None = None
    last: date | None = None
    where: str = ""


def days_meet(first: date | None, last: date | None, other_first: date | None, other_last: date | None) -> bool:
    """Whether two spans of days (inclusive; empty: without end) have a day in common."""
    return (last is None or other_first is None or other_first <= last) and (
        other_last is None or first is None or first <= other_last
    )


def clash_of(role: str, other: str) -> Clash | None:
    """Why two roles must not meet; None when they may."""
    for clash in CLASHES:
        if (role in clash.stays and other in clash.falls) or (role in clash.falls and other in clash.stays):
            return clash
    return None


def clash_between(duty: Duty, other: Duty) -> Clash | None:
    """Why two duties must not be one person's; None when they may."""
    clash = clash_of(duty.role, other.role)
    if clash is None or not days_meet(duty.first, duty.last, other.first, other.last):
        return None
    return clash if clash.anywhere or _reach_meets(duty, other) else None


def _reach_meets(duty: Duty, other: Duty) -> bool:
    return duty.role in EVERYWHERE or other.role in EVERYWHERE or bool(duty.reach & other.reach)


def clashes_among(duties: Iterable[Duty]) -> list[tuple[Duty, Duty, Clash]]:
    """Every pair of duties of one person that must not meet."""
    told = list(duties)
    pairs = [(one, other) for index, one in enumerate(told) for other in told[index + 1 :]]
    return [(one, other, clash) for one, other in pairs if (clash := clash_between(one, other))]


def in_effect(roles: Collection[str]) -> frozenset[str]:
    """The roles that give rights when a person has all of `roles` today.

    Granting refuses what must not meet; a row written past the actions gains nothing either.
    """
    return frozenset(
        role
        for role in roles
        if not any(
            clash.anywhere and role in clash.falls and any(other in clash.stays for other in roles) for clash in CLASHES
        )
    )


def must_be_another(asked_by: Any, person: Any) -> bool:
    """Whether `person` is somebody else than who asked: who asks does not approve. Nobody known to have asked: no."""
    asker, decider = (getattr(one, "pk", one) for one in (asked_by, person))
    return asker is not None and decider is not None and asker != decider
