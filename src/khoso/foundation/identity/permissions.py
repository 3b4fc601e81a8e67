"""Small predicates on who may do what; every route names one. What no predicate allows is refused.

`can_…(person)` asks whether a person may do this anywhere (what a route asks); `can_…(person, subject)` whether to this
subject: an agency, its id, or anything with an `agency_id`. The predicate is the action.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple, Protocol

from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.roles import (
    ACCEPTERS,
    CONFIRMERS,
    CONTRACTORS,
    DISPUTE_SETTLERS,
    EVERYWHERE,
    MACHINE,
    STAFF,
    WATCHERS,
    WORKERS,
    Role,
)
from khoso.foundation.identity.rules import GRANTS, in_effect, must_be_another
from khoso.foundation.identity.scope import held_roles

# Who may give at least one role somewhere.
GIVERS = frozenset(GRANTS)


class Predicate(Protocol):
    """One right: may `person` do this to `subject`, or to anything at all when no subject is named?"""

    __name__: str

    def __call__(self, person: Any, subject: Any = None, /) -> bool: ...


class Held(NamedTuple):
    """A role a person has today, with every agency it reaches: its own and all below."""

    role: str
    agencies: frozenset[int]
    is_lent: bool = False


def held_by(person: Any) -> tuple[Held, ...]:
    """What a person holds today, own and lent, read once for each person object, which lives as long as one request.

    Duties that must not meet are refused when they are given. Should both stand in the tables all the same, written
    there by another way, one of them gives nothing: an administrator reads no documents whatever the tables say.
    """
    if not getattr(person, "is_authenticated", False) or not getattr(person, "is_active", True):
        return ()
    cached: tuple[Held, ...] | None = getattr(person, "_khoso_held", None)
    if cached is None:
        rows = [Held(*row) for row in held_roles(person.pk)]
        counted = in_effect({row.role for row in rows})
        cached = person._khoso_held = tuple(row for row in rows if row.role in counted)
    return cached


def roles_of(person: Any) -> frozenset[str]:
    """The roles a person has anywhere; empty for someone not signed in."""
    return frozenset(held.role for held in held_by(person))


def agencies_of(person: Any, roles: Collection[Any] = STAFF) -> frozenset[int] | None:
    """Ids of the agencies where a person has one of `roles`, all below included; None means all of them.

    A role in one agency says nothing about another: the clerk of one who is a reader in the next stays a reader there.
    """
    held = [one for one in held_by(person) if one.role in roles]
    if any(one.role in EVERYWHERE for one in held):
        return None
    return frozenset().union(*(one.agencies for one in held))


def holds(person: Any, roles: Collection[Any], subject: Any = None) -> bool:
    """Whether a person has one of `roles` for `subject`, or anywhere when no subject is named."""
    if subject is None:
        return bool(roles_of(person) & frozenset(roles))
    reach = agencies_of(person, roles)
    return reach is None or agency_id_of(subject) in reach


def agency_id_of(subject: Any) -> int | None:
    """The agency a subject belongs to. Raises TypeError for what belongs to none."""
    if isinstance(subject, Agency):
        return subject.pk
    if isinstance(subject, int):
        return subject
    if not hasattr(subject, "agency_id"):
        raise TypeError(f"{type(subject).__name__} belongs to no agency")
    found: int | None = subject.agency_id
    return found


def anyone(person: Any, subject: Any = None, /) -> bool:
    """Everybody, signed in or not."""
    return True


def is_signed_in(person: Any, subject: Any = None, /) -> bool:
    return bool(getattr(person, "is_authenticated", False))


def can_see_deliveries(person: Any, subject: Any = None, /) -> bool:
    return holds(person, WORKERS, subject)


def can_see_descriptions(person: Any, subject: Any = None, /) -> bool:
    return holds(person, STAFF, subject)


def can_confirm_fields(person: Any, subject: Any = None, /) -> bool:
    return holds(person, CONFIRMERS, subject)


def can_settle_disputes(person: Any, subject: Any = None, /) -> bool:
    """Decide between what two people keyed; that the decider is neither of them is asked by the action."""
    return holds(person, DISPUTE_SETTLERS, subject) and not holds(person, CONTRACTORS)


def can_use_desk(person: Any, subject: Any = None, /) -> bool:
    """Confirm fields or settle disputes about them: who comes to the queue."""
    return can_confirm_fields(person, subject) or can_settle_disputes(person, subject)


def can_accept_work(person: Any, subject: Any = None, /) -> bool:
    """The agency's head and its supervisors accept; whoever scans does not, whatever else they are."""
    return holds(person, ACCEPTERS, subject) and not holds(person, CONTRACTORS)


def can_read_pages(person: Any, subject: Any = None, /) -> bool:
    """Staff read the pages of their agencies. The administrator keeps the machine and reads no documents."""
    return holds(person, STAFF, subject) and not holds(person, MACHINE)


def can_keep_machine(person: Any, subject: Any = None, /) -> bool:
    """The administrator looks after the machine, and reads no documents."""
    return holds(person, MACHINE)


