"""Who may see, describe, import and arrange the catalogue."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.permissions import holds
from khoso.foundation.identity.roles import STAFF, Role

# Who describes the holdings of the agencies in their scope.
DESCRIBERS = frozenset({Role.CLERK, Role.ARCHIVIST})
# Who says that a word of secrecy means nothing secret: never the one who describes.
RELEASERS = frozenset({Role.HEAD, Role.SUPERVISOR})


def can_see_catalogue(person: Any, subject: Any = None, /) -> bool:
    """Staff see what the agencies in their scope hold."""
    return holds(person, STAFF, subject)


def can_describe(person: Any, subject: Any = None, /) -> bool:
    """Register and correct descriptions, one by one or many at once, with reasons."""
    return holds(person, DESCRIBERS, subject)


def can_import_catalogue(person: Any, subject: Any = None, /) -> bool:
    """Bring a workbook in, confirm its columns, load its good rows."""
    return holds(person, DESCRIBERS, subject)


def can_report_arrangement(person: Any, subject: Any = None, /) -> bool:
    """Record heaps on shelves, and the reports that say material is arranged. # Luật: KH 82 III.1.a"""
    return holds(person, DESCRIBERS, subject)


def can_release_held(person: Any, subject: Any = None, /) -> bool:
    """Say that a word of secrecy in a title means nothing secret: not the one who describes."""
    return holds(person, RELEASERS, subject)


def can_judge_twins(person: Any, subject: Any = None, /) -> bool:
    """Say whether two dossiers that look alike are one."""
    return holds(person, DESCRIBERS | {Role.SUPERVISOR, Role.COUNCIL_MEMBER}, subject)


def can_list_expired(person: Any, subject: Any = None, /) -> bool:
    """Make the yearly list of what has passed its retention. # Luật: TT 05/2025 Đ.48"""
    return holds(person, DESCRIBERS, subject)


# What a person reads of each right on the page that lists them.
LABELS = {
    "can_see_catalogue": _("Xem danh mục hồ sơ, tài liệu"),
    "can_describe": _("Đăng ký, sửa mô tả hồ sơ, tài liệu"),
    "can_import_catalogue": _("Nhập danh mục từ Excel"),
    "can_report_arrangement": _("Ghi nhận tình trạng chỉnh lý"),
    "can_release_held": _("Kết luận hồ sơ bị giữ vì có từ chỉ độ mật"),
    "can_judge_twins": _("Kết luận hồ sơ trùng"),
    "can_list_expired": _("Lập danh mục hết thời hạn"),
}
