"""The named roles a person has in an agency, and which of them must not meet in one person."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    CLERK = "clerk", _("Cán bộ văn thư, lưu trữ")
    COUNCIL_MEMBER = "council_member", _("Thành viên Hội đồng rà soát")
    SUPERVISOR = "supervisor", _("Tổ Quản lý, Giám sát")
    HEAD = "head", _("Thủ trưởng cơ quan")
    HOME_AFFAIRS = "home_affairs", _("Cán bộ Sở Nội vụ")
    ARCHIVIST = "archivist", _("Lưu trữ viên Trung tâm Lưu trữ lịch sử")
    CONTRACTOR_OPERATOR = "contractor_operator", _("Người quét của đơn vị số hóa")
    CONTRACTOR_LEAD = "contractor_lead", _("Phụ trách của đơn vị số hóa")
    READER = "reader", _("Độc giả")
    SECURITY_OFFICER = "security_officer", _("Cán bộ an toàn thông tin")
    AUDITOR = "auditor", _("Kiểm toán nhật ký")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


CONTRACTORS = frozenset({Role.CONTRACTOR_OPERATOR, Role.CONTRACTOR_LEAD})
# Who works on deliveries and descriptions of the agencies in their scope.
STAFF = frozenset({Role.CLERK, Role.COUNCIL_MEMBER, Role.SUPERVISOR, Role.HEAD, Role.HOME_AFFAIRS, Role.ARCHIVIST})
# Who sees deliveries: staff, and whoever made the scans.
WORKERS = STAFF | CONTRACTORS
CONFIRMERS = frozenset({Role.CLERK, Role.ARCHIVIST})
# Who decides between two people who keyed the same document differently.
DISPUTE_SETTLERS = frozenset({Role.SUPERVISOR, Role.ARCHIVIST})
ACCEPTERS = frozenset({Role.HEAD, Role.SUPERVISOR})
# Whose work is not bound to the agency that employs them.
EVERYWHERE = frozenset({Role.HOME_AFFAIRS, Role.ARCHIVIST, Role.SECURITY_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR})
# Who keeps the machine and the accounts and reads no documents.
MACHINE = frozenset({Role.ADMINISTRATOR})
# Who reads the trail of what others did.
WATCHERS = frozenset({Role.AUDITOR, Role.SECURITY_OFFICER})
