"""Who may see and change the plan, its bodies, rounds and guidance."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.permissions import agency_id_of, held_by, holds
from khoso.foundation.identity.roles import STAFF, Role

# Who does an agency's own work on its tasks; officers of Home Affairs and the Centre that of their own agency.
DOERS = frozenset({Role.CLERK, Role.SUPERVISOR, Role.HEAD, Role.ARCHIVIST, Role.HOME_AFFAIRS})
ASSIGNERS = frozenset({Role.CLERK, Role.HEAD, Role.ARCHIVIST, Role.HOME_AFFAIRS})
PROGRAMME_SEEN_BY = STAFF | {Role.SECURITY_OFFICER}


def can_see_programme(person: Any, subject: Any = None, /) -> bool:
    """The plan is no secret among staff; an agency's own entries are seen within its scope."""
    return holds(person, PROGRAMME_SEEN_BY, subject)


def can_edit_programme(person: Any, subject: Any = None, /) -> bool:
    """Home Affairs loads plans, agrees to other days, waives tasks, keeps the days off."""
    return holds(person, {Role.HOME_AFFAIRS})


def _works_for(person: Any, roles: Collection[Any], subject: Any) -> bool:
    """As `holds`, but a role that looks everywhere does the tasks of its own agency only: nobody reports for others."""
    if subject is None:
        return holds(person, roles)
    wanted = agency_id_of(subject)
    return any(wanted in held.agencies for held in held_by(person) if held.role in roles)


def can_work_on_tasks(person: Any, subject: Any = None, /) -> bool:
    """The agency's clerk, supervisors and head write progress and attach products."""
    return _works_for(person, DOERS, subject)


def can_assign_tasks(person: Any, subject: Any = None, /) -> bool:
    """The head, or the clerk in the head's name, says who owns a task."""
    return _works_for(person, ASSIGNERS, subject)


def can_keep_bodies(person: Any, subject: Any = None, /) -> bool:
    """An agency keeps its own council and team; Home Affairs the city's Steering Committee."""
    return holds(person, {Role.HEAD, Role.CLERK, Role.SUPERVISOR, Role.HOME_AFFAIRS}, subject)


def can_plan_rounds(person: Any, subject: Any = None, /) -> bool:
    """Home Affairs plans visits, records what was found, closes it, publishes the notice."""
    return holds(person, {Role.HOME_AFFAIRS})


def can_mend_findings(person: Any, subject: Any = None, /) -> bool:
    """The visited agency says how a finding was mended."""
    return holds(person, {Role.CLERK, Role.SUPERVISOR, Role.HEAD}, subject)


def can_monitor(person: Any, subject: Any = None, /) -> bool:
    """The agency's Supervision Team keeps monitoring minutes. # Luật: KH 82 II.15"""
    return holds(person, {Role.SUPERVISOR}, subject)


def can_judge_findings(person: Any, subject: Any = None, /) -> bool:
    """Home Affairs of its visits, an agency's team of its own monitoring; which of both the action asks."""
    return can_plan_rounds(person) or can_monitor(person, subject)


def can_publish_guidance(person: Any, subject: Any = None, /) -> bool:
    """Home Affairs publishes guidance for all. # Luật: KH 82 VI.1.c"""
    return holds(person, {Role.HOME_AFFAIRS})


def can_read_guidance(person: Any, subject: Any = None, /) -> bool:
    return holds(person, PROGRAMME_SEEN_BY | {Role.CONTRACTOR_LEAD, Role.CONTRACTOR_OPERATOR})


# What a person reads of each right on the page that lists them.
LABELS = {
    "can_see_programme": _("Xem kế hoạch, nhiệm vụ"),
    "can_edit_programme": _("Nạp, chỉnh kế hoạch"),
    "can_work_on_tasks": _("Cập nhật tiến độ, đính kèm sản phẩm"),
    "can_assign_tasks": _("Giao nhiệm vụ cho người"),
    "can_keep_bodies": _("Lập Hội đồng, Tổ, Ban Chỉ đạo"),
    "can_plan_rounds": _("Lập, ghi kết quả đợt kiểm tra"),
    "can_mend_findings": _("Báo khắc phục tồn tại"),
    "can_judge_findings": _("Xác nhận hoặc trả lại việc khắc phục"),
    "can_monitor": _("Ghi biên bản giám sát"),
    "can_publish_guidance": _("Ban hành văn bản hướng dẫn"),
    "can_read_guidance": _("Đọc văn bản hướng dẫn"),
}