def can_see_health(person: Any, subject: Any = None, /) -> bool:
    """Who keeps the machine and who answers for its safety look at how it is."""
    return holds(person, MACHINE | {Role.SECURITY_OFFICER})


def can_see_storage(person: Any, subject: Any = None, /) -> bool:
    """Archivists answer for the stored copies, the administrator for the disks they lie on."""
    return holds(person, MACHINE | {Role.ARCHIVIST})


def can_see_trail(person: Any, subject: Any = None, /) -> bool:
    """Auditors and security officers read the trail of what everybody did, the administrator's included."""
    return holds(person, WATCHERS)


def can_see_agencies(person: Any, subject: Any = None, /) -> bool:
    """The directory of agencies is no secret among those who work here."""
    return is_signed_in(person)


def can_edit_agencies(person: Any, subject: Any = None, /) -> bool:
    """Home Affairs answers for the directory of agencies."""
    return holds(person, {Role.HOME_AFFAIRS})


def can_see_people(person: Any, subject: Any = None, /) -> bool:
    """Those who make accounts or give roles, and those who watch over both."""
    return holds(person, GIVERS | WATCHERS, subject)


def can_edit_people(person: Any, subject: Any = None, /) -> bool:
    """The administrator makes, disables and unlocks accounts."""
    return holds(person, MACHINE)


def can_give_roles(person: Any, subject: Any = None, /) -> bool:
    """Who gives roles does it by a role of their own, never by a lent one; which roles: see `can_grant`."""
    return any(can_grant(person, role, subject) for role in Role.values)


def can_grant(person: Any, role: str, agency: Any = None, /) -> bool:
    """Whether a person may give (or end) this role in this agency; to whom is asked by the action."""
    own = [one for one in held_by(person) if not one.is_lent and role in GRANTS.get(Role(one.role), ())]
    if agency is None:
        return bool(own)
    return any(one.role in EVERYWHERE or agency_id_of(agency) in one.agencies for one in own)


def can_lend_roles(person: Any, subject: Any = None, /) -> bool:
    """Whoever works here lends their own roles for an absence, and sees what is lent to them."""
    return is_signed_in(person)


def can_review_people(person: Any, subject: Any = None, /) -> bool:
    """Each quarter whoever answers for accounts looks at all of theirs.

    # Luật: QCVN 12:2026/BCA (rà soát tài khoản hằng quý)
    """
    return holds(person, MACHINE | {Role.HOME_AFFAIRS, Role.HEAD, Role.SECURITY_OFFICER}, subject)


def can_see_rights(person: Any, subject: Any = None, /) -> bool:
    """The table of who may what, for those who watch over it or give it."""
    return holds(person, MACHINE | WATCHERS | {Role.HOME_AFFAIRS})


def can_ask_destruction(person: Any, subject: Any = None, /) -> bool:
    """Who keeps the records proposes what may be destroyed.

    # Luật: TT 05/2025 Đ.48-50
    """
    return holds(person, CONFIRMERS, subject)


def can_approve_destruction(person: Any, subject: Any = None, /) -> bool:
    """The head, or Home Affairs for the Centre, decides on what another person proposed: `subject.asked_by_id`.

    # Luật: TT 05/2025 Đ.48-50 (người trình không quyết định)
    """
    if not holds(person, {Role.HEAD, Role.HOME_AFFAIRS}, subject):
        return False
    return subject is None or must_be_another(subject.asked_by_id, person)


def can_search(person: Any, subject: Any = None, /) -> bool:
    """Everyone may search; what they find depends on their level of access."""
    return True


# What a person reads of each right on the page that lists them.
LABELS = {
    "anyone": _("Ai cũng mở được"),
    "is_signed_in": _("Người đã đăng nhập"),
    "can_search": _("Tìm kiếm"),
    "can_see_deliveries": _("Xem lô giao nộp"),
    "can_see_descriptions": _("Xem hồ sơ và mô tả"),
    "can_confirm_fields": _("Xác nhận trường thông tin"),
    "can_settle_disputes": _("Phân xử hai lượt nhập khác nhau"),
    "can_use_desk": _("Vào hàng đợi xác nhận, phân xử"),
    "can_accept_work": _("Nghiệm thu"),
    "can_read_pages": _("Đọc trang tài liệu"),
    "can_keep_machine": _("Giữ máy"),
    "can_see_trail": _("Xem nhật ký"),
    "can_see_health": _("Xem tình trạng hệ thống"),
    "can_see_storage": _("Xem tình trạng kho lưu trữ"),
    "can_see_agencies": _("Xem danh bạ cơ quan"),
    "can_edit_agencies": _("Sửa danh bạ cơ quan"),
    "can_see_people": _("Xem tài khoản"),
    "can_edit_people": _("Tạo, sửa, ngừng tài khoản"),
    "can_give_roles": _("Cấp và kết thúc vai trò"),
    "can_lend_roles": _("Ủy quyền vai trò của mình"),
    "can_review_people": _("Rà soát tài khoản"),
    "can_see_rights": _("Xem bảng phân quyền"),
    "can_ask_destruction": _("Đề nghị hủy tài liệu hết giá trị"),
    "can_approve_destruction": _("Quyết định hủy (không phải người đề nghị)"),
}
