"""The rights of recognition: who decides what is accepted without a look, who judges what corrections taught."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.permissions import agencies_of, holds
from khoso.foundation.identity.roles import CONFIRMERS, CONTRACTORS, Role
from khoso.stages.recognition.personal.permissions import can_mark_personal as can_mark_personal

# Who answers for the result; who confirms does not decide how much of the work is checked.
DECIDERS = frozenset({Role.SUPERVISOR, Role.HEAD, Role.HOME_AFFAIRS})


def can_see_policy(person: Any, subject: Any = None, /) -> bool:
    """See by which policy fields are accepted, and whether it holds: who decides on it and who works under it."""
    return holds(person, DECIDERS | CONFIRMERS, subject) and not holds(person, CONTRACTORS)


def can_set_policy(person: Any, subject: Any = None, /) -> bool:
    """Set the policy of an agency."""
    return holds(person, DECIDERS, subject) and not holds(person, CONTRACTORS)


def can_set_city_policy(person: Any, subject: Any = None, /) -> bool:
    """Set the policy of every agency that has none of its own: who answers for all of them."""
    return agencies_of(person, {Role.HOME_AFFAIRS}) is None and not holds(person, CONTRACTORS)


def can_see_terms(person: Any, subject: Any = None, /) -> bool:
    """See what corrections taught: who corrects, and who judges it."""
    return can_see_policy(person, subject)


def can_judge_terms(person: Any, subject: Any = None, /) -> bool:
    """Approve or withdraw what corrections taught."""
    return can_set_policy(person, subject)


# What a person reads of each right on the page that lists them.
LABELS = {
    "can_see_policy": _("Xem chính sách nhận trường"),
    "can_set_policy": _("Đặt chính sách nhận trường"),
    "can_set_city_policy": _("Đặt chính sách nhận trường chung của thành phố"),
    "can_see_terms": _("Xem từ đã học từ các lần sửa"),
    "can_judge_terms": _("Duyệt, thôi dùng từ đã học"),
    "can_mark_personal": _("Xem lại chỗ có dữ liệu cá nhân trên trang"),
}
