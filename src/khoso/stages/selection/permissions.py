"""Who may assess, propose, sit in a session, and decide. Who proposed does not approve: the actions ask that too."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.permissions import holds
from khoso.foundation.identity.roles import STAFF, Role

# Luật: KH 82 III.2.d (Tổ Quản lý, Giám sát giúp Thủ trưởng đánh giá, lựa chọn tài liệu)
PROPOSERS = frozenset({Role.CLERK, Role.ARCHIVIST, Role.SUPERVISOR})
# Who may have a seat; whether they sit in this agency's council the body itself says.
COUNCIL = frozenset({Role.COUNCIL_MEMBER, Role.HEAD, Role.SUPERVISOR, Role.CLERK, Role.ARCHIVIST})


def can_see_selection(person: Any, subject: Any = None, /) -> bool:
    """Staff see assessments, lists and sessions of the agencies in their scope."""
    return holds(person, STAFF, subject)


def can_assess(person: Any, subject: Any = None, /) -> bool:
    """Answer the short form about a dossier or a series."""
    return holds(person, PROPOSERS | {Role.COUNCIL_MEMBER}, subject)


def can_propose_list(person: Any, subject: Any = None, /) -> bool:
    """Make a list, propose it to the council, make a new version."""
    return holds(person, PROPOSERS, subject)


def can_call_session(person: Any, subject: Any = None, /) -> bool:
    """Call a session, take the attendance, minute it: the action asks for the council's chair or secretary."""
    return holds(person, COUNCIL, subject)


def can_vote(person: Any, subject: Any = None, /) -> bool:
    """Say one's opinion in a session: the action asks for a seat in the council."""
    return holds(person, COUNCIL, subject)


def can_decide_list(person: Any, subject: Any = None, /) -> bool:
    """The head approves by decision, or returns. # Luật: KH 82 III.2.b"""
    return holds(person, {Role.HEAD}, subject)


def can_list_handover(person: Any, subject: Any = None, /) -> bool:
    """Make the list of permanent records that go to the Centre. # Luật: KH 82 III.2.a"""
    return holds(person, {Role.CLERK, Role.ARCHIVIST, Role.HEAD}, subject)


# What a person reads of each right on the page that lists them.
LABELS = {
    "can_see_selection": _("Xem việc lựa chọn, danh mục số hóa"),
    "can_assess": _("Đánh giá hồ sơ để lựa chọn"),
    "can_propose_list": _("Lập, trình danh mục số hóa"),
    "can_call_session": _("Mời họp, ghi biên bản Hội đồng"),
    "can_vote": _("Cho ý kiến trong phiên họp Hội đồng"),
    "can_decide_list": _("Phê duyệt, trả lại danh mục số hóa"),
    "can_list_handover": _("Lập danh mục giao nộp vào lưu trữ lịch sử"),
}
