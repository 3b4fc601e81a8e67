"""Who writes, signs, reads and consolidates reports."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.permissions import agency_id_of, held_by, holds, is_signed_in
from khoso.foundation.identity.roles import STAFF, Role

# Who fills an agency's report. # Luật: KH 82 III.2.d-e
WRITERS = frozenset({Role.CLERK, Role.SUPERVISOR, Role.HEAD, Role.ARCHIVIST})


def can_see_reports(person: Any, subject: Any = None, /) -> bool:
    return holds(person, STAFF, subject)


def can_write_reports(person: Any, subject: Any = None, /) -> bool:
    """The clerk and the Supervision Team fill the report; the head may too. # Luật: KH 82 III.2.d-e

    The Centre's archivists work on the records of all, and write the report of their own agency only.
    """
    if subject is None:
        return holds(person, WRITERS)
    return any(one.role in WRITERS and agency_id_of(subject) in one.agencies for one in held_by(person))


def can_sign_reports(person: Any, subject: Any = None, /) -> bool:
    """The head answers for what the agency tells. # Luật: KH 82 VI.5.đ"""
    return holds(person, {Role.HEAD}, subject)


def can_consolidate(person: Any, subject: Any = None, /) -> bool:
    """Home Affairs receives, returns, locks and consolidates. # Luật: KH 82 VI.6.c"""
    return holds(person, {Role.HOME_AFFAIRS})


def can_see_city(person: Any, subject: Any = None, /) -> bool:
    """Home Affairs, and who heads the city. A route asks of no subject; its view asks of the programme's city."""
    return holds(person, {Role.HOME_AFFAIRS}) or holds(person, {Role.HEAD}, subject)


def can_raise_difficulties(person: Any, subject: Any = None, /) -> bool:
    return holds(person, {Role.CLERK, Role.SUPERVISOR, Role.HEAD, Role.ARCHIVIST}, subject)


def can_answer_difficulties(person: Any, subject: Any = None, /) -> bool:
    """Home Affairs, and the head of the agency that was asked: `subject` is that agency."""
    return holds(person, {Role.HOME_AFFAIRS}) or holds(person, {Role.HEAD}, subject)


def can_read_notices(person: Any, subject: Any = None, /) -> bool:
    """Everybody reads what was told to them, and nothing told to others."""
    return is_signed_in(person)


def can_plan_volumes(person: Any, subject: Any = None, /) -> bool:
    """The agency's clerk and head say how much it means to do; Home Affairs may for any. # Luật: KH 82 III.2.b-c"""
    return holds(person, {Role.HOME_AFFAIRS}) or holds(person, {Role.CLERK, Role.HEAD}, subject)


# What a person reads of each right on the page that lists them.
LABELS = {
    "can_plan_volumes": _("Đặt khối lượng kế hoạch"),
    "can_see_reports": _("Xem báo cáo của cơ quan"),
    "can_write_reports": _("Soạn báo cáo"),
    "can_sign_reports": _("Ký báo cáo"),
    "can_consolidate": _("Nhận, trả lại, tổng hợp báo cáo"),
    "can_see_city": _("Xem toàn thành phố"),
    "can_raise_difficulties": _("Nêu vướng mắc"),
    "can_answer_difficulties": _("Trả lời vướng mắc"),
    "can_read_notices": _("Đọc lời nhắc gửi cho mình"),
}
