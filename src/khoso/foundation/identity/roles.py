"""The named roles a person has in an agency."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    CLERK = "clerk", "Cán bộ văn thư, lưu trữ"
    SUPERVISOR = "supervisor", "Tổ Quản lý, Giám sát"
    HEAD = "head", "Thủ trưởng cơ quan"
    HOME_AFFAIRS = "home_affairs", "Sở Nội vụ"
    ARCHIVIST = "archivist", "Lưu trữ viên"
    CONTRACTOR = "contractor", "Đơn vị số hóa"
    READER = "reader", "Độc giả"
    AUDITOR = "auditor", "Kiểm toán nhật ký"
    ADMINISTRATOR = "administrator", "Quản trị hệ thống"


# Who works on deliveries and descriptions of the agencies in their scope.
STAFF = frozenset({Role.CLERK, Role.SUPERVISOR, Role.HEAD, Role.HOME_AFFAIRS, Role.ARCHIVIST})
# Who sees deliveries: staff, and whoever made the scans.
WORKERS = STAFF | {Role.CONTRACTOR}
CONFIRMERS = frozenset({Role.CLERK, Role.ARCHIVIST})
ACCEPTERS = frozenset({Role.HEAD, Role.SUPERVISOR})
# Whose work is not bound to the agency that employs them.
EVERYWHERE = frozenset({Role.HOME_AFFAIRS, Role.ARCHIVIST})
