"""Who plans inspections, looks at samples, and mends. Who scanned never accepts: the actions ask that too."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.permissions import holds
from khoso.foundation.identity.roles import CONTRACTORS, WORKERS, Role

# Luật: TT 05/2025 Đ.9.5 (người kiểm tra được tập huấn theo hướng dẫn kiểm tra)
CHECKERS = frozenset({Role.CLERK, Role.ARCHIVIST, Role.SUPERVISOR})


def can_see_inspection(person: Any, subject: Any = None, /) -> bool:
    """Staff and the contractor see lots, defects and the work list."""
    return holds(person, WORKERS, subject)


def can_plan_inspection(person: Any, subject: Any = None, /) -> bool:
    """Write the checking guide, choose the plan, draw a lot, decide about defects that are no defects."""
    return holds(person, {Role.SUPERVISOR, Role.HEAD, Role.ARCHIVIST}, subject) and not holds(person, CONTRACTORS)


def can_inspect(person: Any, subject: Any = None, /) -> bool:
    """Look at pages and mark defects; whoever scans does not, whatever else they are."""
    return holds(person, CHECKERS, subject) and not holds(person, CONTRACTORS)


def can_mend(person: Any, subject: Any = None, /) -> bool:
    """Answer a returned defect with a new scan."""
    return holds(person, CONTRACTORS, subject)


# What a person reads of each right on the page that lists them.
LABELS = {
    "can_see_inspection": _("Xem lô kiểm tra, lỗi, danh sách phải sửa"),
    "can_plan_inspection": _("Soạn hướng dẫn kiểm tra, chọn phương án, lấy mẫu"),
    "can_inspect": _("Kiểm tra trang, ghi lỗi"),
    "can_mend": _("Sửa lỗi bị trả lại"),
}
